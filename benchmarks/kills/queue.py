"""Kills of who queues and begins solves, and of solves and their workers."""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

import psutil

from benchmarks.kills.processes import an_hour_later, kill, left_over, marked, small_scenario, until

STARTERS, OF_EACH = 40, 2  # processes that queue so many solves each
SOLVES, GAP = 50, 0.005
STARTER = """
import sys
from planner.jobs import jobs
from planner.problem.settings import SolveSettings
print("ready", flush=True)
for _ in range(int(sys.argv[3])):
    print(jobs.start(sys.argv[1], sys.argv[2], SolveSettings(days=1, processes=1)), flush=True)
"""


def starters() -> Counter[str]:
    """Who queues solves and begins them is killed while at it; whoever looks next sees to the queue."""
    from planner.jobs import jobs

    draw, results = random.Random(5), Counter[str]()
    with tempfile.TemporaryDirectory() as place, marked() as ours:
        store, file = Path(place) / "runs", small_scenario(Path(place))
        announced: list[str] = []
        for _ in range(STARTERS):
            process = ours.start("-c", STARTER, str(file), str(store), str(OF_EACH))
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(draw.uniform(0.0, 0.1))
            results["killed"] += kill(process.pid)
            announced += process.stdout.read().split()
            drain(store)
        results |= ended(store, announced)
        results["WRONG: orphans"] += ours.orphans()
        results["left over"] += an_hour_later(store)
        results["WRONG: left after the next start"] += left_after_start(store)
        without = sum(jobs.status(job_id, store).run_id is None for job_id in announced)
        results["WRONG: announced jobs without a plan"] += without
    return +results


def solves() -> Counter[str]:
    """Solves of the queue: the process, one of its workers, or all of them killed at any moment."""
    from planner.jobs import jobs
    from planner.jobs.queue import advance
    from planner.problem.settings import SolveSettings

    draw, results = random.Random(4), Counter[str]()
    with tempfile.TemporaryDirectory() as place, marked() as ours:
        store, file = Path(place) / "runs", small_scenario(Path(place), end="2027-Q4")
        announced = [jobs.start(file, store, SolveSettings(days=2, processes=2)) for _ in range(SOLVES)]
        while under_way := [job for job in jobs.list_jobs(store) if job.state in jobs.UNDER_WAY]:
            for job in under_way:
                if job.state == "running" and draw.random() < 0.7:
                    time.sleep(draw.uniform(0.0, 3.0))
                    results += _killed(store, job.job_id, draw)
            time.sleep(0.2)
            advance(store)
        results |= ended(store, announced)
        results["WRONG: orphans"] += ours.orphans()
        results["left over"] += an_hour_later(store)
        results["WRONG: left after the next start"] += left_after_start(store)
    return +results


def _killed(store: Path, job_id: str, draw: random.Random) -> Counter[str]:
    """What of a solve was killed."""
    pid = json.loads((store / ".jobs" / f"{job_id}.job.json").read_text(encoding="utf-8"))["pid"]
    what = draw.choice(("solver", "worker", "solver with its workers"))
    try:
        workers = psutil.Process(pid).children()
        if what == "worker":
            gone = bool(workers) and kill(draw.choice(workers).pid)
        else:
            gone = kill(pid, group=what != "solver")
    except psutil.Error:
        return Counter()
    return Counter({"killed": int(gone), f"of these {what}": int(gone)})


def drain(store: Path) -> None:
    """Look at the queue until nothing is under way."""
    from planner.jobs import jobs
    from planner.jobs.queue import advance

    def idle() -> bool:
        advance(store)
        return not any(job.state in jobs.UNDER_WAY for job in jobs.list_jobs(store))

    if store.is_dir() and not until(idle):
        problem = "the queue did not end"
        raise TimeoutError(problem)


def ended(store: Path, announced: list[str], besides: str = "") -> Counter[str]:
    """Jobs by state, those lost, and whether each that is done has its run, whole; `besides`: a run without a job."""
    from planner.jobs import jobs
    from planner.plan.store.disk import list_runs
    from planner.plan.store.upkeep import verify

    listed = jobs.list_jobs(store)
    runs = dict(verify(store)[["run_id", "state"]].itertuples(index=False))
    results = Counter({f"jobs {job.state}": 0 for job in listed})
    results.update(f"jobs {job.state}" for job in listed)
    results["jobs announced"] = len(announced)
    results["WRONG: lost jobs"] = len(set(announced) - {job.job_id for job in listed})
    results["WRONG: half visible"] = sum(state != "whole" for state in runs.values())
    results["WRONG: lost plans"] = sum(job.state == "done" and job.run_id not in runs for job in listed)
    table = list_runs(store)
    values = table.loc[table["run_id"] != besides, "objective_meur"]
    apart = len(values) > 0 and values.max() - values.min() > GAP * abs(values.max())
    results["WRONG: other values of one scenario"] = int(apart)
    results["plans that no job names"] = len(set(runs) - {besides, *(job.run_id for job in listed)})
    return results


def left_after_start(store: Path) -> int:
    """What is left over once a store was swept, as an app, a timetable and `planner runs prune` do."""
    from planner.whole_files import sweep_below

    sweep_below(store)
    return len(left_over(store))
