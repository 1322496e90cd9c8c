"""What else bounds the power at the meter: transformers with one lost, maintenance of the connection.

The bound is known for every hour: in a day it is an upper bound of grid_mw, not an equation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo

from planner.optimisation.equations.connection import least_rack_kw, parked_mw
from planner.optimisation.equations.limit import Limit
from planner.optimisation.parts.part import Parked, Part

if TYPE_CHECKING:
    from planner.arrays import Bools, Floats
    from planner.optimisation.equations.limit import Key, Values
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


def _left_mw(x: ModelInputs, _value: Values, key: Key, excess: float) -> tuple[float, float]:
    """At the meter: what the parked fleet and the auxiliaries draw, and what is left."""
    left_mw = float(least_limit_mw(x)[key[0]])
    return left_mw + excess / x.electrical_efficiency, left_mw


def _bound_by(x: ModelInputs, key: Key) -> str:
    """What sets the lowest limit of a period: transformers, all of them or with one lost, or else works."""
    limit, least = x.grid_limit, float(least_limit_mw(x)[key[0]])
    assert limit is not None
    for name, mw in (("n_minus_1", limit.n_minus_1_mw), ("transformers", limit.transformers_mw)):
        if mw is not None and np.isclose(least, mw, rtol=1e-9):
            return name
    return "maintenance"


LIMITS = (
    Limit(
        "maintenance",
        ("standby_within_limit",),
        "power left by transformers and maintenance for the parked fleet and the auxiliaries",
        "MW",
        "site.maintenance.mw_left",
        "raise mw_left of a maintenance window, or the count of transformers",
        _left_mw,
        days="worst",
        kind=_bound_by,
    ),
)

PART = Part(
    name="grid_limit",
    present=lambda x: x.grid_limit is not None,
    add_investment=add_investment,
    holds_parked=holds_parked,
    limits=LIMITS,
)
