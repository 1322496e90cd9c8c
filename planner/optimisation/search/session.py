"""Investment against all days: cuts, bounds, whole racks, progress, cancel; what one solve leaves for the next.

Multi-cut Benders decomposition (Benders 1962; Birge and Louveaux 1988) with in-out stabilisation (Ben-Ameur and
Neto 2007): the days are priced at a point between the best known one and the one investment proposes. First on a
few days per period to find the region and a first whole plan, then on all days. Racks are made whole by the
investment MIP over the cuts, whose dual bound is a bound on every plan; each whole proposal is priced on all days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np

from planner.errors import InfeasiblePlan, ScenarioError, Unfinished
from planner.optimisation.matrix.reuse import same_dispatch, same_structure
from planner.optimisation.search.cuts import CutModel
from planner.optimisation.search.incumbent import Search
from planner.optimisation.search.no_plan.question import explained, possible_without_days
from planner.optimisation.search.passes import IN_OUT, POLISH_GAP, compile_structures, converge
from planner.optimisation.search.price_of_shared import price
from planner.optimisation.search.solve_phases import Reuse, Solve, phases_of_solve, unless_stopped
from planner.optimisation.workers.pool import DayPool
from planner.problem.several import one_site
from planner.problem.solution import (
    CancelCallback,
    Decisions,
    PortfolioSolution,
    ProgressCallback,
    Relaxed,
    Solution,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.arrays import Floats
    from planner.problem.several import PortfolioInputs
    from planner.problem.site import ModelInputs

REFERENCE_POLISH = 0.05  # of the gap: nobody orders by the reference, which only has to be worth what it is worth


def _pairwise(same: Callable[[ModelInputs, ModelInputs], bool], a: PortfolioInputs, b: PortfolioInputs) -> bool:
    """Whether two portfolios have as many sites, share the same workloads, and agree site by site."""
    return np.array_equal(a.may_serve, b.may_serve) and all(same(*pair) for pair in zip(a.sites, b.sites, strict=True))


class Session:
    """Solves one set of inputs after the other; what they share is kept. Use as a context manager, or `close`."""

    def __init__(self, processes: int = 2, cluster: str | None = None) -> None:
        """Start the workers that hold the days: processes here, or those of the Dask scheduler at `cluster`."""
        self.pool = DayPool(processes, cluster)
        self._x: PortfolioInputs | None = None
        self._model: CutModel | None = None
        self._centre: Floats | None = None
        self._whole: Floats | None = None
        self._without_orders: Floats | None = None  # columns of the last reference

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker processes."""
        self.pool.close()

    def _take(self, x: PortfolioInputs, search: Search) -> Reuse:
        """Bring pool and investment model to the new inputs; says what of the last solve is still of use."""
        previous, model = self._x, self._model
        self._x = None  # until this solve has come through, nothing can be relied on
        search.enter("compile")
        if previous is x and model is not None:
            reuse: Reuse = "cuts"
        elif previous is not None and model is not None and _pairwise(same_dispatch, previous, x):
            reuse = "cuts"
            self._model = CutModel(x, model.learned)
            if (self._model.most_given() > self.pool.most).any():  # cuts of smaller worlds say nothing here
                reuse = self._renewed(x, self._model)
        elif previous is not None and model is not None and _pairwise(same_structure, previous, x):
            self._model = CutModel(x, model.learned)  # wrong now, but a better guess than none
            reuse = self._renewed(x, self._model)
        else:
            reuse = "nothing"
            self._model = CutModel(x)
            possible_without_days(search, self._model)
            structures = compile_structures(x)
            search.enter("start workers")
            self.pool.build(x, structures, self.model.most_with_room())
        if model is None or reuse == "nothing" or model.compiled.columns != self.model.compiled.columns:
            self._centre = self._whole = self._without_orders = None
        return reuse

    def _renewed(self, x: PortfolioInputs, model: CutModel) -> Reuse:
        """New numbers for the days; of the cuts only where they lead is of use."""
        self.pool.renew(x, model.most_with_room())
        try:
            self._centre = model.solver.solve_lp()[1]
        except InfeasiblePlan:  # under cuts of other days: no guess
            self._centre = None
        model.drop_cuts()
        return "bases"

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
        fixed: Decisions | None = None,
    ) -> PortfolioSolution:
        """Find a plan of one or several sites, or of one on several paths, and prove how good it is.

        Args:
            x: what the model reads.
            gap: relative gap to the bound at which to stop; above zero, unless a time limit is given.
            progress: called after every pass.
            cancel: asked between passes; True stops and keeps the best plan.
            time_limit_s: stop after this time and keep the best plan.
            fixed: values of variables of the investment, by name ("site[0].order_racks") and index.

        Raises:
            ScenarioError: a gap that can never be proven.
            InfeasiblePlan: the limits of the site contradict each other.
            SolverFailure: HiGHS failed on a day or on the investment, or a residual is too large.
        """
        if not 0 <= gap < np.inf or (gap == 0 and time_limit_s is None):
            problem = f"The gap asked is {gap:g}.\nAllowed: above 0, or 0 with a time limit.\n\nhint: try 0.005."
            raise ScenarioError(problem)
        search = Search(x, gap, progress, cancel, time_limit_s)
        reuse = self._take(x, search)
        with self.model.solver.holding(self._columns(fixed)), explained(search, self.model, self.pool):
            return self._solve(search, reuse)

    def reference(
        self,
        x: ModelInputs,
        *,
        gap: float,
        size_meur: float,
        cancel: CancelCallback | None = None,
        time_limit_s: float | None = None,
        careless: bool = True,
    ) -> Solution | None:
        """Best plan that orders nothing, with all else as free as in `solve`; None where that breaks a limit.

        The same as a solve with no supply of any rack. Cuts and days of the last solve, which is best that of `x`, are
        used, and what that leaves for the next is untouched.

        Args:
            x: what the model reads.
            gap: relative to `size_meur` (the objective of the plan with orders), as that of this one may be nothing.
            size_meur: see `gap`.
            cancel: once it returns True the best plan so far is taken; there is one after one pass.
            time_limit_s: stop after this time and keep the best plan.
            careless: whether a stop by `cancel` takes what there is. If not, nothing is: that pass takes long.

        Raises:
            Unfinished: no whole plan in the time there was, or stopped and not `careless`.
        """
        alone = one_site(x) if self._x is None or self._x.sites[0] is not x else self._x
        search = Search(alone, gap, None, cancel, time_limit_s, max(abs(size_meur), 1e-9))
        self._take(alone, search)
        orders = self.model.compiled.columns.get("order_racks", {}).values()
        before = self._still_allowed(self._without_orders)
        # Looked for first where the last reference was; without one a few days find the region. Cuts of all days hold.
        solve = Solve(search, self.model, self.pool, "bases", before, before)
        solve.polish_gap, solve.prices_capital = max(POLISH_GAP, gap * REFERENCE_POLISH), False
        try:
            with self.model.solver.holding(dict.fromkeys(orders, 0.0)), self.pool.bases_of("reference"):
                for name, phase in phases_of_solve(solve):
                    unless_stopped(None if careless else cancel)
                    search.enter(name)
                    phase(solve)
        except InfeasiblePlan:
            self._x = alone
            return None
        except Unfinished:
            self._x = alone
            raise
        self._x, self._without_orders = alone, search.whole
        assert solve.solution is not None
        return solve.solution.sites[0]

    def _still_allowed(self, whole: Floats | None) -> Floats | None:
        """A whole plan of another scenario with what is not whole at its best now; None where a limit forbids it."""
        solver = self.model.solver
        answer = None if whole is None else solver.hold(solver.integers(whole))
        return None if answer is None else answer[1]

    def _columns(self, values: Decisions | None) -> dict[int, float]:
        """Values by column of the investment."""
        columns = self.model.compiled.columns
        return {columns[name][key]: value for name, table in (values or {}).items() for key, value in table.items()}

    def _solve(self, search: Search, reuse: Reuse) -> PortfolioSolution:
        """Phase after phase; what the next solve can use is remembered once all have come through."""
        solve = Solve(search, self.model, self.pool, reuse, previous=self._whole, centre=self._centre)
        for name, phase in phases_of_solve(solve):
            search.enter(name)
            phase(solve)
        assert solve.solution is not None
        self._x, self._whole, self._centre = search.x, search.whole, solve.centre
        return solve.solution

    def relaxed(
        self,
        x: PortfolioInputs,
        *,
        gap: float = 2e-5,
        fixed: Decisions | None = None,
        most: Decisions | None = None,
        cancel: CancelCallback | None = None,
        step: float = IN_OUT,
    ) -> Relaxed | None:
        """Best plan with racks in parts, to `gap` of the best there is; None where what is held allows none.

        Quick and close, so that plans can be compared whose costs differ by less than a proof of whole racks leaves.

        Args:
            x: what the model reads.
            gap: relative gap at which to stop.
            fixed: as in `solve_portfolio`.
            most: upper bounds, given likewise.
            cancel: asked between passes; True stops.
            step: of each pass, from the best point to the proposal; a long one is quicker where a solve begins with
                the best point of inputs that differ little, and with no cuts.
        """
        search = Search(x, gap, None, cancel, None)
        reuse = self._take(x, search)
        model, point, start = self.model, None, None if reuse == "cuts" else self._centre
        with model.solver.below(self._columns(most)):
            columns = self._columns(fixed)
            if model.solver.hold(columns) is not None:
                with model.solver.holding(columns), explained(search, model, self.pool):
                    point = converge(search, model, self.pool, start, None, gap, step)
        self._x = x
        if point is None:
            return None
        given = model.given(point)
        priced = price(search, self.pool, given, None)
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
