"""Hand-solved: who is served, when, by what, and who is not."""

from __future__ import annotations

import pytest

from tests.optimisation.make import Rack, Work, ordered, solve_both, world

COSTLY = 100.0  # MEUR per unit unserved: never chosen


def test_interactive_work_is_served_in_its_hour() -> None:
    """Proves: work that cannot wait needs racks for its busiest hour.

    By hand: demand 1, then 3; a rack serves 1 and costs 1 MEUR. Three racks = 3 MEUR.
    A bug would give: 2 racks = 2 MEUR, if the hours were averaged.
    """
    x = world([Rack(price=1, supply=9)], [Work(demand=[1, 3], penalty=COSTLY)])
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(3)
    assert ordered(x, solution) == {"rack": 3}


def test_deferrable_work_moves_to_the_cheap_hour_and_round_the_clock() -> None:
    """Proves: work that may wait a day moves to the cheapest hour, also from one evening to the next morning.

    By hand: 1 unit in each of three hours, spot 5, 1, 3 MEUR/MWh, 1 MWh a unit: all in hour 2, 3 · 1 = 3 MEUR;
    the work of hour 3 waits round the clock.
    A bug would give: 5 MEUR (1 + 1 + 3) if a day did not close on itself, 9 MEUR if nothing moved.
    """
    x = world([Rack(mw=1, opening=3)], [Work(demand=[1, 1, 1], window=24, penalty=COSTLY)], spot=[5, 1, 3])
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(3)
    assert solution.dispatch.grid_mw == pytest.approx([0, 3, 0])
    assert solution.dispatch.backlog[0] == pytest.approx([2, 0, 1])


@pytest.mark.parametrize(("window", "cost"), [(0, 5), (1, 3), (2, 1)])
def test_a_window_limits_how_far_work_moves(window: int, cost: float) -> None:
    """Proves: work waits at most its window.

    By hand: 1 unit in hour 1, spot 5, 3, 1 MEUR/MWh: 5 at once, 3 an hour later, 1 two hours later.
    A bug would give: 1 MEUR whatever the window, or a window one hour too long or too short.
    """
    x = world([Rack(mw=1, opening=1)], [Work(demand=[1, 0, 0], window=window, penalty=COSTLY)], spot=[5, 3, 1])
    assert solve_both(x).objective_meur == pytest.approx(cost)


def test_gpu_hours_compete_for_the_same_racks() -> None:
    """Proves: tokens and GPU-hours share racks, and the one that pays more is served.

    By hand: 2 racks; 2 units of simulation at 5 MEUR, 2 of tokens at 3 MEUR: simulation, 2 · 5 = 10 MEUR.
    A bug would give: 16 MEUR if a rack could serve both at once, 6 MEUR if tokens came first.
    """
    x = world(
        [Rack(opening=2, serves={"tokens": 1.0, "simulation": 1.0})],
        [
            Work("tokens", demand=[2], revenue=3),
            Work("simulation", demand=[2], revenue=5, window=24, unit="gpu_hours"),
        ],
        objective="maximise_npv",
    )
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(10)
    assert solution.dispatch.unserved[:, 0] == pytest.approx([2, 0])


@pytest.mark.parametrize(("sovereign", "cost"), [(True, 7), (False, 1)])
def test_sovereign_work_is_never_rented_elsewhere(sovereign: bool, cost: float) -> None:
    """Proves: sovereign work stays here or is left unserved, even where a burst price is known.

    By hand: no rack; a burst costs 1 MEUR, going unserved 7 MEUR. Sovereign: 7. Not sovereign: 1.
    A bug would give: 1 MEUR for both.
    """
    x = world([Rack()], [Work(burst=1, penalty=7, sovereign=sovereign)])
    assert solve_both(x).objective_meur == pytest.approx(cost)


@pytest.mark.parametrize(("hours", "cost", "racks"), [(1, 3, 0), (2, 5, 1)])
def test_burst_until_a_rack_is_cheaper(hours: int, cost: float, racks: int) -> None:
    """Proves: renting elsewhere is weighed against owning.

    By hand: a rack costs 5 MEUR, renting 3 MEUR an hour. One hour: rent, 3. Two hours: 6 to rent, so own, 5.
    A bug would give: 5 for one hour (burst forgotten) or 6 for two (rack forgotten).
    """
    x = world([Rack(price=5, supply=5)], [Work(demand=[1] * hours, burst=3, penalty=COSTLY)])
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(cost)
    assert ordered(x, solution) == {"rack": racks}


@pytest.mark.parametrize(("multiple", "cost", "racks"), [(10, 15, 1), (5, 10, 0)])
def test_minimum_cost_values_lost_load(multiple: float, cost: float, racks: int) -> None:
    """Proves: minimising cost, unserved work costs a multiple of its revenue (or its penalty, if higher).

    By hand: revenue 2, penalty 1, a rack 15 MEUR. Lost load 10 · 2 = 20 > 15: buy. 5 · 2 = 10 < 15: don't.
    A bug would give: 1 MEUR (penalty only), 2 (revenue only) or 12 (both added to the multiple).
    """
    x = world([Rack(price=15, supply=1)], [Work(demand=[1], revenue=2, penalty=1)], lost_load_multiple=multiple)
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(cost)
    assert ordered(x, solution) == {"rack": racks}


@pytest.mark.parametrize(("price", "npv", "racks"), [(2.5, -0.5, 1), (3.5, -1.0, 0)])
def test_maximum_npv_weighs_revenue_and_penalty(price: float, npv: float, racks: int) -> None:
    """Proves: maximising NPV, a rack is bought while it costs less than the revenue and the penalty it saves.

    By hand: revenue 2, penalty 1. At 2.5 MEUR: 2 - 2.5 = -0.5, better than -1 unserved. At 3.5: -1 unserved.
    A bug would give: 0 MEUR if the penalty were forgotten; -10 if the lost-load multiple entered here.
    """
    x = world(
        [Rack(price=price, supply=1)],
        [Work(demand=[1], revenue=2, penalty=1)],
        objective="maximise_npv",
        lost_load_multiple=10,
    )
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(npv)
    assert ordered(x, solution) == {"rack": racks}


def test_headroom_keeps_racks_free_for_bursts_inside_the_hour() -> None:
    """Proves: headroom of 50 % needs half as many racks again.

    By hand: demand 2, rate 1 / 1.5 a rack: 3 racks at 1 MEUR = 3 MEUR.
    A bug would give: 2 MEUR without headroom, 4 MEUR with rate · (1 - 0.5).
    """
    x = world([Rack(price=1, supply=9)], [Work(demand=[2], headroom=0.5, penalty=COSTLY)])
    assert solve_both(x).objective_meur == pytest.approx(3)


def test_availability_needs_spare_racks() -> None:
    """Proves: only the available share of the installed racks serves.

    By hand: demand 2, availability 0.5: 4 racks at 1 MEUR = 4 MEUR.
    A bug would give: 2 MEUR if broken racks served.
    """
    x = world([Rack(price=1, supply=9, availability=0.5)], [Work(demand=[2], penalty=COSTLY)])
    assert solve_both(x).objective_meur == pytest.approx(4)


def test_the_operating_point_follows_the_load() -> None:
    """Proves: racks run at their thrifty point while there is room and at their fast point when there is not.

    By hand: 2 racks, fast: rate 2 at 3 MW, thrifty: rate 1 at 1 MW, 1 MEUR/MWh. Demand 2: both thrifty, 2 MWh.
    Demand 4: both fast, 6 MWh. 8 MEUR.
    A bug would give: 9 MEUR with the fast point alone (3 + 6); 2 MEUR and 2 unserved with the thrifty one alone.
    """
    x = world(
        [Rack(opening=2, serves={"work": 2.0}, mw=3, more_points=(("work", 1.0, 1.0),))],
        [Work(demand=[2, 4], penalty=COSTLY)],
        spot=1,
    )
    assert solve_both(x).objective_meur == pytest.approx(8)
