"""Money: exchange rate, discount rate, inflation, whose money; and what makes accounts of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from planner.scenario.fields.parts import FROZEN, LIST, YEARS, Name, Part, Quarter, Year, field, fraction

NO_LONGER_READ = ("corporate_tax",)
Months = Annotated[tuple[Annotated[int, Field(ge=1, le=12)], ...], LIST]
Rates = Annotated[dict[Year, Annotated[float, Field(ge=-0.05, le=0.5)]], YEARS, FROZEN, Field(min_length=1)]


class Payments(Part):
    """When what is earned and owed is paid; by default what the law says where nothing is agreed."""

    days_to_be_paid: int = field(
        "days",
        "Days from the end of a month to the payment of its work; a contract may have its own.",
        30,
        ge=0,
        le=365,
    )
    days_to_pay_suppliers: int = field(
        "days", "Days to the payment of upkeep and of GPUs rented elsewhere.", 30, ge=0, le=365
    )
    days_to_pay_power: int = field("days", "Days to the payment of electricity and grid.", 30, ge=0, le=365)
    rent_months_at_once: int = field("months", "Months of rent that are paid at once, in advance.", 1, ge=1, le=12)
    vat_rate: float = fraction(
        "VAT on domestic sales and purchases, settled with the State in the month after; 0 leaves VAT out. Imports are "
        "self-assessed and never cost cash.",
        0.0,
        lt=1,
        le=None,
    )
    domestic_sales_share: float = fraction("Share of sales that VAT is charged on; the rest is sold abroad.", 1.0)


class BookedRacks(Part):
    """What the racks of a product that run when the plan starts stand at in the books."""

    book_meur: float = field("MEUR", "Book value of all of them on the first day of the horizon.", ge=0, le=100_000)
    months_left: int = field("months", "Months over which the rest is written off.", gt=0, le=360)


class Opening(Part):
    """Balance sheet on the first day of the horizon; what is not given is zero."""

    fleet: Annotated[dict[Name, BookedRacks], FROZEN] = Field(
        {}, validate_default=True, description="Racks that run, by product of fleet.opening."
    )
    rack_deposits_meur: float = field("MEUR", "Paid ahead for racks of fleet.on_order.", 0.0, ge=0, le=100_000)
    rent_deposit_meur: float = field("MEUR", "Deposit left with the landlord.", 0.0, ge=0, le=100_000)
    cash_meur: float = field("MEUR", "Cash.", 0.0, ge=0, le=100_000)
    receivables_meur: float = field("MEUR", "Owed by customers, paid within days_to_be_paid.", 0.0, ge=0, le=100_000)
    payables_meur: float = field("MEUR", "Owed to suppliers, paid within days_to_pay_suppliers.", 0.0, ge=0, le=100_000)
    debt_meur: float = field("MEUR", "Debt that is there, paid back in equal parts.", 0.0, ge=0, le=100_000)
    debt_months_left: int = field("months", "Months over which that debt is paid back.", 60, gt=0, le=600)
    debt_rate: float = fraction("Interest a year on that debt.", 0.0, le=0.5)
    losses_meur: float = field("MEUR", "Tax losses carried forward.", 0.0, ge=0, le=100_000)
    tax_of_last_year_meur: float = field(
        "MEUR", "Corporate tax of the year before, paid in full; the instalments of the first year follow it.", 0.0,
        ge=0, le=100_000,
    )  # fmt: skip


class Lives(Part):
    """Years over which what is bought is written off, in equal parts from the month in which it is in use."""

    racks_years: float = field("years", "Racks with their network and storage.", 5.0, gt=0, le=30)
    site_years: float = field("years", "Site phases, fit-out, battery, PV and stores.", 15.0, gt=0, le=60)


class Tax(Part):
    """Corporate tax in France as the law of 2026 has it (docs/money.md), and what it needs to be told."""

    corporate_tax: bool = field("", "True: corporate tax is worked out and paid.", True)
    instalment_months: Months = field(
        "month", "Months of the instalments, equal parts of the tax of the year before.", (3, 6, 9, 12), min_length=1
    )
    balance_month: int = field(
        "month", "Month in which the rest of a year's tax is paid, the year after.", 5, ge=1, le=12
    )
    turnover_elsewhere_meur: float = field(
        "MEUR/year", "Turnover in France of the rest of the tax group: the surtax counts it.", 0.0, ge=0, le=1e6
    )
    local_taxes_meur_per_year: float = field(
        "MEUR/year", "Local taxes (CFE, CVAE, land tax), paid in December.", 0.0, ge=0, le=1000
    )


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


class Finance(Part):
    """Rates that turn amounts into present euros."""

    usd_per_eur: float = field("USD/EUR", "Exchange rate.", gt=0.1, le=10)
    discount_rate: float = fraction("Discount rate a year, nominal, before tax.", lt=1, le=None)
    inflation: float = fraction("Inflation a year.", ge=-0.1, le=0.5)
    cost_of_sales_share: float = fraction(
        "Share of the customer's price that pays for model, sales and support and does not reach the site.", 0.0, lt=1
    )
    view: Literal["site", "group"] = field(
        "",
        "Whose money is counted: the site's, without cost_of_sales_share, or the group's, with all the customer pays.",
        "site",
    )
    payments: Payments = Field(Payments(), description="When what is earned and owed is paid.")
    opening: Opening = Field(Opening(), description="Balance sheet on the first day of the horizon.")
    lives: Lives = Field(Lives(), description="Years over which what is bought is written off.")
    tax: Tax = Field(Tax(), description="Corporate and local taxes.")
    debt: Debt | None = Field(None, description="Loans; null: equity pays for all.")
    payout: Payout | None = Field(None, description="Dividends; null: profits are kept.")

    @model_validator(mode="before")
    @classmethod
    def _without_fields_of_before(cls, values: Any) -> Any:
        """Files written before still load: plans are before corporate tax, and its rate was never read."""
        if not isinstance(values, Mapping):
            return values
        return {name: value for name, value in values.items() if name not in NO_LONGER_READ}
