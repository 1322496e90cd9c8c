"""The accounts of a plan as an Excel workbook whose statements, ratios and value are formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.plan.recipes.lines import recipes_of
from planner.report.accounts.cells import Material
from planner.report.accounts.inputs import inputs_tab, terms_tab
from planner.report.accounts.live import live_loan
from planner.report.accounts.statements import months_tab, period_tab
from planner.report.accounts.summary import summary_tab
from planner.report.accounts.value import value_tab
from planner.report.book.pages import Book, new_book
from planner.report.on_disk import save_report
from planner.words import formats

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plan.accounts.statements import Accounts
    from planner.plan.plan import Plan


def write_accounts(plan: Plan, path: str | Path, locale: str = "en") -> Path:
    """Write the workbook of accounts of a plan to `path`, whole or not at all; returns the path.

    Values that the plan gives are blue: ledger, assets, repayment, fees and tax by month. All else is a formula, draws
    and interest of a loan too, worked out when the file is opened. locale: "en" or "fr" (ValueError for others).
    StoreError if it cannot be written.
    """
    made = accounts_bytes(plan, locale)
    return save_report(path, lambda file: file.write_bytes(made))


def accounts_bytes(plan: Plan, locale: str = "en") -> bytes:
    """The same, as the bytes of a file."""
    book = new_book(plan)
    add_accounts(book, plan, plan.accounts(), formats.language(locale))
    return book.finished()


def add_accounts(book: Book, plan: Plan, accounts: Accounts, locale: str) -> Material:
    """Add the tabs of accounts to a workbook; returns what they are made of, and where each row stands."""
    recipes, rows = recipes_of(accounts)
    material = Material(plan, accounts, locale, recipes, rows, {})
    first = book.page(material.tab("summary"))
    terms_tab(book, material)
    inputs = inputs_tab(book, material)
    months_tab(book, material)
    live_loan(inputs, material)
    period_tab(book, material, "quarter")
    period_tab(book, material, "year")
    value_tab(book, material)
    summary_tab(book, first, material)
    return material
