"""The bill of a plan as it is read: days filled in by like days, supply line by line, the accounts to the cent."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pytest

import planner
from planner.billing import LoadCurve, bill
from planner.billing.own import SPOT
from planner.calendar import make_calendar
from planner.errors import ScenarioError
from planner.plan.money.bill import COLUMNS, options_of
from planner.plan.money.bill_supply import CONTRACT, PREPAYMENT, SOLD_BACK, Delivered, supply_lines
from planner.plan.plan import Plan
from planner.plan.studies import bill_views, load_year
from planner.plan.studies.load_year import year_load
from tests.charts.small_plan import TERMS, small_plan
from tests.inputs.plain import plain_scenario

PLAN = small_plan()
YEAR = "2027"
LOAD = year_load(PLAN, YEAR)
ROWS = bill_views.bill_of_year(PLAN, YEAR)


def test_year_has_every_hour_and_keeps_those_dispatched() -> None:
    """Proves: 8,760 hours without a gap; a dispatched hour has its own load; each other that of its period."""
    assert len(LOAD.utc) == 8760
    assert (np.diff(LOAD.utc.asi8) == np.diff(LOAD.utc.asi8)[0]).all()
    hours = PLAN.hours("hourly", f"{YEAR}-Q2")
    own = LOAD.kw.reindex(pd.DatetimeIndex(hours["utc"])) / 1000
    np.testing.assert_allclose(own, hours["grid_mw"].astype(float))
    of_quarter = LOAD.grid_mw[np.array(LOAD.period) == f"{YEAR}-Q2"]
    assert set(np.unique(of_quarter)) <= set(hours["grid_mw"].astype(float))
    assert LOAD.dispatched_share == pytest.approx(12 * 24 / 8760, rel=0.02)


def test_days_filled_in_are_of_the_same_kind() -> None:
    """Proves: of a Wednesday and a Saturday dispatched, weekends and holidays take the Saturday, at their own hour."""
    calendar = make_calendar("2027-Q1", "2027-Q1", "quarter")
    wednesday, saturday = (dt.date(2027, 2, day).toordinal() for day in (10, 13))
    missing = ~np.isin(calendar.date_ordinal, (wednesday, saturday))
    source = load_year._source_hours(calendar, missing)
    rest = (calendar.weekday >= 5) | calendar.holiday
    assert (calendar.date_ordinal[source] == np.where(rest, saturday, wednesday)).all()
    assert (calendar.hour[source] == calendar.hour).all()


def test_a_year_outside_the_horizon_is_refused() -> None:
    """Proves: the message names the year and the horizon."""
    with pytest.raises(ValueError, match="no period in 2040; it runs from"):
        year_load(PLAN, "2040")


def test_an_estimated_bill_is_the_engine_run_on_the_load_filled_in() -> None:
    """Proves: with the terms of the run and the powers of the plan all lines but the supply are those of the engine;
    the supply is Σ MWh × spot; the groups and items add up to the whole.
    """
    powers = PLAN.power.set_index("period").filter(like="subscribed_mw_").drop(columns="subscribed_mw_max") * 1000
    levels = {m: powers.loc[p].to_numpy(dtype=float) for m, p in zip(LOAD.month, LOAD.period, strict=True)}
    engine = bill(LOAD.kw, TERMS.tariff, levels, options_of(asdict(TERMS)))
    supply = ROWS["item"].map(bill_views.group_of) == bill_views.SUPPLY
    assert ROWS.loc[~supply, "amount_exact_eur"].sum() == pytest.approx(engine["amount_exact_eur"].sum(), abs=1e-6)
    assert ROWS.loc[supply, "amount_eur"].sum() == pytest.approx(float(LOAD.grid_mw @ LOAD.spot_eur_per_mwh), abs=0.07)
    assert supply.sum() == 12
    assert list(ROWS["month"].unique()) == [f"{YEAR}-{month:02d}" for month in range(1, 13)]
    assert bill_views.energy_mwh(ROWS) == pytest.approx(float(LOAD.grid_mw.sum()))
    assert bill_views.by_item(ROWS)["amount_eur"].sum() == pytest.approx(ROWS["amount_eur"].sum())
    groups = bill_views.by_group(ROWS)
    assert groups.to_numpy().sum() == pytest.approx(ROWS["amount_eur"].sum())
    assert set(groups.columns) <= set(bill_views.GROUPS)


def test_versions_hold_ours_and_the_plan_and_come_cheapest_first() -> None:
    """Proves: the three versions of HTB1 and the plan at its own power, by cost; its total is the bill's."""
    table = bill_views.versions_of_year(PLAN, YEAR)
    assert list(table.columns) == bill_views.VERSION_COLUMNS
    assert table["basis"].value_counts().to_dict() == {"best": 3, "plan": 1}
    assert table["total_eur"].is_monotonic_increasing
    assert set(table["tariff"].str[:12]) == {"turpe7-htb1-"}
    ours = table.loc[table["tariff"] == TERMS.tariff].set_index("basis")["total_eur"]
    supply = ROWS["item"].map(bill_views.group_of) == bill_views.SUPPLY
    assert ours["plan"] == pytest.approx(ROWS.loc[~supply, "amount_exact_eur"].sum())


def test_reduced_rate_is_worth_the_difference_above_the_first_gwh() -> None:
    """Proves: (normal − reduced) × (MWh − 1,000), at the last known levels."""
    worth = bill_views.reduced_rate_worth_eur(PLAN, YEAR)
    above = max(float(LOAD.grid_mw.sum()) - 1000.0, 0.0)
    assert worth == pytest.approx((26.58 - 10.0) * above, abs=0.5)


def test_a_run_without_terms_says_so() -> None:
    """Proves: a run of before there were bills is explained, not billed at something else."""
    old = PLAN.with_manifest(bill=None)
    with pytest.raises(ScenarioError, match=r"does not say by which tariff.*\n\nhint: solve the scenario again"):
        bill_views.bill_of_year(old, YEAR)


# ------------------------------------------------------------------ supply, hand and solved

CONTRACTS = {
    "base-27": {
        "title": "Block", "kind": "baseload", "start": "2027-02-10", "end": "2027-12-31", "min_mw": 0.35,
        "max_mw": 0.35, "strike_eur_per_mwh": 47.0, "prepayment_meur_per_mw": 0.01, "signed": "2027-01-15",
    },
    "sun": {
        "title": "Sun", "kind": "solar", "delivery": "as_produced", "start": "2026-12-01", "end": "2029-11-30",
        "min_mw": 2.0, "max_mw": 2.0, "strike_eur_per_mwh": 45.0, "full_load_hours": 1100.0,
        "indexed_to_inflation_share": 0.5,
    },
    "nuclear": {
        "title": "Allocation", "kind": "nuclear", "delivery": "band", "start": "2027-01-01", "end": "2036-12-31",
        "min_mw": 0.3, "max_mw": 0.3, "strike_eur_per_mwh": 55.0, "full_load_hours": 6500.0,
        "prepayment_meur_per_mw": 0.2,
    },
}  # fmt: skip


@cache
def with_contracts(days: Literal["all"] | int) -> Plan:
    """A small site, five quarters, three contracts that it has signed: more than it draws on sunny days."""
    changes = {"horizon.start": "2026-Q4", "horizon.end": "2027-Q4", "power.contracts": CONTRACTS}
    return planner.solve(plain_scenario(changes), days=days, processes=1, gap=0.05)


def test_bill_and_supply_are_the_electricity_of_the_accounts_to_the_cent() -> None:
    """Proves: of all hours of five quarters, each period: network, taxes, spot, sold back, three contracts and two
    prepayments add up to what the cash flow holds for electricity, and the energy to that of the meter.
    """
    plan = with_contracts("all")
    items = set(plan.bill["item"])
    assert {SPOT, SOLD_BACK, *(f"{CONTRACT}{name}" for name in CONTRACTS)} <= items
    assert {f"{PREPAYMENT}base-27", f"{PREPAYMENT}nuclear"} <= items
    for period in plan.periods:
        rows = plan.bill.loc[plan.bill["period"] == period]
        assert rows["amount_exact_eur"].sum() == pytest.approx(bill_views.paid_in_plan_eur(plan, period), abs=0.01)
        mwh = plan.power.set_index("period").loc[period, "energy_mwh"]
        assert bill_views.energy_mwh(rows) == pytest.approx(mwh, abs=1e-6)
    year = bill_views.bill_of_year(plan, YEAR)
    assert year["amount_exact_eur"].sum() == pytest.approx(bill_views.paid_in_plan_eur(plan, YEAR), abs=0.01)
    assert list(year.columns) == COLUMNS
    assert set(year["month"]) == {f"{YEAR}-{month:02d}" for month in range(1, 13)}


def test_each_contract_is_billed_for_what_it_delivers() -> None:
    """Proves: month by month a line has base, unit, rate, amount and source: the block from its first day on, also in
    the month of 23 hours' day; the sun at its price of the anniversary; a surplus as negative MWh at spot.
    """
    bill = with_contracts("all").bill
    block = bill.loc[bill["item"] == f"{CONTRACT}base-27"].set_index("month")
    hours = {"2027-02": 19 * 24, "2027-03": 31 * 24 - 1, "2027-10": 31 * 24 + 1}
    for month, count in hours.items():
        assert block.loc[month, "base"] == pytest.approx(0.35 * count)
        assert block.loc[month, "amount_eur"] == round(0.35 * count * 47.0 + 1e-9, 2)
    assert block["rate"].to_numpy() == pytest.approx(47.0)
    assert set(block["unit"]) == {"MWh"}
    assert "2027-01" not in block.index
    sun = bill.loc[bill["item"] == f"{CONTRACT}sun"].set_index("month")["rate"]
    assert (sun["2027-11"], sun["2027-12"]) == pytest.approx((45.0, 45.0 * 1.01))  # half of 2 % from December on
    sold = bill.loc[bill["item"] == SOLD_BACK]
    assert (sold["base"] < 0).all()
    assert bill["source"].str.len().min() > 0
    paid = bill.loc[bill["item"].str.startswith(PREPAYMENT)].set_index("item")
    assert paid.loc[f"{PREPAYMENT}base-27", ["month", "base", "unit", "amount_eur"]].to_list() == [
        "2027-01", 0.35, "MW", 3500.0,
    ]  # fmt: skip


def test_sold_back_is_spot_for_what_is_not_drawn() -> None:
    """Proves, by hand: 2 MW for loads of 1, 3 and 2 MW at 10, 20 and −5 EUR/MWh: 1 MWh bought at 20, 1 sold at 10, and
    the contract paid for 6 MWh; together what settlement against spot gives.
    """
    load = LoadCurve(np.array([1000.0, 3000.0, 2000.0]), 1_800_000_000 // 3600 * 3600, 60)
    spot, volume, month = np.array([10.0, 20.0, -5.0]), np.full(3, 2.0), load.months[0].label
    lines = {one.item: one for one in supply_lines(load, spot, volume, [Delivered("a", month, 6.0, 6.0 * 12.0)])}
    assert (lines[SPOT].base, lines[SPOT].exact_eur) == (1.0, 20.0)
    assert (lines[SOLD_BACK].base, lines[SOLD_BACK].exact_eur) == (-1.0, -10.0)
    settled = np.array([1.0, 3.0, 2.0]) @ spot + volume @ (12.0 - spot)
    assert sum(one.exact_eur for one in lines.values()) == pytest.approx(settled) == 82.0


def test_few_days_bill_the_same_contracts(tmp_path: Path) -> None:
    """Proves: a plan on a few days, saved and read again, bills what each contract delivers in the year at its mean
    strike, its prepayments, and the load filled in; the year's energy is that of the load.
    """
    plan = with_contracts(1)
    assert plan.bill.empty
    run = planner.open_run(plan.save(tmp_path), tmp_path)
    rows = bill_views.bill_of_year(run, YEAR)
    own = plan.contracts.loc[plan.contracts["period"].str.startswith(YEAR)]
    for name in CONTRACTS:
        of = own.loc[own["contract"] == name]
        mine = rows.loc[rows["item"] == f"{CONTRACT}{name}"]
        assert mine["base"].sum() == pytest.approx(of["energy_mwh"].sum())
        assert mine["amount_exact_eur"].sum() == pytest.approx((of["energy_mwh"] * of["strike_eur_per_mwh"]).sum())
    paid = rows.loc[rows["item"].str.startswith(PREPAYMENT), "amount_exact_eur"].sum()
    assert paid == pytest.approx(1e6 * own["prepayment_meur"].sum())
