"""Tornado: the value of the best plan at the low and the high end of each driver, by hot re-solves in one session.

Everything is decided again at every point: racks, phases, dispatch. difference = V(changed) − V(scenario); the true one
lies between `low_meur` and `high_meur`, whatever is left unproven of both plans. Sorted by the wider of both sides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.errors import InfeasiblePlan, ScenarioError, located
from planner.money_studies.drivers import Driver, changed, check_driver, default_drivers, own_value
from planner.money_studies.subject import DAYS, in_order, scenario_of
from planner.what_if import WhatIf

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from planner.plan.plan import Plan
    from planner.problem.settings import DayChoice
    from planner.problem.solution import CancelCallback, Solution
    from planner.scenario.schema import Scenario

__all__ = ["tornado"]

COLUMNS = ["driver", "value", "npv_meur", "difference_meur", "low_meur", "high_meur", "own_value", "note"]
TORNADO_GAP = 0.005
MOST_POINTS = 1000
IMPOSSIBLE = "no plan exists"


def tornado(
    of: Scenario | Plan,
    drivers: Sequence[Driver] | None = None,
    *,
    points: int = 2,
    days: DayChoice = DAYS,
    gap: float = TORNADO_GAP,
    processes: int | None = None,
    cancel: CancelCallback | None = None,
    progress: Callable[[str], None] | None = None,
) -> pd.DataFrame:
    """A row per driver and value, widest driver first; COLUMNS.

    Args:
        of: a scenario, or a plan, whose scenario is taken.
        drivers: what to turn; None: `drivers.default_drivers`.
        points: values of each driver, evenly from its low to its high one; 2 are the two ends.
        days: real days per period, or "all".
        gap: how closely each plan is proven.
        processes: worker processes.
        cancel: once it returns True nothing more is solved, and what is there comes back.
        progress: called with each driver's name as its points begin.

    Raises:
        ScenarioError: no such driver, a range that is none, senseless settings. InfeasiblePlan, SolverFailure: the
        scenario itself.
    """
    scenario = scenario_of(of, "tornado")
    chosen = default_drivers(scenario) if drivers is None else list(drivers)
    # Other rates are other days, compiled anew: last, so that all else begins hot.
    chosen.sort(key=lambda driver: driver.name == "rate")
    _check(scenario, chosen, points)
    rows: list[list[object]] = []
    with WhatIf(scenario, days=days, gap=gap, processes=processes) as what_if:
        base, _ = what_if.solution(scenario, cancel=cancel)
        for driver in chosen:
            if cancel is not None and cancel():
                break
            if progress is not None:
                progress(driver.name)
            values = np.linspace(driver.low, driver.high, points).tolist()
            rows += [_point(what_if, scenario, driver.name, value, base, cancel) for value in values]
    return _widest_first(pd.DataFrame(rows, columns=COLUMNS))


def _check(scenario: Scenario, drivers: Sequence[Driver], points: int) -> None:
    for driver in drivers:
        check_driver(scenario, driver.name)
        in_order(driver.low, driver.high, driver.name)
    if not 2 <= points <= MOST_POINTS:
        problem = f"{points} was given, allowed are 2 to {MOST_POINTS}."
        raise ScenarioError(located("points", problem, "2 are the two ends."))


def _point(
    what_if: WhatIf, scenario: Scenario, driver: str, value: float, base: Solution, cancel: CancelCallback | None
) -> list[object]:
    own = own_value(scenario, driver)
    try:
        at = changed(scenario, driver, value)
        solution, _ = what_if.solution(at.scenario, on_inputs=at.on_inputs, cancel=cancel)
    except InfeasiblePlan:
        return [driver, value, None, None, None, None, own, IMPOSSIBLE]
    except ScenarioError as error:
        return [driver, value, None, None, None, None, own, str(error).splitlines()[0]]
    npv, before = solution.objective_meur, base.objective_meur
    low, high = npv - max(before, base.bound_meur), max(npv, solution.bound_meur) - before
    return [driver, value, npv, npv - before, low, high, own, ""]


def _widest_first(table: pd.DataFrame) -> pd.DataFrame:
    """Drivers by their largest difference, points of a driver from low to high."""
    widest = table["difference_meur"].astype(float).abs().groupby(table["driver"]).max().fillna(-1.0)
    ranked = table.assign(rank=-table["driver"].map(widest)).sort_values(["rank", "driver", "value"], kind="stable")
    ordered: pd.DataFrame = ranked.drop(columns="rank").reset_index(drop=True)
    return ordered
