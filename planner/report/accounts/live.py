"""Rows of the loan that are formulas: what is drawn, and its interest. Repayment by schedule, fees and tax stay values.

Both follow from rows above and of months before, so nothing depends on itself:

    drawn[m] = min(loan_share · max(0, −(racks[m] + site and equipment[m])), loan_amount − Σ drawn before)
    interest[m] = rate[m] · (term loan[m−1] + drawn[m])
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.inputs.money.loans import last_draw_month
from planner.plan.accounts.statements import BALANCE, CASH
from planner.plan.recipes.recipe import FINANCING
from planner.report.accounts.cells import EURO, FIRST_COLUMN, along, month_column, there
from planner.report.accounts.lender import LENDER
from planner.report.book.pages import put

if TYPE_CHECKING:
    from planner.report.accounts.cells import Material
    from planner.report.book.pages import Page

INVESTED = ("racks", "site and equipment")


def live_loan(page: Page, material: Material) -> None:
    """Put formulas in place of the values of the loan, on the tab of inputs; the tab of months is there.

    Draws stay values where they fill a reserve account too: how much that lacks is worked out ahead of them.
    """
    debt = material.accounts.ledger.terms.debt
    loan = debt.term_loan if debt is not None else None
    if debt is None or loan is None:
        return
    with_reserve = debt.reserve is not None and debt.reserve.funded_from == "draws"
    last = last_draw_month(loan, material.accounts.ledger.months)
    for month in range(material.count):
        if month <= last and not with_reserve:
            _put(page, material, "drawn", month, _drawn(material, month))
        _put(page, material, "loan interest", month, _interest(material, month))


def _put(page: Page, material: Material, name: str, month: int, formula: str) -> None:
    put(page, material.places[FINANCING, name][1], FIRST_COLUMN + month, formula, EURO)


def _at(material: Material, kind: str, name: str, month: int) -> str:
    return there(material.places[kind, name], month_column(month), material.tab("inputs"))


def _drawn(material: Material, month: int) -> str:
    """The share of what is bought in the month, up to what is left of the loan."""
    bought = "+".join(_at(material, CASH, name, month) for name in INVESTED)
    before = "0"
    if month:
        before = f"SUM({along(material.places[FINANCING, 'drawn'], material.tab('inputs'), 0, month - 1)})"
    return f"=MIN(loan_share*MAX(0,-({bought})),loan_amount-{before})"


def _interest(material: Material, month: int) -> str:
    """The rate of the month on what was left, and on what is drawn on its first day."""
    left = _at(material, BALANCE, "term loan", month - 1) if month else "0"
    return f"={_at(material, LENDER, 'loan rate', month)}*({left}+{_at(material, FINANCING, 'drawn', month)})"
