"""What one more is worth: the difference of two solves, on both sides, for what can still be had and nothing else."""

from __future__ import annotations

import math
from functools import cache

import pytest

from planner.errors import ScenarioError
from planner.inputs.build import build_inputs
from planner.optimisation.search.session import solve_inputs
from planner.plan.studies.one_more import LESS, MORE, Worth, one_more_table
from planner.scenario.schema import Scenario
from planner.worth.changes import Change, changes
from planner.worth.values import WITHIN, one_more_values
from tests.random_scenarios import random_scenario

SEEDS = (1, 2)
CLOSE = 2e-5  # gap of the two full solves


def optimum(change: Change | Scenario) -> tuple[float, float]:
    """Value of the best plan, and how far the best possible may be above it [MEUR]."""
    scenario, on_inputs = (change, None) if isinstance(change, Scenario) else (change.scenario, change.on_inputs)
    x = build_inputs(scenario, days=1)
    solution = solve_inputs(x if on_inputs is None else on_inputs(x), gap=CLOSE, processes=1)
    return solution.objective_meur, abs(solution.bound_meur - solution.objective_meur)


@cache
def worths(seed: int) -> tuple[Worth, ...]:
    return tuple(one_more_values(random_scenario(seed), days=1, gap=5e-4, processes=1))


@pytest.mark.parametrize("seed", SEEDS)
def test_values_are_differences_of_two_full_solves(seed: int) -> None:
    """Proves: each value is within 5 % of two solves from scratch or in its proven range.

    All first steps, and every third of the larger ones; benchmarks/one_more.py tries twenty plans and the base.
    """
    scenario = random_scenario(seed)
    base, open_base = optimum(scenario)
    last = {worth.key: worth for worth in worths(seed)}
    assert len(last) >= 12
    assert max(abs(worth.value_meur) for worth in last.values()) > 0.01  # something is worth something
    for number, group in enumerate(changes(scenario)):
        worth = last[group[0].what, group[0].item, group[0].side]
        ranges = [(worth.value_meur, worth.low_meur, worth.high_meur)]
        if len(group) > 1 and number % 3 == 0:
            ranges.append((worth.larger_value_meur, worth.larger_low_meur, worth.larger_high_meur))
        for change, (value, low, high) in zip(group, ranges, strict=False):
            full, unproven = optimum(change)
            difference, unproven = full - base, unproven + open_base
            near = abs(difference - value) <= WITHIN * abs(difference)
            inside = low - unproven <= difference <= high + unproven
            assert near or inside, (worth.key, change.step, difference, value, low, high)
            assert low <= value <= high


@pytest.mark.parametrize("seed", SEEDS)
def test_more_supply_is_never_worth_less_than_nothing(seed: int) -> None:
    """Proves: on both sides the sign of supply is right, and the first steps come before any larger one."""
    for worth in worths(seed):
        if worth.what == "supply":
            assert worth.value_meur >= 0 if worth.side == MORE else worth.value_meur <= 0
    order = [math.isnan(worth.larger_step) for worth in worths(seed)]
    assert order == sorted(order, reverse=True)
    assert all(worth.holds_to in (worth.step, worth.larger_step) for worth in worths(seed))
    table = one_more_table(worths(seed))
    assert len(table) == len({worth.key for worth in worths(seed)})


def offered(scenario: Scenario) -> set[tuple[str, str, str]]:
    return {(group[0].what, group[0].item, group[0].side) for group in changes(scenario)}


def test_only_what_can_still_be_had_is_offered() -> None:
    """Proves: no rack past its window or after the day of the plan, no earlier delivery than at once, no open phase."""
    scenario = random_scenario(1)
    rack, other = list(scenario.fleet.racks)[:2]
    assert ("supply", rack, MORE) in offered(scenario)
    gone = scenario.with_(**{f"fleet.racks.{rack}.order_until": "2026-Q4"})
    assert not {key for key in offered(gone) if key[:2] == ("supply", rack)}
    assert ("supply", other, MORE) in offered(gone)
    window = {f"fleet.racks.{rack}.order_until": "2027-Q2"}
    assert ("supply", rack, MORE) in offered(scenario.with_(**window))
    late = scenario.with_(**window, **{"horizon.as_of": "2027-07-02"})
    assert ("supply", rack, MORE) not in offered(late)
    at_once = scenario.with_(**{f"fleet.racks.{name}.lead_time_months": 0 for name in scenario.fleet.racks})
    assert {key for key in offered(at_once) if key[0] == "lead time"} == {("lead time", "", LESS)}
    assert not {key for key in offered(scenario) if key[:2] == ("phase", "phase-1")}  # open from 2026 on
    assert {key for key in offered(scenario) if key[0] == "phase"} == {
        ("phase", "phase-2", MORE),
        ("phase", "phase-2", LESS),
    }
    soon = scenario.with_(**{"horizon.as_of": "2027-04-02"})
    assert {key for key in offered(soon) if key[0] == "phase"} == {("phase", "phase-2", LESS)}
    assert not {key for key in offered(scenario) if key[0] == "on order"}
    with_order = scenario.with_(
        **{"fleet.on_order": [{"rack": rack, "racks": 1, "delivery": "2027-05-31", "left_to_pay_usd": 1.0}]}
    )
    earlier = next(group for group in changes(with_order) if group[0].what == "on order" and group[0].side == MORE)
    assert [change.scenario.fleet.on_order[0].delivery.isoformat() for change in earlier] == ["2027-02-28"]


def test_nothing_is_taken_away_that_is_not_there() -> None:
    """Proves: a supply of one can lose one, not three; a site of 0.8 MW is offered a quarter of it, and three."""
    scenario = random_scenario(1)
    rack = next(iter(scenario.fleet.racks))
    scenario = scenario.with_(**{f"fleet.racks.{rack}.supply_per_quarter": 1, "site.connection_mw": 0.8})
    steps = {(g[0].what, g[0].item, g[0].side): [change.step for change in g] for g in changes(scenario)}
    assert steps["supply", rack, LESS] == [1]
    assert steps["supply", rack, MORE] == [1, 3]
    assert steps["connection", "", LESS] == steps["connection", "", MORE] == pytest.approx([0.2, 0.6])
    assert {change.side for group in changes(scenario) for change in group} == {MORE, LESS}


def test_a_plan_may_be_impossible_with_less() -> None:
    """Proves: three quarters of the connection less leave no room for the racks there: no number, and all else stands.

    Twenty parked H200 servers and the site's own need take 0.2 MW, half of 0.8 MW is open at first, half of 0.2 is not
    enough.
    """
    rack = "H200_HGX"
    scenario = random_scenario(1).with_(
        **{"fleet.opening": [{"rack": rack, "racks": 20, "live_from": "2026-Q3"}], "site.connection_mw": 0.8}
    )
    last = {w.key: w for w in one_more_values(scenario, days=1, processes=1, only=["connection"])}
    less, more = last["connection", "", LESS], last["connection", "", MORE]
    assert (less.step, less.larger_step) == pytest.approx((0.2, 0.6))
    assert math.isfinite(less.value_meur)
    assert math.isnan(less.larger_value_meur)
    assert less.holds_to == less.step
    assert math.isfinite(more.larger_value_meur)


def test_senseless_settings_are_refused() -> None:
    """Proves: the same words as planner.solve."""
    with pytest.raises(ScenarioError, match="days"):
        list(one_more_values(random_scenario(1), days=0))
