"""Budgets of one site: what may be paid in a year holds orders and phases back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.errors import InfeasiblePlan
from planner.optimisation.search.session import Session, solve_inputs
from planner.problem.periods import Budget, budgets_by_year
from planner.problem.site import ModelInputs
from planner.problem.solution import Solution
from tests.optimisation.make import Phase, Rack, Work, solve_joint, world
from tests.optimisation.random_cases import random_case

GAP = 1e-4


def two_years() -> ModelInputs:
    """Racks at 1 earn 5 a period; demand takes four of them."""
    racks = [Rack("rack", serves={"work": 1.0}, mw=1, supply=4, price=1)]
    return world(racks, [Work("work", demand=[4.0], revenue=5)], periods=2, objective="maximise_npv")


def solve(x: ModelInputs) -> Solution:
    return solve_inputs(x, gap=1e-6, processes=1)


def test_a_budget_of_one_year_moves_an_order_to_the_next() -> None:
    """Proves: with 2 of budget in the first period two racks wait: 2·5 + 4·5 − 4 instead of 2·4·5 − 4."""
    x = two_years()
    free, tight = solve(x), solve(replace(x, budgets=(Budget("2027", (0,), 2.0),)))
    assert free.objective_meur == pytest.approx(36, rel=1e-6)
    assert tight.objective_meur == pytest.approx(26, rel=1e-6)
    assert int(tight.order_racks.sum()) == 4


def test_a_budget_over_both_periods_stops_orders() -> None:
    """Proves: 3 of budget in all buy three racks, in the first period: 2·3·5 − 3."""
    x = replace(two_years(), budgets=(Budget("all", (0, 1), 3.0),))
    assert solve(x).objective_meur == pytest.approx(27, rel=1e-6)


def test_a_committed_phase_above_the_budget_is_said() -> None:
    """Proves: no plan exists, and which year lacks how much."""
    racks = [Rack("rack", serves={"work": 1.0}, mw=1, supply=4, price=1, positions=1)]
    x = world(racks, [Work("work", demand=[4.0], revenue=5)], phases=[Phase(capex=2, positions=2)])
    with pytest.raises(InfeasiblePlan, match=r"lacks 1\.5 M€ \(capital for the phases"):
        solve(replace(x, budgets=(Budget("2027", (0,), 0.5),)))


@pytest.mark.parametrize("seed", range(8))
def test_a_budget_is_kept_and_both_models_agree(seed: int) -> None:
    """Proves: decomposition = joint model with a budget, also when only the budget of a solve before is another.

    A bug would give: cuts of another budget taken for a bound, or a plan that pays more than there is.
    """
    x = random_case(seed)
    tight = replace(x, budgets=(Budget("first", (0,), float(np.random.default_rng(seed).uniform(0.2, 3.0))),))
    optimum = solve_joint(tight)
    with Session(1) as session:
        session.solve(x, gap=GAP)
        plan = session.solve(tight, gap=GAP)
    assert abs(plan.objective_meur - optimum) <= GAP * abs(optimum) + 1e-6


def test_budgets_hold_for_periods_that_begin_in_their_year() -> None:
    x = two_years()
    year = x.periods.first_day[0].year
    assert budgets_by_year({year: 3, 1999: 2}, x.periods.first_day)[0].periods[0] == 0
    assert [budget.name for budget in budgets_by_year({1999: 2}, x.periods.first_day)] == []
