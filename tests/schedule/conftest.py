"""A folder with a timetable, two scenarios, and a solve that takes no time."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planner.plan.plan import Plan
from planner.report.on_disk import save_report
from planner.schedule import run
from planner.schedule.file import Schedules, load_schedules
from tests.charts.small_plan import small_plan

SOLVES = itertools.count()
START = dt.datetime(2026, 11, 30, 5, 0, tzinfo=dt.UTC)  # 06:00 in Paris, a Monday


def solved(scenario: Path, **settings: Any) -> Plan:
    """What `planner.solve` is to a schedule, without the minutes: a small plan under the scenario's name."""
    when = (START + dt.timedelta(seconds=next(SOLVES))).isoformat()
    plan = dataclasses.replace(small_plan(), scenario_name=scenario.stem)
    plan = plan.with_manifest(run_id=f"{scenario.stem}-run", scenario_name=scenario.stem, created_utc=when)
    return plan.with_manifest(run_id=plan.save(settings["store"]))


@pytest.fixture
def quick_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report of a few kilobytes, written as every report is: what is in it is for the tests of reports."""

    def write(plan: Plan, path: Path, *_: Any) -> Path:
        return save_report(path, lambda aside: aside.write_text(f"<html>{plan.title * 400}</html>", encoding="utf-8"))

    monkeypatch.setattr("planner.schedule.once.write", write)


class Clock:
    """A clock that moves only when it is told to, or when somebody sleeps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, start: dt.datetime = START) -> None:
        self.now = start
        monkeypatch.setattr(run, "_now", self)
        monkeypatch.setattr(run.time, "sleep", self.sleep)
        monkeypatch.setattr(run, "NAP_S", 1e9)
        monkeypatch.setattr(run, "POST_EVERY_S", 1e9)

    def __call__(self) -> dt.datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def timetable(tmp_path: Path) -> Callable[[str], Schedules]:
    """Writes an entry "board" with what is given below cron and scenarios, and reads the file."""

    def write(more: str, top: str = "") -> Schedules:
        for name in ("base.yaml", "other.yaml"):
            (tmp_path / name).write_text("name: any\n", encoding="utf-8")
        entry = f'schedules:\n  board:\n    cron: "0 6 * * mon"\n    scenarios: [base.yaml]\n{more}'
        (tmp_path / "schedules.yaml").write_text(top + entry, encoding="utf-8")
        return load_schedules(tmp_path / "schedules.yaml")

    return write
