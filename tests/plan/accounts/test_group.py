"""Site and group in one set: what one is paid by the other cancels out."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from planner.plan.accounts.group import group_table
from tests.plan.accounts.made import by_hand

SITE = [("2027-Q1", "revenue: chat", "revenue", 6.0), ("2027-Q2", "energy at spot price", "energy", -1.0)]


def yearly(flows: list[tuple[str, str, str, float]] | None = None, **finance: Any) -> pd.DataFrame:
    made = by_hand(SITE if flows is None else flows, **({"cost_of_sales_share": 0.4} | finance))
    table = group_table(made.accounts(), "year")
    own = table.loc[table["period"] == "2027"].set_index("line")
    return own[["site_eur", "rest_eur", "group_eur"]] / 1e6


def test_the_site_gets_what_sales_leave() -> None:
    """Proves: customers pay 10, model, sales and support cost 4, the site gets 6 and keeps 5, the rest nothing."""
    table = yearly()
    assert table.loc["revenue from customers"].tolist() == pytest.approx([0, 10, 10])
    assert table.loc["work of the site for the group"].tolist() == pytest.approx([6, -6, 0])
    assert table.loc["model, sales and support"].tolist() == pytest.approx([0, -4, -4])
    assert table.loc["EBITDA"].tolist() == pytest.approx([5, 0, 5])
    assert table.loc["profit before tax"].tolist() == pytest.approx([5, 0, 5])


def test_a_transfer_price_moves_profit_between_the_two() -> None:
    """Proves: at three quarters of the customer's price the site has 1.5 more and the rest as much less; the group the
    same.
    """
    assert yearly(transfer_price_share=0.75).loc["EBITDA"].tolist() == pytest.approx([6.5, -1.5, 5])


def test_a_plan_that_counts_the_money_of_the_group_has_the_same_set() -> None:
    """Proves: with all that customers pay in the plan, the same customers give the same table."""
    group = [("2027-Q1", "revenue: chat", "revenue", 10.0), SITE[1]]
    pd.testing.assert_frame_equal(yearly(group, view="group"), yearly())
