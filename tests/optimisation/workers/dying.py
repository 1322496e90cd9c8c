"""Day workers that kill their own process, as a lack of memory would, in the middle of a pass."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from planner.optimisation.matrix.answers import DayAnswer
from planner.optimisation.workers.day_worker import DayWorker
from planner.optimisation.workers.worker import ProcessWorker

MARK = "PLANNER_TEST_MARK"  # names a file: the worker that creates it is the one that dies
DEADLY_DAY = 40


class DiesOnce(DayWorker):
    """The first worker to come to its fourth pass answers some of its days and is gone."""

    passes = 0

    def evaluate_groups(self, groups: list[list[int]], given: Any) -> list[list[DayAnswer]]:
        self.passes += 1
        if self.passes == 4 and len(groups) > 1 and _is_first(Path(os.environ[MARK])):
            super().evaluate_groups(groups[:1], given)
            os.kill(os.getpid(), signal.SIGKILL)
        return super().evaluate_groups(groups, given)


def _is_first(mark: Path) -> bool:
    """Whether this process, of two that may come at the same moment, is the one that makes the file."""
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


class DiesOfOneDay(DayWorker):
    """Whoever is given one certain day is gone."""

    def evaluate(self, days: list[int], given: Any) -> list[DayAnswer]:
        if DEADLY_DAY in days:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().evaluate(days, given)


class Processes:
    """Two processes of one of the workers above."""

    count = 2

    def __init__(self, worker_class: type) -> None:
        self._class = worker_class
        self.started: list[ProcessWorker] = []

    def start(self, _: type) -> ProcessWorker:
        self.started.append(ProcessWorker(self._class))
        return self.started[-1]

    def close(self) -> None:
        """Nothing is held."""
