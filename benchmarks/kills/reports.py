"""Kills of processes that save runs and of those that write reports."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.kills.processes import an_hour_later, kill, left_over, marked, small_scenario
from benchmarks.kills.queue import left_after_start
from planner.whole_files import LEFT_OVER_S

if TYPE_CHECKING:
    import subprocess

    from benchmarks.kills.processes import Marked

WRITERS, WITHIN_S, REPORTS_OF_A_KIND = 300, 1.0, 18
LATE = 1.1  # kills come up to so many times what a whole report takes
BEFORE = b"the report of before"
WRITER = """
import datetime as dt, os, sys
from tests.plan.answers import plan
made, start = plan("npv"), dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
print("ready", flush=True)
for line in sys.stdin:
    if child := os.fork():
        print(child, flush=True)
        os.waitpid(child, 0)
        print("", flush=True)
        continue
    for number in range(10_000):
        when = (start + dt.timedelta(seconds=number)).isoformat()
        print(made.with_manifest(run_id=f"run-{number}", created_utc=when).save(line.strip()), flush=True)
"""


def writers() -> Counter[str]:
    """A process that saves run after run, killed at any moment: what it announced is whole, the rest is not there."""
    from planner.plan.store.upkeep import verify

    draw, results = random.Random(3), Counter[str]()
    with tempfile.TemporaryDirectory() as place, marked() as ours:
        parent = ours.start("-c", WRITER)
        assert parent.stdout is not None
        assert parent.stdin is not None
        parent.stdout.readline()
        for number in range(WRITERS):
            store = Path(place) / f"runs-{number}"
            parent.stdin.write(f"{store}\n")
            parent.stdin.flush()
            child = int(parent.stdout.readline())
            time.sleep(draw.uniform(0.0, WITHIN_S))
            results["killed"] += kill(child)
            announced = list(iter(lambda: parent.stdout.readline().strip(), ""))  # type: ignore[union-attr]
            states = dict(verify(store)[["run_id", "state"]].itertuples(index=False)) if store.is_dir() else {}
            results["runs announced"] += len(announced)
            results["WRONG: lost"] += sum(states.get(run) != "whole" for run in announced)
            results["WRONG: half visible"] += sum(state != "whole" for state in states.values())
            results["left over"] += an_hour_later(store)
            results["WRONG: left after the next start"] += left_after_start(store)
        kill(parent.pid)
        results["WRONG: orphans"] += ours.orphans()
    return +results


def reports() -> Counter[str]:
    """`planner report` killed at any moment, over a report of before: that one, or the new one, whole."""
    import planner

    draw, results = random.Random(6), Counter[str]()
    kinds = ("html", "xlsx", "pdf") if _prints() else ("html", "xlsx")
    with tempfile.TemporaryDirectory() as place, marked() as ours:
        folder, store, prints = (Path(place) / name for name in ("reports", "runs", "tmp"))
        prints.mkdir()
        planner.solve(small_scenario(Path(place), end="2027-Q4"), days=1, processes=1, store=store)
        folder.mkdir()
        for kind in kinds:
            file = folder / f"plan.{kind}"
            whole_s = _seconds(ours, store, file, prints)
            for _ in range(REPORTS_OF_A_KIND):
                file.write_bytes(BEFORE)
                process = _report(ours, store, file, prints)
                time.sleep(draw.uniform(0.2, LATE) * whole_s)
                gone = process.poll() is None and kill(process.pid)
                process.wait()
                results[f"killed, {kind}" if gone else "done before the kill"] += 1
                results["killed"] += gone
                old = file.read_bytes() == BEFORE
                results["the report of before" if old else "the new report"] += 1
                results["WRONG: half visible"] += not old and not is_whole(file)
            results["WRONG: orphans"] += ours.orphans()
        results["left over"] += an_hour_later(folder) + _prints_an_hour_later(prints)
        _seconds(ours, store, folder / f"plan.{kinds[-1]}", prints)
        results["WRONG: left after the next start"] += len(left_over(folder)) + len(list(prints.iterdir()))
    return +results


def is_whole(file: Path) -> bool:
    """Whether a report ends as its kind ends."""
    if file.suffix == ".xlsx":
        try:
            with zipfile.ZipFile(file) as book:
                return book.testzip() is None
        except zipfile.BadZipFile:
            return False
    end = file.read_bytes().rstrip()
    return end.endswith(b"%%EOF" if file.suffix == ".pdf" else b"</html>")


def _prints() -> bool:
    from planner.report.pdf import BROWSERS

    return any(shutil.which(name) for name in BROWSERS)


def _report(ours: Marked, store: Path, file: Path, prints: Path) -> subprocess.Popen[str]:
    arguments = ("-m", "planner", "report", "latest", "--store", str(store), "--out", str(file))
    return ours.start(*arguments, quiet=True, TMPDIR=str(prints))


def _seconds(ours: Marked, store: Path, file: Path, prints: Path) -> float:
    """How long a whole report takes. RuntimeError where none is written."""
    began = time.perf_counter()
    if _report(ours, store, file, prints).wait() or not is_whole(file):
        problem = f"no report was written to {file.name}"
        raise RuntimeError(problem)
    return time.perf_counter() - began


def _prints_an_hour_later(prints: Path) -> int:
    """Make what prints have left of temporary files older than a sweep spares; how many there are."""
    left, then = list(prints.iterdir()), time.time() - 2 * LEFT_OVER_S
    for path in left:
        os.utime(path, (then, then))
    return len(left)
