"""The bill of a plan against the money of the optimiser, for all hours of a year."""

from __future__ import annotations

import datetime as dt
import math
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

import planner
from planner.billing import best_subscribed_kw, bill
from planner.billing.grid_tariff import overrun_charge_eur, tariff_path
from planner.billing.own import SPOT
from planner.calendar import PARIS
from planner.errors import ScenarioError
from planner.inputs.build import build_inputs
from planner.plan.money.bill import COLUMNS, bill_table, official_overrun_eur, options_of, terms_of
from planner.plan.money.cash_flow import dispatch_flows, subscribed_cost_eur
from planner.plan.plan import Plan
from planner.plan.store.seal import SEAL
from planner.plan.studies.bill_views import bill_versions, full_years
from planner.plan.tables.sums import Sums
from planner.problem.site import ModelInputs
from planner.problem.solution import Solution
from tests.inputs.plain import plain_scenario

ROUNDING = 0.5 / 100  # EUR of each row
CENT = 0.01


@cache
def inputs(kind: str = "quarter", start: str = "2027-Q1", end: str = "2027-Q4") -> ModelInputs:
    return build_inputs(plain_scenario({"horizon.start": start, "horizon.end": end, "horizon.period": kind}))


def solution(x: ModelInputs, seed: int = 1, overruns: float = 0.02) -> Solution:
    """A load that is anything, some hours above subscribed power, which rises with class and period."""
    random = np.random.default_rng(seed)
    size, hours = len(x.periods.names), len(x.hours.utc)
    subscribed = np.sort(np.sort(random.uniform(3, 9, (5, size)), axis=0), axis=1)
    at = subscribed[x.hours.tariff_class, Sums(x, cast("Solution", None)).period_of_hour]
    grid = at * np.where(random.random(hours) < overruns, random.uniform(1, 1.4, hours), random.uniform(0.2, 1, hours))
    none = np.zeros((len(x.workloads.names), hours))
    dispatch = SimpleNamespace(grid_mw=grid, overrun_mw=np.maximum(grid - at, 0), burst=none, unserved=none)
    return cast("Solution", SimpleNamespace(subscribed_mw=subscribed, dispatch=dispatch, contract_mw=np.zeros(0)))


def sum_by_period(x: ModelInputs, table: pd.DataFrame, *starts: str) -> np.ndarray:
    own = table.loc[table["item"].str.startswith(starts)].groupby("period")["amount_exact_eur"].sum()
    return np.array([own[name] for name in x.periods.names])


@pytest.mark.parametrize("kind", ["month", "quarter", "year"])
def test_the_money_of_the_plan_is_the_bill_of_its_load(kind: str) -> None:
    """Proves: subscribed power, fixed part with CTA, energy, excise, spot and overrun of all 8,760 hours of 2027, each
    period: cash flow and engine agree to a tenth of a cent, across the change of rates on 1 August by inflation.
    """
    x = inputs(kind)
    s = solution(x)
    table = bill_table(x, s)
    assert len(x.hours.utc) == 8760
    assert list(table.columns) == COLUMNS
    flows = {item: -eur for item, _, eur in dispatch_flows(x, s, Sums(x, s), official_overrun_eur(x, table))}
    fixed = subscribed_cost_eur(x, s.subscribed_mw) + x.tariff.fixed_meur * 1e6
    for ours, starts in (
        (fixed, ("management", "metering", "subscribed_power", "cta")),
        (flows["grid tariff, energy"], ("energy_pointe", "energy_H")),
        (flows["electricity taxes"], ("excise",)),
        (flows["energy at spot price"], (SPOT,)),
        (flows["grid tariff, overrun"], ("overrun",)),
    ):
        assert ours == pytest.approx(sum_by_period(x, table, *starts), abs=CENT / 10)
        assert (ours > 0).all()
    assert table["amount_eur"].sum() == pytest.approx(table["amount_exact_eur"].sum(), abs=ROUNDING * len(table))
    assert (table["amount_eur"] - table["amount_exact_eur"]).abs().max() <= ROUNDING + 1e-6


def test_the_capacity_levy_of_cash_flow_and_bill_are_the_same() -> None:
    """Proves: in the hours signalled, energy at 15,000 EUR per MW over 132 hours; the excise is not touched by it."""
    changes = {"horizon.start": "2027-Q1", "horizon.end": "2027-Q4", "power.capacity_charge": {"eur_per_kw": 15.0}}
    x = build_inputs(plain_scenario(changes))
    s = solution(x)
    table = bill_table(x, s)
    flows = {item: -eur for item, _, eur in dispatch_flows(x, s, Sums(x, s), official_overrun_eur(x, table))}
    own = table.loc[table["item"] == "capacity"]
    assert list(own["month"]) == ["2027-01", "2027-02", "2027-03", "2027-11", "2027-12"]
    assert own["rate"].to_numpy() == pytest.approx(15_000 / 132)
    assert flows["capacity levy"].sum() == pytest.approx(own["amount_exact_eur"].sum(), abs=CENT)
    assert flows["capacity levy"][1:3].tolist() == [0.0, 0.0]
    assert flows["electricity taxes"] == pytest.approx(sum_by_period(x, table, "excise"), abs=CENT / 10)


def test_the_overrun_by_hand_and_how_far_the_model_is_off() -> None:
    """Proves: the cash flow holds the square root of the tariff, month by month and class by class, and says what the
    model took above it: never less, √n times as much for n equal hours, nothing for one hour.
    """
    x = inputs()
    s = solution(x)
    table = bill_table(x, s)
    local = [pd.Timestamp(t).tz_localize("UTC").tz_convert(PARIS) for t in x.hours.utc]
    month = np.array([t.month for t in local])
    path = tariff_path(cast("Any", calendar()), "HTB1", "LU", x.bill.inflation if x.bill else 0.0)
    by_hand = np.zeros(4)
    for m in range(1, 13):
        rates, factor = path.on(dt.date(2027, m, 1))
        for k in range(5):
            over = s.dispatch.overrun_mw[(month == m) & (x.hours.tariff_class == k)] * 1000
            b = rates.b_power_eur_per_kw_year[k] * factor
            by_hand[(m - 1) // 3] += overrun_charge_eur(np.repeat(over, 6), b, rates.overrun_alpha)
    official = official_overrun_eur(x, table)
    assert official == pytest.approx(by_hand, abs=CENT / 10)
    flows = {item: eur for item, _, eur in dispatch_flows(x, s, Sums(x, s), official)}
    assert (flows["overrun, model minus official"] < 0).all()  # the model charges more
    model = {item: eur for item, _, eur in dispatch_flows(x, s, Sums(x, s))}["grid tariff, overrun"]
    assert flows["grid tariff, overrun"] + flows["overrun, model minus official"] == pytest.approx(model)
    hours = np.array([np.count_nonzero(s.dispatch.overrun_mw[Sums(x, s).period_of_hour == p]) for p in range(4)])
    assert (-model <= by_hand * np.sqrt(hours) * 1.02).all()  # 1.02: rates of a quarter differ from month to month


def calendar() -> Any:
    from planner.calendar import make_calendar

    return make_calendar("2027-Q1", "2027-Q4", "quarter")


def test_one_hour_of_overrun_a_month_is_exact() -> None:
    """Proves: with one hour a month and class the model's linear charge is the official one."""
    x = inputs("month")
    s = solution(x, overruns=0.0)
    over = np.zeros(len(x.hours.utc))
    period = Sums(x, s).period_of_hour
    for p in range(12):
        over[np.flatnonzero(period == p)[p + 100]] = 0.3
    at = s.subscribed_mw[x.hours.tariff_class, period]
    s.dispatch.grid_mw[over > 0] = (at + over)[over > 0]
    s.dispatch.overrun_mw[:] = over
    official = official_overrun_eur(x, bill_table(x, s))
    model = {item: eur for item, _, eur in dispatch_flows(x, s, Sums(x, s))}["grid tariff, overrun"]
    assert official == pytest.approx(-model, abs=CENT / 10)


def test_a_plan_on_a_few_days_has_no_bill() -> None:
    """Proves: no bill is made of a load curve with gaps; the cash flow then holds the model's overrun alone."""
    x = build_inputs(plain_scenario(), days=1)
    assert bill_table(x, solution(x)).empty
    assert official_overrun_eur(x, bill_table(x, solution(x))) is None


@cache
def solved() -> Plan:
    """A small site, every hour of five quarters: 2027 is whole."""
    scenario = plain_scenario({"horizon.start": "2026-Q4", "horizon.end": "2027-Q4"})
    return planner.solve(scenario, processes=1, gap=0.05)


def test_a_solved_plan_is_saved_with_its_bill(tmp_path: Path) -> None:
    """Proves: cash flow and bill of a real plan agree; the run holds the bill; a run without one can be read."""
    plan = solved()
    cash = plan.cash_flow.loc[plan.cash_flow["group"].isin(["tariff", "tax", "energy"]), "eur"].sum()
    assert -cash == pytest.approx(plan.bill["amount_exact_eur"].sum(), abs=CENT)
    assert set(plan.bill["month"]) == {f"2026-{m}" for m in (10, 11, 12)} | {f"2027-{m:02}" for m in range(1, 13)}
    run = plan.save(tmp_path)
    pd.testing.assert_frame_equal(planner.open_run(run, tmp_path).bill, plan.bill)
    for name in ("bill.parquet", SEAL):  # as a run of before there were either
        (tmp_path / run / name).unlink()
    old = planner.open_run(run, tmp_path)
    assert old.bill.empty
    assert list(old.bill.columns) == COLUMNS


def test_versions_of_a_plan_are_those_of_the_engine(tmp_path: Path) -> None:
    """Proves: one call bills the plan's load of 2027 under all versions at their best subscribed power, and the plan's
    own; every total is the engine's, and a saved run gives the same. Best is one subscription all year: the plan's own,
    held at its highest all year, costs no less (as it rises within the year it may).
    """
    plan = solved()
    found = planner.compare_tariff_versions(plan, ["HTB1", "HTB2"])
    assert set(found["year"]) == {2027}
    assert len(found) == 7
    hourly = plan.hourly.loc[plan.hourly["local"].dt.year == 2027]
    load = pd.Series(hourly["grid_mw"].to_numpy(dtype=float) * 1000, index=pd.DatetimeIndex(hourly["utc"]))
    options = options_of(plan.manifest["bill"])
    for row in found.loc[found["basis"] == "best"].to_dict("records"):
        powers = best_subscribed_kw(load, row["tariff"], options)
        assert row["subscribed_kw"] == powers
        total = bill(load, row["tariff"], powers, options)["amount_exact_eur"].sum()
        assert row["total_eur"] == pytest.approx(total, abs=CENT)
    own = found.loc[found["basis"] == "plan"].iloc[0]
    best = found.loc[(found["tariff"] == own["tariff"]) & (found["basis"] == "best"), "total_eur"].iloc[0]
    classes = plan.power.filter(like="subscribed_mw_").drop(columns="subscribed_mw_max")
    highest = tuple(math.ceil(mw * 1000) for mw in classes.loc[plan.power["period"].str.startswith("2027")].max())
    all_year = bill(load, own["tariff"], highest, options)["amount_exact_eur"].sum()
    assert best <= all_year + 1  # whole kW
    assert own["total_eur"] <= all_year + 1
    run = planner.open_run(plan.save(tmp_path), tmp_path)
    pd.testing.assert_frame_equal(bill_versions(run, ["HTB1", "HTB2"]), found)
    assert {"HTA", "HTB1"} <= {name.split("-")[1].upper() for name in plan.bill_versions()["tariff"]}


def test_versions_need_every_day_and_a_full_year() -> None:
    x = build_inputs(plain_scenario(), days=1)
    few = cast("Plan", SimpleNamespace(manifest={"bill": terms_of(x.bill), "every_day": False}))
    with pytest.raises(ScenarioError, match=r'does not dispatch every day.*\n\nhint: solve it with days="all"'):
        bill_versions(few)
    hours = pd.date_range("2026-10-01", "2028-01-01", freq="h", tz="Europe/Paris", inclusive="left")
    assert full_years(hours) == [2027]
    assert full_years(hours[:2000]) == []
