"""Hand-solved: orders for two paths when the mean, the tail or the worst regret counts."""

from __future__ import annotations

import pytest

from planner.optimisation.two_stage.session import solve_paths
from planner.problem.settings import SolveSettings
from planner.problem.several import WeightedPath
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
