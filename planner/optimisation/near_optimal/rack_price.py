"""At which price of its orders a product is ordered, and what ordering it, or not, loses at the price of today.

    at φ times the price, upkeep and resale of its orders a plan costs  C + (φ − 1) · F
    F           what its racks cost in the plan: price after tiers, upkeep, less resale, discounted
    C0          cost of the best plan at hand that orders none of it, B0 the bound on all of these

A plan with one shows that up to φ = 1 + (B0 − C) / F every plan without is worse: the product is ordered. Of all plans
dispatched, and of some looked for at other prices, the one that shows most counts. Where the bound on all plans with at
least one, at φ, reaches C0, none of them is better than a plan without: it is not ordered. In between bounds leave it
open. The bound at φ is that of the LP over cuts, which know nothing of prices of racks and so hold at any; Newton's
method finds where it meets C0, as it is concave in φ.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import InfeasiblePlan
from planner.optimisation.near_optimal.answer import RackPrice
from planner.optimisation.near_optimal.reach import nearby
from planner.optimisation.search.no_plan.question import explained
from planner.optimisation.search.passes import HELD_STEP, converge

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.arrays import Floats, Indices
    from planner.optimisation.near_optimal.region import DispatchedPlan, Region

PASSES = 12
CLOSE_PLAN = 1e-4  # of the objective: cuts and days agree on the best plan with a product, or without
TRIALS = 2  # of whole racks near a point
MOST_STEPS = 8
CLOSE = 1e-3  # of the price
HIGHEST = 10.0  # times the price
NOTHING = 1e-9  # MEUR
NAN = float("nan")


def rack_price(region: Region, vintages: Sequence[int]) -> RackPrice:
    """Where the price of a product would have to stand; `vintages` are the orders of it that can be made."""
    columns = np.array([region.orders[v] for v in vintages], dtype=np.int32)
    ordered = round(float(region.best.columns[columns].sum()))
    try:
        bound = _best(region, columns, -1.0 if ordered else 1.0)
    except InfeasiblePlan as error:
        limits = tuple(dict.fromkeys(reason.limit for reason in error.reasons))
        return RackPrice(ordered, NAN, NAN, NAN, NAN, ordered, possible=False, limits=limits)
    bound_without = bound if ordered else region.bound_meur
    without = min((plan.cost_meur for plan in _plans(region, columns, some=False)), default=math.inf)
    if math.isinf(without):
        return RackPrice(ordered, NAN, NAN, NAN, NAN, ordered)
    of_racks, never = _fleet_cost(region, vintages), NAN
    if not _limited_by_price(region):
        never = _never_from(region, columns, of_racks, without)
    for factor in (never, 1 + (never - 1) / 2):
        if np.isfinite(factor):
            _look_at(region, columns, region.model.compiled.cost + (factor - 1) * of_racks)
    return _answer(region, columns, of_racks, ordered, without, bound_without, never)


def _answer(
    region: Region,
    columns: Indices,
    of_racks: Floats,
    ordered: int,
    without: float,
    bound_without: float,
    never: float,
) -> RackPrice:
    """What the plans at hand show, and the bounds prove."""
    with_one = [(plan, float(of_racks @ plan.columns)) for plan in _plans(region, columns, some=True)]
    priced = [(plan, cost) for plan, cost in with_one if cost > NOTHING]  # else they fetch as much as they cost
    if not priced:
        return RackPrice(ordered, NAN, NAN, NAN, never, ordered)
    cheapest = min(plan.cost_meur for plan, _ in with_one)
    shown = [(1 + (without - plan.cost_meur) / cost, plan) for plan, cost in priced]
    even, plan = max(shown, key=lambda pair: pair[0])
    surely = max(1 + (bound_without - plan.cost_meur) / cost for plan, cost in priced)
    loss = without - region.best.cost_meur if ordered else cheapest - without
    return RackPrice(ordered, loss, surely, even, never, round(float(plan.columns[columns].sum())))


def _plans(region: Region, columns: Indices, *, some: bool) -> Iterable[DispatchedPlan]:
    """All plans dispatched so far that order some of a product, or none."""
    return [p for p in (region.best, *region.plans) if (round(float(p.columns[columns].sum())) > 0) == some]


def _best(region: Region, columns: Indices, sign: float) -> float:
    """Bound on plans with at least one rack of these orders (+1) or with none (−1); such plans are dispatched.

    InfeasiblePlan, with reasons: there is none.
    """
    search, model = region.search(), region.model
    with (
        model.solver.with_row(max(0.0, sign), columns, np.full(len(columns), sign)),
        explained(search, model, region.pool),
    ):
        converge(search, model, region.pool, None, None, CLOSE_PLAN, HELD_STEP, proves=False, most_passes=PASSES)
        bound = model.solver.solve_lp()[0]
    for _ in range(TRIALS):
        _look_at(region, columns, model.compiled.cost, sign)
    return bound


def _look_at(region: Region, columns: Indices, cost: Floats, sign: float = 1.0) -> None:
    """Dispatch a good plan at other costs, with at least one rack of these orders or with none."""
    solver, offset = region.model.solver, region.model.compiled.offset
    row = (max(0.0, sign), columns, np.full(len(columns), sign))
    try:
        with solver.with_row(*row), solver.with_cost(cost, offset):
            whole = nearby(region, solver.solve_lp()[1])
    except InfeasiblePlan:  # no whole racks so near
        return
    if whole is not None:
        region.dispatch(whole, math.inf)


def _fleet_cost(region: Region, vintages: Sequence[int]) -> Floats:
    """Present cost of each column that is in proportion to the price of these orders, n [MEUR]."""
    compiled = region.model.compiled
    of_orders = np.zeros(len(compiled.cost))
    for name in ("order_racks", "order_in_tier", "retire_racks"):
        at = [column for key, column in compiled.columns.get(name, {}).items() if key[0] in vintages]
        of_orders[at] = compiled.cost[at]
    return of_orders


def _limited_by_price(region: Region) -> bool:
    """Whether limits count the price of racks, so that another price allows other plans."""
    return bool(region.site.budgets) or region.site.loan is not None


def _never_from(region: Region, columns: Indices, of_racks: Floats, without: float) -> float:
    """Factor on the price from which on no plan with at least one rack costs less; NaN where none is proven."""
    solver, compiled, factor = region.model.solver, region.model.compiled, 0.0
    for _ in range(MOST_STEPS):
        cost = compiled.cost + (factor - 1) * of_racks
        with solver.with_row(1.0, columns, np.ones(len(columns))), solver.with_cost(cost, compiled.offset):
            bound, point = solver.solve_lp()
        slope = float(of_racks @ point)
        if bound >= without or slope <= NOTHING or factor >= HIGHEST or region.cancelled():
            return factor if bound >= without else NAN
        region.learn(point)
        factor = min(HIGHEST, factor + max((without - bound) / slope, 0.0) + CLOSE)
    return NAN
