"""How long the report of a plan takes: `python -m benchmarks plan_reports STORE`, its newest run on every day."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measure import save
from planner.plan.plan import Plan
from planner.plan.store import disk
from planner.report.write import FORMATS

ROUNDS = 5


def round_s(plan: Plan, folder: Path) -> dict[str, float]:
    """Seconds of each format of one report, and of all three."""
    taken = {}
    for kind in FORMATS:
        began = time.perf_counter()
        plan.report(folder / f"plan.{kind}", "en")
        taken[kind] = time.perf_counter() - began
    return taken | {"all three": sum(taken.values())}


def main() -> None:
    """Measure and keep the figures."""
    if len(sys.argv) < 3 or not Path(sys.argv[2]).is_dir():
        print("hint: python -m benchmarks plan_reports STORE, a folder of runs with a solved base case.")
        sys.exit(2)
    runs = disk.list_runs(sys.argv[2])
    run_id = str(runs.loc[runs["days"] == "all", "run_id"].iloc[0])
    with tempfile.TemporaryDirectory() as folder:
        # Another plan object each time, as each is another's: what a report keeps for its own plan helps none.
        rounds = [round_s(disk.load(sys.argv[2], run_id), Path(folder)) for _ in range(ROUNDS + 1)]
    first, *warm = rounds
    rows = [
        {
            "what": what,
            "first_s": round(first[what], 3),
            "median_s": round(statistics.median(one[what] for one in warm), 3),
            "slowest_s": round(max(one[what] for one in warm), 3),
            "count": ROUNDS,
        }
        for what in first
    ]
    medians = {str(row["what"]): row["median_s"] for row in rows}
    save("plan_reports", rows, medians=medians, command="python -m benchmarks plan_reports STORE")
