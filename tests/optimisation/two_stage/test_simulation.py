"""Fixed fleets tried on other paths: on its own paths a plan costs what it says; elsewhere by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.optimisation.two_stage.session import solve_paths
from planner.optimisation.two_stage.trial import PATHS_AT_ONCE, carried_out, nearest, simulate
from planner.problem.settings import SolveSettings
from planner.problem.site import ModelInputs
from tests.inputs.tiny import with_overrides
from tests.optimisation.make import Phase, Rack, Work, world
from tests.optimisation.make_offers import Deal, with_deals
from tests.optimisation.paths import demand_times, paths_of, random_paths
from tests.optimisation.test_free_disposal import case

EXACT = SolveSettings(gap=1e-6, processes=1)


@pytest.mark.parametrize("seed", [3, 4, 6])
def test_on_its_own_paths_a_plan_costs_what_it_says(seed: int) -> None:
    """Proves: orders, tiers, retirements, phases, subscribed power and dispatch add up to the cost of the plan.

    A bug would give: a trial that flatters a plan, or forgets one of its costs.
    """
    paths = random_paths(seed)
    answer = solve_paths(paths, commit_until=0, settings=EXACT)
    (trial,) = simulate({"plan": answer.paths}, paths, EXACT)
    assert trial.followed.tolist() == list(range(len(paths)))
    assert trial.cost_meur == pytest.approx(answer.cost_meur, rel=1e-6)
    assert trial.boxed_share.max() == pytest.approx(0.0, abs=1e-9)
    lost = [path.solution.dispatch.unserved.sum() for path in answer.paths]
    assert (trial.unserved.sum(axis=(1, 2)) > 1e-6).tolist() == [one > 1e-6 for one in lost]


def test_a_fixed_fleet_by_hand() -> None:
    """Proves: two racks for demands of 1, 2 and 5: nothing, nothing and 3 units unserved, at 3 MEUR each.

    A bug would give: racks ordered anew for the path that is tried.
    """
    plan = world([Rack(supply=9, price=1.0)], [Work(demand=[2.0], penalty=3.0)])
    answer = solve_paths(paths_of([plan]), commit_until=0, settings=EXACT)
    fresh = paths_of([demand_times(plan, factor) for factor in (0.5, 1.0, 2.5)])
    (trial,) = simulate({"two racks": answer.paths}, fresh, EXACT)
    assert trial.cost_meur == pytest.approx([2.0, 2.0, 2.0 + 9.0], rel=1e-9)
    assert trial.unserved[:, 0, 0] == pytest.approx([0.0, 0.0, 3e6], abs=1e-3)
    assert trial.demand[:, 0, 0] == pytest.approx([1e6, 2e6, 5e6], rel=1e-12)


def test_what_the_path_does_not_allow_gives_way() -> None:
    """Proves: where the second phase is a year late, racks it was for stay in their boxes, and are paid for.

    By hand: 4 racks of 1 MW, 2 MW in the first year on the late path: half of them in boxes, 2 units unserved.
    A bug would give: racks that run on a connection that is not there.
    """
    phases = [Phase(mw=2.0, positions=2), Phase(mw=2.0, positions=2)]
    racks, work = [Rack(supply=9, price=1.0, mw=1.0, positions=1)], [Work(demand=[4.0], penalty=3.0)]
    plan = world(racks, work, periods=2, phases=phases)
    late = with_overrides(plan, {"phases": {"earliest_period": np.array([0, 1])}})
    answer = solve_paths(paths_of([plan]), commit_until=1, settings=EXACT)
    assert answer.paths[0].solution.order_racks.tolist() == [4, 0]
    carried = carried_out(answer.paths[0], late)
    assert carried.boxed_share == pytest.approx([0.5, 0.0], rel=1e-9)
    (trial,) = simulate({"plan": answer.paths}, paths_of([late]), EXACT)
    assert trial.cost_meur == pytest.approx([4.0 + 2 * 3.0], rel=1e-9)


def test_late_racks_leave_late() -> None:
    """Proves: racks that come a year late serve a year less, and leave no sooner than a year after they came.

    By hand: one rack, ordered at once, sold for 0.5 after the first year; a year late it is sold after the second.
    A bug would give: a rack that leaves before it has come.
    """
    rack = Rack(supply=[1, 0, 0], price=1.0, opex=1.0)
    plan = world([rack], [Work(demand=[[1.0], [0.0], [0.0]], penalty=9.0)], periods=3)
    answer = solve_paths(paths_of([plan]), commit_until=2, settings=EXACT)
    assert answer.paths[0].solution.retire_racks.sum(axis=0).tolist() == [0, 1, 0]
    late = with_overrides(plan, {"fleet": {"live_period": np.array([1]), "opex_meur": np.array([[0.0, 1.0, 1.0]])}})
    carried = carried_out(answer.paths[0], late)
    assert carried.given[:, 0].tolist() == [0.0, 1.0, 0.0]
    assert carried.values["retire_racks", (0, 2)] == 1.0


def test_a_path_follows_the_planned_one_with_the_nearest_demand() -> None:
    """Proves: a fresh path acts as the planned path that it resembles most, by the value of what is asked."""
    x = random_paths(3, count=1)[0].inputs
    planned = paths_of([demand_times(x, factor) for factor in (0.5, 1.0, 2.0)])
    ways = solve_paths(planned, commit_until=0, settings=SolveSettings(gap=0.1, processes=1)).paths
    assert [nearest(ways, demand_times(x, f)) for f in (0.1, 0.7, 0.8, 1.4, 1.6, 9.0)] == [0, 0, 1, 1, 2, 2]


def test_a_trial_that_is_stopped_keeps_whole_paths() -> None:
    """Proves: after a stop both plans have been tried on the same first paths, at the cost that they have without one.

    A bug would give: plans compared on different paths, or a stop that waits for all of them.
    """
    plan = world([Rack(supply=9, price=1.0)], [Work(demand=[2.0], penalty=3.0)])
    answer = solve_paths(paths_of([plan]), commit_until=0, settings=EXACT)
    fresh = paths_of([demand_times(plan, 0.5 + i / 10) for i in range(2 * PATHS_AT_ONCE + 1)])
    plans, done = {"a": answer.paths, "b": answer.paths}, []
    whole = simulate(plans, fresh, EXACT, done.append)
    assert done == [0, PATHS_AT_ONCE, 2 * PATHS_AT_ONCE]
    done.clear()
    settings = replace(EXACT, cancel=lambda: done[-1] == PATHS_AT_ONCE)
    for trial, full in zip(simulate(plans, fresh, settings, done.append), whole, strict=True):
        assert trial.cost_meur == pytest.approx(full.cost_meur[:PATHS_AT_ONCE], rel=1e-12)
        assert trial.weight == pytest.approx(np.full(PATHS_AT_ONCE, 1 / PATHS_AT_ONCE), rel=1e-12)
    assert simulate(plans, fresh, replace(EXACT, cancel=lambda: True)) == ()


def test_contracts_are_tried_as_they_were_signed() -> None:
    """Proves: on other paths the contracts of a plan stand, with what they ask there, and owe without their cap.

    By hand: one rack; a contract of 1 unit at 3 MEUR is signed, credit 1. Where 1, 2 or 4 units are asked of it revenue
    is 3, 6 or 12, less 4 for each unit unserved: cost −3, −2, 0.
    A bug would give: −3 everywhere, or a contract declined on the busy path.
    """
    site = world([Rack(opening=1)], [Work(demand=[0], revenue=1)], objective="maximise_npv")

    def asks(units: float) -> ModelInputs:
        return with_deals(site, [Deal([units], price=3, credit=1, cap=9)])

    answer = solve_paths(paths_of([asks(1)]), commit_until=0, settings=EXACT)
    (trial,) = simulate({"plan": answer.paths}, paths_of([asks(1), asks(2), asks(4)]), EXACT)
    assert trial.cost_meur == pytest.approx([-3, -2, 0], abs=1e-6)
    assert trial.unserved[:, 0, 0] == pytest.approx([0, 1e6, 3e6], abs=1e-3)
    assert trial.demand[:, 0, 0] == pytest.approx([1e6, 2e6, 4e6])


@pytest.mark.parametrize("seed", range(6))
def test_with_contracts_a_plan_costs_what_it_says_on_its_own_paths(seed: int) -> None:
    """Proves: signed, broken and ended contracts and reserved GPUs cost in the trial what they cost in the plan.

    A bug would give: a trial without the revenue of contracts, or with rent on demand for reserved GPUs.
    """
    x = case(seed)
    assert x.offers is not None
    busier = replace(x, offers=replace(x.offers, demand=1.3 * x.offers.demand))
    paths = paths_of([x, busier])
    answer = solve_paths(paths, commit_until=0, settings=EXACT)
    (trial,) = simulate({"plan": answer.paths}, paths, EXACT)
    own = trial.followed == np.arange(2)
    assert own.any()
    assert trial.cost_meur[own] == pytest.approx(np.asarray(answer.cost_meur)[own], rel=1e-6, abs=1e-5)
