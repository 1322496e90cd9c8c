"""Decomposition = joint model, the bound is a bound, and neither processes nor luck change the plan."""

from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np
import pytest

from planner.optimisation.search.session import solve_inputs
from planner.problem.site import ModelInputs
from planner.problem.solution import Progress, Solution
from tests.inputs.tiny import tiny_inputs
from tests.optimisation.make import solve_joint
from tests.optimisation.random_cases import random_case

GAP = 1e-4
CASES = range(30)


@cache
def solved(seed: int) -> Solution:
    return solve_inputs(random_case(seed), gap=GAP, processes=1)


def worse(x: ModelInputs, plan: float, other: float) -> float:
    """By how much `plan` is worse than `other` [MEUR], in the sense of the objective."""
    return plan - other if x.objective == "minimise_cost" else other - plan


@pytest.mark.parametrize("seed", CASES)
def test_decomposition_finds_the_optimum_of_the_joint_model(seed: int) -> None:
    """Proves: the plan is within the gap asked of the joint optimum, and the bound never passes that optimum.

    A bug would give: a cut that is not valid (bound above the optimum), or a plan whose dispatch is too cheap
    (better than the optimum).
    """
    x, plan = random_case(seed), solved(seed)
    optimum = solve_joint(x)
    rounding = 1e-6 * abs(optimum)
    assert plan.status == "optimal_within_gap"
    assert -rounding <= worse(x, plan.objective_meur, optimum) <= GAP * abs(plan.objective_meur) + rounding
    assert worse(x, optimum, plan.bound_meur) >= -rounding
    assert plan.gap <= GAP
    difference = abs(plan.objective_meur - plan.bound_meur)
    assert plan.gap == pytest.approx(difference / abs(plan.objective_meur), abs=1e-9)
    assert max(plan.residual_abs, plan.residual_rel) <= 1e-6


def test_the_cases_are_worth_deciding() -> None:
    """Proves: the thirty cases order racks, retire racks, open phases and have both objectives."""
    cases = [(random_case(seed), solved(seed)) for seed in CASES]
    assert sum(plan.order_racks.any() for _, plan in cases) >= 15
    assert sum(plan.retire_racks.any() for _, plan in cases) >= 15
    assert sum(plan.dispatch.burst.any() for _, plan in cases) >= 5
    assert sum(plan.dispatch.overrun_mw.any() for _, plan in cases) >= 5
    optional = [plan.phase_open[1, -1] for x, plan in cases if len(x.phases.names) > 1]
    assert set(optional) == {0, 1}
    assert {x.objective for x, _ in cases} == {"minimise_cost", "maximise_npv"}


@pytest.mark.parametrize("seed", [2, 7])
def test_one_process_and_two_give_the_same_plan(seed: int) -> None:
    """Proves: every number of the plan is the same to the last bit, however the days are spread.

    A bug would give: another vertex where several plans cost the same, and reports that differ between machines.
    """
    one, two = solved(seed), solve_inputs(random_case(seed), gap=GAP, processes=2)
    for field in dataclasses.fields(Solution):
        if field.name not in ("progress", "seconds", "dispatch", "marginal"):
            assert np.array_equal(getattr(one, field.name), getattr(two, field.name)), field.name
    for part in ("dispatch", "marginal"):
        a, b = getattr(one, part), getattr(two, part)
        for field in dataclasses.fields(a):
            assert np.array_equal(getattr(a, field.name), getattr(b, field.name)), field.name
    lines = [[(p.phase, p.pass_number, p.bound_meur, p.incumbent_meur) for p in s.progress] for s in (one, two)]
    assert lines[0] == lines[1]


def every_day() -> ModelInputs:
    """More days than the first phase looks at, so that all four phases run."""
    x = tiny_inputs(periods=2, days_per_period=9, hours=6, seed=4, every_day=True)
    return dataclasses.replace(
        x, fleet=dataclasses.replace(x.fleet, price_meur=x.fleet.price_meur * 0.3), warnings=("made up",)
    )


def test_a_few_days_first_then_all() -> None:
    """Proves: the phases come in order, cuts of a few days leave no trace in the bound, and lines are complete.

    A bug would give: a bound made of cuts that hold for a few days only.
    """
    x, lines = every_day(), []
    plan = solve_inputs(x, gap=GAP, processes=1, progress=lines.append)
    assert tuple(lines) == plan.progress
    phases = list(dict.fromkeys(line.phase for line in lines))
    assert phases[:2] == ["few days", "all days"]
    assert phases[2:] in ([], ["whole racks"])
    assert all(line.bound_meur is line.incumbent_meur is line.gap is None for line in lines if line.phase == "few days")
    optimum = solve_joint(x)
    assert plan.objective_meur == pytest.approx(optimum, rel=GAP)
    check_lines(x, plan, optimum)
    assert {"compile", "few days", "all days", "whole racks", "final dispatch", "total"} <= set(plan.seconds)
    assert plan.seconds["total"] >= sum(s for phase, s in plan.seconds.items() if phase != "total") - 0.01
    assert plan.warnings == ("made up",)


def check_lines(x: ModelInputs, plan: Solution, optimum: float) -> None:
    """No bound passes the optimum, time only grows, passes count up from 1 in each phase, gaps belong to the line."""
    rounding = 1e-6 * abs(optimum)
    elapsed = [line.elapsed_s for line in plan.progress]
    assert elapsed == sorted(elapsed)
    counted: dict[str, int] = {}
    for line in plan.progress:
        counted[line.phase] = counted.get(line.phase, 0) + 1
        assert line.pass_number == counted[line.phase]
        if line.bound_meur is not None:
            assert worse(x, optimum, line.bound_meur) >= -rounding
        if line.phase == "whole racks":
            assert line.incumbent_meur is not None
            assert line.bound_meur is not None
            assert worse(x, line.incumbent_meur, optimum) >= -rounding
            gap = max(0.0, worse(x, line.incumbent_meur, line.bound_meur)) / abs(line.incumbent_meur)
            assert line.gap == pytest.approx(gap, abs=1e-12)


@pytest.mark.parametrize("after", [0, 1, 6])
def test_cancel_keeps_the_best_whole_plan_and_its_bound(after: int) -> None:
    """Proves: stopped at any time, there is a plan of whole racks, all its days, and a bound that holds.

    A bug would give: an error, a plan in parts of racks, or a bound of a few days.
    """
    x, lines = every_day(), []
    plan = solve_inputs(x, gap=1e-9, processes=1, progress=lines.append, cancel=lambda: len(lines) >= after)
    check_stopped(x, plan)


def check_stopped(x: ModelInputs, plan: Solution) -> None:
    optimum = solve_joint(x)
    rounding = 1e-6 * abs(optimum)
    assert plan.status == "stopped"
    assert plan.warnings == ("made up", "The gap asked was not reached: stopped.")
    assert worse(x, plan.objective_meur, optimum) >= -rounding
    assert worse(x, optimum, plan.bound_meur) >= -rounding
    assert np.isfinite(plan.bound_meur)
    assert plan.gap == pytest.approx(abs(plan.objective_meur - plan.bound_meur) / abs(plan.objective_meur))
    assert plan.installed_racks.dtype.kind == plan.order_racks.dtype.kind == "i"
    assert plan.dispatch.grid_mw.shape == x.hours.utc.shape
    assert (plan.dispatch.grid_mw > 0).all()


def test_a_time_limit_stops_too() -> None:
    """Proves: out of time, the best plan so far is kept; with a limit even a zero gap may be asked."""
    x = every_day()
    check_stopped(x, solve_inputs(x, gap=0, processes=1, time_limit_s=1e-6))


def test_a_zero_gap_with_time_enough_ends_by_itself() -> None:
    """Proves: asked for the optimum and given time, the search ends at it rather than at the limit."""
    x = random_case(3)
    plan = solve_inputs(x, gap=0, processes=1, time_limit_s=300)
    assert plan.objective_meur == pytest.approx(solve_joint(x), rel=1e-6)
    assert plan.seconds["total"] < 60


def test_progress_is_for_people() -> None:
    """Proves: a line knows its phase, bound, incumbent and gap by these names."""
    names = [field.name for field in dataclasses.fields(Progress)]
    assert names == ["phase", "pass_number", "elapsed_s", "bound_meur", "incumbent_meur", "gap"]
