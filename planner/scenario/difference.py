"""What two scenarios disagree on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from planner.scenario.schema import Scenario
from planner.scenario.words.spec import flatten

LABELS = ("name", "title")


@dataclass(frozen=True)
class Difference:
    """One value that differs; None where a scenario does not have it."""

    path: str
    a_value: Any
    b_value: Any
    unit: str


def differences(a: Scenario, b: Scenario) -> list[Difference]:
    """Values that differ between two scenarios, in the order of the schema; name and title are left out."""
    in_a = {field.path: field for field in flatten(a)}
    in_b = {field.path: field for field in flatten(b)}
    found = []
    for path in dict.fromkeys([*in_a, *in_b]):
        mine, theirs = in_a.get(path), in_b.get(path)
        values = (mine.value if mine else None, theirs.value if theirs else None)
        if path not in LABELS and (values[0] != values[1] or (mine is None) != (theirs is None)):
            found.append(Difference(path, *values, (mine or theirs).unit))  # type: ignore[union-attr]
    return found
