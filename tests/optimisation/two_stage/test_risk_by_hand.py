"""Hand-solved: orders for two paths when the mean, the tail or the worst regret counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.optimisation.search.session import Session
from planner.optimisation.two_stage.session import solve_paths
from planner.optimisation.two_stage.worth_of_measuring import worth_of_measuring
from planner.problem.settings import SolveSettings
from planner.problem.several import WeightedPath
from planner.problem.solution import Progress
from tests.optimisation.make import Rack, Work, world
from tests.optimisation.paths import extensive_form, paths_of, together

EXACT = SolveSettings(gap=1e-9, processes=1)


def one_or_three(price: float) -> tuple[WeightedPath, ...]:
    """Demand is 1 or 3, equally likely; a rack does 1 of it; what is not served costs 3."""
    return paths_of([world([Rack(supply=9, price=price)], [Work(demand=[n], penalty=3.0)]) for n in (1.0, 3.0)])


@pytest.mark.parametrize(("weight", "cost", "orders"), [(0.0, 5, 1), (1.0, 6, 3)])
def test_a_tail_that_counts_buys_for_the_bad_path(weight: float, cost: float, orders: int) -> None:
    """Proves: the cost of a path beyond the value at risk is what the tail weighs.

    By hand, a rack at 2 MEUR: with 1, 2, 3 racks the paths cost 2 and 8, 4 and 7, 6 and 6. The mean is least with one
    rack, 5; the worse half is least with three, 6. A bug would give: one rack for both, or a tail without end.
    """
    paths = one_or_three(2.0)
    answer = solve_paths(paths, commit_until=0, cvar_weight=weight, cvar_level=0.5, settings=EXACT)
    assert answer.objective_meur == pytest.approx(cost)
    assert [int(path.solution.order_racks.sum()) for path in answer.paths] == [orders, orders]
    assert extensive_form(together(paths, 0, weight, 0.5)) == pytest.approx(cost)


def test_the_worst_regret_is_as_small_as_it_can_be() -> None:
    """Proves: regret is counted on each path against the best plan of that path.

    By hand, a rack at 1.5 MEUR: the paths' own best plans cost 1.5 and 4.5. With 1, 2, 3 racks they cost 1.5 and 7.5,
    3 and 6, 4.5 and 4.5: regrets 0 and 3, 1.5 and 1.5, 3 and 0. Two racks, 1.5 MEUR. A bug would give: 3.
    """
    answer = solve_paths(one_or_three(1.5), commit_until=0, objective="worst-regret", settings=EXACT)
    assert answer.objective_meur == pytest.approx(1.5)
    assert [int(path.solution.order_racks.sum()) for path in answer.paths] == [2, 2]
    assert answer.own_best_meur == pytest.approx([1.5, 4.5])


def test_a_stop_keeps_nothing_before_the_paths_have_a_common_plan() -> None:
    """Proves: while each path's own best plan is looked for, no plan is shown that a stop would not keep.

    Afterwards, a stop keeps the common plan, also before each path has settled what the tail says nothing of.
    """
    steps: list[Progress] = []
    settings = replace(EXACT, progress=steps.append)
    solve_paths(one_or_three(1.5), commit_until=0, objective="worst-regret", settings=settings)
    starts = [i for i, step in enumerate(steps) if step.pass_number == 1 and step.phase == steps[0].phase]
    assert {step.incumbent_meur for step in steps[: starts[1]]} == {None}
    assert steps[-1].incumbent_meur is not None
    common: list[Progress] = []
    stopped = replace(EXACT, progress=common.append, cancel=lambda: any(step.incumbent_meur for step in common))
    answer = solve_paths(one_or_three(2.0), commit_until=0, cvar_weight=1.0, cvar_level=0.5, settings=stopped)
    assert answer.status in {"stopped", "optimal_within_gap"}
    assert len({int(path.solution.order_racks.sum()) for path in answer.paths}) == 1


def test_knowing_by_hand() -> None:
    """Proves: the value of knowing is the best common orders' expected cost less that of each case's own best.

    By hand, a rack at 2 MEUR does 1 of the work, unserved work costs 3, and 3, 2 or 1 are asked with 30, 40 and 30 %.
    Known: 3, 2 and 1 racks, 6, 4 and 2 MEUR, 4.0 expected. Not known, the second rack is used with 70 % and saves 2.1,
    more than its 2; the third with 30 % saves 0.9: two racks, 7, 4 and 4 MEUR, 4.9 expected. So 0.9.
    """
    slow, median, fast = (
        path.inputs
        for path in paths_of([world([Rack(supply=9, price=2.0)], [Work(demand=[n], penalty=3.0)]) for n in (3, 2, 1)])
    )
    with Session(1) as session:
        knowing = worth_of_measuring(session, (slow, median, fast), 0, None)
        assert knowing is not None
        assert knowing.value_meur == pytest.approx(0.9, abs=1e-3)
        assert knowing.together_meur == pytest.approx([7, 4, 4], abs=1e-2)
        assert knowing.own_meur == pytest.approx([6, 4, 2], abs=1e-2)
        assert (knowing.orders.sum(), *knowing.own_orders.sum(axis=1)) == pytest.approx((2, 3, 2, 1), abs=1e-2)
        same = worth_of_measuring(session, (median, median, median), 0, None)
        assert same is not None
        assert same.value_meur == pytest.approx(0, abs=1e-3)
        assert worth_of_measuring(session, (slow, median, fast), 0, lambda: True) is None
