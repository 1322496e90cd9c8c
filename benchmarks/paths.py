"""Several paths under one plan: `python -m benchmarks paths [PATHSxDAYS ... | trial]`.

Paths are drawn around the base scenario by the plain rule of `drawn`, so that the benchmark measures the optimiser and
not a forecast. Each size is solved to 1 % with orders of the first year in common. `trial` works out what uncertainty
costs, and tries the plan for twelve paths and that for their mean on 200 fresh paths.
"""

from __future__ import annotations

import dataclasses
import json
import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.measure import SCENARIO, days_of, machine, own_seconds, run, save

if TYPE_CHECKING:
    from planner.inputs.model_inputs import ModelInputs
    from planner.inputs.paths import WeightedPath
    from planner.optimisation.uncertainty import PathPlan

SIZES = ("1x3", "12x3")
COMMIT_UNTIL = 3  # orders of the first four quarters
GAP = 0.01
FRESH, SEED = 200, 7


def drawn(x: ModelInputs, count: int, seed: int) -> tuple[WeightedPath, ...]:
    """Equally likely paths, not reduced.

    Demand of each workload drifts: its log has a standard deviation of 0.15 after a year and 0.3 after four, half of it
    common to all workloads; spot prices 20 %, work of a rack 10 %; racks come 0, 1 or 2 quarters late with 60, 30 and
    10 %, the second phase likewise.
    """
    from planner.inputs.paths import WeightedPath

    random, periods = np.random.default_rng(seed), len(x.periods.names)
    hour_period = np.repeat(x.days.period, np.diff(x.days.first_hour))
    spread = 0.15 * np.sqrt(np.arange(periods) / 4)
    paths = []
    for i in range(count):
        common, own = random.normal(size=1), random.normal(size=len(x.workloads.names))
        drift = np.exp(np.outer(np.sqrt(0.5) * common + np.sqrt(0.5) * own, spread))
        late, phase_late = random.choice(3, size=2, p=[0.6, 0.3, 0.1])
        ordered, fleet = x.fleet.order_period >= 0, x.fleet
        inputs = dataclasses.replace(
            x,
            name=f"path {i + 1}",
            hours=dataclasses.replace(
                x.hours,
                demand=x.hours.demand * drift[:, hour_period],
                spot_eur_per_mwh=x.hours.spot_eur_per_mwh * float(np.exp(random.normal(0, 0.2))),
            ),
            points=dataclasses.replace(x.points, rate=x.points.rate * float(np.exp(random.normal(0, 0.1)))),
            fleet=dataclasses.replace(
                fleet,
                live_period=np.where(ordered, np.minimum(periods, fleet.live_period + late), fleet.live_period),
                end_of_life_period=np.where(
                    ordered, np.minimum(periods, fleet.end_of_life_period + late), fleet.end_of_life_period
                ),
            ),
            phases=dataclasses.replace(
                x.phases,
                earliest_period=x.phases.earliest_period + np.where(np.arange(len(x.phases.names)) > 0, phase_late, 0),
            ),
        )
        paths.append(WeightedPath(inputs.name, 1 / count, inputs, {}))
    return tuple(paths)


def _inputs(days: str) -> ModelInputs:
    import planner
    from planner.inputs.build import build_inputs

    return build_inputs(planner.load(SCENARIO), days=days_of(days))


def solve_case(size: str) -> None:
    """One size, in this process; one line of JSON on standard output."""
    import psutil
    import pyomo.repn.plugins.standard_form  # noqa: F401 - loaded before the clock starts

    from planner.optimisation.uncertainty import PathSession, Settings

    count, days = size.split("x")
    paths = drawn(_inputs(days), int(count), SEED)
    began = time.perf_counter()
    with PathSession(paths, commit_until=COMMIT_UNTIL, settings=Settings(gap=GAP)) as session:
        answer = session.solve()
        me = psutil.Process()
        cpu = sum(sum(one.cpu_times()[:2]) for one in [me, *me.children(recursive=True)])
        row = {
            "paths": int(count),
            "days": sum(len(path.inputs.days.period) for path in paths),
            "seconds": own_seconds(began),
            "cpu_seconds": round(cpu, 1),
            "gap": answer.gap,
            "expected_npv_meur": -answer.expected_meur,
            "load_before": round(psutil.getloadavg()[2], 1),
        }
    print(json.dumps(row))


def trial() -> dict[str, Any]:
    """Values of information, and both plans on fresh paths, as tables."""
    from planner.optimisation.simulation import simulate
    from planner.optimisation.uncertainty import PathSession, Settings, solve_paths
    from planner.optimisation.worth import expected_inputs, worth_of
    from planner.plan import risk

    x = _inputs("3")
    paths = drawn(x, 12, SEED)
    began = time.perf_counter()
    with PathSession(paths, commit_until=COMMIT_UNTIL, settings=Settings(gap=GAP)) as session:
        answer = session.solve()
        worth = worth_of(session)
        mean = expected_inputs([path.inputs for path in session.different], session.weight)
    worth_s = own_seconds(began)
    middle = solve_paths(
        [dataclasses.replace(paths[0], weight=1.0, inputs=mean)], commit_until=-1, settings=Settings(gap=GAP)
    )
    plans: dict[str, tuple[PathPlan, ...]] = {"twelve paths": answer.paths, "mean path": middle.paths}
    began = time.perf_counter()
    trials = simulate(plans, drawn(x, FRESH, SEED + 1), Settings())
    tables = {
        "worth": risk.worth_table(worth),
        "orders": risk.order_table(answer, worth),
        "waiting": risk.waiting_table(answer, worth).query("path == 'expected'"),
        "connection": risk.connection_table(answer),
        "trials": risk.trial_table(trials, x),
    }
    for name, table in tables.items():
        print(f"\n{name}\n{table.to_string()}", flush=True)
    return {
        "worth_seconds": worth_s,
        "trial_seconds": own_seconds(began),
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
