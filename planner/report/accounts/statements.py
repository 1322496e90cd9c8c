"""Tabs of formulas: statements by month, what a lender looks at, and both by quarter and year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.plan.accounts.statements import BALANCE, PROFIT
from planner.plan.recipes.recipe import STATEMENTS
from planner.report.accounts.cells import (
    EURO,
    FIRST_COLUMN,
    FIRST_ROW,
    MONTH,
    RATIO,
    along,
    formula,
    month_column,
    new_page,
    there,
)
from planner.report.accounts.lender import IN_EUR, LENDER, RATIOS, lender_rows, ratio
from planner.report.book.pages import letter, put, put_text
from planner.words import formats, say
from planner.words.names import entry_name, line_name, statement_name

if TYPE_CHECKING:
    from planner.plan.recipes.recipe import Recipe
    from planner.report.accounts.cells import Material, Place
    from planner.report.book.pages import Book, Page

MINUS = "−"
PERIODS = {"quarter": "quarters", "year": "years"}
RESULTS = {"service": "debt_service", "funding": "funding_so_far", "difference": "difference"}
NAMED = {(PROFIT, "EBITDA"): "ebitda", (PROFIT, "net profit"): "net_profit", (BALANCE, "cash"): "cash"}


def months_tab(book: Book, material: Material) -> None:
    """The three statements, a formula a cell, and the rows that ratios are made of."""
    locale, months = material.locale, material.accounts.ledger.months
    tab = material.tab("months")
    head = [say("book line", locale), say("book made of", locale), say("unit", locale), *months.days]
    page = new_page(book, tab, say("book months caption", locale), head, MONTH)
    page.width("B", 30)
    row = _places(material, tab, FIRST_ROW)
    for (statement, line), recipe in material.recipes.items():
        place = material.places[statement, line]
        if material.places[statement, _first(material, statement)] == place:
            put_text(page, place[1] - 1, 1, statement_name(statement, locale), bold=True)
        _label(page, place, line_name(line, locale), "EUR", _made_of(recipe, locale), bold=recipe.is_total)
        for month in range(material.count):
            text = formula(material, recipe, place, month)
            put(page, place[1], FIRST_COLUMN + month, text, EURO, bold=recipe.is_total)
    for own, name in NAMED.items():
        book.name_cells(name, tab, _absolute(material, material.places[own]))
    book.name_cells("months", tab, f"${letter(FIRST_COLUMN)}$3:${month_column(material.count - 1)}$3")
    lender_rows(page, material, row)
    for key, name in RESULTS.items():
        book.name_cells(name, tab, _absolute(material, material.places[LENDER, key]))


def _made_of(recipe: Recipe, locale: str) -> str:
    """The rows of a line, in words, each with its sign."""
    parts = [
        f"{'+' if part.sign > 0 else MINUS} {(line_name if part.kind in STATEMENTS else entry_name)(name, locale)}"
        for part in recipe.parts
        for name in part.names
    ]
    return " ".join(parts).removeprefix("+ ")


def _first(material: Material, statement: str) -> str:
    return next(line for own, line in material.recipes if own == statement)


def _places(material: Material, tab: str, row: int) -> int:
    """Say where each line stands, a row free above each statement; returns the row below."""
    before = ""
    for statement, line in material.recipes:
        row += (2 if before else 1) if statement != before else 0
        material.places[statement, line] = tab, row
        row, before = row + 1, statement
    return row + 1


def _label(page: Page, place: Place, name: str, unit: str, made: str = "", *, bold: bool = False) -> None:
    put_text(page, place[1], 1, name, bold=bold)
    put_text(page, place[1], 2, made)
    put_text(page, place[1], 3, unit)


def _absolute(material: Material, place: Place) -> str:
    return f"${letter(FIRST_COLUMN)}${place[1]}:${month_column(material.count - 1)}${place[1]}"


def period_tab(book: Book, material: Material, every: str) -> None:
    """Quarters or years: sums of the months, the balance sheet at the end, ratios."""
    locale, months = material.locale, material.accounts.ledger.months
    tab, names = material.tab(PERIODS[every]), months.names(every)
    listed = list(dict.fromkeys(names))
    spans = [(names.index(name), len(names) - 1 - names[::-1].index(name)) for name in listed]
    shown = [formats.period_name(name, locale) for name in listed]
    head = [say("book line", locale), "", say("unit", locale), *shown]
    page = new_page(book, tab, say("book periods caption", locale), head)
    page.width("B", 2)
    row, before = FIRST_ROW, ""
    for (statement, line), recipe in material.recipes.items():
        if statement != before:
            put_text(page, row + bool(before), 1, statement_name(statement, locale), bold=True)
            row, before = row + 1 + bool(before), statement
        month_place = material.places[statement, line]
        material.places[f"{every} {statement}", line] = tab, row
        _label(page, (tab, row), line_name(line, locale), "EUR", bold=recipe.is_total)
        for column, (first, last) in enumerate(spans, start=FIRST_COLUMN):
            text = f"SUM({along(month_place, tab, first, last)})"
            text = there(month_place, month_column(last), tab) if statement == BALANCE else text
            put(page, row, column, f"={text}", EURO, bold=recipe.is_total)
        row += 1
    put_text(page, row + 1, 1, say("book ratios", locale), bold=True)
    for number, name in enumerate(RATIOS, start=row + 2):
        material.places[f"{every} {LENDER}", name] = tab, number
        money = name in IN_EUR
        _label(page, (tab, number), say(f"book {name}", locale), "EUR" if money else "1")
        for column, (first, last) in enumerate(spans, start=FIRST_COLUMN):
            put(page, number, column, ratio(material, tab, name, first, last), EURO if money else RATIO)
    if every == "quarter":
        last_column = letter(FIRST_COLUMN + len(listed) - 1)
        book.name_cells("dscr_by_quarter", tab, f"$D${row + 2}:${last_column}${row + 2}")
        book.name_cells("quarters", tab, f"$D$3:${last_column}$3")
