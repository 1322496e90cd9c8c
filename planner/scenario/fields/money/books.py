"""When money is paid, what is there on the first day, and how it is written off."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from planner.scenario.fields.parts import FROZEN, Name, Part, Quarter, field, fraction


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


class Lease(Part):
    """The rent of the shell in the accounts: a cost of each month, or a right of use that is owed (IFRS 16)."""

    treatment: Literal["rent", "right-of-use"] = field(
        "",
        "rent: a cost of its month, as in French law. right-of-use: asset and debt in the balance sheet, as in IFRS "
        "16; tax, dividends and cash available for debt follow the rent in either case.",
        "rent",
    )
    rate: float = fraction("Borrowing rate a year that the rents to come are discounted at.", 0.06, le=0.5)
    ends: Quarter | None = field("", "Last quarter of the lease; null: the last of the horizon.", None)


class Lives(Part):
    """Years over which what is bought is written off, in equal parts from the month in which it is in use."""

    racks_years: float = field("years", "Racks with their network and storage.", 5.0, gt=0, le=30)
    site_years: float = field("years", "Site phases, fit-out, battery, PV and stores.", 15.0, gt=0, le=60)
