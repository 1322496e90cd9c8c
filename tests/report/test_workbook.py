"""The Excel report, opened again: its figures are those of the plan, and nobody's text runs as a formula."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from planner.charts.spans import ALL, years
from planner.errors import StoreError
from planner.plan.money import bill
from planner.plan.plan import TABLES, Plan
from planner.plan.studies import carbon
from planner.plan.studies.regulator import regulator_table
from planner.report import sheets
from planner.report.workbook import FIRST_ROW, HEAD_ROW, UNIT_ROW, workbook, write_workbook
from planner.words import formats, say
from tests.charts.small_plan import small_plan

ACCOUNTS = [say(f"book {tab}", "en") for tab in ("summary", "terms", "inputs", "months", "quarters", "years", "value")]
ENGLISH = re.compile(
    r"\b(the|of|and|or|by|from|with|without|is|are|to|not|at|in|it|year|years|month|period|periods|rented|served|power"
    r"|energy|supply|order|orders|cost|value|price|revenue|work|racks sold|demand|grid|paid|opening|losses|cooling|idle"
    r"|unserved|declined|workload|share|unit|MEUR|GPU-hours)\b"
)
BILL = pd.DataFrame(
    [
        ["2027-Q1", "2027-01", "energy_HPH", 2.0, "MWh", 7.26, 14.52, "grid", 14.52, ""],
        ["2027-Q1", "2027-02", "energy_HPH", 1.0, "MWh", 7.26, 7.26, "grid", 7.26, ""],
        ["2028-Q1", "2028-01", "excise", 4.0, "MWh", 10.0, 40.0, "law", 40.0, ""],
    ],
    columns=bill.COLUMNS,
)


def reopened(plan: Plan, locale: str = "en") -> Workbook:
    """The workbook as Excel would read it from disk."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl does not read the axes of native charts
        return load_workbook(io.BytesIO(workbook(plan, locale)))


def rows_of(book: Workbook, name: str) -> tuple[list[Any], list[list[Any]]]:
    """Head and rows of a sheet."""
    page = book[name]
    head = [cell.value for cell in page[HEAD_ROW]]
    return head, [[cell.value for cell in row] for row in page.iter_rows(min_row=FIRST_ROW)]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return replace(small_plan(), bill=BILL)


@pytest.fixture(scope="module")
def book(plan: Plan) -> Workbook:
    return reopened(plan)


@pytest.mark.parametrize("name", [*(name for name in TABLES if name != "assumptions"), "bill"])
def test_every_table_is_there_in_full(plan: Plan, book: Workbook, name: str) -> None:
    """Proves: each cell of each table of the plan comes back from the file, numbers to the last digit."""
    table = getattr(plan, name)
    head, rows = rows_of(book, name)
    assert head == list(table.columns)
    assert len(rows) == len(table) > 0
    for column, label in enumerate(head):
        found = [row[column] for row in rows]
        if pd.api.types.is_numeric_dtype(table[label]):
            got = np.array([np.nan if value is None else value for value in found], dtype=float)
            assert np.allclose(got, table[label].to_numpy(dtype=float), rtol=1e-15, atol=0, equal_nan=True), label
        else:
            assert [str(value or "") for value in found] == [str(value) for value in table[label]], label


def test_indicators_are_numbers_of_every_year(plan: Plan, book: Workbook) -> None:
    """Proves: an indicator of the horizon or of a year is that of the plan, as a number, shares shown in per cent."""
    head, rows = rows_of(book, "Indicators by year")
    spans = [ALL, *years(plan.periods)]
    assert head[2:] == ["Horizon", *years(plan.periods)]
    for kpi, row in zip(plan.manifest["kpis"], rows, strict=True):
        assert row[2:] == pytest.approx([plan.kpi(kpi, period=span) for span in spans], nan_ok=True)
    served = list(plan.manifest["kpis"]).index("served_share")
    assert book["Indicators by year"].cell(FIRST_ROW + served, 3).number_format == "0.0%"


def test_the_bill_adds_up(book: Workbook) -> None:
    """Proves: months go to their year, years to the horizon, items to the total; EUR/MWh by the energy of the plan."""
    head, rows = rows_of(book, "Bill by year")
    assert head == ["Line item", "2027", "2028", "Horizon", "Horizon"]
    assert [row[:4] for row in rows] == [
        ["energy_HPH", pytest.approx(21.78), 0.0, pytest.approx(21.78)],
        ["excise", 0.0, 40.0, 40.0],
        ["Total", pytest.approx(21.78), 40.0, pytest.approx(61.78)],
    ]
    energy = float(small_plan().power["energy_mwh"].sum())
    assert rows[-1][4] == pytest.approx(61.78 / energy)
    assert [cell.value for cell in book["Bill by year"][UNIT_ROW]] == [None, "EUR", "EUR", "EUR", "EUR/MWh"]


def test_what_the_regulator_asks_for(plan: Plan, book: Workbook) -> None:
    """Proves: figures of the regulator's sheet are those of the regulator's table, with the article of each."""
    table = regulator_table(plan, carbon.carbon_table(plan), "2027")
    head, rows = rows_of(book, "What the site would file")
    assert head == ["Indicator", "Value", "Unit", "Formula", "From", "Article"]
    assert [row[0] for row in rows] == list(table["kpi"])
    assert [row[1] for row in rows] == [None if value != value else pytest.approx(value) for value in table["value"]]
    assert [row[5] for row in rows] == list(table["article"])
    assert rows_of(book, "Reduced excise rate")[1]


def test_assumptions_have_source_and_trust(plan: Plan, book: Workbook) -> None:
    """Proves: every assumption is listed with its kind, source and reason; a number is one."""
    head, rows = rows_of(book, "Every assumption")
    assert head == ["Group", "Name", "Value", "Unit", "Trust", "Source", "Reason", "Where"]
    assert rows == [["Other", "tiny.seed", 1, "-", "assumed", "made up", "a test", "tests/inputs"]]
    assert len(rows) == len(plan.assumptions)


@pytest.mark.parametrize(
    ("text", "value"),
    [("256,000", 256000.0), ("0.73", 0.73), ("1.5e-06", 1.5e-6), ("-3", -3.0), ("2027", 2027.0), ("1234567", 1234567.0),
     ("2027-Q1", "2027-Q1"), ("yes", "yes"), ("1, 2", "1, 2"), ("", "")],
)  # fmt: skip
def test_values_of_assumptions(text: str, value: Any) -> None:
    """Proves: what is written as a number becomes one, lists, periods and words do not."""
    assert sheets._number(text) == value


@pytest.mark.parametrize(
    ("column", "unit", "shown"),
    [
        ("subscribed_mw_HPH", "MW", "#,##0.000"), ("energy_mwh", "MWh", "#,##0.000"), ("served_share", "%", "0.0%"),
        ("strike_eur_per_mwh", "EUR/MWh", "#,##0.00"), ("price_meur_per_rack", "MEUR/rack", "#,##0.000"),
        ("eur", "EUR", "#,##0.00"), ("present_eur", "EUR", "#,##0.00"), ("ordered_racks", "racks", "#,##0.##"),
        ("workload", "", "General"), ("tokens_per_kwh_it", "tokens/kWh", "#,##0"),
    ],
)  # fmt: skip
def test_units_come_from_names(column: str, unit: str, shown: str) -> None:
    """Proves: a column is shown in the unit of its name."""
    assert sheets.unit_of(column) == (unit, shown)


def test_sheets_are_made_to_be_read(book: Workbook) -> None:
    """Proves: on every table the head is frozen and filtered, and prints on each page; the summary links to each."""
    summary, charts, *pages = book.worksheets
    links = {cell.hyperlink.target or cell.hyperlink.location for row in summary for cell in row if cell.hyperlink}
    assert {link.strip("#") for link in links} == {f"'{page.title}'!A1" for page in (charts, *pages)}
    accounts = [page for page in pages if page.title in ACCOUNTS]
    assert len(accounts) == len(ACCOUNTS)
    for page in pages:
        if page not in accounts:
            assert page.freeze_panes == f"B{FIRST_ROW}", page.title
            assert page.auto_filter.ref.startswith(f"A{HEAD_ROW}:"), page.title
            assert page.print_title_rows == f"$1:${HEAD_ROW}", page.title
        assert page.freeze_panes, page.title
    assert book["cash_flow"].cell(FIRST_ROW, 4).number_format == "#,##0.00"
    assert book["orders"].cell(FIRST_ROW, 3).number_format == "yyyy-mm-dd"


def test_charts_stand_over_numbers_of_the_sheets(plan: Plan, book: Workbook) -> None:
    """Proves: four native charts; every series names cells of a sheet that is there and all hold numbers."""
    parts = zipfile.ZipFile(io.BytesIO(workbook(plan)))
    drawn = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]
    assert len(drawn) == 4
    series = [cells for text in drawn for cells in re.findall(r"<c:val><c:numRef><c:f>([^<]+)", text)]
    assert len(series) > 10
    for cells in series:
        tab, _, place = cells.rpartition("!")
        found = [cell for row in book[tab.strip("'")][place.replace("$", "")] for cell in row]
        assert len(found) > 0
        assert all(cell.value is not None for cell in found), cells
        assert all(cell.data_type in {"n", "f"} for cell in found), cells


def test_cells_have_names_and_statements_are_formulas(book: Workbook) -> None:
    """Proves: the accounts are in the same file, as formulas, with the names that people use in their own."""
    assert {"discount_rate", "npv", "peak_funding", "worst_dscr", "months", "cash"} <= set(book.defined_names)
    cells = [cell for row in book["Months"].iter_rows(min_row=5, min_col=4) for cell in row if cell.value is not None]
    assert sum(cell.data_type == "f" for cell in cells) > 0.98 * len(cells)


def test_two_workbooks_are_the_same_bytes(plan: Plan) -> None:
    """Proves: nothing in the file depends on when it is written."""
    dated = plan.with_manifest(created_utc="2026-11-24T09:00:00+00:00")
    assert workbook(dated, "fr") == workbook(dated, "fr")


def test_no_text_is_a_formula(plan: Plan) -> None:
    """Proves: a title or source that begins with = or holds control signs stays a text that Excel does not run."""
    table = plan.assumptions.assign(source='=HYPERLINK("http://example.org")', reason="bell \x07 rings")
    book = reopened(replace(plan, title="=1+1", assumptions=table))
    assert (book["Summary"]["A1"].value, book["Summary"]["A1"].data_type) == ("=1+1", "s")
    cell = book["Every assumption"].cell(FIRST_ROW, 6)
    assert (cell.value, cell.data_type) == ('=HYPERLINK("http://example.org")', "s")
    assert book["Every assumption"].cell(FIRST_ROW, 7).value == "bell  rings"


def test_it_speaks_french(plan: Plan) -> None:
    """Proves: tabs, captions, heads, units and texts of the French workbook are French: none of the words is left.

    Names, values and sources of assumptions are the scenario's own; so are names of contracts.
    """
    book = reopened(plan, "fr")
    assert book.sheetnames[:3] == ["Synthèse", "Graphiques", "Travail par année"]
    assert rows_of(book, "Puissance")[0][:2] == ["période", "raccordement"]
    assert rows_of(book, "Travail")[1][0][0] == formats.period_name("2027-Q1", "fr")
    assert book["Synthèse"]["B3"].value == plan.headline("fr")
    assert set(rows_of(book, "Commandes")[0]) & set(plan.orders.columns) == {"racks", "rack"}
    own = {str(text) for name in ("path", "value", "source", "reason", "where") for text in plan.assumptions[name]}
    left = {
        (page.title, cell.coordinate, cell.value)
        for page in book
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "s" and cell.value not in own and ENGLISH.search(cell.value)
    }
    assert left == set()


def test_a_workbook_is_written_whole(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: folders are made; when the disk fills up the old workbook stays and no half file does."""
    path = write_workbook(plan, tmp_path / "a" / "plan.xlsx")
    before = path.read_bytes()

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StoreError, match="the disk is full"):
        write_workbook(plan, path, "fr")
    assert path.read_bytes() == before
    assert [found.name for found in path.parent.iterdir()] == ["plan.xlsx"]
