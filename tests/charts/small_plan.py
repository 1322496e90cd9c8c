"""A real plan of a small site, solved once for a test session: what the charts and the pages are tried on."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from planner.optimisation.search.session import solve_inputs
from planner.plan.plan import Plan
from planner.problem.site import BillTerms
from tests.inputs.tiny import tiny_inputs

if TYPE_CHECKING:
    from typing import Any

PERIODS, DAYS, WORKLOADS = 5, 3, 3
TERMS = BillTerms("turpe7-htb1-mu", inflation=0.0, excise_eur_per_mwh=10.0, cta_share_of_fixed=0.05)


@cache
def small_plan(seed: int = 1, **overrides: Any) -> Plan:
    """Five quarters of three days, two rack products, three workloads: interactive, deferrable and GPU-hours."""
    overrides = {"bill": TERMS} | overrides
    inputs = tiny_inputs(periods=PERIODS, days_per_period=DAYS, workloads=WORKLOADS, seed=seed, **overrides)
    solution = solve_inputs(inputs, gap=0.01, processes=1)
    return Plan.from_solution(None, inputs, solution, {"days": DAYS, "gap_asked": 0.01, "data_hash": "none"})
