"""One scenario after the other: what they share is solved once.

    with planner.WhatIf(scenario) as what_if:
        base = what_if.solve()
        dearer = what_if.solve(scenario.with_(**{"power.spot.scale": 1.3}))
        exact = what_if.make_exact(scenario.with_(**{"power.spot.scale": 1.3}))

A change of investment alone (rack price, supply, lead time, phase, discount rate) keeps every cut; a change of prices,
demand or weather keeps the compiled days and their bases; a change of structure starts anew.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Literal, Self

from planner.errors import ScenarioError, located

if TYPE_CHECKING:
    from planner.optimisation.search.session import Session
    from planner.plan.plan import Plan
    from planner.plan.several.portfolio import PortfolioPlan
    from planner.problem.solution import CancelCallback, ProgressCallback
    from planner.scenario.portfolio import Portfolio
    from planner.scenario.schema import Scenario

DayChoice = Literal["all"] | int
MOST_PROCESSES = 4
SMALLEST_GAP = 1e-6


class WhatIf:
    """Solves changed scenarios one after the other. Use as a context manager, or `close` it."""

    def __init__(
        self,
        scenario: Scenario,
        *,
        days: DayChoice = 3,
        gap: float = 0.005,
        processes: int | None = None,
        cluster: str | None = None,
        time_limit_s: float | None = None,
    ) -> None:
        """Take a scenario to start from; settings as for `planner.solve`. ScenarioError for senseless settings."""
        check_settings(days, gap, time_limit_s, processes)
        self.scenario = scenario
        self._days, self._gap, self._time_limit_s = days, gap, time_limit_s
        self._processes, self._cluster = processes or default_processes(), cluster
        self._sessions: dict[DayChoice, Session] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker processes."""
        for session in self._sessions.values():
            session.close()
        self._sessions = {}

    def solve(
        self,
        changed: Scenario | None = None,
        *,
        progress: ProgressCallback | None = None,
        cancel: CancelCallback | None = None,
    ) -> Plan:
        """Plan the changed scenario (or the one this began with) on the days chosen. Raises as `planner.solve`."""
        return self._solve(changed or self.scenario, self._days, progress, cancel)

    def make_exact(
        self,
        changed: Scenario | None = None,
        *,
        progress: ProgressCallback | None = None,
        cancel: CancelCallback | None = None,
    ) -> Plan:
        """The same on every real day of the horizon."""
        return self._solve(changed or self.scenario, "all", progress, cancel)

    def _solve(
        self, scenario: Scenario, days: DayChoice, progress: ProgressCallback | None, cancel: CancelCallback | None
    ) -> Plan:
        from planner.catalogue.files import data_hash
        from planner.inputs.build import build_inputs
        from planner.optimisation.search.session import Session
        from planner.plan.plan import Plan

        started = time.perf_counter()
        inputs = build_inputs(scenario, days=days)
        built = time.perf_counter()
        if days not in self._sessions:
            self._sessions[days] = Session(self._processes, self._cluster)
        solution = self._sessions[days].solve(
            inputs, gap=self._gap, progress=progress, cancel=cancel, time_limit_s=self._time_limit_s
        )
        solved = time.perf_counter()
        extra = {
            "days": days,
            "gap_asked": self._gap,
            "time_limit_s": self._time_limit_s,
            "data_hash": data_hash(),
        }
        plan = Plan.from_solution(scenario, inputs, solution, extra)
        return plan.with_manifest(seconds=_seconds(solution.seconds, started, built, solved))


def solve_portfolio(
    portfolio: Portfolio,
    *,
    days: DayChoice = "all",
    gap: float = 0.005,
    processes: int | None = None,
    cluster: str | None = None,
    progress: ProgressCallback | None = None,
    cancel: CancelCallback | None = None,
    time_limit_s: float | None = None,
) -> PortfolioPlan:
    """Plan several sites together. Settings and errors as for `planner.solve`."""
    from planner.catalogue.files import data_hash
    from planner.inputs.portfolio import build_portfolio_inputs
    from planner.optimisation.search.session import Session
    from planner.plan.several.portfolio import PortfolioPlan

    check_settings(days, gap, time_limit_s, processes)
    started = time.perf_counter()
    inputs = build_portfolio_inputs(portfolio, days=days)
    built = time.perf_counter()
    with Session(processes or default_processes(), cluster) as session:
        solution = session.solve_portfolio(inputs, gap=gap, progress=progress, cancel=cancel, time_limit_s=time_limit_s)
    solved = time.perf_counter()
    extra = {"days": days, "gap_asked": gap, "time_limit_s": time_limit_s, "data_hash": data_hash()}
    plan = PortfolioPlan.from_solution(portfolio, solution, extra)
    return plan.with_manifest(seconds=_seconds(solution.seconds, started, built, solved))


def _seconds(phases: dict[str, float], started: float, built: float, solved: float) -> dict[str, float]:
    """Seconds by phase of a solve that ends now; the arguments are readings of the clock."""
    now = time.perf_counter()
    whole = {"inputs": built - started, "optimisation": solved - built, "plan": now - solved, "total": now - started}
    return phases | whole


def default_processes() -> int:
    """One per core that this process may use, at most 4: more share the memory bus and gain little."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # Linux only
        cores = os.cpu_count() or 1
    return max(1, min(MOST_PROCESSES, cores))


def check_settings(days: DayChoice, gap: float, time_limit_s: float | None, processes: int | None = None) -> None:
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
    if processes is not None and processes < 1:
        raise ScenarioError(located("processes", f"{processes} was given, allowed is 1 or more.", "leave it out."))
