"""Contracts as they are read from a file: bounds, file and line, and what is allowed at the edge of each rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import ScenarioError
from planner.scenario.files.load import load
from planner.scenario.schema import Scenario
from tests.scenario.contract_cases import BLOCK, PLANT
from tests.scenario.small import changed

FILE = """extends: les-ulis-base.yaml
name: test
power:
  contracts:
    block:
      title: Block 27
      kind: baseload
      start: 2027-01-01
      end: 2027-12-31
      max_mw: 5
      strike_eur_per_mwh: 60
"""


def message_of(folder: Path, repo_root: Path, old: str, new: str) -> str:
    """What is said of FILE with one text replaced."""
    base = (repo_root / "scenarios" / "les-ulis-base.yaml").read_text(encoding="utf-8")
    (folder / "les-ulis-base.yaml").write_text(base, encoding="utf-8")
    assert old in FILE
    (folder / "test.yaml").write_text(FILE.replace(old, new), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(folder / "test.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "line", "read", "hint"),
    [
        (
            "mwh: 60",
            "mwh: 5000",
            11,
            "strike_eur_per_mwh is 5,000 EUR/MWh.\nAllowed: 1 to 500 EUR/MWh.",
            "60 is 6 cents",
        ),
        ("mwh: 60", "mwh: 0.06", 11, "strike_eur_per_mwh is 0.06 EUR/MWh.", "60 is 6 cents a kWh"),
        ("max_mw: 5", "max_mw: -5", 10, "max_mw is -5 MW.\nAllowed: above 0", "remove the minus sign, if 5 is meant"),
        ("max_mw: 5", "max_mw: 5\n      min_mw: -1", 11, "min_mw is -1 MW.\nAllowed: 0 to", "remove the minus sign"),
        ("max_mw: 5", "max_mw: 5000", 10, "max_mw is 5,000 MW.", "is this in kW? max_mw is in MW: write 5"),
        ("end: 2027-12-31", "end: 2026-12-31", 9, "end is 2026-12-31.", "exchange the two dates"),
        ("start: 2027-01-01", "start: 2035-01-01", 9, "end is 2027-12-31.", "exchange the two dates"),
        ("kind: baseload", "kind: base", 7, 'kind is "base"', "baseload"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, repo_root: Path, old: str, new: str, line: int, read: str, hint: str
) -> None:
    """Proves: file, line, field, what was read, what is allowed and what to do."""
    message = message_of(tmp_path, repo_root, old, new)
    first, _, said = message.partition("\n\nhint: ")
    assert first.startswith(f"{tmp_path.name}/test.yaml, line {line}: ") or f"test.yaml, line {line}: " in first
    assert f"power.contracts.block.{read}" in first
    assert hint in said


def test_at_the_edge_contracts_are_allowed() -> None:
    """Proves: one-day contracts, neighbours of one title, a signed one, and the whole connection are no mistakes."""
    contracts = {
        "day": BLOCK | {"start": "2027-03-28", "end": "2027-03-28", "max_mw": 1},
        "next": BLOCK | {"start": "2027-03-29", "end": "2027-12-31"},
        "signed": BLOCK | {"title": "B", "start": "2025-01-01", "end": "2035-12-31", "min_mw": 0.5},
        "same name, as produced": PLANT,
    }
    contracts = {name.replace(" ", "-").replace(",", ""): of for name, of in contracts.items()}
    contracts["band"] = PLANT | {"delivery": "band"}
    scenario = Scenario.from_values(changed(**{"power.contracts": contracts}))
    assert list(scenario.power.contracts) == ["day", "next", "signed", "same-name-as-produced", "band"]
    assert Scenario.from_values(scenario.values()) == scenario


def test_without_contracts_nothing_is_asked() -> None:
    """Proves: the default is no contract and no bound, and it cannot be changed in place."""
    power = Scenario.from_values(changed()).power
    assert power.contracts == {}
    assert (power.hedge.min_share, power.hedge.max_share) == (0.0, None)
    with pytest.raises(TypeError, match="with_"):
        power.contracts["a"] = None  # type: ignore[index]
