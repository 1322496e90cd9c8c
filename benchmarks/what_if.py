"""What-ifs on 3 days per period: the first solve, 20 changes of investment, 20 of prices, MW, demand and PUE.

`python -m benchmarks what_if [CHANGES]`. Seconds are those of `WhatIf.solve`, from scenario to plan, in one session.
"""

from __future__ import annotations

import statistics
import sys
import time
from typing import Any

from benchmarks.measure import SCENARIO, machine, own_seconds, save

DAYS, GAP, CHANGES = 3, 0.005, 20
# Each path is multiplied by the factors in turn; a change starts from the base scenario, not from the change before.
FACTORS = (0.9, 1.1, 0.8, 1.2, 0.95)
INVESTMENT = (
    "fleet.racks.GB300_NVL72.server_markup+",
    "fleet.opex_share_per_year",
    "fleet.paid_at_order_share",
    "finance.discount_rate",
)
DISPATCH = ("power.spot.scale", "site.connection_mw", "demand.growth_excess_scale", "site.cooling.free_fraction")


def changed(base: Any, path: str, factor: float) -> Any:
    """The scenario with one value multiplied; a path that ends in + grows from 0 (a markup)."""
    from planner.scenario.changes import split
    from planner.scenario.words.spec import at

    if path.endswith("+"):
        return base.with_(**{path[:-1]: round(factor - 0.75, 3)})
    return base.with_(**{path: round(at(base.values(), split(path)) * factor, 6)})


def main() -> None:
    """Measure the session and keep its figures."""
    import planner

    count = int(sys.argv[2]) if sys.argv[2:] else CHANGES
    base = planner.load(SCENARIO)
    print(machine())
    rows: list[dict[str, Any]] = []
    with planner.WhatIf(base, days=DAYS, gap=GAP) as what_if:
        began = time.perf_counter()
        plan = what_if.solve()
        rows.append({"kind": "first", "change": "base", "seconds": own_seconds(began), "gap": plan.manifest["gap"]})
        for kind, paths in (("investment", INVESTMENT), ("dispatch", DISPATCH)):
            for number in range(count):
                path, factor = paths[number % len(paths)], FACTORS[number // len(paths) % len(FACTORS)]
                scenario = changed(base, path, factor)
                began = time.perf_counter()
                plan = what_if.solve(scenario)
                seconds, parts = own_seconds(began), plan.manifest["seconds"]
                rows.append(
                    {
                        "kind": kind,
                        "change": f"{path.rstrip('+')} × {factor:g}",
                        "seconds": seconds,
                        "gap": plan.manifest["gap"],
                        "inputs_s": round(parts["inputs"], 3),
                        "optimisation_s": round(parts["optimisation"], 3),
                        "plan_s": round(parts["plan"], 3),
                    }
                )
                print(rows[-1], flush=True)
    medians = {
        kind: round(statistics.median(row["seconds"] for row in rows if row["kind"] == kind), 3)
        for kind in ("first", "investment", "dispatch")
    }
    print(medians)
    save("what_if", rows, medians=medians)
