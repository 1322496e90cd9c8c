"""From a scenario to a plan in one call: what `import planner` offers and the command line uses."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from planner.errors import ScenarioError, located

if TYPE_CHECKING:
    from planner.optimisation.solution import CancelCallback, ProgressCallback
    from planner.plan.compare import Comparison
    from planner.plan.plan import Plan
    from planner.scenario.schema import Scenario

DayChoice = Literal["all"] | int
MOST_PROCESSES = 4
SMALLEST_GAP = 1e-6


def load(path: str | Path, *overlays: Any) -> Scenario:
    """Read a scenario file, with what it extends and overlays on top. ScenarioError says what is wrong, and where."""
    from planner.scenario.files import load as load_scenario

    return load_scenario(path, *overlays)


def solve(
    scenario: Scenario | str | Path,
    *,
    days: DayChoice = "all",
    gap: float = 0.005,
    processes: int | None = None,
    progress: ProgressCallback | None = None,
    cancel: CancelCallback | None = None,
    time_limit_s: float | None = None,
    store: str | Path | None = None,
) -> Plan:
    """Find the best plan of a scenario, check it and, with `store`, save it.

    days: "all" dispatches every day of the horizon; a number that many real days per period (fast, less exact).
    gap: stop once the plan is proven this close to the best possible [1]. processes: by default one per core, at
    most 4. progress is called with `Progress`; cancel is asked often: once it returns True the best plan so far is
    returned with status "stopped".

    ScenarioError, DataError: bad input. InfeasiblePlan: no plan exists. SolverFailure: no answer that passed the
    check. StoreError: the plan could not be saved.
    """
    from planner.inputs.build import build_inputs
    from planner.inputs.library_files import data_hash
    from planner.optimisation.decomposition import solve_inputs
    from planner.plan.plan import Plan

    check_settings(days, gap, time_limit_s)
    started = time.perf_counter()
    if isinstance(scenario, (str, Path)):
        scenario = load(scenario)
    inputs = build_inputs(scenario, days=days)
    built = time.perf_counter()
    solution = solve_inputs(
        inputs,
        gap=gap,
        processes=processes or default_processes(),
        progress=progress,
        cancel=cancel,
        time_limit_s=time_limit_s,
    )
    solved = time.perf_counter()
    extra = {"days": days, "gap_asked": gap, "time_limit_s": time_limit_s, "data_hash": data_hash()}
    plan = Plan.from_solution(scenario, inputs, solution, extra)
    seconds = dict(solution.seconds) | {
        "inputs": built - started,
        "optimisation": solved - built,
        "plan": time.perf_counter() - solved,
        "total": time.perf_counter() - started,
    }
    plan = plan.with_manifest(seconds=seconds)
    if store is not None:
        plan = plan.with_manifest(run_id=plan.save(store))
    return plan


def compare(a: Plan, b: Plan) -> Comparison:
    """What differs between two plans: inputs, indicators, orders, and a bridge of the net present value."""
    from planner.plan.compare import compare as compare_plans

    return compare_plans(a, b)


def open_run(run: str, store: str | Path = "runs") -> Plan:
    """Read a saved run: its run_id, the beginning of it, or "latest". StoreError if there is none."""
    from planner.plan.store import load as load_run

    return load_run(store, run)


def default_processes() -> int:
    """One per core that this process may use, at most 4: more share the memory bus and gain little."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # Linux only
        cores = os.cpu_count() or 1
    return max(1, min(MOST_PROCESSES, cores))


def check_settings(days: DayChoice, gap: float, time_limit_s: float | None) -> None:
    """Refuse settings with which no solve makes sense; ScenarioError."""
    given: object = days  # a caller without type checks may pass anything
    is_count = isinstance(given, int) and not isinstance(given, bool) and 1 <= given <= 366
    if given != "all" and not is_count:
        problem = f"{days!r} was given, allowed are all, or a number of days per period from 1 to 366."
        raise ScenarioError(located("days", problem, "days=3 answers in seconds, days=all is exact."))
    if not SMALLEST_GAP <= gap < 1:
        problem = f"{gap!r} was given, allowed is {SMALLEST_GAP:g} to less than 1 (0.005 is 0.5 %)."
        raise ScenarioError(located("gap", problem, "a gap of zero may never be proven."))
    if time_limit_s is not None and not 0 < time_limit_s < float("inf"):
        problem = f"{time_limit_s!r} was given, allowed is a number of seconds above 0."
        raise ScenarioError(located("time_limit_s", problem, "leave it out to run until the gap is reached."))
