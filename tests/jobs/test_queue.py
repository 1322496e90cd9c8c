"""The queue: so many at once, nobody beyond a person's bound, stop at once, and nobody has to watch it."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from planner import cli
from planner.charts.solves.progress import progress_chart, progress_finding
from planner.errors import StoreError
from planner.jobs import jobs, queue
from planner.jobs.progress import MOST_STEPS, ProgressFile
from planner.problem.solution import Progress
from planner.ui.kit.queue import queue_table

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A store whose solves sleep for a minute; none is left when the test ends."""
    monkeypatch.setattr(jobs, "_command", lambda *_: [sys.executable, "-c", "import time; time.sleep(60)"])
    monkeypatch.delenv(queue.AT_ONCE_VARIABLE, raising=False)
    monkeypatch.delenv(queue.OF_A_PERSON_VARIABLE, raising=False)
    yield tmp_path
    for path in (tmp_path / ".jobs").glob("*.job.json"):
        pid = json.loads(path.read_text(encoding="utf-8"))["pid"]
        if pid:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)


def states(store: Path) -> dict[str, str]:
    return {job.scenario: job.state for job in jobs.list_jobs(store)}


def enqueue(store: Path, *names: str, owner: str = "ana") -> list[str]:
    return [jobs.start({"name": name, "title": name.upper()}, store, owner=owner) for name in names]


def ended(store: Path, job_id: str, code: int = 0) -> None:
    """What a solve writes when it ends, with the plan kept."""
    ProgressFile(store / ".jobs" / f"{job_id}.progress.json").end(exit_code=code, message="done", run_id="r")


def test_two_run_and_the_third_waits_until_one_ends(store: Path) -> None:
    """Proves: two at once by default, in the order they came; the end of one lets the next begin, without a page."""
    first, *_ = enqueue(store, "a", "b", "c", "d")
    assert states(store) == {"a": "running", "b": "running", "c": "queued", "d": "queued"}
    ended(store, first)
    queue.advance(store)
    assert states(store) == {"a": "done", "b": "running", "c": "running", "d": "queued"}
    assert {job.title for job in jobs.list_jobs(store)} == set("ABCD")


def test_nobody_takes_all_places(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: with one solve a person, ben begins before ana's second, which came first."""
    monkeypatch.setenv(queue.OF_A_PERSON_VARIABLE, "1")
    enqueue(store, "a1", "a2", owner="ana")
    enqueue(store, "b1", owner="ben")
    assert states(store) == {"a1": "running", "a2": "queued", "b1": "running"}


def test_many_who_look_at_once_begin_no_more_than_may(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: eight advances at once begin two of four, each once."""
    monkeypatch.setenv(queue.AT_ONCE_VARIABLE, "1")
    enqueue(store, "a", "b", "c", "d")
    monkeypatch.setenv(queue.AT_ONCE_VARIABLE, "2")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: queue.advance(store), range(8)))
    assert sorted(states(store).values()) == ["queued", "queued", "running", "running"]


def test_what_waits_can_be_taken_out(store: Path) -> None:
    """Proves: a job that waits is stopped without having begun, and does not begin later."""
    first, _, third = enqueue(store, "a", "b", "c")
    jobs.stop(third, store)
    assert jobs.status(third, store).state == "stopped"
    ended(store, first)
    queue.advance(store)
    assert states(store) == {"a": "done", "b": "running", "c": "stopped"}


def test_stop_answers_within_two_seconds(store: Path) -> None:
    """Proves: without a plan to keep, stop ends the solve within 2 s, as stopped, not failed; its place is free."""
    job_id, *_ = enqueue(store, "a", "b", "c")
    began = time.monotonic()
    jobs.stop(job_id, store)
    while jobs.status(job_id, store).state == "running" and time.monotonic() - began < 10:
        time.sleep(0.02)
    assert time.monotonic() - began < 2
    now = jobs.status(job_id, store)
    assert (now.state, now.message) == ("stopped", jobs.NOTHING_KEPT)
    queue.advance(store)
    assert states(store)["c"] == "running"


def test_stop_with_a_plan_keeps_it(store: Path) -> None:
    """Proves: with a plan the process is asked, not killed; asked at once, it is killed."""
    (job_id,) = enqueue(store, "a")
    ProgressFile(store / ".jobs" / f"{job_id}.progress.json").step(Progress("all days", 1, 2.0, 12.0, 10.0, 0.2))
    jobs.stop(job_id, store)
    now = jobs.status(job_id, store)
    assert (now.state, now.stop_asked, now.has_plan) == ("running", True, True)
    jobs.stop(job_id, store, at_once=True)
    deadline = time.monotonic() + 5
    while jobs.status(job_id, store).state == "running" and time.monotonic() < deadline:
        time.sleep(0.02)
    assert jobs.status(job_id, store).state == "stopped"


def killed(store: Path, job_id: str) -> None:
    """The process of a job and all it started, gone without a word."""
    os.killpg(json.loads((store / ".jobs" / f"{job_id}.job.json").read_text(encoding="utf-8"))["pid"], signal.SIGKILL)
    deadline = time.monotonic() + 5
    while jobs.status(job_id, store).state == "running" and time.monotonic() < deadline:
        time.sleep(0.02)


def test_a_killed_solve_comes_back_once_and_frees_its_place(store: Path) -> None:
    """Proves: who looks next begins a killed solve again, before those that came later; killed twice it has failed.

    A bug would give: a solve lost with the worker that took it, or one that kills a machine again and again.
    """
    job_id, *_ = enqueue(store, "a", "b", "c")
    killed(store, job_id)
    now = jobs.status(job_id, store)
    assert (now.state, now.message) == ("queued", jobs.BEGINS_AGAIN)
    queue.advance(store)
    assert states(store) == {"a": "running", "b": "running", "c": "queued"}
    killed(store, job_id)
    assert jobs.status(job_id, store).state == "failed"
    queue.advance(store)
    assert states(store) == {"a": "failed", "b": "running", "c": "running"}


def test_a_solve_of_another_machine_is_left_alone(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: where its process cannot be seen, a solve is not begun a second time."""
    job_id, *_ = enqueue(store, "a")
    monkeypatch.setattr(platform, "node", lambda: "another")
    killed(store, job_id)
    queue.advance(store)
    assert states(store) == {"a": "failed"}


def test_a_killed_solve_that_was_asked_to_stop_does_not_come_back(store: Path) -> None:
    job_id, *_ = enqueue(store, "a", "b", "c")
    (store / ".jobs" / f"{job_id}.stop").touch()
    killed(store, job_id)
    queue.advance(store)
    assert states(store) == {"a": "stopped", "b": "running", "c": "running"}


@pytest.mark.parametrize("text", ["0", "-1", "two", "65", "1.5"])
def test_a_senseless_bound_is_a_sentence(store: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Proves: the variable is named with what is allowed, and nothing is queued."""
    monkeypatch.setenv(queue.AT_ONCE_VARIABLE, text)
    with pytest.raises(StoreError, match="PLANNER_SOLVES"):
        enqueue(store, "a")
    assert jobs.list_jobs(store) == []


def test_the_end_of_a_solve_begins_the_next(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: `planner solve`, as jobs are run, advances the queue of its store when it ends, even with an error."""
    advanced: list[object] = []
    monkeypatch.setattr(queue, "advance", advanced.append)
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("sitte: 1\n", encoding="utf-8")
    arguments = ["solve", str(wrong), "--store", str(store), "--progress-file", str(tmp_path / "p.json")]
    assert cli.main(arguments) == 2
    assert advanced == [str(store)]


def test_history_is_thinned_and_drawn(tmp_path: Path) -> None:
    """Proves: steps without news are left out, of a thousand about a hundred stay, first and last among them."""
    file = ProgressFile(tmp_path / "p.json")
    for number in range(1000):
        file.step(Progress("all days", number, float(number), 200.0 - number / 100, 100.0 + number // 10, 0.1))
    file.end(exit_code=0, message="")
    history = json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))["history"]
    assert len(history) <= MOST_STEPS
    assert (history[0][1:], history[-1][1:]) == ([200.0, 100.0], [190.01, 199.0])
    chart = progress_chart([tuple(step) for step in history], 2000.0, "fr")
    assert [trace.y[-1] for trace in chart.data] == [190.01, 199.0]
    assert chart.data[0].x[-1] == 2000.0
    assert "10.00%" in progress_finding(0.1, 0.005)
    assert progress_finding(None, 0.005) != progress_finding(0.1, 0.005)


def test_the_list_says_who_waits_for_what(store: Path) -> None:
    """Proves: name, owner and place in the queue stand in the list, in both languages."""
    enqueue(store, "a", "b")
    enqueue(store, "c", owner="ben")
    table = queue_table(list(reversed(jobs.list_jobs(store))), "en")
    rows = table.set_index(table.columns[0])
    assert rows.loc["C", "Owner"] == "ben"
    assert "number 1" in rows.loc["C", "State"]
    assert "numéro 1" in queue_table(list(reversed(jobs.list_jobs(store))), "fr").to_string()
