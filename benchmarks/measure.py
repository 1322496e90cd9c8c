"""Run a command; wall seconds and the peak memory of all its processes together. Results are kept as JSON."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.scenario.schema import Scenario

SAMPLE_S = 0.05
SCENARIO = "scenarios/les-ulis-base.yaml"
RESULTS = Path(__file__).parent / "results"
PACKAGES = ("highspy", "pyomo", "linopy", "pypsa", "numpy", "pandas")


@dataclass(frozen=True)
class Measured:
    """One run of a command."""

    seconds: float
    peak_mb: float  # proportional set size where the system gives it, else resident size, summed over processes
    exit_code: int
    stdout: str
    stopped: str = ""  # why it was ended before it was done


def memory_mb(process: psutil.Process) -> float:
    """Memory of a process and its descendants; pages shared between them count once."""
    total = 0.0
    for one in [process, *process.children(recursive=True)]:
        try:
            info = one.memory_full_info()
            total += getattr(info, "pss", info.rss)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue  # it ended between two samples
    return total / 1e6


def end(process: psutil.Process) -> None:
    """End a process and all it started."""
    for one in [*process.children(recursive=True), process]:
        with suppress(psutil.NoSuchProcess):
            one.kill()


def run(command: list[str], *, time_limit_s: float | None = None, memory_limit_mb: float | None = None) -> Measured:
    """Run to the end, or to a limit, sampling memory."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    peak, stopped = 0.0, ""
    done = threading.Event()

    def sample() -> None:
        nonlocal peak, stopped
        root = psutil.Process(process.pid)
        while not done.wait(SAMPLE_S):
            try:
                peak = max(peak, memory_mb(root))
                if time_limit_s is not None and time.perf_counter() - began > time_limit_s:
                    stopped = f"stopped after {time_limit_s / 60:.0f} min"
                if memory_limit_mb is not None and peak > memory_limit_mb:
                    stopped = f"stopped at {memory_limit_mb / 1000:.0f} GB"
                if stopped:
                    end(root)
                    return
            except psutil.NoSuchProcess:
                return

    watcher = threading.Thread(target=sample)
    watcher.start()
    stdout, stderr = process.communicate()
    seconds = time.perf_counter() - began
    done.set()
    watcher.join()
    if process.returncode and not stopped:
        last = stderr.strip().splitlines()[-1:] or ["no message"]
        stopped = f"failed: {last[0][:120]}"
    return Measured(seconds, peak, process.returncode, stdout, stopped)


def versions() -> str:
    """Versions that matter, in one line."""
    return ", ".join(f"{p} {importlib.metadata.version(p)}" for p in PACKAGES)


def machine() -> str:
    """Cores, memory, system and the versions that matter, in one line."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = psutil.virtual_memory().total / 2**30
    return f"{cores} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}, {versions()}"


def save(name: str, rows: list[dict[str, Any]], **more: Any) -> None:
    """Keep the figures of a benchmark, with machine, versions, date and command, for `python -m benchmarks report`."""
    content = {
        "benchmark": name,
        "command": " ".join(["python -m benchmarks", *sys.argv[1:]]),
        "date": dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": machine(),
        **more,
        "rows": rows,
    }
    path = RESULTS / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def rows_of(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, its first column to the left."""
    align = ["---", *(["--:"] * (len(head) - 1))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [head, align, *rows])


def scenario(quarters: int) -> Scenario:
    """The base scenario with a horizon of this many quarters from its first."""
    import planner
    from planner.scenario.fields.parts import quarter_name, quarter_number

    base = planner.load(SCENARIO)
    return base.with_(**{"horizon.end": quarter_name(quarter_number(base.horizon.start) + quarters - 1)})


def days_of(text: str) -> Any:
    """A number of days per period, or "all"."""
    return text if text == "all" else int(text)


def own_seconds(began: float) -> float:
    """Seconds since `began`, rounded as they are shown."""
    return round(time.perf_counter() - began, 3)
