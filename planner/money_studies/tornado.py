"""Tornado: the value of the best plan at the low and the high end of each driver, by hot re-solves.

Everything is decided again at every point: racks, phases, dispatch. difference = V(changed) − V(scenario); the true one
lies between `low_meur` and `high_meur`, whatever is left unproven of both plans. Sorted by the wider of both sides.

Each process has a session of its own and takes whole drivers: with few days a period two sessions of one process solve
1.6 times as many points as one session of two.
"""

from __future__ import annotations

from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from queue import SimpleQueue
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.errors import InfeasiblePlan, ScenarioError, located
from planner.money_studies.drivers import Driver, changed, check_driver, default_drivers, own_value
from planner.money_studies.subject import DAYS, in_order, scenario_of
from planner.optimisation.workers.worker import ProcessWorker
from planner.problem.settings import SolveSettings
from planner.what_if import WhatIf

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from planner.plan.plan import Plan
    from planner.problem.settings import DayChoice
    from planner.problem.solution import CancelCallback, Solution
    from planner.scenario.schema import Scenario

__all__ = ["tornado"]

COLUMNS = ["driver", "value", "npv_meur", "difference_meur", "low_meur", "high_meur", "own_value", "note"]
Row = list[object]
Share = tuple[str, list[float]]  # a driver and its values
TORNADO_GAP = 0.005
COST = {"rate": 3.0, "demand": 2.0}  # seconds of a point of these against any other
POLL_S = 0.2
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
        processes: how many; each solves the drivers of its own.
        cancel: once it returns True all processes are ended, and what is there comes back.
        progress: called with each driver's name as its points begin.

    Raises:
        ScenarioError: no such driver, a range that is none, senseless settings. InfeasiblePlan, SolverFailure: the
        scenario itself.
    """
    scenario = scenario_of(of, "tornado")
    chosen = default_drivers(scenario) if drivers is None else list(drivers)
    _check(scenario, chosen, points)
    settings = SolveSettings(days, gap, processes).checked()
    shares = _shares([(one.name, np.linspace(one.low, one.high, points).tolist()) for one in chosen], settings.workers)
    rows = _solved(scenario, shares, days, gap, cancel, progress)
    return _widest_first(pd.DataFrame(rows, columns=COLUMNS))


def _shares(drivers: list[Share], processes: int) -> list[list[Share]]:
    """Drivers of each process, the costly ones dealt out first; other rates are other days, compiled anew: last."""
    shares: list[list[Share]] = [[] for _ in range(max(1, min(processes, len(drivers))))]
    loads = [0.0] * len(shares)
    for name, values in sorted(drivers, key=lambda driver: -COST.get(driver[0], 1.0)):
        least = loads.index(min(loads))
        shares[least].append((name, values))
        loads[least] += COST.get(name, 1.0) * len(values)
    return [sorted(share, key=lambda driver: driver[0] == "rate") for share in shares]


def _solved(
    scenario: Scenario,
    shares: list[list[Share]],
    days: DayChoice,
    gap: float,
    cancel: CancelCallback | None,
    progress: Callable[[str], None] | None,
) -> list[Row]:
    """Rows of all shares, a process each; once cancelled, those there are."""
    rows: list[Row] = []
    workers = [ProcessWorker(TornadoWorker) for _ in shares]
    begun: SimpleQueue[str] = SimpleQueue()

    def serve(worker: ProcessWorker, share: list[Share]) -> None:
        worker.send("open", scenario, days, gap)
        worker.receive()
        for name, values in share:
            begun.put(name)
            for value in values:
                worker.send("point", name, value)
                rows.append(worker.receive())

    with ThreadPoolExecutor(len(workers)) as pool:
        served = [pool.submit(serve, *pair) for pair in zip(workers, shares, strict=True)]
        try:
            left = set(served)
            while left and not (cancel is not None and cancel()):
                ended, left = wait(left, timeout=POLL_S, return_when=FIRST_EXCEPTION)
                while progress is not None and not begun.empty():
                    progress(begun.get())
                for one in ended:
                    one.result()
        finally:
            for worker in workers:
                worker.close()  # a thread that waits for it ends with WorkerLost, which nobody reads any more
    return list(rows)


class TornadoWorker:
    """One process of a tornado: a `WhatIf` that goes from point to point."""

    _what_if: WhatIf
    _base: Solution

    def open(self, scenario: Scenario, days: DayChoice, gap: float) -> None:
        """Solve the scenario itself. Raises as `planner.solve`."""
        self._what_if = WhatIf(scenario, days=days, gap=gap, processes=1)
        self._base, _ = self._what_if.solution()

    def point(self, driver: str, value: float) -> Row:
        """The row of a driver at a value."""
        return _point(self._what_if, driver, value, self._base)


def _check(scenario: Scenario, drivers: Sequence[Driver], points: int) -> None:
    for driver in drivers:
        check_driver(scenario, driver.name)
        in_order(driver.low, driver.high, driver.name)
    if not 2 <= points <= MOST_POINTS:
        problem = f"{points} was given, allowed are 2 to {MOST_POINTS}."
        raise ScenarioError(located("points", problem, "2 are the two ends."))


def _point(what_if: WhatIf, driver: str, value: float, base: Solution) -> Row:
    scenario = what_if.scenario
    own = own_value(scenario, driver)
    try:
        at = changed(scenario, driver, value)
        solution, _ = what_if.solution(at.scenario, on_inputs=at.on_inputs)
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
