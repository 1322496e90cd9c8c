"""Money of racks that the plan does not order, in the optimum and in the cash flow, worked by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.optimisation.search.session import solve_inputs
from planner.plan.money.cash_flow import END, START, net_flows
from planner.plan.plan import Plan
from planner.problem.site import ModelInputs
from tests.inputs.tiny import tiny_inputs
from tests.optimisation import recompute
from tests.optimisation.make import Rack, Work, ordered, solve_both, world
from tests.plan.answers import scenario


def solved(x: ModelInputs) -> Plan:
    return Plan.from_solution(scenario(), x, solve_inputs(x, gap=1e-6, processes=1))


def npv(plan: Plan) -> float:
    value = plan.kpi("npv_meur")
    assert value is not None
    return value


def test_the_fleet_at_market_value_lowers_the_npv_by_its_value() -> None:
    """Proves: the same orders, 1.25 MEUR less, paid on the day of the plan; funding begins with it."""
    x = tiny_inputs(3, workloads=3, seed=3)
    free = solved(x)
    paid = solved(replace(x, fleet=replace(x.fleet, opening_value_meur=1.25)))
    assert npv(paid) == pytest.approx(npv(free) - 1.25, abs=1e-9)
    assert paid.orders.equals(free.orders)
    start = paid.cash_flow.loc[paid.cash_flow["period"] == START]
    assert start[["item", "group", "eur", "discount"]].to_numpy().tolist() == [
        ["opening fleet, at what it would fetch", "capex", -1.25e6, 1.0]
    ]
    funding = paid.kpi("peak_funding_meur")
    assert funding is not None
    assert funding >= 1.25


def test_the_day_of_the_plan_is_the_first_flow() -> None:
    """Proves: 61 days into the year before 1 January: the value stands at −0.1671 years, periods follow."""
    x = tiny_inputs(2)
    since = replace(x.periods, day_of_plan_years=-61 / 365)
    plan = solved(replace(x, fleet=replace(x.fleet, opening_value_meur=1.0), periods=since))
    times, flows = net_flows(plan.cash_flow, since)
    assert len(times) == len(flows) == len(x.periods.names) + 2
    assert (times[0], flows[0]) == (pytest.approx(-61 / 365), -1e6)
    without = net_flows(plan.cash_flow.loc[plan.cash_flow["period"] != START], since)
    np.testing.assert_array_equal(times[1:], without[0])
    np.testing.assert_allclose(flows[1:], without[1], rtol=1e-12)


@pytest.mark.parametrize(("first_sale", "npv_meur", "installed"), [(0, 3.0, [0, 0]), (1, 2.0, [1, 0])])
def test_nothing_is_sold_before_the_plan_is_made(first_sale: int, npv_meur: float, installed: list[int]) -> None:
    """Proves: a rack without work brings 3 MEUR in the first period, 2 in the second; a plan of the second gets 2."""
    x = world([Rack(opening=1)], [Work(demand=[0], revenue=1)], periods=2, objective="maximise_npv")
    fleet = replace(x.fleet, resale_meur=np.array([[3.0, 2.0, 0.0]]), first_sale_period=first_sale)
    solution = solve_both(replace(x, fleet=fleet))
    assert solution.objective_meur == pytest.approx(npv_meur)
    assert solution.installed_racks[0].tolist() == installed


def on_order(x: ModelInputs, left_meur: float, period: int = 1) -> ModelInputs:
    """The opening vintages of a world, to come in `period` at a price still to be paid."""
    f, before = x.fleet, np.arange(len(x.periods.names)) < period
    there = (x.fleet.order_period < 0)[:, None]
    return replace(
        x,
        fleet=replace(
            f,
            live_period=np.where(f.order_period < 0, period, f.live_period),
            opex_meur=np.where(there & before, 0.0, f.opex_meur),
            resale_meur=np.where(there & np.append(before, False), 0.0, f.resale_meur),
            left_to_pay_meur=np.where(f.order_period < 0, left_meur, 0.0),
        ),
    )


def test_racks_on_order_serve_when_they_come_and_cost_what_is_left_to_pay() -> None:
    """Proves: demand 1 in two periods, one rack on order for the second, 2 MEUR left to pay, burst 10: 10 + 2 = 12.

    A bug would give: 2 if the rack were there at once, 10 if nothing were owed.
    """
    x = on_order(world([Rack(price=50, supply=1, opening=1)], [Work(burst=10, penalty=100)], periods=2), 2.0)
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(12)
    assert ordered(x, solution) == {"rack": 0}
    assert solution.installed_racks.tolist() == [[0, 1]]


@pytest.mark.parametrize("seed", range(4))
def test_money_adds_up_with_racks_on_order(seed: int) -> None:
    """Proves: objective of the optimiser = NumPy's own sum = cash flow, with all that racks may cost at once."""
    x = on_order(tiny_inputs(3, workloads=2, seed=seed), 0.4)
    fleet = replace(x.fleet, opening_value_meur=0.7, network_and_storage_share=0.08)
    x = replace(x, fleet=fleet)
    solution = solve_inputs(x, gap=1e-4, processes=1)
    plan = Plan.from_solution(scenario(), x, solution)
    assert recompute.objective_meur(x, solution) == pytest.approx(solution.objective_meur, rel=1e-6)
    owed = plan.cash_flow.loc[plan.cash_flow["item"] == "racks ordered before the plan, paid on delivery"]
    racks = x.fleet.opening_racks.sum()
    assert owed["eur"].tolist() == pytest.approx([-0.4e6 * racks])
    assert owed["period"].tolist() == [x.periods.names[1]]
    paid = plan.cash_flow.loc[plan.cash_flow["item"].str.startswith("racks, paid"), "eur"].sum()
    beside = plan.cash_flow.loc[plan.cash_flow["item"] == "network and storage of racks", "eur"].sum()
    assert beside == pytest.approx(0.08 * paid)
    assert paid + beside == pytest.approx(-1e6 * plan.orders["cost_meur"].sum())
    arrived = plan.fleet.loc[plan.fleet["period"] == x.periods.names[1], "live_racks"].sum()
    own = plan.orders.loc[plan.orders["live_period"] == x.periods.names[1], "racks"].sum()
    assert arrived == racks + own


def test_racks_on_order_that_come_after_the_horizon_are_paid_at_its_end() -> None:
    """Proves: on a late path they serve nothing, and what is left to pay stands beside what they are worth then."""
    x = tiny_inputs(2)
    x = on_order(x, 0.3, period=2)
    fleet = replace(
        x.fleet, resale_meur=np.where(x.fleet.order_period[:, None] < 0, [[0, 0, 0.5]], x.fleet.resale_meur)
    )
    plan = solved(replace(x, fleet=fleet))
    owed = plan.cash_flow.loc[(plan.cash_flow["period"] == END) & (plan.cash_flow["item"] == "racks, paid on delivery")]
    assert owed["eur"].tolist() == pytest.approx([-0.3e6 * x.fleet.opening_racks.sum()])
