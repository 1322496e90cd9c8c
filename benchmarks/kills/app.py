"""Kills of the app while a person solves in it and others wait in the queue."""

from __future__ import annotations

import random
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from websockets.exceptions import WebSocketException

from benchmarks.kills.processes import an_hour_later, kill, left_over, marked, small_scenario, until
from benchmarks.kills.queue import ended
from benchmarks.page_session import PageSession, free_port, serve

KILLS, LATEST_S = 24, 4.0


def apps() -> Counter[str]:
    """The app killed at any moment after Solve was pressed in it; it starts again, and the queue goes on."""
    draw, results = random.Random(8), Counter[str]()
    with tempfile.TemporaryDirectory() as place, marked() as ours:
        store, scenarios, port = Path(place) / "runs", Path(place) / "scenarios", free_port()
        scenarios.mkdir()
        small_scenario(scenarios).rename(scenarios / "les-ulis-base.yaml")
        announced: list[str] = []
        for _ in range(KILLS):
            process = serve(ours, store, scenarios, port)
            with suppress(OSError, WebSocketException):
                session = PageSession(port)
                button = session.open("scenario").buttons["solve"]
                page = session.open("scenario", press=button)
                results["WRONG: errors on pages"] += len(page.errors)
                session.close()
            announced += sorted(_jobs(store) - set(announced))
            time.sleep(draw.uniform(0.0, LATEST_S))
            results["killed"] += kill(process.pid)
            process.wait()
        results["left over"] += an_hour_later(store)
        process = serve(ours, store, scenarios, port)
        session = PageSession(port)

        def idle() -> bool:
            session.open("runs")
            return not _under_way(store)

        results["WRONG: the queue did not end"] += not until(idle)
        results["WRONG: errors on pages"] += len(session.open("runs").errors)
        session.close()
        results |= ended(store, announced)
        results["WRONG: left after the next start"] += len(left_over(store))
        kill(process.pid)
        process.wait()
        results["WRONG: orphans"] += ours.orphans()
    return +results


def _jobs(store: Path) -> set[str]:
    from planner.jobs import jobs

    return {job.job_id for job in jobs.list_jobs(store)}


def _under_way(store: Path) -> bool:
    from planner.jobs import jobs

    return any(job.state in jobs.UNDER_WAY for job in jobs.list_jobs(store))
