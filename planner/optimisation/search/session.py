"""Investment against all days: cuts, bounds, whole racks, progress, cancel; what one solve leaves for the next.

Multi-cut Benders decomposition (Benders 1962; Birge and Louveaux 1988) with in-out stabilisation (Ben-Ameur and
Neto 2007): the days are priced at a point between the best known one and the one investment proposes. First on a
few days per period to find the region and a first whole plan, then on all days. Racks are made whole by the
investment MIP over the cuts, whose dual bound is a bound on every plan; each whole proposal is priced on all days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Self

import numpy as np

from planner.errors import ScenarioError, SolverFailure
from planner.optimisation.matrix.layout import rows_of
from planner.optimisation.matrix.reuse import same_dispatch, same_structure
from planner.optimisation.search.answer import solution_of
from planner.optimisation.search.cuts import CutModel
from planner.optimisation.search.incumbent import Search
from planner.optimisation.search.passes import (
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
from planner.optimisation.search.price_of_shared import dispatch_shared, price
from planner.optimisation.search.rounding_first import round_quickly
from planner.optimisation.workers.pool import DayPool
from planner.problem.several import one_site
from planner.problem.solution import (
    CancelCallback,
    Held,
    PortfolioSolution,
    ProgressCallback,
    Relaxed,
    Solution,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.arrays import Floats
    from planner.problem.several import PortfolioInputs
    from planner.problem.site import ModelInputs


HOT_MIP_SHARE = 0.75  # of the gap asked; a fifth of the time of 0.5, and a what-if is owed its answer in a second
Kept = Literal["cuts", "bases", "nothing"]


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
        if known is x and model is not None:
            kept: Kept = "cuts"
        elif known is not None and model is not None and _pairwise(same_dispatch, known, x):
            kept = "cuts"
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
        if model is None or kept == "nothing" or model.compiled.columns != self.model.compiled.columns:
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
        held: Held | None = None,
    ) -> PortfolioSolution:
        """Find a plan of one or several sites, or of one on several paths, and prove how good it is.

        Args:
            x: what the model reads.
            gap: relative gap to the bound at which to stop; above zero, unless a time limit is given.
            progress: called after every pass.
            cancel: asked between passes; True stops and keeps the best plan.
            time_limit_s: stop after this time and keep the best plan.
            held: values of variables of the investment, by name ("site[0].order_racks") and index.

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
        with self.model.holding(self._columns(held)):
            return self._solve(search, kept)

    def _columns(self, values: Held | None) -> dict[int, float]:
        """Values by column of the investment."""
        columns = self.model.compiled.columns
        return {columns[name][key]: value for name, table in (values or {}).items() for key, value in table.items()}

    def _solve(self, search: Search, kept: Kept) -> PortfolioSolution:
        x, gap, model, pool = search.x, search.gap, self.model, self._pool
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
        days, prices = dispatch_shared(search, pool, model.given(search.whole))
        status: Status = "optimal_within_gap" if search.proven() else "stopped" if search.cancelled() else "best_found"
        solution = solution_of(search, model, pool, days, prices, status)
        self._x, self._whole = x, search.whole
        return solution

    def relaxed(
        self,
        x: PortfolioInputs,
        *,
        gap: float = 2e-5,
        held: Held | None = None,
        most: Held | None = None,
        cancel: CancelCallback | None = None,
    ) -> Relaxed | None:
        """Best plan with racks in parts, to `gap` of the best there is; None where what is held allows none.

        Quick and close, so that plans can be compared whose costs differ by less than a proof of whole racks leaves.

        Args:
            x: what the model reads.
            gap: relative gap at which to stop.
            held: as in `solve_portfolio`.
            most: upper bounds, given likewise.
            cancel: asked between passes; True stops.
        """
        search = Search(x, gap, None, cancel, None)
        kept = self._take(x, search)
        model, point, start = self.model, None, None if kept == "cuts" else self._centre
        with model.below(self._columns(most)):
            fixed = self._columns(held)
            if model.hold(fixed) is not None:
                with model.holding(fixed):
                    point = converge(search, model, self._pool, start, None, gap)
        self._x = x
        if point is None:
            return None
        given = model.given(point)
        priced = price(search, self._pool, given, None)
        return Relaxed(
            cost_meur=model.total_cost(point, priced.dispatch_meur),
            bound_meur=search.lp_bound,
            path_meur=model.path_costs(point, priced.dispatch_meur),
            decided={
                name: {key: float(point[column]) for key, column in table.items()}
                for name, table in model.compiled.columns.items()
            },
            given=given,
            slope_meur=priced.slope_meur,
        )

    @property
    def whole(self) -> Floats | None:
        """Columns of the last whole plan."""
        return self._whole

    @property
    def model(self) -> CutModel:
        """Investment of the solve that is under way or was the last, with its cuts."""
        assert self._model is not None
        return self._model


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
