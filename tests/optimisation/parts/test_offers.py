"""Hand-solved: which customers are signed, what a promise costs, when it is broken or ended."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from planner.problem.site import ModelInputs
from tests.optimisation.make import Rack, Work, ordered, solve_both, world
from tests.optimisation.make_offers import Deal, with_deals

CENT = 1e-8  # MEUR


def site(racks: int = 0, supply: int = 0, price: float = 0.0, demand: object = (0,), **more: object) -> ModelInputs:
    """One workload, racks of rate 1; work that nobody has under contract earns 1 MEUR a unit."""
    work = [Work(demand=demand, revenue=1, **{k: more.pop(k) for k in ("window",) if k in more})]  # type: ignore[arg-type]
    rack = Rack(opening=racks, supply=supply, price=price)
    return world([rack], work, objective="maximise_npv", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("price", "signed"), [(3 + 1e-4, 1), (3 - 1e-4, 0)])
def test_a_contract_worth_a_cent_is_signed_and_one_that_costs_a_cent_is_not(price: float, signed: int) -> None:
    """Proves: an open contract is signed where it earns more than the rack it needs.

    By hand: 1 unit in the one hour, a rack of 3 MEUR; at 3.0001 MEUR a unit the contract leaves 0.0001, at 2.9999 none.
    A bug would give: a loss of 0.0001 where a contract cannot be declined.
    """
    x = with_deals(site(supply=9, price=3), [Deal([1], price=price, credit=1, cap=9)])
    solution = solve_both(x)
    assert solution.offers is not None
    assert solution.offers.signed.tolist() == [signed]
    assert solution.objective_meur == pytest.approx(max(0, price - 3), abs=1e-9)
    assert ordered(x, solution) == {"rack": signed}


def test_a_contract_signed_before_the_plan_binds() -> None:
    """Proves: what is signed is served or fails at its price and credit; it cannot be declined.

    By hand: 1 unit at 2 MEUR, credit 0.5, no rack to be had: 2 − 2 − 0.5 = −0.5 MEUR.
    A bug would give: 0 where it is declined.
    """
    x = with_deals(site(), [Deal([1], price=2, credit=0.5, cap=9, signed=True)])
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(-0.5)
    assert solution.dispatch.unserved.tolist() == [[1]]


@pytest.mark.parametrize(("cap", "cost", "breached"), [(0.9, 0.9, 1), (1.1, 1.0, 0)])
def test_a_credit_ends_at_its_cap(cap: float, cost: float, breached: int) -> None:
    """Proves: where credits would pass their cap the contract is in breach, and the cap is all it owes.

    By hand: 2 units at 3 MEUR unserved, credit 0.5 each: 1 MEUR, or the cap of 0.9. Revenue 6 − 6.
    A bug would give: 1 MEUR with either cap.
    """
    x = with_deals(site(), [Deal([2], price=3, credit=0.5, cap=cap, signed=True)])
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(-cost)
    assert solution.offers is not None
    assert solution.offers.breached.tolist() == [[breached]]


def test_a_part_of_a_contract_is_not_broken_alone() -> None:
    """Proves: a breach is of the whole contract: credits of a part are owed in full below the cap.

    By hand: 4 units, racks for 3; the missing one owes 0.5, the cap of all is 1. Were a quarter of the contract broken
    for a quarter of the cap, it would cost 0.25. Revenue 4 · 3, less 3 for the unit not served: 12 − 3 − 0.5 = 8.5.
    A bug would give: 8.75.
    """
    x = with_deals(site(racks=3), [Deal([4], price=3, credit=0.5, cap=1, signed=True)])
    assert solve_both(x).objective_meur == pytest.approx(8.5)


def test_the_cheapest_promise_is_failed_first_and_only_as_far_as_it_goes() -> None:
    """Proves: what goes unserved is the work that costs least, and of each line no more than it asks.

    By hand: 2 racks; uncommitted 1 unit at 1 MEUR, contract A 1 unit at 2 with credit 1, contract B 1 unit at 2 with
    credit 3. Three are asked: the uncommitted one is not served. With 1 rack A fails too: 2 + 2 − (2 + 1) = 1 MEUR.
    A bug would give: 2 units of uncommitted work unserved, 3 MEUR with 1 rack.
    """
    deals = [Deal([1], price=2, credit=1, cap=9, signed=True), Deal([1], price=2, credit=3, cap=9, signed=True)]
    two = solve_both(with_deals(site(racks=2, demand=[1]), deals))
    assert two.objective_meur == pytest.approx(4)
    one = solve_both(with_deals(site(racks=1, demand=[1]), deals))
    assert one.objective_meur == pytest.approx(1)
    assert one.dispatch.of_parts["unserved_of_line"][:2].tolist() == [[1], [0]]
    assert one.dispatch.unserved.tolist() == [[2]]


def test_a_floor_is_paid_though_less_is_used() -> None:
    """Proves: take or pay: below the floor the customer pays the floor.

    By hand: 1 unit used at 2 MEUR, floor 3 units: 6 MEUR. Used 4: 8 MEUR.
    A bug would give: 2 MEUR.
    """
    below = solve_both(with_deals(site(racks=4), [Deal([1], price=2, floor=3)]))
    assert below.objective_meur == pytest.approx(6)
    above = solve_both(with_deals(site(racks=4), [Deal([4], price=2, floor=3)]))
    assert above.objective_meur == pytest.approx(8)


@pytest.mark.parametrize(("fee", "worth", "ended"), [(0.5, 2 - 0.5, 1), (1.5, 2 - 1.0, 0)])
def test_a_contract_is_ended_where_its_fee_is_less_than_failing(fee: float, worth: float, ended: int) -> None:
    """Proves: from its second period on a contract can be ended for its fee.

    By hand: 1 unit a period at 2 MEUR for 2 periods, credit 1; the rack leaves after the first. Failing costs the
    credit of 1, ending the fee: 0.5 is less, 1.5 is not.
    A bug would give: 2 MEUR, were ending free, or 1 for both.
    """
    x = world([Rack(opening=1, life=1)], [Work(demand=[0], revenue=1)], periods=2, objective="maximise_npv")
    x = with_deals(x, [Deal([1], price=2, credit=1, cap=9, fee=fee, signed=False)])
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(worth)
    assert solution.offers is not None
    assert solution.offers.terminated[0].tolist() == [0, ended]


def test_a_contract_in_parts_takes_what_there_is_room_for() -> None:
    """Proves: what is offered in parts is signed as far as it pays, what is whole is all or nothing.

    By hand: 2 racks, a contract of 4 units at 1 MEUR, credit 3 without effect if a half is signed: 2 MEUR. Whole:
    4 − 2 · (1 + 3) < 0, so it is declined: 0 MEUR.
    A bug would give: 2 MEUR for both, or −4.
    """
    deal = Deal([4], price=1, credit=3, cap=99)
    parts = solve_both(with_deals(site(racks=2), [dataclasses.replace(deal, whole=False)]))
    assert parts.objective_meur == pytest.approx(2)
    assert parts.offers is not None
    assert parts.offers.signed == pytest.approx([0.5])
    whole = solve_both(with_deals(site(racks=2), [deal]))
    assert whole.objective_meur == pytest.approx(0)


def test_deferrable_work_under_contract_waits_like_the_rest() -> None:
    """Proves: work of a contract that may wait is moved to the cheap hour, within its window.

    By hand: 1 unit in the first of two hours at 5 MEUR, spot 3 then 1 MEUR/MWh: served in the second, 5 − 1 = 4.
    A bug would give: 2 where contracts cannot wait.
    """
    x = world(
        [Rack(opening=1, mw=1)], [Work(demand=[0, 0], revenue=1, window=24)], objective="maximise_npv", spot=[3, 1]
    )
    solution = solve_both(with_deals(x, [Deal([1, 0], price=5)]))
    assert solution.objective_meur == pytest.approx(4)
    assert solution.dispatch.backlog.tolist() == [[1, 0]]


def test_a_window_limits_what_of_a_contract_waits() -> None:
    """Proves: work of a contract waits no longer than its workload's window, also where it is signed in part.

    By hand: 2 units in the first of three hours, a window of 1 hour, spot 5, 3, 1: served in the second hour, 2 · 3 = 6
    MEUR of 2 · 7 = 14.
    A bug would give: 12 where it waits until the third hour.
    """
    x = world(
        [Rack(opening=2, mw=1)],
        [Work(demand=[0, 0, 0], revenue=1, window=1)],
        objective="maximise_npv",
        spot=[5, 3, 1],
    )
    assert solve_both(with_deals(x, [Deal([2, 0, 0], price=7, whole=False)])).objective_meur == pytest.approx(8)


def test_the_term_of_a_contract_is_all_it_asks() -> None:
    """Proves: before and after its term a contract asks and pays nothing.

    By hand: 3 periods, the contract runs in the second: 1 unit at 2 MEUR = 2.
    A bug would give: 4 or 6.
    """
    x = world([Rack(opening=1)], [Work(demand=[0], revenue=1)], periods=3, objective="maximise_npv")
    solution = solve_both(with_deals(x, [Deal([1], price=2, term=(1, 2))]))
    assert solution.objective_meur == pytest.approx(2)


def test_a_plan_of_least_cost_serves_every_customer() -> None:
    """Proves: minimising cost, contracts are demand like any other.

    By hand: 1 uncommitted and 2 units under contract, a rack each at 1 MEUR: 3 MEUR.
    A bug would give: 1 MEUR where open contracts are declined.
    """
    x = world([Rack(supply=9, price=1)], [Work(demand=[1], revenue=50)], lost_load_multiple=1)
    assert solve_both(with_deals(x, [Deal([2], price=50)])).objective_meur == pytest.approx(3)


@pytest.mark.parametrize("seed", range(4))
def test_a_share_of_zero_is_the_scenario_without_the_offer(seed: int) -> None:
    """Proves: a contract that asks nothing changes nothing, in either objective.

    A bug would give: another optimum, through a bound or a row that the offer brings.
    """
    from tests.optimisation.random_cases import random_case

    x = random_case(seed)
    hours = int(x.days.first_hour[1])
    nothing = with_deals(dataclasses.replace(x), [Deal(np.zeros(1), price=3, credit=1, cap=2)])
    assert hours > 0
    without, beside = solve_both(x), solve_both(nothing)
    assert beside.objective_meur == pytest.approx(without.objective_meur, rel=2e-6)
