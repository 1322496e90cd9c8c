"""A scenario as a workbook to edit in Excel or LibreOffice: what `read` takes back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.arguments import check_type
from planner.drafts.any_file import WORKBOOK_ENDING, refuse_overwriting
from planner.drafts.book import origin as last_sheet
from planner.drafts.book.looks import CELL, GROUP, NOTE, PLAIN, TITLE, WRAPPED, Book, Tab, tab_name
from planner.drafts.book.pages import (
    EACH,
    FieldsPage,
    Page,
    Row,
    TablePage,
    YearsPage,
    pages_of,
)
from planner.drafts.book.texts import allowed_text, written
from planner.drafts.book.write_tables import FIELD_HEAD_ROW, LINE_PT, put_lists, put_table, put_years
from planner.errors import ScenarioError, located
from planner.scenario.changes import split
from planner.scenario.files.provenance import KINDS, dotted
from planner.scenario.portfolio import Portfolio
from planner.scenario.schema import Scenario
from planner.scenario.words.spec import at
from planner.whole_files import write_whole
from planner.words import formats, has, say
from planner.words.fields import meaning, unit_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIELD_HEADS = ("book field", "value", "unit", "book allowed", "meaning", "kind", "source", "reason")
KIND_COLUMN = 1 + FIELD_HEADS.index("kind")
FIELD_WIDTHS = (42, 18, 14, 26, 58, 12, 34, 60)
CREATED = dt.datetime(2026, 1, 1)  # the same of each workbook, so that one scenario gives one file


def scenario_to_workbook(scenario: Scenario, path: str | Path, locale: str = "en", file: str = "") -> Path:
    """Write a scenario as an Excel workbook to edit, whole or not at all; returns the path.

    locale: "en" or "fr" (ValueError for others); file: what the scenario is called, for who gets it back.
    ScenarioError: a portfolio, a name that does not end in .xlsx, a file that is there already, a disk that does not
    take it. `planner.scenario_from_workbook` reads it back.
    """
    check_type(scenario, (Scenario, Portfolio), "scenario_to_workbook", "a scenario, as planner.load reads it")
    check_type(path, (str, Path), "path", "the path of the workbook to write")
    if isinstance(scenario, Portfolio):
        hint = "write a workbook of each file that it names under sites."
        raise ScenarioError(located(scenario.name, "a portfolio is several scenarios; a workbook holds one.", hint))
    wanted = Path(path)
    if wanted.suffix.lower() != WORKBOOK_ENDING:
        problem = (
            f'"{path}" was read; a scenario is written as an Excel workbook: a name that ends with {WORKBOOK_ENDING}.'
        )
        raise ScenarioError(located(str(path), problem, f"write {wanted.stem}{WORKBOOK_ENDING}."))
    refuse_overwriting(path)
    made = workbook(scenario, locale, file, scenario.content_hash)
    try:
        return write_whole(wanted, lambda aside: aside.write_bytes(made))
    except OSError as error:
        raise ScenarioError(located(str(path), f"cannot be written: {error.strerror or error}.")) from error


def workbook(scenario: Scenario, locale: str = "en", file: str = "", file_hash: str = "") -> bytes:
    """The workbook of a scenario, as the bytes of a file; one scenario gives the same bytes each time.

    file: what it, or what it is a draft of, is called; file_hash: the hash of what stands under that name.
    """
    locale = formats.language(locale)
    made = pages_of(scenario)
    tabs = {page.key: tab_of(page.key, locale) for page in made}
    book = Book(locale)
    _first(book, scenario, made, tabs)
    for page in made:
        tab = book.page(tabs[page.key])
        if isinstance(page, FieldsPage):
            _fields(tab, page, scenario)
        elif isinstance(page, TablePage):
            put_table(tab, page, scenario)
        elif isinstance(page, YearsPage):
            put_years(tab, page, scenario)
        else:
            put_lists(tab, page, scenario)
    _last(book.page(last_sheet.TAB), last_sheet.Origin(scenario, locale, file, file_hash, tabs))
    return book.finished(scenario.title, CREATED)


def tab_of(key: str, locale: str) -> str:
    """The name of the tab of a page; a part of the schema that has no words yet goes by its path."""
    words = f"book tab {key}"
    return tab_name(say(words, locale) if has(words) else key.replace(f".{EACH}.", " "))


# ------------------------------------------------------------------ pages


def _first(book: Book, scenario: Scenario, made: Sequence[Page], tabs: Mapping[str, str]) -> None:
    """What to do with it, and the list of the pages."""
    locale, tab = book.locale, book.page(tab_of("first", book.locale))
    tab.widths((30, 100))
    tab.sheet.hide_gridlines(2)
    tab.put(1, 1, say("book title", locale, title=scenario.title), TITLE)
    row = 2
    for key in ("book how", "book how rows", "book how values", "book how sources", "book how back"):
        row += 1
        tab.sheet.merge_range(row - 1, 0, row - 1, 1, say(key, locale), book.look({"text_wrap": True, "valign": "top"}))
        tab.sheet.set_row(row - 1, 2.4 * LINE_PT)
    row += 2
    tab.put(row, 1, say("book may be typed", locale), CELL)
    row += 2
    tab.put(row, 1, say("contents", locale), {"bold": True, "font_size": 12})
    for page in made:
        row += 1
        link = book.look({"font_color": "#0072B2", "underline": 1})
        tab.sheet.write_url(row - 1, 0, f"internal:'{tabs[page.key]}'!A1", link, tabs[page.key])
        tab.put(row, 2, _about(page, scenario, locale), PLAIN)


def _about(page: Page, scenario: Scenario, locale: str) -> str:
    """What a page holds, in a line."""
    if isinstance(page, TablePage):
        return meaning(page.spec.description, locale)
    if isinstance(page, FieldsPage):
        groups = [
            meaning(row.spec.description, locale) for row in page.rows if row.kind == "group" and len(row.path) == 1
        ]
        return " ".join(groups) or meaning(page.rows[0].spec.description, locale)
    return say("book years about" if isinstance(page, YearsPage) else "book lists about", locale)


def _fields(tab: Tab, page: FieldsPage, scenario: Scenario) -> None:
    """A row for each value: name, value, unit, what is allowed, meaning, how it is known."""
    locale = tab.book.locale
    values = scenario.values()
    tab.widths(FIELD_WIDTHS)
    tab.put(1, 1, _about(page, scenario, locale), TITLE)
    tab.put(2, 1, say("book fields note", locale), NOTE)
    tab.head(FIELD_HEAD_ROW, [say(key, locale) for key in FIELD_HEADS])
    for number, one in enumerate(page.rows, start=FIELD_HEAD_ROW + 1):
        _field(tab, number, one, scenario, values)
    kinds = {"validate": "list", "source": [say(f"kind {kind}", locale) for kind in KINDS], "error_type": "warning"}
    tab.sheet.data_validation(
        FIELD_HEAD_ROW, KIND_COLUMN - 1, FIELD_HEAD_ROW + len(page.rows) - 1, KIND_COLUMN - 1, kinds
    )
    tab.sheet.freeze_panes(FIELD_HEAD_ROW, 2)
    tab.for_print(FIELD_HEAD_ROW)


def _field(tab: Tab, number: int, one: Row, scenario: Scenario, values: Mapping[str, Any]) -> None:
    """A row of a page of single values; a group of fields is a heading, an optional one says whether it is there."""
    locale, name = tab.book.locale, dotted(one.path)
    plain = PLAIN if one.kind == "value" else GROUP
    small = WRAPPED if one.kind == "value" else {**WRAPPED, "bg_color": GROUP["bg_color"]}
    value = at(values, one.path)
    tab.put(number, 1, name, plain)
    if one.kind == "group":
        tab.put(number, 2, None, GROUP)
    else:
        tab.put_input(number, 2, written(value, one.spec) if one.kind == "value" else value is not None, one.spec)
        tab.offer((number, number), 2, one.spec, one.kind)
    tab.put(number, 3, unit_text(one.spec.unit, locale), plain)
    tab.put(number, 4, "" if one.kind == "group" else allowed_text(one.spec, locale, one.kind), small)
    tab.put(number, 5, meaning(one.spec.description, locale), small)
    texts = source_texts(scenario, name, locale) if one.kind == "value" else ("", "", "")
    for column, text in enumerate(texts, start=KIND_COLUMN):
        tab.put(number, column, text, plain)


def source_texts(scenario: Scenario, path: str, locale: str) -> tuple[str, str, str]:
    """Kind, source and reason of a value as their cells say them."""
    one = scenario.provenance.get(path)
    if one is None and at(scenario, split(path)[:-1]) is None:  # of a part that is not there
        return "", "", ""
    if one is None:
        return say("kind assumption", locale), say("default of schema", locale), ""
    source = "" if one.source == one.kind else one.source
    return say(f"kind {one.kind}", locale), source, one.reason


def _last(tab: Tab, origin: last_sheet.Origin) -> None:
    for row, (key, text) in enumerate(last_sheet.rows_of(origin), start=1):
        tab.put(row, 1, key, PLAIN)
        tab.put(row, 2, text, PLAIN)
    tab.sheet.hide()
