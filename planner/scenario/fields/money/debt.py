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
    margin_contracted: float | None = fraction(
        "Margin on the share of the year's revenue that contracts with investment_grade customers bring; null: margin.",
        None,
        le=0.5,
    )
    arrangement_fee: float = fraction("Fee on the amount, paid in the first month.", 0.0, le=0.2)
    commitment_fee: float = fraction("Fee a year on what may still be drawn.", 0.0, le=0.1)


class Revolver(Part):
    """A credit line that fills what cash lacks and is paid back with all cash above the minimum."""

    limit_meur: float = field("MEUR", "Most that is owed on it.", gt=0, le=100_000)
    margin: float = fraction("Margin a year over the base rate.", le=0.5)
    commitment_fee: float = fraction("Fee a year on what is not drawn.", 0.0, le=0.1)


class Reserve(Part):
    """An account that holds the debt service of the months to come, for months whose cash does not cover it."""

    months: int = field("months", "Months of service of the term loan that it holds.", 6, ge=1, le=24)
    funded_from: Literal["draws", "cash"] = field(
        "", "What fills it: further draws of the term loan while these last, or cash above its least.", "draws"
    )


class Covenants(Part):
    """What the lender may call a default, tested at the end of each quarter in which something is owed; null: none."""

    minimum_dscr: float | None = field("x", "Least cash available over debt service.", None, ge=0, le=10)
    dscr_months: int = field("months", "Months that this cover looks back on; fewer at first.", 12, ge=1, le=60)
    minimum_llcr: float | None = field("x", "Least cover of the term loan over its life.", None, ge=0, le=100)
    highest_gearing: float | None = fraction("Most debt over debt and equity.", None, gt=0, ge=None)
    least_cash_meur: float | None = field("MEUR", "Least cash at the end of a month.", None, ge=0, le=10_000)


class Planning(Part):
    """What of the term loan holds back orders; all else of it is worked out once a plan is made.

    The loan then pays its share of every payment while it can be drawn: nothing is bought beyond its amount.
    """

    minimum_dscr: float | None = field(
        "x",
        "Least cover of the debt service by what the site earns before tax, with which racks may be ordered; null: "
        "only the amount of the loan holds orders back.",
        None,
        ge=0,
        le=10,
    )
    months: int = field("months", "Months that each test of this cover looks back on; fewer at first.", 12, ge=1, le=60)
    first_test: Quarter | None = field(
        "", "First quarter at whose end cover is tested; null: the first of the horizon.", None
    )


class Debt(Part):
    """Loans of a plan; what they do not pay, equity does."""

    base_rate: Rates = field("share", "Floating base rate a year, by calendar year; years after the last keep it.")
    hedged_share: float = fraction("Share of the term loan whose base rate is swapped.", 0.0)
    hedged_rate: float = fraction("Fixed rate a year of the swap.", 0.0, ge=-0.05, le=0.5)
    minimum_cash_meur: float = field("MEUR", "Least cash at the end of a month.", 0.0, ge=0, le=10_000)
    term_loan: TermLoan | None = Field(None, description="Loan for the investment; null: none.")
    revolver: Revolver | None = Field(None, description="Credit line; null: none.")
    reserve: Reserve | None = Field(None, description="Debt service reserve account; null: none.")
    covenants: Covenants | None = Field(None, description="Covenants; null: none.")
    planning: Planning | None = Field(
        None, description="What of the term loan holds back orders; null: nothing, loans follow the plan."
    )


class Payout(Part):
    """Dividends: once a year, out of the profits kept and of the cash above its least, where the revolver is empty."""

    month: int = field("month", "Month in which they are paid, from 1 to 12.", 6, ge=1, le=12)
    share: float = fraction("Share of the profits kept that is paid out.", 1.0)
    lock_up_dscr: float = field(
        "x", "Nothing is paid out after a year whose debt service cover was less; 0: always.", 0.0, ge=0, le=10
    )
