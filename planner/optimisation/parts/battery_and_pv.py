"""Battery, PV and back-up sets in one day, hour by hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyomo.environ as pyo

from planner.optimisation.parts.cold_store import same_cold_structure

if TYPE_CHECKING:
    from pyomo.core.base.expression import NumericValue

    from planner.optimisation.equations.day import Day
    from planner.problem.site import ModelInputs


def gensets_may_feed(x: ModelInputs) -> bool:
    """Whether back-up sets may feed the site."""
    return x.gensets is not None and x.gensets.peak_shaving


def add_on_site_power_variables(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """PV taken, charge, discharge, store and back-up of each hour [MW, MWh]; PV is 0 while it is dark."""
    hours = range(day.hours)
    if x.pv:
        m.pv_mw = pyo.Var(hours, bounds=lambda m, t: (0.0, float(day.most_pv_mw[t])))
    if x.battery:
        m.charge_mw = pyo.Var(hours, domain=pyo.NonNegativeReals)
        m.discharge_mw = pyo.Var(hours, domain=pyo.NonNegativeReals)
        m.stored_mwh = pyo.Var(hours, domain=pyo.NonNegativeReals)
    if x.gensets and x.gensets.peak_shaving:
        m.genset_mw = pyo.Var(hours, bounds=(0.0, x.gensets.mw))


def on_site_terms(m: pyo.Block, x: ModelInputs, _day: Day, t: int) -> dict[str, list[NumericValue]]:
    """Grid balance: what the sun, the battery and back-up sets give, less what the battery takes."""
    fed = [m.pv_mw[t]] if x.pv else []
    if x.battery:
        fed += [m.discharge_mw[t], -m.charge_mw[t]]
    return {"grid_balance": [*fed, m.genset_mw[t]] if gensets_may_feed(x) else fed}


def add_sun_power(m: pyo.Block, day: Day) -> None:
    """PV gives at most what the sun allows; what is not needed is curtailed, for nothing.

    pv[t] <= profile[t] * pv_capacity;  in the dark pv[t] = 0 by its bound, and the row has the coefficient 1  [MW]

    Golden: lp/sun_power.lp
    """
    m.sun_power = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: m.pv_mw[t] - float(day.sun[t]) * m.pv_capacity_mw <= 0,
        doc="PV within what the sun gives",
    )


def add_converter_power(m: pyo.Block, day: Day) -> None:
    """One converter charges or discharges: in the mean of an hour both together stay within its power.

    charge[t] + discharge[t] <= storage_mw                                                        [MW]

    Golden: lp/converter_power.lp
    """
    m.converter_power = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: m.charge_mw[t] + m.discharge_mw[t] - m.storage_mw <= 0,
        doc="charge and discharge within the power of the battery",
    )


def add_stored_energy(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """The store holds what it held, plus what was charged, less what was discharged; the day ends as it began.

    stored[t] = stored[t-1] + eta_c * charge[t] - discharge[t] / eta_d                           [MWh]

    Golden: lp/stored_energy.lp
    """
    battery = x.battery
    assert battery is not None
    out = 1 / battery.discharge_efficiency
    m.stored_energy = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: (
            m.stored_mwh[t]
            - m.stored_mwh[(t - 1) % day.hours]
            - battery.charge_efficiency * m.charge_mw[t]
            + out * m.discharge_mw[t]
            == 0
        ),
        doc="energy in the battery",
    )


def add_store_room(m: pyo.Block, day: Day) -> None:
    """The store holds no more than its cells do.

    stored[t] <= storage_mwh                                                                     [MWh]

    Golden: lp/store_room.lp
    """
    m.store_room = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: m.stored_mwh[t] - m.storage_mwh <= 0,
        doc="energy in the battery within its cells",
    )


def add_on_site_day(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """Equations of all that the site has; its variables are there already."""
    if x.pv:
        add_sun_power(m, day)
    if x.battery:
        add_converter_power(m, day)
        add_stored_energy(m, x, day)
        add_store_room(m, day)


def on_site_cost_keur(m: pyo.Block, x: ModelInputs, day: Day) -> NumericValue:
    """Ageing of the battery by use and the fuel of back-up sets over the day [kEUR]. The sun costs nothing."""
    terms = []
    if x.battery:
        terms += [float(day.wear_keur_per_mwh[t]) * m.discharge_mw[t] for t in m.discharge_mw]
    if gensets_may_feed(x):
        terms += [float(day.genset_keur_per_mwh[t]) * m.genset_mw[t] for t in m.genset_mw]
    return pyo.quicksum(terms)


def same_on_site_structure(a: ModelInputs, b: ModelInputs) -> bool:
    """Whether the compiled days of `a` serve for the battery, PV, back-up sets and thermal store of `b`."""

    def of(x: ModelInputs) -> object:
        battery = (x.battery.charge_efficiency, x.battery.discharge_efficiency) if x.battery else None
        return battery, x.pv is not None, x.gensets.mw if x.gensets and x.gensets.peak_shaving else None

    return of(a) == of(b) and same_cold_structure(a, b)
