"""The accounts of a plan as an Excel workbook whose statements, ratios and value are formulas."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

from planner.plan.recipes.lines import recipes_of
from planner.report.accounts.cells import Material
from planner.report.accounts.inputs import inputs_tab, terms_tab
from planner.report.accounts.statements import months_tab, period_tab
from planner.report.accounts.summary import summary_tab
from planner.report.accounts.value import value_tab
from planner.report.on_disk import save_report
from planner.words import formats

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook

    from planner.plan.plan import Plan


def write_accounts(plan: Plan, path: str | Path, locale: str = "en") -> Path:
    """Write the workbook of accounts of a plan to `path`, whole or not at all; returns the path.

    Values that the plan gives are blue: ledger, assets, financing and tax by month. All else is a formula, worked out
    when the file is opened. locale: "en" or "fr" (ValueError for others). StoreError if it cannot be written.
    """
    return save_report(path, accounts_workbook(plan, locale).save)


def accounts_bytes(plan: Plan, locale: str = "en") -> bytes:
    """The same, as the bytes of a file."""
    stream = io.BytesIO()
    accounts_workbook(plan, locale).save(stream)
    return stream.getvalue()


def accounts_workbook(plan: Plan, locale: str = "en") -> Workbook:
    """The workbook of accounts, not yet saved."""
    from openpyxl import Workbook

    accounts = plan.accounts()
    recipes, rows = recipes_of(accounts)
    material = Material(plan, accounts, formats.language(locale), recipes, rows, {})
    book = Workbook()
    book.properties.creator = "planner"
    book.properties.title = plan.title
    book.properties.created = dt.datetime.fromisoformat(plan.manifest["created_utc"]).replace(tzinfo=None)
    book.calculation.fullCalcOnLoad = True
    first = book.active
    first.title = material.tab("summary")
    terms_tab(book, material)
    inputs_tab(book, material)
    months_tab(book, material)
    period_tab(book, material, "quarter")
    period_tab(book, material, "year")
    value_tab(book, material)
    summary_tab(book, first, material)
    return book
