"""How a scenario is solved: one object, from the call down to the search."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Literal, Self

from planner.errors import ScenarioError, located
from planner.problem.solution import CancelCallback, ProgressCallback

__all__ = ["SolveSettings"]

DayChoice = Literal["all"] | int

MOST_PROCESSES = 4
SMALLEST_GAP = 1e-6
MOST_DAYS = 366


@dataclass(frozen=True)
class SolveSettings:
    """On which days, how closely and with what a scenario is solved; `planner.solve` explains each."""

    days: DayChoice = "all"
    gap: float = 0.005  # |bound - best| / |best|
    processes: int | None = None  # None: see `default_processes`
    cluster: str | None = None  # address of a Dask scheduler, whose workers then hold the days
    time_limit_s: float | None = None
    paths: int | None = None  # None: the scenario as it stands
    trial: int = 0  # fresh paths that a plan for paths is then tried on
    measure_first: bool = False  # of a plan for paths: also what each measurement would be worth, which takes minutes
    progress: ProgressCallback | None = None
    cancel: CancelCallback | None = None

    @property
    def workers(self) -> int:
        """Processes of this machine that solve days."""
        return self.processes or default_processes()

    @property
    def stopped(self) -> bool:
        """Whether somebody wants the solve to end now."""
        return self.cancel is not None and self.cancel()

    def record(self) -> dict[str, Any]:
        """What the manifest of a plan says of them."""
        return {"days": self.days, "gap_asked": self.gap, "time_limit_s": self.time_limit_s}

    def checked(self) -> Self:
        """The same; ScenarioError for settings with which no solve makes sense."""
        days: object = self.days  # a caller without type checks may pass anything
        is_count = isinstance(days, int) and not isinstance(days, bool) and 1 <= days <= MOST_DAYS
        if days != "all" and not is_count:
            problem = f"{days!r} was given, allowed are all, or a number of days per period from 1 to {MOST_DAYS}."
            raise ScenarioError(located("days", problem, "days=3 answers in seconds, days=all is exact."))
        if not SMALLEST_GAP <= self.gap < 1:
            problem = f"{self.gap!r} was given, allowed is {SMALLEST_GAP:g} to less than 1 (0.005 is 0.5 %)."
            raise ScenarioError(located("gap", problem, "a gap of zero may never be proven."))
        if self.time_limit_s is not None and not 0 < self.time_limit_s < float("inf"):
            problem = f"{self.time_limit_s!r} was given, allowed is a number of seconds above 0."
            raise ScenarioError(located("time_limit_s", problem, "leave it out to run until the gap is reached."))
        if self.processes is not None and self.processes < 1:
            problem = f"{self.processes} was given, allowed is 1 or more."
            raise ScenarioError(located("processes", problem, "leave it out."))
        for name, count, least in (("trial", self.trial, 0), ("paths", self.paths, 1)):
            if count is not None and count < least:
                raise ScenarioError(located(name, f"{count} was given.", f"give {least} or more."))
        return self


def default_processes() -> int:
    """One per core that this process may use, at most 4: more share the memory bus and gain little."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # Linux only
        cores = os.cpu_count() or 1
    return max(1, min(MOST_PROCESSES, cores))
