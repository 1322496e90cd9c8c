"""Tabs of formulas: statements by month, what a lender looks at, and both by quarter and year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.plan.accounts.loans import MONTHS_PER_YEAR, loan_rate
from planner.plan.accounts.statements import BALANCE, CASH, PROFIT
from planner.plan.recipes.recipe import CENT, FINANCING, PAID, STATEMENTS
from planner.report.accounts.cells import (
    BLUE,
    EURO,
    EXACT,
    FIRST_COLUMN,
    FIRST_ROW,
    LEAST_EUR,
    MONTH,
    RATIO,
    along,
    formula,
    letter,
    month_column,
    name_cells,
    new_page,
    put,
    put_text,
    there,
)
from planner.words import formats, say
from planner.words.names import entry_name, line_name, statement_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from planner.plan.recipes.recipe import Recipe
    from planner.report.accounts.cells import Material, Place

LENDER, MINUS = "lender", "−"
DEBT_LINES = ("term loan", "revolver", "debt of before")
PERIODS = {"quarter": "quarters", "year": "years"}
RATIOS = ("dscr", "llcr", "gearing", "funding", "headroom")
NAMED = {(PROFIT, "EBITDA"): "ebitda", (PROFIT, "net profit"): "net_profit", (BALANCE, "cash"): "cash"}


def months_tab(book: Workbook, material: Material) -> None:
    """The three statements, a formula a cell, and the rows that ratios are made of."""
    locale, months = material.locale, material.accounts.ledger.months
    tab = material.tab("months")
    head = [say("book line", locale), say("book made of", locale), say("unit", locale), *months.days]
    page = new_page(book, tab, say("book months caption", locale), head, MONTH)
    page.column_dimensions["B"].width = 30
    row = _places(material, tab, FIRST_ROW)
    for (statement, line), recipe in material.recipes.items():
        place = material.places[statement, line]
        if material.places[statement, _first(material, statement)] == place:
            put_text(page, place[1] - 1, 1, statement_name(statement, locale), bold=True)
        _label(page, place, line_name(line, locale), "EUR", _made_of(recipe, locale), bold=recipe.is_total)
        for month in range(material.count):
            text = formula(material, recipe, place, month)
            put(page, place[1], FIRST_COLUMN + month, text, EURO, bold=recipe.is_total)
    for key, name in NAMED.items():
        name_cells(book, name, tab, _absolute(material, material.places[key]))
    name_cells(book, "months", tab, f"${letter(FIRST_COLUMN)}$3:${month_column(material.count - 1)}$3")
    _lender(book, page, material, row)


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


def _label(page: Worksheet, place: Place, name: str, unit: str, made: str = "", *, bold: bool = False) -> None:
    put_text(page, place[1], 1, name, bold=bold)
    put_text(page, place[1], 2, made)
    put_text(page, place[1], 3, unit)


def _absolute(material: Material, place: Place) -> str:
    return f"${letter(FIRST_COLUMN)}${place[1]}:${month_column(material.count - 1)}${place[1]}"


def _lender(book: Workbook, page: Worksheet, material: Material, row: int) -> None:
    """Rows by month that ratios are made of; docs/money.md defines them."""
    locale, tab = material.locale, material.tab("months")
    put_text(page, row, 1, say("book lender", locale), bold=True)
    listed = _lender_rows(material, tab)
    for number, name in enumerate(listed, start=row + 1):
        material.places[LENDER, name] = tab, number
    for name, made in listed.items():
        place = material.places[LENDER, name]
        rate = name == "loan rate"
        _label(page, place, say(f"book {name}", locale), "1" if rate else "EUR")
        for month in range(material.count):
            value = made(month)
            put(
                page, place[1], FIRST_COLUMN + month, value, EXACT if rate else EURO,
                colour=BLUE if isinstance(value, float) else "",
            )  # fmt: skip
    for key, name in (("service", "debt_service"), ("funding", "funding_so_far"), ("difference", "difference")):
        name_cells(book, name, tab, _absolute(material, material.places[LENDER, key]))


def _lender_rows(material: Material, tab: str) -> dict[str, Callable[[int], str | float]]:
    places = material.places
    last = material.count - 1
    paid = sorted(row for kind, row in ((k[0], p[1]) for k, p in places.items()) if kind == PAID)
    terms, months = material.accounts.ledger.terms, material.accounts.ledger.months
    loan = terms.debt.term_loan if terms.debt else None
    left = material.accounts.financing.flows["loan left"]
    ends = loan is not None and left[-1] <= CENT

    def at(kind: str, name: str, month: int) -> str:
        return there(places[kind, name], month_column(month), tab)

    def items(month: int) -> str:
        return there((material.tab("inputs"), paid[0]), month_column(month), tab, paid[-1])

    def before(name: str, month: int) -> str:
        return at(LENDER, name, month - 1) if month else "0"

    def worth(month: int) -> str | float:
        if month == last or not ends:
            return "=0"
        ahead = f"({at(LENDER, 'loan worth', month + 1)}+{at(CASH, 'cash from operation', month + 1)})"
        return f"=IF({at(BALANCE, 'term loan', month)}>{LEAST_EUR},{ahead}/(1+{at(LENDER, 'loan rate', month + 1)}),0)"

    def rate(month: int) -> float:
        year = int(months.year[month])
        return loan_rate(terms.debt, loan, year) / MONTHS_PER_YEAR if terms.debt and loan else 0.0

    return {
        "service": lambda m: (
            f"=-{at(CASH, 'interest', m)}-{at(CASH, 'fees of loans', m)}"
            f"+{at(FINANCING, 'scheduled', m)}+{at(FINANCING, 'opening debt', m)}"
        ),
        "principal and interest": lambda m: f"={at(LENDER, 'service', m)}+{at(CASH, 'fees of loans', m)}",
        "cumulated": lambda m: f"={before('cumulated', m)}+SUM({items(m)})",
        "lowest": lambda m: f'=MIN(0,{before("cumulated", m)}+SUMIF({items(m)},"<0"))',
        "funding": lambda m: f"=MAX({before('funding', m)},-{at(LENDER, 'lowest', m)})",
        "debt": lambda m: "=" + "+".join(at(BALANCE, line, m) for line in DEBT_LINES),
        "headroom": lambda m: f"={at(BALANCE, 'cash', m)}-minimum_cash+revolver_limit-{at(BALANCE, 'revolver', m)}",
        "loan rate": rate,
        "loan worth": worth,
        "difference": lambda m: f"={at(BALANCE, 'assets', m)}-{at(BALANCE, 'liabilities and equity', m)}",
    }


def period_tab(book: Workbook, material: Material, every: str) -> None:
    """Quarters or years: sums of the months, the balance sheet at the end, ratios."""
    locale, months = material.locale, material.accounts.ledger.months
    tab, names = material.tab(PERIODS[every]), months.names(every)
    listed = list(dict.fromkeys(names))
    spans = [(names.index(name), len(names) - 1 - names[::-1].index(name)) for name in listed]
    shown = [formats.period_name(name, locale) for name in listed]
    head = [say("book line", locale), "", say("unit", locale), *shown]
    page = new_page(book, tab, say("book periods caption", locale), head)
    page.column_dimensions["B"].width = 2
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
    for number, ratio in enumerate(RATIOS, start=row + 2):
        material.places[f"{every} {LENDER}", ratio] = tab, number
        money = ratio in ("funding", "headroom")
        _label(page, (tab, number), say(f"book {ratio}", locale), "EUR" if money else "1")
        for column, (first, last) in enumerate(spans, start=FIRST_COLUMN):
            put(page, number, column, _ratio(material, tab, ratio, first, last), EURO if money else RATIO)
    if every == "quarter":
        last_column = letter(FIRST_COLUMN + len(listed) - 1)
        name_cells(book, "dscr_by_quarter", tab, f"$D${row + 2}:${last_column}${row + 2}")
        name_cells(book, "quarters", tab, f"$D$3:${last_column}$3")


def _ratio(material: Material, tab: str, ratio: str, first: int, last: int) -> str:
    places, end = material.places, month_column(last)

    def total(kind: str, name: str) -> str:
        return f"SUM({along(places[kind, name], tab, first, last)})"

    def at_end(kind: str, name: str) -> str:
        return there(places[kind, name], end, tab)

    if ratio == "dscr":
        owes = f"{total(LENDER, 'principal and interest')}>{LEAST_EUR}"
        return f'=IF({owes},{total(CASH, "cash from operation")}/{total(LENDER, "service")},"")'
    if ratio == "llcr":
        worth, loan = at_end(LENDER, "loan worth"), at_end(BALANCE, "term loan")
        return f'=IF(AND({loan}>{LEAST_EUR},{worth}<>0),{worth}/{loan},"")'
    if ratio == "gearing":
        debt, equity = at_end(LENDER, "debt"), at_end(BALANCE, "equity")
        return f'=IF({debt}+{equity}>{LEAST_EUR},{debt}/({debt}+{equity}),"")'
    if ratio == "funding":
        return f"={at_end(LENDER, 'funding')}"
    return f"=MIN({along(places[LENDER, 'headroom'], tab, first, last)})"
