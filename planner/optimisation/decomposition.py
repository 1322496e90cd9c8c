"""Investment against all days: cuts, bounds, whole racks, progress, cancel.

Multi-cut Benders decomposition (Benders 1962; Birge and Louveaux 1988) with in-out stabilisation (Ben-Ameur and
Neto 2007): the days are priced at a point between the best known one and the one investment proposes. First on a
few days per period to find the region, then on all days. Racks are made whole by the investment MIP over the cuts,
whose dual bound is a bound on every plan; each whole proposal is priced on all days, which gives the incumbent.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import InfeasiblePlan
from planner.optimisation.answer import solution_of
from planner.optimisation.cut_model import CutModel
from planner.optimisation.days import day_of, structure_of
from planner.optimisation.dispatch import LINKING, build_dispatch
from planner.optimisation.highs import CompiledModel, compile_model
from planner.optimisation.investment import revenue_asked_meur
from planner.optimisation.pool import DayPool, day_pool
from planner.optimisation.solution import CancelCallback, Progress, ProgressCallback, Solution, Status

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.inputs.model_inputs import ModelInputs

    Floats = NDArray[np.float64]

IN_OUT = 0.3  # share of the way from the best point to the proposal
FEW_DAYS = 3
MOST_PASSES = 200
MIP_SECONDS = 20.0


@dataclass(frozen=True)
class Priced:
    """What the days say of one point: cost and slope of every period."""

    dispatch_meur: Floats  # P
    slope_meur: Floats  # P, L


class Search:
    """The state of one solve: best bound, incumbent, clock, and who wants to know."""

    def __init__(
        self,
        x: ModelInputs,
        gap: float,
        progress: ProgressCallback | None,
        cancel: CancelCallback | None,
        time_limit_s: float | None,
    ) -> None:
        self.x, self.gap = x, gap
        self._progress, self._cancel = progress, cancel
        self._began = time.perf_counter()
        self._limit = time_limit_s
        self.revenue = revenue_asked_meur(x) if x.objective == "maximise_npv" else 0.0
        self.bound = -np.inf  # present cost: no plan costs less
        self.cost = np.inf  # present cost of the best whole plan
        self.whole: Floats | None = None
        self.lines: list[Progress] = []
        self.seconds: dict[str, float] = {}
        self._phase, self._phase_began, self._pass = "", 0.0, 0

    def elapsed(self) -> float:
        """Seconds since the solve began."""
        return time.perf_counter() - self._began

    def cancelled(self) -> bool:
        """The user asked to stop, or the time is used up."""
        return (self._cancel is not None and self._cancel()) or self.out_of_time()

    def out_of_time(self) -> bool:
        """The time limit has passed."""
        return self._limit is not None and self.elapsed() > self._limit

    def enter(self, phase: str) -> None:
        """Start the clock of a phase."""
        if self._phase:
            self.seconds[self._phase] = self.elapsed() - self._phase_began
        self._phase, self._phase_began, self._pass = phase, self.elapsed(), 0

    def objective(self, cost: float) -> float:
        """A present cost in the sense of the objective: cost, or net present value."""
        return self.revenue - cost if self.x.objective == "maximise_npv" else cost

    def gap_of(self, bound: float, cost: float) -> float:
        """Gap between a bound and a cost, relative to the objective that people see."""
        if not np.isfinite(bound) or not np.isfinite(cost):
            return np.inf
        return max(0.0, cost - bound) / max(abs(self.objective(cost)), 1e-9)

    def proven(self) -> bool:
        """The incumbent is within the gap asked."""
        return self.gap_of(self.bound, self.cost) <= self.gap

    def report(self, *, valid: bool, cost: float, bound: float) -> None:
        """Tell who listens. Figures of a few days prove nothing and are not shown as bound or plan."""
        self._pass += 1
        line = Progress(
            phase=self._phase,
            pass_number=self._pass,
            elapsed_s=self.elapsed(),
            bound_meur=self.objective(bound) if valid and np.isfinite(bound) else None,
            incumbent_meur=self.objective(cost) if valid and np.isfinite(cost) else None,
            gap=self.gap_of(bound, cost) if valid and np.isfinite(cost) and np.isfinite(bound) else None,
        )
        self.lines.append(line)
        if self._progress is not None:
            self._progress(line)


def compile_structures(x: ModelInputs) -> dict[tuple[int, ...], CompiledModel]:
    """One compiled day for every structure (tariff class of each hour) among the days."""
    structures: dict[tuple[int, ...], CompiledModel] = {}
    for d in range(len(x.days.period)):
        day = day_of(x, d)
        key = structure_of(day)
        if key not in structures:
            structures[key] = compile_model(build_dispatch(x, day), keep=LINKING)
    return structures


def price(x: ModelInputs, pool: DayPool, given: Floats, only: set[int] | None) -> Priced:
    """Cost and slope of every period at a point, the days added up in their order."""
    answers = pool.evaluate(given, only)
    periods, width = given.shape
    cost, slope, weight = np.zeros(periods), np.zeros((periods, width)), np.zeros(periods)
    for d in sorted(answers):
        p, share = int(x.days.period[d]), float(x.days.weight[d]) / 1000
        cost[p] += share * answers[d].cost_keur
        slope[p] += share * answers[d].reduced_cost_keur
        weight[p] += x.days.weight[d]
    if only is not None:  # a few days stand for all
        whole = np.bincount(x.days.period, weights=x.days.weight, minlength=periods) / weight
        cost, slope = cost * whole, slope * whole[:, None]
    return Priced(cost, slope)


def converge(
    search: Search, model: CutModel, pool: DayPool, start: Floats | None, only: set[int] | None, tolerance: float
) -> Floats | None:
    """Cuts on the LP until bound and best point are within `tolerance`; returns the best point found."""
    centre, best = start, np.inf
    for _ in range(MOST_PASSES):
        if search.cancelled():
            return centre
        bound, proposal = model.solve_lp()
        if only is None:
            search.bound = max(search.bound, bound)
        if search.gap_of(bound, best) <= tolerance:
            return centre
        if centre is None:
            point = proposal
        elif not np.isfinite(best):
            point = centre
        else:
            point = IN_OUT * proposal + (1 - IN_OUT) * centre
        given = model.given(point)
        priced = price(search.x, pool, given, only)
        model.add_cuts(given, priced.dispatch_meur, priced.slope_meur)
        cost = model.total_cost(point, priced.dispatch_meur)
        if cost < best:
            best, centre = cost, point
        search.report(valid=only is None, cost=best, bound=bound)
    return centre


def make_whole(search: Search, model: CutModel, pool: DayPool) -> None:
    """Whole racks by the investment MIP on the cuts, priced on all days, until the gap asked is proven."""
    stale = 0
    while not search.proven() and stale < 3 and not (search.whole is not None and search.cancelled()):
        limit = MIP_SECONDS
        mip_gap = min(search.gap / 4, 1e-3) * _scale(search)
        bound, columns = model.solve_mip(mip_gap, limit, search.whole, search.cancelled if search.whole is not None else None)
        search.bound = max(search.bound, bound)
        if columns is None:
            stale += 1
            continue
        given = model.given(columns)
        priced = price(search.x, pool, given, None)
        model.add_cuts(given, priced.dispatch_meur, priced.slope_meur)
        cost = model.total_cost(columns, priced.dispatch_meur)
        stale = 0 if cost < search.cost - 1e-9 else stale + 1
        if cost < search.cost:
            search.cost, search.whole = cost, columns
        search.report(valid=True, cost=search.cost, bound=search.bound)


def _scale(search: Search) -> float:
    """The gap asked is relative to the objective shown; that of the MIP to the present cost."""
    cost = search.cost if np.isfinite(search.cost) else search.bound
    return min(10.0, abs(search.objective(cost)) / max(abs(cost), 1e-9)) if np.isfinite(cost) else 1.0


def solve_inputs(
    x: ModelInputs,
    *,
    gap: float = 0.005,
    processes: int = 2,
    progress: ProgressCallback | None = None,
    cancel: CancelCallback | None = None,
    time_limit_s: float | None = None,
) -> Solution:
    """Find a plan and prove how good it is.

    Args:
        x: what the model reads.
        gap: relative gap to the bound at which to stop; above zero, unless a time limit is given.
        processes: worker processes that hold the days; 1 keeps them in this process. The plan is the same.
        progress: called after every pass.
        cancel: asked between passes; True stops and keeps the best plan.
        time_limit_s: stop after this time and keep the best plan.

    Raises:
        InfeasiblePlan: the limits of the site contradict each other.
        SolverFailure: HiGHS failed on a day or on the investment, or a residual is too large.
    """
    if gap < 0 or (gap == 0 and time_limit_s is None):
        problem = f"The gap asked is {gap:g}.\nAllowed: above 0, or 0 with a time limit.\n\nhint: try 0.005."
        raise InfeasiblePlan(problem)
    search = Search(x, gap, progress, cancel, time_limit_s)
    search.enter("compile")
    structures = compile_structures(x)
    model = CutModel(x)
    search.enter("start workers")
    with day_pool(x, structures, processes) as pool:
        centre = None
        if x.every_day and len(x.days.period) > 2 * FEW_DAYS * len(x.periods.names):
            search.enter("few days")
            centre = converge(search, model, pool, None, set(pool.few(FEW_DAYS)), max(gap / 2, 1e-4))
            model.drop_cuts()
        search.enter("all days")
        converge(search, model, pool, centre, None, max(gap / 2, 1e-5))
        search.enter("whole racks")
        make_whole(search, model, pool)
        search.enter("final dispatch")
        assert search.whole is not None
        days = pool.dispatch(model.given(search.whole))
    status: Status = "optimal_within_gap" if search.proven() else "stopped" if search.cancelled() else "best_found"
    solution = solution_of(search, model, days, status)
    search.enter("")
    return solution
