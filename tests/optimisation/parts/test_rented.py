"""Hand-solved: what is rented elsewhere, on demand and reserved, and what cannot be."""

from __future__ import annotations

import pytest

from planner.problem.site import ModelInputs
from tests.optimisation.make import Rack, Work, solve_both, world
from tests.optimisation.make_offers import with_rented


def site(demand: list[float], revenue: float = 10, periods: int = 1) -> ModelInputs:
    """One workload, no rack: all work is rented elsewhere or goes unserved."""
    return world([Rack()], [Work(demand=demand, revenue=revenue)], objective="maximise_npv", periods=periods)


@pytest.mark.parametrize(("hours", "reserved", "cost"), [([2, 0, 0], 0, 2 * 4), ([2, 2, 0], 2, 2 * 2.5 * 3)])
def test_gpus_are_reserved_where_they_work_long_enough(hours: list[float], reserved: float, cost: float) -> None:
    """Proves: reserved GPUs cost less an hour, but all hours: below 62.5 % of the time on demand is cheaper.

    By hand: a thousand GPUs do a unit; on demand 4 MEUR an hour, reserved 2.5 in each of three hours. Two units in one
    hour: 8 on demand, 15 reserved. In two hours: 16 on demand, 15 reserved.
    A bug would give: 7.5 or 5 were reserved GPUs paid only while they work.
    """
    x = with_rented(site(hours), [1.0], 4, 2.5, 99, 99)
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(10 * sum(hours) - cost)
    assert solution.dispatch.of_parts["reserved_kgpu"].max() == pytest.approx(reserved)


def test_a_reserved_gpu_without_work_saves_nothing() -> None:
    """Proves: the price on demand comes back only for reserved GPUs that work.

    By hand: one unit in one of two hours; a reserved GPU costs 1 MEUR an hour, on demand 3: 2 reserved against 3. Were
    the second hour paid back too, more would be reserved than there is work.
    A bug would give: 10 − 2 + 3.
    """
    solution = solve_both(with_rented(site([1, 0]), [1.0], 3, 1, 99, 99))
    assert solution.objective_meur == pytest.approx(10 - 2)


def test_what_cannot_be_rented_goes_unserved() -> None:
    """Proves: the limit on demand and the most that can be reserved hold together, in GPUs.

    By hand: 6 units, half a thousand GPUs each; at most 1 on demand and 1 reserved: 4 units for 4 + 2.5 MEUR.
    A bug would give: 60 − 3 · 4 without the limit; 2 units, were it in work and not in GPUs.
    """
    solution = solve_both(with_rented(site([6]), [0.5], 4, 2.5, 1, 1))
    assert solution.objective_meur == pytest.approx(4 * 10 - 4 - 2.5)
    assert solution.dispatch.unserved.tolist() == [[2]]


def test_reserved_gpus_are_chosen_by_the_period() -> None:
    """Proves: each period reserves for itself.

    By hand: as in the first test, two periods of two units in one hour of one: 4 on demand is more than 2.5.
    A bug would give: one level for both.
    """
    x = with_rented(site([2], periods=2), [1.0], 4, 2.5, 99, 99)
    assert solve_both(x).objective_meur == pytest.approx(2 * (20 - 5))


def test_a_limit_of_zero_rents_nothing() -> None:
    """Proves: nothing on demand and nothing reserved, at no price: the work goes unserved, and there is still a plan.

    A bug would give: a column that no equation needs is left out, and the days are not given it.
    """
    solution = solve_both(with_rented(site([2]), [1.0], 4, 0, 0, 0))
    assert solution.objective_meur == pytest.approx(0)
    assert solution.dispatch.unserved.tolist() == [[2]]
