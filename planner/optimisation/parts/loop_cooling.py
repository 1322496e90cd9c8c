"""Cooling charged by rack: the heat of the liquid loop, and what its cooling draws less than that of the air."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyomo.environ as pyo

from planner.optimisation.equations.electricity import of_racks_mw

if TYPE_CHECKING:
    from pyomo.core.base.expression import NumericValue

    from planner.optimisation.equations.day import Day
    from planner.problem.loop_cooling import LoopCooling
    from planner.problem.site import ModelInputs


def add_liquid_heat_variables(m: pyo.Block, day: Day) -> None:
    """Heat in the liquid loop [MW]."""
    m.liquid_mw = pyo.Var(range(day.hours), domain=pyo.NonNegativeReals)


def add_liquid_heat(m: pyo.Block, x: ModelInputs, loops: LoopCooling, day: Day) -> None:
    """Heat in the liquid loop: power of each rack times the liquid share of its product; network and storage have none.

    liquid[t] = sum_o share[r] (kw[o] - idle[r])/1000 * serving[o,t]
                - sum_r share[r] (idle[r] - standby[r])/1000 * parked[r,t]
                + sum_r share[r] idle[r]/1000 * installed[r]                                      [MW]

    Golden: lp/liquid_heat.lp
    """
    f, points, share = x.fleet, x.points, loops.rack_liquid_share
    added_mw = share[points.rack] * (points.kw - f.idle_kw[points.rack]) / 1000
    saved_mw, always_mw = share * (f.idle_kw - f.standby_kw) / 1000, share * f.idle_kw / 1000
    m.liquid_heat = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: m.liquid_mw[t] - of_racks_mw(m, t, added_mw, saved_mw, always_mw) == 0,
        doc="heat of the racks in the liquid loop",
    )


def loop_terms(m: pyo.Block, x: ModelInputs, day: Day, t: int) -> dict[str, list[NumericValue]]:
    """Facility power is written with the cooling of the air loop: heat in the liquid loop costs less."""
    return {"facility_power": [-float(day.liquid_saving[t]) * m.liquid_mw[t]]} if x.loops is not None else {}
