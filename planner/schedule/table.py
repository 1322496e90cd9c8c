"""Entries with their next and last run, for the command and the page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from planner.calendar import PARIS
from planner.schedule import cron, record
from planner.schedule.delivery import outbox
from planner.schedule.file import load_schedules

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = ["name", "next_run", "last_run", "seconds", "result", "message", "host", "waiting", "given_up", "late"]
LATE_S = 900.0  # an entry due for so long, and not begun, shows that nothing keeps the timetable
NEVER = "never"


def entries_table(path: str | Path, store: str | Path, now: dt.datetime | None = None) -> pd.DataFrame:
    """A row per entry, the next first; COLUMNS. ScenarioError for a bad file.

    next_run, last_run: Europe/Paris; seconds: that the last one took; result: never, running, ok, guard, failed,
    retry, stopped; waiting, given_up: deliveries; late: it should have begun since its last run, and has not.
    """
    moment = now or dt.datetime.now(dt.UTC)
    letters = outbox.letters(store)
    rows = []
    for name, own in load_schedules(path).entries.items():
        last = record.record_of(store, name)
        states = [letter.state for letter in letters if letter.schedule == name]
        began = None if last is None else dt.datetime.fromisoformat(last.began_utc).astimezone(PARIS)
        seconds = float("nan") if last is None or last.seconds is None else last.seconds
        about = (NEVER, "", "") if last is None else (last.result, last.message, last.host)
        late = last is not None and last.result != "running" and _is_late(own.cron, last.occurrence_utc, moment)
        counts = (states.count("waiting"), states.count("failed"))
        rows.append((name, cron.next_after(own.cron, moment), began, seconds, *about, *counts, late))
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.sort_values("next_run", kind="stable", ignore_index=True)


def _is_late(text: str, occurrence_utc: str, now: dt.datetime) -> bool:
    due = cron.next_after(text, dt.datetime.fromisoformat(occurrence_utc))
    return (now - due).total_seconds() > LATE_S
