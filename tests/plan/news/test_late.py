"""Orders that are late: days, and what a quarter of delay costs, by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd
import pytest

from planner.plan.accounts.months import months_of
from planner.plan.news.late import ESTIMATED, SOLVED, late_facts, quarter_late_eur, yearly_rate
from planner.plan.plan import Plan
from planner.plan.studies.one_more import COLUMNS
from tests.plan.answers import plan

DISCOUNT = {"2027-Q1": 1.0, "2027-Q2": 0.9, "2027-Q3": 0.8}
MARGINAL = {"2027-Q1": 0.1, "2027-Q2": 0.2, "2027-Q3": 0.4}
ORDER = {
    "rack": "GB300_NVL72", "order_period": "2027-Q1", "order_by": pd.Timestamp("2027-01-15"), "live_period": "2027-Q2",
    "live_date": pd.Timestamp("2027-04-01"), "racks": 10, "price_meur_per_rack": 3.0, "discount_share": 0.0,
    "cost_meur": 30.0, "paid_at_order_meur": 10.0, "paid_at_delivery_meur": 20.0,
}  # fmt: skip


def made_up(**order: object) -> Plan:
    """Three quarters; 10 racks ordered for the second, each of which saves 0.2 M€ there."""
    rows = [("installed_racks", name, "GB300_NVL72", meur, "MEUR per rack") for name, meur in MARGINAL.items()]
    flows = [(name, "x", "opex", -1.0, factor, -factor, True, True) for name, factor in DISCOUNT.items()]
    base = plan("npv")
    return dataclasses.replace(
        base,
        orders=pd.DataFrame([ORDER | order]),
        marginal_values=pd.DataFrame(rows, columns=base.marginal_values.columns),
        cash_flow=pd.DataFrame(flows, columns=base.cash_flow.columns),
    )


def test_a_quarter_late_by_hand() -> None:
    """Proves: 10 racks · 0.2 M€ · 0.9, less what both payments save by coming a quarter later, at the plan's own rate.

    The rate between mid-February and mid-August: 1/0.8 in 182 days. A bug would give: the whole 1.8 M€, or the third
    quarter's 3.2.
    """
    late = made_up()
    rate = (1 / 0.8) ** (365.25 / 182) - 1
    assert yearly_rate(months_of(late), pd.Series(DISCOUNT).to_numpy()) == pytest.approx(rate)
    saved = (10.0 * 1.0 + 20.0 * 0.9) * (1 - (1 + rate) ** -0.25)
    assert quarter_late_eur(late, late.orders.iloc[0]) == pytest.approx((1.8 - saved) * 1e6)


def test_upkeep_is_saved_and_racks_after_the_horizon_lose_nothing() -> None:
    """Proves: a quarter of a year's upkeep, 4 % of 3 M€ a year, is not paid; a batch live at the end has no work."""
    own = made_up()
    dear = own.with_manifest(scenario={"fleet": {"opex_share_per_year": 0.04}})
    row = own.orders.iloc[0]
    both = [quarter_late_eur(one, row) for one in (own, dear)]
    assert both[0] is not None
    assert both[1] is not None
    assert both[0] - both[1] == pytest.approx(10 * 0.04 * 3.0 / 4 * 0.9 * 1e6)
    after = made_up(live_period="after the horizon", live_date=pd.Timestamp("2027-10-01"))
    lost = quarter_late_eur(after, after.orders.iloc[0])
    assert lost is not None
    assert lost < 0


def test_only_orders_before_today_are_late() -> None:
    late = made_up()
    assert late_facts(late, dt.date(2027, 1, 15)) == []
    order, quarter = late_facts(late, dt.date(2027, 2, 14))
    assert (order.kind, order.when, order.amount, order.what) == ("late order", "2027-01-15", 30.0, "10 GB300_NVL72")
    assert (quarter.what, quarter.eur) == (ESTIMATED, order.eur)


def test_what_was_solved_is_told_beside_the_estimate() -> None:
    """Proves: the value of all orders a quarter later counts with its sign turned: later at −6.2 costs 6.2."""
    values = dict.fromkeys(COLUMNS, 0.0) | {"what": "lead time", "item": "", "side": "less", "value_meur": -6.2}
    solved = dataclasses.replace(made_up(), one_more=pd.DataFrame([values], columns=COLUMNS))
    facts = late_facts(solved, dt.date(2027, 2, 14))
    assert [(one.what, one.eur) for one in facts][-1] == (SOLVED, pytest.approx(6.2e6))


def test_without_marginal_values_there_is_no_estimate() -> None:
    bare = dataclasses.replace(made_up(), marginal_values=plan("npv").marginal_values.iloc[:0])
    (order,) = late_facts(bare, dt.date(2027, 2, 14))
    assert order.eur is None
