"""Photovoltaics: what is built, and what the sun lets it give in each hour."""

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
    from planner.problem.on_site import Capacity, Pv
    from planner.problem.site import ModelInputs

BUILT = {"pv_capacity_mw": "pv_mw_built"}


def _pv(x: ModelInputs) -> Pv:
    assert x.pv is not None
    return x.pv


def capacities(x: ModelInputs) -> dict[str, Capacity]:
    """MW peak."""
    return {"pv_capacity_mw": _pv(x).capacity}


def add_pv_capacity(m: pyo.Block, x: ModelInputs) -> None:
    """PV in use is what was built within its life.

    pv_capacity[p] = sum_{q: in use in p} pv_built[q]                                             [MW]

    Golden: lp/pv_capacity.lp
    Proved by: test_pv_is_built_as_far_as_it_pays_and_never_sold
    """
    m.pv_capacity = in_use_is_built(m, _pv(x).capacity, "pv_capacity_mw", BUILT["pv_capacity_mw"])


def add_investment(m: pyo.Block, x: ModelInputs) -> Expression:
    """Variables and equations of the investment; its present cost [MEUR]."""
    add_capacity_variables(m, capacities(x), BUILT)
    add_pv_capacity(m, x)
    return capacity_cost_meur(m, x, capacities(x), BUILT)


def add_variables(m: pyo.Block, _x: ModelInputs, day: Day) -> None:
    """PV taken in each hour [MW]; 0 while it is dark."""
    m.pv_mw = pyo.Var(range(day.hours), bounds=lambda m, t: (0.0, float(day.of_parts["most_pv_mw"][t])))


def add_sun_power(m: pyo.Block, _x: ModelInputs, day: Day) -> None:
    """PV gives at most what the sun allows; what is not needed is curtailed, for nothing.

    pv[t] <= profile[t] * pv_capacity;  in the dark pv[t] = 0 by its bound, and the row has the coefficient 1  [MW]

    Golden: lp/sun_power.lp
    Proved by: test_pv_is_built_as_far_as_it_pays_and_never_sold
    """
    m.sun_power = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: m.pv_mw[t] - float(day.of_parts["sun"][t]) * m.pv_capacity_mw <= 0,
        doc="PV within what the sun gives",
    )


def numbers(x: ModelInputs, hours: slice, _p: int) -> dict[str, Floats]:
    """T: `sun` MW per MW peak, `most_pv_mw` its bound.

    A coefficient of 0 would have no place in the compiled matrix: in the dark it is 1, and the bound says it all.
    """
    sun = _pv(x).profile[hours]
    return {"sun": np.where(sun > 0, sun, 1.0), "most_pv_mw": np.where(sun > 0, np.inf, 0.0)}


PART = Part(
    name="pv",
    present=lambda x: x.pv is not None,
    built=BUILT,
    capacities=capacities,
    add_investment=add_investment,
    running_meur=lambda m, x, p: running_meur(m, capacities(x), p),
    add_variables=add_variables,
    add_equations=add_sun_power,
    feeds=("pv_mw",),
    numbers=numbers,
    writings=(
        Writing("coefficient", "sun_power", "sun", column="pv_capacity_mw", sign=-1),
        Writing("upper", "pv_mw", "most_pv_mw"),
    ),
    hourly={"pv_mw": 1},
    always_held={
        "pv_capacity": "what must be there can be built again; what it costs counts as capital",
        "sun_power": "kept by taking no sun",
    },
)
