"""Lender's cases: what is held stays, each case is what it says, by hand where a hand can do it."""

from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np
import pandas as pd
import pytest

from planner.errors import DataError, ScenarioError
from planner.money_studies.cover import Service, covers, mean_cover, service_of, shortfall_eur
from planner.money_studies.decided import Dispatches
from planner.money_studies.lenders import (
    COLUMNS,
    _contracted_only,
    _late_fleet,
    _late_terms,
    _without_largest,
    lender_cases,
)
from planner.money_studies.lettings import let_at_market_rents, lowest_rent_usd
from planner.money_studies.path_cases import at_least
from planner.plan.accounts.ratios import DSCR, ratios_table
from planner.plan.money.cash_flow import npv_meur
from planner.plan.plan import Plan
from tests.money_studies.cases import DAYS, GAP, HOW, plan, scenario


def dispatched(name: str, case: str) -> Plan:
    """The plan of a scenario dispatched again in a case."""
    return every_case(name)[case]


@cache
def every_case(name: str) -> dict[str, Plan]:
    made = plan(name)
    with Dispatches(made, scenario(name), days=DAYS, gap=GAP, processes=1) as runs:
        base = runs.plan(runs.inputs)
        x = runs.inputs
        return {
            "base": base,
            "contracted": runs.plan(_contracted_only(x)[0]),
            "lost": runs.plan(_without_largest(x, base)[0]),
            "late": runs.plan(dataclasses.replace(x, fleet=_late_fleet(runs.scenario, x)), _late_terms(runs.scenario)),
            "rents": runs.plan(let_at_market_rents(x, runs.scenario, runs.installed_racks, 0.5)),
        }


def sold(of: Plan) -> pd.Series:
    return of.retirements.groupby(["vintage", "period", "reason"])["racks"].sum()


@pytest.mark.parametrize("name", ["plain", "loan"])
def test_the_base_dispatched_again_is_the_plan(name: str) -> None:
    """Proves: orders, racks that leave and megawatts are those of the plan, and so is its value, within both gaps."""
    made, again = plan(name), dispatched(name, "base")
    keys = ["rack", "order_period", "racks", "live_period"]
    assert again.orders[keys].values.tolist() == made.orders[keys].values.tolist()
    pd.testing.assert_series_equal(sold(again), sold(made))
    assert again.power["connection_mw"].tolist() == made.power["connection_mw"].tolist()
    value = npv_meur(made.cash_flow)
    assert npv_meur(again.cash_flow) == pytest.approx(value, abs=2 * GAP * abs(value) + 1e-6)


@pytest.mark.parametrize("case", ["contracted", "lost", "late", "rents"])
def test_no_case_orders_or_keeps_other_racks(case: str) -> None:
    """Proves: in every case as many racks of each product are ordered in each period; a late rack leaves no earlier."""
    base, changed = dispatched("loan", "base"), dispatched("loan", case)
    keys = ["rack", "order_period", "racks"]
    assert changed.orders[keys].values.tolist() == base.orders[keys].values.tolist()
    if case != "late":
        pd.testing.assert_series_equal(sold(changed), sold(base))


def test_late_racks_come_a_quarter_later_at_the_price_agreed() -> None:
    """Proves: each order is live one quarter after that of the base, or after the horizon, and costs the same."""
    base, late = dispatched("plain", "base").orders, dispatched("plain", "late").orders
    names = [*dispatched("plain", "base").periods, "after the horizon"]
    assert len(base) > 0
    assert late["live_period"].tolist() == [names[names.index(p) + 1] for p in base["live_period"]]
    assert late["order_by"].tolist() == base["order_by"].tolist()
    assert late["cost_meur"].tolist() == pytest.approx(base["cost_meur"].tolist())


def test_contracted_revenue_is_all_there_is() -> None:
    """Proves: with no uncommitted demand the only revenue is that of the contracts; without any there is none."""
    revenue = dispatched("loan", "contracted").cash_flow
    revenue = revenue.loc[(revenue["group"] == "revenue") & (revenue["eur"] != 0)]
    assert len(revenue) > 0
    assert all("small" in item or "large" in item for item in revenue["item"])
    of_none = dispatched("plain", "contracted").cash_flow
    assert of_none.loc[of_none["group"] == "revenue", "eur"].sum() == 0


def test_the_largest_customer_is_the_contract_that_earns_most() -> None:
    """Proves: the larger of two contracts is gone with its revenue, and the other one still pays what it paid.

    Without a contract the workload with most present revenue goes, and the note says so.
    """
    base, lost = dispatched("loan", "base").offers, dispatched("loan", "lost").offers
    earned = [dict(zip(table["offer"], table["revenue_meur"], strict=True)) for table in (base, lost)]
    large, small = "assistant: large", "assistant: small"
    assert earned[0][large] > earned[0][small] > 0
    assert earned[1].get(large, 0.0) == pytest.approx(0.0)
    assert earned[1][small] == pytest.approx(earned[0][small], rel=1e-6)
    with Dispatches(plan("plain"), scenario("plain"), days=DAYS, gap=GAP, processes=1) as runs:
        changed, note = _without_largest(runs.inputs, plan("plain"))
    first = plan("plain").tokens.groupby("workload")["revenue_meur"].sum().idxmax()
    assert note == f"{first} (no contract)"
    at = runs.inputs.workloads.names.index(str(first))
    assert not changed.hours.demand[at].any()
    assert np.array_equal(np.delete(changed.hours.demand, at, 0), np.delete(runs.inputs.hours.demand, at, 0))


def test_market_rents_are_racks_times_hours_times_rent() -> None:
    """Proves, by hand: revenue of a quarter is at most, and where power allows exactly, racks · 97 % available · GPUs ·
    half the hours · the lowest rent in euros, which falls by 15 % a year from the first day on."""
    let = dispatched("plain", "rents")
    hours = {"2027-Q1": 90 * 24, "2027-Q2": 91 * 24, "2027-Q3": 92 * 24, "2027-Q4": 92 * 24}
    fleet, own = let.fleet, scenario("plain")
    assert own.power.burst.price_change_per_year == -0.15
    rent = {"H200_HGX": 2.5, "B200_HGX": 2.25, "GB300_NVL72": 2.25}
    revenue = let.cash_flow.loc[let.cash_flow["group"] == "revenue"].groupby("period")["eur"].sum()
    middle = 0.0
    for period, real in hours.items():
        middle += real / 8760 / 2
        rows = fleet.loc[fleet["period"] == period]
        usd = sum(row["gpus"] * rent[row["rack"]] for row in rows.to_dict("records"))
        by_hand = 0.5 * own.fleet.availability * usd / own.finance.usd_per_eur * real * 0.85**middle
        middle += real / 8760 / 2
        assert revenue[period] == pytest.approx(by_hand, rel=1e-3)  # an hour of summer time more or less


def test_rents_are_the_lowest_of_the_table() -> None:
    """Proves, by hand from data/gpu/gpu_rents.csv: lowest figure or lower end; newer GPUs take the B200's."""
    assert lowest_rent_usd("H100_HGX") == 1.70
    assert lowest_rent_usd("H200_HGX") == 2.50
    for name in ("B200_HGX", "B300_HGX", "GB200_NVL72", "GB300_NVL72", "VR_NVL72"):
        assert lowest_rent_usd(name) == 2.25
    with pytest.raises(DataError, match="no rent of MI300X"):
        lowest_rent_usd("MI300X_HGX")


def test_p90_is_what_nine_in_ten_reach() -> None:
    """Proves, by hand: of 1 to 10, nine are 2 or more and five are 6 or more; of three, P90 is the least."""
    values = [float(v) for v in (3, 1, 10, 2, 9, 4, 8, 5, 7, 6)]
    assert (at_least(values, 0.9), at_least(values, 0.5)) == (2.0, 6.0)
    assert at_least([5.0, 4.0, 6.0], 0.9) == 4.0


def test_cover_of_the_base_is_that_of_its_accounts() -> None:
    """Proves: on its own debt service the base has the covers that `plan.ratios` says; what is missing is by hand."""
    accounts = dispatched("loan", "base").accounts()
    service = service_of(accounts)
    ratios = ratios_table(accounts, "quarter")
    expected = ratios.loc[ratios["ratio"] == DSCR].set_index("period")["value"]
    assert len(service.quarters) >= 2
    assert covers(accounts, service).tolist() == pytest.approx([expected[name] for name in service.quarters])
    by_hand = Service(("2027-Q1", "2027-Q2"), np.array([100.0, 300.0]))
    assert shortfall_eur(np.array([0.5, 2.0]), by_hand) == 50.0
    assert mean_cover(np.array([0.5, 2.0]), by_hand) == pytest.approx((50 + 600) / 400)


def test_one_table_has_all_cases() -> None:
    """Proves: seven cases in order; without debt the cell says so; P90 is not above P50."""
    table = lender_cases(plan("plain"), paths=2, **HOW)
    assert table.columns.tolist() == COLUMNS
    assert table["case"].tolist() == [
        "base", "P50", "P90", "contracted revenue only", "largest customer lost", "racks a quarter late",
        "market rents only",
    ]  # fmt: skip
    assert set(table["dscr_least"]) == {"no debt"}
    npv = table.set_index("case")["npv_meur"].astype(float)
    assert npv["P90"] <= npv["P50"]
    assert table["difference_meur"].astype(float).tolist() == pytest.approx((npv - npv["base"]).tolist())


@pytest.mark.parametrize(
    ("options", "words"),
    [({"paths": 1}, "allowed are 2 to 1000"), ({"let_share": 0.0}, "above 0 to 1"), ({"days": 0}, "number of days")],
)
def test_senseless_options_are_refused(options: dict[str, float], words: str) -> None:
    """Proves: one clear error each, before anything is solved."""
    with pytest.raises(ScenarioError, match=words):
        lender_cases(scenario("plain"), **options)


def test_a_plan_of_least_cost_has_no_value() -> None:
    """Proves: the objective is named, and the hint works when followed."""
    least = scenario("plain").with_(**{"objective.kind": "minimise_cost"})
    with pytest.raises(ScenarioError, match=r"set objective\.kind to maximise_npv"):
        lender_cases(least)
