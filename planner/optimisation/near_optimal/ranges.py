"""Least and most of every order in plans within a share of the best, and when each product is first ordered."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planner.optimisation.near_optimal.answer import FirstOrder, Range
from planner.optimisation.near_optimal.reach import inner, outer, value_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from planner.arrays import Ints
    from planner.optimisation.near_optimal.reach import Terms
    from planner.optimisation.near_optimal.region import Region

HAIR = 1e-6  # racks: what rounding may be of a bound
FEW_PASSES = 3  # a first period is a question of yes and no


def range_of(region: Region, vintages: Collection[int], share: float) -> Range:
    """Least and most racks of some vintages together; each end proven from outside and reached by a plan."""
    columns = region.orders
    terms = {columns[v]: 1.0 for v in vintages}
    best = round(value_of(terms, region.best))
    most_there_is = sum(int(region.site.fleet.max_racks[v]) for v in vintages)
    ends = [_end(region, dict.fromkeys(terms, sign), share) for sign in (1.0, -1.0)]
    (least_proven, least_reached), (most_proven, most_reached) = ends
    return Range(
        least_proven=max(0, least_proven),
        least_reached=least_reached,
        most_reached=-most_reached,
        most_proven=min(most_there_is, -most_proven),
        best=best,
    )


def _end(region: Region, terms: Terms, share: float) -> tuple[int, int]:
    """Least of a sum over orders: proven, and reached. A whole sum is no less than its bound rounded up."""
    lowest = sum(min(0.0, weight) * float(region.model.solver.most[column]) for column, weight in terms.items())
    reached = _reached(region, terms, share)
    if reached <= lowest:  # there is no less to be had
        return reached, reached
    bound = outer(region, terms, region.holds_all(share)).least
    proven = math.ceil(max(bound, lowest) - HAIR)
    if proven < reached and not region.cancelled():
        inner(region, terms, region.surely(share))
        reached = _reached(region, terms, share)
    return proven, reached


def _reached(region: Region, terms: Terms, share: float) -> int:
    return min(round(value_of(terms, plan)) for plan in region.within(share))


def first_order_of(region: Region, vintages: Ints, share: float) -> FirstOrder:
    """When a product is first ordered, from the least and the most that is ordered of it up to each period."""
    fleet, columns, limit = region.site.fleet, region.orders, region.holds_all(share)
    periods = sorted({int(fleet.order_period[v]) for v in vintages})

    def until(period: int, sign: float) -> Terms:
        return {columns[v]: sign for v in vintages.tolist() if fleet.order_period[v] <= period}

    def is_sure(period: int) -> bool:
        return outer(region, until(period, 1.0), limit, FEW_PASSES).least > HAIR

    def may_be(period: int) -> bool:
        return outer(region, until(period, -1.0), limit, FEW_PASSES).least <= HAIR - 1.0

    best = _first(region.orders_of(region.best), vintages, fleet.order_period)
    if best is not None and not is_sure(best):
        inner(region, until(best, 1.0), region.surely(share))
    reached = [_first(region.orders_of(plan), vintages, fleet.order_period) for plan in region.within(share)]
    ordered = [period for period in reached if period is not None]
    earliest = min(ordered, default=None)
    latest = None if None in reached else max(ordered)
    before = [period for period in periods if earliest is None or period < earliest]
    after = [] if latest is None else [period for period in periods if period >= latest]
    possible, sure = next(filter(may_be, before), earliest), next(filter(is_sure, after), None)
    return FirstOrder(possible, earliest, latest, sure, best)


def _first(racks: Ints, vintages: Ints, order_period: Ints) -> int | None:
    return min((int(order_period[v]) for v in vintages.tolist() if racks[v]), default=None)
