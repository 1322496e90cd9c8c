"""What the accounts of a plan take as zero because the scenario does not say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.assumption import Assumption

if TYPE_CHECKING:
    from planner.scenario.schema import Scenario


def book_assumptions(scenario: Scenario) -> list[Assumption]:
    """One row per product that runs when the plan starts and is not in `finance.opening.fleet`: its book value is 0."""
    books = scenario.finance.opening.fleet
    return [
        Assumption(
            path=f"finance.opening.fleet.{rack}.book_meur",
            value="0",
            unit="MEUR",
            kind="assumed",
            source="not given",
            reason="the books of the first day do not hold these racks: they are written off",
            where="",
        )
        for rack in dict.fromkeys(entry.rack for entry in scenario.fleet.opening)
        if rack not in books
    ]
