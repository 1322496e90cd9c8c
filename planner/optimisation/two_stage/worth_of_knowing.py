"""What uncertainty costs: perfect information, the expected path's plan, a batch that waits, orders that all need.

All of it with racks in parts and to two parts in 100,000: a proof of whole racks leaves more than most of these
differences. Source of the values: Birge and Louveaux 2011, ch. 4.

Whoever stops gets what is known by then: a figure is whole or not a number, never half worked out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from planner.errors import InfeasiblePlan, located
from planner.optimisation.matrix.layout import prefix
from planner.optimisation.models.paths import signed_in
from planner.optimisation.parts.parts import BUILT, capacities
from planner.optimisation.search.session import Session
from planner.optimisation.two_stage.expected_path import expected_inputs
from planner.problem.several import PortfolioInputs, one_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from planner.arrays import Floats
    from planner.optimisation.two_stage.answer import TwoStageAnswer
    from planner.optimisation.two_stage.session import PathSession
    from planner.problem.site import ModelInputs
    from planner.problem.solution import CancelCallback, Decisions, Relaxed

__all__ = ["Waiting", "Worth", "worth_of"]


T = TypeVar("T")
CLOSE = 2e-5  # of the cost: how near to the best each plan is
SMALLEST_BATCH = 0.05  # racks
GOOD = 0.005  # of the cost: a plan that costs no more than this above the best is a good one
HERE_AND_NOW, WAITING = "orders that every good plan has", "batches that wait"
WAIT_AND_SEE, EXPECTED_PLAN = "each path known from the start", "the plan for the expected path"
STEPS = (HERE_AND_NOW, WAITING, WAIT_AND_SEE, EXPECTED_PLAN)


@dataclass(frozen=True)
class Waiting:
    """One batch that is ordered now or waits; other orders up to then as planned, later ones free."""

    vintage: int
    racks: float
    path_meur: Floats  # S: what it costs each path that it waits; below zero where the plan lets it wait
    expected_meur: float


@dataclass(frozen=True)
class Worth:
    """What uncertainty costs. Costs of each path, S [MEUR], less is better; the expectation is minimised."""

    weight: Floats  # S
    commit_until: int
    together_meur: Floats  # S: common decisions
    own_meur: Floats  # S: each path known from the start; NaN where it is not known
    expected_plan_meur: Floats | None  # S: orders of the plan for the expected path, the best of them afterwards
    cancelled: bool  # some of these orders had to be given up, as the site of a path cannot take them
    promised_meur: float  # what the plan for the expected path says that it costs
    orders: Floats  # V: common orders
    own_orders: Floats  # S, V: orders of each path's own plan
    least_orders: Floats  # V: in every plan that costs no more than `GOOD` above the best
    waiting: tuple[Waiting, ...]
    left_out: tuple[str, ...] = ()  # what was not worked out, as somebody stopped

    @property
    def expected_meur(self) -> float:
        """Expected cost of common decisions."""
        return float(self.weight @ self.together_meur)

    @property
    def perfect_information_meur(self) -> float:
        """Expected value of perfect information: what it is worth to know the path before the first order [MEUR]."""
        return self.expected_meur - float(self.weight @ self.own_meur)

    @property
    def stochastic_solution_meur(self) -> float:
        """Value of the stochastic solution: saved by orders for all paths against those for the mean [MEUR]."""
        if self.expected_plan_meur is None:
            return float("nan")
        return float(self.weight @ self.expected_plan_meur) - self.expected_meur


def _early(x: ModelInputs, until: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Orders, contracts and equipment of one site that are decided up to a period."""
    yield from (
        ("order_racks", (int(v),)) for v in np.flatnonzero(x.fleet.max_racks > 0) if x.fleet.order_period[v] <= until
    )
    yield from (("contract_mw", (i,)) for i in range(len(x.contracts.names)) if signed_in(x, i) <= until)
    yield from ((BUILT[name], (p,)) for name in capacities(x) for p in range(until + 1))


def _orders(x: PortfolioInputs, s: int, decided: Decisions) -> Floats:
    orders = np.zeros(len(x.sites[s].fleet.vintage_rack))
    for (v, *_), racks in decided.get(f"{prefix(x, s)}order_racks", {}).items():
        orders[int(v)] = racks
    return orders


class _Steps:
    """Tells that each step begins, and whether somebody stopped."""

    def __init__(self, paths: PathSession, step_progress: Callable[[int], None] | None) -> None:
        self._cancel, self._step_progress, self._step = paths.settings.cancel, step_progress, 0
        self.left_out: list[str] = []

    def stopped(self) -> bool:
        return self._cancel is not None and self._cancel()

    def step(self) -> None:
        self._step += 1
        if self._step_progress is not None:
            self._step_progress(self._step)

    def of(self, what: str, work: Callable[[], T]) -> T | None:
        """Do one step; None, and the step is left out, where somebody stopped before its end."""
        if not self.stopped():
            self.step()
            result = work()
            if not self.stopped():
                return result
        if what not in self.left_out:
            self.left_out.append(what)
        return None


def nothing_known(answer: TwoStageAnswer) -> Worth:
    """Of a plan whose worth nobody waited for: its own costs and orders, all else not a number."""
    paths, orders = answer.paths, answer.common_orders.astype(np.float64)
    nan = np.full(len(orders), np.nan)
    return Worth(
        weight=answer.weight,
        commit_until=answer.commit_until,
        together_meur=answer.cost_meur,
        own_meur=np.full(len(paths), np.nan),
        expected_plan_meur=None,
        cancelled=False,
        promised_meur=float("nan"),
        orders=orders,
        own_orders=np.tile(nan, (len(paths), 1)),
        least_orders=nan,
        waiting=(),
        left_out=(*STEPS,),
    )


def worth_of(
    paths: PathSession, *, good: float = GOOD, waiting: bool = True, step_progress: Callable[[int], None] | None = None
) -> Worth | None:
    """Work out what uncertainty costs, with the cuts that the session has already learned.

    Args:
        paths: a session, best after its `solve`. Its `settings.cancel` is asked often: once True, what is known by
            then comes back, the rest in `left_out` and not a number.
        good: relative to the cost; orders that every plan within it needs are told.
        waiting: price every common batch that waits; each takes about a second for twelve paths.
        step_progress: called with the number of each step, from 1, as it begins.

    None: stopped before anything was known. InfeasiblePlan: no common decisions suit all paths.
    """
    session, x, steps = paths.session, paths.inputs(), _Steps(paths, step_progress)
    cancel = steps.stopped
    best = steps.of(HERE_AND_NOW, lambda: session.relaxed(x, gap=CLOSE, cancel=cancel))
    if best is None:
        if steps.left_out:
            return None
        problem = "No common decisions suit all paths."
        raise InfeasiblePlan(located("", problem, "decide fewer periods in common (uncertainty.decide_until)."))
    orders = _orders(x, 0, best.decided)
    planned = [v for v, racks in enumerate(orders) if racks > SMALLEST_BATCH]
    common = [v for v in planned if x.sites[0].fleet.order_period[v] <= paths.commit_until]
    early = np.isin(np.arange(len(orders)), common)
    limit = best.cost_meur + good * abs(best.cost_meur)
    columns = session.model.compiled.columns.get(f"{prefix(x, 0)}order_racks", {})
    least = np.zeros(len(orders))
    for v in common:
        with session.model.solver.seeking({columns[(v,)]: 1.0}, limit):
            least[v] = max(0.0, session.model.solver.solve_lp()[0])
    batches = [*((v, 0.0) for v in common), *_hurries(paths, x, best, common)] if waiting else []
    waits = [steps.of(WAITING, partial(_wait, paths, x, best, v, racks)) for v, racks in batches]
    own = paths.inputs(commit_until=-1)
    wait_and_see = steps.of(WAIT_AND_SEE, lambda: session.relaxed(own, gap=CLOSE, cancel=cancel))
    tried = steps.of(EXPECTED_PLAN, lambda: _expected_plan(paths, x, cancel))
    expected, cancelled, promised = tried or (None, False, float("nan"))
    every = paths.of_paths
    nothing = np.full((len(x.sites), len(orders)), np.nan)
    return Worth(
        weight=np.array([path.weight for path in paths.paths]),
        commit_until=paths.commit_until,
        together_meur=every(best.path_meur),
        own_meur=every(
            nothing[:, 0] if wait_and_see is None else np.minimum(wait_and_see.path_meur, best.path_meur)
        ),  # a path may do what all do
        expected_plan_meur=None if expected is None else every(expected),
        cancelled=cancelled,
        promised_meur=promised,
        orders=np.where(early, orders, 0.0),
        own_orders=every(
            nothing
            if wait_and_see is None
            else np.array([_orders(own, s, wait_and_see.decided) for s in range(len(own.sites))])
        ),
        least_orders=least,
        waiting=tuple(replace(wait, path_meur=every(wait.path_meur)) for wait in waits if wait is not None),
        left_out=tuple(steps.left_out),
    )


def _wait(paths: PathSession, x: PortfolioInputs, best: Relaxed, v: int, racks: float) -> Waiting:
    """Hold one batch: a common one at nothing, one that the plan leaves for later at its racks."""
    planned = float(best.decided[f"{prefix(x, 0)}order_racks"].get((v,), 0.0))
    costs = _with_batch(paths, x, best, v, racks)
    if racks:
        planned, costs = racks, -costs
    return Waiting(v, planned, costs, float(paths.weight @ costs))


def _hurries(paths: PathSession, x: PortfolioInputs, best: Relaxed, common: list[int]) -> Iterator[tuple[int, float]]:
    """Of products that no common order is for, the first later batch in the last common period it can be: v, racks."""
    fleet, until = x.sites[0].fleet, paths.commit_until
    orders = paths.weight @ np.array([_orders(x, s, best.decided) for s in range(len(x.sites))])
    for r in set(range(len(fleet.racks))) - {int(fleet.vintage_rack[v]) for v in common}:
        own = np.flatnonzero((fleet.vintage_rack == r) & (fleet.max_racks > 0))
        now = [v for v in own if fleet.order_period[v] <= until]
        later = [v for v in own if fleet.order_period[v] > until and orders[v] > SMALLEST_BATCH]
        if now and later:
            last, first = max(now, key=lambda v: fleet.order_period[v]), min(later, key=lambda v: fleet.order_period[v])
            racks = min(float(orders[first]), float(fleet.max_racks[last]))
            yield int(last), racks


def _with_batch(paths: PathSession, x: PortfolioInputs, best: Relaxed, v: int, racks: float) -> Floats:
    """What it costs each path to hold one batch, other orders up to its period as planned; infinite if it cannot be."""
    fleet, name = x.sites[0].fleet, f"{prefix(x, 0)}order_racks"
    until = fleet.order_period[v]
    fixed = {key: n for key, n in best.decided[name].items() if fleet.order_period[int(key[0])] <= until}
    other = paths.session.relaxed(x, gap=CLOSE, fixed={name: {**fixed, (v,): racks}}, cancel=paths.settings.cancel)
    return np.full(len(x.sites), np.inf) if other is None else other.path_meur - best.path_meur


def _expected_plan(paths: PathSession, x: PortfolioInputs, cancel: CancelCallback) -> tuple[Floats | None, bool, float]:
    """Cost of each path with the orders of the plan for the expected one; whether some were given up; its promise.

    No cost and no promise where the expected path has no plan.
    """
    mean = expected_inputs([path.inputs for path in paths.different], paths.weight)
    with Session(paths.settings.workers, paths.settings.cluster) as alone:
        plan = alone.relaxed(one_site(mean), gap=CLOSE, cancel=cancel)
    if plan is None:
        return None, False, float("nan")
    fixed: dict[str, dict[tuple[int | str, ...], float]] = {}
    for name, key in _early(mean, paths.commit_until):
        value = plan.decided.get(name, {}).get(key)
        if value is not None:
            fixed.setdefault(f"{prefix(x, 0)}{name}", {})[key] = max(0.0, value)
    promised = float(plan.path_meur[0])
    exact = paths.session.relaxed(x, gap=CLOSE, fixed=fixed, cancel=cancel)
    if exact is not None:
        return exact.path_meur, False, promised
    fewer = paths.session.relaxed(x, gap=CLOSE, most=fixed, cancel=cancel)
    return (None if fewer is None else fewer.path_meur), True, promised
