"""Hand-solved: which racks, how many, when, and until when."""

from __future__ import annotations

import pytest

from tests.optimisation.make import Rack, Work, ordered, solve_both, world

COSTLY = 100.0  # MEUR per unit unserved: never chosen


def test_the_cheapest_rack_for_the_work_is_chosen() -> None:
    """Proves: racks compete by cost for the work they do, not by price.

    By hand: demand 2. Two small racks of rate 1 at 3 MEUR = 6; one large of rate 2 at 5 MEUR = 5.
    A bug would give: 6 MEUR if the lower price won.
    """
    x = world(
        [Rack("small", price=3, supply=9), Rack("large", price=5, supply=9, serves={"work": 2.0})],
        [Work(demand=[2], penalty=COSTLY)],
    )
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(5)
    assert ordered(x, solution) == {"small": 0, "large": 1}


@pytest.mark.parametrize(("penalty", "cost", "racks"), [(10, 2, 2), (1.5, 1.75, 1)])
def test_racks_are_whole(penalty: float, cost: float, racks: int) -> None:
    """Proves: racks come whole, and the last one is weighed against leaving its part unserved.

    By hand: demand 1.5, a rack 1 MEUR. Penalty 10: 2 racks = 2. Penalty 1.5: 1 rack and 0.5 unserved = 1.75.
    A bug would give: 1.5 MEUR with 1.5 racks in the first case.
    """
    x = world([Rack(price=1, supply=9)], [Work(demand=[1.5], penalty=penalty)])
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(cost)
    assert ordered(x, solution) == {"rack": racks}


def test_a_rack_serves_only_after_its_lead_time() -> None:
    """Proves: what is ordered in a period is live after the lead time.

    By hand: demand 1 in two periods, lead time one period, rack 3 MEUR, burst 10: 10 + 3 = 13 MEUR.
    A bug would give: 3 MEUR if the rack were live at once.
    """
    x = world([Rack(price=3, supply=9, lead=1)], [Work(burst=10, penalty=COSTLY)], periods=2)
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(13)
    assert solution.installed_racks.tolist() == [[0, 1]]


def test_supply_limits_the_orders_of_a_period() -> None:
    """Proves: no more racks are ordered in a period than can be supplied.

    By hand: demand 3 in two periods, supply 2 a period, rack 1 MEUR, burst 4: 2 + 4, then 1: 7 MEUR.
    A bug would give: 3 MEUR without the limit, 10 if the limit held for both periods together (2 + 4 + 4).
    """
    x = world([Rack(price=1, supply=2)], [Work(demand=[3], burst=4, penalty=COSTLY)], periods=2)
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(7)
    assert solution.order_racks.tolist() == [2, 1]


@pytest.mark.parametrize(
    ("demand", "discount", "cost", "racks"),
    [(7, 0.2, 6.4, 8), (7, 0.1, 7.0, 7), (8, 0.1, 7.2, 8), (9, 0.2, 7.2, 9)],
)
def test_a_volume_tier_starts_at_its_number_of_racks(demand: float, discount: float, cost: float, racks: int) -> None:
    """Proves: from 8 racks on the whole order is cheaper, below not; one rack too many can pay.

    By hand, 1 MEUR a rack: 7 needed, 20 % off from 8: 8 · 0.8 = 6.4 < 7. With 10 %: 8 · 0.9 = 7.2 > 7: buy 7.
    8 needed with 10 %: 7.2. 9 needed with 20 %: 9 · 0.8 = 7.2.
    A bug would give: 5.6 (discount on 7 racks), 8 (none at exactly 8), 8.6 (9 racks: only the last two cheaper).
    """
    x = world([Rack(price=1, supply=12)], [Work(demand=[demand], penalty=COSTLY)], tiers=[(1, 0.0), (8, discount)])
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(cost)
    assert ordered(x, solution) == {"rack": racks}


@pytest.mark.parametrize(("supply", "cost"), [(8, 6.4), (7, 17.0)])
def test_a_volume_tier_must_be_within_the_supply(supply: int, cost: float) -> None:
    """Proves: a tier that starts at exactly the supply is in reach, one that starts above it is not.

    By hand: 8 racks needed at 1 MEUR, 20 % off from 8, burst 10. Supply 8: 6.4. Supply 7: 7 + 10 = 17 MEUR.
    A bug would give: 8 MEUR if the last tier were cut off, 15.6 if 7 racks had the discount.
    """
    x = world(
        [Rack(price=1, supply=supply)],
        [Work(demand=[8], burst=10, penalty=COSTLY)],
        tiers=[(1, 0.0), (8, 0.2)],
    )
    assert solve_both(x).objective_meur == pytest.approx(cost)


def test_a_volume_tier_counts_one_order() -> None:
    """Proves: tiers look at one order, so that ordering early together can pay.

    By hand: 4 racks needed now, 8 next period, 20 % off from 8: all 8 at once = 6.4 MEUR.
    A bug would give: 8 MEUR if orders were not joined, 7.2 if the second order of 4 had been discounted.
    """
    x = world(
        [Rack(price=1, supply=12)],
        [Work(demand=[[4], [8]], penalty=COSTLY)],
        periods=2,
        tiers=[(1, 0.0), (8, 0.2)],
    )
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(6.4)
    assert solution.order_racks.tolist() == [8, 0]


def test_a_rack_is_sold_when_that_pays() -> None:
    """Proves: a rack without work leaves at its resale value, and its upkeep ends.

    By hand: busy in period 1, free in period 2; upkeep 1 MEUR a period, resale 5, 4, 1: 1 - 4 = -3 MEUR.
    A bug would give: 1 if kept to the end (1 + 1 - 1), -2 if upkeep of the period of sale were paid,
    -4 if resale and terminal value were both received.
    """
    x = world([Rack(opening=1, opex=1, resale=[5, 4, 1])], [Work(demand=[[1], [0]], penalty=COSTLY)], periods=2)
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(-3)
    assert solution.retire_racks.tolist() == [[0, 1]]


def test_a_rack_leaves_at_the_end_of_its_life() -> None:
    """Proves: at the end of life a rack is gone and must be replaced.

    By hand: one rack that lives one period, demand 1 in two periods, a new rack 3 MEUR, burst 10: 3 MEUR.
    A bug would give: 0 MEUR if old racks served on.
    """
    x = world(
        [Rack("old", opening=1, life=1), Rack("new", price=3, supply=1)],
        [Work(burst=10, penalty=COSTLY)],
        periods=2,
    )
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(3)
    assert solution.installed_racks[0].tolist() == [1, 0]


def test_a_rack_at_its_end_of_life_has_no_terminal_value() -> None:
    """Proves: what had to leave within the horizon is not sold again at its end.

    By hand: a rack of the opening fleet lives one of two periods; resale 0 then, 9 at the horizon: 0 MEUR.
    A bug would give: -9 MEUR if the terminal value were paid for racks that are gone.
    """
    x = world([Rack(opening=1, life=1, resale=[0, 0, 9])], [Work(demand=[0])], periods=2)
    assert solve_both(x).objective_meur == pytest.approx(0)


def test_an_ordered_rack_lives_from_its_live_period() -> None:
    """Proves: life is counted from the live date of each vintage.

    By hand: life one period, demand 1 in two periods, rack 3 MEUR, burst 10: one rack for each period, 6 MEUR.
    A bug would give: 3 MEUR if a rack outlived its life, 13 if life began at the order of another vintage.
    """
    x = world([Rack(price=3, supply=1, life=1)], [Work(burst=10, penalty=COSTLY)], periods=2)
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(6)
    assert solution.order_racks.tolist() == [1, 1]
