"""Tables that are fetched before a solve, and `planner schedule check`: every slip is answered with what was read."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planner.cli import main
from planner.errors import DataError
from planner.schedule import record, refresh, run
from planner.schedule.check import check
from planner.schedule.file import Schedules
from planner.schedule.once import once
from planner.schedule.table import entries_table
from tests.schedule.conftest import START, Clock, solved
from tests.schedule.servers import web_server

GOOD = "utc_timestamp,spot_eur_per_mwh\n2026-11-29T00:00:00Z,41.5\n2026-11-29T01:00:00Z,40\n"
TABLE = (
    "to: in/spot.csv, columns: {utc_timestamp: time, spot_eur_per_mwh: number}, newest: utc_timestamp, oldest_days: 3"
)

pytestmark = pytest.mark.usefixtures("quick_reports")


def data(source: str, table: str = TABLE) -> str:
    return f"    data:\n      spot: {{{source}, {table}}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "new.csv").write_text(GOOD, encoding="utf-8")
    return tmp_path


def test_a_folder_a_url_and_a_command(folder: Path, timetable: Callable[..., Schedules]) -> None:
    """Proves: each kind of source puts the same table in its place; of a folder the newest file."""
    old = folder / "export" / "z-old.csv"
    old.write_text("not,a,table\n", encoding="utf-8")
    os.utime(old, (1, 1))
    program = folder / "export" / "give.py"
    program.write_text(f"print({GOOD!r}, end='')", encoding="utf-8")
    with web_server() as (web, address):
        web.csv = GOOD
        for source in ("folder: export", f"url: {address}/spot", f"command: [{sys.executable}, export/give.py]"):
            (folder / "in" / "spot.csv").unlink(missing_ok=True)
            entry = timetable(data(source)).entry("board")
            assert refresh.refresh(entry.data, folder, START) == []
            assert (folder / "in" / "spot.csv").read_text("utf-8") == GOOD


SLIPS = {
    "another unit": (
        GOOD.replace("spot_eur_per_mwh", "spot_eur_per_kwh"),
        'data spot: the column "spot_eur_per_kwh" has another unit than "spot_eur_per_mwh".',
    ),
    "another column": (GOOD.replace("spot_eur_per_mwh", "load_mw"), 'the column "spot_eur_per_mwh" is missing'),
    "a column more": (
        GOOD.replace("mwh\n", "mwh,area\n").replace("5\n", "5,FR\n").replace("40\n", "40,FR\n"),
        '"area" was not agreed',
    ),
    "no number": (GOOD.replace("41.5", "cheap"), "data spot, line 2, column spot_eur_per_mwh"),
    "old data": (
        GOOD.replace("2026-11-29", "2026-11-20"),
        "the newest is 2026-11-20T01:00Z, 10.2 days old; 3 are allowed",
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_what_was_not_agreed_is_not_taken(slip: str, folder: Path, timetable: Callable[..., Schedules]) -> None:
    """Proves: another unit, column, cell or age is named, the file of before stays, and `check` says the same."""
    text, message = SLIPS[slip]
    (folder / "export" / "new.csv").write_text(text, encoding="utf-8")
    (folder / "in").mkdir()
    (folder / "in" / "spot.csv").write_text(GOOD, encoding="utf-8")
    schedules = timetable(data("folder: export"))
    with pytest.raises(DataError) as caught:
        refresh.refresh(schedules.entry("board").data, folder, START)
    assert message in str(caught.value)
    assert (folder / "in" / "spot.csv").read_text("utf-8") == GOOD
    problems = check(schedules.file, START)
    assert any(message in problem for problem in problems)


def test_a_source_that_does_not_answer(folder: Path, timetable: Callable[..., Schedules], clock: Clock) -> None:
    """Proves: with a fresh file of before the plan is made and the silence said; without one nothing is solved."""
    schedules = timetable(data("url: http://127.0.0.1:9/none"))
    with pytest.raises(DataError, match="its data could not be fetched, and nothing was solved"):
        once(schedules.file, "board", folder / "runs", solve=solved)
    (folder / "in").mkdir()
    fresh = GOOD.replace("2026-11-29", f"{dt.datetime.now(dt.UTC):%Y-%m-%d}")
    (folder / "in" / "spot.csv").write_text(fresh, encoding="utf-8")
    assert len(once(schedules.file, "board", folder / "runs", solve=solved)) == 1
    own = record.record_of(folder / "runs", "board")
    assert own is not None
    assert (own.result, "The file of before is used." in own.message) == ("guard", True)


# ------------------------------------------------------------------ planner schedule check

SERVER = "smtp: {host: localhost, sender: planner@site.example}\n"
MAIL = "    deliver:\n      - {mail_to: [ana@site.example], %s}\n"
WRONG = {
    "an unknown scenario": ("", lambda text: text.replace("[base.yaml]", "[bse.yaml]"), 'Did you mean "base.yaml"?'),
    "a variable that does not exist": (
        MAIL % 'subject: "{{ scenaro }}"', None, 'has a variable "scenaro" that does not exist.',
    ),
    "a subject that cannot be read": (MAIL % 'subject: "{{ date"', None, "which cannot be filled in"),
    "no recipient": ("    deliver:\n      - {mail_to: []}\n", None, "mail_to has no recipient."),
    "no address": ("    deliver:\n      - {mail_to: [ana]}\n", None, 'mail_to.0 is "ana".'),
    "no target": ("    deliver:\n      - {attach: true}\n", None, "deliver.0 names no target."),
    "two targets": ("    deliver:\n      - {folder: a, mail_to: [a@b.fr]}\n", None, "names folder, mail_to."),
    "neither attached nor linked": (MAIL % "attach: false", None, "is false, and there is no link."),
    "no web address": ("    alert:\n      - {webhook: ftp://x}\n", None, 'webhook is "ftp://x".'),
    "cron nonsense": (
        "", lambda text: text.replace("* * mon", "* * someday"), "the field day of week is 'someday'",
    ),
    "a day that never comes": ("", lambda text: text.replace("* * mon", "30 2 *"), "names a day that never comes"),
    "a password in clear": (
        "", lambda text: text.replace("localhost", "mail.site.example, security: none, user: u, password_env: P"),
        "the password does not travel in clear",
    ),
    "outside the folder": (data("folder: export", TABLE.replace("in/spot", "../spot")), None, '.to is "../spot.csv".'),
    "two sources": (data("folder: export, url: http://x.example"), None, "names folder, url."),
    "no such program": (data("command: [no-such-program]"), None, 'there is no program "no-such-program".'),
    "a secret that is not set": (
        "    deliver:\n      - {webhook: 'https://x.example', token_env: NOT_SET_ANYWHERE}\n", None,
        "NOT_SET_ANYWHERE: this environment variable is not set here.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("slip", WRONG)
def test_check_finds(
    slip: str, folder: Path, timetable: Callable[..., Schedules], capsys: pytest.CaptureFixture[str]
) -> None:
    """Proves: the command names each slip and ends with 2; nothing is solved, sent or put in place."""
    more, change, message = WRONG[slip]
    timetable("", SERVER)
    file = folder / "schedules.yaml"
    text = file.read_text("utf-8") + more
    file.write_text(change(text) if change else text, encoding="utf-8")
    assert main(["schedule", "check", "--file", str(file), "--json"]) == 2
    answer = json.loads(capsys.readouterr().out)
    assert any(message in problem for problem in answer["problems"]), answer["problems"]
    assert not (folder / "in").exists()


def test_check_of_what_is_well(repo_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: our own timetable passes, scenarios and all."""
    assert main(["schedule", "check", "--file", str(repo_root / "schedules.yaml")]) == 0
    assert "schedules.yaml: ok" in capsys.readouterr().out


# ------------------------------------------------------------------ the list


def test_the_list_says_next_last_and_what_waits(
    folder: Path, timetable: Callable[..., Schedules], clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    """Proves: an entry that never ran, that ran, and that should have run since; as text and as JSON."""
    schedules = timetable("    deliver:\n      - {webhook: 'http://127.0.0.1:9'}\n")
    store = folder / "runs"
    assert entries_table(schedules.file, store, START)["result"].tolist() == ["never"]
    run._job(schedules, store, None, threading.Event(), solved, "board", START)
    row: Any = entries_table(schedules.file, store, START + dt.timedelta(hours=1)).iloc[0]
    assert (row["result"], row["waiting"], bool(row["late"])) == ("ok", 1, False)
    assert f"{row['next_run']:%Y-%m-%d %H:%M}" == "2026-12-07 06:00"
    late = entries_table(schedules.file, store, START + dt.timedelta(days=8))
    assert late["late"].tolist() == [True]
    assert main(["schedule", "list", "--file", str(schedules.file), "--store", str(store)]) == 0
    assert "board" in capsys.readouterr().out
    assert main(["schedule", "list", "--file", str(schedules.file), "--store", str(store), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["name"] == "board"
