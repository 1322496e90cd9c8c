"""Small scenarios and their plans, solved once: four quarters, one day a quarter."""

from __future__ import annotations

from functools import cache
from typing import Any

import planner
from planner.plan.plan import Plan
from planner.scenario.schema import Scenario
from planner.what_if import WhatIf
from tests.random_scenarios import random_scenario

DAYS, GAP = 1, 5e-4
HOW: dict[str, Any] = {"days": DAYS, "gap": GAP, "processes": 1}
DEBT = {"debt_meur": 2.0, "debt_months_left": 12, "debt_rate": 0.05, "receivables_meur": 0.5}


@cache
def scenario(name: str) -> Scenario:
    """ "plain", with a section uncertainty; or "loan", with debt and two contracts signed instead."""
    base = random_scenario(6).with_(**{"power.burst.price_change_per_year": -0.15})
    if name == "loan":
        contract = {"signed": True, "start": "2027-Q1", "term_quarters": 4, "title": "one of two"}
        offers = {"small": contract | {"demand_share": 0.1}, "large": contract | {"demand_share": 0.3}}
        return base.with_(**{"finance.opening": DEBT, "workloads.assistant.offers": offers})
    section = planner.load("scenarios/les-ulis-uncertain.yaml").values()["uncertainty"]
    section["demand"]["sigma_per_year_of"] = {}
    return base.with_(uncertainty=section)


@cache
def plan(name: str, **changes: Any) -> Plan:
    """The plan of a scenario with some values changed, "__" for the dots of a path."""
    changed = scenario(name).with_(**{path.replace("__", "."): value for path, value in changes.items()})
    with WhatIf(changed, **HOW) as what_if:
        return what_if.solve().with_manifest(run_id=f"{name}-{len(changes)}")
