"""Several paths under one plan: `python -m benchmarks paths [PATHSxDAYS ... | trial]`.

Paths of scenarios/les-ulis-uncertain.yaml, drawn and reduced as by `planner solve --paths`, solved to 1 %. `1x` is the
one path nearest to all draws. `trial` works out what uncertainty costs, and tries the plan for twelve paths and that
for the scenario as if it were certain on 200 fresh paths.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from benchmarks.measure import days_of, machine, own_seconds, run, save

SCENARIO = "scenarios/les-ulis-uncertain.yaml"
SIZES = ("1x3", "12x3", "1xall", "12xall")
GAP = 0.01
FRESH = 200


def solve_case(size: str) -> None:
    """One size, in this process; one line of JSON on standard output."""
    import psutil
    import pyomo.repn.plugins.standard_form  # noqa: F401 - loaded before the clock starts

    import planner
    from planner.inputs.build import build_inputs
    from planner.inputs.paths.paths import draw_paths
    from planner.optimisation.two_stage.session import PathSession, Settings

    count, days = size.split("x")
    scenario = planner.load(SCENARIO)
    inputs = build_inputs(scenario, days=days_of(days))
    drawn = draw_paths(scenario, inputs, int(count))
    until = inputs.periods.names.index(str(scenario.uncertainty.decide_until))
    began = time.perf_counter()
    with PathSession(drawn.paths, commit_until=until, settings=Settings(gap=GAP)) as session:
        answer = session.solve()
        me = psutil.Process()
        cpu = sum(sum(one.cpu_times()[:2]) for one in [me, *me.children(recursive=True)])
        row = {
            "paths": int(count),
            "days": sum(len(path.inputs.days.period) for path in drawn.paths),
            "seconds": own_seconds(began),
            "cpu_seconds": round(cpu, 1),
            "gap": answer.gap,
            "expected_npv_meur": -answer.expected_meur,
            "load_before": round(psutil.getloadavg()[2], 1),
        }
    print(json.dumps(row))


def trial() -> dict[str, Any]:
    """Values of information, and both plans on fresh paths, as tables."""
    import planner

    plan = planner.solve(SCENARIO, paths=12, trial=FRESH, days=3, gap=GAP)
    waiting = plan.waiting.loc[plan.waiting["path"] == "expected"]
    tables = {"costs": plan.costs, "worth": plan.worth, "orders": plan.orders, "waiting": waiting, "trials": plan.trial}
    for name, table in tables.items():
        print(f"\n{name}\n{table.to_string()}", flush=True)
    return {
        "seconds_of_trial_run": plan.manifest["seconds"],
        "reduction_error": plan.manifest["reduction_error"],
        "tables": {name: json.loads(table.to_json(orient="records")) for name, table in tables.items()},
    }


def main() -> None:
    """Measure the sizes named, or all of them and the trial."""
    if sys.argv[2:3] == ["case"]:
        solve_case(sys.argv[3])
        return
    print(machine())
    rows: list[dict[str, Any]] = []
    asked = sys.argv[2:] or [*SIZES, "trial"]
    for size in (size for size in asked if size != "trial"):
        result = run([sys.executable, "-m", "benchmarks", "paths", "case", size])
        if result.stopped:
            raise SystemExit(f"{size}: {result.stopped}")
        rows.append({"size": size, "peak_mb": round(result.peak_mb), **json.loads(result.stdout)})
        print(rows[-1], flush=True)
    save("paths", rows, **(trial() if "trial" in asked else {}))
