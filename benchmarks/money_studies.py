"""Money studies of the base case with a loan, on 3 days per period: figures of docs/money-studies.md, and seconds.

`python -m benchmarks money_studies [POINTS]`: lender's cases, a bridge to a dearer and larger site, a break-even price,
a tornado (POINTS of each of nine drivers; 2 by default, 23 makes 207) and a goal: some ten minutes on two cores.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from benchmarks.measure import machine, own_seconds, save

LOAN, UNCERTAIN = "scenarios/les-ulis-loan.yaml", "scenarios/les-ulis-uncertain.yaml"
OTHER = {"power.spot.scale": 1.3, "site.connection_mw": 12.0, "finance.discount_rate": 0.1}
DAYS, PATHS = 3, 20


def timed(name: str, make: Any) -> dict[str, Any]:
    """A study with its seconds, its rows as JSON can hold them."""
    import pandas as pd

    began = time.perf_counter()
    answer = make()
    seconds = own_seconds(began)
    table = answer if isinstance(answer, pd.DataFrame) else pd.DataFrame([vars(answer)], dtype=object)
    print(f"{name}: {seconds} s\n{table.to_string()}", flush=True)
    return {"study": name, "seconds": seconds, "rows": json.loads(str(table.to_json(orient="records")))}


def main() -> None:
    """Run the studies and keep their figures."""
    import planner

    points = int(sys.argv[2]) if sys.argv[2:] else 2
    section = planner.load(UNCERTAIN).values()["uncertainty"]
    scenario = planner.load(LOAN).with_(uncertainty=section)
    print(machine())
    a, b = (planner.solve(one, days=DAYS) for one in (scenario, scenario.with_(**OTHER)))
    studies = {
        "lenders": lambda: planner.lender_cases(a, paths=PATHS),
        "bridge": lambda: planner.bridge(a, b),
        "break-even price": lambda: planner.break_even(a, "price"),
        f"tornado, {points} points": lambda: planner.tornado(scenario, points=points, days=DAYS),
        "goal: 1 bn EUR a year": lambda: planner.goal_seek(scenario, "revenue", 1000.0, demand_follows=True, low=5.0),
    }
    save("money_studies", [timed(name, make) for name, make in studies.items()], page="docs/money-studies.md")


if __name__ == "__main__":
    main()
