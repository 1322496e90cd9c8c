"""The investment model in HiGHS: as an LP or a MIP, with columns fixed or bounded for a while, and rows added to it."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

import highspy
import numpy as np

from planner.errors import InfeasiblePlan, SolverFailure
from planner.optimisation.matrix.highs import check_residuals, load
from planner.optimisation.matrix.safe_bound import most_needed
from planner.optimisation.search.lp_bound import bound_of_lp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from planner.arrays import Floats, Indices, Ints
    from planner.optimisation.matrix.highs import CompiledModel

SIGNATURES = ("contract_signed", "signed", "terminated", "breach")  # variables of supply and customer contracts
MIP_OPTIONS: dict[str, str | float] = {
    "mip_feasibility_tolerance": 1e-9,  # whole racks come back whole: at the default 1e-6 a bound was off by 1e-6 racks
    # Each solves MIPs in the MIP: nine tenths of the time where contracts may be broken, and plans no better.
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False,
}


class InvestmentSolver:
    """HiGHS that holds the compiled investment model and the rows added to it; what is whole is so in a MIP only."""

    def __init__(self, compiled: CompiledModel) -> None:
        self.compiled = compiled
        self._solver = load(compiled, MIP_OPTIONS)
        self._whole = np.flatnonzero(compiled.integer).astype(np.int32)
        self._added: list[tuple[float, Indices, Floats]] = []
        self._lower, self._upper = compiled.col_lower.copy(), compiled.col_upper.copy()  # as HiGHS has them

    def add_row(self, level: float, index: Indices, value: Floats) -> None:
        """One more row, value · columns[index] >= level, after those of the compiled model; without a level, none."""
        if not np.isfinite(level):
            return
        self._solver.addRow(level, highspy.kHighsInf, len(index), index, value)
        self._added.append((level, index, value))

    def drop_added_rows(self) -> None:
        """Only the rows of the compiled model again."""
        rows = np.arange(len(self.compiled.row_lower), self._solver.getNumRow(), dtype=np.int32)
        if len(rows):
            self._solver.deleteRows(len(rows), rows)
        self._added = []

    @property
    def added(self) -> list[tuple[float, Indices, Floats]]:
        """Rows beside those of the compiled model: value · columns[index] >= level."""
        return self._added

    @property
    def bounded(self) -> CompiledModel:
        """The compiled model with its columns between their bounds of now."""
        return self.compiled.with_numbers(col_lower=self._lower.copy(), col_upper=self._upper.copy())

    @property
    def whole_count(self) -> int:
        """How many columns must be whole."""
        return len(self._whole)

    def _set_whole(self, *, whole: bool) -> None:
        kind = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
        kinds = np.full(len(self._whole), int(kind), dtype=np.uint8)
        self._solver.changeColsIntegrality(len(self._whole), self._whole, kinds)

    def _status(self, accepted: set[highspy.HighsModelStatus]) -> highspy.HighsModelStatus:
        status = self._solver.getModelStatus()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            problem = "No plan exists."  # why: `no_plan.question.explained`
            raise InfeasiblePlan(problem)
        if status not in accepted:
            problem = (
                f"The investment model could not be solved: HiGHS says {self._solver.modelStatusToString(status)}.\n\n"
                "hint: look for unusual prices, limits or supply in the scenario."
            )
            raise SolverFailure(problem)
        return status

    def solve_lp(self) -> tuple[float, Floats]:
        """Best investment with racks in parts, under the cuts so far: a bound on its cost, and its columns.

        The bound is worked out from the prices of the rows (`bound_of_lp`): HiGHS's word is not taken for it.

        Raises:
            InfeasiblePlan: no investment meets the limits of the site.
            SolverFailure: HiGHS gave up.
        """
        self._set_whole(whole=False)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            self._solver.clearSolver()
            self._solver.run()
        self._status({highspy.HighsModelStatus.kOptimal})
        return self._bound(), np.array(self._solver.getSolution().col_value)

    def _bound(self) -> float:
        """Bound of the last LP, with its columns between their bounds of now."""
        prices = np.array(self._solver.getSolution().row_dual, dtype=np.float64)
        return bound_of_lp(self.bounded, self._added, prices, self.most)

    @cached_property
    def most(self) -> Floats:
        """What each column can be at most by the rows of the model, n."""
        no_cost = self.compiled.with_numbers(cost=np.full(len(self.compiled.cost), -1.0))
        return most_needed(no_cost, self.compiled.col_upper)

    def prices(self, rows: Ints) -> Floats:
        """What one unit more of the right-hand side of these rows saved in the last LP, each way [MEUR]."""
        if not len(rows):
            return np.zeros(0)
        duals = np.array(self._solver.getSolution().row_dual, dtype=np.float64)
        return np.asarray(np.abs(duals[rows]))

    def solve_mip(
        self,
        gap: float,
        time_limit_s: float,
        start: Floats | None,
        cancel: Callable[[], bool] | None,
    ) -> tuple[float, Floats | None]:
        """Best investment with whole racks: a bound on every plan, and columns whose whole parts are exactly whole.

        Args:
            gap: relative gap at which HiGHS may stop; never zero.
            time_limit_s: most seconds to spend.
            start: a known whole solution, or None.
            cancel: asked now and then; True stops early.

        Returns:
            (bound [MEUR], -inf where HiGHS was stopped; columns), with None for columns where none was found in time.
        """
        self._set_whole(whole=True)
        solver = self._solver
        solver.setOptionValue("mip_rel_gap", max(gap, 1e-6))
        solver.setOptionValue("time_limit", time_limit_s)
        if start is not None:
            solution = highspy.HighsSolution()
            solution.col_value = start.tolist()
            solver.setSolution(solution)

        def stop_if_asked(event: highspy.HighsCallbackEvent) -> None:
            if cancel is not None and cancel():
                event.interrupt()

        solver.cbMipInterrupt += stop_if_asked
        solver.run()
        solver.cbMipInterrupt -= stop_if_asked
        solver.setOptionValue("time_limit", highspy.kHighsInf)
        status = highspy.HighsModelStatus
        ended = self._status({status.kOptimal, status.kTimeLimit, status.kInterrupt})
        info = solver.getInfo()
        # Stopped at the root with a start given, HiGHS has shown a bound above the cost of a plan (decision 0005).
        bound = info.mip_dual_bound if ended == status.kOptimal else -np.inf
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return bound, None
        return bound, self.around(np.array(solver.getSolution().col_value))[1]

    def signatures(self) -> set[int]:
        """Columns that say, as a whole, whether a contract is signed, ended or in breach."""
        tables = (table for name, table in self.compiled.columns.items() if name.rpartition(".")[2] in SIGNATURES)
        return {column for table in tables for column in table.values() if self.compiled.integer[column]}

    def integers(self, solution: Floats) -> dict[int, float]:
        """All that is whole in a solution, by column."""
        return {int(column): float(round(solution[column])) for column in self._whole}

    def with_whole_parts(self, solution: Floats) -> Floats:
        """A solution whose whole parts are exactly whole, all else as it is."""
        exact = solution.copy()
        exact[self._whole] = np.round(exact[self._whole])
        return exact

    @contextmanager
    def holding(self, fixed: Mapping[int, float]) -> Iterator[None]:
        """Hold columns at these values for a while."""
        values = np.fromiter(fixed.values(), dtype=np.float64)
        with self._between(np.fromiter(fixed, dtype=np.int32), values, values):
            yield

    @contextmanager
    def below(self, most: Mapping[int, float]) -> Iterator[None]:
        """Bound columns from above for a while, by their own bounds too."""
        upper = np.fromiter(most.values(), dtype=np.float64)
        with self.between(np.fromiter(most, dtype=np.int32), np.full(len(upper), -np.inf), upper):
            yield

    @contextmanager
    def with_row(self, level: float, index: Indices, value: Floats) -> Iterator[None]:
        """One more row for a while, as in `add_row`; rows added meanwhile stay."""
        place, row = len(self._added), self._solver.getNumRow()
        self.add_row(level, index, value)
        try:
            yield
        finally:
            self._solver.deleteRows(1, np.array([row], dtype=np.int32))
            del self._added[place]

    @contextmanager
    def with_cost(self, cost: Floats, offset: float) -> Iterator[None]:
        """Another cost of each column for a while: bounds are of that cost."""
        before = self.compiled
        self._set_cost(before.with_numbers(cost=cost, offset=offset))
        try:
            yield
        finally:
            self._set_cost(before)

    def _set_cost(self, priced: CompiledModel) -> None:
        self.compiled = priced
        self._solver.changeColsCost(len(priced.cost), np.arange(len(priced.cost), dtype=np.int32), priced.cost)
        self._solver.changeObjectiveOffset(priced.offset)

    @contextmanager
    def seeking(self, terms: Mapping[int, float], cost_meur: float) -> Iterator[None]:
        """Seek the least of a sum over columns, in plans that cost no more under the cuts, instead of the least cost.

        No plan within that cost has less of it than a bound says: cuts never say too much.
        """
        own, sought = self.compiled, np.zeros(len(self.compiled.cost))
        at = np.flatnonzero(own.cost).astype(np.int32)
        sought[list(terms)] = list(terms.values())
        with self.with_row(own.offset - cost_meur, at, -own.cost[at]), self.with_cost(sought, 0.0):
            yield

    @contextmanager
    def between(self, columns: Indices, lower: Floats, upper: Floats) -> Iterator[None]:
        """Bound columns on either side for a while, by their own bounds too."""
        with self._between(columns, np.maximum(lower, self._lower[columns]), np.minimum(upper, self._upper[columns])):
            yield

    @contextmanager
    def _between(self, columns: Indices, lower: Floats, upper: Floats) -> Iterator[None]:
        before = self._lower[columns].copy(), self._upper[columns].copy()
        self._set_bounds(columns, lower, upper)
        try:
            yield
        finally:
            self._set_bounds(columns, *before)

    def _set_bounds(self, columns: Indices, lower: Floats, upper: Floats) -> None:
        self._lower[columns], self._upper[columns] = lower, upper
        self._solver.changeColsBounds(len(columns), columns, lower, upper)

    def hold(self, fixed: Mapping[int, float]) -> tuple[float, Floats] | None:
        """Best investment with these columns fixed, all else in parts, under the cuts: see `within`."""
        values = np.fromiter(fixed.values(), dtype=np.float64)
        return self.within(np.fromiter(fixed, dtype=np.int32), values, values)

    def within(self, columns: Indices, lower: Floats, upper: Floats) -> tuple[float, Floats] | None:
        """Best investment with these columns between these bounds and their own, all in parts, under the cuts.

        Returns:
            (cost [MEUR]: no such plan costs less, columns); None where there is none.

        Raises:
            SolverFailure: HiGHS gave up.
        """
        self._set_whole(whole=False)
        lower, upper = np.maximum(lower, self._lower[columns]), np.minimum(upper, self._upper[columns])
        if (lower > upper).any():
            return None
        status = highspy.HighsModelStatus
        nothing = {status.kInfeasible, status.kUnboundedOrInfeasible}
        with self._between(columns, lower, upper):
            self._solver.run()
            if self._solver.getModelStatus() not in {status.kOptimal, *nothing}:
                self._solver.clearSolver()
                self._solver.run()
            if self._solver.getModelStatus() in nothing:
                return None
            self._status({status.kOptimal})
            return self._bound(), np.array(self._solver.getSolution().col_value)

    def around(self, solution: Floats) -> tuple[float, Floats]:
        """Round the whole parts to exact integers and solve the rest again around them, under the cuts so far.

        Returns:
            (cost [MEUR], columns): no plan with these racks and phases can cost less.
        """
        whole = np.round(solution[self._whole])
        self._set_whole(whole=False)
        with self.holding(dict(zip(self._whole.tolist(), whole.tolist(), strict=True))):
            self._solver.run()
            self._status({highspy.HighsModelStatus.kOptimal})
            cost = self._solver.getInfo().objective_function_value
            again = np.array(self._solver.getSolution().col_value)
        again[self._whole] = whole
        check_residuals(self.compiled, again, "investment")
        return cost, again
