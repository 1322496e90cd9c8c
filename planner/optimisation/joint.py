"""Investment and every day in one Pyomo model: the reference, for small cases and tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyomo.environ as pyo

from planner.optimisation.days import day_of
from planner.optimisation.dispatch import add_dispatch
from planner.optimisation.investment import add_investment

if TYPE_CHECKING:
    from pyomo.core.base.expression import NumericValue

    from planner.inputs.model_inputs import ModelInputs


def build_joint(x: ModelInputs) -> pyo.ConcreteModel:
    """The whole plan as one model, made of the functions that the decomposition uses."""
    m = pyo.ConcreteModel(name="joint")
    add_investment(m, x)
    costs: dict[int, list[NumericValue]] = {p: [] for p in range(len(x.periods.names))}
    m.day = pyo.Block(range(len(x.days.period)))
    for d in m.day:
        block, p = m.day[d], int(x.days.period[d])
        block.installed_racks = pyo.Expression(
            range(len(x.fleet.racks)), rule=lambda b, r, p=p: m.installed_racks[r, p]
        )
        block.subscribed_mw = pyo.Expression(range(len(x.tariff.classes)), rule=lambda b, k, p=p: m.subscribed_mw[k, p])
        block.connection_mw = pyo.Expression(expr=m.connection_mw[p])
        costs[p].append(float(x.days.weight[d]) / 1000 * add_dispatch(block, x, day_of(x, d)))
    add_sum_dispatch_cost(m, costs)
    return m


def add_sum_dispatch_cost(m: pyo.ConcreteModel, costs: dict[int, list[NumericValue]]) -> None:
    """The dispatch cost of a period is that of its days.

    dispatch_cost[p] = sum_{d of p} weight[d]/1000 * day_cost_keur[d]                           [MEUR]

    The decomposition knows this equation through cuts. Golden: lp/sum_dispatch_cost.lp
    """
    m.sum_dispatch_cost = pyo.Constraint(
        list(costs),
        rule=lambda m, p: m.dispatch_cost_meur[p] - pyo.quicksum(costs[p]) == 0,
        doc="dispatch cost of a period",
    )
