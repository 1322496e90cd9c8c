"""Loans of a plan, and dividends."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from planner.scenario.fields.parts import FROZEN, YEARS, Part, Quarter, Year, field, fraction

Rates = Annotated[dict[Year, Annotated[float, Field(ge=-0.05, le=0.5)]], YEARS, FROZEN, Field(min_length=1)]


class TermLoan(Part):
    """A loan that is drawn as the investment is paid, each draw with a term of its own."""

    amount_meur: float = field("MEUR", "Most that is drawn in all.", gt=0, le=100_000)
    share_of_investment: float = fraction("Share of each payment for racks, site and equipment that it pays.", 0.7)
    draw_until: Quarter | None = field("", "Last quarter with draws; null: the horizon.", None)
    years: float = field("years", "Years from each draw to its maturity.", 5.0, gt=0, le=40)
    matures: Quarter | None = field("", "Quarter at whose end all draws are due; null: each by its years.", None)
    repayment: Literal["bullet", "equal-principal", "annuity", "sculpted"] = field(
        "",
        "How a draw is paid back: at maturity, in equal parts, in equal payments, or at the end of quarters, so that "
        "cash available is dscr times the debt service.",
        "annuity",
    )
    grace_months: int = field("months", "Months after a draw in which only interest is paid.", 0, ge=0, le=120)
    dscr: float = field("x", "Cash available over debt service, where repayment is sculpted.", 1.4, ge=1, le=10)
    margin: float = fraction("Margin a year over the base rate.", le=0.5)
    arrangement_fee: float = fraction("Fee on the amount, paid in the first month.", 0.0, le=0.2)
    commitment_fee: float = fraction("Fee a year on what may still be drawn.", 0.0, le=0.1)


class Revolver(Part):
    """A credit line that fills what cash lacks and is paid back with all cash above the minimum."""

    limit_meur: float = field("MEUR", "Most that is owed on it.", gt=0, le=100_000)
    margin: float = fraction("Margin a year over the base rate.", le=0.5)
    commitment_fee: float = fraction("Fee a year on what is not drawn.", 0.0, le=0.1)


class Debt(Part):
    """Loans of a plan; what they do not pay, equity does."""

    base_rate: Rates = field("share", "Floating base rate a year, by calendar year; years after the last keep it.")
    hedged_share: float = fraction("Share of the term loan whose base rate is swapped.", 0.0)
    hedged_rate: float = fraction("Fixed rate a year of the swap.", 0.0, ge=-0.05, le=0.5)
    minimum_cash_meur: float = field("MEUR", "Least cash at the end of a month.", 0.0, ge=0, le=10_000)
    term_loan: TermLoan | None = Field(None, description="Loan for the investment; null: none.")
    revolver: Revolver | None = Field(None, description="Credit line; null: none.")


class Payout(Part):
    """Dividends: once a year, out of the profits kept and of the cash above its least, where the revolver is empty."""

    month: int = field("month", "Month in which they are paid, from 1 to 12.", 6, ge=1, le=12)
    share: float = fraction("Share of the profits kept that is paid out.", 1.0)
    lock_up_dscr: float = field(
        "x", "Nothing is paid out after a year whose debt service cover was less; 0: always.", 0.0, ge=0, le=10
    )
