"""Contracts with customers, signed or offered: what they ask, pay, and are owed when they are failed."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from planner.scenario.fields.parts import LIST, Date, Part, Quarter, field, fraction, quarter_first_day

Means = Annotated[tuple[Annotated[float, Field(gt=0, le=1e9)], ...], LIST]


class Offer(Part):
    """One contract of a workload: volume, term, price, credit, and whether it is signed or still to be decided."""

    title: str = field("", "Name as shown, such as customer and product.", min_length=1, max_length=120)
    signed: bool = field("", "True: signed before the plan; false: open, for the plan to sign or decline.", False)
    whole: bool = field("", "True: signed, ended and broken as a whole; false: in any part.", True)
    decision: Date | None = field("", "Last day to sign or decline; null: the day before the term.", None)
    start: Quarter = field("", "First quarter of the term.")
    term_quarters: int = field("quarters", "Length of the term.", ge=1, le=80)
    demand_share: float | None = fraction(
        "Contracted mean, as a share of the demand of the workload in each quarter; or give the mean.", None, gt=0,
        ge=None, le=10,
    )  # fmt: skip
    mean_tokens_per_s: Means | None = field(
        "tokens/s", "Contracted mean of output tokens: one number, or one for each quarter of the term.", None,
        min_length=1,
    )  # fmt: skip
    mean_gpus: Means | None = field(
        "GPUs", "Contracted mean of GPUs at work: one number, or one for each quarter of the term.", None, min_length=1
    )
    used_share: float = fraction("Mean use, as a share of the contracted mean.", 1.0, le=3)
    peak_multiple: float = field(
        "x", "Most that is served in an hour, as a multiple of the contracted mean; the rest is throttled.", 1.5,
        ge=1, le=100,
    )  # fmt: skip
    take_or_pay_share: float = fraction("Share of the contracted volume that is paid whether used or not.", 0.0)
    price_eur: float | None = field(
        "EUR/Mtoken or EUR/GPU-hour",
        "Price per million output tokens, input included, or per GPU-hour, in the first quarter; null: price_share.",
        None, gt=0, le=100_000,
    )  # fmt: skip
    price_share: float = fraction("Price as a share of the workload's own in the first quarter of the term.", 1.0, le=5)
    price_change_per_year: float | None = field(
        "share", "Change of the price each year of the term; null: as the workload's own price.", None, ge=-0.95, le=5
    )
    credit_share: float = fraction("Credit owed for unserved work, as a share of its price.", 0.0, le=100)
    credit_cap_share: float | None = fraction(
        "Most credit of a month, as a share of its fee; needed where a credit is owed.", None, gt=0, ge=None
    )
    termination_fee_share: float | None = fraction(
        "Fee for ending the contract early, as a share of the fees left; null: it cannot be ended.", None, le=2
    )
    days_to_be_paid: int | None = field(
        "days",
        "Days from the end of a month to its payment; null: finance.payments.days_to_be_paid.",
        None,
        ge=0,
        le=365,
    )
    payment_loss_share: float = fraction("Share of its invoices that is not expected to be paid: credit quality.", 0.0)

    investment_grade: bool = field(
        "", "True: the customer is rated investment grade; margin_contracted of a loan counts on it.", False
    )

    @property
    def decide_by(self) -> dt.date:
        """Last day to sign or decline it."""
        return self.decision or quarter_first_day(self.start) - dt.timedelta(days=1)
