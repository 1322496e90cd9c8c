"""The dispatch model: one real day, hour by hour, with what investment gave it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyomo.environ as pyo

from planner.optimisation.equations import electricity, serving
from planner.optimisation.parts.parts import given_by_parts, parts_of, terms_of_parts
from planner.optimisation.parts.shared_by_days import add_part_variables

if TYPE_CHECKING:
    from pyomo.core.base.expression import NumericValue

    from planner.optimisation.equations.day import Day
    from planner.problem.site import ModelInputs


def add_dispatch(m: pyo.Block, x: ModelInputs, day: Day) -> NumericValue:
    """All variables and equations of one day on `m`, which already has what investment gives.

    Returns:
        The cost of the day [kEUR], undiscounted.
    """
    parts = parts_of(x)
    serving.add_serving_variables(m, x, day)
    electricity.add_power_variables(m, day)
    add_part_variables(m, x)
    for part in parts:
        part.add_variables(m, x, day)
    serving.add_serve_demand(m, x, day, terms_of_parts)
    serving.add_carry_backlog(m, x, day, terms_of_parts)
    if serving.shares_are_decisions(m):
        serving.add_backlog_within_window(m, x, day, terms_of_parts)
    if m.component("line_share") is not None:
        serving.add_unserved_within_line(m, x, day)
    if m.component("demand_share") is not None:
        serving.add_unserved_within_share(m, day)
    serving.add_share_racks(m, x, day)
    electricity.add_it_power(m, x, day)
    electricity.add_facility_power(m, x, day, terms_of_parts)
    electricity.add_grid_balance(m, x, day, terms_of_parts)
    electricity.add_within_subscribed(m, day)
    electricity.add_within_connection(m, x, day, terms_of_parts)
    for part in parts:
        part.add_equations(m, x, day)
    cost = serving.serving_cost_keur(m, x, day) + electricity.electricity_cost_keur(m, day)
    return cost + sum(part.cost_keur(m, x, day) for part in parts)


def build_dispatch(x: ModelInputs, day: Day) -> pyo.ConcreteModel:
    """One day alone. What investment gives it are variables that the solver holds at the given value."""
    m = pyo.ConcreteModel(name="dispatch")
    m.installed_racks = pyo.Var(range(len(x.fleet.racks)), domain=pyo.NonNegativeReals)
    m.subscribed_mw = pyo.Var(range(len(x.tariff.classes)), domain=pyo.NonNegativeReals)
    m.connection_mw = pyo.Var(domain=pyo.NonNegativeReals)
    for name in given_by_parts(x):
        setattr(m, name, pyo.Var(domain=pyo.NonNegativeReals))
    m.day_cost_keur = pyo.Objective(expr=add_dispatch(m, x, day))
    return m
