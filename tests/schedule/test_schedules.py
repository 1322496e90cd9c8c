"""`schedules.yaml`: what it may say, what runs next, one entry with a failure in it, the timetable at work."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from planner.errors import InfeasiblePlan, PlannerError, ScenarioError
from planner.plan.plan import Plan
from planner.schedule import run
from tests.charts.small_plan import small_plan

GOOD = """
timezone: Europe/Paris
schedules:
  nightly:
    cron: "30 2 * * *"
    scenarios: [base.yaml, other.yaml]
    days: 3
    locale: fr
  monday:
    cron: "0 6 * * mon"
    scenarios: [base.yaml]
    folder: weekly/base
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    for name in ("base.yaml", "other.yaml"):
        (tmp_path / name).write_text("name: any\n", encoding="utf-8")
    path = tmp_path / "schedules.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def solved(scenario: Path, **settings: Any) -> Plan:
    """What `planner.solve` is to a schedule, without the minutes: a small plan under the scenario's name."""
    plan = small_plan().with_manifest(run_id=f"{scenario.stem}-run")
    return plan.with_manifest(run_id=plan.save(settings["store"]))


# ------------------------------------------------------------------ reading


def test_next_runs_are_listed_soonest_first(file: Path) -> None:
    """Proves: times are those of Paris, and defaults are filled in (days all, folder = name)."""
    now = dt.datetime(2026, 11, 29, 20, 0, tzinfo=dt.UTC)  # a Sunday evening
    table = run.next_runs(file, now)
    assert list(table["name"]) == ["nightly", "monday"]
    assert [f"{when:%Y-%m-%d %H:%M %z}" for when in table["next_run"]] == [
        "2026-11-30 02:30 +0100", "2026-11-30 06:00 +0100",
    ]  # fmt: skip
    assert list(table["scenarios"]) == ["base, other", "base"]
    assert list(table["days"]) == ["3", "all"]
    assert list(table["folder"]) == ["nightly", "weekly/base"]


def test_our_own_timetable_is_read(repo_root: Path) -> None:
    """Proves: the file in the repository is valid and its scenarios exist."""
    table = run.next_runs(repo_root / "schedules.yaml")
    assert set(table["name"]) == {"monday-base", "monthly-what-ifs"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "cron: \"30 2 * * *\"", "cron: \"30 25 * * *\"",
            "{file}, line 5: schedules.nightly.cron is not understood: the field hour is '25'.\n"
            "Allowed: 0 to 23, *, lists (,), ranges (-), steps (/).\n\n"
            'hint: every Monday at six: "0 6 * * mon".',
        ),
        (
            "days: 3", "days: 0",
            "{file}, line 7: schedules.nightly.days is 0.\n"
            "Allowed: all, or a number of days per period from 1 to 366.\n\n"
            "hint: days: 3 answers in seconds, days: all is exact.",
        ),
        (
            "locale: fr", "locale: de",
            '{file}, line 8: schedules.nightly.locale is "de" (a text).\nAllowed: en, fr.\n\n'
            "hint: Valid names: en, fr.",
        ),
        (
            "locale: fr", "local: fr",
            "{file}, line 8: schedules.nightly.local is not a known field.\n\n"
            'hint: Did you mean "locale"?',
        ),
        (
            "folder: weekly/base", "folder: ../outside",
            '{file}, line 12: schedules.monday.folder is "../outside".\n'
            "Allowed: letters, digits, - _ . and / between folders, inside the folder of all reports.",
        ),
        (
            "[base.yaml, other.yaml]", "[base.yaml, ../other.yaml]",
            '{file}, line 6: schedules.nightly.scenarios.1 is "../other.yaml".\n'
            "Allowed: a .yaml file in the folder of this file, or below.",
        ),
        (
            "[base.yaml, other.yaml]", "[base.yaml, othr.yaml]",
            '{file}, line 6: schedules.nightly.scenarios has "othr.yaml", which is not a file.\n\n'
            'hint: Did you mean "other.yaml"?',
        ),
        (
            "timezone: Europe/Paris", "timezone: Europe/London",
            '{file}, line 2: timezone is "Europe/London" (a text).\nAllowed: Europe/Paris.\n\n'
            "hint: Valid names: Europe/Paris.",
        ),
        (
            "locale: fr", "gap: 0",
            "{file}, line 8: schedules.nightly.gap is 0.\nAllowed: from 1e-06, below 1.\n\n"
            "hint: proven distance to the best plan.",
        ),
    ],
)  # fmt: skip
def test_a_slip_is_answered_exactly(file: Path, old: str, new: str, message: str) -> None:
    """Proves: file, line, field, value read, what is allowed, and the nearest name."""
    assert old in GOOD
    file.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        run.load_schedules(file)
    assert str(caught.value) == message.format(file=file)


def test_a_missing_field_and_a_missing_file(file: Path) -> None:
    """Proves: what is needed is named."""
    file.write_text(GOOD.replace('    cron: "0 6 * * mon"\n', ""), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"line 9: schedules\.monday\.cron is missing\."):
        run.load_schedules(file)
    with pytest.raises(ScenarioError, match=r"none\.yaml: there is no such file of schedules\."):
        run.load_schedules(file.parent / "none.yaml")


# ------------------------------------------------------------------ one entry


def test_one_entry_writes_its_reports(file: Path, tmp_path: Path) -> None:
    """Proves: each scenario is solved with the entry's settings, saved, and reported in the entry's language."""
    settings_of: list[dict[str, Any]] = []

    def solve(scenario: Path, **settings: Any) -> Plan:
        settings_of.append(settings)
        return solved(scenario, **settings)

    written = run.once(file, "nightly", tmp_path / "runs", tmp_path / "out", solve=solve)
    assert [path.relative_to(tmp_path).as_posix() for path in written] == [
        "out/nightly/base-run.html", "out/nightly/other-run.html",
    ]  # fmt: skip
    assert [(one["days"], one["gap"]) for one in settings_of] == [(3, 0.005)] * 2
    assert '<html lang="fr">' in written[0].read_text(encoding="utf-8")


def test_an_entry_writes_every_format_it_names(file: Path, tmp_path: Path) -> None:
    """Proves: one scenario gives one file a format, named after its run; a format that is none is refused."""
    file.write_text(GOOD.replace("    folder: weekly/base", "    formats: [xlsx, html, xlsx]"), encoding="utf-8")
    written = run.once(file, "monday", tmp_path / "runs", tmp_path / "out", solve=solved)
    assert [path.name for path in written] == ["base-run.xlsx", "base-run.html"]
    assert load_workbook(written[0])["orders"].max_row > 3
    file.write_text(GOOD.replace("    folder: weekly/base", "    formats: [docx]"), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"schedules\.monday\.formats\.0 is .docx.*\nAllowed: html, pdf, xlsx"):
        run.load_schedules(file)


def test_reports_lie_beside_the_store_unless_told(file: Path, tmp_path: Path) -> None:
    (report,) = run.once(file, "monday", tmp_path / "runs", solve=solved)
    assert report == tmp_path / "reports" / "weekly" / "base" / "base-run.html"


def test_a_failure_does_not_stop_the_others(file: Path, tmp_path: Path) -> None:
    """Proves: the second scenario is solved though the first fails, its error is kept, and the call ends in an error
    of the same type, which gives the command line its exit code."""

    def solve(scenario: Path, **settings: Any) -> Plan:
        if scenario.stem == "base":
            message = "No plan: Q1 2027 lacks 2 MW.\n\nhint: raise site.connection_mw."
            raise InfeasiblePlan(message)
        return solved(scenario, **settings)

    with pytest.raises(InfeasiblePlan) as caught:
        run.once(file, "nightly", tmp_path / "runs", tmp_path / "out", solve=solve)
    (note,) = (tmp_path / "out" / "nightly").glob("base-*.txt")
    report = tmp_path / "out" / "nightly" / "other-run.html"
    assert report.is_file()
    assert "hint: raise site.connection_mw." in note.read_text(encoding="utf-8")
    assert str(caught.value) == (
        f"nightly: 1 of 2 scenarios failed.\nbase.yaml: No plan: Q1 2027 lacks 2 MW. ({note})\n\n"
        f"hint: the other reports are written: {report}."
    )


def test_a_bug_in_one_scenario_is_kept_with_its_traceback(file: Path, tmp_path: Path) -> None:
    """Proves: an error that nobody foresaw does not stop the others either, and the user sees one line of it."""

    def solve(scenario: Path, **settings: Any) -> Plan:
        if scenario.stem == "base":
            message = "boom"
            raise ZeroDivisionError(message)
        return solved(scenario, **settings)

    with pytest.raises(PlannerError, match=r"base\.yaml: boom \("):
        run.once(file, "nightly", tmp_path / "runs", tmp_path / "out", solve=solve)
    (note,) = (tmp_path / "out" / "nightly").glob("base-*.txt")
    assert "ZeroDivisionError: boom" in note.read_text(encoding="utf-8")
    assert (tmp_path / "out" / "nightly" / "other-run.html").is_file()


def test_a_name_that_is_not_there(file: Path, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        run.once(file, "nightley", tmp_path, solve=solved)
    assert str(caught.value) == f'{file}: there is no schedule "nightley".\n\nhint: Did you mean "nightly"?'


def test_a_stopped_entry_leaves_out_the_rest(file: Path, tmp_path: Path) -> None:
    """Proves: once somebody asks for an end, no further scenario is begun, and what is done is reported."""
    done: list[str] = []

    def solve(scenario: Path, **settings: Any) -> Plan:
        done.append(scenario.stem)
        return solved(scenario, **settings)

    written = run.once(file, "nightly", tmp_path / "runs", tmp_path / "out", cancel=lambda: bool(done), solve=solve)
    assert (done, len(written)) == (["base"], 1)


# ------------------------------------------------------------------ the timetable


class Clock:
    """A clock that moves only when somebody sleeps or works."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, start: str) -> None:
        self.now = dt.datetime.fromisoformat(start).replace(tzinfo=dt.UTC)
        monkeypatch.setattr(run, "_now", lambda: self.now)
        monkeypatch.setattr(run.time, "sleep", self.sleep)
        monkeypatch.setattr(run, "NAP_S", 1e9)

    def sleep(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)


def begun(clock: Clock, crons: dict[str, str], hours: dict[str, float], count: int) -> list[tuple[str, str]]:
    """The first jobs that the timetable does, with the moment (UTC) each begins; a job takes so many hours."""
    stop, done = threading.Event(), []

    def job(name: str, at: dt.datetime, attempt: int) -> None:
        done.append((name, f"{clock.now:%d %H:%M}"))
        clock.sleep(3600 * hours.get(name, 0.0))
        if len(done) == count:
            stop.set()

    run._keep(crons, stop, job)
    return done


def test_the_loop_runs_each_night_once_when_clocks_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: 02:30 of 25 October, which comes twice, runs at the first (summer time, 00:30 UTC), then a day later."""
    clock = Clock(monkeypatch, "2026-10-24T20:00")
    assert begun(clock, {"nightly": "30 2 * * *"}, {}, 2) == [("nightly", "25 00:30"), ("nightly", "26 01:30")]


def test_what_comes_due_meanwhile_waits_its_turn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: while `long` works for 3.5 hours, three times of `hourly` pass; it runs once, then at its next time."""
    clock = Clock(monkeypatch, "2026-01-10T05:30")  # 06:30 in Paris
    crons = {"long": "0 7 * * *", "hourly": "15 * * * *"}
    assert begun(clock, crons, {"long": 3.5}, 3) == [
        ("long", "10 06:00"),
        ("hourly", "10 09:30"),
        ("hourly", "10 10:15"),
    ]


def test_what_waited_half_a_day_comes_late_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: an entry due at 08:00 whose turn comes at 20:30 runs then, and the next day at its time."""
    clock = Clock(monkeypatch, "2026-01-10T05:30")
    crons = {"long": "0 7 10 1 *", "daily": "0 8 * * *"}
    assert begun(clock, crons, {"long": 13.5}, 3) == [
        ("long", "10 06:00"),
        ("daily", "10 19:30"),
        ("daily", "11 07:00"),
    ]


def test_an_entry_that_breaks_does_not_end_the_timetable(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Proves: an error that is not the planner's own is logged with its traceback and goes no further."""

    def broken(*args: Any, **settings: Any) -> list[Path]:
        message = "boom"
        raise ZeroDivisionError(message)

    monkeypatch.setattr(run, "perform", broken)
    at = dt.datetime(2026, 1, 10, 1, 30, tzinfo=dt.UTC)
    assert run._job(run.load_schedules(file), tmp_path, None, threading.Event(), solved, "nightly", at) is None
    assert "nightly: boom" in caplog.text
    assert "Traceback" in caplog.text


WORKING = """
import sys, time
from pathlib import Path
import datetime as dt
from planner.schedule import cron, run
from planner.errors import SolverFailure

def solve(scenario, **settings):
    Path(sys.argv[2]).write_text("solving")
    while not settings["cancel"]():
        time.sleep(0.02)
    raise SolverFailure("stopped before there was a plan")

cron.next_after = lambda text, moment: moment + dt.timedelta(seconds=0.2)
run.run(sys.argv[1], sys.argv[3], solve=solve)
print("left in good order")
"""


def test_sigterm_ends_the_solve_under_way_in_good_order(file: Path, tmp_path: Path, repo_root: Path) -> None:
    """Proves: a service manager's SIGTERM cancels the solve, its error is kept, and the process leaves with 0."""
    program, sign = tmp_path / "working.py", tmp_path / "sign"
    program.write_text(textwrap.dedent(WORKING), encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(program), str(file), str(sign), str(tmp_path / "runs")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(repo_root)},
    )
    try:
        deadline = time.monotonic() + 60
        while not sign.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        out, log = process.communicate(timeout=30)
    finally:
        process.kill()
    assert (process.returncode, out) == (0, "left in good order\n"), log
    assert "SIGTERM: ending in good order" in log
    assert "stopped before there was a plan" in log
    assert "is left out" in log or "monday" in log
