"""A scenario as a workbook and back: unchanged it is itself, edited it is the scenario with these edits."""

from __future__ import annotations

import datetime as dt
import math
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from planner.api import load
from planner.drafts.book.read import workbook_content
from planner.drafts.book.write import workbook
from planner.drafts.cells import cell_text
from planner.errors import ScenarioError
from planner.scenario.changes import split
from planner.scenario.difference import differences
from planner.scenario.fields.parts import CLOCK, NAME, QUARTER
from planner.scenario.schema import Scenario
from planner.scenario.words.spec import Spec, flatten, spec_at
from tests.drafts.book.hand import BASE, RACK, Hand
from tests.report.accounts.office import FORMAT, program

ROOT = Path(__file__).parents[3]
FILES = sorted(path for path in (ROOT / "scenarios").glob("*.yaml") if not path.name.startswith("portfolio"))
EDITS_IN_ALL, EDITS_AT_ONCE = 200, 40
LARGEST = 1e9


@pytest.mark.parametrize("number", range(len(FILES)))
def test_unchanged_it_is_itself(number: int) -> None:
    """Proves: every scenario file comes back with its hash, its values, its sources and no changed cell."""
    scenario = load(FILES[number])
    came_back = workbook_content(workbook(scenario, ("en", "fr")[number % 2], FILES[number].name), "own.xlsx")
    assert came_back.scenario.content_hash == scenario.content_hash
    assert came_back.scenario == scenario
    assert dict(came_back.scenario.provenance) == dict(scenario.provenance)
    assert (came_back.changes, came_back.not_read, came_back.file) == ((), (), FILES[number].name)
    assert came_back.scenario.parent == scenario.parent


def test_one_scenario_gives_one_file() -> None:
    """Proves: the same scenario is written as the same bytes."""
    assert workbook(BASE) == workbook(BASE)


def test_a_number_stands_in_its_cell_with_all_digits() -> None:
    """Proves: the cell of a number holds that very double, all 17 digits; XlsxWriter by itself writes 16."""
    numbers = {"site.opex_meur_per_year": 0.1 + 0.2, "power.spot.scale": 1 / 3, "site.latitude_deg": 1e-300 / 3}
    hand = Hand(workbook(BASE.with_(**numbers)))
    assert {path: hand.cell(path).value for path in numbers} == numbers


AWKWARD = {
    "title": " = 1 + 1 ", "site.name": '"quoted"\nand é漢 _x0041_', "power.spot.scale": 1 / 3,
    "finance.discount_rate": 0.1 + 0.2 - 0.2, "site.opex_meur_per_year": 2e-7 / 3, "workloads.chat.title": "@SUM(A1)",
    "site.latitude_deg": -1e-300, "fleet.racks.SPARE.price_usd": 123456.78901234567,
}  # fmt: skip


def test_libreoffice_saves_it_unchanged(tmp_path: Path) -> None:
    """Proves: opened and saved anew by LibreOffice nothing has changed: texts, digits, dates, yes and no, nothing."""
    awkward = Scenario.from_values(BASE.with_(**AWKWARD).values())
    cases = {"forecast": load(ROOT / "scenarios" / "les-ulis-forecast.yaml"), "awkward": awkward}
    for name, scenario in cases.items():
        (tmp_path / f"{name}.xlsx").write_bytes(workbook(scenario, "fr"))
    command = [program(), "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"]
    command += [
        "--convert-to",
        FORMAT,
        "--outdir",
        str(tmp_path / "out"),
        *(str(tmp_path / f"{n}.xlsx") for n in cases),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    for name, scenario in cases.items():
        for folder in (tmp_path, tmp_path / "out"):
            came_back = workbook_content((folder / f"{name}.xlsx").read_bytes(), "own.xlsx")
            assert came_back.changes == ()
            assert came_back.scenario.content_hash == scenario.content_hash
            assert came_back.scenario == scenario


@pytest.mark.parametrize("name", ["les-ulis-loan", "les-ulis-grid-support"])
def test_one_scenario_is_typed_over_another(name: str) -> None:
    """Proves: with each cell people see typed as another scenario's workbook has it, that scenario comes back, whole.

    So debt, covenants and products of grid support can be added in a spreadsheet.
    """
    base, other = load(ROOT / "scenarios" / "les-ulis-base.yaml"), load(ROOT / "scenarios" / f"{name}.yaml")
    hand, pattern = Hand(workbook(base)), Hand(workbook(other))
    for title in hand.book.sheetnames[1:-1]:
        sheet, wanted = hand.book[title], pattern.book[title]
        size = max(sheet.max_row, wanted.max_row), max(sheet.max_column, wanted.max_column)
        for row in wanted.iter_rows(max_row=size[0], max_col=size[1]):
            for cell in row:
                sheet.cell(cell.row, cell.column).value = cell.value
    came_back = hand.back()
    assert came_back.before == base
    assert came_back.scenario.values() == other.values()
    assert came_back.scenario.content_hash == other.content_hash
    listed = {change.path for change in came_back.changes}
    there = {one.path for one in differences(base, other) if one.b_value is not None and one.b_value != ()}
    assert {path for path in there if path not in listed and f"{path}.0" not in listed} == set()


# ------------------------------------------------------------------ edits at random


TARGETS = [
    field.path
    for field in flatten(BASE)
    if field.path != "name" and not isinstance(field.value, tuple) and "offers" not in field.path
    and "customers" not in field.path
] + ["demand.growth.tokens.0", "demand.growth.tokens.1", "demand.growth.gpu_hours.0"]  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30).filter(lambda text: text != '""')


def typed(number: float) -> float:
    """A number as it can be typed: spreadsheets take 15 digits."""
    return float(f"{number:.15g}")


def allowed_values(spec: Spec) -> st.SearchStrategy[Any]:
    """Values that a field allows by itself."""
    if spec.choices:
        return st.sampled_from(spec.choices)
    if spec.kind is bool:
        return st.booleans()
    if spec.kind is dt.date:
        return st.dates(dt.date(2019, 1, 1), dt.date(2035, 12, 31)).map(dt.date.isoformat)
    if spec.kind in (int, float):
        low = -LARGEST if spec.minimum is None else spec.minimum
        high = LARGEST if spec.maximum is None else spec.maximum
        if spec.kind is int:
            return st.integers(math.ceil(low) + spec.above, math.floor(high) - spec.below)
        return st.floats(low, high, exclude_min=spec.above, exclude_max=spec.below, allow_nan=False).map(typed)
    named = {
        QUARTER: st.sampled_from([f"{year}-Q{quarter}" for year in (2026, 2027) for quarter in range(1, 5)]),
        CLOCK: st.sampled_from(["04:30", "00:00", "23:59"]), NAME: st.sampled_from(list(BASE.fleet.racks)),
    }  # fmt: skip
    return named.get(spec.pattern, TEXTS)


@st.composite
def proposals(draw: Callable[..., Any]) -> list[tuple[str, Any]]:
    """Values for some fields; a rack to add, one to take away, a year, an item of a list."""
    paths = draw(st.lists(st.sampled_from(TARGETS), min_size=EDITS_AT_ONCE, max_size=EDITS_AT_ONCE, unique=True))
    edits = []
    for path in paths:
        spec = spec_at(Scenario, split(path))
        assert spec is not None
        values = allowed_values(spec)
        edits.append((path, draw(st.none() | values if spec.optional else values)))
    weight = typed(draw(st.floats(0.1, 20)))
    extra = {
        "fleet.racks.NEW": {**RACK, "life_years": draw(st.integers(1, 30)), "weight_t": weight},
        "power.spot.forward_eur_per_mwh.2030": typed(draw(st.floats(-500, 5000))),
        "demand.growth.tokens.2": typed(draw(st.floats(0.001, 1000))), "-fleet.racks.SPARE": None,
    }  # fmt: skip
    return edits + [(path, value) for path, value in extra.items() if draw(st.booleans())]


def with_edit(scenario: Scenario, path: str, value: Any) -> Scenario | None:
    """The scenario with one more edit; None where the rules refuse it."""
    try:
        if path.startswith("-"):
            values = scenario.values()
            del values["fleet"]["racks"]["SPARE"]
            return Scenario.from_values(values)
        if path == "demand.growth.tokens.2":
            return scenario.with_(**{"demand.growth.tokens": [*scenario.demand.growth.tokens, value]})
        return scenario.with_(**{path: value})
    except ScenarioError:
        return None


def in_a_cell(scenario: Scenario, path: str, value: Any) -> bool:
    """Whether an edit changes what a spreadsheet can show: 15 digits."""
    fields = {field.path: field.value for field in flatten(scenario)}
    before = fields.get(path)
    if isinstance(before, float) and isinstance(value, float):
        return typed(before) != typed(value)
    return path not in fields or cell_text(before) != cell_text(value)


def test_two_hundred_edits_come_back_exactly() -> None:
    """Proves: cells typed at random within bounds, rows added and deleted: the scenario is the one with these edits.

    And the list of changes names each of them, old and new, and nothing else.
    """
    counted = []

    @settings(
        max_examples=9, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None,
        phases=[Phase.generate],
    )  # fmt: skip
    @given(proposals())
    def round_trip(edits: list[tuple[str, Any]]) -> None:
        wanted, hand = BASE, Hand()
        done: dict[str, Any] = {}
        for path, value in edits:
            edited = with_edit(wanted, path, value)
            if edited is None or not in_a_cell(BASE, path, value) or path.startswith("fleet.racks.SPARE"):
                continue
            wanted, done[path] = edited, value
            if path.startswith("-"):
                hand.delete("fleet.racks", "SPARE")
            elif path == "fleet.racks.NEW":
                hand.add("fleet.racks", "NEW", value)
            elif path.endswith("2030"):
                sheet = hand.book["By year"]
                sheet.cell(hand.row(sheet, 1, 2027) + 1, 1).value = 2030
                hand.type(path, value)
            else:
                hand.type(path, value)
        came_back = hand.back()
        assert came_back.scenario.values() == wanted.values()
        assert came_back.scenario.content_hash == wanted.content_hash
        others = [change for change in came_back.changes if not change.path.startswith("fleet.racks.NEW")]
        listed = {change.path: change.new for change in others}
        plain = {path: value for path, value in done.items() if "NEW" not in path and not path.startswith("-")}
        gone = {"fleet.racks.SPARE": None} if "-fleet.racks.SPARE" in done else {}
        assert listed == plain | gone
        new = {change.path.removeprefix("fleet.racks.NEW.") for change in came_back.changes}
        assert "fleet.racks.NEW" not in done or new >= set(RACK)
        before = {field.path: field.value for field in flatten(BASE)}
        for change in came_back.changes:
            assert cell_text(change.old) == cell_text(before.get(change.path)) or change.path not in before
        counted.append(len(done))

    round_trip()
    assert sum(counted) >= EDITS_IN_ALL
