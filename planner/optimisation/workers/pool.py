"""The days, spread over workers. The answer never depends on how many there are, nor on whether one was lost."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.errors import PlannerError, SolverFailure
from planner.optimisation.matrix.answers import DayAnswer, DayDispatch
from planner.optimisation.matrix.layout import DayTable, day_label, days_of, rows_of
from planner.optimisation.workers.day_worker import DayWorker
from planner.optimisation.workers.source import source_of
from planner.optimisation.workers.worker import Source, Worker, WorkerLost

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.arrays import Floats, Ints
    from planner.optimisation.matrix.highs import CompiledModel
    from planner.problem.several import PortfolioInputs

    Structures = dict[tuple[int, ...], CompiledModel]
    Groups = list[list[int]]

DAYS_PER_GROUP = 31
MOST_LOSSES = 3  # in one call, after which the days themselves are to blame
MOST_RENEWALS = 5  # each holds its inputs; a worker built again repeats the passes since, older bases are forgotten
MOST_PASSES_REPEATED = 300
_log = logging.getLogger("planner.workers")


@dataclass(frozen=True)
class _Call:
    """What one worker is asked."""

    method: str
    arguments: tuple[Any, ...]


@dataclass(frozen=True)
class _Past:
    """What all workers were asked, after they were built: new inputs, or a pass over the groups of each."""

    renewed: tuple[PortfolioInputs, Floats] | None
    groups: list[Groups]
    given: Floats | None
    fleet: str = ""


class DayPool:
    """All days of all sites, in fixed groups of neighbouring days; a group always lives in one worker.

    When a worker is lost its days are built again in a fresh one, which repeats the passes so far: a day ends in the
    same basis as it would have, and so the plan is the same.
    """

    def __init__(self, processes: int, cluster: str | None = None, *, source: Source | None = None) -> None:
        """Start the workers: processes here, or those of the Dask scheduler at the address `cluster`.

        DataError: no Dask, or nobody answers at the address.
        """
        self._source = source or source_of(processes, cluster)
        self._workers: list[Worker] = [self._source.start(DayWorker) for _ in range(self._source.count)]
        self._groups: list[Groups] = []
        self._row: Ints = np.zeros(0, dtype=np.int64)
        self._built: tuple[PortfolioInputs, Structures, Floats] | None = None
        self.most: Floats = np.zeros((0, 0))  # S·P, L: cuts hold where no row is given more
        self._past: list[_Past] = []
        self._warnings: list[str] = []
        self._fleet = ""
        # What `price` has found: row and the bytes of what it was given → cost, slope, level of its days.
        self.priced: dict[tuple[int, bytes], tuple[float, Floats, float]] = {}
        self.shared_price: dict[int, Floats] = {}  # row → price of what its days share, the last one found

    def build(self, x: PortfolioInputs, structures: Structures, most: Floats) -> None:
        """Give every worker its days, compiled anew; no row is ever given more than `most`, (S·P, L)."""
        self._row = days_of(x).row
        groups = [g for row in range(rows_of(x)) for g in self._groups_of(np.flatnonzero(self._row == row))]
        # Dealt like cards: later periods have larger fleets and longer days to solve, each worker gets its share.
        self._groups = [groups[i :: len(self._workers)] for i in range(len(self._workers))]
        self._built, self._past, self.priced, self.shared_price, self._fleet = None, [], {}, {}, ""
        self._ask([_Call("build", (x, structures, most))] * len(self._workers))
        self._built, self.most = (x, structures, most), most

    def renew(self, x: PortfolioInputs, most: Floats) -> None:
        """New numbers in the same structures; the days keep their bases."""
        self.priced = {}
        self._ask([_Call("renew", (x, most))] * len(self._workers))
        self._remember(_Past((x, most), [], None))
        self.most = most

    @contextmanager
    def bases_of(self, fleet: str) -> Iterator[None]:
        """For a while, days go on from the bases of another fleet, which are kept apart under this name."""
        before = self._fleet
        self._turn_to(fleet)
        try:
            yield
        finally:
            self._turn_to(before)

    def _turn_to(self, fleet: str) -> None:
        self._fleet = fleet
        self._ask([_Call("turn_to", (fleet,))] * len(self._workers))

    def take_warnings(self) -> tuple[str, ...]:
        """What happened since this was last asked, one line each."""
        taken, self._warnings = tuple(self._warnings), []
        return taken

    @staticmethod
    def _groups_of(days: Ints) -> Groups:
        parts = max(1, round(len(days) / DAYS_PER_GROUP))
        return [part.tolist() for part in np.array_split(days, parts) if len(part)]

    def few(self, per_period: int) -> list[int]:
        """About `per_period` evenly spaced days of every row: enough to find the region, not to prove anything."""
        chosen = []
        for row in range(int(self._row.max()) + 1):
            days = np.flatnonzero(self._row == row)
            at = ((np.arange(per_period) + 0.5) / per_period * len(days)).astype(int)
            chosen += sorted({int(days[i]) for i in at})
        return chosen

    def evaluate(self, given: Floats, only: set[int] | None = None) -> dict[int, DayAnswer]:
        """Cost and value of every day (or of `only` these) at the linking quantities `given`, shape (S·P, L)."""
        return self._pass("evaluate_groups", only, given)

    def dispatch(self, given: Floats, parts: Floats | None = None) -> dict[int, DayDispatch]:
        """Every variable of every day; `parts` (D, n) is what each has of what the days of a row share."""
        return self._pass("dispatch_groups", None, given, *([] if parts is None else [parts]))

    def _pass(self, method: str, only: set[int] | None, given: Floats, *more: Floats) -> dict[int, Any]:
        groups_with_days: list[Groups] = []
        for groups in self._groups:
            lists = [[d for d in group if only is None or d in only] for group in groups]
            groups_with_days.append([days for days in lists if days])
        answers: dict[int, Any] = {}
        received = self._ask([_Call(method, (lists, given, *more)) for lists in groups_with_days])
        for result, lists in zip(received, groups_with_days, strict=True):
            for days, results in zip(lists, result, strict=True):
                answers.update(zip(days, results, strict=True))
        self._remember(_Past(None, groups_with_days, given.copy(), self._fleet))
        return answers

    def _remember(self, past: _Past) -> None:
        self._past.append(past)
        renewals = sum(one.renewed is not None for one in self._past)
        while renewals > MOST_RENEWALS or len(self._past) > MOST_PASSES_REPEATED:
            oldest = self._past.pop(0)
            if oldest.renewed is not None and self._built is not None:
                self._built = (oldest.renewed[0], self._built[1], oldest.renewed[1])
                renewals -= 1

    def _ask(self, calls: list[_Call]) -> list[Any]:
        """One call of every worker at the same time.

        All answers are fetched, also after an error: none is left to be taken for that of a later call. Then the
        calls of lost workers are made again.
        """
        answers: list[Any] = [None] * len(calls)
        lost: dict[int, WorkerLost] = {}
        failed: PlannerError | None = None
        for i, call in enumerate(calls):
            try:
                self._workers[i].send(call.method, *call.arguments)
            except WorkerLost as error:
                lost[i] = error
        for i in [i for i in range(len(calls)) if i not in lost]:
            try:
                answers[i] = self._workers[i].receive()
            except WorkerLost as error:
                lost[i] = error
            except PlannerError as error:
                failed = failed or error
        if failed is not None:
            raise failed  # a lost worker is found lost again by the next call
        for i, loss in lost.items():
            answers[i] = self._again(i, calls[i], loss)
        return answers

    def _again(self, i: int, call: _Call, loss: WorkerLost) -> Any:
        """Make the call of a lost worker in a fresh one, a group of days at a time.

        Raises:
            SolverFailure: by date, when the days are lost again and again.
        """
        days = [d for group in self._groups[i] for d in group]
        for _ in range(MOST_LOSSES - 1):
            where = days
            self._warn(loss, len(days))
            self._workers[i].close()
            worker = self._workers[i] = self._source.start(DayWorker)
            try:
                if self._built is not None:
                    self._rebuild(worker, i)
                if not call.method.endswith("_groups"):
                    return _answer(worker, call)
                results = []
                lists, *given = call.arguments
                for where in lists:
                    results += _answer(worker, _Call(call.method, ([where], *given)))
                return results
            except WorkerLost as error:
                loss = error
        raise SolverFailure(self._blame(where, call, loss)) from loss

    def _rebuild(self, worker: Worker, i: int) -> None:
        """Bring a fresh worker to where the lost one was."""
        assert self._built is not None
        _answer(worker, _Call("build", self._built))
        for past in self._past:
            if past.renewed is not None:
                _answer(worker, _Call("renew", past.renewed))
            else:
                _answer(worker, _Call("turn_to", (past.fleet,)))
                _answer(worker, _Call("evaluate_groups", (past.groups[i], past.given)))
        _answer(worker, _Call("turn_to", (self._fleet,)))

    def _warn(self, loss: WorkerLost, days: int) -> None:
        line = f"{str(loss).splitlines()[0]} Its {days} days were built again in another; the plan is the same."
        self._warnings.append(line)
        _log.warning(line)

    def _blame(self, days: list[int], call: _Call, loss: WorkerLost) -> str:
        x = call.arguments[0] if self._built is None else self._built[0]
        table: DayTable = days_of(x)
        first = day_label(x, table, days[0])
        to = "" if len(days) == 1 else f" to {day_label(x, table, days[-1])}"
        return (
            f"{MOST_LOSSES} workers one after the other were lost with the days {first}{to}. "
            f"The last: {str(loss).splitlines()[0]}\n\n"
            "hint: a worker may have run out of memory: try fewer processes, or fewer days per period."
        )

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers:
            worker.close()
        self._source.close()


def _answer(worker: Worker, call: _Call) -> Any:
    worker.send(call.method, *call.arguments)
    return worker.receive()
