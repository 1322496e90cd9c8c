"""Back-up sets: there anyway and tested; where it is allowed they feed the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo

from planner.optimisation.equations.day import Writing
from planner.optimisation.parts.part import Part

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.optimisation.equations.day import Day
    from planner.optimisation.parts.part import Expression
    from planner.problem.on_site import Gensets
    from planner.problem.site import ModelInputs


def _gensets(x: ModelInputs) -> Gensets:
    assert x.gensets is not None
    return x.gensets


def may_feed(x: ModelInputs) -> bool:
    """Whether back-up sets may feed the site."""
    return x.gensets is not None and x.gensets.peak_shaving


def add_investment(_m: pyo.Block, x: ModelInputs) -> Expression:
    """Present cost of upkeep and tests [MEUR]: a constant, as the sets are there anyway."""
    return float(x.periods.discount @ upkeep_meur(x))


def upkeep_meur(x: ModelInputs) -> Floats:
    """Upkeep and tests of each period, P [MEUR]."""
    sets = _gensets(x)
    return np.asarray(sets.fixed_meur + sets.test_mwh * sets.energy_eur_per_mwh / 1e6)


def add_variables(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """What the sets give in each hour [MW], up to their power."""
    if may_feed(x):
        m.genset_mw = pyo.Var(range(day.hours), bounds=(0.0, _gensets(x).mw))


def cost_keur(m: pyo.Block, x: ModelInputs, day: Day) -> Expression:
    """Fuel and wear over the day [kEUR]."""
    if not may_feed(x):
        return 0.0
    return pyo.quicksum(float(day.of_parts["genset_keur_per_mwh"][t]) * m.genset_mw[t] for t in m.genset_mw)


def numbers(x: ModelInputs, hours: slice, p: int) -> dict[str, Floats]:
    """T: fuel and wear per MWh of electricity [kEUR]."""
    return {"genset_keur_per_mwh": np.full(hours.stop - hours.start, _gensets(x).energy_eur_per_mwh[p] / 1000)}


PART = Part(
    name="gensets",
    present=lambda x: x.gensets is not None,
    add_investment=add_investment,
    running_meur=lambda _m, x, p: float(upkeep_meur(x)[p]),
    add_variables=add_variables,
    feeds=("genset_mw",),
    cost_keur=cost_keur,
    numbers=numbers,
    writings=(Writing("cost", "genset_mw", "genset_keur_per_mwh"),),
    structure=lambda x: _gensets(x).mw if may_feed(x) else None,
    hourly={"genset_mw": 1},
    always_held={
        "genset_mw": "sets may stand still",
    },
)
