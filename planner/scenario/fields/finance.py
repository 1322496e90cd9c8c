"""Money: exchange rate, discount rate, inflation, tax."""

from __future__ import annotations

from planner.scenario.fields.parts import Part, field, fraction


class Finance(Part):
    """Rates that turn amounts into present euros."""

    usd_per_eur: float = field("USD/EUR", "Exchange rate.", gt=0.1, le=10)
    discount_rate: float = fraction("Discount rate a year, nominal, before tax.", lt=1, le=None)
    inflation: float = fraction("Inflation a year.", ge=-0.1, le=0.5)
    corporate_tax: float = fraction("Tax on profit.", lt=1, le=None)
