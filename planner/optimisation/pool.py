"""The days, spread over worker processes. The answer never depends on how many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from planner.errors import PlannerError
from planner.optimisation.day_worker import DayAnswer, DayDispatch, DayWorker
from planner.optimisation.workers import LocalWorker, ProcessWorker, Worker

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.inputs.model_inputs import ModelInputs
    from planner.optimisation.highs import CompiledModel

    Floats = NDArray[np.float64]

DAYS_PER_GROUP = 31


class DayPool:
    """All days of the plan, in fixed groups of neighbouring days; a group always lives in one worker."""

    def __init__(self, processes: int) -> None:
        self._workers: list[Worker] = (
            [LocalWorker(DayWorker())] if processes <= 1 else [ProcessWorker(DayWorker) for _ in range(processes)]
        )
        self._groups: list[list[list[int]]] = []
        self._period: NDArray[np.int64] = np.zeros(0, dtype=np.int64)

    def build(self, x: ModelInputs, structures: dict[tuple[int, ...], CompiledModel]) -> None:
        """Give every worker its days, compiled anew."""
        self._period = x.days.period
        groups = [g for p in range(len(x.periods.names)) for g in self._groups_of(np.flatnonzero(self._period == p))]
        # Dealt like cards: later periods have larger fleets and longer days to solve, each worker gets its share.
        self._groups = [groups[i :: len(self._workers)] for i in range(len(self._workers))]
        self._tell("build", x, structures)

    def renew(self, x: ModelInputs) -> None:
        """New numbers in the same structures; the days keep their bases."""
        self._tell("renew", x)

    def _tell(self, method: str, *arguments: Any) -> None:
        for worker in self._workers:
            worker.send(method, *arguments)
        self._receive()

    def _receive(self) -> list[Any]:
        """The answers of all workers: also after an error none is left to be taken for that of a later call."""
        answers: list[Any] = []
        failed: PlannerError | None = None
        for worker in self._workers:
            try:
                answers.append(worker.receive())
            except PlannerError as error:
                failed = failed or error
        if failed is not None:
            raise failed
        return answers

    @staticmethod
    def _groups_of(days: NDArray[np.int64]) -> list[list[int]]:
        parts = max(1, round(len(days) / DAYS_PER_GROUP))
        return [part.tolist() for part in np.array_split(days, parts) if len(part)]

    def few(self, per_period: int) -> list[int]:
        """About `per_period` evenly spaced days of every period: enough to find the region, not to prove anything."""
        chosen = []
        for p in range(int(self._period.max()) + 1):
            days = np.flatnonzero(self._period == p)
            at = ((np.arange(per_period) + 0.5) / per_period * len(days)).astype(int)
            chosen += sorted({int(days[i]) for i in at})
        return chosen

    def _call(self, method: str, only: set[int] | None, given: Floats) -> dict[int, Any]:
        asked = []
        for worker, groups in zip(self._workers, self._groups, strict=True):
            lists = [[d for d in group if only is None or d in only] for group in groups]
            asked.append([days for days in lists if days])
            worker.send(f"{method}_groups", asked[-1], given)
        answers: dict[int, Any] = {}
        for received, lists in zip(self._receive(), asked, strict=True):
            for days, results in zip(lists, received, strict=True):
                answers.update(zip(days, results, strict=True))
        return answers

    def evaluate(self, given: Floats, only: set[int] | None = None) -> dict[int, DayAnswer]:
        """Cost and value of every day (or of `only` these) at the linking quantities `given`, shape (P, L)."""
        return self._call("evaluate", only, given)

    def dispatch(self, given: Floats) -> dict[int, DayDispatch]:
        """Every variable of every day."""
        return self._call("dispatch", None, given)

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers:
            worker.close()
