"""The JSON Schema for editors and the field reference: up to date, and telling right from wrong."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from planner.scenario.portfolio import is_portfolio
from planner.scenario.schema import SCHEMA_FILE, Scenario, json_schema, main, schema_text
from planner.scenario.words.reference import reference_page

FIRST_LINE = f"# yaml-language-server: $schema={SCHEMA_FILE}"
AGAIN = "out of date: run python -m planner.scenario.schema"


def as_json(path: Path) -> Any:
    """A YAML file as an editor hands it to the schema: dates as text, years as text."""
    values = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return json.loads(json.dumps(values, default=lambda value: value.isoformat() if isinstance(value, dt.date) else 0))


def refused(values: Any) -> bool:
    return not Draft202012Validator(json_schema()).is_valid(values)


def test_the_committed_schema_and_reference_are_those_of_the_models(repo_root: Path) -> None:
    assert (repo_root / "scenarios" / SCHEMA_FILE).read_text(encoding="utf-8") == schema_text(), AGAIN
    assert (repo_root / "docs" / "scenario.md").read_text(encoding="utf-8") == reference_page(Scenario), AGAIN


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


def test_every_scenario_names_the_schema_and_obeys_it(repo_root: Path) -> None:
    """Proves: an editor shows no error in any of our files, sources and partial files included."""
    files = sorted(path for path in (repo_root / "scenarios").glob("*.yaml") if not is_portfolio(path))
    assert len(files) >= 9
    for file in files:
        assert file.read_text(encoding="utf-8").splitlines()[0] == FIRST_LINE, file.name
        errors = [error.message for error in Draft202012Validator(json_schema()).iter_errors(as_json(file))]
        assert errors == [], file.name


@pytest.mark.parametrize(
    "values",
    [
        {"site": {"conection_mw": 8}},
        {"site": {"connection_mw": -3}},
        {"site": {"connection_mw": "10 MW"}},
        {"site": {"connection_mw": {"value": 8, "sorce": "press"}}},
        {"site": {"connection_mw": {"value": 8, "kind": "guess"}}},
        {"site": {"connection_mw": {"source": "press"}}},
        {"horizon": {"start": "Q4-2026"}},
        {"objective": {"kind": "maximize_npv"}},
        {"demand": {"growth": {"tokens": [4, -2]}}},
        {"workloads": {"a b": {}}},
        {"fleet": {"_source": {"sorce": "press"}}},
    ],
)
def test_the_schema_refuses(values: Any) -> None:
    """Proves: an editor marks a misspelt key, a wrong type, a value out of bounds, a bad source."""
    assert refused(values)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"extends": "base.yaml"},
        {"site": {"connection_mw": {"value": 8, "source": "press", "kind": "fact", "reason": "asked"}}},
        {"demand": {"growth": {"tokens": {"value": [4, 2], "source": "study"}}}},
        {"demand": {"growth": {"tokens": [4, {"value": 2, "source": "study"}]}}},
        {"fleet": {"_source": {"source": "press"}, "racks": {"_source": {"kind": "fact"}, "X": {"price_usd": None}}}},
        {"power": {"spot": {"forward_eur_per_mwh": {"_source": {"kind": "data"}, "2027": {"value": 50}}}}},
    ],
)
def test_the_schema_accepts(values: Any) -> None:
    """Proves: files with only a part of the fields, and values with their source, pass."""
    assert not refused(values)


def test_the_command_writes_both_files(tmp_path: Path) -> None:
    """Proves: what the message above asks for does what it says."""
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "docs").mkdir()
    main([str(tmp_path)])
    assert (tmp_path / "scenarios" / SCHEMA_FILE).read_text(encoding="utf-8") == schema_text()
    assert "## fleet.racks.<name>" in (tmp_path / "docs" / "scenario.md").read_text(encoding="utf-8")
