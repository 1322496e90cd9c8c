"""Loans month by month. A draw is made on the first day of a month, interest and principal are paid at its end.

Interest of a month: balance after its draws × rate / 12. A draw depends on the investment alone, and what is paid back
on balance, rate and cash available alone, so nothing depends on itself: the months are worked out in order, once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.plan.accounts.months import month_number, period_start

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.plan.accounts.ledger import Ledger
    from planner.plan.accounts.months import Months
    from planner.scenario.fields.money.debt import Debt, TermLoan

MONTHS_PER_YEAR = 12
QUARTERS_PER_YEAR = 4
CENT = 0.005


@dataclass
class Draw:
    """What is left of a draw [EUR], and the months of its first payment of principal and of its last, from 0."""

    left_eur: float
    first: int
    last: int
    amount_eur: float


def months_of_draw(loan: TermLoan, months: Months, month: int) -> tuple[int, int]:
    """First and last month with principal of a draw made in `month`."""
    length = max(1, round(loan.years * MONTHS_PER_YEAR))
    last = month + length - 1
    if loan.matures is not None:
        last = month_number(period_start(loan.matures)) + 2 - months.first
    first = last if loan.repayment == "bullet" else min(month + loan.grace_months, last)
    return first, last


def level_principal_eur(balance_eur: float, monthly_rate: float, payments: int) -> float:
    """Principal in the first of so many equal payments: B·i / ((1 + i)^n − 1), and B/n without interest.

    Brealey, Myers and Allen, *Principles of Corporate Finance*, chapter 2: the annuity formula less the interest.
    """
    if abs(monthly_rate) < 1e-12:
        return balance_eur / payments
    return float(balance_eur * monthly_rate / ((1.0 + monthly_rate) ** payments - 1.0))


def scheduled_eur(draw: Draw, loan: TermLoan, month: int, monthly_rate: float) -> float:
    """Principal that a draw owes at the end of a month by its schedule [EUR]; a sculpted one owes none before its end.

    In its last month it is all that is left: nothing after equal parts, the balloon of a bullet or a sculpted loan.
    """
    if month >= draw.last:
        return draw.left_eur
    if month < draw.first or loan.repayment in ("bullet", "sculpted"):
        return 0.0
    if loan.repayment == "equal-principal":
        return min(draw.left_eur, draw.amount_eur / (draw.last - draw.first + 1))
    return min(draw.left_eur, level_principal_eur(draw.left_eur, monthly_rate, draw.last - month + 1))


def sculpted_eur(draws: list[Draw], month: int, payable_eur: float) -> float:
    """Pay back up to `payable_eur`, the oldest draw first, of what is past its grace; returns what was paid [EUR]."""
    paid = 0.0
    for draw in draws:
        if draw.first <= month < draw.last:
            part = min(draw.left_eur, max(0.0, payable_eur - paid))
            draw.left_eur -= part
            paid += part
    return paid


def is_balloon(draw: Draw, loan: TermLoan, month: int) -> bool:
    """Whether what a draw owes at its end is a balloon: of a bullet or a sculpted loan."""
    return month >= draw.last and loan.repayment in ("bullet", "sculpted")


def base_rate(debt: Debt, year: int) -> float:
    """Floating base rate of a year: of the newest year given up to it, else of the first."""
    before = [of for of in debt.base_rate if of <= year]
    return float(debt.base_rate[max(before) if before else min(debt.base_rate)])


def loan_rate(debt: Debt, loan: TermLoan, year: int, contracted: float = 0.0) -> float:
    """Rate a year of the term loan: base rate, of the hedged share the fixed one, and margin.

    margin − contracted · (margin − margin_contracted), `contracted` the share of the year's revenue that contracts with
    investment-grade customers bring: 4.5 % and 2.25 % are what CoreWeave paid in 2026 (data/finance/debt_terms.csv).
    """
    floating = (1.0 - debt.hedged_share) * base_rate(debt, year)
    lower = loan.margin if loan.margin_contracted is None else loan.margin_contracted
    margin = loan.margin - contracted * (loan.margin - lower)
    return floating + debt.hedged_share * debt.hedged_rate + margin


def contracted_shares(ledger: Ledger) -> dict[int, float]:
    """By year: share of the revenue that contracts with investment-grade customers bring."""
    months, own = ledger.months, ledger.terms.investment_grade
    revenue = ledger.of_groups("revenue")
    graded = [i for i in revenue if ledger.items[i].partition(": ")[2] in own]
    every, of_own = ledger.earned[revenue].sum(axis=0), ledger.earned[graded].sum(axis=0)
    years = {int(year): months.year == year for year in np.unique(months.year)}
    return {
        year: min(1.0, max(0.0, float(of_own[at].sum() / every[at].sum()))) if every[at].sum() > 0 else 0.0
        for year, at in years.items()
    }


def monthly_rates(ledger: Ledger, ahead: int = 0) -> Floats:
    """Rate of the term loan of each month, and of so many after the last, which are as the last year; M + ahead."""
    debt, months = ledger.terms.debt, ledger.months
    if debt is None or debt.term_loan is None:
        return np.zeros(months.count + ahead)
    shares = contracted_shares(ledger)
    years = [(months.first + m) // MONTHS_PER_YEAR for m in range(months.count + ahead)]
    last = shares[int(months.year[-1])]
    rate = {year: loan_rate(debt, debt.term_loan, year, shares.get(year, last)) for year in set(years)}
    return np.array([rate[year] for year in years]) / MONTHS_PER_YEAR


def debt_capacity_eur(available_eur: list[float], dscr: float, yearly_rate: float) -> float:
    """Largest loan drawn at once that cash available of each quarter pays back at this DSCR [EUR].

    D = Σ_q CFADS[q] / DSCR / (1 + r/4)^q, q from 1; a loan of D, sculpted, ends at zero. Yescombe, *Principles of
    Project Finance*, chapter 12.
    """
    quarterly = yearly_rate / QUARTERS_PER_YEAR
    return sum(cash / dscr / (1.0 + quarterly) ** (q + 1) for q, cash in enumerate(available_eur))
