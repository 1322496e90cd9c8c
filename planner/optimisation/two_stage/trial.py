"""A fleet that is fixed, tried on paths it was not made for: orders as planned, every day dispatched again.

Orders, contracts, battery and PV are carried out as planned. What a path does not allow gives way: racks come when they
come and leave no sooner than a period later, phases open when they may, power is subscribed within the connection, and
of racks that the open site cannot hold the same share of each product stays in its box, paid for and unused. Contracts
are kept, ended and broken as planned: where the plan breaks none, credits have no cap.
"""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo
from pyomo.repn import generate_standard_repn

from planner.optimisation.equations.connection import least_rack_kw, worst_cooling
from planner.optimisation.equations.day import unserved_eur
from planner.optimisation.equations.fleet import retirement_periods, tiers_within_reach
from planner.optimisation.equations.revenue import demand_of_periods
from planner.optimisation.matrix.layout import days_of, rows_of, widest
from planner.optimisation.models.investment import add_investment
from planner.optimisation.models.paths import revenue_of_paths_meur
from planner.optimisation.parts.parts import BUILT, capacities, given_by_parts
from planner.optimisation.search.passes import compile_structures
from planner.optimisation.two_stage.work import unserved_work, work_to_serve
from planner.optimisation.workers.pool import DayPool
from planner.problem.several import Futures, PortfolioInputs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from planner.arrays import Floats, Ints
    from planner.optimisation.two_stage.answer import PathPlan
    from planner.problem.settings import SolveSettings
    from planner.problem.several import WeightedPath
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution

    Values = dict[tuple[str, tuple[int, ...]], float]

PATHS_AT_ONCE = 10  # all their days are held at the same time, and a stop is heeded between them


@dataclass(frozen=True)
class Trial:
    """One plan tried on N paths."""

    name: str
    weight: Floats  # N
    followed: Ints  # N: which planned path was followed, the one with the nearest demand
    cost_meur: Floats  # N: present cost, less the revenue if all were served when value is maximised
    unserved: Floats  # N, W, P: work unserved [Mtokens or GPU-hours]
    demand: Floats  # N, W, P: work to be served, in the same units
    boxed_share: Floats  # N, P: share of the racks that the site could not hold


@dataclass(frozen=True)
class _Carried:
    values: Values  # of the investment
    given: Floats  # P, L
    boxed_share: Floats  # P


def demand_value_meur(x: ModelInputs) -> Floats:
    """Present value of all work asked, at what it costs not to serve it, W × P [MEUR]."""
    value: Floats = demand_of_periods(x) * unserved_eur(x) * x.periods.discount / 1e6
    if x.offers is not None:
        np.add.at(value, x.offers.workload, x.offers.revenue_meur * x.periods.discount)
    return value


def nearest(plans: Sequence[PathPlan], x: ModelInputs) -> int:
    """The planned path whose demand, at its value, is nearest to that of `x`.

    It takes the demand of the whole horizon as seen: as the plan itself does once the common decisions are past.
    """
    demand = demand_value_meur(x)
    return int(np.argmin([np.abs(demand_value_meur(plan.inputs) - demand).sum() for plan in plans]))


def _leaving(plan: PathPlan, x: ModelInputs) -> Values:
    """Planned retirements, put off to the first period in which the path allows them."""
    values: Values = {}
    fleet, periods = x.fleet, len(x.periods.names)
    for v in range(len(fleet.vintage_rack)):
        may = list(retirement_periods(x, v))
        bought = int(fleet.opening_racks[v] + plan.solution.order_racks[v])
        left = 0
        for p in np.flatnonzero(plan.solution.retire_racks[v]).tolist() if may else ():
            at = max(p, may[0])
            if at <= may[-1]:
                going = min(int(plan.solution.retire_racks[v, p]), bought - left)
                values["retire_racks", (v, at)] = values.get(("retire_racks", (v, at)), 0.0) + going
                left += going
        if may and fleet.end_of_life_period[v] < periods and bought > left:
            end = ("retire_racks", (v, may[-1]))
            values[end] = values.get(end, 0.0) + bought - left
    return values


def _orders(plan: PathPlan, x: ModelInputs) -> Values:
    values: Values = {}
    for v in np.flatnonzero(x.fleet.max_racks > 0).tolist():
        racks = float(plan.solution.order_racks[v])
        values["order_racks", (v,)] = racks
        if len(tiers_within_reach(x, v)) > 1 and racks:
            tier = int(np.searchsorted(x.fleet.tier_from_racks, racks, side="right")) - 1
            values["order_in_tier", (v, tier)] = racks
    return values


def _installed(x: ModelInputs, values: Values, plan: PathPlan) -> Floats:
    fleet, periods = x.fleet, len(x.periods.names)
    moves = np.zeros((len(fleet.racks), periods))
    for v, r in enumerate(fleet.vintage_rack):
        if fleet.live_period[v] < periods:
            moves[r, fleet.live_period[v]] += fleet.opening_racks[v] + plan.solution.order_racks[v]
    for (name, key), racks in values.items():
        if name == "retire_racks":
            moves[fleet.vintage_rack[key[0]], key[1]] -= racks
    installed: Floats = np.cumsum(moves, axis=1)
    return installed


def _room(x: ModelInputs, is_open: Floats, connection: Floats, installed: Floats) -> Floats:
    """Share of the racks that the open site can hold and power while they wait, P."""
    f, phases = x.fleet, x.phases
    needs = [
        (f.positions @ installed, phases.positions @ is_open),
        (f.liquid_kw / 1000 @ installed, phases.liquid_mw @ is_open),
        (f.weight_t @ installed, phases.floor_t @ is_open),
        (
            (least_rack_kw(x) / 1000 @ installed) * (1 + worst_cooling(x)),
            np.maximum(0.0, x.electrical_efficiency * x.usable_share * connection - x.auxiliaries_mw),
        ),
    ]
    share = np.ones(installed.shape[1])
    for need, room in needs:
        share = np.minimum(share, np.where(need > room, room / np.maximum(need, 1e-12), 1.0))
    return share


def _promises(solution: Solution) -> Values:
    """Contracts as they were signed, ended and broken, and GPUs as they were reserved."""
    decided: dict[str, Floats] = {"rented_kgpu": solution.reserved_kgpu}
    if solution.offers is not None:
        decided |= {name: getattr(solution.offers, name) for name in ("signed", "breached", "terminated")}
    return {(name, index): float(value) for name, values in decided.items() for index, value in np.ndenumerate(values)}


def carried_out(plan: PathPlan, x: ModelInputs) -> _Carried:
    """What a plan becomes on a path: its investment, and what the days are given."""
    solution, periods = plan.solution, range(len(x.periods.names))
    values: Values = {**_orders(plan, x), **_leaving(plan, x)}
    may = np.array([[p >= earliest for p in periods] for earliest in x.phases.earliest_period])
    planned = (solution.phase_open > 0) | x.phases.committed[:, None]
    is_open = np.logical_and.accumulate(planned & may, axis=0).astype(np.float64)
    connection = x.phases.connection_mw @ is_open
    subscribed = np.minimum(solution.subscribed_mw, connection)
    installed = _installed(x, values, plan)
    share = _room(x, is_open, connection, installed)
    for p in periods:
        values["connection_mw", (p,)] = float(connection[p])
        values |= {("phase_open", (b, p)): float(is_open[b, p]) for b in range(len(is_open))}
        values |= {("subscribed_mw", (k, p)): float(subscribed[k, p]) for k in range(len(subscribed))}
        for name in capacities(x):
            values[BUILT[name], (p,)] = float(solution.on_site[name].built[p])
            values[name, (p,)] = float(solution.on_site[name].in_use[p])
    values |= {("contract_mw", (i,)): float(mw) for i, mw in enumerate(solution.contract_mw)}
    values |= _promises(solution)
    of_parts = {name: built.in_use for name, built in solution.on_site.items()} | {
        "rented_kgpu": solution.reserved_kgpu
    }
    of_parts |= {} if x.flexible is None else {"flexible_mw": x.flexible.mw @ is_open}
    in_use = [of_parts[name] for name in given_by_parts(x)]
    lines = [] if x.offers is None or solution.offers is None else [solution.offers.line_share(x.offers)]
    given = np.vstack([installed * share, subscribed, connection, *in_use, *lines]).T
    return _Carried(values, np.round(given, 9), np.where(installed.sum(axis=0) > 0, 1 - share, 0.0))


class _InvestmentCost:
    """Present cost of decisions without dispatch; built once for paths that cost the same."""

    def __init__(self) -> None:
        self._lines: dict[bytes, tuple[float, Values]] = {}

    def of(self, x: ModelInputs, values: Values) -> float:
        parts = (x.fleet, x.phases, x.tariff, x.contracts, x.periods, x.battery, x.pv, x.gensets, x.offers, x.rented)
        key = hashlib.sha256(pickle.dumps(parts)).digest()
        if key not in self._lines:
            m = pyo.ConcreteModel()
            line = generate_standard_repn(add_investment(m, x))
            terms: Values = {}
            for variable, cost in zip(line.linear_vars, line.linear_coefs, strict=True):
                index = variable.index()
                name = variable.parent_component().local_name
                if name != "dispatch_cost_meur":
                    terms[name, index if isinstance(index, tuple) else (index,)] = float(cost)
            self._lines[key] = (float(line.constant), terms)
        fixed, terms = self._lines[key]
        return fixed + sum(cost * values.get(place, 0.0) for place, cost in terms.items())


def simulate(
    plans: Mapping[str, Sequence[PathPlan]],
    fresh: Sequence[WeightedPath],
    settings: SolveSettings,
    path_progress: Callable[[int], None] | None = None,
) -> tuple[Trial, ...]:
    """Try plans on fresh paths: the fleet is fixed, each day is dispatched again.

    Args:
        plans: by name, the paths of a plan (`TwoStageAnswer.paths`); a deterministic plan has one. A fresh path follows
            the planned one with the nearest demand.
        fresh: paths on the axes of the plans' own.
        settings: processes, and `cancel`: once True, the paths that every plan has been tried on are kept. The gap
            does not matter.
        path_progress: called with the number of paths that are done.

    Returns:
        One trial per plan, all on the same paths; none if stopped before the first paths were done.

    SolverFailure: a day could not be dispatched.
    """
    cost = _InvestmentCost()
    rows_by_plan: dict[str, list[tuple[int, float, Floats, Floats, Floats]]] = {name: [] for name in plans}
    done = 0
    pool = DayPool(settings.workers, settings.cluster)
    try:
        for first in range(0, len(fresh), PATHS_AT_ONCE):
            if path_progress is not None:
                path_progress(first)
            batch = fresh[first : first + PATHS_AT_ONCE]
            sites = tuple(path.inputs for path in batch)
            may = np.ones((len(sites[0].workloads.names), len(sites)), dtype=np.bool_)
            names = tuple(path.name for path in batch)
            x = PortfolioInputs("trial", names, sites, may, futures=Futures(np.ones(len(sites)) / len(sites), -1))
            pool.build(x, compile_structures(x), np.full((rows_of(x), widest(x)), np.inf))  # no bound is asked of them
            for name, ways in plans.items():
                if _stopped(settings):
                    break
                rows_by_plan[name] += _tried(pool, x, ways, cost)
            else:
                done += len(batch)
                continue
            break
    finally:
        pool.close()
    if not done:
        return ()
    weight = np.array([path.weight for path in fresh[:done]])
    trials = []
    for name, rows in rows_by_plan.items():
        followed, costs, unserved, demand, boxed = zip(*rows[:done], strict=True)
        arrays = (np.array(part) for part in (followed, costs, unserved, demand, boxed))
        trials.append(Trial(name, weight / weight.sum(), *arrays))
    return tuple(trials)


def _stopped(settings: SolveSettings) -> bool:
    return settings.cancel is not None and settings.cancel()


def _tried(
    pool: DayPool, x: PortfolioInputs, ways: Sequence[PathPlan], cost: _InvestmentCost
) -> list[tuple[int, float, Floats, Floats, Floats]]:
    followed = [nearest(ways, site) for site in x.sites]
    carried = [carried_out(ways[i], site) for i, site in zip(followed, x.sites, strict=True)]
    days = pool.dispatch(np.vstack([one.given for one in carried]))
    table, revenue = days_of(x), revenue_of_paths_meur(x)
    rows = []
    for s, (site, one) in enumerate(zip(x.sites, carried, strict=True)):
        mine = {int(table.day[d]): days[int(d)] for d in np.flatnonzero(table.site == s)}
        dispatch = sum(
            site.days.weight[d] / 1000 * day.answer.cost_keur * site.periods.discount[site.days.period[d]]
            for d, day in mine.items()
        )
        total = cost.of(site, one.values) + float(dispatch) - float(revenue[s])
        rows.append(
            (
                followed[s],
                total,
                unserved_work(site, mine),
                work_to_serve(site, ways[followed[s]].solution.offers),
                one.boxed_share,
            )
        )
    return rows
