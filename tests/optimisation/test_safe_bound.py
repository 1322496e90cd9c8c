"""The bound of a day as it is defined: recomputed from prices, whatever these are, with every part of a site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from planner.arrays import Floats
from planner.optimisation.compact import days as compact_days
from planner.optimisation.matrix.highs import CompiledModel, load
from planner.optimisation.matrix.layout import given_of
from planner.optimisation.matrix.safe_bound import most_needed, safe_bound
from planner.optimisation.search.cuts import CutModel
from planner.optimisation.search.passes import compile_structures
from planner.optimisation.search.session import Session
from planner.optimisation.workers import day_worker, defined_days
from planner.optimisation.workers.day_worker import DayWorker
from planner.problem.on_site import Capacity
from planner.problem.several import one_site
from planner.problem.site import ModelInputs
from planner.problem.solution import Progress
from tests.optimisation.make_connection import with_cap, with_flexible, with_limit
from tests.optimisation.make_offers import with_rented
from tests.optimisation.make_on_site import (
    Product,
    capacity,
    with_battery,
    with_cold_store,
    with_gensets,
    with_pv,
    with_support,
)
from tests.optimisation.random_cases import random_case
from tests.optimisation.test_free_disposal import random_offers

Add = Callable[[ModelInputs], ModelInputs]


def some(x: ModelInputs) -> Capacity:
    return capacity(x, most=3.0)


def with_battery_and_sun(x: ModelInputs) -> ModelInputs:
    sunny = with_pv(x, np.linspace(0, 1, 6), some(x))
    return with_battery(sunny, some(x), some(x), charge_efficiency=0.9, discharge_efficiency=0.9, wear=1e-6)


PARTS: dict[str, Add] = {
    "nothing": lambda x: x,
    "battery and sun": with_battery_and_sun,
    "gensets": lambda x: with_gensets(x, 0.5, 2e-4, peak_shaving=True),
    "thermal store": lambda x: with_cold_store(x, np.full(6, 0.2), some(x), some(x), kept=0.95),
    "grid support": lambda x: with_support(x, Product(price=1e-5, most=1.0, daily=True)),
    "limit": lambda x: with_limit(x, np.full(6, 3.0)),
    "flexible": lambda x: with_flexible(x, [0.5] * len(x.phases.names), called=[0, 0, 1, 0, 0, 0]),
    "carbon": lambda x: with_cap(x, 1e5, np.full(6, 0.4)),
    "contracts": lambda x: replace(x, objective="maximise_npv", offers=random_offers(x, 3)),
    "rented": lambda x: with_rented(
        x, (x.workloads.burst_eur[:, 0] > 0).astype(float).tolist(), 0.004, 0.002, 0.5, 1.0
    ),
}


def worker_of(x: ModelInputs) -> tuple[DayWorker, CutModel]:
    several, worker = one_site(x), DayWorker()
    model = CutModel(several)
    worker.build(several, compile_structures(several), model.most_with_room())
    return worker, model


def points_of(model: CutModel, seed: int) -> list[Floats]:
    """What two whole plans give, one dear and one cheap: any costs give some."""
    random, solver, points = np.random.default_rng(seed), model.solver, []
    for _ in range(2):
        cost = model.compiled.cost * random.uniform(0.2, 3.0, len(model.compiled.cost))
        every = np.arange(len(cost), dtype=np.int32)
        solver._solver.changeColsCost(len(every), every, cost)
        points.append(model.given(solver.solve_lp()[1]))
    return points


def tampered(by: Floats, bound: Any) -> Any:
    """`safe_bound` with the prices multiplied by these factors, over and over."""

    def with_other_prices(model: CompiledModel, prices: Floats, *more: Any) -> Any:
        return bound(model, prices * np.resize(by, len(prices)), *more)

    return with_other_prices


@pytest.mark.parametrize("name", PARTS)
def test_a_cut_meets_the_day_and_no_prices_pass_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: from HiGHS's prices the bound is the cost to 1e-9; from any others it is below, here and elsewhere.

    A bug would give: a proof that rests on a solver's word, so that a plan 3 % off is called optimal.
    """
    monkeypatch.setattr(day_worker, "is_compact", lambda _x: False)
    random = np.random.default_rng(7)
    for seed in (1, 4):
        worker, model = worker_of(PARTS[name](random_case(seed)))
        here, there = points_of(model, seed)
        at_price = given_of(one_site(PARTS[name](random_case(seed))), 0).shared
        there[:, at_price] = here[:, at_price]  # days that share something are asked at one price
        days = list(range(len(worker._days.row)))
        exact = {id(point): worker.evaluate(days, point) for point in (here, there)}
        for one in exact[id(here)]:
            assert one.bound_keur == pytest.approx(one.cost_keur, rel=1e-9, abs=1e-9)
        for trial in range(8):
            by = np.ones(5) if trial == 0 else random.choice([-1.0, 0.0, 0.5, 0.99, 1.01, 2.0, 1e3], 5)
            with monkeypatch.context() as patch:
                patch.setattr(defined_days, "safe_bound", tampered(by, safe_bound))
                cuts = worker.evaluate(days, here)
            for point in (here, there):
                for d, cut, one in zip(days, cuts, exact[id(point)], strict=True):
                    row = worker._days.row[d]
                    step = point[row] - here[row]
                    level = cut.bound_keur + cut.reduced_cost_keur @ step[: len(cut.reduced_cost_keur)]
                    level += here[row, at_price] @ cut.reduced_cost_keur[at_price]  # what is shared, at its price
                    cost = one.cost_keur + there[row, at_price] @ one.reduced_cost_keur[at_price]
                    assert level <= cost + 1e-9 * max(1.0, abs(cost), abs(level))


@examples(st.integers(0, 2**31))
@settings(max_examples=60)
def test_any_prices_bound_any_lp(seed: int) -> None:
    """Proves: on random LPs, whose columns have no bounds of their own, no prices pass the optimum."""
    random = np.random.default_rng(seed)
    rows, columns = int(random.integers(1, 6)), int(random.integers(1, 8))
    matrix = np.where(random.random((rows, columns)) < 0.7, random.uniform(0.1, 2.0, (rows, columns)), 0.0)
    ask = matrix @ random.uniform(0, 3, columns)
    covers = random.random(rows) < 0.5
    model = CompiledModel(
        name="random",
        cost=random.uniform(0.0, 3.0, columns),
        offset=float(random.normal()),
        col_lower=np.zeros(columns),
        col_upper=np.where(random.random(columns) < 0.5, 5.0, np.inf),
        integer=np.zeros(columns, dtype=np.bool_),
        start=np.concatenate([[0], np.cumsum(np.count_nonzero(matrix, axis=0))]).astype(np.int32),
        index=np.nonzero(matrix.T)[1].astype(np.int32),
        value=matrix.T[matrix.T > 0],
        row_lower=np.where(covers, ask, -np.inf),
        row_upper=np.where(covers, np.inf, ask),
        columns={},
        rows={},
    )
    solver = load(model)
    solver.run()
    optimum = solver.getInfo().objective_function_value
    most = most_needed(model, model.col_upper)
    none = np.zeros(0, dtype=np.int32)
    best, _, _ = safe_bound(model, np.asarray(solver.getSolution().row_dual), most, none)
    assert best == pytest.approx(optimum, rel=1e-9, abs=1e-9)
    for _ in range(5):
        least, _, _ = safe_bound(model, random.normal(0, 3, rows), most, none)
        assert least <= optimum + 1e-9 * max(1.0, abs(optimum))


@pytest.mark.parametrize("factor", [0.5, 1.03])
@pytest.mark.parametrize("compact", [True, False])
def test_false_duals_never_prove_a_plan(factor: float, *, compact: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: whatever HiGHS says of prices, the bound of a solve is one: the true optimum is not beyond it.

    A bug would give: duals halved, 'gap 0.0' for a plan 3 % off.
    """
    x = random_case(6)
    with Session(1) as session:
        true = session.solve(x, gap=1e-6)
    closed, general = compact_days.bound, defined_days.safe_bound

    def half(site: Any, block: Any, given: Any, work: Floats, power: Floats) -> Any:
        return closed(site, block, given, work * factor, power * factor)

    monkeypatch.setattr(day_worker, "is_compact", lambda _x: compact)
    monkeypatch.setattr(compact_days, "bound", half)
    monkeypatch.setattr(defined_days, "safe_bound", tampered(np.full(1, factor), general))
    passes: list[Progress] = []
    with Session(1) as session:
        plan = session.solve(x, gap=1e-6, progress=passes.append, cancel=lambda: len(passes) > 60)
    slack = 1e-9 * max(1.0, abs(true.objective_meur))
    maximises = x.objective == "maximise_npv"
    assert (
        (plan.bound_meur >= true.objective_meur - slack)
        if maximises
        else (plan.bound_meur <= true.objective_meur + slack)
    )
