"""The passes of the decomposition: price the days at a point, tighten the LP, make racks whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.errors import InfeasiblePlan
from planner.optimisation.matrix.day_numbers import day_of, reclassed, structure_of
from planner.optimisation.matrix.highs import compile_model
from planner.optimisation.matrix.linking import LINKING
from planner.optimisation.matrix.reuse import templates_of
from planner.optimisation.models.dispatch import build_dispatch
from planner.optimisation.search.cuts import CutModel
from planner.optimisation.search.incumbent import Search
from planner.optimisation.search.phases import best_phases, phases_of
from planner.optimisation.search.price_of_shared import price
from planner.optimisation.search.rounding import round_whole
from planner.optimisation.workers.pool import DayPool

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.optimisation.workers.pool import Structures
    from planner.problem.several import PortfolioInputs


IN_OUT = 0.3  # share of the way from the best point to the proposal
HELD_STEP = 0.6  # the same with phases or racks held
FEW_DAYS = 3
MOST_PASSES = 200
MIP_SECONDS = 20.0
MIP_ROUNDS = 30
PHASE_ROUNDS = 4
PHASE_PART = 0.05  # of the gap asked: what the choice of phases may leave of it
KNOWN_PART = 0.5  # the same of those of fewer days, before passes with them: cuts say too little of others by then
MOST_WHOLE = 5000  # columns; the base case has 1,200, forty quarters of three sites 17,000
POLISH_PASSES = 3
COVER_ROUNDS = 8  # of a whole plan whose days cost too much for a cover
OVER_PRICE = 2.0  # of the price of a cover in the LP
POLISH_GAP = 2e-5


def compile_structures(x: PortfolioInputs) -> Structures:
    """One compiled day for every structure (site, tariff class of each hour) among the days; paths share theirs.

    Pyomo writes one for each length of a day; where only tariff classes differ its entries are moved.
    """
    structures: Structures = {}
    for s in sorted(set(templates_of(x))):
        site = x.sites[s]
        written: Structures = {}
        for d in range(len(site.days.period)):
            day = day_of(site, d)
            key = (s, *structure_of(day))
            if key in structures:
                continue
            but_for_classes = (day.hours, *key[1 + day.hours :])
            if but_for_classes not in written:
                written[but_for_classes] = compile_model(build_dispatch(site, day), keep=LINKING)
            structures[key] = reclassed(written[but_for_classes], day)
    return structures


def converge(
    search: Search,
    model: CutModel,
    pool: DayPool,
    start: Floats | None,
    only: set[int] | None,
    tolerance: float,
    step: float = IN_OUT,
    *,
    proves: bool = True,
    most_passes: int = MOST_PASSES,
) -> Floats | None:
    """Cuts on the LP until bound and best point are within `tolerance`, or the best whole plan is proven.

    Args:
        search: holds the bound, raised by every pass over all days.
        model: investment with its cuts, to which each pass adds one per period of a site.
        pool: the days.
        start: a point to begin with.
        only: a few days, whose figures prove nothing; None for all.
        tolerance: relative to the objective.
        step: share of the way from the best point to the proposal.
        proves: False where columns are held, so that the LP bounds these plans only.
        most_passes: stop after so many.

    Returns:
        The best point found, racks in parts; None only if stopped before the first.
    """
    centre, short, worth = start, np.zeros(len(model.covers.rows)), np.zeros(len(model.covers.rows))
    cost = search.cost if only is None and start is search.whole is not None else np.inf
    for _ in range(most_passes):
        if search.cancelled():
            return centre
        bound, proposal = model.solver.solve_lp()
        if only is None and proves:
            search.raise_lp_bound(bound)
            if search.proven():
                return centre
        # A point short of a cover counts with what it lacks, at more than it is worth: no plan is better than the best
        # of these by more than the gap, as with any exact penalty (Bertsekas 1975).
        worth = np.maximum(worth, OVER_PRICE * model.solver.prices(model.covers.rows))
        if search.gap_of(bound, cost + float(worth @ short)) <= tolerance:
            return centre
        if centre is None:
            point = proposal
        elif not np.isfinite(cost):
            point = centre
        else:
            point = step * proposal + (1 - step) * centre
        given = model.given(point)
        priced = price(search, pool, given, only)
        model.add_cuts(given, priced.level_meur, priced.slope_meur)
        of_point = model.total_cost(point, priced.dispatch_meur), model.shortfall_meur(point, priced.dispatch_meur)
        if of_point[0] + worth @ of_point[1] < cost + worth @ short:
            centre, (cost, short) = point, of_point
        search.report()
    return centre


def offer_whole(search: Search, model: CutModel, pool: DayPool, columns: Floats) -> bool:
    """Price a whole plan on all days and learn its cuts; True if it is the best so far.

    Where its days cost too much for a cover, all that is not whole is decided again with the cuts learned, as long as
    there is a way: a plan that is short of a cover is never taken.
    """
    for _ in range(COVER_ROUNDS):
        given = model.given(columns)
        priced = price(search, pool, given, None)
        model.add_cuts(given, priced.level_meur, priced.slope_meur)
        if not model.shortfall_meur(columns, priced.dispatch_meur).any():
            better = search.offer(model.total_cost(columns, priced.dispatch_meur), columns)
            search.report()
            return better
        again = model.solver.hold(model.solver.integers(columns))
        if again is None:
            break
        columns = model.solver.with_whole_parts(again[1])
    search.report()
    return False


def round_racks(
    search: Search, model: CutModel, pool: DayPool, only: set[int] | None, start: Floats | None = None
) -> Floats | None:
    """Whole racks where there are too many for the MIP: the best phases with racks in parts, then racks by rounding.

    With phases held, passes go on until they meet. What they learn may speak for other phases: these are then held,
    until the same come again. Racks are rounded where the passes met, not at a corner of the cuts. On all days, where a
    pass is dear, they are rounded before other phases are tried: that may be proof enough.

    Args:
        search: on all days it is offered what is rounded, and its bound is raised by that of the phases.
        model: investment with its cuts.
        pool: the days.
        only: a few days, whose figures prove nothing; None for all.
        start: a whole plan, whose phases are the first to be tried; it is where their passes begin.

    Returns:
        The last whole plan, a careless one when stopped; None where rounding breaks a limit.
    """
    first = None if start is None else phases_of(model, search.x, start)
    phases = _choose_phases(search, model, only, first, PHASE_PART if first is None else KNOWN_PART)
    whole = None
    for _ in range(PHASE_ROUNDS):
        if phases is None:
            break
        point = _with_phases(search, model, pool, only, phases, start if phases == first else None)
        chosen = _choose_phases(search, model, only, phases, PHASE_PART)
        settled, stopped = chosen is None or chosen == phases, search.cancelled()
        if point is not None and (settled or stopped or only is None):
            whole = _with_whole_racks(search, model, pool, only, point)
        if settled or search.proven() or (whole is not None and stopped):
            break
        phases = chosen
    return whole


def _choose_phases(
    search: Search, model: CutModel, only: set[int] | None, start: dict[int, float] | None, part: float
) -> dict[int, float] | None:
    """The best phases under the cuts, to a part of the gap asked; on all days they raise the bound."""
    near = search.gap * part * abs(search.objective(model.solver.solve_lp()[0]))
    bound, phases = best_phases(model, search.x, near, start, search.cancelled)
    if only is None:
        search.raise_lp_bound(bound)
    return phases


def _with_phases(
    search: Search,
    model: CutModel,
    pool: DayPool,
    only: set[int] | None,
    phases: dict[int, float],
    start: Floats | None,
) -> Floats | None:
    """The best point with these phases, racks in parts; None where they break a budget."""
    try:
        with model.solver.holding(phases):
            point = converge(search, model, pool, start, only, max(search.gap / 5, 1e-5), HELD_STEP, proves=False)
    except InfeasiblePlan:
        return None
    if point is not None:
        return point
    answer = model.solver.hold(phases)  # stopped before the first pass: as good as the cuts so far
    return None if answer is None else answer[1]


def _with_whole_racks(
    search: Search, model: CutModel, pool: DayPool, only: set[int] | None, point: Floats
) -> Floats | None:
    """Racks rounded at a point with whole phases; with them held the rest (subscribed power, shares) at its best."""
    whole = round_whole(model, search.x, point)
    if whole is None:
        return None
    try:
        with model.solver.holding(model.solver.integers(whole)):
            whole = converge(search, model, pool, whole, only, max(search.gap / 5, 1e-5), HELD_STEP, proves=False)
    except InfeasiblePlan:  # its days cost too much for a cover
        return None
    if whole is not None and only is None:
        offer_whole(search, model, pool, model.solver.around(whole)[1])
    return whole


def make_whole(
    search: Search, model: CutModel, pool: DayPool, start: Floats | None = None, mip_share: float = 0.5
) -> None:
    """Whole racks by the investment MIP on the cuts, priced on all days, until the gap asked is proven.

    `start` is a whole plan of another solve, for HiGHS to begin with; `mip_share` how much of the gap asked the first
    MIP may leave.

    A round that brings no better plan asks the MIP for a closer proof; when that no longer helps, the search ends.
    """
    large = model.solver.whole_count > MOST_WHOLE
    if large and not search.proven() and not (search.whole is not None and search.cancelled()):
        round_racks(search, model, pool, None, search.whole)
    mip_gap, seconds, stale = search.gap * mip_share, MIP_SECONDS, 0
    for _ in range(MIP_ROUNDS):
        have_plan = search.whole is not None
        if search.proven() or stale > 4 or (have_plan and search.cancelled()):
            return
        if not have_plan and search.cancelled():  # whoever stops is owed a plan, not a good one
            mip_gap, seconds = 0.05, min(seconds, 5.0)
        before = search.bound
        bound, columns = model.solver.solve_mip(
            search.relative_to_cost(mip_gap),
            seconds,
            search.whole if have_plan else start,
            search.cancelled if have_plan else None,
        )
        search.raise_mip_bound(bound)
        if have_plan and columns is None and not np.isfinite(bound) and large:
            return  # nothing in its time: rounding has done what can be done
        better = columns is not None and offer_whole(search, model, pool, columns)
        if better or search.gap_of(before, search.bound) > search.gap / 10:
            stale = 0
        else:
            mip_gap, seconds, stale = mip_gap / 4, seconds * 1.5, stale + 1


def polish(search: Search, model: CutModel, pool: DayPool, close: float = POLISH_GAP) -> None:
    """With racks and phases as they are, bring subscribed power to its best: a few passes, until cuts and days agree.

    The gap asked allows a careless subscription, as it costs little beside the racks; people would notice. The same
    holds for contracts to be taken or left: first of all they are chosen anew, closely.
    """
    sign = model.solver.signatures()
    if sign and search.whole is not None and not search.cancelled():
        fixed = {column: value for column, value in model.solver.integers(search.whole).items() if column not in sign}
        # Contracts worth less than any gap are signed all the same where a plan, and not a reference, is polished.
        gap = search.relative_to_cost(close) if close > POLISH_GAP else 0.0
        with model.solver.holding(fixed):
            # No start: where presolve does it all, HiGHS 1.15 gives the optimum's objective with the start's columns.
            _, columns = model.solver.solve_mip(gap, MIP_SECONDS, None, search.cancelled)
        if columns is not None and model.solver.integers(columns) != model.solver.integers(search.whole):
            offer_whole(search, model, pool, columns)
    if search.whole is None:
        return
    with model.solver.holding(model.solver.integers(search.whole)):
        best = converge(
            search, model, pool, search.whole, None, close, HELD_STEP, proves=False, most_passes=POLISH_PASSES
        )
    if best is not None and best is not search.whole:
        offer_whole(search, model, pool, model.solver.with_whole_parts(best))  # priced already: costs no pass
