"""Money: exchange rate, discount rate, inflation, whose money; and what makes accounts of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from planner.scenario.fields.money.books import Lease, Lives, Opening, Payments
from planner.scenario.fields.money.debt import Debt, Payout
from planner.scenario.fields.money.tax import Tax
from planner.scenario.fields.parts import FROZEN, YEARS, BudgetByYear, Part, Year, field, fraction

NO_LONGER_READ = ("corporate_tax",)


ExchangeRates = Annotated[dict[Year, Annotated[float, Field(gt=0.1, le=10)]], YEARS, FROZEN]


class Finance(Part):
    """Rates that turn amounts into present euros."""

    usd_per_eur: float = field("USD/EUR", "Exchange rate.", gt=0.1, le=10)
    usd_per_eur_by_year: ExchangeRates = Field(
        {},
        validate_default=True,
        description="Exchange rate by calendar year: racks, rented GPUs and prices in USD follow it, those in EUR do "
        "not; years after the last keep it, years before the first have usd_per_eur.",
        json_schema_extra={"unit": "USD/EUR"},
    )
    discount_rate: float = fraction("Discount rate a year, nominal, before tax.", lt=1, le=None)
    inflation: float = fraction("Inflation a year.", ge=-0.1, le=0.5)
    cost_of_sales_share: float = fraction(
        "Share of the customer's price that pays for model, sales and support and does not reach the site.", 0.0, lt=1
    )
    capital_budget_meur: BudgetByYear = Field(
        {},
        validate_default=True,
        description="Most that may be paid by calendar year for racks, phases and equipment ordered by this plan; "
        "years that are not named have no limit.",
        json_schema_extra={"unit": "MEUR"},
    )
    view: Literal["site", "group"] = field(
        "",
        "Whose money is counted: the site's, without cost_of_sales_share, or the group's, with all the customer pays.",
        "site",
    )
    transfer_price_share: float | None = fraction(
        "Share of the customer's price that the group pays the site, in the statements of the group; null: all but "
        "cost_of_sales_share.",
        None,
    )
    payments: Payments = Field(Payments(), description="When what is earned and owed is paid.")
    opening: Opening = Field(Opening(), description="Balance sheet on the first day of the horizon.")
    lives: Lives = Field(Lives(), description="Years over which what is bought is written off.")
    lease: Lease = Field(Lease(), description="The rent of the shell in the accounts.")
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

    def usd_per_eur_in(self, year: int) -> float:
        """Exchange rate of a calendar year: the newest one given up to it."""
        given = [of for of in self.usd_per_eur_by_year if of <= year]
        return self.usd_per_eur_by_year[max(given)] if given else self.usd_per_eur
