"""Kills of the timetable: one entry that is due, killed and started again until it is done."""

from __future__ import annotations

import random
import signal
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.kills.processes import an_hour_later, kill, left_over, marked, small_scenario, until
from benchmarks.kills.queue import drain, ended
from benchmarks.kills.reports import is_whole

if TYPE_CHECKING:
    import subprocess

    from benchmarks.kills.processes import Marked

ENTRIES, KILLS_EACH, LATEST_S = 10, 3, 9.0
TIMETABLE = """schedules:
  board:
    cron: "0 6 * * *"
    scenarios: [small.yaml]
    days: 1
    formats: [html, xlsx]
    deliver: [{folder: delivered}]
"""


def schedules() -> Counter[str]:
    """`planner schedule run` with an entry that is due: in the end it is done, reported and delivered, once."""
    from planner.schedule.delivery.outbox import letters
    from planner.schedule.record import record_of

    draw, results = random.Random(7), Counter[str]()
    with marked() as ours:
        for _ in range(ENTRIES):
            with tempfile.TemporaryDirectory() as place:
                home, store = Path(place), Path(place) / "runs"
                _due(home, store)
                for _ in range(KILLS_EACH):
                    process = _timetable(ours, home)
                    time.sleep(draw.uniform(0.5, LATEST_S))
                    results["killed"] += kill(process.pid)
                    process.wait()
                results["left over"] += an_hour_later(home)
                process = _timetable(ours, home)
                done = until(lambda store=store: _is_done(store))  # type: ignore[misc]
                process.send_signal(signal.SIGTERM)
                process.wait()
                drain(store)
                own, post = record_of(store, "board"), letters(store)
                assert own is not None
                results["entries done" if done and own.result == "ok" else "WRONG: entries lost"] += 1
                files = [*map(Path, own.reports), *(home / "delivered").iterdir()]
                results["reports delivered"] += len(files) - len(own.reports)
                results["WRONG: reports"] += len(files) != 2 * len(own.reports) or len(own.reports) != 2
                results["WRONG: half visible"] += sum(not is_whole(file) for file in files)
                results["WRONG: letters"] += [one.state for one in post] != ["sent"]
                results += ended(store, [])
                results["WRONG: left after the next start"] += len(left_over(home))
                results["WRONG: orphans"] += ours.orphans()
    return +results


def _due(home: Path, store: Path) -> None:
    """An entry that was done two days ago."""
    import datetime as dt

    from planner.schedule.record import Record, put, utc_text

    small_scenario(home)
    (home / "schedules.yaml").write_text(TIMETABLE, encoding="utf-8")
    before = utc_text(dt.datetime.now(dt.UTC) - dt.timedelta(days=2))
    put(store, Record("board", before, before, before, "ok"))


def _timetable(ours: Marked, home: Path) -> subprocess.Popen[str]:
    arguments = ("--file", home / "schedules.yaml", "--store", home / "runs", "--out", home / "reports")
    return ours.start("-m", "planner", "schedule", "run", *map(str, arguments), quiet=True)


def _is_done(store: Path) -> bool:
    from planner.schedule.delivery.outbox import letters
    from planner.schedule.record import record_of

    own = record_of(store, "board")
    today = own is not None and own.run_ids and own.result not in {"running", "retry"}
    return bool(today) and all(one.state == "sent" for one in letters(store))
