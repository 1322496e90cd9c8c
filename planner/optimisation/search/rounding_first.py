"""Whole racks by rounding, tried before any MIP where a solve follows another: a what-if is owed an answer in a second.

The cuts tell, in a few hundredths of a second, what a rounded plan would cost at least; only the most promising one is
priced on all days. That sharpens the cuts where it matters, and the next round chooses again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.optimisation.search.passes import offer_whole
from planner.optimisation.search.rounding import round_whole

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.optimisation.search.cuts import CutModel
    from planner.optimisation.search.incumbent import Search
    from planner.optimisation.workers.pool import DayPool


ROUND_UP = (0.25, 0.5, 0.75, 0.9)  # each costs a hundredth of a second
MOST_ROUNDS = 8
SAME = 1e-9  # of the cost: a plan whose cuts are exact already


def rounded_plans(
    model: CutModel, search: Search, proposal: Floats, before: Floats | None
) -> list[tuple[float, Floats]]:
    """Whole plans near a point with racks in parts, that of the last solve, and the best plan again.

    Each with its least cost under the cuts [MEUR] and its columns.
    """
    found = [round_whole(model, search.x, proposal, up) for up in ROUND_UP]
    if before is not None and model.hold(model.integers(before)) is not None:
        found.append(model.around(before)[1])
    plans = [(model.cost_under_cuts(columns), columns) for columns in found if columns is not None]
    return plans if search.whole is None else [*plans, model.around(search.whole)]


def round_quickly(search: Search, model: CutModel, pool: DayPool, before: Floats | None) -> None:
    """Price the most promising rounded plan, until the gap asked is proven or no rounded plan can prove it.

    `before` is the whole plan of the last solve, if its columns are those of this one.
    """
    for _ in range(MOST_ROUNDS):
        if search.proven() or search.cancelled():
            return
        bound, proposal = model.solve_lp()
        search.raise_lp_bound(bound)
        plans = rounded_plans(model, search, proposal, before)
        if not plans:
            return
        cost, columns = min(plans, key=lambda plan: plan[0])
        exact = cost >= search.cost - SAME * abs(search.cost)
        if exact or search.gap_of(search.bound, cost) > search.gap:
            return
        offer_whole(search, model, pool, columns)
