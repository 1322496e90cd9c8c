"""Cash by month: it adds up to the cash flow of the plan, and days to be paid move it as they should."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import ScenarioError
from planner.plan.accounts.ledger import ledger_of, months_table, outstanding_eur, peak_funding_eur
from planner.plan.accounts.months import months_of, paid_after, paid_ahead
from planner.plan.money.cash_flow import END, npv_meur
from tests.plan.accounts.made import CASES, CENT, SEEDS, TERMS, by_hand, order, solved, with_racks, with_terms

AT_ONCE = {"days_to_be_paid": 0, "days_to_pay_suppliers": 0, "days_to_pay_power": 0}


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([*CASES, *SEEDS]), TERMS)
def test_months_add_up_to_the_cash_flow_to_the_cent(name: str | int, terms: dict[str, Any]) -> None:
    """Proves: by period and item what months earn is the cash flow, its present value the plan's NPV; what is paid,
    with what is outstanding at the end, is what was earned and what was owed before."""
    plan = with_terms(solved(name), **terms)
    ledger = ledger_of(plan)
    table, flows = months_table(ledger), plan.cash_flow.loc[plan.cash_flow["in_npv"].astype(bool)]
    ours = table.groupby(["period", "item"])["earned_eur"].sum()
    theirs = flows.groupby([flows["period"].astype(str), "item"])["eur"].sum()
    assert (ours[ours.abs() > CENT] - theirs.reindex(ours[ours.abs() > CENT].index)).abs().max() < CENT
    assert ours.sum() == pytest.approx(theirs.sum(), abs=CENT)
    assert table["present_eur"].sum() / 1e6 == pytest.approx(npv_meur(flows), rel=1e-9, abs=1e-9)
    before = 1e6 * (terms["opening"]["receivables_meur"] - terms["opening"]["payables_meur"])
    months = table.loc[~table["month"].isin(["start", END])]
    settled = months["paid_eur"].sum() + outstanding_eur(ledger)
    assert settled == pytest.approx(months["earned_eur"].sum() + before, abs=CENT)


def test_quarters_and_years_are_sums_of_months() -> None:
    """Proves: profit and cash of a quarter and of a year are those of its months; the last balance is theirs."""
    plan = with_terms(solved("year"), payments={"days_to_be_paid": 45})
    months = plan.statements("month")
    for every, name in (("quarter", lambda m: f"{m[:4]}-Q{(int(m[5:]) + 2) // 3}"), ("year", lambda m: m[:4])):
        theirs = plan.statements(every).set_index(["statement", "line", "period"])["eur"]
        own = months.assign(period=months["period"].map(name)).groupby(["statement", "line", "period"], sort=False)
        sums, last = own["eur"].sum(), own["eur"].last()
        is_balance = sums.index.get_level_values(0) == "balance sheet"
        np.testing.assert_allclose(sums[~is_balance], theirs.reindex(sums.index[~is_balance]), atol=CENT)
        np.testing.assert_allclose(last[is_balance], theirs.reindex(last.index[is_balance]), atol=CENT)


def test_a_word_that_is_no_length_is_refused() -> None:
    with pytest.raises(ScenarioError, match=r'"quater" was read; allowed: month, quarter, year.(.|\n)*"quarter"'):
        solved("year").statements("quater")


def test_an_amount_is_spread_by_days() -> None:
    """Proves: of 90 a quarter, the 31, 28 and 31 days of January to March 2027 get 31, 28 and 31."""
    months = months_of(solved("year"))
    assert months.names()[:4] == ["2027-01", "2027-02", "2027-03", "2027-04"]
    assert months.names("quarter")[3] == "2027-Q2"
    np.testing.assert_allclose(months.spread(np.array([90.0, 0, 0, 0, 0, 0]))[:4], [31, 28, 31, 0])


@pytest.mark.parametrize(
    ("days", "paid"), [(0, [8, 4, 0, 0]), (30, [0, 8, 4, 0]), (45, [0, 4, 6, 2]), (60, [0, 0, 8, 4]), (365, [0] * 4)]
)
def test_days_are_months_of_thirty(days: int, paid: list[float]) -> None:
    """Proves: 45 days pay half after one month and half after two; what is paid after the end is not there."""
    np.testing.assert_allclose(paid_after(np.array([8.0, 4, 0, 0]), days), paid)


def test_rent_is_paid_at_the_start_of_its_months() -> None:
    np.testing.assert_allclose(paid_ahead(np.array([1.0, 2, 3, 4, 5]), 3), [6, 0, 0, 9, 0])


def test_peak_funding_by_hand() -> None:
    """Proves: an order of 10 with 3 on its day and 7 on delivery three months later, 9 a quarter earned.

    Paid at once nothing is missing after the first day: 3. Two months later receipts are 0, 0 and 3.1 in March (that of
    January), so on 1 April 10 − 3.1 is missing. A bug would give 0: what quarters add up to, 9 − 3 and 9 − 7.
    """
    flows = [
        ("2027-Q1", "racks, paid at order", "capex", -3.0),
        ("2027-Q2", "racks, paid on delivery", "capex", -7.0),
        *((f"2027-Q{q}", "revenue: chat", "revenue", 9.0) for q in (1, 2, 3)),
    ]
    orders = [order("H200_HGX", "2027-Q1", "2027-Q2", 1, 10.0, 0.3)]
    for days, missing in ((0, 3.0), (60, 10 - 9 * 31 / 90)):
        plan = with_racks(by_hand(flows, payments=AT_ONCE | {"days_to_be_paid": days}), orders, [])
        assert peak_funding_eur(ledger_of(plan)) / 1e6 == pytest.approx(missing)


def test_an_order_is_paid_on_its_day() -> None:
    """Proves: an order of the quarter placed in its second month is paid in February."""
    late = order("H200_HGX", "2027-Q1", "2027-Q2", 1, 10.0, 1.0) | {"order_by": pd.Timestamp("2027-02-15")}
    plan = with_racks(by_hand([("2027-Q1", "racks, paid at order", "capex", -10.0)]), [late], [])
    paid = plan.months().set_index("month")["paid_eur"]
    assert paid.to_dict() == {"2027-02": -10e6}


def test_a_contract_has_days_of_its_own() -> None:
    """Proves: its revenue and credits come after 90 days, all other after those of the scenario."""
    items = [("revenue of the contract: chat: bank", 9.0), ("service credit: chat: bank", -0.9), ("revenue: chat", 9.0)]
    plan = by_hand([("2027-Q1", item, "penalty" if eur < 0 else "revenue", eur) for item, eur in items],
                   payments=AT_ONCE)  # fmt: skip
    own = {"workloads": {"chat": {"offers": {"bank": {"days_to_be_paid": 90}}}}}
    plan = plan.with_manifest(scenario=plan.manifest["scenario"] | own)
    paid = plan.months().pivot_table(index="month", columns="item", values="paid_eur", fill_value=0.0)
    assert paid.index[paid["revenue: chat"] != 0].tolist() == ["2027-01", "2027-02", "2027-03"]
    for item, _ in items[:2]:
        assert paid.index[paid[item] != 0].tolist() == ["2027-04", "2027-05", "2027-06"]


def test_vat_costs_a_month_and_imports_never_do() -> None:
    """Proves: 20 on a sale of 100, 2 on 10 of power, settled the month after; a rack of 1,000 moves none."""
    flows = [
        ("2027-Q1", "revenue: chat", "revenue", 90.0),
        ("2027-Q1", "energy at spot price", "energy", -9.0),
        ("2027-Q1", "racks, paid at order", "capex", -1000.0),
    ]
    plan = with_racks(by_hand(flows, payments=AT_ONCE | {"vat_rate": 0.2, "domestic_sales_share": 0.5}),
                      [order("H200_HGX", "2027-Q1", "2027-Q2", 1, 1000.0, 1.0)], [])  # fmt: skip
    vat = plan.months().query("group == 'vat'").pivot_table(index="month", columns="item", values="paid_eur")
    january = vat.loc["2027-01"] / 1e6
    assert january["VAT from customers"] == pytest.approx(0.2 * 0.5 * 31)
    assert january["VAT to suppliers"] == pytest.approx(-0.2 * 3.1)
    assert vat.loc["2027-02", "VAT settled with the State"] / 1e6 == pytest.approx(-3.1 + 0.62)
    assert vat.sum().sum() == pytest.approx(0, abs=CENT)
