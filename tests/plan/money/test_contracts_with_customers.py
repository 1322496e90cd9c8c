"""Hand-solved: what contracts with customers and GPUs rented elsewhere are in the cash flow, to the cent."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.plan.plan import Plan
from planner.problem.site import ModelInputs
from tests.optimisation.make import Rack, Work, solve_both, world
from tests.optimisation.make_offers import Deal, with_deals, with_rented

CENT = 0.01
CREDIT, CAP = "service credit: deal-0", "service credit at its cap, in breach: deal-0"
REVENUE, FEE = "revenue of the contract: deal-0", "fee for ending the contract: deal-0"


def site(racks: int = 0, demand: object = (0,), periods: int = 1, life: int = 99, **more: object) -> ModelInputs:
    """One workload, racks of rate 1; uncommitted work earns 1 MEUR a unit."""
    rack, work = Rack(opening=racks, life=life), Work(demand=demand, revenue=1)  # type: ignore[arg-type]
    return world([rack], [work], periods=periods, **({"objective": "maximise_npv"} | more))  # type: ignore[arg-type]


def plan_of(x: ModelInputs) -> Plan:
    return Plan.from_solution(None, x, solve_both(x))


def items(plan: Plan, *, objective: bool = False) -> dict[str, float]:
    """Cash flow in MEUR by item, the whole horizon; only what the optimiser adds up, if asked."""
    table = plan.cash_flow.loc[plan.cash_flow["in_objective"]] if objective else plan.cash_flow
    return {str(item): float(eur) / 1e6 for item, eur in table.groupby("item")["eur"].sum().items() if abs(eur) > CENT}


def test_uncommitted_work_and_contracts_earn_their_own_price() -> None:
    """Proves: revenue is that of uncommitted work and of each contract apart; credit only for what is promised.

    By hand: 2 racks; 1 unit uncommitted at 1 MEUR, contracts of 1 unit at 2 (credit 1) and at 2 (credit 3). The
    uncommitted unit goes unserved: 0 + 2 + 2. With one rack the first contract fails too: it owes 1.
    A bug would give: all three units at the price of uncommitted work, or a credit for the uncommitted one.
    """
    deals = [Deal([1], price=2, credit=1, cap=9, signed=True), Deal([1], price=2, credit=3, cap=9, signed=True)]
    two = plan_of(with_deals(site(2, demand=[1]), deals))
    assert items(two) == pytest.approx({REVENUE: 2, "revenue of the contract: deal-1": 2})
    assert two.tokens["unserved"].tolist() == pytest.approx([1e6])
    one = plan_of(with_deals(site(1, demand=[1]), deals))
    assert items(one) == pytest.approx({CREDIT: -1, "revenue of the contract: deal-1": 2})
    assert one.tokens[["revenue_meur", "penalty_meur"]].to_numpy().tolist() == [pytest.approx([2, 1])]


@pytest.mark.parametrize(("cap", "owed"), [(0.9, {CAP: -0.9}), (1.1, {CREDIT: -1.0})])
def test_a_credit_or_its_cap_is_paid_never_both(cap: float, owed: dict[str, float]) -> None:
    """Proves: in breach the cap is an item of its own and no credit is owed beside it.

    By hand: 2 units at 3 MEUR, credit 0.5 each, nothing served: 1 MEUR, or the cap of 0.9.
    A bug would give: 1.9 in the breach.
    """
    plan = plan_of(with_deals(site(), [Deal([2], price=3, credit=0.5, cap=cap, signed=True)]))
    assert items(plan) == pytest.approx(owed)
    row = plan.offers.iloc[0]
    assert row["credit_meur"] == pytest.approx(-sum(owed.values()))
    assert row["breached_periods"] == ("2027" if CAP in owed else "")
    assert row["unserved_share"] == pytest.approx(1)
    assert plan.kpi("credit_meur") == pytest.approx(-sum(owed.values()))


@pytest.mark.parametrize(("used", "revenue"), [(1, 6), (4, 8)])
def test_a_floor_is_revenue(used: int, revenue: float) -> None:
    """Proves: below the floor the customer pays the floor, above it what is used: 3 or 4 units at 2 MEUR.

    A bug would give: 2 MEUR for the one unit used.
    """
    plan = plan_of(with_deals(site(4), [Deal([used], price=2, floor=3)]))
    assert items(plan) == pytest.approx({REVENUE: revenue})
    assert plan.offers["full_revenue_meur"].tolist() == pytest.approx([revenue])


def test_the_fee_is_paid_when_a_contract_ends() -> None:
    """Proves: a contract ended at the start of 2028 pays its fee there and earns nothing after.

    By hand: 1 unit a year at 2 MEUR, the rack leaves after 2027; failing would cost 1, the fee is 0.5.
    A bug would give: the fee in 2027, revenue in 2028.
    """
    plan = plan_of(with_deals(site(1, periods=2, life=1), [Deal([1], price=2, credit=1, cap=9, fee=0.5)]))
    money = plan.cash_flow.pivot_table(index="item", columns="period", values="eur", aggfunc="sum", observed=True)
    assert money.loc[REVENUE, "2027"] == pytest.approx(2e6)
    assert money.loc[FEE, "2028"] == pytest.approx(-0.5e6)
    assert len(plan.cash_flow) == 2
    assert plan.offers.loc[0, ["decision", "terminated_period"]].tolist() == ["signed now", "2028"]
    assert plan.offers.loc[0, "fee_meur"] == pytest.approx(0.5)
    assert plan.tokens["demand"].tolist() == pytest.approx([1e6, 0])


def test_present_value_of_a_contract_is_that_of_its_rows() -> None:
    """Proves: the present value in the table of offers is that of the cash flow: 2 · 0.9 + 2 · 0.8 MEUR.

    A bug would give: 4, the sum that is not discounted.
    """
    x = site(1, periods=2, discount=[0.9, 0.8])
    plan = plan_of(with_deals(x, [Deal([1], price=2)]))
    assert plan.offers.loc[0, "present_revenue_meur"] == pytest.approx(3.4)
    assert plan.cash_flow["present_eur"].sum() == pytest.approx(3.4e6, abs=CENT)
    assert plan.kpi("npv_meur") == pytest.approx(3.4)


def test_a_plan_of_least_cost_counts_lost_load_and_shows_the_credit() -> None:
    """Proves: minimising cost, what fails of a contract costs its lost load in the objective, its credit in the NPV.

    By hand: 2 units at 3 MEUR, one rack; lost load 4 · 3 = 12 in the objective; revenue 3, credit 0.5 in the NPV.
    A bug would give: 12.5, or an NPV of −9.
    """
    x = world([Rack(opening=1)], [Work(demand=[0], revenue=1)], lost_load_multiple=4)
    plan = plan_of(with_deals(x, [Deal([2], price=3, credit=0.5, cap=9)]))
    assert items(plan, objective=True) == pytest.approx({"lost load of the contract: deal-0": -12})
    assert plan.kpi("npv_meur") == pytest.approx(2.5)


def test_rent_on_demand_and_reserved_are_apart() -> None:
    """Proves: what reserved GPUs do is not paid on demand too, and they are paid in all hours.

    By hand: 3, 2 and 0 thousand GPUs; on demand 4 MEUR an hour, reserved 2.5 in each of three hours: 2 reserved for
    15 MEUR, one on demand in the first hour for 4. Revenue 5 · 10.
    A bug would give: 20 on demand beside 15, or 10 where only the hours at work are paid.
    """
    x = world([Rack()], [Work(demand=[3, 2, 0], revenue=10)], objective="maximise_npv")
    plan = plan_of(with_rented(x, [1.0], 4, 2.5, 99, 99))
    expected = {"revenue: work": 50.0, "rented elsewhere: work": -4.0, "rented elsewhere, reserved GPUs": -15.0}
    assert items(plan) == pytest.approx(expected)
    row = plan.rented.iloc[0]
    assert row[["on_demand_gpu_hours", "reserved_gpus", "reserved_gpu_hours_used"]].tolist() == [1000, 2000, 4000]
    assert row["reserved_used_share"] == pytest.approx(4 / 6)
    assert row[["on_demand_eur", "reserved_eur"]].tolist() == pytest.approx([4e6, 15e6])
    assert plan.kpi("rented_share") == pytest.approx(1)
    assert plan.tokens["burst_cost_meur"].tolist() == pytest.approx([4])


def test_rent_of_two_workloads_is_shared_out_by_their_gpus() -> None:
    """Proves: of reserved GPUs each workload gets the share of its GPUs.

    By hand: 1 and 3 thousand GPUs in the first of two hours, 4 reserved at 1 MEUR an hour; on demand 4: all is reserved
    for 8 MEUR, no workload pays on demand. With at most 2 reserved half of each is on demand: 0.5 · 4 and 1.5 · 4.
    A bug would give: 16 on demand for one of them.
    """
    work = [Work("one", demand=[1, 0], revenue=10), Work("two", demand=[3, 0], revenue=10)]
    x = world([Rack(serves={"one": 1.0, "two": 1.0})], work, objective="maximise_npv")
    every = items(plan_of(with_rented(x, [1.0, 1.0], 4, 1, 99, 99)))
    assert every["rented elsewhere, reserved GPUs"] == pytest.approx(-8)
    assert not {"rented elsewhere: one", "rented elsewhere: two"} & set(every)
    half = items(plan_of(with_rented(x, [1.0, 1.0], 4, 1, 99, 2)))
    assert (half["rented elsewhere: one"], half["rented elsewhere: two"]) == pytest.approx((-2, -6))
    assert half["rented elsewhere, reserved GPUs"] == pytest.approx(-4)


def test_work_above_the_peak_is_shown_and_costs_nothing() -> None:
    """Proves: what is throttled stands beside demand, neither served nor owed; half signed, half of it counts.

    By hand: 4 units asked in parts with 2 racks, and 1 above the peak: half is signed, with 0.5 above its peak; the
    other half is declined with what it would have asked, 2.5. All that is on offer: 5.
    A bug would give: 3 unserved units, or a credit for them; 4.5 on offer, where 0.5 is in no word.
    """
    x = with_deals(site(2), [Deal([4], price=1, credit=3, cap=99, whole=False)])
    assert x.offers is not None
    plan = plan_of(replace(x, offers=replace(x.offers, throttled=np.array([[1.0]]))))
    row = plan.tokens.iloc[0]
    names = ["demand", "served_here", "burst", "unserved", "declined", "throttled"]
    assert row[names].tolist() == pytest.approx([2e6, 2e6, 0, 0, 2.5e6, 0.5e6])
    assert items(plan) == pytest.approx({REVENUE: 2})
    assert plan.offers.loc[0, "throttled"] == pytest.approx(0.5e6)
    assert plan.kpi("declined_share") == pytest.approx(2.5 / 5)
    assert plan.kpi("throttled_share") == pytest.approx(0.5 / 5)


def test_what_is_at_stake_is_price_and_credit_not_the_floor() -> None:
    """Proves: work that is served would cost its price and its credit; what a floor pays beside is not lost with it.

    By hand: 1 unit served of 1 used at 2 MEUR with credit 0.5, floor 3 units: 2.5 at stake, 6 of revenue. In breach no
    more is owed: 0 of the work of the second year is served.
    A bug would give: 6, or a credit on work that is not served.
    """
    x = with_deals(site(1, periods=2, life=1), [Deal([1], price=2, credit=0.5, cap=0.4, floor=3, signed=True)])
    tokens = plan_of(x).tokens
    assert tokens["at_stake_meur"].tolist() == pytest.approx([2.5, 0])
    assert tokens["revenue_meur"].tolist() == pytest.approx([6, 4])
    assert tokens["penalty_meur"].tolist() == pytest.approx([0, 0.4])
