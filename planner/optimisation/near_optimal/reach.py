"""How far plans within a limit reach in one direction: proven from outside, reached from inside.

Outside: the LP of investment under cuts, its cost held below the limit, and the least of a sum over columns sought; the
days at its point are priced, and the cuts tell more, until that point really costs no more than the limit. Its bound is
worked out from the prices of rows. Inside: whole racks near that point, by rounding and by a small MIP, dispatched;
what a plan costs too much becomes a cut (alternatives: Brill, Chang and Hopkins 1982, DeCarolis 2011).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import InfeasiblePlan
from planner.optimisation.search.rounding import round_whole
from planner.optimisation.search.rounding_first import ROUND_UP

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.optimisation.near_optimal.region import DispatchedPlan, Region

    Terms = dict[int, float]  # column → weight of a sum, the largest about one

MOST_PASSES = 8
CLOSE = 0.02  # of the room within the share: the point of the LP costs no more than that beyond the limit
SHRUNK = (0.1, 0.3, 0.6)  # of the room within the share: left to whole racks by the LP they are near to
MIP_SHRUNK = (0.0, 0.1, 0.2, 0.4)
MIP_SECONDS = 5.0
NEAR = 0.01  # relative: how near to the best of its neighbourhood the MIP comes
NONE = 1e-6  # racks


@dataclass(frozen=True)
class Reach:
    """How far plans reach: no plan has less of the sum than `least`; the point of the LP, racks in parts."""

    least: float
    point: Floats


def outer(region: Region, terms: Terms, limit_meur: float, most_passes: int = MOST_PASSES) -> Reach:
    """The least of a sum in any plan within the limit: a bound, tighter with each pass. At least one pass is made."""
    least, point = -np.inf, region.best.columns
    for _ in range(most_passes):
        with region.model.solver.seeking(terms, limit_meur):
            bound, point = region.model.solver.solve_lp()
        least = max(least, bound)
        over = region.learn(point) - limit_meur
        if over <= CLOSE * (limit_meur - region.best.cost_meur) or region.cancelled():
            break
    return Reach(least, point)


def inner(region: Region, terms: Terms, limit_meur: float) -> DispatchedPlan | None:
    """A dispatched plan within the limit that has little of a sum; None where neither a MIP nor rounding brings one."""
    plan = _by_mip(region, terms, limit_meur)
    return _rounded(region, terms, limit_meur) if plan is None else plan


def _rounded(region: Region, terms: Terms, limit_meur: float) -> DispatchedPlan | None:
    """Racks rounded near the point of the LP.

    Whole racks cost more than racks in parts, so that none may be near a point that costs all there is: the next one
    leaves them more.
    """
    solver, room_meur = region.model.solver, limit_meur - region.best.cost_meur
    for shrunk in SHRUNK:
        if region.cancelled():
            return None
        with solver.seeking(terms, limit_meur - shrunk * room_meur):
            point = solver.solve_lp()[1]
        rounded = (round_whole(region.model, region.inputs, point, up) for up in ROUND_UP)
        whole = [one for one in rounded if one is not None and region.model.cost_under_cuts(one) <= limit_meur]
        if whole:
            plan = region.dispatch(min(whole, key=lambda one: _sum(terms, one)), limit_meur)
            if plan is not None and plan.cost_meur <= limit_meur:
                return plan
    return None


def _by_mip(region: Region, terms: Terms, limit_meur: float) -> DispatchedPlan | None:
    """Racks next to those of the LP by a small MIP; what a plan costs too much becomes a cut, and it is asked again."""
    solver, room_meur = region.model.solver, limit_meur - region.best.cost_meur
    for shrunk in MIP_SHRUNK:
        if region.cancelled():
            return None
        try:
            with solver.seeking(terms, limit_meur - shrunk * room_meur):
                point = solver.solve_lp()[1]
            with solver.seeking(terms, limit_meur):
                columns = nearby(region, point)
        except InfeasiblePlan:  # no whole racks so near
            continue
        plan = None if columns is None else region.dispatch(columns, limit_meur)
        if plan is not None and plan.cost_meur <= limit_meur:
            return plan
    return None


def nearby(region: Region, point: Floats) -> Floats | None:
    """Whole racks next to those of the LP, and phases where they are (Berthold 2014), with what is sought as it is."""
    orders = np.array(sorted(region.orders.values()), dtype=np.int32)
    phases = np.array(sorted(region.model.compiled.columns.get("phase_open", {}).values()), dtype=np.int32)
    near, is_open = point[orders], np.round(point[phases])
    lower = np.maximum(0.0, np.floor(near) - 1)
    upper = np.where(near < NONE, 0.0, np.ceil(near) + 1)
    columns = np.concatenate([orders, phases])
    with region.model.solver.between(columns, np.append(lower, is_open), np.append(upper, is_open)):
        return region.model.solver.solve_mip(NEAR, MIP_SECONDS, None, region.cancel)[1]


def value_of(terms: Terms, plan: DispatchedPlan) -> float:
    """The sum in a plan."""
    return _sum(terms, plan.columns)


def _sum(terms: Terms, columns: Floats) -> float:
    return float(sum(weight * columns[column] for column, weight in terms.items()))


def scaled(terms: Terms) -> Terms:
    """The same direction, its largest weight one."""
    largest = max((abs(weight) for weight in terms.values()), default=0.0)
    return {column: weight / largest for column, weight in terms.items() if weight} if largest else {}
