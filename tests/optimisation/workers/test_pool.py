"""Workers that are lost: their days are built again, the plan is the same, nothing hangs."""

from __future__ import annotations

import os
import signal
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from planner.errors import SolverFailure
from planner.optimisation.search.session import Session
from planner.optimisation.workers.day_worker import DayWorker
from planner.optimisation.workers.pool import MOST_LOSSES, DayPool
from planner.optimisation.workers.worker import Here, LocalWorker, ProcessWorker, WorkerLost
from planner.problem.site import ModelInputs
from planner.problem.solution import Progress, Solution
from tests.inputs.tiny import tiny_inputs, with_overrides
from tests.optimisation.workers.dying import DEADLY_DAY, MARK, DiesOfOneDay, DiesOnce, Processes

GAP = 1e-4


def many_days() -> ModelInputs:
    """Five groups of days, so that each of two workers holds several."""
    return tiny_inputs(
        periods=2, days_per_period=70, hours=4, workloads=3, seed=6, every_day=True, fleet={"price_meur": 0.4}
    )


def dearer(x: ModelInputs) -> ModelInputs:
    return with_overrides(x, {"hours": {"spot_eur_per_mwh": x.hours.spot_eur_per_mwh * 1.7}})


@cache
def undisturbed() -> tuple[Solution, Solution]:
    with Session(1) as session:
        return session.solve(many_days(), gap=GAP), session.solve(dearer(many_days()), gap=GAP)


def session_on(pool: DayPool) -> Session:
    session = Session(1)
    session.pool = pool
    return session


def same(a: Solution, b: Solution) -> None:
    np.testing.assert_array_equal(a.order_racks, b.order_racks)
    assert a.objective_meur == pytest.approx(b.objective_meur, rel=1e-9)
    assert a.bound_meur == pytest.approx(b.bound_meur, rel=1e-9)
    assert len(a.progress) == len(b.progress)


def test_a_worker_killed_in_the_middle_of_a_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: killed with half of a pass done, its days are built again and the plan is the same, pass by pass.

    A bug would give: a hang, an error, or a day answered from another basis and with it another way to the plan.
    """
    monkeypatch.setenv(MARK, str(tmp_path / "died"))
    source = Processes(DiesOnce)
    pool = DayPool(2, source=source)
    with session_on(pool) as session:
        plan = session.solve(many_days(), gap=GAP)
    assert (tmp_path / "died").exists()
    assert len(source.started) == 3
    same(plan, undisturbed()[0])
    (warning,) = plan.warnings
    assert warning.startswith("A worker process ended by itself (killed, SIGKILL). Its ")
    assert warning.endswith("days were built again in another; the plan is the same.")
    assert pool.take_warnings() == ()


@pytest.mark.parametrize("when", ["between passes", "between solves", "in the second solve"])
def test_a_worker_killed_from_outside(when: str) -> None:
    """Proves: whenever a worker is killed, also with new numbers in old structures, the plans are the same."""
    source = Processes(DayWorker)
    pool = DayPool(2, source=source)

    def kill(_: Progress | None = None) -> None:
        if len(source.started) == 2:
            os.kill(source.started[0].pid, signal.SIGKILL)

    with session_on(pool) as session:
        first = session.solve(many_days(), gap=GAP, progress=kill if when == "between passes" else None)
        if when == "between solves":
            kill()
        second = session.solve(dearer(many_days()), gap=GAP, progress=kill if when == "in the second solve" else None)
    assert len(source.started) >= 3
    assert first.warnings or second.warnings
    same(first, undisturbed()[0])
    same(second, undisturbed()[1])


def test_days_that_kill_every_worker_are_named() -> None:
    """Proves: days that are lost again and again end the solve with their dates, not with a hang."""
    x = many_days()
    source = Processes(DiesOfOneDay)
    with session_on(DayPool(2, source=source)) as session, pytest.raises(SolverFailure) as failure:
        session.solve(x, gap=GAP)
    group = next(g for worker in session.pool._groups for g in worker if DEADLY_DAY in g)
    first, last = (f"{x.days.dates[d]:%d %B %Y}" for d in (group[0], group[-1]))
    lines = str(failure.value).splitlines()
    assert lines[0] == (
        f"{MOST_LOSSES} workers one after the other were lost with the days {first} to {last}. "
        "The last: A worker process ended by itself (killed, SIGKILL)."
    )
    assert lines[-1].startswith("hint: a worker may have run out of memory")
    assert len(source.started) == 2 + MOST_LOSSES - 1


def test_one_process_is_this_process() -> None:
    """Proves: with one worker none is started; with more each is a process, and a dead one says so."""
    assert isinstance(Here(1).start(Counter), LocalWorker)
    worker = Here(2).start(Counter)
    assert isinstance(worker, ProcessWorker)
    worker.send("add", 2)
    assert worker.receive() == 2
    os.kill(worker.pid, signal.SIGKILL)
    with pytest.raises(WorkerLost, match=r"killed, SIGKILL.*\n\nhint: it may have run out of memory"):
        worker.receive()
    with pytest.raises(WorkerLost):
        worker.send("add", np.zeros(100_000))
    worker.close()


class Counter:
    """A worker that adds."""

    total = 0

    def add(self, number: int) -> int:
        self.total += number
        return self.total
