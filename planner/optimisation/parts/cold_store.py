"""A thermal store for cooling in one day: cold made in one hour takes the place of chillers in another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyomo.environ as pyo

if TYPE_CHECKING:
    from pyomo.core.base.expression import NumericValue

    from planner.optimisation.equations.day import Day
    from planner.problem.site import ModelInputs


def add_cold_store_variables(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """Cold into the store and out of it [MW of heat], cold stored [MWh of heat]; none without a store.

    Where chillers stand still, cold from the store would save nothing, and none is taken.
    """
    if x.cold_store:
        hours = range(day.hours)
        m.cold_charge_mw = pyo.Var(hours, domain=pyo.NonNegativeReals)
        m.cold_discharge_mw = pyo.Var(hours, bounds=lambda m, t: (0.0, float(day.most_cold_discharge_mw[t])))
        m.cold_stored_mwh = pyo.Var(hours, domain=pyo.NonNegativeReals)


def add_cold_exchanger(m: pyo.Block, day: Day) -> None:
    """Charge and discharge share the heat exchangers and pumps of the store.

    cold_charge[t] + cold_discharge[t] <= cold_store_mw                                 [MW of heat]

    Golden: lp/cold_exchanger.lp
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
    """
    store = x.cold_store
    assert store is not None
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
    """
    m.cold_room = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: m.cold_stored_mwh[t] - m.cold_store_mwh <= 0,
        doc="cold within the tanks",
    )


def add_cold_store_day(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """Equations of the store; its variables are there already."""
    add_cold_exchanger(m, day)
    add_cold_within_heat(m, day)
    add_cold_stored(m, x, day)
    add_cold_room(m, day)


def cold_store_terms(m: pyo.Block, x: ModelInputs, day: Day, t: int) -> dict[str, list[NumericValue]]:
    """Facility power: making cold for the store draws power with its pumps, cold from the store saves chillers."""
    if not x.cold_store:
        return {}
    charged = float(day.chilling[t]) * m.cold_charge_mw[t]
    return {"facility_power": [charged, -float(day.saved_chilling[t]) * m.cold_discharge_mw[t]]}


def same_cold_structure(a: ModelInputs, b: ModelInputs) -> bool:
    """Whether the compiled days of `a` serve for the store of `b`."""
    kept = [x.cold_store.kept_per_hour if x.cold_store else None for x in (a, b)]
    return kept[0] == kept[1]
