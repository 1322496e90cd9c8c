"""Four worker processes against one, simulated from the measured time of every day with a network of 1 ms.

`python -m benchmarks workers [DAYS]`: one solve of the base scenario in one process, in which each day of each pass is
timed. Then the same passes are dealt over more workers: a pass takes as long as the worker with most to do, and a
millisecond there and one back. What investment does in between (LP, MIP, compiling) is done once, by nobody faster.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from benchmarks.measure import machine
from planner.optimisation.workers.day_worker import DayWorker
from planner.optimisation.workers.pool import DayPool
from planner.optimisation.workers.worker import LocalWorker

SCENARIO = "scenarios/les-ulis-base.yaml"
NETWORK_S = 0.001
WORKERS = (1, 2, 4, 8, 16)


class TimedWorker(DayWorker):
    """Writes down how long each group of days took, pass by pass."""

    def __init__(self) -> None:
        self.passes: list[dict[int, float]] = []  # first day of a group → seconds

    def evaluate_groups(self, groups: list[list[int]], given: Any) -> Any:
        self.passes.append({})
        return super().evaluate_groups(groups, given)

    def dispatch_groups(self, groups: list[list[int]], given: Any) -> Any:
        self.passes.append({})
        return super().dispatch_groups(groups, given)

    def dispatch(self, days: list[int], given: Any) -> Any:
        began = time.perf_counter()
        answers = super().dispatch(days, given)
        self.passes[-1][days[0]] = time.perf_counter() - began
        return answers

    def evaluate(self, days: list[int], given: Any) -> Any:
        began = time.perf_counter()
        answers = super().evaluate(days, given)
        self.passes[-1][days[0]] = time.perf_counter() - began
        return answers


class OneTimed:
    """A source of one worker, here."""

    count = 1

    def __init__(self) -> None:
        self.worker = TimedWorker()

    def start(self, _: type) -> LocalWorker:
        return LocalWorker(self.worker)

    def close(self) -> None:
        """Nothing is held."""


def pass_seconds(groups: list[list[list[int]]], took: dict[int, float]) -> float:
    """How long a pass takes when each worker has its groups; `took` by the first day asked of a group."""
    of_day = {day: i for i, lists in enumerate(groups) for group in lists for day in group}
    busy = [0.0] * len(groups)
    for day, seconds in took.items():
        busy[of_day[day]] += seconds
    return max(busy) + (2 * NETWORK_S if len(groups) > 1 else 0.0)


def dealt(groups: list[list[int]], workers: int) -> list[list[list[int]]]:
    """As `DayPool.build` deals them."""
    return [groups[i::workers] for i in range(workers)]


def main() -> None:
    """Print a table in Markdown."""
    import planner
    from planner.inputs.build import build_inputs
    from planner.optimisation.search.session import Session

    days = sys.argv[2] if len(sys.argv) > 2 else "all"
    x = build_inputs(planner.load(SCENARIO), days="all" if days == "all" else int(days))
    source = OneTimed()
    pool = DayPool(1, source=source)
    with Session(1) as session:
        session.pool = pool
        began = time.perf_counter()
        solution = session.solve(x)
        whole = time.perf_counter() - began
    (groups,) = pool._groups
    in_days = sum(sum(took.values()) for took in source.worker.passes)
    print(machine())
    print(f"{len(x.days.dates)} days, {len(source.worker.passes)} passes, proven within {solution.gap:.2%}: ", end="")
    print(f"{whole:.1f} s in one process, {in_days:.1f} s of it in the passes")
    print("| workers | passes [s] | times faster | whole solve [s] | times faster |")
    print("|---|---|---|---|---|")
    alone = sum(pass_seconds(dealt(groups, 1), took) for took in source.worker.passes)
    for workers in WORKERS:
        passes = sum(pass_seconds(dealt(groups, workers), took) for took in source.worker.passes)
        solve = whole - alone + passes
        print(f"| {workers} | {passes:.2f} | {alone / passes:.2f} | {solve:.2f} | {whole / solve:.2f} |")
