"""Break-even: the value of a driver at which the orders of a plan are worth nothing.

    worth of orders(v) = V(plan as decided, dispatched at v) − V(site without its orders, dispatched at v) = 0

Both sides are re-solved at every value. Of the plan racks are held as ordered (`decided`); the site without orders
decides all else again, as the reference of a plan does (planner.plan.money.reference). Were orders decided again, their
worth would never be below zero: the best plan orders nothing where nothing pays.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.errors import InfeasiblePlan, ScenarioError, located
from planner.inputs.build import build_inputs
from planner.money_studies.decided import Dispatches
from planner.money_studies.drivers import RANGES, changed, check_driver, own_value
from planner.money_studies.roots import first_crossing
from planner.money_studies.subject import GAP, days_of, in_order, plan_of, scenario_of

if TYPE_CHECKING:
    from planner.plan.plan import Plan
    from planner.problem.settings import DayChoice
    from planner.problem.solution import CancelCallback
    from planner.scenario.schema import Scenario

__all__ = ["BreakEven", "break_even"]

POINTS = 5  # at which a change of sign is looked for
TOLERANCE = 0.005  # of the range
NONE_WITHIN = "none within bounds"


@dataclass(frozen=True)
class BreakEven:
    """`value` is None where there is none within the bounds, and `note` says on which side the worth lies."""

    driver: str
    value: float | None
    low: float  # between these the sign changes; the bounds where it does not
    high: float
    own_value: float
    worth_at_own_meur: float  # of the orders
    worth_at_low_meur: float
    worth_at_high_meur: float
    tolerance: float
    note: str


def break_even(
    of: Scenario | Plan,
    driver: str,
    *,
    low: float | None = None,
    high: float | None = None,
    tolerance: float | None = None,
    days: DayChoice | None = None,
    gap: float = GAP,
    processes: int | None = None,
    cancel: CancelCallback | None = None,
) -> BreakEven:
    """Find it, to `tolerance` in units of the driver.

    Args:
        of: a plan, or a scenario, which is solved first.
        driver: a name of `drivers`, or the dotted path of a number.
        low: where to begin; for a named driver by default 0.2.
        high: where to end; for a named driver by default 2.
        tolerance: the root lies in an interval no wider; by default half a percent of the bounds' distance.
        days: real days per period, or "all"; by default those of the plan, 3 of a scenario.
        gap: how closely each dispatch is proven.
        processes: worker processes.
        cancel: once it returns True the best so far of the solve at hand is taken.

    Raises:
        ScenarioError: no such driver, bounds that hold nothing, a path without bounds, a plan of least cost, a plan
        that orders nothing. InfeasiblePlan, SolverFailure: the plan itself.
    """
    scenario = scenario_of(of, "break_even")
    check_driver(scenario, driver)
    low, high = _bounds(driver, low, high)
    width = (high - low) * TOLERANCE if tolerance is None else tolerance
    if not 0 < width <= high - low:
        problem = f"{width:g} was given, allowed is above 0 to {high - low:g}."
        raise ScenarioError(located("tolerance", problem, "it is in units of the driver."))
    chosen = days_of(of, days)
    plan = plan_of(of, chosen, processes, cancel)
    if plan.orders.empty:
        hint = "ask of a plan that orders racks; `planner goal-seek` says what it would take."
        raise ScenarioError(located(scenario.name, "the plan orders nothing: there is nothing to break even.", hint))
    with Dispatches(plan, scenario, days=chosen, gap=gap, processes=processes, cancel=cancel) as runs:
        own = own_value(scenario, driver)
        worths = {own: runs.worth_of_orders_meur(runs.inputs)}  # what else is decided is held from here on

        def worth(value: float) -> float | None:
            if value not in worths:
                worths[value] = _worth(runs, scenario, driver, value)
            return worths[value]

        root = first_crossing(worth, low, high, POINTS, width)
        ends = (low, high) if root is None else (root.low, root.high)
        at_own, at_low, at_high = (math.nan if one is None else one for one in map(worth, (own, *ends)))
    if root is None:
        note = f"{NONE_WITHIN}: the orders are worth {_side(at_low)} at {low:g}, {_side(at_high)} at {high:g}"
        return BreakEven(driver, None, low, high, own, at_own, at_low, at_high, width, note)
    return BreakEven(driver, root.middle, root.low, root.high, own, at_own, at_low, at_high, width, "")


def _side(worth_meur: float) -> str:
    return "no plan exists" if math.isnan(worth_meur) else f"{worth_meur:.1f} M€"


def _bounds(driver: str, low: float | None, high: float | None) -> tuple[float, float]:
    if driver not in RANGES and (low is None or high is None):
        problem = "a dotted path needs bounds to look between."
        raise ScenarioError(located(driver, problem, "give low and high, as --low 0.02 --high 0.3."))
    ends = 0.2 if low is None else low, 2.0 if high is None else high
    in_order(*ends, driver)
    return ends


def _worth(runs: Dispatches, scenario: Scenario, driver: str, value: float) -> float | None:
    """Worth of the orders at a value; None where the plan or the site without it has no dispatch there."""
    try:
        at = changed(scenario, driver, value)
        x = at.inputs(build_inputs(at.scenario, days=runs.days))
        return runs.worth_of_orders_meur(x)
    except (InfeasiblePlan, ScenarioError):  # also a value that the scenario's rules refuse
        return None
