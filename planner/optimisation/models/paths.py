"""One site on several paths: what is decided before a path is known, and what a good plan for all of them is.

Each path has the investment of a site of its own; decisions up to a period are the same on all paths (Birge and
Louveaux 2011, ch. 2). The objective is an expectation, beside it a conditional value at risk (Rockafellar and
Uryasev 2000), or the worst regret (Savage 1951).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyomo.environ as pyo

from planner.optimisation.equations.fleet import ordered_vintages, retirement_periods, tier_choices
from planner.optimisation.equations.revenue import revenue_asked_meur
from planner.optimisation.parts.offers import may_end
from planner.optimisation.parts.parts import committed

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from pyomo.core.base.expression import NumericValue

    from planner.arrays import Floats
    from planner.problem.several import Futures, PortfolioInputs
    from planner.problem.site import ModelInputs


class Decision(NamedTuple):
    """A variable of the investment, by name and index."""

    name: str
    key: tuple[int, ...]


def signed_in(x: ModelInputs, i: int) -> int:
    """Period by which a contract must be signed: the first with a prepayment or energy; P if there is none."""
    at = np.flatnonzero((x.contracts.prepaid_meur[i] != 0) | (x.contracts.energy_mwh[i] != 0))
    return int(at[0]) if len(at) else len(x.periods.names)


def _possible(x: ModelInputs, p: int) -> tuple[bool, ...]:
    """Phases that may be open in a period."""
    return tuple((x.phases.earliest_period <= p).tolist())


def _first_decisions(x: ModelInputs, until: int) -> Iterator[tuple[Decision, Hashable]]:
    """Decisions of one path up to a period, each with what the site has seen by then that another path may not have.

    Orders, contracts, battery and PV are the same whatever has been seen. Racks that came late, and a connection that
    is not there yet, are seen: only paths on which the same came retire, open phases and subscribe alike.
    """
    fleet, choices = x.fleet, tier_choices(x)
    early = {v for v in ordered_vintages(x) if fleet.order_period[v] <= until}
    yield from ((Decision("order_racks", (v,)), None) for v in sorted(early))
    for v, j in choices:
        if v in early:
            yield Decision("order_in_tier", (v, j)), None
            yield Decision("tier_chosen", (v, j)), None
    for v in range(len(fleet.vintage_rack)):
        came = (int(fleet.live_period[v]), int(fleet.end_of_life_period[v]))
        periods = [p for p in retirement_periods(x, v) if p <= until]
        yield from ((Decision("retire_racks", (v, p)), (came, _possible(x, p))) for p in periods)
    for p in range(min(until + 1, len(x.periods.names))):
        possible = _possible(x, p)
        yield from ((Decision("phase_open", (b, p)), None) for b, may in enumerate(possible) if may)
        yield from ((Decision("subscribed_mw", (k, p)), possible) for k in range(len(x.tariff.classes)))
        yield from ((Decision(name, (p,)), None) for name in committed(x))
    for i in range(len(x.contracts.names)):
        if signed_in(x, i) <= until:
            yield Decision("contract_mw", (i,)), None
            if x.contracts.take_it_or_leave_it[i]:
                yield Decision("contract_signed", (i,)), None
    yield from _promises(x, until)


def _promises(x: ModelInputs, until: int) -> Iterator[tuple[Decision, Hashable]]:
    """Contracts with customers taken or ended by then; a breach answers to what a path brings."""
    if x.offers is None:
        return
    for n in np.flatnonzero(x.offers.decision_period <= until).tolist():
        yield Decision("signed", (n,)), None
    if x.objective == "maximise_npv":
        for n, p in may_end(x):
            if p <= until:
                yield Decision("terminated", (n, p)), None


def common_decisions(x: PortfolioInputs) -> dict[tuple[Decision, Hashable], list[int]]:
    """Every decision that is common, with the paths it is common to."""
    assert x.futures is not None
    paths: dict[tuple[Decision, Hashable], list[int]] = {}
    for s, site in enumerate(x.sites):
        for key in _first_decisions(site, x.futures.commit_until):
            paths.setdefault(key, []).append(s)
    return paths


def add_futures_variables(m: pyo.ConcreteModel, x: PortfolioInputs) -> None:
    """What the measure of risk needs: nothing for an expectation."""
    paths, futures = range(len(x.sites)), x.futures
    assert futures is not None
    if futures.own_best_meur is not None:
        m.path_cost_meur = pyo.Var(paths)
        m.worst_regret_meur = pyo.Var()
    elif futures.cvar_weight > 0:
        m.path_cost_meur = pyo.Var(paths)
        m.value_at_risk_meur = pyo.Var()
        m.beyond_meur = pyo.Var(paths, domain=pyo.NonNegativeReals)


def add_common_decision(m: pyo.ConcreteModel, x: PortfolioInputs) -> None:
    """What is decided before a path is known is the same on all paths that cannot be told apart by then.

    decision[s,d] = decision[s',d]   for d dated up to commit_until                      [racks, MW, MWh, -]

    The decomposition gives both one column. Golden: lp/common_decision.lp
    Proved by: test_a_tail_that_counts_buys_for_the_bad_path
    """
    pairs = [(decision, paths[0], s) for (decision, _), paths in common_decisions(x).items() for s in paths[1:]]

    def rule(m: pyo.ConcreteModel, i: int) -> object:
        (name, key), first, other = pairs[i]
        index = key if len(key) > 1 else key[0]
        return m.site[first].component(name)[index] == m.site[other].component(name)[index]

    m.common_decision = pyo.Constraint(range(len(pairs)), rule=rule, doc="decided before the path is known")


def add_path_cost(m: pyo.ConcreteModel, x: PortfolioInputs) -> None:
    """What a path costs: its present cost, less the revenue if all its demand were served when value is maximised.

    path_cost[s] = present_cost[s] - revenue_asked[s]                                            [MEUR]

    Golden: lp/path_cost.lp
    Proved by: test_a_tail_that_counts_buys_for_the_bad_path
    """
    revenue = revenue_of_paths_meur(x)
    m.path_cost = pyo.Constraint(
        range(len(x.sites)),
        rule=lambda m, s: m.path_cost_meur[s] - m.site[s].cost_meur == -float(revenue[s]),
        doc="cost of a path",
    )


def add_tail_cost(m: pyo.ConcreteModel, x: PortfolioInputs) -> None:
    """What a path costs beyond the value at risk.

    beyond[s] >= path_cost[s] - value_at_risk                                                    [MEUR]

    Source: Rockafellar and Uryasev 2000. Golden: lp/tail_cost.lp
    Proved by: test_a_tail_that_counts_buys_for_the_bad_path
    """
    m.tail_cost = pyo.Constraint(
        range(len(x.sites)),
        rule=lambda m, s: m.path_cost_meur[s] - m.value_at_risk_meur - m.beyond_meur[s] <= 0,
        doc="cost beyond the value at risk",
    )


def add_regret(m: pyo.ConcreteModel, x: PortfolioInputs) -> None:
    """The worst regret is at least that of every path against its own best plan.

    path_cost[s] - worst_regret <= own_best[s]                                                   [MEUR]

    Source: Savage 1951. Golden: lp/regret.lp
    Proved by: test_the_worst_regret_is_as_small_as_it_can_be
    """
    assert x.futures is not None
    own = x.futures.own_best_meur
    assert own is not None
    m.regret = pyo.Constraint(
        range(len(x.sites)),
        rule=lambda m, s: m.path_cost_meur[s] - m.worst_regret_meur <= float(own[s]),
        doc="regret of a path",
    )


def add_futures(m: pyo.ConcreteModel, x: PortfolioInputs) -> NumericValue:
    """What couples the paths, each a block `m.site[s]` with its `cost_meur`.

    Returns:
        What is to be minimised [MEUR].
    """
    futures = x.futures
    assert futures is not None
    add_futures_variables(m, x)
    add_common_decision(m, x)
    weight, w = futures.weight, futures.cvar_weight
    if futures.own_best_meur is not None:
        add_path_cost(m, x)
        add_regret(m, x)
        return m.worst_regret_meur
    if w == 0:
        revenue = float(weight @ revenue_of_paths_meur(x))
        return pyo.quicksum(float(share) * m.site[s].cost_meur for s, share in enumerate(weight)) - revenue
    add_path_cost(m, x)
    add_tail_cost(m, x)
    mean = pyo.quicksum(float(share) * m.path_cost_meur[s] for s, share in enumerate(weight))
    beyond = pyo.quicksum(float(share / (1 - futures.cvar_level)) * m.beyond_meur[s] for s, share in enumerate(weight))
    return (1 - w) * mean + w * (m.value_at_risk_meur + beyond)


def revenue_of_paths_meur(x: PortfolioInputs) -> Floats:
    """Present revenue if all demand of a path were served [MEUR], S; zero where cost is minimised."""
    maximise = x.sites[0].objective == "maximise_npv"
    return np.array([revenue_asked_meur(site) if maximise else 0.0 for site in x.sites])


def cvar_meur(cost: Floats, weight: Floats, level: float) -> float:
    """Conditional value at risk: the mean of the costliest 1 - level of probability [MEUR]."""
    order = np.argsort(-cost, kind="stable")
    tail = 1.0 - level
    before = np.concatenate([[0.0], np.cumsum(weight[order])[:-1]])
    taken = np.clip(tail - before, 0.0, weight[order])
    return float(taken @ cost[order] / taken.sum())


def measure_meur(futures: Futures, cost: Floats) -> float:
    """What is minimised, of the cost of each path as in `add_path_cost`, S [MEUR]."""
    if futures.own_best_meur is not None:
        return float((cost - futures.own_best_meur).max())
    mean = float(futures.weight @ cost)
    if futures.cvar_weight == 0:
        return mean
    tail = cvar_meur(cost, futures.weight, futures.cvar_level)
    return (1 - futures.cvar_weight) * mean + futures.cvar_weight * tail
