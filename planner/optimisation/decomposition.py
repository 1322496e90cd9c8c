"""Investment against all days: cuts, bounds, whole racks, progress, cancel.

Multi-cut Benders decomposition (Benders 1962; Birge and Louveaux 1988) with in-out stabilisation (Ben-Ameur and
Neto 2007): the days are priced at a point between the best known one and the one investment proposes. First on a
few days per period to find the region and a first whole plan, then on all days. Racks are made whole by the
investment MIP over the cuts, whose dual bound is a bound on every plan; each whole proposal is priced on all days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import ScenarioError, SolverFailure
from planner.optimisation.answer import solution_of
from planner.optimisation.cut_model import CutModel
from planner.optimisation.day_worker import LINKING
from planner.optimisation.days import day_of, structure_of
from planner.optimisation.dispatch import build_dispatch
from planner.optimisation.highs import CompiledModel, compile_model
from planner.optimisation.pool import DayPool, day_pool
from planner.optimisation.search import Search
from planner.optimisation.solution import CancelCallback, ProgressCallback, Solution, Status

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.inputs.model_inputs import ModelInputs

    Floats = NDArray[np.float64]

IN_OUT = 0.3  # share of the way from the best point to the proposal
FEW_DAYS = 3
MOST_PASSES = 200
MIP_SECONDS = 20.0
MIP_ROUNDS = 30


@dataclass(frozen=True)
class Priced:
    """What the days say of one point: cost and slope of every period."""

    dispatch_meur: Floats  # P
    slope_meur: Floats  # P, L


def compile_structures(x: ModelInputs) -> dict[tuple[int, ...], CompiledModel]:
    """One compiled day for every structure (tariff class of each hour) among the days."""
    structures: dict[tuple[int, ...], CompiledModel] = {}
    for d in range(len(x.days.period)):
        day = day_of(x, d)
        key = structure_of(day)
        if key not in structures:
            structures[key] = compile_model(build_dispatch(x, day), keep=LINKING)
    return structures


def price(x: ModelInputs, pool: DayPool, given: Floats, only: set[int] | None) -> Priced:
    """Cost and slope of every period at a point, the days added up in their order."""
    answers = pool.evaluate(given, only)
    periods, width = given.shape
    cost, slope, weight = np.zeros(periods), np.zeros((periods, width)), np.zeros(periods)
    for d in sorted(answers):
        p, share = int(x.days.period[d]), float(x.days.weight[d]) / 1000
        cost[p] += share * answers[d].cost_keur
        slope[p] += share * answers[d].reduced_cost_keur
        weight[p] += x.days.weight[d]
    if only is not None:  # a few days stand for all
        whole = np.bincount(x.days.period, weights=x.days.weight, minlength=periods) / weight
        cost, slope = cost * whole, slope * whole[:, None]
    return Priced(cost, slope)


def converge(
    search: Search, model: CutModel, pool: DayPool, start: Floats | None, only: set[int] | None, tolerance: float
) -> Floats | None:
    """Cuts on the LP until bound and best point are within `tolerance`, or the best whole plan is proven.

    Args:
        search: holds the bound, raised by every pass over all days.
        model: investment with its cuts, to which each pass adds one per period.
        pool: the days.
        start: a point to begin with.
        only: a few days, whose figures prove nothing; None for all.
        tolerance: relative to the objective.

    Returns:
        The best point found, racks in parts; None only if stopped before the first.
    """
    centre, best = start, np.inf
    for _ in range(MOST_PASSES):
        if search.cancelled():
            return centre
        bound, proposal = model.solve_lp()
        if only is None:
            search.bound = max(search.bound, bound)
            if search.proven():
                return centre
        if search.gap_of(bound, best) <= tolerance:
            return centre
        if centre is None:
            point = proposal
        elif not np.isfinite(best):
            point = centre
        else:
            point = IN_OUT * proposal + (1 - IN_OUT) * centre
        given = model.given(point)
        priced = price(search.x, pool, given, only)
        model.add_cuts(given, priced.dispatch_meur, priced.slope_meur)
        cost = model.total_cost(point, priced.dispatch_meur)
        if cost < best:
            best, centre = cost, point
        search.report()
    return centre


def offer_whole(search: Search, model: CutModel, pool: DayPool, columns: Floats) -> bool:
    """Price a whole plan on all days and learn its cuts; True if it is the best so far."""
    given = model.given(columns)
    priced = price(search.x, pool, given, None)
    model.add_cuts(given, priced.dispatch_meur, priced.slope_meur)
    better = search.offer(model.total_cost(columns, priced.dispatch_meur), columns)
    search.report()
    return better


def make_whole(search: Search, model: CutModel, pool: DayPool) -> None:
    """Whole racks by the investment MIP on the cuts, priced on all days, until the gap asked is proven.

    A round that brings no better plan asks the MIP for a closer proof; when that no longer helps, the search ends.
    """
    mip_gap, seconds, stale = search.gap / 4, MIP_SECONDS, 0
    for _ in range(MIP_ROUNDS):
        have_plan = search.whole is not None
        if search.proven() or stale > 4 or (have_plan and search.cancelled()):
            return
        before = search.bound
        bound, columns = model.solve_mip(
            search.relative_to_cost(mip_gap), seconds, search.whole, search.cancelled if have_plan else None
        )
        search.bound = max(search.bound, bound)
        better = columns is not None and offer_whole(search, model, pool, columns)
        if better or search.gap_of(before, search.bound) > search.gap / 10:
            stale = 0
        else:
            mip_gap, seconds, stale = mip_gap / 4, seconds * 1.5, stale + 1


def solve_inputs(
    x: ModelInputs,
    *,
    gap: float = 0.005,
    processes: int = 2,
    progress: ProgressCallback | None = None,
    cancel: CancelCallback | None = None,
    time_limit_s: float | None = None,
) -> Solution:
    """Find a plan and prove how good it is.

    Args:
        x: what the model reads.
        gap: relative gap to the bound at which to stop; above zero, unless a time limit is given.
        processes: worker processes that hold the days; 1 keeps them in this process. The plan is the same.
        progress: called after every pass.
        cancel: asked between passes; True stops and keeps the best plan.
        time_limit_s: stop after this time and keep the best plan.

    Raises:
        InfeasiblePlan: the limits of the site contradict each other.
        SolverFailure: HiGHS failed on a day or on the investment, or a residual is too large.
    """
    if gap < 0 or (gap == 0 and time_limit_s is None):
        problem = f"The gap asked is {gap:g}.\nAllowed: above 0, or 0 with a time limit.\n\nhint: try 0.005."
        raise ScenarioError(problem)
    search = Search(x, gap, progress, cancel, time_limit_s)
    search.enter("compile")
    structures = compile_structures(x)
    model = CutModel(x)
    search.enter("start workers")
    with day_pool(x, structures, processes) as pool:
        centre, first = None, None
        if x.every_day and len(x.days.period) > 2 * FEW_DAYS * len(x.periods.names):
            search.enter("few days")
            centre = converge(search, model, pool, None, set(pool.few(FEW_DAYS)), max(gap / 2, 1e-4))
            _, first = model.solve_mip(search.relative_to_cost(max(gap / 2, 1e-4)), MIP_SECONDS, None, None)
            model.drop_cuts()
        search.enter("all days")
        if first is not None:
            offer_whole(search, model, pool, first)
        converge(search, model, pool, centre, None, max(gap / 2, 1e-5))
        search.enter("whole racks")
        make_whole(search, model, pool)
        if search.whole is None:
            problem = "No plan with whole racks was found in time.\n\nhint: allow more time, or a wider gap."
            raise SolverFailure(problem)
        search.enter("final dispatch")
        days = pool.dispatch(model.given(search.whole))
    status: Status = "optimal_within_gap" if search.proven() else "stopped" if search.cancelled() else "best_found"
    solution = solution_of(search, model, days, status)
    search.enter("")
    return solution
