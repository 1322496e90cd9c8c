"""What people wait for without thinking: help, a calendar, a file, a bill. `python -m benchmarks at_once`.

Processor milliseconds, the best of several calls, beside what each may take: other work on the machine hardly changes
them. A line over its limit ends the command with 1.
"""

from __future__ import annotations

import datetime as dt
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

import planner.calendar as calendars
from benchmarks.bill import SUBSCRIBED_KW, curve
from benchmarks.measure import machine, save
from planner.billing import BillOptions, bill
from planner.billing.reading import load_curve

LIMITS_MS = {"help": 500, "calendar of 20 quarters": 300, "year of 10 minutes from a file": 300, "bill of a year": 50}

HELP = [sys.executable, "-m", "planner", "--help"]


def _processor_ms(call: Callable[[], object], times: int) -> float:
    """Least processor time of a call and what it starts."""
    least = float("inf")
    for _ in range(times):
        began = time.process_time() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        call()
        least = min(least, time.process_time() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - began)
    return 1e3 * least


def _calendar() -> None:
    calendars.make_calendar.cache_clear()
    calendars._midnights.cache_clear()
    calendars._holidays.cache_clear()
    calendars.make_calendar("2027-Q1", "2031-Q4", "quarter")


def _file(folder: Path) -> Path:
    index = pd.date_range("2026-01-01", "2027-01-01", freq="10min", tz="Europe/Paris", inclusive="left")
    kw = np.round(9000 + 500 * np.sin(np.arange(len(index))), 1)
    path = folder / "LOAD.csv"
    pd.DataFrame({"utc_timestamp": [at.isoformat() for at in index], "kw": kw}).to_csv(path, index=False)
    return path


def main() -> None:
    """Print and keep the figures; SystemExit with 1 where one is over its limit."""
    print(machine())
    year = curve(60)
    with tempfile.TemporaryDirectory() as folder:
        path = _file(Path(folder))
        calls: dict[str, Callable[[], object]] = {
            "help": lambda: subprocess.run(
                [sys.executable, "-m", "planner", "--help"], capture_output=True, check=True
            ),
            "calendar of 20 quarters": _calendar,
            "year of 10 minutes from a file": lambda: load_curve(path),
            "bill of a year": lambda: bill(year, "turpe7-htb1-mu", SUBSCRIBED_KW, BillOptions()),
        }
        rows = [
            {"what": name, "ms": _processor_ms(call, 5), "limit_ms": LIMITS_MS[name]} for name, call in calls.items()
        ]
    for row in rows:
        print(row, flush=True)
    save("at_once", [{"day": dt.date.today().isoformat()} | row for row in rows])
    if any(row["ms"] > row["limit_ms"] for row in rows):
        sys.exit(1)
