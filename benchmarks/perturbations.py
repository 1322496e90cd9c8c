"""Each order of the base plan with a rack more and a rack less, also where none is ordered: none may be better.

`python -m benchmarks perturbations`, on three days a quarter. The order is held at its new number, and all else is
planned anew: other orders, retirements, contracts, power. No such plan may be worth more than the bound of the plan,
nor more than the plan beyond the gap asked. What the supply does not allow is left out.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import planner
from benchmarks.measure import SCENARIO, machine, own_seconds, save

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution

DAYS, GAP, CLOSER = 3, 0.002, 0.5


def perturbed(x: ModelInputs, plan: Solution) -> Iterator[tuple[int, int]]:
    """Vintage and racks of every order that can be made, one more and one less than planned."""
    for v, racks in enumerate(plan.order_racks.tolist()):
        if x.fleet.order_period[v] >= 0:
            yield from ((v, racks + step) for step in (1, -1) if 0 <= racks + step <= int(x.fleet.max_racks[v]))


def main() -> None:
    """Solve, perturb, print and keep."""
    from planner.errors import InfeasiblePlan
    from planner.inputs.build import build_inputs
    from planner.optimisation.search.session import Session
    from planner.problem.several import one_site

    print(machine())
    x = one_site(build_inputs(planner.load(SCENARIO), days=DAYS))
    site, rows, impossible = x.sites[0], list[dict[str, Any]](), 0
    with Session(2) as session:
        plan = session.solve_portfolio(x, gap=GAP).sites[0]
        print(f"plan {plan.objective_meur:.4f} bound {plan.bound_meur:.4f}", flush=True)
        for v, racks in perturbed(site, plan):
            began = time.perf_counter()
            try:
                held = session.solve_portfolio(x, gap=GAP * CLOSER, fixed={"order_racks": {(v,): float(racks)}})
            except InfeasiblePlan:
                impossible += 1
                continue
            row = {
                "order": site.fleet.vintage_names[v], "racks": racks, "planned": int(plan.order_racks[v]),
                "npv_meur": held.objective_meur, "difference_meur": held.objective_meur - plan.objective_meur,
                "within_bound": held.objective_meur <= plan.bound_meur + 1e-6 * abs(plan.bound_meur),
                "within_gap": held.objective_meur <= plan.objective_meur + GAP * abs(plan.objective_meur),
                "status": held.status, "seconds": own_seconds(began),
            }  # fmt: skip
            rows.append(row)
            print(row, flush=True)
    total = {
        "orders": int((plan.order_racks > 0).sum()), "plan_meur": plan.objective_meur, "bound_meur": plan.bound_meur,
        "best_meur": max(row["difference_meur"] for row in rows), "impossible": impossible,
        "all_hold": all(row["within_bound"] and row["within_gap"] for row in rows),
    }  # fmt: skip
    print(total)
    save("perturbations", rows, page="docs/base-case.md", gap=GAP, days=DAYS, total=total)
