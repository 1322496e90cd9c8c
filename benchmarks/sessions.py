"""Many people at once: `python -m benchmarks sessions [MINUTES] [APPS]`, the app on loopback with WebSocket clients.

Twenty sessions open page after page of one solved plan, and let parts of pages be drawn again each second as browsers
do; two hundred solves of a tiny scenario stand in the queue meanwhile. Measured: seconds until a page is drawn, errors,
memory of the app, and whether every job has its plan in the end. Ends with 1 where a job is lost or a page breaks.
APPS processes of the app serve the same store, a session always at the same one, as a proxy in front of them would do.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from websockets.exceptions import WebSocketException

from benchmarks.kills.processes import marked, small_scenario, until
from benchmarks.kills.queue import ended
from benchmarks.measure import memory_mb, save
from benchmarks.page_session import PageSession, free_port, serve

if TYPE_CHECKING:
    import subprocess

SESSIONS, JOBS, MINUTES, PEOPLE = 20, 200, 5.0, 20
THINK_S = (10.0, 30.0)  # between two pages of a session
LOOK_S, LONGEST_S, SAMPLE_S, DRAIN_S = 0.1, 5.0, 5.0, 1500.0
PAGES = ("plan", "money", "statements", "electrons", "power", "bill", "carbon", "demand", "risk", "sensitivity",
         "scenario", "runs", "happened", "schedules")  # fmt: skip
QUANTILES = {"median": 50, "p95": 95, "p99": 99}


@dataclass
class Measured:
    """What the sessions have seen; threads append."""

    pages: list[tuple[str, float]] = field(default_factory=list)
    redraws_s: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    memory: list[tuple[float, float]] = field(default_factory=list)  # seconds since the start, MB
    app_cpu_s: float = 0.0


def person(port: int, query: str, seed: int, end: threading.Event, measured: Measured) -> None:
    """One session: a page, a while on it, the next."""
    draw = random.Random(seed)
    end.wait(draw.uniform(0.0, THINK_S[0]))
    try:
        session = PageSession(port)
        while not end.is_set():
            name = draw.choice(PAGES)
            page = session.open(name, query)
            measured.pages.append((name, page.seconds))
            measured.errors.update(page.errors)
            until_s = time.monotonic() + draw.uniform(*THINK_S)
            parts = {one: time.monotonic() + every_s for one, every_s in page.fragments.items()}
            while time.monotonic() < until_s and not end.wait(LOOK_S):
                for fragment in [one for one, due_s in parts.items() if due_s <= time.monotonic()]:
                    again = session.redraw(name, fragment, query)
                    measured.redraws_s.append(again.seconds)
                    measured.errors.update(again.errors)
                    if again.whole:
                        parts = {one: time.monotonic() + every_s for one, every_s in again.fragments.items()}
                        break
                    parts[fragment] = time.monotonic() + page.fragments.get(fragment, LONGEST_S)
        session.close()
    except (OSError, WebSocketException) as error:
        measured.errors[f"session lost: {type(error).__name__}"] += 1


def watch(apps: list[subprocess.Popen[str]], end: threading.Event, measured: Measured) -> None:
    """Memory of the app, without the solves that it began: they are in groups of their own."""
    processes, began = [psutil.Process(app.pid) for app in apps], time.monotonic()
    while not end.wait(SAMPLE_S):
        measured.app_cpu_s = sum(sum(process.cpu_times()[:2]) for process in processes)
        measured.memory.append((time.monotonic() - began, sum(map(_own_mb, processes))))


def _own_mb(process: psutil.Process) -> float:
    info = process.memory_full_info()
    return float(getattr(info, "pss", info.rss) / 1e6)


def study(minutes: float, app_count: int = 1) -> dict[str, Any]:
    """All of it; figures by name."""
    import planner
    from planner.jobs import jobs
    from planner.problem.settings import SolveSettings

    measured, end = Measured(), threading.Event()
    with tempfile.TemporaryDirectory() as place, marked() as ours:
        store, scenarios = Path(place) / "runs", Path(place) / "scenarios"
        scenarios.mkdir()
        shown = planner.solve(small_scenario(scenarios, end="2028-Q4"), days=1, processes=1, store=store).run_id
        small_scenario(scenarios).rename(scenarios / "les-ulis-base.yaml")
        ports = [free_port() for _ in range(app_count)]
        apps = [serve(ours, store, scenarios, port) for port in ports]
        alone_mb = sum(memory_mb(psutil.Process(app.pid)) for app in apps)
        announced = [
            jobs.start(scenarios / "les-ulis-base.yaml", store, SolveSettings(days=1, processes=1),
                       owner=f"person-{number % PEOPLE}@example.org")
            for number in range(JOBS)
        ]  # fmt: skip
        arguments = [(ports[seed % app_count], f"run={shown}", seed, end, measured) for seed in range(SESSIONS)]
        people = [threading.Thread(target=person, args=one) for one in arguments]
        people.append(threading.Thread(target=watch, args=(apps, end, measured)))
        for one in people:
            one.start()
        time.sleep(60 * minutes)
        end.set()
        for one in people:
            one.join()
        states = Counter(job.state for job in jobs.list_jobs(store))
        drained = until(lambda: _idle(store), DRAIN_S)
        results = dict(+ended(store, announced, shown))
        results["WRONG: the queue did not end"] = int(not drained)
        lost = [job.job_id for job in jobs.list_jobs(store) if job.state != "done"]
        results["WRONG: jobs without a plan"] = len(lost)
        for app in apps:
            app.kill()
        results["WRONG: orphans"] = ours.orphans()
    return figures(measured, alone_mb) | {
        "jobs_done_meanwhile": states["done"], **{word: count for word, count in results.items() if count}
    }  # fmt: skip


def _idle(store: Path) -> bool:
    from planner.jobs import jobs
    from planner.jobs.queue import advance

    advance(store)
    return not any(job.state in jobs.UNDER_WAY for job in jobs.list_jobs(store))


def figures(measured: Measured, alone_mb: float) -> dict[str, Any]:
    """What was measured, by name."""
    seconds = [value for _, value in measured.pages]
    tenth = max(len(measured.memory) // 10, 1)
    warm = measured.memory[len(measured.memory) // 3 :]
    slope = statistics.linear_regression(*zip(*warm, strict=True)).slope if len(warm) > 1 else float("nan")
    end_mb = statistics.fmean(mb for _, mb in measured.memory[-tenth:])
    by_page = {name: [value for one, value in measured.pages if one == name] for name in PAGES}
    return {
        "pages": len(seconds),
        **{f"page_{name}_s": round(quantile(seconds, share), 2) for name, share in QUANTILES.items()},
        "page_longest_s": round(max(seconds), 2),
        "redraws": len(measured.redraws_s),
        **{f"redraw_{name}_s": round(quantile(measured.redraws_s, share), 2) for name, share in QUANTILES.items()},
        "app_cpu_s": round(measured.app_cpu_s, 1),
        "errors": dict(measured.errors),
        "memory_alone_mb": round(alone_mb, 1),
        "memory_end_mb": round(end_mb, 1),
        "memory_per_session_mb": round((end_mb - alone_mb) / SESSIONS, 2),
        "memory_mb_per_minute": round(60 * slope, 2),
        "median_s_by_page": {name: round(statistics.median(own), 2) for name, own in by_page.items() if own},
    }


def quantile(values: list[float], share: int) -> float:
    """A quantile [%]; NaN where there is nothing."""
    return statistics.quantiles(values, n=100)[share - 1] if len(values) > 1 else float("nan")


def main() -> None:
    """Measure, print, keep."""
    minutes = float(sys.argv[2]) if len(sys.argv) > 2 else MINUTES
    app_count = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    row = study(minutes, app_count)
    for name, value in row.items():
        print(f"{name}: {value}")
    name = "sessions" if app_count == 1 else f"sessions_{app_count}_apps"
    save(name, [row], page="docs/reliability.md", sessions=SESSIONS, jobs=JOBS, minutes=minutes, apps=app_count,
         load=round(os.getloadavg()[2], 1))  # fmt: skip
    sys.exit(1 if row["errors"] or any(name.startswith("WRONG") for name in row) else 0)
