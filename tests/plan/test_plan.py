"""The plan against the solver's own answer, and conservation of racks, energy, work and money."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from planner.errors import SolverFailure
from planner.plan.money.cash_flow import objective_meur
from planner.plan.plan import Plan
from planner.plan.tables.electrons import imbalance_mwh
from tests.plan.answers import CASES, answer, plan, plan_of, scenario

every_case = pytest.mark.parametrize("case", sorted(CASES))


@every_case
def test_money_of_the_tables_is_the_objective(case: str) -> None:
    """Proves: the cash flow, added up without the optimiser's help, is its objective to 1e-6."""
    inputs, solution = answer(case)
    total = objective_meur(plan(case).cash_flow, inputs.objective)
    assert total == pytest.approx(solution.objective_meur, rel=1e-6)


@every_case
def test_energy_in_is_energy_out(case: str) -> None:
    """Proves: every MWh drawn is found again in losses, cooling, auxiliaries, network, idle, parked or serving."""
    table = plan(case).electrons
    grid = table.loc[table["stage"] == "grid"].groupby("period", sort=False)["mwh"].sum().to_numpy()
    assert grid == pytest.approx(plan(case).power["energy_mwh"].to_numpy(), rel=1e-9)
    assert imbalance_mwh(table).abs().to_numpy().max() < 1e-6 * grid.max()
    assert (table["mwh"] > -1e-9).all()


@every_case
def test_work_is_conserved_and_done_by_racks(case: str) -> None:
    """Proves: served + rented + unserved = demand, and what points of operation did is what was served here."""
    table = plan(case).tokens
    assert (table["served_here"] + table["burst"] + table["unserved"]).to_numpy() == pytest.approx(
        table["demand"].to_numpy()
    )
    done = plan(case).rack_efficiency.groupby(["period", "workload"])["mtokens"].sum()
    served = table.loc[table["unit"] == "Mtokens"].set_index(["period", "workload"])["served_here"]
    served = served[served > 1e-6 * served.max()]
    assert done.reindex(served.index).to_numpy() == pytest.approx(served.to_numpy(), rel=1e-5)


@every_case
def test_racks_in_are_racks_out(case: str) -> None:
    """Proves: installed now = installed before + gone live − retired, for every product."""
    inputs, _ = answer(case)
    opening = np.zeros(len(inputs.fleet.racks))
    np.add.at(opening, inputs.fleet.vintage_rack, inputs.fleet.opening_racks)
    for r, rack in enumerate(inputs.fleet.racks):
        table = plan(case).fleet
        table = table.loc[table["rack"] == rack]
        change = table["live_racks"] - table["retired_racks"]
        assert (opening[r] + change.cumsum()).tolist() == table["installed_racks"].tolist()


def test_racks_that_reach_their_end_of_life_are_sold() -> None:
    """Proves: every rack, opening or ordered, is gone when its life is over, and nothing is left to value."""
    found = plan("ageing")
    last = found.periods[2]
    left = found.fleet.loc[found.fleet["period"] == last]
    assert left["installed_racks"].sum() == 0
    assert left["retired_racks"].sum() > 0
    assert found.fleet["retired_racks"].sum() == 5 + found.fleet["ordered_racks"].sum()
    assert last in set(found.cash_flow.query("group == 'resale'")["period"])
    assert "terminal" not in set(found.cash_flow["group"])


def test_a_day_of_less_weight_counts_less() -> None:
    """Proves: real hours add up to the length of the quarter; without weights there would be 48."""
    hours = plan("npv").hours("hourly", "2027-Q1")
    assert len(hours) == 48
    assert hours["weight"].sum() == pytest.approx(90 * 24)


def test_lost_load_is_a_price_not_money() -> None:
    """Proves: minimise_cost leaves revenue out of the objective and lost load out of the net present value."""
    table = plan("cost").cash_flow
    assert not table.loc[table["group"] == "revenue", "in_objective"].any()
    assert not table.loc[table["group"] == "lost load", "in_npv"].any()
    revenue = table.loc[table["group"] == "revenue", "present_eur"].sum()
    assert revenue > 0


def test_a_wrong_objective_is_refused() -> None:
    """Proves: a plan whose money is off by a hundred-thousandth is not believed."""
    _, solution = answer("npv")
    with pytest.raises(SolverFailure, match=r"the solver's objective is .* the plan's cash flow adds up to"):
        plan_of("npv", objective_meur=solution.objective_meur * (1 + 1e-5))


def test_an_hour_with_too_little_power_is_refused() -> None:
    """Proves: each hour is recomputed; one hour with 1 kW missing is found and named."""
    _, solution = answer("npv")
    it_mw = solution.dispatch.it_mw.copy()
    it_mw[5] -= 1e-3
    wrong = dataclasses.replace(solution.dispatch, it_mw=it_mw)
    with pytest.raises(SolverFailure, match=r"2027-01-01T05:00 UTC: IT power is"):
        plan_of("npv", dispatch=wrong)


def test_a_rack_from_nowhere_is_refused() -> None:
    """Proves: installed racks must follow from orders."""
    _, solution = answer("npv")
    installed = solution.installed_racks.copy()
    installed[0, 1] += 1
    with pytest.raises(SolverFailure, match=r"2027-Q2: the solver says . racks of GB300_NVL72 are installed"):
        plan_of("npv", installed_racks=installed)


def test_hourly_tables_are_what_the_solver_said() -> None:
    """Proves: columns are the dispatch, powers add up, local time is Paris, racks add up to those installed."""
    _, solution = answer("crowded")
    found = plan("crowded")
    hourly = found.hourly
    assert hourly["grid_mw"].to_numpy() == pytest.approx(solution.dispatch.grid_mw, rel=1e-6)
    parts = hourly["it_mw"] + hourly["cooling_mw"] + hourly["auxiliaries_mw"] + hourly["losses_mw"]
    assert parts.to_numpy() == pytest.approx(hourly["grid_mw"].to_numpy(), rel=1e-5)
    assert str(hourly["local"].dt.tz) == "Europe/Paris"
    assert str(hourly["local"].iloc[0]) == "2027-01-01 01:00:00+01:00"
    work = found.hourly_workloads
    assert len(work) == 3 * len(hourly)
    period = found.periods[-1]
    racks = found.hours("hourly_racks", period)
    per_hour = racks.groupby(["utc", "rack"], observed=True)["racks"].sum().unstack()
    installed = found.fleet.query("period == @period").set_index("rack")["installed_racks"]
    for rack in per_hour.columns:
        assert per_hour[rack].to_numpy() == pytest.approx(float(installed[rack]), rel=1e-4)
    assert set(racks["workload"]) <= {"assistant", "documents", "fine-tuning", "idle", "parked"}


def test_work_that_waits_is_done_later_the_same_day() -> None:
    """Proves: served here counts the hour in which racks work; over each day it equals what was asked and not left."""
    work = plan("crowded").hourly_workloads.query("workload == 'documents'")
    day = work["utc"].dt.date
    asked = (work["demand"] - work["burst"] - work["unserved"]).groupby(day).sum()
    assert work["served_here"].groupby(day).sum().to_numpy() == pytest.approx(asked.to_numpy(), rel=1e-5)
    assert (work["backlog"] > 0).any()
    assert (work["served_here"] - (work["demand"] - work["burst"] - work["unserved"])).abs().max() > 1e-3


def test_orders_say_by_when() -> None:
    """Proves: 2 months before the live quarter is inside the order quarter; without a lead time it is its start."""
    orders = plan("crowded").orders.set_index("rack")
    first = orders.loc[["GB300_NVL72"]].iloc[0]
    assert (first["order_period"], first["live_period"]) == ("2027-Q1", "2027-Q2")
    assert first["order_by"] == pd.Timestamp("2027-02-01")
    assert first["paid_at_order_meur"] == pytest.approx(0.3 * first["cost_meur"])
    inputs, solution = answer("crowded")
    bare = Plan.from_solution(None, inputs, solution).orders.set_index("rack").loc[["GB300_NVL72"]].iloc[0]
    assert bare["order_by"] == pd.Timestamp("2027-01-01")


def test_volume_discount_is_that_of_the_tier_reached() -> None:
    """Three racks or more get 5 % off all of them; two get nothing. Hand-made orders, money recomputed by hand."""
    from planner.plan.tables.fleet import vintages

    inputs, solution = answer("npv")
    orders = np.where(inputs.fleet.order_period >= 0, 2, 0)
    orders[np.flatnonzero(orders)[0]] = 3
    found = vintages(inputs, dataclasses.replace(solution, order_racks=orders))
    first, second = np.flatnonzero(orders)[:2]
    assert found.price_meur[first] == pytest.approx(0.95 * inputs.fleet.price_meur[first])
    assert found.price_meur[second] == pytest.approx(inputs.fleet.price_meur[second])


def test_scenario_values_are_kept_for_reopening() -> None:
    assert plan("npv").manifest["scenario"] == {"site": {"connection_mw": 0.9}, "name": "tiny"}
    assert plan("npv").manifest["scenario_hash"] == scenario().content_hash
    assert plan("npv").run_id.startswith("tiny-20")


def test_how_a_throughput_is_known_is_read_from_its_source() -> None:
    from planner.plan.tables.tokens import basis_of

    assert basis_of("specification ratio: fp8 1979 TFLOPS") == "specification ratio"
    assert basis_of("derived: L01 on 8 H200") == "derived"
    assert basis_of("estimated: L01, times 1.2, the ratio of B300 to B200") == "estimated"
    assert basis_of("somebody said so") == "estimated"
