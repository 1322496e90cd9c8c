"""The queue: so many at once, nobody beyond a person's bound, stop at once, and nobody has to watch it."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import re
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from planner import cli
from planner.access import rights
from planner.charts.solves.progress import progress_chart, progress_finding
from planner.errors import ScenarioError, StoreError
from planner.jobs import jobs, processes, queue
from planner.jobs.progress import MOST_STEPS, ProgressFile
from planner.jobs.watched import MOST_WATCHED, watched_of
from planner.problem.solution import Progress
from planner.ui.kit.queue import queue_table
from planner.whole_files import write_text_whole

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


def test_solves_give_way_to_pages(store: Path) -> None:
    """Proves: a solve of the queue has a lower priority than who began it, so that pages answer while it runs."""
    (job_id,) = enqueue(store, "a")
    pid = json.loads((store / ".jobs" / f"{job_id}.job.json").read_text(encoding="utf-8"))["pid"]
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert os.getpriority(os.PRIO_PROCESS, pid) == max(own, processes.NICENESS)
    assert processes.NICENESS > 0


def test_a_file_written_anew_is_read_anew(tmp_path: Path) -> None:
    """Proves: what is remembered of a file of a job is never older than the file, and nobody can change it."""
    file = tmp_path / "a.json"
    for number in range(20):
        write_text_whole(file, json.dumps({"n": number % 10}))
        processes.read(file)["n"] = -1
        assert processes.read(file) == {"n": number % 10}
    file.write_text("[1", encoding="utf-8")
    assert processes.read(file) == {}
    file.unlink()
    assert processes.read(file) == {}


def test_a_solve_that_ended_is_no_zombie(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: an app that runs for weeks does not keep the processes of the solves that it began."""
    monkeypatch.setattr(jobs, "_command", lambda *_: [sys.executable, "-c", ""])
    (job_id,) = enqueue(store, "a")
    pid = json.loads((store / ".jobs" / f"{job_id}.job.json").read_text(encoding="utf-8"))["pid"]
    ended(store, job_id)
    deadline = time.monotonic() + 20
    while psutil.pid_exists(pid) and time.monotonic() < deadline:
        queue.advance(store)
        time.sleep(0.05)
    assert not psutil.pid_exists(pid)


def test_nobody_takes_all_places(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: with one solve a person, ben begins before ana's second, which came first."""
    monkeypatch.setenv(queue.OF_A_PERSON_VARIABLE, "1")
    enqueue(store, "a1", "a2", owner="ana")
    enqueue(store, "b1", owner="ben")
    assert states(store) == {"a1": "running", "a2": "queued", "b1": "running"}


def test_the_file_of_roles_bounds_a_person(store: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: the bound that the file gives a person counts before that of the environment, and for nobody else."""
    roles = tmp_path / "roles.yaml"
    roles.write_text("ana: {role: planner, solves: 1}\nben: {role: planner}\neveryone: planner\n", encoding="utf-8")
    monkeypatch.setenv(rights.ROLES_VARIABLE, str(roles))
    monkeypatch.setenv(queue.AT_ONCE_VARIABLE, "3")
    monkeypatch.setenv(queue.OF_A_PERSON_VARIABLE, "2")
    enqueue(store, "a1", "a2", owner="ana")
    enqueue(store, "b1", "b2", owner="ben")
    assert states(store) == {"a1": "running", "a2": "queued", "b1": "running", "b2": "running"}
    assert (rights.role_of("ana"), rights.role_of("ben"), rights.solves_of("ben")) == ("planner", "planner", None)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("ana: {role: planner, solves: 0}", 'line 1: "0" solves at once are those of ana; allowed is a whole number'),
        ("ana: {role: planner, solves: many}", '"many" solves at once'),
        ("ana: {role: boss, solves: 1}", '"boss" is the role of ana; allowed are viewer, planner, approver'),
        ("ana: {role: planner, solve: 1}", '"solve" stands with ana; allowed are role and solves'),
    ],
)
def test_a_wrong_line_of_roles_is_named(
    line: str, message: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Proves: file, line, value read and what is allowed, in one error."""
    roles = tmp_path / "roles.yaml"
    roles.write_text(line, encoding="utf-8")
    monkeypatch.setenv(rights.ROLES_VARIABLE, str(roles))
    with pytest.raises(ScenarioError, match=re.escape(message)):
        rights.solves_of("ana")


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


SAYS_WHO_IT_IS = """
import sys, time
from planner.jobs.progress import ProgressFile
ProgressFile(sys.argv[1]).phase("solving")
time.sleep(60)
"""


def test_who_is_killed_between_begin_and_record_loses_nothing(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: a solve whose process nobody could write down is not begun a second time, is seen, and can be stopped.

    A bug would give: two processes for one job, the first of which nobody can stop.
    """
    spawned, write = list[int](), queue.write_text_whole

    def command(_: Path, where: Path, job_id: str, *__: object) -> list[str]:
        return [sys.executable, "-c", SAYS_WHO_IT_IS, str(where / ".jobs" / f"{job_id}.progress.json")]

    def spawn(*arguments: Any) -> int:
        spawned.append(processes.spawn(*arguments))
        return spawned[-1]

    def killed_here(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(jobs, "_command", command)
    monkeypatch.setattr(queue, "spawn", spawn)
    monkeypatch.setattr(queue, "write_text_whole", killed_here)
    with pytest.raises(KeyboardInterrupt):
        enqueue(store, "a")
    monkeypatch.setattr(queue, "write_text_whole", write)
    try:
        (job,) = jobs.list_jobs(store)
        deadline = time.monotonic() + 20
        while jobs.status(job.job_id, store).state != "running" and time.monotonic() < deadline:
            queue.advance(store)
            time.sleep(0.05)
        assert (states(store), len(spawned)) == ({"a": "running"}, 1)
        jobs.stop(job.job_id, store)
        while jobs.status(job.job_id, store).state == "running" and time.monotonic() < deadline:
            time.sleep(0.02)
        assert (states(store), len(spawned)) == ({"a": "stopped"}, 1)
    finally:
        for pid in spawned:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)


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


def test_a_page_shows_a_few_solves_ones_own_first(store: Path) -> None:
    """Proves: of many under way three are shown, one's own before others', running before waiting; the rest counts.

    A bug would give: two hundred boxes on every page of everybody, drawn again every second.
    """
    enqueue(store, "a", "b", "c", "d", owner="ana")
    enqueue(store, "e", owner="ben")
    listed = jobs.list_jobs(store)
    watched, more = watched_of(listed, "ben")
    assert ([job.scenario for job in watched], more) == (["e", "b", "a"], 5 - MOST_WATCHED)
    assert [job.scenario for job in watched_of(listed, "ana")[0]] == ["c", "b", "a"]
    assert watched_of([], "ana") == ([], 0)
