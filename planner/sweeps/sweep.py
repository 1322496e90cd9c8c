"""`planner.sweep`: every point of a design solved once, neighbours hot after each other, over all workers."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.errors import ScenarioError
from planner.optimisation.workers.source import source_of
from planner.optimisation.workers.worker import Source, Worker, WorkerLost
from planner.plan.manifest import HEADLINE_KPIS, plain
from planner.sweeps.design import Design, Point, paths_of, points_of
from planner.sweeps.finished import FAILED, NOT_SOLVED, REFUSED, WITHOUT_PLAN, Finished, key_of, without_plan
from planner.sweeps.order import Shares, cost_of_change, solving_order
from planner.sweeps.worker import SweepWorker, Task, save
from planner.what_if import DayChoice, check_settings, default_processes

if TYPE_CHECKING:
    from planner.scenario.schema import Scenario

    Row = dict[str, Any]

RESULTS = ["status", "objective_meur", "bound_meur", "gap", "seconds", *HEADLINE_KPIS, "run_id", "error"]
LOSSES_OF_A_POINT = 2  # then the point is given up, not the sweep
POLL_S = 0.2
GRACE_S = 10.0  # a point being solved when the sweep is stopped may take this long to end


@dataclass(frozen=True)
class SweepProgress:
    """One point more: how many are done of how many, how many were finished before, and its row."""

    done: int
    points: int
    reused: int
    elapsed_s: float
    row: dict[str, Any]


def sweep(
    scenario: Scenario | str | Path,
    design: Design,
    *,
    days: DayChoice = 3,
    gap: float = 0.005,
    store: str | Path | None = None,
    processes: int | None = None,
    cluster: str | None = None,
    progress: Callable[[SweepProgress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> pd.DataFrame:
    """Solve a scenario at every point of a design; one row per point, in the order of the design.

    design: {path: values} for a grid, or a list of {path: value}, such as `planner.latin_hypercube` makes. With
    `store` every plan is saved as it is found, its manifest carries the point, and a point finished before (same
    scenario, days, gap and data), by whatever sweep or solve, is read instead of solved. Points go to `processes`
    of this machine, or to the workers of the Dask scheduler at `cluster`. A point without a plan is a row with its
    message in `error`. Once `cancel` returns True no point is begun; those left have the status "not solved".

    Columns: the paths, status, objective_meur, bound_meur, gap [1], seconds, headline indicators, run_id, error.

    ScenarioError: a path that no scenario has, or senseless settings. DataError: no cluster at the address.
    SolverFailure: the scheduler has gone; what was finished is in the store.
    """
    began = time.perf_counter()
    check_settings(days, gap, None)
    if isinstance(scenario, str | Path):
        from planner.scenario.files.load import load

        scenario = load(scenario)
    points = points_of(design)
    _check_paths(scenario, points)
    table = _Table(scenario, points, days, gap, None if store is None else Path(store))
    reused = table.done

    def tell(row: Row) -> None:
        if progress is not None:
            progress(SweepProgress(table.done, len(points), reused, time.perf_counter() - began, row))

    for row in table.rows:
        if row is not None:
            tell(row)
    left = table.left()
    if left and not (cancel is not None and cancel()):
        source = source_of(min(processes or default_processes(), len(left)), cluster)
        keep, folder = (None, store) if cluster is None else (table.save, None)
        crew = _Crew(source, scenario, days, gap, folder, most=len(left))
        try:
            for task, row in crew.work(_in_order(scenario, left, days), cancel, keep):
                table.take(task, row)
                tell(row)
        finally:
            crew.close()
    return table.frame()


def _check_paths(scenario: Scenario, points: list[Point]) -> None:
    """ScenarioError, with the nearest name, for a path that leads nowhere: that is a slip, not a point without plan."""
    from planner.scenario.changes import apply

    for path in paths_of(points):
        value = next(point[path] for point in points if path in point)
        apply(type(scenario), scenario.values(), {path: value})


def _in_order(scenario: Scenario, tasks: list[Task], days: DayChoice) -> list[Task]:
    points = [task.point for task in tasks]
    costs = cost_of_change(scenario, points, days) if len(points) > 2 and len(paths_of(points)) > 1 else {}
    return [tasks[i] for i in solving_order(points, costs)]


class _Table:
    """The rows of all points; equal points share one task."""

    def __init__(
        self, scenario: Scenario, points: list[Point], days: DayChoice, gap: float, store: Path | None
    ) -> None:
        from planner.catalogue.files import data_hash

        self._points, self._store = points, store
        self.rows: list[Row | None] = [None] * len(points)
        self._of: dict[str, list[int]] = {}
        self._finished = Finished(store) if store is not None else None
        if self._finished is not None:
            self._finished.look()
        data = data_hash()
        for i, point in enumerate(points):
            try:
                key = key_of(scenario.with_(**point).content_hash, days, gap, data)
            except ScenarioError as error:
                self.rows[i] = without_plan(REFUSED, error)
                continue
            self._of.setdefault(key, []).append(i)
            self.rows[i] = self._finished.row(key) if self._finished is not None else None

    @property
    def done(self) -> int:
        """How many points have a row."""
        return sum(row is not None for row in self.rows)

    def left(self) -> list[Task]:
        """What is still to be solved."""
        return [Task(key, self._points[at[0]]) for key, at in self._of.items() if self.rows[at[0]] is None]

    def take(self, task: Task, row: Row) -> None:
        """Enter a row for all points it answers."""
        for i in self._of[task.key]:
            self.rows[i] = row

    def save(self, task: Task, row: Row, plan: Any) -> Row:
        """Save a plan that came from elsewhere, if there is a store."""
        if self._finished is not None and self._store is not None:
            if plan is not None:
                return save(plan, row, self._store)
            if row["status"] in WITHOUT_PLAN:
                self._finished.note(task.key, row)
        return row

    def frame(self) -> pd.DataFrame:
        """One row per point."""
        paths = paths_of(self._points)
        missing = without_plan(NOT_SOLVED, "the sweep was stopped before this point.")
        rows = [
            {path: plain(point.get(path)) for path in paths} | (row or missing)
            for point, row in zip(self._points, self.rows, strict=True)
        ]
        return pd.DataFrame(rows, columns=[*paths, *RESULTS])


class _Crew:
    """A thread per worker hands it one task after the other; all that is heard comes back to the caller's thread."""

    def __init__(
        self, source: Source, scenario: Scenario, days: DayChoice, gap: float, store: str | Path | None, most: int
    ) -> None:
        self._source = source
        self._opening = (scenario, days, gap, None if store is None else str(store))
        self._workers: dict[int, Worker] = {}
        self._opened: set[int] = set()
        self._heard: queue.Queue[tuple[Task, Row, Any] | Exception | None] = queue.Queue()
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._count = min(source.count, most)
        try:
            for i in range(self._count):  # they start while the order is worked out
                with suppress(WorkerLost):  # seen again, and answered, with its first task
                    self._hire(i)
        except BaseException:
            self.close()
            raise

    def work(
        self,
        tasks: list[Task],
        cancel: Callable[[], bool] | None,
        keep: Callable[[Task, Row, Any], Row] | None,
    ) -> Any:
        """Solve all tasks, yielding each with its row as it comes; ends early once `cancel` says so."""
        count = self._count
        shares = Shares(tasks, count)
        self._threads = [
            threading.Thread(target=self._serve, args=(i, shares), name=f"sweep-{i}", daemon=True) for i in range(count)
        ]
        for thread in self._threads:
            thread.start()
        running, deadline = count, float("inf")
        while running:
            if not self._stop.is_set() and cancel is not None and cancel():
                self._stop.set()
                deadline = time.monotonic() + GRACE_S
            if time.monotonic() > deadline:
                return
            try:
                heard = self._heard.get(timeout=POLL_S)
            except queue.Empty:
                continue
            if heard is None:
                running -= 1
            elif isinstance(heard, Exception):
                raise heard
            else:
                task, row, plan = heard
                yield task, row if keep is None else keep(task, row, plan)

    def _serve(self, i: int, shares: Shares[Task]) -> None:
        try:
            while not self._stop.is_set() and (task := shares.take(i)) is not None:
                answer = self._solve(i, task)
                if answer is not None:
                    self._heard.put((task, *answer))
        except Exception as error:  # raised again in the caller's thread
            self._heard.put(error)
        finally:
            self._heard.put(None)

    def _solve(self, i: int, task: Task) -> tuple[Row, Any] | None:
        """Solve a task; when the worker is lost, in a fresh one. None if the sweep is being stopped."""
        row: Row = {}
        for _ in range(LOSSES_OF_A_POINT):
            try:
                worker = self._workers.get(i) or self._hire(i)
                if i not in self._opened:
                    worker.receive()
                    self._opened.add(i)
                worker.send("solve", task)
                answer: tuple[Row, Any] = worker.receive()
                return answer
            except WorkerLost as lost:
                if self._stop.is_set():
                    return None
                row = without_plan(FAILED, lost)
                self._dismiss(i)
        return row, None

    def _hire(self, i: int) -> Worker:
        worker = self._workers[i] = self._source.start(SweepWorker)
        worker.send("open", *self._opening)
        return worker

    def _dismiss(self, i: int) -> None:
        self._opened.discard(i)
        worker = self._workers.pop(i, None)
        if worker is not None:
            worker.close()

    def close(self) -> None:
        """End all workers, also in the middle of a point: what it was writing is no run."""
        self._stop.set()
        for i in list(self._workers):
            self._dismiss(i)
        for thread in self._threads:
            thread.join(timeout=1.0)
        self._source.close()
