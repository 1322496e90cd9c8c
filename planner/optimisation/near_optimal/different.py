"""Plans within a share of the best that differ most from it, and from each other.

    distance(a, b) = sum over products r and periods p of  months[p] · MW[r] · |ordered_a[r,p] − ordered_b[r,p]|

with racks ordered up to the end of p at their nameplate: MW-months. A rack ordered a quarter later counts three months,
one ordered instead of another all months that are left, for both.

The farthest plan is the largest of a convex function, so a direction is followed at a time: what is sought is linear.
Directions: fewer or later racks, more or earlier, other products than the best plan has (the hop, skip and jump of
Brill, Chang and Hopkins 1982), then away from the plans chosen so far (Lombardi et al. 2020); and each plan reached
gives the next direction, that in which it differs. Of all plans dispatched the farthest is chosen, then always the one
farthest from those chosen. A farther one than those reached may exist: nothing is proven of that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.optimisation.near_optimal.answer import Alternative
from planner.optimisation.near_optimal.reach import inner, outer, scaled

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints
    from planner.optimisation.near_optimal.reach import Terms
    from planner.optimisation.near_optimal.region import DispatchedPlan, Region
    from planner.problem.site import ModelInputs

PASSES = 4  # of the LP before whole racks are looked for
FURTHER = 1  # times a plan that was reached gives the next direction
SAME = 1e-6  # MW-months


def ordered_until(x: ModelInputs, racks: Ints) -> Floats:
    """Racks of each product ordered up to the end of each period, R × P."""
    fleet, by_period = x.fleet, np.zeros((len(x.fleet.racks), len(x.periods.names)))
    for v in np.flatnonzero(racks).tolist():
        by_period[int(fleet.vintage_rack[v]), max(0, int(fleet.order_period[v])) :] += racks[v]
    return by_period


def weights(x: ModelInputs) -> Floats:
    """What a rack ordered counts in each period it has been ordered, R × P [MW-months]."""
    return np.asarray(x.fleet.nameplate_kw[:, None] / 1000 * 12.0 * x.periods.years[None, :])


def distance(x: ModelInputs, a: Ints, b: Ints) -> float:
    """How differently two plans order [MW-months]."""
    return float((weights(x) * np.abs(ordered_until(x, a) - ordered_until(x, b))).sum())


def towards(region: Region, signs: Floats) -> Terms:
    """A direction: more of what is ordered where a sign (R × P) is above zero, less where it is below."""
    x, counted = region.site, signs * weights(region.site)
    after = np.cumsum(counted[:, ::-1], axis=1)[:, ::-1]
    fleet = x.fleet
    return scaled(
        {
            column: -float(after[int(fleet.vintage_rack[v]), int(fleet.order_period[v])])
            for v, column in region.orders.items()
        }
    )


def look_around(region: Region, share: float) -> None:
    """Dispatch plans within a share in each of the directions."""
    x = region.site
    best = ordered_until(x, region.orders_of(region.best))
    others = np.where(best[:, -1:] > 0, -1.0, 1.0) * np.ones_like(best)
    for signs in (-np.ones_like(best), np.ones_like(best), others):
        _follow(region, signs, share)
    chosen = _farthest(region, share, 2)
    if len(chosen) > 1:
        mean = np.mean([ordered_until(x, region.orders_of(plan)) for plan in chosen], axis=0)
        _follow(region, np.where(best > mean, 1.0, -1.0), share)


def _follow(region: Region, signs: Floats, share: float) -> None:
    """Go as far in a direction as plans within the share reach, then on in that in which the plan reached differs."""
    best = ordered_until(region.site, region.orders_of(region.best))
    for _ in range(1 + FURTHER):
        terms = towards(region, signs)
        if not terms or region.cancelled():
            return
        outer(region, terms, region.holds_all(share), PASSES)
        plan = inner(region, terms, region.surely(share))
        if plan is None:
            return
        away = np.sign(ordered_until(region.site, region.orders_of(plan)) - best)
        signs = np.where(away == 0, signs, away)


def _farthest(region: Region, share: float, count: int) -> list[DispatchedPlan]:
    """So many plans within the share, the best not counted: each the farthest from it and from those before."""
    x, plans = region.site, region.within(share)[1:]
    orders = {id(plan): region.orders_of(plan) for plan in (region.best, *plans)}
    chosen = [region.best]
    for _ in range(count):
        nearest = [min(distance(x, orders[id(plan)], orders[id(one)]) for one in chosen) for plan in plans]
        if not nearest or max(nearest) <= SAME:
            break
        chosen.append(plans[int(np.argmax(nearest))])
    return chosen[1:]


def alternatives(region: Region, share: float, count: int) -> list[Alternative]:
    """The plans within a share that differ most, dispatched again and checked."""
    x, best = region.site, region.orders_of(region.best)
    answers = []
    for plan in _farthest(region, share, count):
        racks = region.orders_of(plan)
        answers.append(
            Alternative(
                within=share,
                order_racks=racks,
                loss_meur=plan.cost_meur - region.best.cost_meur,
                moved_racks=int(np.abs(racks - best).sum()),
                moved_mw_months=distance(x, racks, best),
                solution=region.solution(plan),
            )
        )
    return answers
