"""Where the time of a solve goes, at two sizes: `python -m benchmarks profile_solve [QUARTERSxDAYS ...]`.

One process, so that the profiler sees the days too. The profiler slows all but HiGHS, so the share of time inside
its `run` is measured without it, with a clock around `run` alone.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.measure import days_of, machine, own_seconds, save, scenario

SIZES = ("17x3", "17x28")
GAP, SLOWEST = 0.005, 3
ROOT = Path(__file__).resolve().parents[1]


def timed(x: Any) -> dict[str, float]:
    """Seconds of a solve, and of HiGHS's `run` in it."""
    import highspy

    from planner.optimisation.search.session import solve_inputs

    inside, run = 0.0, highspy.Highs.run

    def clocked(solver: Any) -> Any:
        nonlocal inside
        began = time.perf_counter()
        try:
            return run(solver)
        finally:
            inside += time.perf_counter() - began

    highspy.Highs.run = clocked
    try:
        began = time.perf_counter()
        solve_inputs(x, gap=GAP, processes=1)
        return {"seconds": own_seconds(began), "highs_s": round(inside, 3)}
    finally:
        highspy.Highs.run = run


def slowest(x: Any) -> list[dict[str, Any]]:
    """The functions with most time of their own, by the profiler."""
    from planner.optimisation.search.session import solve_inputs

    profiler = cProfile.Profile()
    profiler.enable()
    solve_inputs(x, gap=GAP, processes=1)
    profiler.disable()
    stats: dict[Any, Any] = pstats.Stats(profiler).stats  # type: ignore[attr-defined]
    total = sum(own for _, _, own, _, _ in stats.values())
    order = sorted(stats.items(), key=lambda item: -item[1][2])[:SLOWEST]
    return [
        {"function": _name(*where), "calls": calls, "own_s": round(own, 3), "share": round(own / total, 3)}
        for where, (_, calls, own, _, _) in order
    ]


def _name(file: str, line: int, function: str) -> str:
    path = Path(file)
    if file == "~":
        return function
    place = path.relative_to(ROOT) if path.is_relative_to(ROOT) else Path(*path.parts[-2:])
    return f"{place}:{line} {function}"


def main() -> None:
    """Measure the sizes named, or both."""
    import pyomo.repn.plugins.standard_form  # noqa: F401 - loaded before the clock starts

    from planner.inputs.build import build_inputs

    print(machine())
    rows: list[dict[str, Any]] = []
    for size in sys.argv[2:] or SIZES:
        quarters, days = size.split("x")
        x = build_inputs(scenario(int(quarters)), days=days_of(days))
        row = {"size": size, "days": len(x.days.period), **timed(x)}
        rows.append(row | {"outside": round(1 - row["highs_s"] / row["seconds"], 3), "slowest": slowest(x)})
        print(rows[-1], flush=True)
    save("profile_solve", rows)
