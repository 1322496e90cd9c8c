"""Rows by month that a lender looks at, and ratios of a span of months, as formulas; docs/money.md defines them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.plan.accounts.lease import INTEREST, PRINCIPAL
from planner.plan.accounts.loans import monthly_rates
from planner.plan.accounts.statements import BALANCE, CASH
from planner.plan.recipes.recipe import CENT, FINANCING, PAID
from planner.report.accounts.cells import EURO, EXACT, FIRST_COLUMN, LEAST_EUR, along, month_column, there
from planner.report.book.pages import BLUE, put, put_text
from planner.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.report.accounts.cells import Material
    from planner.report.book.pages import Page

LENDER = "lender"
DEBT_LINES = ("term loan", "revolver", "debt of before")
RATIOS = ("dscr", "llcr", "plcr", "gearing", "funding", "headroom")
IN_EUR = ("funding", "headroom")


def lender_rows(page: Page, material: Material, row: int) -> None:
    """Write the rows below the statements of the months, from `row` on."""
    locale, tab = material.locale, material.tab("months")
    put_text(page, row, 1, say("book lender", locale), bold=True)
    listed = {**_service(material, tab), **_funding(material, tab), **_covers(material, tab)}
    for number, name in enumerate(listed, start=row + 1):
        material.places[LENDER, name] = tab, number
    rates = monthly_rates(material.accounts.ledger)
    for name, made in listed.items():
        number = material.places[LENDER, name][1]
        rate = name == "loan rate"
        put_text(page, number, 1, say(f"book {name}", locale))
        put_text(page, number, 3, "1" if rate else "EUR")
        for month in range(material.count):
            value = float(rates[month]) if rate else made(month)
            put(page, number, FIRST_COLUMN + month, value, EXACT if rate else EURO, colour=BLUE if rate else "")


def _at(material: Material, tab: str, kind: str, name: str, month: int) -> str:
    return there(material.places[kind, name], month_column(month), tab)


def _before(material: Material, tab: str, name: str, month: int) -> str:
    return _at(material, tab, LENDER, name, month - 1) if month else "0"


def _service(material: Material, tab: str) -> dict[str, Callable[[int], str]]:
    """Cash available, debt service, and what of it is no fee. A lease in the balance sheet is paid before all that."""
    rent = [line for line in (PRINCIPAL, INTEREST) if line in material.accounts.cash]

    def add(*lines: tuple[str, str, str]) -> Callable[[int], str]:
        return lambda m: "=" + "".join(f"{sign}{_at(material, tab, kind, name, m)}" for sign, kind, name in lines)

    return {
        "available": add(("", CASH, "cash from operation"), *(("+", CASH, line) for line in rent)),
        "service": add(
            ("-", CASH, "interest"), ("-", CASH, "fees of loans"), ("+", FINANCING, "scheduled"),
            ("+", FINANCING, "opening debt"),
        ),
        "principal and interest": add(("", LENDER, "service"), ("+", CASH, "fees of loans")),
        "debt": add(*(("+", BALANCE, line) for line in DEBT_LINES)),
        "difference": add(("", BALANCE, "assets"), ("-", BALANCE, "liabilities and equity")),
    }  # fmt: skip


def _funding(material: Material, tab: str) -> dict[str, Callable[[int], str]]:
    """Cash before tax and financing from nothing on: what is due in a month is paid before anything is received."""
    paid = sorted(place[1] for (kind, _), place in material.places.items() if kind == PAID)

    def items(month: int) -> str:
        return there((material.tab("inputs"), paid[0]), month_column(month), tab, paid[-1])

    def before(name: str, month: int) -> str:
        return _before(material, tab, name, month)

    return {
        "cumulated": lambda m: f"={before('cumulated', m)}+SUM({items(m)})",
        "lowest": lambda m: f'=MIN(0,{before("cumulated", m)}+SUMIF({items(m)},"<0"))',
        "funding": lambda m: f"=MAX({before('funding', m)},-{_at(material, tab, LENDER, 'lowest', m)})",
        "headroom": lambda m: (
            f"={_at(material, tab, BALANCE, 'cash', m)}-minimum_cash"
            f"+revolver_limit-{_at(material, tab, BALANCE, 'revolver', m)}"
        ),
    }


def _covers(material: Material, tab: str) -> dict[str, Callable[[int], str]]:
    """Cash available that is still to come, discounted at the rate of the loan; zero where the loan never ends."""
    debt, left = material.accounts.ledger.terms.debt, material.accounts.financing.flows["loan left"]
    ends = debt is not None and debt.term_loan is not None and bool(left[-1] <= CENT)

    def ahead(name: str, month: int) -> str:
        if month == material.count - 1 or not ends:
            return "0"
        cash, after = _at(material, tab, LENDER, "available", month + 1), _at(material, tab, LENDER, name, month + 1)
        return f"({after}+{cash})/(1+{_at(material, tab, LENDER, 'loan rate', month + 1)})"

    return {
        "loan rate": lambda _: "",  # values: `lender_rows` writes them
        "loan worth": lambda m: (
            f"=IF({_at(material, tab, BALANCE, 'term loan', m)}>{LEAST_EUR},{ahead('loan worth', m)},0)"
        ),
        "project worth": lambda m: f"={ahead('project worth', m)}",
    }


def ratio(material: Material, tab: str, name: str, first: int, last: int) -> str:
    """A ratio of the months `first` to `last`; an empty text where it is not defined."""
    places, end = material.places, month_column(last)

    def total(own: str) -> str:
        return f"SUM({along(places[LENDER, own], tab, first, last)})"

    def at_end(kind: str, own: str) -> str:
        return there(places[kind, own], end, tab)

    if name == "dscr":
        owes = f"{total('principal and interest')}>{LEAST_EUR}"
        return f'=IF({owes},{total("available")}/{total("service")},"")'
    if name in ("llcr", "plcr"):
        worth = at_end(LENDER, "loan worth" if name == "llcr" else "project worth")
        loan = at_end(BALANCE, "term loan")
        return f'=IF(AND({loan}>{LEAST_EUR},{worth}<>0),{worth}/{loan},"")'
    if name == "gearing":
        debt, equity = at_end(LENDER, "debt"), at_end(BALANCE, "equity")
        return f'=IF({debt}+{equity}>{LEAST_EUR},{debt}/({debt}+{equity}),"")'
    if name == "funding":
        return f"={at_end(LENDER, 'funding')}"
    return f"=MIN({along(places[LENDER, 'headroom'], tab, first, last)})"
