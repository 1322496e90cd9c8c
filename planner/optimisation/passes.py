"""The passes of the decomposition: price the days at a point, tighten the LP, make racks whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.optimisation.connection import least_rack_kw, worst_cooling
from planner.optimisation.cut_model import CutModel
from planner.optimisation.day_worker import LINKING
from planner.optimisation.days import day_of, structure_of
from planner.optimisation.dispatch import build_dispatch
from planner.optimisation.highs import CompiledModel, compile_model
from planner.optimisation.pool import DayPool
from planner.optimisation.search import Search

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.inputs.model_inputs import ModelInputs

    Floats = NDArray[np.float64]

IN_OUT = 0.3  # share of the way from the best point to the proposal
FEW_DAYS = 3
MOST_PASSES = 200
MIP_SECONDS = 20.0
MIP_ROUNDS = 30
POLISH_PASSES = 4
POLISH_GAP = 2e-5


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


def make_whole(search: Search, model: CutModel, pool: DayPool, start: Floats | None = None) -> None:
    """Whole racks by the investment MIP on the cuts, priced on all days, until the gap asked is proven.

    `start` is a whole plan of another solve, for HiGHS to begin with.

    A round that brings no better plan asks the MIP for a closer proof; when that no longer helps, the search ends.
    """
    mip_gap, seconds, stale = search.gap / 2, MIP_SECONDS, 0
    for _ in range(MIP_ROUNDS):
        have_plan = search.whole is not None
        if search.proven() or stale > 4 or (have_plan and search.cancelled()):
            return
        if not have_plan and search.cancelled():  # whoever stops is owed a plan, not a good one
            mip_gap, seconds = 0.05, min(seconds, 5.0)
        before = search.bound
        bound, columns = model.solve_mip(
            search.relative_to_cost(mip_gap),
            seconds,
            search.whole if have_plan else start,
            search.cancelled if have_plan else None,
        )
        search.bound = max(search.bound, bound)
        better = columns is not None and offer_whole(search, model, pool, columns)
        if better or search.gap_of(before, search.bound) > search.gap / 10:
            stale = 0
        else:
            mip_gap, seconds, stale = mip_gap / 4, seconds * 1.5, stale + 1


def polish(search: Search, model: CutModel, pool: DayPool) -> None:
    """With racks and phases as they are, bring subscribed power to its best: a few passes around the best plan.

    The gap asked allows a careless subscription, as it costs little beside the racks; people would notice.
    """
    for _ in range(POLISH_PASSES):
        if search.whole is None or search.cancelled():
            return
        cost, columns = model.around(search.whole)
        if search.gap_of(cost, search.cost) <= POLISH_GAP:
            return
        offer_whole(search, model, pool, columns)


def one_more_unit(
    x: ModelInputs, pool: DayPool, given: Floats, dispatch_meur: Floats, shadow_meur: Floats
) -> tuple[Floats, NDArray[np.int64], Floats]:
    """Dispatch every day again with one megawatt more, then with one rack more.

    Args:
        x: what the model reads.
        pool: the days.
        given: what the plan gives to the dispatch, shape (P, L).
        dispatch_meur: what the dispatch then costs, shape (P,).
        shadow_meur: reduced cost of each installed product, as a saving, shape (R, P); the highest of those
            that can be live in the period is looked at.

    Returns:
        saving of one MW of connection (P,), product looked at (P,), saving of one rack of it (P,); in MEUR.
    """
    periods, racks = np.arange(len(x.periods.names)), len(x.fleet.racks)
    larger = given.copy()
    larger[:, racks:] += 1.0  # subscribed power of every class, and the connection
    mw = dispatch_meur - price(x, pool, larger, None).dispatch_meur
    fleet = x.fleet
    soonest = np.full(racks, len(periods))
    np.minimum.at(soonest, fleet.vintage_rack, fleet.live_period)
    product = np.where(soonest[:, None] <= periods, shadow_meur, -np.inf).argmax(axis=0)
    richer = given.copy()
    richer[periods, product] += 1.0
    parked_mw = richer[:, :racks] @ (least_rack_kw(x) / 1000) * (1 + worst_cooling(x)) + x.auxiliaries_mw
    fits = parked_mw <= x.electrical_efficiency * given[:, -1]
    richer[~fits] = given[~fits]
    rack = dispatch_meur - price(x, pool, richer, None).dispatch_meur
    return mw, product, np.where(fits, rack, np.nan)
