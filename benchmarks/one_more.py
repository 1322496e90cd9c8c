"""What one more is worth against two full solves: random small plans, then the base.

`python -m benchmarks one_more [PLANS]`. Each value, of first and larger step, is compared with the difference of two
solves from scratch, more closely proven; it agrees within 5 %, or that difference lies in the range stated as proven
(widened by what the two solves leave open). Seconds are those until the first value, all first steps and all values.
"""

from __future__ import annotations

import math
import sys
import time
from typing import TYPE_CHECKING, Any

from benchmarks.measure import SCENARIO, machine, save
from tests.random_scenarios import random_scenario

if TYPE_CHECKING:
    from planner.plan.studies.one_more import Worth
    from planner.scenario.schema import Scenario
    from planner.worth.changes import Change

PLANS, WITHIN = 20, 0.05
DAYS_OF_BASE, GAP_OF_BASE = 3, 2e-4
DAYS_OF_SMALL, GAP_OF_SMALL = 1, 2e-5


def optimum(change: Change | Scenario, days: int, gap: float) -> tuple[float, float]:
    """Objective of a solve from scratch, and what its proof leaves open [MEUR]; NaN where there is no plan."""
    from planner.errors import PlannerError
    from planner.inputs.build import build_inputs
    from planner.optimisation.search.session import solve_inputs
    from planner.scenario.schema import Scenario

    scenario, on_inputs = (change, None) if isinstance(change, Scenario) else (change.scenario, change.on_inputs)
    try:
        x = build_inputs(scenario, days=days)
        solution = solve_inputs(x if on_inputs is None else on_inputs(x), gap=gap)
    except PlannerError:
        return math.nan, 0.0
    return solution.objective_meur, abs(solution.bound_meur - solution.objective_meur)


def steps_of(worth: Worth) -> list[tuple[float, float, float]]:
    """Value, low and high of the first step, then of the larger one."""
    first = (worth.value_meur, worth.low_meur, worth.high_meur)
    return [first, (worth.larger_value_meur, worth.larger_low_meur, worth.larger_high_meur)]


def measured(scenario: Scenario, days: int, gap: float) -> dict[str, Any]:
    """Seconds of the values of one scenario, and how they compare with full solves."""
    from planner.worth.changes import changes
    from planner.worth.values import one_more_values

    began, seconds = time.perf_counter(), list[float]()
    last: dict[tuple[str, str, str], Worth] = {}
    for worth in one_more_values(scenario, days=days):
        seconds.append(time.perf_counter() - began)
        last[worth.key] = worth
    base, open_of_base = optimum(scenario, days, gap)
    compared = near = inside = 0
    apart: list[str] = []
    for group in changes(scenario):
        worth = last[group[0].what, group[0].item, group[0].side]
        for change, (value, low, high) in zip(group, steps_of(worth), strict=False):
            full, open_of_full = optimum(change, days, gap)
            print(f"  {compared + 1}: {worth.key} {change.step:g} solved", end="\r", file=sys.stderr)
            compared += 1
            difference, room = full - base, open_of_base + open_of_full
            if abs(difference - value) <= WITHIN * abs(difference) or (math.isnan(full) and math.isnan(value)):
                near += 1
            elif low - room <= difference <= high + room:
                inside += 1
            else:
                apart.append(f"{worth.key} {change.step:g}: {value:.4g} stated, {difference:.4g} solved")
    firsts = seconds[len(last) - 1]
    return {
        "scenario": scenario.name, "values": compared, "within_5_percent": near, "in_proven_range": inside,
        "apart": apart, "first_s": round(seconds[0], 1), "first_steps_s": round(firsts, 1),
        "all_s": round(seconds[-1], 1),
    }  # fmt: skip


def main() -> None:
    """Compare, print and keep the figures."""
    import planner

    plans = int(sys.argv[2]) if sys.argv[2:] else PLANS
    print(machine())
    small = ((random_scenario(seed), DAYS_OF_SMALL, GAP_OF_SMALL) for seed in range(100, 100 + plans))
    rows = []
    for scenario, days, gap in (*small, (planner.load(SCENARIO), DAYS_OF_BASE, GAP_OF_BASE)):
        rows.append(measured(scenario, days, gap))
        print(rows[-1], flush=True)
    total = {name: sum(row[name] for row in rows) for name in ("values", "within_5_percent", "in_proven_range")}
    print(total)
    save("one_more", rows, page="docs/base-case.md", total=total)
