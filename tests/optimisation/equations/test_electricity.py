"""Hand-solved: from racks to the meter, hour by hour."""

from __future__ import annotations

import pytest

from tests.optimisation.make import Phase, Rack, Work, solve_both, world

COSTLY = 100.0  # MEUR per unit unserved: never chosen


def test_parking_saves_idle_power() -> None:
    """Proves: a rack without work is parked and draws standby power.

    By hand: 1 MW serving, 0.5 MW idle, 0.1 MW parked, 1 MEUR/MWh; busy then free: 1 + 0.1 = 1.1 MEUR.
    A bug would give: 1.5 MEUR if racks idled, 1.0 if parked racks drew nothing, 1.6 if idle came on top.
    """
    x = world([Rack(opening=1, mw=1, idle_mw=0.5, standby_mw=0.1)], [Work(demand=[1, 0], penalty=COSTLY)], spot=1)
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(1.1)
    assert solution.dispatch.parked_racks[0] == pytest.approx([0, 1])


def test_idle_racks_stay_on_at_a_negative_price() -> None:
    """Proves: when power is paid for being taken, nothing is parked.

    By hand: as above with -1 MEUR/MWh in the free hour: 1 - 0.5 = 0.5 MEUR.
    A bug would give: 0.9 MEUR if free racks were always parked.
    """
    x = world(
        [Rack(opening=1, mw=1, idle_mw=0.5, standby_mw=0.1)],
        [Work(demand=[1, 0], penalty=COSTLY)],
        spot=[1, -1],
    )
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(0.5)
    assert solution.dispatch.parked_racks[0] == pytest.approx([0, 0])


def test_cooling_and_the_electrical_chain() -> None:
    """Proves: the meter sees IT power, its cooling, and the losses of both.

    By hand: 1 MW of IT, cooling 0.2, η 0.8: 1.2 / 0.8 = 1.5 MWh at 2 MEUR = 3 MEUR.
    A bug would give: 2.9 MEUR if losses applied to IT alone (1 / 0.8 + 0.2), 1.92 if η multiplied.
    """
    x = world([Rack(opening=1, mw=1)], [Work(penalty=COSTLY)], cooling=0.2, efficiency=0.8, spot=2)
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(3)
    assert solution.dispatch.facility_mw == pytest.approx([1.5])


def test_auxiliaries_are_drawn_through_the_chain_but_not_cooled() -> None:
    """Proves: auxiliaries bear losses, no cooling.

    By hand: 1 MW of IT, cooling 0.5, auxiliaries 0.5 MW, η 0.5: (1.5 + 0.5) / 0.5 = 4 MWh at 1 MEUR.
    A bug would give: 4.5 if auxiliaries were cooled, 3.5 if they bore no losses, 3 if they were forgotten.
    """
    x = world(
        [Rack(opening=1, mw=1)],
        [Work(penalty=COSTLY)],
        cooling=0.5,
        efficiency=0.5,
        auxiliaries_mw=0.5,
        spot=1,
    )
    assert solve_both(x).objective_meur == pytest.approx(4)


def test_network_and_broken_racks_draw_power_always() -> None:
    """Proves: network power is drawn for every rack, and unavailable racks idle: they cannot be parked.

    By hand: 2 racks, availability 0.5, idle 1 MW, standby 0, network 0.2 MW; busy at 0 MEUR/MWh, then free at 1:
    one rack parked, one broken and idle, 1 + 2 · 0.2 = 1.4 MEUR.
    A bug would give: 0.4 if broken racks were parked, 1.2 if parked racks lost their network, 2.4 without parking.
    """
    x = world(
        [Rack(opening=2, availability=0.5, idle_mw=1, network_mw=0.2, mw=1)],
        [Work(demand=[1, 0], penalty=COSTLY)],
        spot=[0, 1],
    )
    assert solve_both(x).objective_meur == pytest.approx(1.4)


def test_energy_pays_spot_network_and_tax() -> None:
    """Proves: all three parts of the energy price are paid, each hour its own.

    By hand: 1 MWh in each of two hours: (1 + 2 + 4) + (3 + 2 + 4) = 16 MEUR.
    A bug would give: 4 with spot alone, 14 if every hour paid the first hour's price.
    """
    x = world([Rack(opening=1, mw=1)], [Work(demand=[1, 1], penalty=COSTLY)], spot=[1, 3], network=2, tax=4)
    assert solve_both(x).objective_meur == pytest.approx(16)


def test_a_day_counts_as_often_as_it_stands_for() -> None:
    """Proves: the cost of a day is multiplied by its weight, in cost and in revenue.

    By hand: two days of weight 3 and 1, demand 1 and 2, rented at 1 MEUR, paid 4: (3 · 1 + 1 · 2) · (4 - 1) = 15.
    A bug would give: 9 MEUR without weights (3 units), 21 if the weights were swapped (7 units).
    """
    x = world([Rack()], [Work(demand=[[1], [2]], burst=1, revenue=4)], weights=[3, 1], objective="maximise_npv")
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(15)
    assert solution.dispatch_cost_meur == pytest.approx([5])


# ------------------------------------------------------------------ subscribed power


def tariff(demand: list[float], overrun: float, *, price: tuple[float, ...] = (10, 4)) -> float:
    """Cost of a site with two racks of 1 MW; each hour has its own class, as far as there are classes."""
    classes = [min(t, len(price) - 1) for t in range(len(demand))]
    x = world(
        [Rack(opening=2, mw=1)],
        [Work(demand=demand, penalty=1000)],
        tariff_class=classes,
        subscribed=price,
        overrun=[overrun] * len(price),
    )
    return solve_both(x).objective_meur


def test_subscribed_power_is_chosen_by_class() -> None:
    """Proves: the first class pays for its power, the next for what it adds.

    By hand: 1 MW in class 1 at 10 MEUR/MW, 2 MW in class 2 at 4: 10 · 1 + 4 · (2 - 1) = 14 MEUR.
    A bug would give: 18 if each class paid for all its power (10 + 8), 24 if one power held for all classes.
    """
    assert tariff([1, 2], overrun=100) == pytest.approx(14)


def test_subscribed_power_rises_with_the_classes() -> None:
    """Proves: a later class is never subscribed below an earlier one.

    By hand: 2 MW in class 1, 1 MW in class 2: 2 MW in both, 10 · 2 = 20 MEUR.
    A bug would give: 16 MEUR, with a credit of 4 for the MW that class 2 does not need.
    """
    assert tariff([2, 1], overrun=100) == pytest.approx(20)


@pytest.mark.parametrize(("first", "second", "cost"), [(2, 1, 20), (1, 2, 15)])
def test_a_subscribed_level_is_raised_not_lowered(first: float, second: float, cost: float) -> None:
    """Proves: subscribed power follows the load up, not down.

    By hand, two half-years at 10 MEUR/MW a year: 2 MW, then 1 MW needed: 2 MW in both, 5 · 2 + 5 · 2 = 20 MEUR.
    1 MW, then 2: 5 · 1 + 5 · 2 = 15 MEUR.
    A bug would give: 15 twice if the level could follow the load down, 20 twice if it could not be raised.
    """
    x = world(
        [Rack(opening=2, mw=1)],
        [Work(demand=[[first], [second]], penalty=1000)],
        periods=2,
        months=6,
        subscribed=(10,),
        overrun=(100,),
    )
    assert solve_both(x).objective_meur == pytest.approx(cost)


@pytest.mark.parametrize(
    ("may_change", "may_fall", "cost"),
    [((0, 1, 2, 3), True, 20), ((0, 2), True, 25), ((0, 2), False, 40), ((0, 1, 2, 3), False, 40), ((0,), True, 40)],
)
def test_subscribed_power_changes_once_a_year(may_change: tuple[int, ...], may_fall: bool, cost: float) -> None:
    """Proves: a level holds until the next change, and falls where it may.

    By hand, four quarters at 10 MEUR/MW a year, 2.5 a MW and quarter, load 4, 2, 1 and 1 MW: followed at once
    4 + 2 + 1 + 1 = 8 MW-quarters, 20 MEUR; changed in the third 4 + 4 + 1 + 1 = 10, 25; never lowered 4 · 4 = 16, 40.
    """
    x = world(
        [Rack(opening=4, mw=1)],
        [Work(demand=[[4], [2], [1], [1]], penalty=1000)],
        periods=4,
        months=3,
        subscribed=(10,),
        overrun=(100,),
        may_change=may_change,
        may_fall=may_fall,
    )
    assert solve_both(x).objective_meur == pytest.approx(cost)


@pytest.mark.parametrize(("phase_mw", "cost"), [(2, 10), (1, 15)])
def test_a_new_phase_may_raise_subscribed_power_between_changes(phase_mw: float, cost: float) -> None:
    """Proves: between changes subscribed power rises by at most what a new phase brings.

    By hand, two half-years at 10 MEUR/MW a year, load 0, then 2 MW, change in the first only. A phase of 2 MW: 0, then
    2 MW, 5 · 2 = 10 MEUR. A phase of 1 MW beside one of 1 MW: 1 MW must be subscribed before, 5 · 1 + 5 · 2 = 15.
    """
    x = world(
        [Rack(opening=2, mw=1)],
        [Work(demand=[[0], [2]], penalty=1000)],
        periods=2,
        months=6,
        subscribed=(10,),
        overrun=(100,),
        phases=[Phase(mw=2), Phase(mw=phase_mw, opens=1)],
        may_change=(0,),
    )
    assert solve_both(x).objective_meur == pytest.approx(cost)


@pytest.mark.parametrize(("overrun", "cost"), [(4, 14), (12, 20)])
def test_overrun_where_cheaper_than_subscribing(overrun: float, cost: float) -> None:
    """Proves: a rare peak is paid as overrun while that is cheaper.

    By hand: 1, 1 and 2 MW in one class at 10 MEUR/MW. Overrun at 4 MEUR/MWh: 10 + 4 = 14 (all overrun: 16).
    At 12: 2 · 10 = 20.
    A bug would give: 20 twice if overrun were forbidden, 10 twice if it were free.
    """
    assert tariff([1, 1, 2], overrun, price=(10,)) == pytest.approx(cost)


@pytest.mark.parametrize(("connection_mw", "slow", "served"), [(7.4, 10, 9.5), (8.7, 5, 9.75), (10, 0, 10)])
def test_racks_run_slower_when_a_megawatt_is_worth_more_than_a_rack(
    connection_mw: float, slow: float, served: float
) -> None:
    """Proves: a power-capped point is chosen where the connection binds, only as far as it binds.

    By hand: 10 racks do 1 at 1 MW or 0.95 at 0.74 MW; more is asked than they can do. 7.4 MW: all capped, 9.5;
    8.7 MW: half of them; 10 MW: none. Without the capped point 7.4 MW carry 7.4 racks.
    A bug would give: 7.4 and 8.7 if the cap were never chosen, 9.5 at 10 MW if always.
    """
    racks = [Rack(opening=10, mw=1, more_points=(("work", 0.95, 0.74),))]
    x = world(racks, [Work(demand=[20], penalty=1)], phases=[Phase(mw=connection_mw)])
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(20 - served)
    assert solution.dispatch.serving_racks[:, 0] == pytest.approx([10 - slow, slow])
