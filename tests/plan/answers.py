"""Real answers of the optimiser on tiny sites, found once per test session, and plans changed by hand."""

from __future__ import annotations

import dataclasses
from functools import cache
from types import SimpleNamespace
from typing import Any

from planner.optimisation.search.session import solve_inputs
from planner.plan.plan import Plan
from planner.problem.site import ModelInputs
from planner.problem.solution import Solution
from tests.inputs.tiny import tiny_inputs

CASES: dict[str, dict[str, Any]] = {
    "npv": {"periods": 3, "workloads": 3, "seed": 3},
    "cost": {"periods": 3, "workloads": 3, "seed": 1, "objective": "minimise_cost"},
    "crowded": {
        "periods": 5,
        "workloads": 3,
        "seed": 3,
        "second_point": True,
        "phases": 2,
        "fleet": {"max_racks": [0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1]},
    },
    "ageing": {"periods": 3, "seed": 2, "fleet": {"end_of_life_period": 2}},
    "year": {"periods": 6, "seed": 4, "days_per_period": 1},
}


@cache
def answer(case: str) -> tuple[ModelInputs, Solution]:
    inputs = tiny_inputs(**CASES[case])
    return inputs, solve_inputs(inputs, gap=0.005, processes=1)


def plan_of(case: str, **changed: Any) -> Plan:
    inputs, solution = answer(case)
    return Plan.from_solution(scenario(), inputs, dataclasses.replace(solution, **changed), {"gap_asked": 0.005})


@cache
def plan(case: str) -> Plan:
    return plan_of(case)


def scenario(name: str = "tiny", **values: Any) -> Any:
    """What the plan room needs of a scenario: names, lead times, values."""
    racks = {"GB300_NVL72": SimpleNamespace(lead_time_months=2), "H200_HGX": SimpleNamespace(lead_time_months=0)}
    found = {"site": {"connection_mw": 0.9}, "name": name} | values
    return SimpleNamespace(
        name=name,
        title="Tiny · test",
        content_hash="ab12cd34ef",
        parent=None,
        fleet=SimpleNamespace(racks=racks),
        values=lambda: found,
    )
