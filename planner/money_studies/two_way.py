"""Two drivers at once: the value of the best plan on a grid of both, all decided again at every point.

The sensitivity of a run is a tornado and such a grid of the two drivers that move its value most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.errors import InfeasiblePlan, ScenarioError, located
from planner.money_studies.drivers import RANGES, Driver, changed, check_driver
from planner.money_studies.subject import DAYS, in_order, scenario_of
from planner.money_studies.tornado import IMPOSSIBLE, TORNADO_GAP
from planner.what_if import WhatIf

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.plan.plan import Plan
    from planner.problem.settings import DayChoice
    from planner.problem.site import ModelInputs
    from planner.problem.solution import CancelCallback
    from planner.scenario.schema import Scenario

__all__ = ["two_way", "widest_two"]

COLUMNS = ["driver", "value", "other_driver", "other_value", "npv_meur", "difference_meur", "note"]
POINTS, MOST_POINTS = 5, 30
SLOW = "rate"  # other rates are other days, compiled anew at every point: a grid of them takes three times as long


def two_way(
    of: Scenario | Plan,
    one: Driver,
    other: Driver,
    *,
    points: int = POINTS,
    days: DayChoice = DAYS,
    gap: float = TORNADO_GAP,
    processes: int | None = None,
    cancel: CancelCallback | None = None,
    progress: Callable[[int], None] | None = None,
) -> pd.DataFrame:
    """A row per pair of values, `one` slowest; COLUMNS. difference_meur: to the scenario as it is.

    Args:
        of: a scenario, or a plan, whose scenario is taken.
        one: the first driver and its range.
        other: the second, another than the first.
        points: values of each, evenly from its low to its high one.
        days: real days per period, or "all".
        gap: how closely each plan is proven.
        processes: worker processes.
        cancel: once it returns True nothing more is solved, and what is there comes back.
        progress: called with the number of points that are there.

    Raises:
        ScenarioError: no such driver, the same twice, a range that is none. InfeasiblePlan, SolverFailure: the
        scenario itself.
    """
    scenario = scenario_of(of, "two-way")
    _check(scenario, one, other, points)
    rows: list[list[object]] = []
    with WhatIf(scenario, days=days, gap=gap, processes=processes) as what_if:
        base = what_if.solution(scenario, cancel=cancel)[0].objective_meur
        for value in np.linspace(one.low, one.high, points).tolist():
            for beside in np.linspace(other.low, other.high, points).tolist():
                if cancel is not None and cancel():
                    return pd.DataFrame(rows, columns=COLUMNS)
                npv, note = _npv(what_if, scenario, (one.name, value), (other.name, beside))
                difference = None if npv is None else npv - base
                rows.append([one.name, value, other.name, beside, npv, difference, note])
                if progress is not None:
                    progress(len(rows))
    return pd.DataFrame(rows, columns=COLUMNS)


def _check(scenario: Scenario, one: Driver, other: Driver, points: int) -> None:
    for driver in (one, other):
        check_driver(scenario, driver.name)
        in_order(driver.low, driver.high, driver.name)
    if one.name == other.name:
        raise ScenarioError(located("two-way", f"{one.name} was given twice.", "give two drivers."))
    if not 2 <= points <= MOST_POINTS:
        problem = f"{points} was given, allowed are 2 to {MOST_POINTS}."
        raise ScenarioError(located("points", problem, f"{POINTS} make a grid of {POINTS**2}."))


def _npv(
    what_if: WhatIf, scenario: Scenario, one: tuple[str, float], other: tuple[str, float]
) -> tuple[float | None, str]:
    """Value of the best plan with both drivers turned; None, and why, where there is no plan."""
    try:
        first = changed(scenario, *one)
        second = changed(first.scenario, *other)

        def both(x: ModelInputs) -> ModelInputs:
            return second.inputs(first.inputs(x))

        on_inputs = both if first.on_inputs or second.on_inputs else None
        return what_if.solution(second.scenario, on_inputs=on_inputs)[0].objective_meur, ""
    except InfeasiblePlan:
        return None, IMPOSSIBLE
    except ScenarioError as error:
        return None, str(error).splitlines()[0]


def widest_two(tornado: pd.DataFrame) -> tuple[Driver, Driver]:
    """The two named drivers that move the value most, over their usual ranges; rates only where nothing else does."""
    widths = tornado.groupby("driver")["difference_meur"].agg(lambda values: values.astype(float).abs().max())
    ranked = [str(name) for name in widths.sort_values(ascending=False).index if name in RANGES]
    one, other, *_ = sorted(ranked, key=lambda name: name == SLOW)
    return Driver(one, *RANGES[one]), Driver(other, *RANGES[other])
