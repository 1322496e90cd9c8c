"""What is said of near-optimal plans, in both languages, and why no order of a product can be made."""

from __future__ import annotations

import pytest

from planner.alternatives.reasons import cannot_be_ordered
from planner.charts.studies.alternatives import (
    near_note,
    near_sentences,
    plans_shown,
    racks_shown,
    ranges_chart,
    ranges_shown,
)
from tests.alternatives.near_tables import near_tables
from tests.random_scenarios import random_scenario


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_sentences_come_first_and_say_what_is_sure() -> None:
    """Proves: one of two orders is sure, with how many racks; ranges are those reached; a first order may be none."""
    tables = near_tables().tables
    sure, ranges, never, first, second, farthest, further = map(plain, near_sentences(tables))
    assert sure == "In every plan within 1% of the best: 1 of 2 orders (at least 4 of 6 VR NVL72 in Q2 2027)."
    assert ranges == "Racks within 1%: GB200 NVL72 between 9 and 14, VR NVL72 always 6."
    assert never == "In no plan within 1%, proven: B200 HGX."
    assert first == "GB200 NVL72: first ordered in Q1 2027 or later, or not at all."
    assert second == "VR NVL72: first ordered in Q2 2027 to Q3 2027."
    assert farthest == "Within 1% a plan that moves 9 racks (59 MW-months) is worth 1.50 M€ less."
    assert further.startswith("Within 2%")
    french = plain(near_sentences(tables, "fr")[0])
    assert french.startswith("Commandes qui sont dans tous les plans à 1 % du meilleur : 1 sur 2")
    assert "1% of 160.0 M€ is 1.60 M€. Stands on 3 real days per period" in plain(near_note(tables))


def test_tables_tell_proven_from_reached() -> None:
    """Proves: an end that no plan reaches shows both numbers; the best plan stands above the others."""
    tables = near_tables().tables
    assert ranges_shown(tables)["Least"].tolist() == ["9 (3 proven)", "6", "0", "0", "5 (4 proven)"]
    plans = plans_shown(tables)
    assert plans["Within"].tolist() == ["Best plan", "1%", "2%"]
    assert plain(plans["Orders"].iloc[2]) == "22 GB200 NVL72 Q1 2027"
    wide, reached = ranges_chart(tables).data[:2]
    assert list(wide.base) == [3, 6]
    assert list(reached.x) == [5, 0]


def test_why_a_rack_is_not_bought() -> None:
    """Proves: what one would lose and the prices that decide, or the reason why none can be ordered."""
    shown = racks_shown(near_tables().tables)
    kept, left, none, full = map(plain, shown["What it says"])
    assert kept == "11 ordered; without it the site loses 2.90 M€"
    assert left == "not ordered: one would lose 0.11 M€"
    assert none == "cannot be ordered: no supply"
    assert full == "cannot be ordered: no plan has room for one (liquid cooling)"
    assert [plain(text) for text in shown["Ordered up to"]] == ["3.3 M$ (+10 %)", "0.39 M$ (−40 %)", "–", "–"]


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("supply_per_quarter", 0, "no supply"),
        ("order_until", "2026-Q4", "not on sale"),
        ("lead_time_months", 15, "too late"),
    ],
)
def test_why_none_can_be_ordered(field: str, value: object, reason: str) -> None:
    """Proves: no supply, no day on sale within 2027, delivery after it: each has its own word."""
    scenario = random_scenario(1)
    rack = next(iter(scenario.fleet.racks))
    assert cannot_be_ordered(scenario.with_(**{f"fleet.racks.{rack}.{field}": value}), rack) == reason
