"""The timetable on a fake clock: clock changes, ends of months, a host asleep, two hosts, new attempts."""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from planner.jobs import jobs, queue
from planner.jobs.progress import ProgressFile
from planner.schedule import claims, record, run
from planner.schedule.file import Schedules
from tests.schedule.conftest import START, Clock, solved

Begun = list[tuple[str, str]]  # when a job begins (UTC), and the time of the timetable that it is for (Paris)


def begun(clock: Clock, line: str, count: int, last: dt.datetime | None = None, answer: Any = None) -> Begun:
    stop, done = threading.Event(), Begun()

    def job(name: str, at: dt.datetime, attempt: int) -> dt.datetime | None:
        done.append((f"{clock.now:%m-%d %H:%M}", f"{at:%m-%d %H:%M}"))
        if len(done) == count:
            stop.set()
        return answer(clock.now, attempt) if answer else None

    run._keep({"board": line}, stop, job, {"board": last} if last else None)
    return done


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("start", "line", "expected"),
    [
        ("2027-03-27T12:00", "30 2 * * *", ["03-28 01:30", "03-29 00:30"]),  # 02:30 does not exist: 03:30 summer time
        ("2027-10-30T12:00", "30 2 * * *", ["10-31 00:30", "11-01 01:30"]),  # 02:30 comes twice: the first
        ("2027-01-30T12:00", "0 6 31 * *", ["01-31 05:00", "03-31 04:00"]),  # February and April have no 31st
        ("2027-01-30T12:00", "0 6 L * *", ["01-31 05:00", "02-28 05:00"]),
        ("2028-02-27T12:00", "0 6 L 2 *", ["02-29 05:00", "02-28 05:00"]),
        ("2027-02-20T12:00", "0 6 29 2 *", ["02-29 05:00", "02-29 05:00"]),  # 2028, then 2032
        ("2026-11-30T12:00", "0 6 * * mon#1", ["12-07 05:00", "01-04 05:00"]),  # the first Monday of a month
    ],
)
def test_the_calendar(monkeypatch: pytest.MonkeyPatch, start: str, line: str, expected: list[str]) -> None:
    """Proves, by the calendar of Paris: each time runs once, at the moment (UTC) written beside it."""
    clock = Clock(monkeypatch, utc(start))
    assert [when for when, _ in begun(clock, line, 2)] == expected


def test_a_host_asleep_for_three_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: three nights missed are one run, for the last, when the host wakes; then the timetable goes on."""
    clock = Clock(monkeypatch, utc("2026-11-30T12:00"))
    slept = []

    def sleep(seconds: float) -> None:
        clock.now += dt.timedelta(seconds=seconds) if slept else dt.timedelta(days=3)
        slept.append(seconds)

    monkeypatch.setattr(run.time, "sleep", sleep)
    assert begun(clock, "30 2 * * *", 2) == [("12-03 12:00", "12-03 02:30"), ("12-04 01:30", "12-04 02:30")]


def test_a_process_that_was_not_there_for_three_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: what passed since the last run on record is caught up with once; a new entry catches up with nothing."""
    clock = Clock(monkeypatch, utc("2026-12-03T12:00"))
    assert begun(clock, "30 2 * * *", 1, utc("2026-11-30T01:30")) == [("12-03 12:00", "12-03 02:30")]
    assert begun(clock, "30 2 * * *", 1) == [("12-04 01:30", "12-04 02:30")]


def test_a_new_attempt_gives_way_to_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: an attempt comes when it was asked for, for the same time; once the next time is due, that is done."""
    clock = Clock(monkeypatch, utc("2026-11-30T12:00"))

    def answer(now: dt.datetime, attempt: int) -> dt.datetime | None:
        return now + dt.timedelta(hours=(0, 1, 30)[attempt]) if attempt < 3 else None

    assert begun(clock, "30 2 * * *", 4, answer=answer) == [
        ("12-01 01:30", "12-01 02:30"),
        ("12-01 02:30", "12-01 02:30"),
        ("12-02 08:30", "12-02 02:30"),
        ("12-02 09:30", "12-02 02:30"),
    ]


# ------------------------------------------------------------------ two hosts


def test_of_many_one_does_a_run(tmp_path: Path) -> None:
    """Proves: of sixteen that claim a run at once, one may do it; when it is done nobody may."""
    with ThreadPoolExecutor(16) as pool:
        rights = [right for right in pool.map(lambda _: claims.claim(tmp_path, "board@1"), range(16)) if right]
    assert len(rights) == 1
    rights[0].done()
    assert claims.claim(tmp_path, "board@1") is None
    assert claims.claim(tmp_path, "board@2") is not None


def test_a_host_that_died_is_succeeded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: another host's claim holds while touched, is taken over ten minutes later, and its holder sees it."""
    monkeypatch.setattr(claims.socket, "gethostname", lambda: "first")
    first = claims.claim(tmp_path, "board@1")
    assert first is not None
    monkeypatch.setattr(claims.socket, "gethostname", lambda: "second")
    assert claims.claim(tmp_path, "board@1") is None
    (file,) = tmp_path.glob("board@1.*")
    long_ago = file.stat().st_mtime - claims.STALE_S - 1
    os.utime(file, (long_ago, long_ago))
    second = claims.claim(tmp_path, "board@1")
    assert second is not None
    assert (first.is_latest, second.is_latest) == (False, True)


def test_who_was_succeeded_sends_nothing(
    timetable: Callable[..., Schedules], tmp_path: Path, clock: Clock, quick_reports: None
) -> None:
    """Proves: a host that wakes up after another took over leaves the letters to that one: one report goes out."""
    schedules, store = timetable("    deliver:\n      - {folder: out}\n"), tmp_path / "runs"

    def slow(scenario: Path, **settings: Any) -> Any:
        (file,) = record.folder_of(store, record.CLAIMS).glob("board@*.1")
        os.utime(file, (1, 1))
        run._job(schedules, store, None, threading.Event(), solved, "board", START)  # the other host
        return solved(scenario, **settings)

    run._job(schedules, store, None, threading.Event(), slow, "board", START)
    run._post(schedules, store)
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_a_run_of_another_host_is_looked_at_again(
    timetable: Callable[..., Schedules], tmp_path: Path, clock: Clock
) -> None:
    """Proves: while another is at it nothing is solved here, and ten minutes later it is looked at again."""
    schedules, store = timetable(""), tmp_path / "runs"
    right = claims.claim(record.folder_of(store, record.CLAIMS), claims.moment_key("board", START.timestamp()))
    assert right is not None
    again = run._job(schedules, store, None, threading.Event(), solved, "board", START)
    assert again == clock.now + dt.timedelta(minutes=10)
    right.done()
    assert run._job(schedules, store, None, threading.Event(), solved, "board", START) is None
    assert not list(store.glob("base-*"))


def test_scenarios_go_through_the_queue(
    timetable: Callable[..., Schedules],
    tmp_path: Path,
    clock: Clock,
    quick_reports: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Proves: without a solve of its own an entry queues a job, waits for it, and takes its run."""
    schedules, store = timetable(""), tmp_path / "runs"
    commands: list[list[str]] = []

    def spawn(command: list[str], log: Any, owner: str | None = None) -> int:
        commands.append(command)
        plan = solved(tmp_path / "base.yaml", store=store)
        ProgressFile(command[command.index("--progress-file") + 1]).end(exit_code=0, message="", run_id=plan.run_id)
        return os.getpid()

    monkeypatch.setattr(queue, "spawn", spawn)
    run._job(schedules, store, None, threading.Event(), None, "board", START)
    assert len(commands) == 1
    own = record.record_of(store, "board")
    assert own is not None
    assert (own.result, len(own.run_ids)) == ("ok", 1)
    assert [job.owner for job in jobs.list_jobs(store)] == ["schedule"]
