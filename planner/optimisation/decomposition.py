"""Investment against all days: cuts, bounds, whole racks, progress, cancel; what one solve leaves for the next.

Multi-cut Benders decomposition (Benders 1962; Birge and Louveaux 1988) with in-out stabilisation (Ben-Ameur and
Neto 2007): the days are priced at a point between the best known one and the one investment proposes. First on a
few days per period to find the region and a first whole plan, then on all days. Racks are made whole by the
investment MIP over the cuts, whose dual bound is a bound on every plan; each whole proposal is priced on all days.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Literal, Self

import numpy as np

from planner.errors import ScenarioError, SolverFailure
from planner.inputs.loop_cooling import same_loops
from planner.inputs.portfolio_inputs import one_site
from planner.optimisation.answer import solution_of
from planner.optimisation.cut_model import CutModel
from planner.optimisation.on_site_day import same_on_site_dispatch, same_on_site_structure
from planner.optimisation.passes import (
    FEW_DAYS,
    MIP_SECONDS,
    MOST_WHOLE,
    compile_structures,
    converge,
    make_whole,
    offer_whole,
    polish,
    round_racks,
)
from planner.optimisation.pool import DayPool
from planner.optimisation.rounds import round_quickly
from planner.optimisation.search import Search
from planner.optimisation.sites import rows_of
from planner.optimisation.solution import CancelCallback, PortfolioSolution, ProgressCallback, Solution, Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from planner.inputs.model_inputs import ModelInputs
    from planner.inputs.portfolio_inputs import PortfolioInputs

    Floats = NDArray[np.float64]

HOT_MIP_SHARE = 0.75  # of the gap asked; a fifth of the time of 0.5, and a what-if is owed its answer in a second
Kept = Literal["cuts", "bases", "nothing"]


def _same(a: object, b: object, *names: str) -> bool:
    """Whether two dataclasses agree in the fields named, arrays element by element."""
    return all(np.array_equal(np.asarray(getattr(a, n)), np.asarray(getattr(b, n))) for n in names)


def same_structure(a: ModelInputs, b: ModelInputs) -> bool:
    """Whether the compiled days of `a` serve for `b`: all that stands in their matrices beside `days.WRITINGS`."""
    return (
        _same(a, b, "electrical_efficiency")
        and _same(a.periods, b.periods, "names")
        and _same(a.fleet, b.fleet, "racks", "idle_kw", "standby_kw", "network_kw", "availability")
        and _same(a.workloads, b.workloads, "names", "window_hours", "sovereign", "headroom")
        and _same(a.points, b.points, "workload", "rack", "rate", "kw")
        and _same(a.tariff, b.tariff, "classes")
        and _same(a.hours, b.hours, "utc", "tariff_class")
        and _same(a.days, b.days, *(f.name for f in fields(a.days)))
        and same_on_site_structure(a, b)
        and same_loops(a.loops, b.loops, "rack_liquid_share")
        and np.array_equal((a.workloads.burst_eur > 0).all(axis=1), (b.workloads.burst_eur > 0).all(axis=1))
    )


def same_dispatch(a: ModelInputs, b: ModelInputs) -> bool:
    """Whether every day of `a` costs the same as that of `b`, whatever investment gives it: cuts stay valid."""
    return (
        same_structure(a, b)
        and _same(a, b, "objective", "lost_load_multiple", "auxiliaries_mw")
        and _same(a.workloads, b.workloads, "units_per_hour", "revenue_eur", "burst_eur", "penalty_eur")
        and _same(a.tariff, b.tariff, "overrun_eur_per_mwh")
        and _same(a.hours, b.hours, "spot_eur_per_mwh", "network_eur_per_mwh", "tax_eur_per_mwh", "cooling", "demand")
        and same_on_site_dispatch(a, b)
        and same_loops(a.loops, b.loops, "liquid", "air")
    )


def _pairwise(same: Callable[[ModelInputs, ModelInputs], bool], a: PortfolioInputs, b: PortfolioInputs) -> bool:
    """Whether two portfolios have as many sites, share the same workloads, and agree site by site."""
    return np.array_equal(a.may_serve, b.may_serve) and all(same(*pair) for pair in zip(a.sites, b.sites, strict=True))


class Session:
    """Solves one set of inputs after the other; what they share is kept. Use as a context manager, or `close`."""

    def __init__(self, processes: int = 2, cluster: str | None = None) -> None:
        """Start the workers that hold the days: processes here, or those of the Dask scheduler at `cluster`."""
        self._pool = DayPool(processes, cluster)
        self._x: PortfolioInputs | None = None
        self._model: CutModel | None = None
        self._centre: Floats | None = None
        self._whole: Floats | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker processes."""
        self._pool.close()

    def _take(self, x: PortfolioInputs, search: Search) -> Kept:
        """Bring pool and investment model to the new inputs; says what of the last solve is still of use."""
        known, model = self._x, self._model
        self._x = None  # until this solve has come through, nothing can be relied on
        search.enter("compile")
        if known is not None and model is not None and _pairwise(same_dispatch, known, x):
            kept: Kept = "cuts"
            self._model = CutModel(x, model.learned)
        elif known is not None and model is not None and _pairwise(same_structure, known, x):
            kept = "bases"
            self._pool.renew(x)
            self._model = CutModel(x, model.learned)  # wrong now, but a better guess than none
            self._centre = self._model.solve_lp()[1]
            self._model.drop_cuts()
        else:
            kept = "nothing"
            structures = compile_structures(x)
            self._model = CutModel(x)
            search.enter("start workers")
            self._pool.build(x, structures)
        if model is None or kept == "nothing" or model.compiled.columns != self._model.compiled.columns:
            self._centre = self._whole = None
        return kept

    def solve(
        self,
        x: ModelInputs,
        *,
        gap: float = 0.005,
        progress: ProgressCallback | None = None,
        cancel: CancelCallback | None = None,
        time_limit_s: float | None = None,
    ) -> Solution:
        """Find a plan of one site and prove how good it is: `solve_portfolio` of a site alone."""
        whole = self.solve_portfolio(one_site(x), gap=gap, progress=progress, cancel=cancel, time_limit_s=time_limit_s)
        return whole.sites[0]

    def solve_portfolio(
        self,
        x: PortfolioInputs,
        *,
        gap: float = 0.005,
        progress: ProgressCallback | None = None,
        cancel: CancelCallback | None = None,
        time_limit_s: float | None = None,
    ) -> PortfolioSolution:
        """Find a plan of one or several sites and prove how good it is.

        Args:
            x: what the model reads.
            gap: relative gap to the bound at which to stop; above zero, unless a time limit is given.
            progress: called after every pass.
            cancel: asked between passes; True stops and keeps the best plan.
            time_limit_s: stop after this time and keep the best plan.

        Raises:
            ScenarioError: a gap that can never be proven.
            InfeasiblePlan: the limits of the site contradict each other.
            SolverFailure: HiGHS failed on a day or on the investment, or a residual is too large.
        """
        if not 0 <= gap < np.inf or (gap == 0 and time_limit_s is None):
            problem = f"The gap asked is {gap:g}.\nAllowed: above 0, or 0 with a time limit.\n\nhint: try 0.005."
            raise ScenarioError(problem)
        search = Search(x, gap, progress, cancel, time_limit_s)
        kept = self._take(x, search)
        assert self._model is not None
        model, pool = self._model, self._pool
        first = None
        each = len(search.days.row) / rows_of(x)  # days of a row
        few = FEW_DAYS if each > 2 * FEW_DAYS else 1
        if each > 2 * few and self._centre is None and kept != "cuts":
            search.enter("few days")
            only = set(pool.few(few))
            self._centre = converge(search, model, pool, None, only, max(gap / 2, 1e-4))
            if few == 1:  # the region only
                first = None
            elif model.whole_count > MOST_WHOLE:
                first = round_racks(search, model, pool, only)
            else:
                _, first = model.solve_mip(search.relative_to_cost(max(gap / 2, 1e-4)), MIP_SECONDS, None, None)
            model.drop_cuts()
        search.enter("all days")
        if first is not None:
            offer_whole(search, model, pool, first)
        if kept == "cuts":  # the first proposal is close already
            round_quickly(search, model, pool, self._whole)
        if not search.proven():
            self._centre = converge(search, model, pool, None if kept == "cuts" else self._centre, None, max(gap, 1e-5))
        search.enter("whole racks")
        if kept == "nothing":
            make_whole(search, model, pool, self._whole)
        else:
            round_quickly(search, model, pool, self._whole)
            make_whole(search, model, pool, self._whole, HOT_MIP_SHARE)
        polish(search, model, pool)
        if search.whole is None:
            problem = "No plan with whole racks was found in time.\n\nhint: allow more time, or a wider gap."
            raise SolverFailure(problem)
        if not np.isfinite(search.bound):  # stopped before the first pass over all days
            search.bound, _ = model.solve_lp()
        search.enter("final dispatch")
        days = pool.dispatch(model.given(search.whole))
        status: Status = "optimal_within_gap" if search.proven() else "stopped" if search.cancelled() else "best_found"
        solution = solution_of(search, model, pool, days, status)
        self._x, self._whole = x, search.whole
        return solution


def solve_inputs(
    x: ModelInputs,
    *,
    gap: float = 0.005,
    processes: int = 2,
    progress: ProgressCallback | None = None,
    cancel: CancelCallback | None = None,
    time_limit_s: float | None = None,
) -> Solution:
    """Find a plan of one site and prove how good it is: `Session.solve`, with nothing kept.

    `processes` worker processes hold the days; 1 keeps them in this process. The plan is the same.
    """
    with Session(processes) as session:
        return session.solve(x, gap=gap, progress=progress, cancel=cancel, time_limit_s=time_limit_s)
