"""What a draft changes: values by path, names taken away, and tables of texts that give back what they were made of."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.drafts import cells, tables
from planner.drafts.edits import Edits, between, laid_over, scenario_of, with_value
from planner.errors import ScenarioError
from planner.scenario.files.load import load
from planner.scenario.words.spec import Spec

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
BASE = load(FOLDER / "les-ulis-base.yaml")
other_of = cache(lambda name: load(FOLDER / f"{name}.yaml"))
FILES = ("les-ulis-contracts", "les-ulis-first-edition")


@pytest.mark.parametrize("name", FILES)
def test_edits_lead_from_one_scenario_to_the_other_and_back(name: str) -> None:
    """Proves: what is between two scenarios, laid over one, is the other: with names added and taken away."""
    other = other_of(name)
    there = between(BASE.values(), other.values())
    back = between(other.values(), BASE.values())
    assert scenario_of(BASE, there, other.name, other.title) == other
    assert scenario_of(other, back, BASE.name, BASE.title) == BASE
    assert there.count
    assert between(BASE.values(), BASE.values()) == Edits()


def test_edits_by_hand() -> None:
    """Proves: one number is one path, a list is whole, a new name a whole item, a name less is named; yes is not 1."""
    before = {"a": {"x": 1, "l": [1, 2]}, "c": {"p": {"q": 1}, "r": {"q": 2}}, "yes": True}
    after = {"a": {"x": 2, "l": [1, 2, 3]}, "c": {"p": {"q": 1}, "s": {"q": 3}}, "yes": 1}
    edits = between(before, after)
    assert edits == Edits({"a.x": 2, "a.l": [1, 2, 3], "c.s": {"q": 3}, "yes": 1}, ("c.r",))
    assert edits.at_or_below("c")
    assert edits.at_or_below("a.x")
    assert not edits.at_or_below("a.x.y")
    assert with_value(before, "a.x", 5)["a"] == {"x": 5, "l": [1, 2]}
    assert before["a"]["x"] == 1


def test_what_is_wrong_stays_and_stands_at_its_field() -> None:
    """Proves: a negative connection is kept as typed, and refused with the words of the rules at its own path."""
    edits = Edits({"site.connection_mw": -1.0, "demand.growth_excess_scale": "much"})
    assert laid_over(BASE.values(), edits)["site"]["connection_mw"] == -1.0
    with pytest.raises(ScenarioError) as caught:
        scenario_of(BASE, edits)
    assert set(caught.value.by_field) == set(edits.changes)
    assert "-1 MW" in caught.value.by_field["site.connection_mw"]
    assert '"much" (a text)' in caught.value.by_field["demand.growth_excess_scale"]


def test_a_parent_that_has_changed_is_said() -> None:
    """Proves: a draft of a rack that its parent lost since is refused by name, and what it took away is no error."""
    with pytest.raises(ScenarioError, match="NO_RACK"):
        laid_over(BASE.values(), Edits({"fleet.racks.NO_RACK.price_usd": 3.0}))
    assert laid_over(BASE.values(), Edits({}, ("fleet.racks.NO_RACK",))) == BASE.values()


# ------------------------------------------------------------------ tables of texts

GROUPS = ("site.phases", "fleet.racks", "fleet.opening", "fleet.volume_tiers", "workloads", "finance.opening.fleet")


@pytest.mark.parametrize("path", [*GROUPS, "workloads.enterprise.offers", "power.spot.forward_eur_per_mwh"])
def test_a_table_gives_back_its_group(path: str) -> None:
    """Proves: made a table of texts and read again, a group is what it was: nothing is an edit by being shown."""
    group = _at(BASE.values(), path)
    assert tables.group_of(tables.frame(group, path), path, group) == group


@pytest.mark.parametrize(
    ("name", "path"), [("les-ulis-contracts", "power.contracts"), ("les-ulis-grid-support", "power.grid_support")]
)
def test_contracts_and_grid_support_give_back_their_groups(name: str, path: str) -> None:
    """Proves: the same of contracts with dates, and of products with lists of months and empty lists."""
    group = _at(other_of(name).values(), path)
    assert tables.group_of(tables.frame(group, path), path, group) == group


def test_rows_pasted_from_excel() -> None:
    """Proves: decimal commas are read as such, a row is added and one taken away, and the others stay as they were."""
    path = "fleet.racks"
    before = BASE.values()["fleet"]["racks"]
    table = tables.frame(before, path)
    first = table["name"].iloc[0]
    table.loc[0, "positions"] = "0,5"
    table.loc[0, "price_usd"] = "3 900 000"
    table.loc[len(table)] = table.iloc[1]
    table.loc[len(table) - 1, "name"] = "NEW"
    table.loc[len(table)] = dict.fromkeys(table.columns)
    racks = tables.group_of(table.drop(index=2), path, before)
    assert (racks[first]["positions"], racks[first]["price_usd"]) == (0.5, 3_900_000)
    gone = list(before)[2]
    assert set(racks) == {*before, "NEW"} - {gone}
    edits = between(before, racks)
    assert edits.removed == (gone,)
    assert set(edits.changes) == {f"{first}.positions", f"{first}.price_usd", "NEW"}


def test_a_name_twice_is_refused_and_not_lost() -> None:
    """Proves: two rows of one name both stay, and the rules refuse the second."""
    group = BASE.values()["site"]["phases"]
    table = tables.frame(group, "site.phases")
    table.loc[1, "name"] = "phase-1"
    phases = tables.group_of(table, "site.phases", group)
    assert list(phases) == ["phase-1", "phase-1 (2)"]
    with pytest.raises(ScenarioError) as caught:
        scenario_of(BASE, between(BASE.values(), with_value(BASE.values(), "site.phases", phases)))
    assert any("phase-1 (2)" in text for text in caught.value.by_field.values())


@settings(max_examples=100, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_read_as_it_was_written(number: float) -> None:
    """Proves: the text of any number reads as that number, so that showing a value never changes it."""
    assert cells.cell_value(cells.cell_text(number), Spec(kind=float)) == number


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("3,5", float, 3.5), ("1 234,5", float, 1234.5), ("7", int, 7), ("7,0", int, 7), ("7.5", int, 7.5),
        ("800 kW", float, "800 kW"), ("4 2.5", float, "4 2.5"), ("12 %", float, "12 %"), ("12\u202f500", int, 12500),
        ("", float, None), ("nan", float, "nan"), ("1,050", float, "1,050"), ("much", float, "much"),
        ("2; 1,5", tuple[float, ...], [2.0, 1.5]), ("4 2,5 1.8", tuple[float, ...], [4.0, 2.5, 1.8]),
        ("", tuple[float, ...], []), ("2027-Q1", str, "2027-Q1"),
    ],
)  # fmt: skip
def test_cells_by_hand(text: str, kind: object, value: object) -> None:
    """Proves: what people type is read as they mean it; what may be two numbers, or is none, stays a text."""
    assert cells.cell_value(text, Spec(kind=kind)) == value


def _at(values: dict, path: str) -> object:  # type: ignore[type-arg]
    for step in path.split("."):
        values = values[step]
    return values


def test_every_table_of_the_schema_has_columns() -> None:
    """Proves: each group that is edited as a table has at least one column, and its names where it is a mapping."""
    for path in GROUPS:
        assert tables.columns(path)
        assert tables.is_table(tables.spec_of(path))
    assert not tables.is_table(tables.spec_of("site.cooling"))
