"""Hand-solved: when money is paid and received, and what that is worth today."""

from __future__ import annotations

import pytest

from planner.optimisation.search.session import solve_inputs
from tests.optimisation.make import Phase, Rack, Work, ordered, solve_both, world

COSTLY = 100.0  # MEUR per unit unserved: never chosen


@pytest.mark.parametrize(("later", "cost", "orders"), [(6, 9, [0, 1]), (8, 10, [1, 0])])
def test_a_falling_price_can_make_waiting_pay(later: float, cost: float, orders: list[int]) -> None:
    """Proves: each order pays the price of its period.

    By hand: a rack costs 10 MEUR now and 6 (or 8) next period; renting 3 MEUR now, 9 next period, when three times as
    much is asked. Now: 10. Wait: 3 + 6 = 9 (or 3 + 8 = 11, so buy now). Never: 12.
    A bug would give: 10 both times if every order paid today's price, 6 if the later price held today.
    """
    x = world(
        [Rack(price=[10, later], supply=1, serves={"work": 3.0})],
        [Work(demand=[[1], [3]], burst=3, penalty=COSTLY)],
        periods=2,
    )
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(cost)
    assert solution.order_racks.tolist() == orders


def test_the_price_is_paid_in_part_at_order_and_in_part_on_delivery() -> None:
    """Proves: 30 % is discounted from the order period, the rest from the live period.

    By hand: 10 MEUR, lead time one period, discount 1 and 0.5: 10 · (0.3 · 1 + 0.7 · 0.5) = 6.5 MEUR.
    A bug would give: 10 (all at order), 5 (all on delivery), 8.5 (shares swapped).
    """
    x = world(
        [Rack(price=10, supply=1, lead=1)],
        [Work(demand=[[0], [1]], penalty=COSTLY)],
        periods=2,
        discount=[1.0, 0.5],
        paid_at_order=0.3,
    )
    assert solve_both(x).objective_meur == pytest.approx(6.5)


@pytest.mark.parametrize(("at_end", "cost", "racks"), [(1.0, 1.0, 1), (0.5, 3.0, 1), (0.25, 3.5, 0)])
def test_terminal_value_is_discounted_to_the_end(at_end: float, cost: float, racks: int) -> None:
    """Proves: a rack is worth its resale value at the end of the horizon, discounted from there.

    By hand: a rack costs 5 MEUR and is worth 4 at the end; renting 3.5. Factor 1: 5 - 4 = 1. 0.5: 3. 0.25: 4 > 3.5.
    A bug would give: 3.5 always without terminal value, 1 always if the factor of the last period were used.
    """
    x = world([Rack(price=5, supply=1, resale=[4, 4])], [Work(burst=3.5, penalty=COSTLY)], discount_at_end=at_end)
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(cost)
    assert ordered(x, solution) == {"rack": racks}


def test_upkeep_is_paid_from_the_live_period_on() -> None:
    """Proves: upkeep is paid in each period a rack is there, discounted, and not while it is on its way.

    By hand: ordered in period 1, live in 2 of 3, upkeep 2 MEUR, discount 1, 0.5, 0.25: 2 · (0.5 + 0.25) = 1.5 MEUR.
    A bug would give: 3.5 if upkeep began at the order, 4 if it were not discounted.
    """
    x = world(
        [Rack(supply=[1, 0, 0], lead=1, opex=2)],
        [Work(demand=[[0], [1], [1]], penalty=COSTLY)],
        periods=3,
        discount=[1.0, 0.5, 0.25],
    )
    assert solve_both(x).objective_meur == pytest.approx(1.5)


def test_a_sale_is_discounted_from_its_period() -> None:
    """Proves: resale money counts at the factor of the period of the sale.

    By hand: resale 4 MEUR at the start of period 2, factor 0.5, nothing before or after: -2 MEUR.
    A bug would give: -4 undiscounted, -1 with the factor of the end (0.25).
    """
    x = world(
        [Rack(opening=1, resale=[0, 4, 0])],
        [Work(demand=[0])],
        periods=2,
        discount=[1.0, 0.5],
        discount_at_end=0.25,
    )
    assert solve_both(x).objective_meur == pytest.approx(-2)


def test_site_shell_and_tariff_are_paid_each_period() -> None:
    """Proves: fixed costs are paid in every period, the shell per MW of the open connection, all discounted.

    By hand: site 1, tariff 2, shell 3 MEUR a MW · 2 MW: 9 MEUR a period, factors 1 and 0.5: 13.5 MEUR.
    A bug would give: 9 if paid once, 18 undiscounted, 9 if the shell were paid for one MW (6 · 1.5).
    """
    x = world(
        [Rack()],
        [Work(demand=[0])],
        periods=2,
        discount=[1.0, 0.5],
        phases=[Phase(mw=2)],
        shell=3,
        site_opex=1,
        tariff_fixed=2,
    )
    assert solve_both(x).objective_meur == pytest.approx(13.5)


def test_dispatch_is_discounted_in_cost_and_in_revenue() -> None:
    """Proves: revenue and dispatch cost of a period count at its factor.

    By hand: 1 unit a period, paid 5, rented at 2, factors 1 and 0.5: 3 + 1.5 = 4.5 MEUR.
    A bug would give: 6 undiscounted, 3.5 if revenue alone were discounted (7.5 - 4), 7 if cost alone were (10 - 3).
    """
    x = world([Rack()], [Work(revenue=5, burst=2)], periods=2, discount=[1.0, 0.5], objective="maximise_npv")
    assert solve_both(x).objective_meur == pytest.approx(4.5)


def test_the_marginal_value_of_a_rack_by_hand() -> None:
    """Proves: the marginal value is what one more rack saves over all days of the period, undiscounted, its power paid.

    By hand: 1 rack, half of it available, demand 2 on a day that counts three times, revenue 5, 1 MWh at 2 MEUR for a
    rack that serves: 3 · 0.5 · (5 - 2) = 4.5 MEUR.
    A bug would give: 1.5 without the weight, 9 if all of the rack served, 2.25 if discounted, -4.5 with its sign.
    """
    x = world(
        [Rack(opening=1, availability=0.5, mw=1)],
        [Work(demand=[2], revenue=5)],
        objective="maximise_npv",
        weights=[3],
        spot=2,
        discount=0.5,
    )
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(2.25)
    assert solution.marginal.installed_meur_per_rack == pytest.approx(4.5)


def test_a_shadow_price_is_the_most_that_one_more_saves() -> None:
    """Proves: at a kink the next whole rack saves less than its shadow price, never more; a MW that is plentiful none.

    By hand: 2 racks of 1 unit/h each serve 2 of 2.25 units/h, unserved work costs 4 MEUR: the last rack is worth 4, one
    more rack saves 0.25 · 4 = 1 MEUR.
    A bug would give: a figure that promises less than a rack really saves.
    """
    few, more = (world([Rack(opening=n, mw=0.1)], [Work(demand=[2.25], penalty=4)]) for n in (2, 3))
    a, b = (solve_inputs(x, gap=1e-6, processes=1) for x in (few, more))
    assert a.marginal.installed_meur_per_rack[0, 0] == pytest.approx(4)
    assert a.objective_meur - b.objective_meur == pytest.approx(1)
    assert a.marginal.megawatt_meur == pytest.approx([0])
