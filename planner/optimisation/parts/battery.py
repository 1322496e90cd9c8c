"""A battery: power and energy that are built, charge and discharge hour by hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo

from planner.optimisation.equations.day import Writing
from planner.optimisation.parts.capacity import (
    add_capacity_variables,
    capacity_cost_meur,
    in_use_is_built,
    running_meur,
)
from planner.optimisation.parts.part import Part

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.optimisation.equations.day import Day
    from planner.optimisation.parts.part import Expression
    from planner.problem.on_site import Battery, Capacity
    from planner.problem.site import ModelInputs

BUILT = {"storage_mw": "storage_mw_built", "storage_mwh": "storage_mwh_built"}


def _battery(x: ModelInputs) -> Battery:
    assert x.battery is not None
    return x.battery


def capacities(x: ModelInputs) -> dict[str, Capacity]:
    """Power [MW] and energy [MWh], decided apart."""
    return {"storage_mw": _battery(x).power, "storage_mwh": _battery(x).energy}


def add_storage_power(m: pyo.Block, x: ModelInputs) -> None:
    """Power of the battery in use is what was built within the life of the converter.

    storage_mw[p] = sum_{q: in use in p} storage_mw_built[q]                                      [MW]

    Golden: lp/storage_power.lp
    Proved by: test_a_battery_buys_when_power_is_cheap
    """
    m.storage_power = in_use_is_built(m, _battery(x).power, "storage_mw", BUILT["storage_mw"])


def add_storage_energy(m: pyo.Block, x: ModelInputs) -> None:
    """Energy of the battery in use is what was built within the life of the cells; fading is made up for each year.

    storage_mwh[p] = sum_{q: in use in p} storage_mwh_built[q]                                   [MWh]

    Golden: lp/storage_energy.lp
    Proved by: test_a_battery_buys_when_power_is_cheap
    """
    m.storage_energy = in_use_is_built(m, _battery(x).energy, "storage_mwh", BUILT["storage_mwh"])


def add_investment(m: pyo.Block, x: ModelInputs) -> Expression:
    """Variables and equations of the investment; its present cost [MEUR]."""
    add_capacity_variables(m, capacities(x), BUILT)
    add_storage_power(m, x)
    add_storage_energy(m, x)
    return capacity_cost_meur(m, x, capacities(x), BUILT)


def add_variables(m: pyo.Block, _x: ModelInputs, day: Day) -> None:
    """Charge and discharge of each hour [MW], what is stored at its end [MWh]."""
    hours = range(day.hours)
    m.charge_mw = pyo.Var(hours, domain=pyo.NonNegativeReals)
    m.discharge_mw = pyo.Var(hours, domain=pyo.NonNegativeReals)
    m.stored_mwh = pyo.Var(hours, domain=pyo.NonNegativeReals)


def add_converter_power(m: pyo.Block, day: Day) -> None:
    """One converter charges or discharges: in the mean of an hour both together stay within its power.

    charge[t] + discharge[t] <= storage_mw                                                        [MW]

    Golden: lp/converter_power.lp
    Proved by: test_a_battery_buys_when_power_is_cheap
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
    Proved by: test_losses_and_wear_are_paid
    """
    battery = _battery(x)
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
    Proved by: test_a_battery_buys_when_power_is_cheap
    """
    m.store_room = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: m.stored_mwh[t] - m.storage_mwh <= 0,
        doc="energy in the battery within its cells",
    )


def add_equations(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """Equations of a day; its variables are there already."""
    add_converter_power(m, day)
    add_stored_energy(m, x, day)
    add_store_room(m, day)


def cost_keur(m: pyo.Block, _x: ModelInputs, day: Day) -> Expression:
    """Ageing by use over the day [kEUR]."""
    return pyo.quicksum(float(day.of_parts["wear_keur_per_mwh"][t]) * m.discharge_mw[t] for t in m.discharge_mw)


def numbers(x: ModelInputs, hours: slice, p: int) -> dict[str, Floats]:
    """T: ageing per MWh discharged [kEUR]."""
    return {"wear_keur_per_mwh": np.full(hours.stop - hours.start, _battery(x).wear_eur_per_mwh[p] / 1000)}


PART = Part(
    name="battery",
    present=lambda x: x.battery is not None,
    built=BUILT,
    capacities=capacities,
    add_investment=add_investment,
    running_meur=lambda m, x, p: running_meur(m, capacities(x), p),
    add_variables=add_variables,
    add_equations=add_equations,
    feeds=("discharge_mw", "charge_mw"),
    cost_keur=cost_keur,
    numbers=numbers,
    writings=(Writing("cost", "discharge_mw", "wear_keur_per_mwh"),),
    structure=lambda x: (_battery(x).charge_efficiency, _battery(x).discharge_efficiency),
    hourly={"charge_mw": 1, "discharge_mw": 1, "stored_mwh": 1},
    always_held={
        "storage_power": "what must be there can be built again; what it costs counts as capital",
        "storage_energy": "what must be there can be built again; what it costs counts as capital",
        "converter_power": "kept by leaving the store alone",
        "stored_energy": "kept by leaving the store alone",
        "store_room": "kept by leaving the store alone",
    },
)
