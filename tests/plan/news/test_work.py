"""The five words by year, and what work costs that is not done: against small sums by hand."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from planner.plan.news.fact import Fact
from planner.plan.news.work import PARTS, TOKENS, not_taken_data, work_data, work_facts
from planner.plan.plan import Plan
from tests.charts.customers_plan import customers_plan
from tests.charts.small_plan import small_plan

COLUMNS = ["period", "workload", "unit", "demand", "served_here", "burst", "unserved", "revenue_meur", "declined",
           "throttled"]  # fmt: skip
ROWS = [
    ("2027-Q1", "a", TOKENS, 15.0, 8.0, 2.0, 5.0, 20e-6, 0.0, 1.0),  # 2 EUR each
    ("2027-Q2", "a", TOKENS, 4.0, 0.0, 0.0, 4.0, 0.0, 0.0, 0.0),  # nothing served: 2 EUR, of the quarter before
    ("2028-Q1", "a", TOKENS, 10.0, 10.0, 0.0, 0.0, 30e-6, 6.0, 0.0),
    ("2027-Q1", "b", "GPU-hours", 3.0, 0.0, 0.0, 3.0, 0.0, 0.0, 0.0),  # never served: no price
]


def made_up() -> Plan:
    plan = customers_plan()
    offers = plan.offers.iloc[:2].assign(
        offer=["a: x", "a: y"], workload="a", decision="declined", terminated_period="", price_eur=[1.0, 4.0],
        contracted=[2.0, 1.0],
    )  # fmt: skip
    return dataclasses.replace(plan, tokens=pd.DataFrame(ROWS, columns=COLUMNS), offers=offers)


def test_revenue_not_taken_by_hand() -> None:
    """Proves: unserved work counts at the price of its quarter, else of the nearest; declined at its contracts' own.

    By hand: 5·2 + 4·2 = 18 EUR unserved in 2027, 1·2 throttled; declined in 2028 6·(2·1 + 1·4)/3 = 12 EUR.
    A bug would give: 10, the quarter without a price left out; or 18 declined at the workload's price.
    """
    rows = not_taken_data(made_up()).set_index(["year", "unit"])
    assert rows.loc[("2027", TOKENS), ["unserved", "throttled", "declined"]].tolist() == pytest.approx([18, 2, 0])
    assert rows.loc[("2028", TOKENS), ["unserved", "throttled", "declined"]].tolist() == pytest.approx([0, 0, 12])
    assert pd.isna(rows.loc[("2027", "GPU-hours"), "unserved"])


def test_a_fact_without_a_price_has_no_euros() -> None:
    facts = {(one.kind, one.when, one.what): one for one in work_facts(made_up())}
    assert facts["unserved", "2027", TOKENS] == Fact("unserved", "2027", 9 / 20, "1", pytest.approx(18.0), TOKENS)
    assert facts["unserved", "2027", "GPU-hours"].eur is None
    assert facts["unserved", "2027", "GPU-hours"].amount == 1.0
    assert facts["served here", "2028", TOKENS].amount == pytest.approx(10 / 16)


@pytest.mark.parametrize("plan", [small_plan(1), customers_plan()], ids=["small", "customers"])
def test_the_five_words_are_all_the_work_and_rent_is_that_of_the_cash_flow(plan: Plan) -> None:
    facts = work_facts(plan)
    for year, unit in {(one.when, one.what) for one in facts}:
        shares = {one.kind: one.amount for one in facts if (one.when, one.what) == (year, unit)}
        assert set(shares) == set(PARTS)
        assert sum(shares.values()) == pytest.approx(1.0)
    rent = -plan.cash_flow.loc[plan.cash_flow["group"] == "burst", "eur"].sum()
    assert sum(one.eur or 0.0 for one in facts if one.kind == "rented") == pytest.approx(rent, abs=1e-6)
    assert len(work_data(plan)) == len({(one.when, one.what) for one in facts})
