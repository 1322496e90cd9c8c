"""Ranges and alternatives against the joint model, which knows neither cuts nor this search."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.optimisation.matrix.highs import compile_model, load
from planner.optimisation.models.joint import build_joint
from planner.optimisation.near_optimal.different import alternatives, look_around
from planner.optimisation.near_optimal.ranges import range_of
from planner.optimisation.near_optimal.region import region_of
from planner.optimisation.search.session import Session
from planner.problem.several import one_site
from tests.optimisation.random_cases import random_case

if TYPE_CHECKING:
    from planner.arrays import Ints
    from planner.optimisation.near_optimal.answer import Alternative, Range

SEEDS = (1, 4)  # one of the most value, one of the least cost
SHARE, GAP = 0.05, 1e-4
HAIR = 1e-6  # of the cost: what a row may be exceeded by


@dataclass(frozen=True)
class Case:
    """A study of a random case, and its joint model in HiGHS with a row that limits its cost."""

    ranges: dict[tuple[int, ...], Range]  # by vintages
    others: list[Alternative]
    limit_meur: float
    columns: dict[int, int]  # of each order, by vintage
    solver: Any
    compiled: Any


@cache
def case(seed: int) -> Case:
    x = random_case(seed, hours=4)
    alone, fleet = one_site(x), x.fleet
    with Session(1) as session:
        solution = session.solve_portfolio(alone, gap=GAP).sites[0]
        near = region_of(session, alone, solution, GAP, None)
        of_racks = [tuple(v for v in near.orders if fleet.vintage_rack[v] == r) for r in range(len(fleet.racks))]
        bought = [(int(v),) for v in np.flatnonzero(near.orders_of(near.best))]
        ranges = {own: range_of(near, own, SHARE) for own in (*filter(None, of_racks), *bought)}
        look_around(near, SHARE)
        others, limit = alternatives(near, SHARE, 3), near.holds_all(SHARE)
    compiled = compile_model(build_joint(x), keep=["order_racks"])
    solver = load(compiled, {"mip_rel_gap": 1e-4, "time_limit": 20.0}, integer=True)
    at = np.flatnonzero(compiled.cost).astype(np.int32)
    solver.addRow(-highspy.kHighsInf, limit - compiled.offset, len(at), at, compiled.cost[at])
    columns = {key[0]: column for key, column in compiled.columns["order_racks"].items()}
    return Case(ranges, others, limit, columns, solver, compiled)


def solved(own: Case, cost: np.ndarray, racks: Ints | None = None) -> np.ndarray:
    """Columns of the joint model at another cost, its orders held or not."""
    every, orders = np.arange(len(cost), dtype=np.int32), np.array(list(own.columns.values()), dtype=np.int32)
    bounds = own.compiled.col_lower[orders], own.compiled.col_upper[orders]
    values = bounds if racks is None else (np.array([float(racks[v]) for v in own.columns]),) * 2
    own.solver.changeColsBounds(len(orders), orders, *values)
    own.solver.changeColsCost(len(every), every, cost)
    own.solver.run()
    status, columns = own.solver.getModelStatus(), np.array(own.solver.getSolution().col_value)
    own.solver.changeColsBounds(len(orders), orders, *bounds)
    assert status == highspy.HighsModelStatus.kOptimal
    return columns


@pytest.mark.parametrize("seed", SEEDS)
@settings(max_examples=10)
@given(draw=st.integers(0, 10_000))
def test_ranges_hold_the_orders_of_random_near_optimal_plans(seed: int, draw: int) -> None:
    """Proves: what a plan within the share orders, made in a random direction by HiGHS alone, lies in the ranges."""
    own, random = case(seed), np.random.default_rng(draw)
    direction = np.zeros(len(own.compiled.cost))
    direction[list(own.columns.values())] = random.normal(size=len(own.columns))
    plan = solved(own, direction)
    for vintages, one in own.ranges.items():
        racks = round(sum(float(plan[own.columns[v]]) for v in vintages))
        assert one.least_proven <= racks <= one.most_proven, (vintages, one)
        assert one.least_proven <= one.least_reached <= one.best <= one.most_reached <= one.most_proven


@pytest.mark.parametrize("seed", SEEDS)
def test_alternatives_are_plans_within_the_share(seed: int) -> None:
    """Proves: with the orders of each held the joint model has a plan within the share, at the cost that was said."""
    own = case(seed)
    assert own.others
    for other in own.others:
        plan = solved(own, own.compiled.cost, other.order_racks)
        cost = float(own.compiled.cost @ plan + own.compiled.offset)
        assert cost <= own.limit_meur + HAIR * abs(own.limit_meur)
        best = own.limit_meur - SHARE * abs(other.solution.objective_meur - _signed_loss(seed, other))
        assert cost <= best + other.loss_meur + 1e-4 * abs(best)
        assert other.solution.residual_rel < 1e-6


def _signed_loss(seed: int, other: Alternative) -> float:
    """What the loss does to the objective: value falls by it, cost rises."""
    return -other.loss_meur if seed % 2 else other.loss_meur
