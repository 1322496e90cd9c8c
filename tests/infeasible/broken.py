"""The broken scenarios of cases.yaml, for the tests and for `python -m benchmarks reliability`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

import planner
from planner.scenario.schema import Scenario
from tests.what_if_scenario import START

FILE = Path(__file__).with_name("cases.yaml")
Amount = tuple[str, str, float, float]


@dataclass(frozen=True)
class Broken:
    """One scenario without a plan, and the limits that fail: name, first period, needed, available."""

    name: str
    changes: dict[str, Any]
    reasons: tuple[Amount, ...]

    def scenario(self) -> Scenario:
        """The scenario with its changes."""
        return start().with_(**self.changes)


@cache
def start() -> Scenario:
    """Two years without racks of before: it has a plan."""
    scenario: Scenario = planner.load(START)
    return scenario.with_(**{"horizon.start": "2027-Q1", "horizon.end": "2028-Q4", "fleet.opening": []})


def broken() -> list[Broken]:
    """All cases, in the order of the file."""
    cases = YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))
    return [
        Broken(
            name, case["changes"], tuple((limit, period, float(n), float(a)) for limit, period, n, a in case["reasons"])
        )
        for name, case in cases.items()
    ]
