"""Loans month by month. A draw is made on the first day of a month, interest and principal are paid at its end.

Interest of a month: balance after its draws × rate / 12. A draw depends on the investment alone, and what is paid back
on balance, rate and cash available alone, so nothing depends on itself: the months are worked out in order, once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.inputs.money.loans import MONTHS_PER_YEAR, Draw, loan_rate

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.plan.accounts.ledger import Ledger

QUARTERS_PER_YEAR = 4
CENT = 0.005


def sculpted_eur(draws: list[Draw], month: int, payable_eur: float) -> float:
    """Pay back up to `payable_eur`, the oldest draw first, of what is past its grace; returns what was paid [EUR]."""
    paid = 0.0
    for draw in draws:
        if draw.first <= month < draw.last:
            part = min(draw.left_eur, max(0.0, payable_eur - paid))
            draw.left_eur -= part
            paid += part
    return paid


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
