"""The dispatch model: one real day, hour by hour, with what investment gave it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyomo.environ as pyo

from planner.optimisation.equations import electricity, serving
from planner.optimisation.parts import (
    battery_and_pv,
    capacity,
    carbon_cap,
    cold_store,
    flexible_connection,
    grid_support,
    loop_cooling,
    shared_by_days,
)

if TYPE_CHECKING:
    from pyomo.core.base.expression import NumericValue

    from planner.optimisation.equations.day import Day
    from planner.problem.site import ModelInputs


PART_TERMS = (
    loop_cooling.loop_terms,
    cold_store.cold_store_terms,
    battery_and_pv.on_site_terms,
    flexible_connection.flexible_terms,
)


def terms_of_parts(m: pyo.Block, x: ModelInputs, day: Day, t: int) -> dict[str, list[NumericValue]]:
    """What the parts of the site add to each equation of hour `t`; a part adds, none replaces another."""
    terms: dict[str, list[NumericValue]] = {}
    for of_part in PART_TERMS:
        for equation, added in of_part(m, x, day, t).items():
            terms.setdefault(equation, []).extend(added)
    return terms


def add_dispatch(m: pyo.Block, x: ModelInputs, day: Day) -> NumericValue:
    """All variables and equations of one day on `m`, which already has what investment gives.

    Returns:
        The cost of the day [kEUR], undiscounted.
    """
    serving.add_serving_variables(m, x, day)
    electricity.add_power_variables(m, day)
    battery_and_pv.add_on_site_power_variables(m, x, day)
    cold_store.add_cold_store_variables(m, x, day)
    grid_support.add_support_variables(m, x, day)
    shared_by_days.add_part_variables(m, x)
    if x.flexible:
        flexible_connection.add_flexible_use_variables(m, day)
    serving.add_serve_demand(m, x, day)
    serving.add_carry_backlog(m, x, day)
    if m.component("demand_share") is not None:
        serving.add_backlog_within_window(m, x, day)
    serving.add_share_racks(m, x, day)
    electricity.add_it_power(m, x, day)
    if x.loops is not None:
        loop_cooling.add_liquid_heat_variables(m, day)
        loop_cooling.add_liquid_heat(m, x, x.loops, day)
    electricity.add_facility_power(m, x, day, terms_of_parts)
    if x.cold_store:
        cold_store.add_cold_store_day(m, x, day)
    electricity.add_grid_balance(m, x, day, terms_of_parts)
    battery_and_pv.add_on_site_day(m, x, day)
    electricity.add_within_subscribed(m, day)
    electricity.add_within_connection(m, x, day, terms_of_parts)
    if x.flexible:
        flexible_connection.add_flexible_day(m, x, day)
    if x.carbon_cap:
        carbon_cap.add_carbon_within_part(m, x, day)
    grid_support.add_support_day(m, x, day)
    cost = serving.serving_cost_keur(m, x, day) + electricity.electricity_cost_keur(m, day)
    return cost + battery_and_pv.on_site_cost_keur(m, x, day) + grid_support.support_cost_keur(m, x, day)


def build_dispatch(x: ModelInputs, day: Day) -> pyo.ConcreteModel:
    """One day alone. What investment gives it are variables that the solver holds at the given value."""
    m = pyo.ConcreteModel(name="dispatch")
    m.installed_racks = pyo.Var(range(len(x.fleet.racks)), domain=pyo.NonNegativeReals)
    m.subscribed_mw = pyo.Var(range(len(x.tariff.classes)), domain=pyo.NonNegativeReals)
    m.connection_mw = pyo.Var(domain=pyo.NonNegativeReals)
    for name in capacity.capacities(x):
        setattr(m, name, pyo.Var(domain=pyo.NonNegativeReals))
    if x.flexible:
        m.flexible_mw = pyo.Var(domain=pyo.NonNegativeReals)
    m.day_cost_keur = pyo.Objective(expr=add_dispatch(m, x, day))
    return m
