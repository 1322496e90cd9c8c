"""Cooling charged by rack: hand-solved, against the joint model, and as the mean where all racks are alike."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from planner.optimisation.equations.connection import least_cooled_mw, least_rack_kw
from planner.optimisation.search.session import same_dispatch, same_structure, solve_inputs
from planner.plan.check import check_power
from planner.plan.tables import cooling_charged
from planner.problem.loop_cooling import LoopCooling
from planner.problem.site import ModelInputs
from tests.optimisation import recompute
from tests.optimisation.make import Rack, Work, ordered, solve_both, solve_joint, world
from tests.optimisation.random_cases import random_case

COSTLY = 100.0  # MEUR per unit unserved: never chosen


def with_loops(x: ModelInputs, shares: list[float], liquid: object, air: object) -> ModelInputs:
    """The same inputs with racks charged by the loops."""
    hours = len(x.hours.cooling)

    def hourly(numbers: object) -> np.ndarray:
        return np.broadcast_to(np.asarray(numbers, dtype=float), (hours,)).copy()

    nothing = np.zeros(hours)
    return dataclasses.replace(x, loops=LoopCooling(np.array(shares), hourly(liquid), hourly(air), nothing, nothing))


def test_a_rack_pays_for_the_loop_its_heat_goes_to() -> None:
    """Proves: 1 MW, of it 0.75 in water, network of 0.25 MW in air; air takes 0.4, water 0.1; η 0.8, 2 MEUR/MWh.

    By hand: 1.25 + 0.75 · 0.1 + (0.25 + 0.25) · 0.4 = 1.525; / 0.8 = 1.90625 MWh; 3.8125 MEUR.
    A bug would give: 3.375 if the network's heat went to water, 4.375 if all was air.
    """
    x = world([Rack(opening=1, mw=1, network_mw=0.25)], [Work(penalty=COSTLY)], efficiency=0.8, spot=2)
    solution = solve_both(with_loops(x, [0.75], 0.1, 0.4))
    assert solution.objective_meur == pytest.approx(3.8125)
    assert solution.dispatch.facility_mw == pytest.approx([1.90625])


def test_idle_and_parked_racks_give_their_own_heat() -> None:
    """Proves: a parked rack is cooled for its standby power alone, by its own loop.

    By hand, all in water at 0.5: busy 1 · 1.5, then parked 0.1 · 1.5, at 1 MEUR/MWh: 1.65 MEUR.
    """
    x = world([Rack(opening=1, mw=1, idle_mw=0.5, standby_mw=0.1)], [Work(demand=[1, 0], penalty=COSTLY)], spot=1)
    assert solve_both(with_loops(x, [1.0], 0.5, 0.9)).objective_meur == pytest.approx(1.65)


def test_the_rack_that_is_cooled_cheaply_is_ordered() -> None:
    """Proves: with one mean for all the cheaper rack is bought; charged by its own loop, the one that water cools.

    By hand, 1 MW each, a year's hour at 1 MEUR/MWh: mean 0.2 gives 1.2 + price 1.0 against 1.2 + 1.1. By the loops
    air takes 1.4 + 1.0 = 2.4, water 1.0 + 1.1 = 2.1.
    """
    racks = [Rack("air", mw=1, price=1.0, supply=1), Rack("water", mw=1, price=1.1, supply=1)]
    x = world(racks, [Work(penalty=COSTLY)], cooling=0.2, spot=1)
    assert ordered(x, solve_both(x)) == {"air": 1, "water": 0}
    by_loop = with_loops(x, [0.0, 1.0], 0.0, 0.4)
    found = solve_both(by_loop)
    assert ordered(x, found) == {"air": 0, "water": 1}
    assert found.objective_meur == pytest.approx(2.1)


@pytest.mark.parametrize("seed", range(8))
def test_decomposition_finds_the_optimum_of_the_joint_model(seed: int) -> None:
    """Proves: on random cases with shares of every size the plan is the joint optimum, and its power adds up."""
    x = random_case(seed)
    random = np.random.default_rng([seed, 11])
    shares = random.uniform(0, 1, len(x.fleet.racks)).round(2).tolist()
    air = x.hours.cooling * random.uniform(1.1, 1.5, len(x.hours.cooling))
    x = with_loops(x, shares, x.hours.cooling * 0.4, air)
    plan, optimum = solve_inputs(x, gap=1e-4, processes=1), solve_joint(x)
    assert plan.status == "optimal_within_gap"
    assert plan.objective_meur == pytest.approx(optimum, rel=1.1e-4, abs=1e-9)
    period = recompute.period_of_hour(x)
    check_power(x, plan, period)
    charged = cooling_charged.cooling_mw(x, plan, period)
    uses = plan.dispatch.it_mw + charged + x.auxiliaries_mw[period]
    assert plan.dispatch.facility_mw * x.electrical_efficiency == pytest.approx(uses, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("seed", [1, 4])
def test_equal_loops_are_the_mean_of_the_site(seed: int) -> None:
    """Proves: where both loops draw the same, every plan is the one of the mean: nothing else has changed."""
    x = random_case(seed)
    alike = with_loops(x, [0.5] * len(x.fleet.racks), x.hours.cooling, x.hours.cooling)
    one, other = solve_joint(x), solve_joint(alike)
    assert other == pytest.approx(one, rel=1e-7)


def test_the_parked_fleet_is_held_with_the_cooling_of_its_own_loop() -> None:
    """Proves: in the worst hour of a period each product counts its own loops; equal loops give the mean again."""
    x = random_case(3)
    mean = least_cooled_mw(x)
    alike = with_loops(x, [0.3] * len(x.fleet.racks), x.hours.cooling, x.hours.cooling)
    assert least_cooled_mw(alike) == pytest.approx(mean, rel=1e-12)
    water = with_loops(x, [1.0] * len(x.fleet.racks), 0.0, x.hours.cooling)
    network = x.fleet.network_kw / 1000
    worst = mean / (least_rack_kw(x) / 1000)[:, None] - 1
    assert least_cooled_mw(water) == pytest.approx((least_rack_kw(x) / 1000)[:, None] + network[:, None] * worst)


def test_a_session_keeps_only_what_holds() -> None:
    """Proves: other liquid shares stand in the compiled matrix, other cooling in the cuts; so does none at all."""
    x = random_case(2)
    racks = len(x.fleet.racks)
    first = with_loops(x, [0.5] * racks, 0.1, 0.3)
    assert same_dispatch(first, with_loops(x, [0.5] * racks, 0.1, 0.3))
    warmer = with_loops(x, [0.5] * racks, 0.1, 0.4)
    assert same_structure(first, warmer)
    assert not same_dispatch(first, warmer)
    assert not same_structure(first, with_loops(x, [0.6] * racks, 0.1, 0.3))
    assert not same_structure(first, x)
