"""A sweep of 100 points at 3 days per period against as many cold runs, and the same sweep once more.

`python -m benchmarks sweep [POINTS] [COLD_RUNS]`: the cold runs are spread over the points; 100 of them take minutes.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import machine, run

SCENARIO = "scenarios/les-ulis-base.yaml"
CAPEX = "fleet.racks.GB300_NVL72.price_change_per_quarter"
GRIDS = {  # ten connections, then prices of power and of racks
    100: {"site.connection_mw": 5, "power.spot.scale": 5, CAPEX: 4},
    12: {"site.connection_mw": 3, "power.spot.scale": 2, CAPEX: 2},
}
RANGES = {"site.connection_mw": (8.0, 12.0), "power.spot.scale": (0.8, 1.2), CAPEX: (-0.05, -0.005)}


def values(path: str, count: int) -> list[float]:
    """Evenly spaced over the range of a path."""
    low, high = RANGES[path]
    return [round(low + (high - low) * i / (count - 1), 6) for i in range(count)]


def main() -> None:
    """Print a table in Markdown."""
    points = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    grid = {path: values(path, count) for path, count in GRIDS[points].items()}
    vary = [f"--vary={path}={','.join(map(str, given))}" for path, given in grid.items()]
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "planner", "sweep", SCENARIO, *vary, "--store", folder, "--quiet", "--json"]
        first, second = run(command), run(command)
        rows = json.loads(first.stdout)
        cold = [_cold(rows[i * points // runs], list(grid), Path(folder) / f"overlay-{i}.yaml") for i in range(runs)]
    within = sum(row["status"] == "optimal_within_gap" for row in rows)
    took = sorted(row["seconds"] for row in rows)
    print("| what | seconds |")
    print("|---|---|")
    print(f"| cold run, median of {runs} ({', '.join(f'{s:.1f}' for s in cold)}) | {statistics.median(cold):.1f} |")
    print(f"| sweep of {points} points, {within} proven within the gap, {first.peak_mb:.0f} MB | {first.seconds:.1f} |")
    print(f"| a point of it: median, slowest | {statistics.median(took):.1f}, {took[-1]:.1f} |")
    print(f"| the same sweep again | {second.seconds:.1f} |")
    times = statistics.mean(cold) * points / first.seconds
    print(f"| {points} cold runs (mean × {points}) against the sweep | {times:.1f} × |")


def _cold(row: dict[str, float], paths: list[str], overlay: Path) -> float:
    """Seconds of one command that solves a point of the sweep from nothing."""
    nested: dict[str, object] = {}
    for path in paths:
        *above, last = path.split(".")
        here = nested
        for step in above:
            here = here.setdefault(step, {})  # type: ignore[assignment]
        here[last] = row[path]
    overlay.write_text(json.dumps(nested), encoding="utf-8")  # JSON is YAML
    command = [sys.executable, "-m", "planner", "solve", SCENARIO, "--overlay", str(overlay), "--days", "3", "--quiet"]
    return run([*command, "--store", str(overlay.with_suffix(""))]).seconds
