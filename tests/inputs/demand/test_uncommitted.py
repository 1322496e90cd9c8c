"""Demand beyond what was promised: a twin without penalty, and nothing gained or lost in the split."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.inputs.demand.uncommitted import BEYOND, split, with_uncommitted
from planner.problem.site import ModelInputs
from tests.inputs.tiny import tiny_inputs, with_overrides
from tests.optimisation.make import solve_joint


def penalised() -> ModelInputs:
    """A tiny site whose first workload owes a penalty."""
    x = tiny_inputs(days_per_period=1, hours=4)
    penalty = np.zeros_like(x.workloads.penalty_eur)
    penalty[0] = 10.0
    return with_overrides(x, {"workloads": {"penalty_eur": penalty}})


def test_only_workloads_with_a_penalty_get_a_twin() -> None:
    """Proves: the twin has the same points, price and window, no penalty and no demand; without penalty no twin."""
    x = penalised()
    found, parent = with_uncommitted(x)
    assert found.workloads.names == (*x.workloads.names, f"{x.workloads.names[0]}{BEYOND}")
    assert parent.tolist() == [0, 1, 0]
    assert not found.workloads.penalty_eur[2].any()
    assert not found.hours.demand[2].any()
    assert (found.workloads.revenue_eur[2] == x.workloads.revenue_eur[0]).all()
    own, twin = found.points.workload == 0, found.points.workload == 2
    assert (found.points.rate[own] == found.points.rate[twin]).all()
    plain = tiny_inputs(days_per_period=1, hours=4)
    free = with_overrides(plain, {"workloads": {"penalty_eur": np.zeros_like(plain.workloads.penalty_eur)}})
    assert with_uncommitted(free)[0] is free


def test_a_twin_without_demand_changes_no_plan() -> None:
    """Proves: the scenario as the only path is the deterministic plan."""
    x = penalised()
    with_twin, _ = with_uncommitted(x)
    assert solve_joint(x) == pytest.approx(solve_joint(with_twin), rel=1e-6)


@given(st.lists(st.floats(0, 5), min_size=4, max_size=4), st.lists(st.floats(0, 8), min_size=4, max_size=4))
def test_the_split_conserves_demand(demand: list[float], factor: list[float]) -> None:
    """Proves: both parts add up to what the path asks; the promised part never exceeds the scenario's demand."""
    given_demand, times = np.array(demand).reshape(2, 2), np.array(factor).reshape(2, 2)
    found = split(given_demand, times, np.array([0, 1, 0]), 2)
    assert np.allclose(found[0] + found[2], given_demand[0] * times[0])
    assert (found[0] <= given_demand[0] + 1e-12).all()
    assert (found >= 0).all()
    assert np.array_equal(found[1], given_demand[1] * times[1])
