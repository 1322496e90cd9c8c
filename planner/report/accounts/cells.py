"""Cells of the workbook of accounts: where each row stands, how a cell looks, how formulas name other cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planner.report.book.pages import for_print, letter, put_head, put_text
from planner.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from planner.plan.accounts.statements import Accounts
    from planner.plan.plan import Plan
    from planner.plan.recipes.recipe import Recipe, Rows
    from planner.report.book.pages import Book, Page

CAPTION_ROW, HEAD_ROW, FIRST_ROW = 1, 3, 4
FIRST_COLUMN = 4  # D: the first month
EURO, RATIO, SHARE, MONTH, DAY = "#,##0;-#,##0", "#,##0.00", "0.00%", "mm/yyyy", "yyyy-mm-dd"
EXACT = "0.000000"
WIDE, NARROW = 46, 13
LEAST_EUR = "0.005"

Place = tuple[str, int]  # tab and row


@dataclass(frozen=True, eq=False)
class Material:
    """What the workbook is made of; `places` says where each row stands, by kind and name, and grows as tabs do."""

    plan: Plan
    accounts: Accounts
    locale: str
    recipes: Mapping[tuple[str, str], Recipe]
    rows: Rows
    places: dict[tuple[str, str], Place]

    @property
    def count(self) -> int:
        """Months."""
        return self.accounts.ledger.months.count

    def tab(self, key: str) -> str:
        """The name of a tab in the reader's language."""
        return say(f"book {key}", self.locale)


def month_column(month: int) -> str:
    """The column of a month, from 0."""
    return letter(FIRST_COLUMN + month)


def there(place: Place, column: str, here: str, last_row: int | None = None) -> str:
    """A cell, or a column of cells down to `last_row`, as a formula on the tab `here` names it."""
    tab, row = place
    cells = f"{column}{row}" + (f":{column}{last_row}" if last_row and last_row != row else "")
    return cells if tab == here else f"'{tab}'!{cells}"


def along(place: Place, here: str, first: int, last: int) -> str:
    """The months `first` to `last` of a row."""
    tab, row = place
    cells = f"{month_column(first)}{row}:{month_column(last)}{row}"
    return cells if tab == here else f"'{tab}'!{cells}"


def addends(places: Iterable[Place], column: str, here: str) -> list[str]:
    """Cells of one column as few sums: rows that stand below each other as SUM of their range."""
    runs: list[list[Place]] = []
    for place in sorted(places):
        if runs and runs[-1][-1] == (place[0], place[1] - 1):
            runs[-1].append(place)
        else:
            runs.append([place])
    return [
        there(run[0], column, here) if len(run) == 1 else f"SUM({there(run[0], column, here, run[-1][1])})"
        for run in runs
    ]


def formula(material: Material, recipe: Recipe, place: Place, month: int) -> str:
    """A recipe as the formula of one month: what was there before, and rows added or taken off."""
    tab, column = place[0], month_column(month)
    text = ""
    if recipe.running and month:
        text = f"+{there(place, month_column(month - 1), tab)}"
    elif recipe.running:
        text = "".join(f"{'+' if sign > 0 else '-'}opening_{name}" for sign, name in recipe.opening)
    for part in recipe.parts:
        sign = "+" if part.sign > 0 else "-"
        places = (material.places[part.kind, name] for name in part.names)
        text += "".join(f"{sign}{cells}" for cells in addends(places, column, tab))
    return "=" + (text.removeprefix("+") or "0")


def new_page(book: Book, name: str, caption: str, head: Sequence[Any], shown: str = "") -> Page:
    """A tab with caption and head, the head frozen with the first columns; prints on landscape pages."""
    page = book.page(name)
    put_text(page, CAPTION_ROW, 1, caption, bold=True)
    put_head(page, HEAD_ROW, head, shown, FIRST_COLUMN)
    page.width(f"A:{letter(max(len(head), 1))}", NARROW + 2)
    page.width("A", WIDE)
    page.sheet.freeze_panes(FIRST_ROW - 1, FIRST_COLUMN - 1)
    for_print(page, HEAD_ROW, "A:C")
    return page
