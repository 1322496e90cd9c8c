"""Conservation on random small sites: whatever the solver finds, racks, energy, work and money add up."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.optimisation.search.session import solve_inputs
from planner.plan.money.cash_flow import objective_meur
from planner.plan.plan import Plan
from planner.plan.tables.electrons import imbalance_mwh
from tests.inputs.tiny import tiny_inputs, with_overrides


@settings(max_examples=12)
@given(
    seed=st.integers(0, 10_000),
    periods=st.integers(2, 4),
    workloads=st.integers(1, 3),
    phases=st.integers(1, 2),
    objective=st.sampled_from(["minimise_cost", "maximise_npv"]),
    demand=st.floats(0.2, 4.0),
)
def test_everything_that_comes_in_goes_out(
    seed: int, periods: int, workloads: int, phases: int, objective: str, demand: float
) -> None:
    """Proves: MWh, tokens, racks and euros of any plan add up, from half empty sites to crowded ones."""
    kind: dict[str, Any] = {"objective": objective, "phases": phases}
    inputs = tiny_inputs(periods, 2, 12, 2, workloads, seed, **kind)
    inputs = with_overrides(inputs, {"hours": {"demand": inputs.hours.demand * demand}})
    solution = solve_inputs(inputs, gap=0.01, processes=1)
    plan = Plan.from_solution(None, inputs, solution)
    energy = plan.power["energy_mwh"].sum()
    out_of_grid = plan.electrons.loc[plan.electrons["stage"] == "grid", "mwh"].sum()
    assert out_of_grid == pytest.approx(energy, rel=1e-9)
    assert imbalance_mwh(plan.electrons).abs().to_numpy().max() <= 1e-6 * max(energy, 1.0)
    work = plan.tokens
    total = work["served_here"] + work["burst"] + work["unserved"]
    assert total.to_numpy() == pytest.approx(work["demand"].to_numpy(), rel=1e-9)
    assert objective_meur(plan.cash_flow, inputs.objective) == pytest.approx(
        solution.objective_meur, rel=1e-6, abs=1e-5
    )
    change = plan.fleet["live_racks"].sum() - plan.fleet["retired_racks"].sum()
    last = plan.fleet.loc[plan.fleet["period"] == plan.periods[-1], "installed_racks"].sum()
    assert inputs.fleet.opening_racks.sum() + change == last
    assert (
        plan.fleet["serving_mean_racks"] + plan.fleet["parked_mean_racks"] <= plan.fleet["installed_racks"] + 1e-6
    ).all()
