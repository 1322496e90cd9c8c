"""What else bounds the power at the meter: transformers with one lost, maintenance of the connection.

The bound is known for every hour: in a day it is an upper bound of grid_mw, not an equation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo

from planner.optimisation.equations.connection import least_rack_kw, parked_mw
from planner.optimisation.parts.part import Parked, Part

if TYPE_CHECKING:
    from planner.arrays import Bools, Floats
    from planner.optimisation.parts.part import Expression
    from planner.problem.site import ModelInputs


def least_limit_mw(x: ModelInputs) -> Floats:
    """Lowest bound on the power at the meter in each period, beside the connection; P, infinite where there is none."""
    least = np.full(len(x.periods.names), np.inf)
    if x.grid_limit:
        np.minimum.at(least, x.days.hour_period, x.grid_limit.mw)
    return least


def add_standby_within_limit(m: pyo.Block, x: ModelInputs) -> None:
    """The fleet, all parked, can be held at what transformers and maintenance leave: every day then has a dispatch.

    sum_r least_kw[r]/1000 * installed[r,p] * (1 + cooling_worst[p]) + auxiliaries[p] <= eta * limit[p]   [MW]

    Golden: lp/standby_within_limit.lp
    Proved by: test_sets_do_not_hold_the_fleet_behind_transformers
    """
    least = least_limit_mw(x)
    m.standby_within_limit = pyo.Constraint(
        np.flatnonzero(np.isfinite(least)).tolist(),
        rule=lambda m, p: (
            parked_mw(m, x, p) <= x.electrical_efficiency * float(least[p]) - float(x.auxiliaries_mw[p])
            if least_rack_kw(x).any()
            else pyo.Constraint.Skip
        ),
        doc="the parked fleet stays within what transformers and maintenance leave",
    )


def add_investment(m: pyo.Block, x: ModelInputs) -> Expression:
    """The equation of the investment; it costs nothing."""
    add_standby_within_limit(m, x)
    return 0.0


def holds_parked(x: ModelInputs, parked: Parked) -> Bools:
    """Whether the parked fleet keeps to what transformers and maintenance leave, P."""
    fits: Bools = parked.drawn_mw <= least_limit_mw(x)
    return fits


PART = Part(
    name="grid_limit",
    present=lambda x: x.grid_limit is not None,
    add_investment=add_investment,
    holds_parked=holds_parked,
)
