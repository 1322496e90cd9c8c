"""The values of docs/power.md are those of plans, and a plan solved anew agrees with what was kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import planner
from benchmarks import power_value
from benchmarks.power_value import Case


def case(npv: float, bound: float) -> Case:
    return Case("battery", "base", npv, bound, 0.0, 1.0, 2.0, 0.0)


@pytest.mark.parametrize(
    ("more", "less", "text"),
    [
        ((788.0, 788.1), (786.6, 786.7), "1.40 (1.30 to 1.50)"),
        ((786.7, 786.9), (786.6, 786.8), "0.10 (-0.10 to 0.30), below the gap"),
        ((786.0, 786.1), (786.6, 786.7), "-0.60 (-0.70 to -0.50)"),
    ],
)
def test_a_value_lies_between_what_is_proven(more: tuple[float, float], less: tuple[float, float], text: str) -> None:
    """Proves: least = found with − bound without, most = bound with − found without; a range with zero says so."""
    assert power_value.worth_text(case(*more), case(*less)) == text


def test_every_case_kept_is_proven_to_the_gap_said() -> None:
    """Proves: every plan of the table is there, and each is within the gap that the page states."""
    kept, found = power_value.kept(), power_value.cases()
    each = {(parts, change) for parts in power_value.PARTS for change in power_value.changes_of(parts)}
    assert set(found) == each | {("neither", power_value.CONTRACTS)}
    for row in found.values():
        assert row.bound_meur >= row.npv_meur
        assert row.bound_meur - row.npv_meur <= kept["gap_asked"] * abs(row.npv_meur) + 1e-6, row
        assert abs(row.gap - (row.bound_meur - row.npv_meur) / abs(row.npv_meur)) < 1e-9, row


@pytest.mark.parametrize("parts", ["neither", "battery and PV"])
def test_a_plan_solved_anew_agrees(parts: str) -> None:
    """Proves: the figures kept are still those of the model: a wider proof and the one kept have plans in common."""
    own = power_value.cases()[parts, "base"]
    plan = planner.solve(power_value.site(parts), days=power_value.DAYS, gap=0.005, processes=1)
    m = plan.manifest
    assert m["objective_meur"] <= own.bound_meur + 1e-6
    assert own.npv_meur <= m["bound_meur"] + 1e-6


def test_contracts_are_worth_what_the_plans_differ_by() -> None:
    """Proves: values from shapes and strikes agree with the pair of plans solved with and without all contracts."""
    found = power_value.cases()
    _, least, most = power_value.worth(found["neither", power_value.CONTRACTS], found["neither", "base"])
    total = sum(value for _, _, value in power_value.contract_values(power_value.contract_inputs()).values())
    assert least <= total <= most
    assert total > 0


def test_the_page_says_what_is_not_known(repo_root: Path) -> None:
    """Proves: every value has a proven range or is said not to be solved; the rule without a source is named."""
    text = (repo_root / "docs" / "power.md").read_text(encoding="utf-8")
    for name, _, _ in power_value.VALUES:
        row = re.search(rf"^\| {name} \|(.*)\|$", text, re.MULTILINE)
        assert row
        cells = [cell.strip() for cell in row[1].split("|")]
        assert len(cells) == len(power_value.CHANGES)
        ranged = re.compile(r"-?[\d.]+ \(-?[\d.]+ to -?[\d.]+\)(, below the gap)?")
        assert all(ranged.fullmatch(cell) or cell == power_value.NOT_SOLVED for cell in cells)
        assert ranged.fullmatch(cells[0])
    assert "How often subscribed power may change.** Once a year is an assumption" in text
