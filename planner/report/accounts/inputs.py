"""Tabs of values: the terms of finance with their names, and the rows that statements are made of, by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.plan.accounts.lender.waterfall import least_cash_eur, revolver_limit_eur
from planner.plan.money.cash_flow import EUR_PER_MEUR
from planner.plan.recipes.recipe import KINDS, opening_eur
from planner.plan.studies.carbon import scenario_part
from planner.report.accounts.cells import EURO, FIRST_COLUMN, FIRST_ROW, MONTH, SHARE, WIDE, new_page
from planner.report.book.pages import BLUE, put, put_text
from planner.words import say
from planner.words.names import entry_name, kind_name

if TYPE_CHECKING:
    from planner.report.accounts.cells import Material
    from planner.report.book.pages import Book, Page
    from planner.scenario.fields.money.debt import Debt

FINANCE = "finance."


def terms_tab(book: Book, material: Material) -> None:
    """Each term with the name that formulas use, and below them every assumption of finance with its source."""
    plan, accounts, locale = material.plan, material.accounts, material.locale
    head = [say("book figure", locale), say("value", locale), say("unit", locale), say("book name", locale)]
    names = [say(word, locale) for word in ("trust", "source", "reason")]
    tab = material.tab("terms")
    page = new_page(book, tab, say("book terms caption", locale), [*head, *names])
    debt = accounts.ledger.terms.debt
    rate = scenario_part(plan, "finance").get("discount_rate")
    values: list[tuple[str, float | None, str]] = [
        ("discount_rate", None if rate is None else float(rate), "1"),
        ("minimum_cash", least_cash_eur(debt), "EUR"),
        ("revolver_limit", revolver_limit_eur(debt), "EUR"),
        *_loan_terms(debt),
        *((f"opening_{name}", value, "EUR") for name, value in opening_eur(accounts).items()),
    ]
    row = FIRST_ROW
    for name, value, unit in values:
        put_text(page, row, 1, say(f"term {name}", locale))
        put(page, row, 2, value, SHARE if unit == "1" else EURO, colour=BLUE)
        put_text(page, row, 3, unit)
        put_text(page, row, 4, name)
        book.name_cells(name, tab, f"$B${row}")
        row += 1
    rows = plan.assumptions
    for record in rows.loc[rows["path"].astype(str).str.startswith(FINANCE)].to_dict("records"):
        row += 1
        trust = say(f"basis {record['kind']}", locale)
        texts = (record["path"], record["value"], record["unit"], "", trust, record["source"], record["reason"])
        for column, text in enumerate(texts, start=1):
            put_text(page, row, column, str(text))
    for name, width in (("D", 26), ("E", 14), ("F", WIDE), ("G", WIDE)):
        page.width(name, width)


def _loan_terms(debt: Debt | None) -> list[tuple[str, float | None, str]]:
    """What draws are worked out from, where there is a loan."""
    if debt is None or debt.term_loan is None:
        return []
    loan = debt.term_loan
    return [
        ("loan_amount", loan.amount_meur * EUR_PER_MEUR, "EUR"),
        ("loan_share", float(loan.share_of_investment), "1"),
    ]


def inputs_tab(book: Book, material: Material) -> Page:
    """The rows, kind by kind; those of one line of a statement stand together, so that its formula is one sum."""
    locale, months = material.locale, material.accounts.ledger.months
    tab = material.tab("inputs")
    head = [say("book line", locale), say("book from", locale), say("unit", locale), *months.days]
    page = new_page(book, tab, say("book inputs caption", locale), head, MONTH)
    row = FIRST_ROW
    for kind in KINDS:
        own = material.rows[kind]
        if not own:
            continue
        put_text(page, row, 1, kind_name(kind, locale), bold=True)
        row += 1
        for name in _in_order_of_use(material, kind):
            material.places[kind, name] = tab, row
            put_text(page, row, 1, entry_name(name, locale))
            put_text(page, row, 2, kind_name(kind, locale))
            put_text(page, row, 3, "EUR")
            for month, value in enumerate(own[name]):
                put(page, row, FIRST_COLUMN + month, float(value), EURO, colour=BLUE)
            row += 1
        row += 1
    page.width("B", 24)
    return page


def _in_order_of_use(material: Material, kind: str) -> list[str]:
    """Rows of a kind as the lines name them, then those that no line does."""
    used = [
        name
        for recipe in material.recipes.values()
        for part in recipe.parts
        if part.kind == kind
        for name in part.names
    ]
    return list(dict.fromkeys([*used, *material.rows[kind]]))
