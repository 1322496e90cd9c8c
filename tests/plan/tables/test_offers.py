"""The tables `offers` and `rented`, work by what becomes of it, and laws that hold for any contracts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import planner
from planner.optimisation.search.session import solve_inputs
from planner.plan.money.offers import COLUMNS, last_days, offers_table
from planner.plan.money.rented import COLUMNS as RENTED_COLUMNS
from planner.plan.plan import Plan
from planner.plan.store import disk as store
from planner.plan.tables.sums import Sums
from planner.problem.site import ModelInputs
from tests.optimisation import recompute
from tests.optimisation.make import Rack, Work, solve_both, world
from tests.optimisation.make_offers import Deal, with_deals, with_rented
from tests.optimisation.test_free_disposal import case
from tests.plan.answers import plan as plan_without


def two_deals() -> Plan:
    """2 racks; a contract signed before, one worth signing from 2028, one that is declined. Half of it is rented."""
    x = world([Rack(opening=2)], [Work(demand=[1], revenue=1)], objective="maximise_npv", periods=2)
    x = with_rented(x, [1.0], 3, 2, 1, 1)
    x = with_deals(
        x,
        [
            Deal([1], price=5, credit=1, cap=9, signed=True, name="old"),
            Deal([2], price=4, term=(1, 2), decision=1, name="good"),
            Deal([9], price=1, credit=1, cap=99, decision=-1, name="bad"),
        ],
    )
    return Plan.from_solution(None, x, solve_both(x))


def test_each_contract_has_its_row() -> None:
    """Proves: decision, share, term and deadline of a contract are those of the plan.

    By hand: 2 racks and 2 thousand GPUs; "old" is signed, "good" pays 4 a unit where renting costs at most 3, "bad"
    would leave most of 9 units unserved at 2 each for 1.
    A bug would give: a deadline for what is signed already, a term of the whole horizon.
    """
    table = two_deals().offers
    assert table["offer"].tolist() == ["old-0", "good-1", "bad-2"]
    assert table["decision"].tolist() == ["signed before", "signed now", "declined"]
    assert table["share"].tolist() == [1, 1, 0]
    assert [str(day)[:10] for day in table["decide_by"]] == ["NaT", "2028-01-01", "2027-01-01"]
    assert table["first_period"].tolist() == ["2027", "2028", "2027"]
    assert table["last_period"].tolist() == ["2028", "2028", "2028"]
    assert table["revenue_meur"].tolist() == pytest.approx([10, 8, 0])
    assert table["full_revenue_meur"].tolist() == pytest.approx([10, 8, 18])
    assert table["price_eur"].tolist() == pytest.approx([5, 4, 1])
    assert pd.isna(table.loc[2, "unserved_share"])


def test_a_plan_with_contracts_survives_the_store(tmp_path: Path) -> None:
    """Proves: every table of a plan with contracts is read back as it was saved.

    A bug would give: an offer without its deadline, or tables that are left out.
    """
    plan = two_deals()
    again = store.load(tmp_path, plan.save(tmp_path))
    for name in ("offers", "rented", "tokens", "cash_flow", "kpis"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(plan, name), check_dtype=False)
    assert len(again.offers) == 3
    assert len(again.rented) == 2


def test_a_plan_without_contracts_is_what_it_was(tmp_path: Path) -> None:
    """Proves: without contracts nothing is added: empty tables with their columns, no file, no column, no indicator.

    A bug would give: columns of zeros, indicators of customers that are not there.
    """
    plan = plan_without("npv")
    assert plan.offers.empty
    assert list(plan.offers.columns) == COLUMNS
    assert plan.rented.empty
    assert list(plan.rented.columns) == RENTED_COLUMNS
    assert not {"declined", "throttled"} & set(plan.tokens.columns)
    assert not {"rented_share", "declined_share", "throttled_share", "credit_meur"} & set(plan.kpis["kpi"])
    folder = tmp_path / plan.save(tmp_path)
    assert not (folder / "offers.parquet").exists()
    assert not (folder / "rented.parquet").exists()
    assert store.load(tmp_path, folder.name).offers.empty


@pytest.mark.parametrize("seed", range(8))
def test_money_and_work_add_up_with_any_contracts(seed: int) -> None:
    """Proves: with random contracts the cash flow is the optimum, its rows are those of the tables, work adds up.

    Demand = served here + rented + unserved, in every period and every hour; racks here do what is served here.
    A bug would give: a credit counted twice, work of a contract that is in no column.
    """
    x = case(seed + 100)
    assert x.offers is not None
    x = replace(x, offers=replace(x.offers, throttled=0.1 * x.offers.demand))
    solution = solve_inputs(x, gap=1e-3, processes=1)
    plan = Plan.from_solution(None, x, solution)
    present = plan.cash_flow.loc[plan.cash_flow["in_npv"], "present_eur"].sum()
    assert present / 1e6 == pytest.approx(solution.objective_meur, rel=1e-6, abs=1e-5)
    groups = plan.cash_flow.groupby("group")["eur"].sum()
    assert plan.tokens["revenue_meur"].sum() * 1e6 == pytest.approx(groups.get("revenue", 0.0), abs=1)
    assert plan.tokens["penalty_meur"].sum() * 1e6 == pytest.approx(-groups.get("penalty", 0.0), abs=1)
    rent = plan.tokens["burst_cost_meur"].sum() * 1e6 + plan.rented["reserved_eur"].sum()
    assert rent == pytest.approx(-groups.get("burst", 0.0), abs=1)
    work, hourly = plan.tokens, plan.hourly_workloads
    for table, rel in ((work, 1e-9), (hourly, 1e-5)):
        total = table["served_here"] + table["burst"] + table["unserved"]
        waits = table.get("backlog", pd.Series(0.0, index=table.index))
        quiet = waits.groupby([table["workload"], table["period"]], observed=True).transform("max") == 0
        assert total[quiet].to_numpy() == pytest.approx(table["demand"][quiet].to_numpy(), rel=rel, abs=1e-6)
    done = recompute.served_here(x, solution) @ (recompute.weight_of_hour(x)) * x.workloads.units_per_hour
    here = work.groupby("workload", sort=False)["served_here"].sum()
    assert here.to_numpy() == pytest.approx(done, rel=1e-6, abs=1e-3)
    refused = plan.offers.loc[(plan.offers["share"] < 1) | (plan.offers["terminated_period"] != ""), "workload"]
    assert set(work.loc[work["declined"] > 1e-6, "workload"]) <= set(refused)
    words = work[["served_here", "burst", "declined", "throttled", "unserved"]].sum(axis=1).groupby(work["workload"])
    assert words.sum()[list(x.workloads.names)].to_numpy() == pytest.approx(on_offer(x), rel=1e-9)


def on_offer(x: ModelInputs) -> np.ndarray:
    """All work that customers ask or would ask, W: uncommitted, and of every contract with what is above its peak."""
    hourly = x.hours.demand.copy()
    if x.offers is not None:
        np.add.at(hourly, x.offers.workload, x.offers.demand + x.offers.throttled)
    return np.asarray((hourly @ recompute.weight_of_hour(x)) * x.workloads.units_per_hour)


def test_what_an_ended_contract_would_have_asked_is_declined() -> None:
    """Proves: work of a contract that was ended is in one of the five words.

    By hand: 1 unit a period, used 1.5 of which 0.5 are above the peak; the rack leaves after the first period and
    ending costs less than failing: 1 served and 0.5 throttled, then 1.5 declined.
    A bug would give: 3 units on offer of which 1.5 are nowhere.
    """
    x = world([Rack(opening=1, life=1)], [Work(demand=[0], revenue=1)], periods=2, objective="maximise_npv")
    x = with_deals(x, [Deal([1], price=2, credit=1, cap=9, fee=0.5)])
    assert x.offers is not None
    x = replace(x, offers=replace(x.offers, throttled=0.5 * x.offers.demand))
    plan = Plan.from_solution(None, x, solve_both(x))
    assert plan.offers["terminated_period"].tolist() == ["2028"]
    for word, units in {"served_here": [1, 0], "throttled": [0.5, 0], "declined": [0, 1.5], "unserved": [0, 0]}.items():
        assert (plan.tokens[word] / 1e6).tolist() == pytest.approx(units), word


def test_an_offer_declined_is_not_all_demand_served() -> None:
    """Proves: where an offer is declined, demand is not what limits the site.

    By hand: one rack serves all that is signed; 9 units more are on offer at a price that buys no rack.
    A bug would give: "all demand is served here".
    """
    x = world([Rack(opening=1, supply=9, price=5)], [Work(demand=[1], revenue=1)], objective="maximise_npv")
    x = with_deals(x, [Deal([9], price=1, credit=1, cap=99)])
    plan = Plan.from_solution(None, x, solve_both(x))
    assert plan.offers["decision"].tolist() == ["declined"]
    assert plan.binding["what"].tolist() == ["capital"]
    assert np.isclose(plan.tokens["declined"].sum(), 9e6)


def test_the_last_day_to_decide_is_that_of_the_scenario() -> None:
    """Proves: an open contract is decided by its date, or the day before its term where it has none.

    A bug would give: the first day of the quarter of the decision.
    """
    days = last_days(planner.load("scenarios/les-ulis-base.yaml"))
    offers = planner.load("scenarios/les-ulis-base.yaml").workloads["enterprise"].offers
    for name, offer in offers.items():
        year, quarter = int(offer.start[:4]), int(offer.start[-1])
        before = dt.date(year, 3 * quarter - 2, 1) - dt.timedelta(days=1)
        assert days[f"enterprise: {name}"] == (offer.decision or before)
    assert last_days(None) == {}


def test_a_deadline_given_goes_before_that_of_the_period() -> None:
    """Proves: the table has the day that is given; what is signed has none."""
    x = world([Rack(opening=2)], [Work(demand=[1], revenue=1)], objective="maximise_npv")
    x = with_deals(x, [Deal([1], price=5, decision=0), Deal([1], price=5, signed=True)])
    solution = solve_both(x)
    days = {"deal-0": dt.date(2027, 3, 31), "deal-1": dt.date(2027, 3, 31)}
    table = offers_table(x, solution, Sums(x, solution), days)
    assert [str(day)[:10] for day in table["decide_by"]] == ["2027-03-31", "NaT"]
