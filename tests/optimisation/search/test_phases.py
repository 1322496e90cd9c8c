"""Phases by branch and bound on their count: against HiGHS's own MIP, stopped at any time, and in a whole solve."""

from __future__ import annotations

import numpy as np
import pytest

from planner.optimisation.matrix.layout import given_width, rows_of, widest
from planner.optimisation.search import passes
from planner.optimisation.search import session as decomposition
from planner.optimisation.search.cuts import CutModel
from planner.optimisation.search.phases import best_phases, phases_of
from planner.optimisation.search.session import Session
from planner.problem.several import PortfolioInputs, coupled
from tests.inputs.tiny import tiny_inputs
from tests.optimisation.make import Phase, Rack, Work, solve_joint, world
from tests.optimisation.search.test_decomposition import check_stopped, every_day

PERIODS, SITES = 5, 2
CASES = range(12)


def two_sites(seed: int) -> PortfolioInputs:
    """Four phases a site, some committed, of random size, price and date; no racks to buy, so phases are all."""
    random = np.random.default_rng([seed, 17])
    sites = {}
    for name in ("a", "b"):
        opens = np.sort(random.integers(0, PERIODS, 4))
        phases = [
            Phase(
                mw=float(random.uniform(1, 4)),
                opens=int(at),
                committed=b == 0 and bool(seed % 2),
                capex=float(random.uniform(0.5, 6)),
            )
            for b, at in enumerate(opens)
        ]
        sites[name] = world(
            [Rack(opening=1)], [Work(demand=[1.0])], periods=PERIODS, phases=phases, shell=float(random.uniform(0, 0.3))
        )
    return coupled("two", sites, np.ones((1, SITES), bool), {"rack": np.ones(PERIODS, dtype=np.int64)})


def with_cuts(x: PortfolioInputs, seed: int) -> CutModel:
    """Tangents of a made-up cost that falls with the connection of each row, ever more slowly."""
    random = np.random.default_rng([seed, 18])
    model = CutModel(x)
    wanted, worth = random.uniform(2, 12, rows_of(x)), random.uniform(0.2, 1.5, rows_of(x))
    column = given_width(x, 0) - 1
    for share in (0.0, 0.3, 0.6, 1.0):
        given, slope = np.zeros((rows_of(x), widest(x))), np.zeros((rows_of(x), widest(x)))
        given[:, column] = share * wanted
        short = wanted - given[:, column]
        slope[:, column] = -2 * worth * short / wanted
        model.add_cuts(given, worth * short**2 / wanted, slope)
    return model


def never() -> bool:
    return False


@pytest.mark.parametrize("seed", CASES)
def test_phases_are_those_of_the_mip(seed: int) -> None:
    """Proves: no branch is lost: the phases cost what HiGHS's MIP finds, and the bound holds.

    A bug would give: a bound above the optimum (a side of a branch forgotten), or dearer phases.
    """
    x = two_sites(seed)
    optimum = with_cuts(x, seed).solve_mip(1e-9, 60.0, None, None)[0]
    for gap in (1e-6, 0.5):
        model = with_cuts(x, seed)
        bound, phases = best_phases(model, x, gap, None, never)
        held = model.hold(phases or {})
        assert phases is not None
        assert held is not None
        assert optimum - 1e-6 <= held[0] <= optimum + gap + 1e-6
        assert optimum - gap - 1e-6 <= bound <= optimum + 1e-6


def test_half_of_these_cases_have_phases_in_parts() -> None:
    """Proves: the cases above ask for branching, and phases do decide."""
    bounds = [
        (
            with_cuts(two_sites(s), s).solve_lp()[0],
            best_phases(with_cuts(two_sites(s), s), two_sites(s), 1e-6, None, never)[0],
        )
        for s in CASES
    ]
    assert sum(phases > lp * 1.001 for lp, phases in bounds) >= len(bounds) / 2


@pytest.mark.parametrize("seed", [0, 3, 7])
def test_known_phases_stay_unless_others_are_better_by_the_gap(seed: int) -> None:
    """Proves: near enough is good enough, and what is dearer by more than the gap is left."""
    x = two_sites(seed)
    model = with_cuts(x, seed)
    _, best = best_phases(model, x, 1e-6, None, never)
    assert best is not None
    assert best_phases(model, x, 1e-6, best, never)[1] == best
    none_open = {column: model.compiled.col_lower[column] for column in best}
    cost, cheapest = (answer[0] for answer in (model.hold(none_open), model.hold(best)) if answer is not None)
    assert best_phases(model, x, cost - cheapest + 0.01, none_open, never)[1] == none_open
    if cost > cheapest + 0.02:
        assert best_phases(model, x, cost - cheapest - 0.01, none_open, never)[1] != none_open


@pytest.mark.parametrize("seed", CASES)
def test_branches_cut_off_count_in_the_bound(seed: int) -> None:
    """Proves: with poor phases known and a wide gap, what was cut off for that gap still holds the bound down."""
    x = two_sites(seed)
    model = with_cuts(x, seed)
    optimum = with_cuts(x, seed).solve_mip(1e-9, 60.0, None, None)[0]
    none_open = {column: model.compiled.col_lower[column] for column in phases_of(model, x, model.compiled.col_lower)}
    poor, relaxed = model.hold(none_open), model.solve_lp()[0]
    assert poor is not None
    for part in (0.2, 0.5, 0.8, 0.95):
        gap = part * (poor[0] - relaxed)
        bound, phases = best_phases(model, x, gap, none_open, never)
        held = model.hold(phases or {})
        assert held is not None
        assert held[0] - gap - 1e-6 <= bound <= optimum + 1e-6


@pytest.mark.parametrize("seed", CASES)
def test_stopped_it_still_bounds(seed: int) -> None:
    """Proves: the bound of a search that was stopped, at once or half-way, holds, and there are phases all the same."""
    x = two_sites(seed)
    optimum = with_cuts(x, seed).solve_mip(1e-9, 60.0, None, None)[0]
    known = best_phases(with_cuts(x, seed), x, 0.5, None, never)[1]
    for asked in (0, 1, 2, 3):
        left = iter([False] * asked)
        bound, phases = best_phases(with_cuts(x, seed), x, 1e-6, None, lambda left=left: next(left, True))
        assert bound <= optimum + 1e-6
        assert phases is not None
    assert best_phases(with_cuts(x, seed), x, 1e-6, known, lambda: True)[1] == known


def test_phases_of_a_plan_are_read_from_it() -> None:
    """Proves: columns to phases and back."""
    x = two_sites(1)
    model = with_cuts(x, 1)
    _, phases = best_phases(model, x, 1e-6, None, never)
    assert phases is not None
    held = model.hold(phases)
    assert held is not None
    assert phases_of(model, x, held[1]) == phases


def test_bounds_that_leave_nothing_have_no_answer() -> None:
    """Proves: `within` keeps to the column's own bounds too, and puts all bounds back."""
    x = two_sites(1)
    model = with_cuts(x, 1)
    before = model.solve_lp()[0]
    closed = np.flatnonzero(model.compiled.col_upper == 0)[:1].astype(np.int32)
    assert model.within(closed, np.ones(1), np.ones(1)) is None
    assert model.solve_lp()[0] == pytest.approx(before, rel=1e-12)


def test_rounding_of_a_few_days_leads_to_a_plan_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: with rounding in both stages, few days and all, the plan and its bound stand on all days.

    A bug would give: a bound of a few days' cuts or of held phases, above the optimum.
    """
    monkeypatch.setattr(passes, "MOST_WHOLE", 0)
    monkeypatch.setattr(decomposition, "MOST_WHOLE", 0)
    x = tiny_inputs(periods=2, days_per_period=9, hours=5, phases=2, seed=4, every_day=True, fleet={"price_meur": 0.4})
    optimum = solve_joint(x)
    with Session(1) as session:
        plan = session.solve(x, gap=1e-4)
    assert "few days" in plan.seconds
    rounding = 1e-6 * abs(optimum)
    worse = (plan.objective_meur - optimum) * (1 if x.objective == "minimise_cost" else -1)
    beyond = (plan.bound_meur - optimum) * (1 if x.objective == "minimise_cost" else -1)
    assert -rounding <= worse <= 1e-4 * abs(optimum) + rounding
    assert beyond <= rounding


@pytest.mark.parametrize("after", [0, 1, 6])
def test_stopped_early_rounding_still_makes_a_whole_plan(after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: too large for the MIP and stopped, even before the first pass, there is a plan and a bound that holds."""
    monkeypatch.setattr(passes, "MOST_WHOLE", 0)
    monkeypatch.setattr(decomposition, "MOST_WHOLE", 0)
    monkeypatch.setattr(CutModel, "solve_mip", lambda *_: (-np.inf, None))
    x = every_day()
    lines: list[object] = []
    with Session(1) as session:
        plan = session.solve(x, gap=1e-9, progress=lines.append, cancel=lambda: len(lines) >= after)
    check_stopped(x, plan)
