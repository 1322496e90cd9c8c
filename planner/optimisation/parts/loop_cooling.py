"""Cooling charged by rack: the heat of the liquid loop, and what its cooling draws less than that of the air."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyomo.environ as pyo

from planner.optimisation.equations.day import Writing
from planner.optimisation.equations.electricity import of_racks_mw
from planner.optimisation.parts.part import Part

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.optimisation.equations.day import Day
    from planner.optimisation.parts.part import Expression
    from planner.problem.loop_cooling import LoopCooling
    from planner.problem.site import ModelInputs


def _loops(x: ModelInputs) -> LoopCooling:
    assert x.loops is not None
    return x.loops


def add_variables(m: pyo.Block, _x: ModelInputs, day: Day) -> None:
    """Heat in the liquid loop [MW]."""
    m.liquid_mw = pyo.Var(range(day.hours), domain=pyo.NonNegativeReals)


def add_liquid_heat(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """Heat in the liquid loop: power of each rack times the liquid share of its product; network and storage have none.

    liquid[t] = sum_o share[r] (kw[o] - idle[r])/1000 * serving[o,t]
                - sum_r share[r] (idle[r] - standby[r])/1000 * parked[r,t]
                + sum_r share[r] idle[r]/1000 * installed[r]                                      [MW]

    Golden: lp/liquid_heat.lp
    Proved by: test_a_rack_pays_for_the_loop_its_heat_goes_to
    """
    f, points, share = x.fleet, x.points, _loops(x).rack_liquid_share
    added_mw = share[points.rack] * (points.kw - f.idle_kw[points.rack]) / 1000
    saved_mw, always_mw = share * (f.idle_kw - f.standby_kw) / 1000, share * f.idle_kw / 1000
    m.liquid_heat = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: m.liquid_mw[t] - of_racks_mw(m, t, added_mw, saved_mw, always_mw) == 0,
        doc="heat of the racks in the liquid loop",
    )


def terms(m: pyo.Block, _x: ModelInputs, day: Day, t: int) -> dict[str, list[Expression]]:
    """Facility power is written with the cooling of the air loop: heat in the liquid loop costs less."""
    return {"facility_power": [-float(day.of_parts["liquid_saving"][t]) * m.liquid_mw[t]]}


def numbers(x: ModelInputs, hours: slice, _p: int) -> dict[str, Floats]:
    """T: cooling of air less that of liquid [MW per MW]."""
    return {"liquid_saving": _loops(x).saving[hours]}


PART = Part(
    name="loop_cooling",
    present=lambda x: x.loops is not None,
    add_variables=add_variables,
    add_equations=add_liquid_heat,
    terms=terms,
    numbers=numbers,
    writings=(Writing("coefficient", "facility_power", "liquid_saving", column="liquid_mw"),),
    structure=lambda x: tuple(_loops(x).rack_liquid_share.tolist()),
    always_held={
        "liquid_heat": "says where heat goes",
    },
)
