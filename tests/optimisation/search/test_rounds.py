"""What a session does to be quick: rows it has priced, rounded plans before the MIP, the old cuts as a guess."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.optimisation.search.cuts import CutModel
from planner.optimisation.search.incumbent import Search
from planner.optimisation.search.passes import compile_structures, converge
from planner.optimisation.search.price_of_shared import price
from planner.optimisation.search.rounding_first import rounded_plans
from planner.optimisation.search.session import Session, solve_inputs
from planner.optimisation.search.solver import InvestmentSolver
from planner.optimisation.workers.pool import DayPool
from planner.problem.several import one_site
from tests.inputs.tiny import tiny_inputs, with_overrides

GAP = 5e-3
WORLD = tiny_inputs(periods=4, days_per_period=3, hours=6, workloads=3, seed=6, fleet={"price_meur": 0.4})


class CountingPool(DayPool):
    """Notes the days of every pass."""

    def __init__(self) -> None:
        super().__init__(1)
        self.asked: list[set[int]] = []

    def evaluate(self, given: Any, only: set[int] | None = None) -> Any:
        answers = super().evaluate(given, only)
        self.asked.append(set(answers))
        return answers


def prepared() -> tuple[Search, CutModel, CountingPool]:
    x = one_site(WORLD)
    pool = CountingPool()
    pool.build(x, compile_structures(x), CutModel(x).most_with_room())
    return Search(x, GAP, None, None, None), CutModel(x), pool


def test_a_row_that_is_given_the_same_is_not_dispatched_again() -> None:
    """Proves: only the days of changed rows are asked, and the figures are those of a fresh pool.

    A bug would give: a cut with the cost of other racks, or what-ifs that dispatch every day for nothing.
    """
    search, model, pool = prepared()
    given = model.given(model.solver.solve_lp()[1])
    price(search, pool, given, None)
    richer = given.copy()
    richer[2, 0] += 1.0
    again = price(search, pool, richer, None)
    assert [len(days) for days in pool.asked] == [12, 3]
    assert pool.asked[1] == set(np.flatnonzero(search.days.row == 2).tolist())
    price(search, pool, given, None)
    assert len(pool.asked) == 2
    _, _, fresh = prepared()
    alone = price(search, fresh, richer, None)
    np.testing.assert_allclose(again.dispatch_meur, alone.dispatch_meur, rtol=1e-9)
    fresh.renew(search.x, fresh.most)
    assert fresh.priced == {}
    for one in (pool, fresh):
        one.close()


def test_rounded_plans_are_whole_and_never_cheaper_than_the_bound() -> None:
    """Proves: every candidate has whole racks and costs at least the LP over the same cuts.

    A bug would give: half a rack in a plan, or a plan that passes the bound.
    """
    search, model, pool = prepared()
    converge(search, model, pool, None, None, GAP)
    bound, proposal = model.solver.solve_lp()
    whole = model.compiled.integer
    plans = rounded_plans(model, search, proposal, None)
    assert plans
    for cost, columns in plans:
        assert np.array_equal(columns[whole], np.round(columns[whole]))
        assert cost >= bound - 1e-9 * abs(bound)
    again = rounded_plans(model, search, proposal, plans[0][1])
    assert len(again) == len(plans) + 1
    assert again[-1][0] == pytest.approx(plans[0][0], rel=1e-9)
    pool.close()


def test_what_ifs_that_follow_need_fewer_passes_and_fewer_mips(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: the second solve of a session is proven with less work than a solve of its own, and as good.

    A bug would give: the same answers, slowly.
    """
    dearer = with_overrides(
        WORLD, {"hours": {"spot_eur_per_mwh": WORLD.hours.spot_eur_per_mwh * 1.05}, "fleet": {"price_meur": 0.41}}
    )
    mips: list[float] = []
    solve_mip = InvestmentSolver.solve_mip

    def counted(solver: InvestmentSolver, gap: float, *rest: Any, **options: Any) -> Any:
        mips.append(gap)
        return solve_mip(solver, gap, *rest, **options)

    monkeypatch.setattr(InvestmentSolver, "solve_mip", counted)
    alone = solve_inputs(dearer, gap=GAP, processes=1)
    mips_alone = len(mips)
    with Session(1) as session:
        session.solve(WORLD, gap=GAP)
        mips.clear()
        hot = session.solve(dearer, gap=GAP)
    assert hot.status == alone.status == "optimal_within_gap"
    assert len(hot.progress) < len(alone.progress)
    assert len(mips) <= mips_alone
    scale = max(abs(hot.objective_meur), abs(alone.objective_meur))
    assert abs(hot.objective_meur - alone.objective_meur) <= GAP * scale
