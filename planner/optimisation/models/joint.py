"""Investment and every day in one Pyomo model: the reference, for small cases and tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyomo.environ as pyo

from planner.optimisation.matrix.day_numbers import day_of
from planner.optimisation.models.dispatch import add_dispatch
from planner.optimisation.models.investment import add_investment, add_portfolio
from planner.optimisation.parts.offers import lines_of
from planner.optimisation.parts.parts import given_by_parts, shared_of
from planner.optimisation.parts.shared_by_days import add_share_among_days
from planner.problem.several import shared_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyomo.core.base.expression import NumericValue

    from planner.problem.several import PortfolioInputs
    from planner.problem.site import ModelInputs


def build_joint(x: ModelInputs) -> pyo.ConcreteModel:
    """The whole plan as one model, made of the functions that the decomposition uses."""
    m = pyo.ConcreteModel(name="joint")
    m.present_cost_meur = pyo.Objective(expr=add_investment(m, x))
    _add_days(m, x)
    return m


def build_joint_portfolio(x: PortfolioInputs) -> pyo.ConcreteModel:
    """The whole plan of several sites as one model."""
    m = pyo.ConcreteModel(name="joint")
    add_portfolio(m, x)
    for s, site in enumerate(x.sites):
        shared = shared_at(x, s)

        def share(w: int, p: int, s: int = s, shared: list[int] = shared) -> NumericValue:
            return m.demand_share[w, s, p] if w in shared else 1.0

        _add_days(m.site[s], site, share)
    return m


def _add_days(m: pyo.Block, x: ModelInputs, share: Callable[[int, int], NumericValue] | None = None) -> None:
    """Every day of one site, and the sum of their costs."""
    costs: dict[int, list[NumericValue]] = {p: [] for p in range(len(x.periods.names))}
    m.day = pyo.Block(range(len(x.days.period)))
    for d in m.day:
        block, p = m.day[d], int(x.days.period[d])
        block.installed_racks = pyo.Expression(
            range(len(x.fleet.racks)), rule=lambda b, r, p=p: m.installed_racks[r, p]
        )
        block.subscribed_mw = pyo.Expression(range(len(x.tariff.classes)), rule=lambda b, k, p=p: m.subscribed_mw[k, p])
        block.connection_mw = pyo.Expression(expr=m.connection_mw[p])
        for name in given_by_parts(x):
            setattr(block, name, pyo.Expression(expr=m.component(name)[p]))
        if share is not None:
            block.demand_share = pyo.Expression(range(len(x.workloads.names)), rule=lambda b, w, p=p: share(w, p))
        if lines := lines_of(x):
            block.line_share = pyo.Expression(
                range(len(lines)), rule=lambda b, i, p=p, lines=lines: m.component(lines[i][0])[lines[i][1], p]
            )
        costs[p].append(float(x.days.weight[d]) / 1000 * add_dispatch(block, x, day_of(x, d)))
    add_sum_dispatch_cost(m, costs)
    if shared_of(x):
        add_share_among_days(m, x)


def add_sum_dispatch_cost(m: pyo.ConcreteModel, costs: dict[int, list[NumericValue]]) -> None:
    """The dispatch cost of a period is that of its days.

    dispatch_cost[p] = sum_{d of p} weight[d]/1000 * day_cost_keur[d]                           [MEUR]

    The decomposition knows this equation through cuts. Golden: lp/sum_dispatch_cost.lp
    Proved by: test_a_day_counts_as_often_as_it_stands_for
    """
    m.sum_dispatch_cost = pyo.Constraint(
        list(costs),
        rule=lambda m, p: m.dispatch_cost_meur[p] - pyo.quicksum(costs[p]) == 0,
        doc="dispatch cost of a period",
    )
