"""A run as an Excel workbook: summary, indicators, bill, regulator, assumptions with their sources, and every table."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from planner.charts.findings import cautions
from planner.report.html import about, caution
from planner.report.on_disk import save_report
from planner.report.page import site_of
from planner.report.sheets import GENERAL, Sheet, sheets
from planner.words import formats, say

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from planner.plan.plan import Plan
    from planner.plan.several.uncertain import UncertainPlan

CAPTION_ROW, UNIT_ROW, HEAD_ROW, FIRST_ROW = 1, 2, 3, 4
NARROW, WIDE = 9, 60  # width of a column, in signs
ROWS_MEASURED = 200
LONGEST_NAME = 31
FORBIDDEN_IN_NAMES = str.maketrans("", "", "[]:*?/\\'")
BLUE, BAND, MUTED = "0072B2", "F4F6F8", "57606A"


def write_workbook(plan: Plan | UncertainPlan, path: str | Path, locale: str = "en") -> Path:
    """Write the workbook of a run to `path`, whole or not at all; returns the path.

    Numbers are stored in full and shown rounded; row 1 of a sheet says what it holds, row 2 the units, row 3 the
    names of the columns. locale: "en" or "fr" (ValueError for others). StoreError if it cannot be written.
    """
    book = workbook(plan, formats.language(locale))
    return save_report(path, book.save)


def workbook(plan: Plan | UncertainPlan, locale: str = "en") -> Workbook:
    """The workbook of a run, not yet saved."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator = "planner"
    book.properties.title = plan.title
    book.properties.created = dt.datetime.fromisoformat(plan.manifest["created_utc"]).replace(tzinfo=None)
    first = book.active
    first.title = tab_name(say("summary", locale))
    listed, texts, note = _content(plan, locale)
    names = [tab_name(sheet.name) for sheet in listed]
    _summary(first, plan, locale, texts, note, list(zip(names, listed, strict=True)))
    for name, sheet in zip(names, listed, strict=True):
        _table(book.create_sheet(name), sheet)
    return book


def _content(plan: Plan | UncertainPlan, locale: str) -> tuple[list[Sheet], list[tuple[str, str]], str]:
    """The sheets, what the summary says (key of its word, text), and the note below it."""
    from planner.plan.several.uncertain import UncertainPlan

    if isinstance(plan, UncertainPlan):
        from planner.report.several import html
        from planner.report.several.sheets import sheets as sheets_of_paths
        from planner.report.several.tables import not_included

        own = html.about(plan, locale)
        remarks = [*html.caution(plan, locale), *html.warnings(plan, locale), *not_included(plan, locale)]
        listed, note = sheets_of_paths(plan, locale), say("paths hours left out", locale)
    else:
        own = about(plan, locale)
        warnings = cautions.beside_note(plan.manifest["warnings"], plan.manifest["every_day"], locale)
        remarks = [*caution(plan, locale), *warnings]
        listed, note = sheets(plan, locale), say("hours left out", locale, run=plan.run_id)
    site = site_of(plan.manifest)
    texts = [("site", site)] if site else []
    texts += [("headline", plan.headline(locale)), ("about it", " · ".join(own)), ("run", plan.run_id)]
    return listed, texts + [("to keep in mind", text) for text in remarks], note


def tab_name(text: str) -> str:
    """A name that Excel takes for a tab."""
    return text.translate(FORBIDDEN_IN_NAMES)[:LONGEST_NAME]


def _put(page: Worksheet, row: int, column: int, value: Any, shown: str = GENERAL) -> Cell:
    """Fill a cell. A text stays a text, also where it begins as a formula does; control signs are left out."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = page.cell(row, column)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
        return cell
    cell.value = value
    if shown != GENERAL:
        cell.number_format = shown
    return cell


def _summary(
    page: Worksheet,
    plan: Plan | UncertainPlan,
    locale: str,
    texts: list[tuple[str, str]],
    note: str,
    listed: list[tuple[str, Sheet]],
) -> None:
    """What the plan says, what to keep in mind, and the list of the sheets, each a link."""
    from openpyxl.styles import Alignment, Font

    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 34, 110
    page.sheet_view.showGridLines = False
    _put(page, 1, 1, plan.title).font = Font(bold=True, size=16)
    row = 3
    for key, text in texts:
        _put(page, row, 1, say(key, locale)).font = Font(bold=True)
        _put(page, row, 2, text).alignment = Alignment(wrap_text=True, vertical="top")
        page.cell(row, 1).alignment = Alignment(vertical="top")
        row += 1
    row += 1
    _put(page, row, 1, say("contents", locale)).font = Font(bold=True, size=12)
    for name, sheet in listed:
        row += 1
        link = _put(page, row, 1, name)
        link.hyperlink = f"#'{name}'!A1"
        link.font = Font(color=BLUE, underline="single")
        _put(page, row, 2, f"{sheet.caption} · {say('rows', locale, count=formats.number(len(sheet.rows), 0, locale))}")
    _put(page, row + 2, 1, note).font = Font(color=MUTED)


def _table(page: Worksheet, sheet: Sheet) -> None:
    """A sheet: caption, units, head (frozen, with filters), rows; prints on landscape pages, the head on each."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    _put(page, CAPTION_ROW, 1, sheet.caption).font = Font(bold=True)
    for column, (name, unit) in enumerate(zip(sheet.head, sheet.units, strict=True), start=1):
        cell = _put(page, HEAD_ROW, column, name)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor=BAND)
        _put(page, UNIT_ROW, column, unit or None).font = Font(color=MUTED, italic=True)
        measured = [name, unit, *(_shown(row[column - 1]) for row in sheet.rows[:ROWS_MEASURED])]
        width = min(WIDE, max(NARROW, 2 + max(len(text) for text in measured)))
        page.column_dimensions[get_column_letter(column)].width = width
        if any(isinstance(row[column - 1], int | float) for row in sheet.rows[:1]):
            page.cell(HEAD_ROW, column).alignment = Alignment(horizontal="right")
            page.cell(UNIT_ROW, column).alignment = Alignment(horizontal="right")
    for number, values in enumerate(sheet.rows):
        for column, value in enumerate(values):
            shown = sheet.row_formats[number] if sheet.row_formats else sheet.formats[column]
            if value is not None:
                _put(page, FIRST_ROW + number, column + 1, value, shown or GENERAL)
    last = get_column_letter(len(sheet.head))
    page.freeze_panes = page.cell(FIRST_ROW, 2)
    page.auto_filter.ref = f"A{HEAD_ROW}:{last}{HEAD_ROW + len(sheet.rows)}"
    page.print_title_rows = f"{CAPTION_ROW}:{HEAD_ROW}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _shown(value: Any) -> str:
    """About what a cell shows, to measure its width."""
    if isinstance(value, float):
        return f"{value:,.3f}"
    return str(value)[:19] if isinstance(value, dt.datetime) else str(value)
