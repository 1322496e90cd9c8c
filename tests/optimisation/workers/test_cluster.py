"""Days on Dask workers: the same plan as here, also when a worker is lost; one clear line when the scheduler is."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster

from planner.errors import DataError, SolverFailure
from planner.optimisation.workers import cluster as cluster_module
from planner.optimisation.workers.cluster import Cluster
from planner.optimisation.workers.pool import DayPool
from planner.optimisation.workers.source import source_of
from tests.optimisation.workers.test_pool import GAP, dearer, many_days, same, session_on, undisturbed


@pytest.fixture(scope="module")
def local() -> Iterator[Any]:
    """A scheduler with two worker processes of one thread each."""
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as running:
        yield running


def test_the_plan_is_that_of_one_process(local: Any) -> None:
    """Proves: dealt over two Dask workers, the days give the same passes and the same plan, solve after solve."""
    pool = DayPool(1, local.scheduler_address)
    with session_on(pool) as session:
        assert len(pool._workers) == 2
        same(session.solve(many_days(), gap=GAP), undisturbed()[0])
        same(session.solve(dearer(many_days()), gap=GAP), undisturbed()[1])
    assert pool.take_warnings() == ()


def test_a_lost_worker_is_replaced(local: Any) -> None:
    """Proves: a Dask worker killed in the middle of a solve costs time, not the plan.

    A bug would give: a wait for a worker that never answers.
    """
    killed: list[int] = []

    def kill(_: object) -> None:
        if not killed:
            killed.append(next(iter(local.workers.values())).pid)
            os.kill(killed[0], signal.SIGKILL)

    pool = DayPool(1, local.scheduler_address)
    with session_on(pool) as session:
        plan = session.solve(many_days(), gap=GAP, progress=kill)
    same(plan, undisturbed()[0])
    assert killed
    assert any(line.startswith("The Dask worker tcp://127.0.0.1:") for line in plan.warnings)


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def by_hand(repo_root: Path, tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A scheduler and a worker started as docs/cluster.md says: the address and the scheduler's process."""
    address = f"tcp://127.0.0.1:{free_port()}"
    environment = {**os.environ, "PYTHONPATH": str(repo_root)}
    quiet: dict[str, Any] = {
        "cwd": tmp_path, "env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL,
    }  # fmt: skip
    dask = [sys.executable, "-m", "dask"]
    port = address.rpartition(":")[2]
    scheduler = subprocess.Popen([*dask, "scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"], **quiet)
    worker = subprocess.Popen(
        [*dask, "worker", address, "--nworkers", "1", "--nthreads", "1", "--no-dashboard", "--death-timeout", "20"],
        **quiet,
    )
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                Cluster(address).close()
                break
            except DataError:
                time.sleep(0.2)
        yield address, scheduler
    finally:
        for process in (worker, scheduler):
            process.terminate()
            process.wait(20)


def test_a_scheduler_that_goes_is_said_in_one_line(by_hand: tuple[str, subprocess.Popen[bytes]]) -> None:
    """Proves: with the scheduler killed the solve ends soon, with one sentence that names it."""
    address, scheduler = by_hand
    with session_on(DayPool(1, address)) as session, pytest.raises(SolverFailure) as failure:
        session.solve(many_days(), gap=GAP, progress=lambda _: scheduler.kill())
    said = str(failure.value)
    assert said == (
        f"cluster: the Dask scheduler at {address} has gone; what was saved before is whole.\n\n"
        "hint: start it again, or solve without a cluster."
    )


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "http://localhost"])
def test_nobody_there(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "CONNECT_S", 1.0)
    with pytest.raises(DataError, match=r"^cluster: .* was given, and no Dask scheduler answers there"):
        Cluster(address)


def test_a_scheduler_without_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "CONNECT_S", 1.0)
    with (
        LocalCluster(n_workers=0, dashboard_address=":0") as empty,
        pytest.raises(DataError, match=r"has no workers\.\n\nhint: docs/cluster.md"),
    ):
        Cluster(empty.scheduler_address)


def test_another_planner_on_a_worker_is_refused(local: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: days are never solved by two releases at once."""
    monkeypatch.setattr(cluster_module, "_here", lambda: {**cluster_module.releases(), "highspy": "1.14.0"})
    with pytest.raises(DataError, match=r"^cluster: the worker tcp://.* has highspy 1\.\d+\.\d+, here 1\.14\.0"):
        Cluster(local.scheduler_address)


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(
        DataError, match=r"^cluster: Dask is not installed here\.\n\nhint: pip install 'dask\[distributed\]'"
    ):
        source_of(2, "tcp://127.0.0.1:8786")
    assert source_of(2).count == 2
