"""A term loan by month: its draws, what they owe, and its rate.

A draw is made on the first day of a month, interest and principal are paid at its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.inputs.money.months import Months
    from planner.scenario.fields.money.debt import Debt, TermLoan

MONTHS_PER_YEAR = 12


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
        last = months.quarter_end(loan.matures)
    first = last if loan.repayment == "bullet" else min(month + loan.grace_months, last)
    return first, last


def last_draw_month(loan: TermLoan, months: Months) -> int:
    """Last month with draws; one after the horizon where no last quarter is given."""
    return months.count if loan.draw_until is None else months.quarter_end(loan.draw_until)


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
