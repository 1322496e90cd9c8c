"""A loan that holds back orders: its amount, and how its debt service must be covered before tax."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.errors import InfeasiblePlan
from planner.optimisation.search.session import Session, solve_inputs
from planner.problem.periods import Budget
from planner.problem.several import one_site
from planner.problem.site import ModelInputs
from planner.problem.solution import CapitalLimit, Solution
from tests.optimisation.make import Rack, Work, solve_joint, world
from tests.optimisation.make_loan import with_loan
from tests.optimisation.random_cases import random_case

GAP = 1e-4
BINDING = (2, 8, 9, 11, 13, 33, 35, 37, 50, 57)  # cases of `borrowed` whose cover binds, quick in the joint model


def two_years(**racks: object) -> ModelInputs:
    """Racks at 4 earn 5 a period from the one after their order on; one runs already; demand takes five of them."""
    rack = Rack("rack", serves={"work": 1.0}, mw=1, supply=4, price=4, opening=1, **({"lead": 1} | racks))  # type: ignore[arg-type]
    return world(
        [rack], [Work("work", demand=[5.0], revenue=5)], periods=3, objective="maximise_npv", paid_at_order=1.0
    )


def borrowed(seed: int) -> ModelInputs:
    """A random case, its racks and phases paid to 0.7 by a loan of which each test owes 0.35, covered three times."""
    return with_loan(random_case(seed), share=0.7, service=0.35, minimum_dscr=3.0)


def solve(x: ModelInputs) -> Solution:
    return solve_inputs(x, gap=1e-6, processes=1)


def limit(plan: Solution, kind: str, period: int) -> CapitalLimit:
    return next(one for one in plan.capital_limits if (one.kind, one.period) == (kind, period))


def shown_orders(plan: Solution) -> list[int]:
    return plan.order_racks[plan.order_racks.nonzero()].tolist()


def test_a_covenant_moves_an_order() -> None:
    """Proves: orders wait until what they owe is covered, and the value falls by what they would have earned.

    Four racks at once owe 0.25 · 16 = 4 in the first period, which earns 5: 1.25. With a cover of 2 only two of them
    may be ordered then (2 · 2 <= 5), and the other two in the second, when three racks earn 15: 4 · 0.25 · 4 = 4.
    """
    x, of_loan = two_years(), {"share": 1.0, "service": 0.25}
    free, tight = (solve(with_loan(x, **of_loan, minimum_dscr=cover)) for cover in (1.0, 2.0))  # type: ignore[arg-type]
    assert shown_orders(free) == [4]
    assert shown_orders(tight) == [2, 2]
    assert free.objective_meur == pytest.approx(5 + 2 * 25 - 16, rel=1e-6)
    assert tight.objective_meur == pytest.approx(5 + 15 + 25 - 16, rel=1e-6)


def test_what_is_left_to_a_cover_is_said_and_what_it_is_worth() -> None:
    """Proves: room is cash available less what must be there; a euro more orders half a rack more in the first year.

    Two racks owe 2 where 5 is earned and twice the service is asked: 1 is left. With racks in parts 2.5 are ordered; a
    euro more orders half a rack in the first year and not the second, and earns 2.5 more.
    """
    plan = solve(with_loan(two_years(), share=1.0, service=0.25, minimum_dscr=2.0))
    assert limit(plan, "cover", 0).room_meur == pytest.approx(1, abs=1e-5)
    assert limit(plan, "cover", 0).worth == pytest.approx(2.5, rel=1e-6)
    assert limit(plan, "cover", 2).worth == 0


def test_a_loan_that_is_drawn_in_full_stops_orders() -> None:
    """Proves: a loan of 6 that pays half of each rack at 4 buys three; the fourth would earn 10 for 4, so 1 pays 3."""
    plan = solve(with_loan(two_years(), share=0.5, most=6, service=0.0))
    assert shown_orders(plan) == [3]
    assert plan.objective_meur == pytest.approx(5 + 2 * 20 - 12, rel=1e-6)
    assert limit(plan, "loan", 0) == CapitalLimit("loan", 0, pytest.approx(0), pytest.approx((10 - 4) / 2))  # type: ignore[arg-type]


def test_draws_end_with_the_months_that_allow_them() -> None:
    """Proves: what is paid after the last draw owes nothing: the same cover, and two racks wait a year no longer."""
    x = with_loan(two_years(lead=0), share=[0.0, 1.0, 1.0], service=10.0, minimum_dscr=2.0)
    assert shown_orders(solve(x)) == [4]


def test_a_debt_of_before_that_nothing_covers_is_said() -> None:
    """Proves: no plan exists, and which year lacks how much. One rack earns 5, and 2 · 4 is asked."""
    x = with_loan(two_years(), fixed=[4.0, 0.0, 0.0], minimum_dscr=2.0)
    with pytest.raises(InfeasiblePlan, match=r"in 2027 the site lacks 3 M€ \(cash available before tax"):
        solve(x)


def test_a_budget_is_worth_what_a_rack_earns() -> None:
    """Proves: the price of a budget is the value of a euro more of it: a rack at 4 earns 10, 1.5 beyond its euro."""
    x = replace(two_years(), budgets=(Budget("all", (0, 1, 2), 8.0),))
    plan = solve(x)
    assert limit(plan, "budget", 0).worth == pytest.approx(1.5, rel=1e-6)
    assert limit(plan, "budget", 0).room_meur == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("seed", BINDING)
def test_a_cover_is_kept_and_both_models_agree(seed: int) -> None:
    """Proves: decomposition = joint model with a cover that binds, after a solve without it, whose cuts are used again.

    The final dispatch covers each test. A bug would give: a cover that is met under cuts only, or cuts thrown away.
    """
    x = borrowed(seed)
    optimum = solve_joint(x)
    with Session(1) as session:
        free = session.solve(replace(x, loan=None), gap=GAP)
        learned = list(session.model.learned)
        plan = session.solve(x, gap=GAP)
        again = session.model.learned[: len(learned)]
    assert all(a[0] is b[0] for a, b in zip(learned, again, strict=True))
    assert abs(plan.objective_meur - optimum) <= GAP * abs(optimum) + 1e-6
    assert plan.objective_meur < free.objective_meur - 1e-3
    assert min(one.room_meur for one in plan.capital_limits) >= 0


@pytest.mark.parametrize("seed", [9, 11, 13])
def test_the_price_of_a_cover_is_its_finite_difference(seed: int) -> None:
    """Proves: what a euro more of cash is worth agrees within 5 % with a plan, racks in parts, that is given some."""
    x, step = borrowed(seed), 0.01
    assert x.loan is not None
    with Session(1) as session:
        plan = session.solve(x, gap=1e-3)
        tight = max(plan.capital_limits, key=lambda one: one.worth)
        more = x.loan.service_meur - step / x.loan.minimum_dscr * (x.loan.tests == tight.period)
        costs = [
            session.relaxed(one_site(replace(x, loan=replace(x.loan, service_meur=fixed))), gap=1e-7)
            for fixed in (x.loan.service_meur, more)
        ]
    assert costs[0] is not None
    assert costs[1] is not None
    assert tight.worth == pytest.approx((costs[0].cost_meur - costs[1].cost_meur) / step, rel=0.05)


def test_a_cover_of_nothing_changes_nothing() -> None:
    """Proves: with a loan of any size and no cover the plan is the one without a loan."""
    x = random_case(9)
    free, loose = solve(x), solve(with_loan(x, minimum_dscr=0.0, fixed=-100.0))
    assert loose.objective_meur == pytest.approx(free.objective_meur, rel=1e-6)
    assert np.array_equal(loose.order_racks, free.order_racks)
