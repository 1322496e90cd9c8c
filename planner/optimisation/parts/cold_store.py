"""A thermal store for cooling: cold made in one hour takes the place of chillers in another."""

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
    from planner.problem.on_site import Capacity, ColdStore
    from planner.problem.site import ModelInputs

BUILT = {"cold_store_mw": "cold_mw_built", "cold_store_mwh": "cold_mwh_built"}


def _store(x: ModelInputs) -> ColdStore:
    assert x.cold_store is not None
    return x.cold_store


def capacities(x: ModelInputs) -> dict[str, Capacity]:
    """Power [MW of heat] and content [MWh of heat], decided apart."""
    return {"cold_store_mw": _store(x).power, "cold_store_mwh": _store(x).energy}


def add_cold_store_power(m: pyo.Block, x: ModelInputs) -> None:
    """Power of the thermal store in use is what was built within its life.

    cold_store_mw[p] = sum_{q: in use in p} cold_mw_built[q]                            [MW of heat]

    Golden: lp/cold_store_power.lp
    Proved by: test_power_and_content_are_built_as_far_as_they_pay
    """
    m.cold_store_power = in_use_is_built(m, _store(x).power, "cold_store_mw", BUILT["cold_store_mw"])


def add_cold_store_energy(m: pyo.Block, x: ModelInputs) -> None:
    """Content of the thermal store in use is what was built within its life.

    cold_store_mwh[p] = sum_{q: in use in p} cold_mwh_built[q]                         [MWh of heat]

    Golden: lp/cold_store_energy.lp
    Proved by: test_power_and_content_are_built_as_far_as_they_pay
    """
    m.cold_store_energy = in_use_is_built(m, _store(x).energy, "cold_store_mwh", BUILT["cold_store_mwh"])


def add_investment(m: pyo.Block, x: ModelInputs) -> Expression:
    """Variables and equations of the investment; its present cost [MEUR]."""
    add_capacity_variables(m, capacities(x), BUILT)
    add_cold_store_power(m, x)
    add_cold_store_energy(m, x)
    return capacity_cost_meur(m, x, capacities(x), BUILT)


def add_variables(m: pyo.Block, _x: ModelInputs, day: Day) -> None:
    """Cold into the store and out of it [MW of heat], cold stored [MWh of heat].

    Where chillers stand still, cold from the store would save nothing, and none is taken.
    """
    hours, most = range(day.hours), day.of_parts["most_cold_discharge_mw"]
    m.cold_charge_mw = pyo.Var(hours, domain=pyo.NonNegativeReals)
    m.cold_discharge_mw = pyo.Var(hours, bounds=lambda m, t: (0.0, float(most[t])))
    m.cold_stored_mwh = pyo.Var(hours, domain=pyo.NonNegativeReals)


def add_cold_exchanger(m: pyo.Block, day: Day) -> None:
    """Charge and discharge share the heat exchangers and pumps of the store.

    cold_charge[t] + cold_discharge[t] <= cold_store_mw                                 [MW of heat]

    Golden: lp/cold_exchanger.lp
    Proved by: test_power_and_content_are_built_as_far_as_they_pay
    """
    m.cold_exchanger = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: m.cold_charge_mw[t] + m.cold_discharge_mw[t] - m.cold_store_mw <= 0,
        doc="cold in and out within the power of the store",
    )


def add_cold_within_heat(m: pyo.Block, day: Day) -> None:
    """Cold from the store takes away no more heat than the racks give.

    cold_discharge[t] <= it[t]                                                          [MW of heat]

    Golden: lp/cold_within_heat.lp
    Proved by: test_cold_is_made_when_power_is_cheap
    """
    m.cold_within_heat = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: m.cold_discharge_mw[t] - m.it_mw[t] <= 0,
        doc="cold from the store within the heat of the racks",
    )


def add_cold_stored(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """The store keeps most of what it held, gains what is charged, gives what is discharged; the day ends as it began.

    cold_stored[t] = kept * cold_stored[t-1] + cold_charge[t] - cold_discharge[t]      [MWh of heat]

    Golden: lp/cold_stored.lp
    Proved by: test_lost_cold_is_made_again
    """
    store = _store(x)
    m.cold_stored = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: (
            m.cold_stored_mwh[t]
            - store.kept_per_hour * m.cold_stored_mwh[(t - 1) % day.hours]
            - m.cold_charge_mw[t]
            + m.cold_discharge_mw[t]
            == 0
        ),
        doc="cold in the store",
    )


def add_cold_room(m: pyo.Block, day: Day) -> None:
    """The store holds no more than its tanks do.

    cold_stored[t] <= cold_store_mwh                                                   [MWh of heat]

    Golden: lp/cold_room.lp
    Proved by: test_power_and_content_are_built_as_far_as_they_pay
    """
    m.cold_room = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: m.cold_stored_mwh[t] - m.cold_store_mwh <= 0,
        doc="cold within the tanks",
    )


def add_equations(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """Equations of a day; its variables are there already."""
    add_cold_exchanger(m, day)
    add_cold_within_heat(m, day)
    add_cold_stored(m, x, day)
    add_cold_room(m, day)


def terms(m: pyo.Block, _x: ModelInputs, day: Day, t: int) -> dict[str, list[Expression]]:
    """Facility power: making cold for the store draws power with its pumps, cold from the store saves chillers."""
    charged = float(day.of_parts["chilling"][t]) * m.cold_charge_mw[t]
    return {"facility_power": [charged, -float(day.of_parts["saved_chilling"][t]) * m.cold_discharge_mw[t]]}


def numbers(x: ModelInputs, hours: slice, _p: int) -> dict[str, Floats]:
    """T: electricity per unit of cold made and of cold given [MW per MW]; 1 and a bound of 0 where it saves nothing."""
    saved = _store(x).saved_mwh_per_mwh[hours]
    return {
        "chilling": _store(x).charge_mwh_per_mwh[hours],
        "saved_chilling": np.where(saved > 0, saved, 1.0),
        "most_cold_discharge_mw": np.where(saved > 0, np.inf, 0.0),
    }


PART = Part(
    name="cold_store",
    present=lambda x: x.cold_store is not None,
    built=BUILT,
    capacities=capacities,
    add_investment=add_investment,
    running_meur=lambda m, x, p: running_meur(m, capacities(x), p),
    add_variables=add_variables,
    add_equations=add_equations,
    terms=terms,
    numbers=numbers,
    writings=(
        Writing("coefficient", "facility_power", "chilling", column="cold_charge_mw", sign=-1),
        Writing("coefficient", "facility_power", "saved_chilling", column="cold_discharge_mw"),
        Writing("upper", "cold_discharge_mw", "most_cold_discharge_mw"),
    ),
    structure=lambda x: _store(x).kept_per_hour,
    hourly={"cold_charge_mw": 1, "cold_discharge_mw": 1, "cold_stored_mwh": 1},
    always_held={
        "cold_store_power": "what must be there can be built again; what it costs counts as capital",
        "cold_store_energy": "what must be there can be built again; what it costs counts as capital",
        "cold_exchanger": "kept by leaving the store alone",
        "cold_within_heat": "kept by leaving the store alone",
        "cold_stored": "kept by leaving the store alone",
        "cold_room": "kept by leaving the store alone",
    },
)
