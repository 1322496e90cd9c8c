"""Fit-out and deposit in the optimum and in the cash flow, worked by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.optimisation.search.session import solve_inputs
from planner.plan.plan import Plan
from tests.inputs.tiny import tiny_inputs
from tests.optimisation import recompute
from tests.optimisation.make import Phase, Rack, Work, solve_both, world
from tests.plan.answers import scenario


@pytest.mark.parametrize(("deposit", "npv", "opens"), [(7.0, 6.5, 1), (13.0, 5.0, 0)])
def test_a_deposit_costs_what_the_wait_for_it_costs(deposit: float, npv: float, opens: int) -> None:
    """Proves: left at factor 1, given back at 0.5, a deposit of 7 costs 3.5: the phase that earns 5 opens; 13 is 6.5.

    A bug would give: 3 with 7 if it were lost (and no opening), 10 if it were free.
    """
    x = world(
        [Rack(opening=2, mw=1)],
        [Work(demand=[2], revenue=5)],
        objective="maximise_npv",
        phases=[Phase(mw=1), Phase(mw=1, committed=False)],
        discount_at_end=0.5,
    )
    x = replace(x, phases=replace(x.phases, deposit_meur=np.array([[0.0], [deposit]])))
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(npv)
    assert solution.phase_open[1, 0] == opens


@pytest.mark.parametrize("seed", range(3))
def test_money_adds_up_with_fit_out_and_deposits(seed: int) -> None:
    """Proves: objective of the optimiser = NumPy's own sum = cash flow; what is left as a deposit comes back whole."""
    x = tiny_inputs(3, phases=2, seed=seed)
    deposit = np.array([[0.3, 0.31, 0.32], [0.2, 0.21, 0.22]])
    fit_out = np.array([0.5, 0.4])
    more = replace(x.phases, capex_meur=x.phases.capex_meur + fit_out, fit_out_meur=fit_out, deposit_meur=deposit)
    x = replace(x, phases=more)
    solution = solve_inputs(x, gap=1e-4, processes=1)
    plan = Plan.from_solution(scenario(), x, solution)
    assert recompute.objective_meur(x, solution) == pytest.approx(solution.objective_meur, rel=1e-6)
    eur = plan.cash_flow.groupby("item")["eur"].sum()
    opened = np.diff(solution.phase_open, axis=1, prepend=0)
    assert eur["deposit on the rent"] == pytest.approx(-1e6 * (deposit * opened).sum())
    assert eur["deposit on the rent, given back"] == -eur["deposit on the rent"]
    assert eur["fit-out of the site"] == pytest.approx(-1e6 * fit_out @ opened.sum(axis=1))
