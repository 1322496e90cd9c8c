"""The pages of a scenario's workbook on which rows may be added: tables of items, values by year, lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.drafts.book.looks import CELL, HEAD, NOTE, PLAIN, TITLE, WRAPPED, Tab
from planner.drafts.book.pages import EACH, ListsPage, TablePage, YearsPage
from planner.drafts.book.texts import allowed_text, written
from planner.drafts.tables import NAME
from planner.scenario.files.provenance import dotted
from planner.scenario.words.spec import Spec, at
from planner.words import say
from planner.words.fields import meaning, unit_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planner.scenario.schema import Scenario

LIST_HEADS = ("book field", "unit", "book allowed", "meaning")
FIELD_HEAD_ROW, TABLE_HEAD_ROW = 3, 6
MEANING_ROW, ALLOWED_ROW, UNIT_ROW = 3, 4, 5  # of a table
NUMBER_WIDTH, NAME_WIDTH, LEAST_WIDTH, MOST_WIDTH = 5, 22, 12, 34
SIGNS_A_POINT, LINE_PT = 1.15, 12
FREE_ROWS, FREE_ITEMS, FREE_YEARS = 10, 8, 5


def items_of(page: TablePage, values: Any) -> Iterator[tuple[tuple[str, ...], str | int, Any]]:
    """Each item of a table in its order: names of the items around it, its own name or place, its values."""

    def below(node: Any, steps: tuple[str, ...], parents: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
        if EACH not in steps:
            yield parents, at(node, steps)
            return
        cut = steps.index(EACH)
        for key, inner in (at(node, steps[:cut]) or {}).items():
            yield from below(inner, steps[cut + 1 :], (*parents, str(key)))

    for parents, group in below(values, page.path, ()):
        pairs = group.items() if isinstance(group, dict) else enumerate(group or ())
        for key, item in pairs:
            yield parents, key, item


def table_heads(page: TablePage, locale: str) -> list[str]:
    """The heads of a table: its number, the items around it, its name, its fields."""
    return [say("book number head", locale), *page.parents, *([NAME] if page.named else []), *page.columns]


def put_table(tab: Tab, page: TablePage, scenario: Scenario) -> None:
    """A row for each item, and some free ones; above the heads meaning, what is allowed and unit of each column."""
    locale = tab.book.locale
    heads = table_heads(page, locale)
    before = len(heads) - len(page.columns)
    items = list(items_of(page, scenario.values()))
    tab.put(1, 1, meaning(page.spec.description, locale), TITLE)
    tab.put(2, 1, say("book table note", locale), NOTE)
    _column_heads(tab, page.columns, heads, before, page.parts)
    last = TABLE_HEAD_ROW + len(items) + FREE_ROWS
    for number, row in enumerate(range(TABLE_HEAD_ROW + 1, last + 1), start=1):
        parents, key, item = items[number - 1] if number <= len(items) else ((), None, None)
        labels = [number if number <= len(items) else None, *(parents or [None] * len(page.parents))]
        for column, label in enumerate([*labels, *([key] if page.named else [])], start=1):
            tab.put(row, column, label, CELL)
        for column, (name, spec) in enumerate(page.columns.items(), start=before + 1):
            value = item if page.spec.item is None or page.spec.item.model is None else at(item, tuple(name.split(".")))
            if name in page.parts:
                tab.put_input(row, column, value is not None if number <= len(items) else None, spec)
            else:
                tab.put_input(row, column, written(value, spec), spec)
    for column, (name, spec) in enumerate(page.columns.items(), start=before + 1):
        tab.offer((TABLE_HEAD_ROW + 1, last), column, spec, "part" if name in page.parts else "value")
    widths = [
        _width([head, *(str(at(item, tuple(head.split("."))) or "") for _, _, item in items)]) for head in page.columns
    ]
    tab.widths([NUMBER_WIDTH, *([NAME_WIDTH] * (before - 1)), *widths])
    tab.sheet.autofilter(TABLE_HEAD_ROW - 1, 0, last - 1, len(heads) - 1)
    tab.sheet.freeze_panes(TABLE_HEAD_ROW, before)
    tab.for_print(TABLE_HEAD_ROW)


def _width(texts: Sequence[str]) -> float:
    return max(LEAST_WIDTH, min(MOST_WIDTH, 2 + max(map(len, texts))))


def _column_heads(
    tab: Tab, columns: Mapping[str, Spec], heads: Sequence[str], before: int, parts: frozenset[str] = frozenset()
) -> None:
    locale = tab.book.locale
    lines = {MEANING_ROW: 1.0, ALLOWED_ROW: 1.0}
    for column, (name, spec) in enumerate(columns.items(), start=before + 1):
        allowed = allowed_text(spec, locale, "part" if name in parts else "value")
        for row, text in ((MEANING_ROW, meaning(spec.description, locale)), (ALLOWED_ROW, allowed)):
            tab.put(row, column, text, WRAPPED)
            lines[row] = max(lines[row], len(text) / (_width([name]) * SIGNS_A_POINT))
        tab.put(UNIT_ROW, column, unit_text(spec.unit, locale), {**WRAPPED, "italic": True})
    for row, key in ((MEANING_ROW, "meaning"), (ALLOWED_ROW, "book allowed"), (UNIT_ROW, "unit")):
        tab.put(row, min(2, before), say(key, locale), WRAPPED)
    for row, tallest in lines.items():
        tab.sheet.set_row(row - 1, LINE_PT * (2 + int(tallest)))
    tab.head(TABLE_HEAD_ROW, heads)


def years_of(page: YearsPage, scenario: Scenario) -> list[int]:
    """The years that the table has: those given, and those of the horizon."""
    given = {int(year) for path, _ in page.columns.values() for year in at(scenario.values(), path) or {}}
    first, last = int(scenario.horizon.start[:4]), int(scenario.horizon.end[:4])
    return sorted(given | set(range(first, last + 1)))


def put_years(tab: Tab, page: YearsPage, scenario: Scenario) -> None:
    """A row for each calendar year, a column for each series; an empty cell where a year is not given."""
    locale, years = tab.book.locale, years_of(page, scenario)
    columns = {name: spec.item or spec for name, (_, spec) in page.columns.items()}
    tab.put(1, 1, say("book years about", locale), TITLE)
    tab.put(2, 1, say("book years note", locale), NOTE)
    _column_heads(tab, columns, [say("year", locale), *columns], 1)
    last = TABLE_HEAD_ROW + len(years) + FREE_YEARS
    for row in range(TABLE_HEAD_ROW + 1, last + 1):
        place = row - TABLE_HEAD_ROW - 1
        year = years[place] if place < len(years) else None
        tab.put(row, 1, year, CELL)
        for column, (path, spec) in enumerate(page.columns.values(), start=2):
            given = at(scenario.values(), path) or {}
            tab.put_input(row, column, given.get(year, given.get(str(year))), spec.item or spec)
    for column, spec in enumerate(columns.values(), start=2):
        tab.offer((TABLE_HEAD_ROW + 1, last), column, spec)
    tab.widths([10, *(max(LEAST_WIDTH, 2 + len(name)) for name in columns)])
    tab.sheet.freeze_panes(TABLE_HEAD_ROW, 1)
    tab.for_print(TABLE_HEAD_ROW)


def put_lists(tab: Tab, page: ListsPage, scenario: Scenario) -> None:
    """A row for each list, its items side by side, and some free cells."""
    locale = tab.book.locale
    lists = [at(scenario.values(), row.path) or [] for row in page.rows]
    width = max(map(len, lists), default=0) + FREE_ITEMS
    tab.put(1, 1, say("book lists about", locale), TITLE)
    tab.put(2, 1, say("book lists note", locale), NOTE)
    tab.head(FIELD_HEAD_ROW, [say(key, locale) for key in LIST_HEADS])
    for place in range(1, width + 1):
        tab.put(FIELD_HEAD_ROW, len(LIST_HEADS) + place, place, HEAD)
    for number, (row, items) in enumerate(zip(page.rows, lists, strict=True), start=FIELD_HEAD_ROW + 1):
        item = row.spec.item or row.spec
        tab.put(number, 1, dotted(row.path), PLAIN)
        tab.put(number, 2, unit_text(row.spec.unit, locale), PLAIN)
        tab.put(number, 3, allowed_text(item, locale), WRAPPED)
        tab.put(number, 4, meaning(row.spec.description, locale), WRAPPED)
        for place in range(width):
            value = items[place] if place < len(items) else None
            tab.put_input(number, len(LIST_HEADS) + 1 + place, written(value, item), item)
    tab.widths((42, 12, 24, 58, *([9] * width)))
    tab.sheet.freeze_panes(FIELD_HEAD_ROW, 1)
    tab.for_print(FIELD_HEAD_ROW)
