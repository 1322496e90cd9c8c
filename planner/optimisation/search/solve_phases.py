"""The phases of one solve, by the names people see in progress: few days, all days, whole racks, final dispatch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from planner.errors import InfeasiblePlan, Unfinished
from planner.optimisation.matrix.layout import rows_of
from planner.optimisation.search.answer import solution_of
from planner.optimisation.search.neighbourhood import search_nearby
from planner.optimisation.search.passes import (
    FEW_DAYS,
    MIP_SECONDS,
    MOST_WHOLE,
    POLISH_GAP,
    converge,
    make_whole,
    offer_whole,
    polish,
    round_racks,
)
from planner.optimisation.search.price_of_shared import dispatch_shared
from planner.optimisation.search.rounding_first import round_quickly

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.optimisation.search.cuts import CutModel
    from planner.optimisation.search.incumbent import Search
    from planner.optimisation.workers.pool import DayPool
    from planner.problem.solution import CancelCallback, PortfolioSolution, Status


HOT_MIP_SHARE = 0.75  # of the gap asked; a fifth of the time of 0.5, and a what-if is owed its answer in a second
Reuse = Literal["cuts", "bases", "nothing"]  # what of the last solve is still of use


@dataclass
class Solve:
    """One solve on its way: what each phase leaves for the next."""

    search: Search
    model: CutModel
    pool: DayPool
    reuse: Reuse
    previous: Floats | None  # columns: the whole plan of the last solve
    centre: Floats | None  # columns: the best point so far, racks in parts
    polish_gap: float = POLISH_GAP  # how closely subscribed power is brought to its best
    prices_capital: bool = True  # whether what a euro more of capital is worth is looked for
    first: Floats | None = None  # columns: the whole plan of a few days
    solution: PortfolioSolution | None = None


Phase = Callable[[Solve], None]


def phases_of_solve(solve: Solve) -> list[tuple[str, Phase]]:
    """The phases in their order; few days are left out where they would tell nothing new."""
    few = solve.centre is None and solve.reuse != "cuts" and _days_of_row(solve) > 2 * _few(solve)
    return [
        *([("few days", few_days)] if few else []),
        ("all days", all_days),
        ("whole racks", whole_racks),
        ("final dispatch", final_dispatch),
    ]


def unless_stopped(cancel: CancelCallback | None) -> None:
    """Unfinished once somebody wants an end."""
    if cancel is not None and cancel():
        problem = "Stopped before there was a whole plan."
        raise Unfinished(problem)


def _days_of_row(solve: Solve) -> float:
    return len(solve.search.days.row) / rows_of(solve.search.x)


def _few(solve: Solve) -> int:
    """How many days stand for all of a row."""
    return FEW_DAYS if _days_of_row(solve) > 2 * FEW_DAYS else 1


def few_days(solve: Solve) -> None:
    """The region of good plans, and with more than one day a row a first whole plan; their cuts are then forgotten."""
    search, model, pool = solve.search, solve.model, solve.pool
    of_all_days = model.learned
    model.drop_cuts()
    few, tolerance = _few(solve), max(search.gap / 2, 1e-4)
    only = set(pool.few(few))
    try:
        _look_around(solve, few, only, tolerance)
    except InfeasiblePlan:  # these days cost more than all of them do: a cover may hold all the same
        solve.centre = solve.first = None
    model.drop_cuts()
    for cuts in of_all_days:
        model.add_cuts(*cuts)


def _look_around(solve: Solve, few: int, only: set[int], tolerance: float) -> None:
    search, model, pool = solve.search, solve.model, solve.pool
    solve.centre = converge(search, model, pool, None, only, tolerance)
    if few > 1 and model.solver.whole_count > MOST_WHOLE:
        solve.first = round_racks(search, model, pool, only)
    elif few > 1:
        _, solve.first = model.solver.solve_mip(search.relative_to_cost(tolerance), MIP_SECONDS, None, None)


def all_days(solve: Solve) -> None:
    """Whole plans at hand are priced on all days; then passes until bound and best point, racks in parts, meet."""
    search, model, pool = solve.search, solve.model, solve.pool
    if solve.first is not None:
        offer_whole(search, model, pool, solve.first)
    if solve.reuse == "cuts":  # the first proposal is close already
        round_quickly(search, model, pool, solve.previous)
    if not search.proven():
        start = None if solve.reuse == "cuts" else solve.centre
        solve.centre = converge(search, model, pool, start, None, max(search.gap, 1e-5))


def whole_racks(solve: Solve) -> None:
    """Whole racks, until the gap asked is proven. Unfinished: no whole plan in the time there was."""
    search, model, pool = solve.search, solve.model, solve.pool
    if len(model.covers.rows):
        search_nearby(search, model, pool)
        make_whole(search, model, pool, search.whole, HOT_MIP_SHARE)
    elif solve.reuse == "nothing":
        make_whole(search, model, pool, solve.previous)
    else:
        round_quickly(search, model, pool, solve.previous)
        make_whole(search, model, pool, solve.previous, HOT_MIP_SHARE)
    polish(search, model, pool, solve.polish_gap)
    if search.whole is None:
        problem = "No plan with whole racks was found in time.\n\nhint: allow more time, or a wider gap."
        raise Unfinished(problem)
    if not np.isfinite(search.bound):  # stopped before the first pass over all days
        search.raise_lp_bound(model.solver.solve_lp()[0])


def final_dispatch(solve: Solve) -> None:
    """Every hour of every day with the best whole plan, checked and collected."""
    search, model, pool = solve.search, solve.model, solve.pool
    assert search.whole is not None
    days, prices = dispatch_shared(search, pool, model.given(search.whole))
    status: Status = "optimal_within_gap" if search.proven() else "stopped" if search.cancelled() else "best_found"
    solve.solution = solution_of(
        search, model, pool, days, prices, status, centre=solve.centre, prices_capital=solve.prices_capital
    )
