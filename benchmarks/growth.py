"""Time and memory against the number of days: `python -m benchmarks growth [QUARTERSxDAYS ...]`.

Two rows of sizes: days per quarter at 17 quarters, and quarters at 14 days. The exponent e of time ∝ days^e is the
slope of a straight line fitted to the logarithms of both; the same for memory.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np

from benchmarks.measure import days_of, machine, own_seconds, run, save, scenario

BY_DAYS = ("17x2", "17x7", "17x14", "17x28", "17x91")
BY_QUARTERS = ("7x14", "14x14", "17x14", "28x14")
GAP = 0.005
Row = dict[str, Any]


def solve_case(size: str) -> None:
    """One size, in this process; one line of JSON on standard output."""
    import pyomo.repn.plugins.standard_form  # noqa: F401 - loaded before the clock starts

    from planner.inputs.build import build_inputs
    from planner.optimisation.search.session import solve_inputs
    from planner.what_if import default_processes

    quarters, days = size.split("x")
    x = build_inputs(scenario(int(quarters)), days=days_of("all" if days == "91" else days))
    began = time.perf_counter()
    plan = solve_inputs(x, gap=GAP, processes=default_processes())
    answer = {
        "days": len(x.days.period),
        "seconds": own_seconds(began),
        "gap": plan.gap,
        "phases": {name: round(seconds, 3) for name, seconds in plan.seconds.items()},
    }
    print(json.dumps(answer))


def exponent(rows: list[Row], name: str) -> float:
    """Slope of log(name) against log(days)."""
    days, values = (np.log([row[key] for row in rows]) for key in ("days", name))
    return float(np.polyfit(days, values, 1)[0])


def main() -> None:
    """Measure the sizes named, or both rows of them."""
    if sys.argv[2:3] == ["case"]:
        solve_case(sys.argv[3])
        return
    print(machine())
    rows: dict[str, Row] = {}
    for size in sys.argv[2:] or dict.fromkeys(BY_DAYS + BY_QUARTERS):
        result = run([sys.executable, "-m", "benchmarks", "growth", "case", size])
        if result.stopped:
            raise SystemExit(f"{size}: {result.stopped}")
        rows[size] = {"size": size, "peak_mb": round(result.peak_mb), **json.loads(result.stdout)}
        print(rows[size], flush=True)
    fits = {}
    for name, sizes in (("days per quarter", BY_DAYS), ("quarters", BY_QUARTERS)):
        if not set(sizes) <= set(rows):
            continue  # a part of a row says little
        some = [rows[size] for size in sizes]
        fits[name] = {
            "time": round(exponent(some, "seconds"), 2),
            "time_last": round(exponent(some[-2:], "seconds"), 2),  # without the fixed start that hides growth
            "memory": round(exponent(some, "peak_mb"), 2),
        }
    print(fits)
    save("growth", list(rows.values()), exponents=fits)
