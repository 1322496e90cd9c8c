"""A run as an Excel workbook: summary, charts, tables with units, and the accounts as live formulas."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from planner.charts.findings import cautions
from planner.plan.news.make import accounts_or_none
from planner.report.accounts.workbook import add_accounts
from planner.report.book.charts import add_charts, chart_sheets
from planner.report.book.pages import (
    MUTED,
    Page,
    for_print,
    letter,
    new_book,
    put,
    put_head,
    put_link,
    put_text,
    tab_name,
)
from planner.report.html import about, caution
from planner.report.on_disk import save_report
from planner.report.page import site_of
from planner.report.sheets import GENERAL, Sheet, sheets
from planner.words import formats, say

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plan.plan import Plan
    from planner.plan.several.uncertain import UncertainPlan

CAPTION_ROW, UNIT_ROW, HEAD_ROW, FIRST_ROW = 1, 2, 3, 4
NARROW, WIDE = 9, 60  # width of a column, in signs
ROWS_MEASURED = 200
LINE_PT, SIGNS_A_LINE = 15, 100  # of the summary's texts


def write_workbook(plan: Plan | UncertainPlan, path: str | Path, locale: str = "en") -> Path:
    """Write the workbook of a run to `path`, whole or not at all; returns the path.

    Numbers are stored in full and shown rounded; row 1 of a sheet says what it holds, row 2 the units, row 3 the
    names of the columns. Statements, ratios and value are formulas over what the plan pays by month. locale: "en" or
    "fr" (ValueError for others). StoreError if it cannot be written.
    """
    made = workbook(plan, formats.language(locale))
    return save_report(path, lambda file: file.write_bytes(made))


def workbook(plan: Plan | UncertainPlan, locale: str = "en") -> bytes:
    """The workbook of a run, as the bytes of a file."""
    from planner.plan.several.uncertain import UncertainPlan

    book = new_book(plan)
    first = book.page(tab_name(say("summary", locale)))
    charts = None if isinstance(plan, UncertainPlan) else book.page(tab_name(say("book charts", locale)))
    listed, texts, note = _content(plan, locale)
    for sheet in listed:
        _table(book.page(tab_name(sheet.name)), sheet)
    contents = [(tab_name(sheet.name), _about(sheet, locale)) for sheet in listed]
    if charts is not None and not isinstance(plan, UncertainPlan):
        accounts = accounts_or_none(plan)
        material = add_accounts(book, plan, accounts, locale) if accounts is not None else None
        add_charts(charts, plan, material, locale)
        contents = [(charts.name, say("book charts caption", locale)), *contents]
        contents += [(page.name, "") for page in book.file.worksheets() if page.name not in _names(contents, first)]
    _summary(first, plan.title, locale, texts, note, contents)
    return book.finished()


def _names(contents: list[tuple[str, str]], first: Page) -> set[str]:
    return {first.name, *(name for name, _ in contents)}


def _about(sheet: Sheet, locale: str) -> str:
    return f"{sheet.caption} · {say('rows', locale, count=formats.number(len(sheet.rows), 0, locale))}"


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
        listed = [*chart_sheets(plan, locale), *sheets(plan, locale)]
        note = say("hours left out", locale, run=plan.run_id)
    site = site_of(plan.manifest)
    texts = [("site", site)] if site else []
    texts += [("headline", plan.headline(locale)), ("about it", " · ".join(own)), ("run", plan.run_id)]
    return listed, texts + [("to keep in mind", text) for text in remarks], note


def _summary(
    page: Page, title: str, locale: str, texts: list[tuple[str, str]], note: str, contents: list[tuple[str, str]]
) -> None:
    """What the plan says, what to keep in mind, and the list of the sheets, each a link."""
    page.width("A", 34)
    page.width("B", 110)
    page.sheet.hide_gridlines(2)
    put_text(page, 1, 1, title, bold=True, font_size=16)
    row = 3
    for key, text in texts:
        put_text(page, row, 1, say(key, locale), bold=True, valign="top")
        put_text(page, row, 2, text, text_wrap=True, valign="top")
        page.sheet.set_row(row - 1, LINE_PT * (1 + len(text) // SIGNS_A_LINE))
        row += 1
    row += 1
    put_text(page, row, 1, say("contents", locale), bold=True, font_size=12)
    for name, text in contents:
        row += 1
        put_link(page, row, 1, name)
        put_text(page, row, 2, text)
    put_text(page, row + 2, 1, note, colour=MUTED)


def _table(page: Page, sheet: Sheet) -> None:
    """A sheet: caption, units, head (frozen, with filters), rows; prints on landscape pages, the head on each."""
    put_text(page, CAPTION_ROW, 1, sheet.caption, bold=True)
    put_head(page, HEAD_ROW, sheet.head, right_from=len(sheet.head) + 1)
    for column, (name, unit) in enumerate(zip(sheet.head, sheet.units, strict=True), start=1):
        right = {"align": "right"} if any(isinstance(row[column - 1], int | float) for row in sheet.rows[:1]) else {}
        put_text(page, UNIT_ROW, column, unit, colour=MUTED, italic=True, **right)
        measured = [name, unit, *(_shown(row[column - 1]) for row in sheet.rows[:ROWS_MEASURED])]
        page.width(letter(column), min(WIDE, max(NARROW, 2 + max(len(text) for text in measured))))
    for number, values in enumerate(sheet.rows):
        for column, value in enumerate(values):
            shown = sheet.row_formats[number] if sheet.row_formats else sheet.formats[column]
            if isinstance(value, str):
                put_text(page, FIRST_ROW + number, column + 1, value)
            elif value is not None:
                put(page, FIRST_ROW + number, column + 1, value, shown or GENERAL)
    page.sheet.freeze_panes(FIRST_ROW - 1, 1)
    page.sheet.autofilter(HEAD_ROW - 1, 0, HEAD_ROW - 1 + len(sheet.rows), len(sheet.head) - 1)
    for_print(page, HEAD_ROW)


def _shown(value: Any) -> str:
    """About what a cell shows, to measure its width."""
    if isinstance(value, float):
        return f"{value:,.3f}"
    return str(value)[:19] if isinstance(value, dt.datetime) else str(value)
