"""The investment model in HiGHS, with what is known of the dispatch cost: one cut per period and pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import highspy
import numpy as np

from planner.errors import SolverFailure
from planner.optimisation.highs import check_residuals, compile_model, load
from planner.optimisation.infeasibility import explain
from planner.optimisation.investment import build_investment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from planner.inputs.model_inputs import ModelInputs

    Floats = NDArray[np.float64]
    Cuts = tuple[Floats, Floats, Floats]  # what was given (P, L), dispatch cost (P) and slope (P, L) [MEUR]

MIP_FEASIBILITY = 1e-9  # whole racks come back whole: at the default 1e-6 a bound was off by 1e-6 racks


class CutModel:
    """Investment as an LP or a MIP over the same columns, rows and cuts."""

    def __init__(self, x: ModelInputs, learned: Iterable[Cuts] = ()) -> None:
        self._x = x
        self.compiled = compile_model(build_investment(x), keep=("installed_racks", "subscribed_mw", "connection_mw"))
        self._solver = load(self.compiled, {"mip_feasibility_tolerance": MIP_FEASIBILITY})
        columns = self.compiled.columns
        self.cost_columns = self.compiled.column_array("dispatch_cost_meur")  # P
        self.linking = np.concatenate(
            [
                self.compiled.column_array("installed_racks"),
                self.compiled.column_array("subscribed_mw"),
                [[columns["connection_mw"][(p,)] for p in range(len(self.cost_columns))]],
            ]
        ).T  # P, L
        self._whole = np.flatnonzero(self.compiled.integer).astype(np.int32)
        self._discount = x.periods.discount
        self.learned: list[Cuts] = []
        for cuts in learned:
            self.add_cuts(*cuts)

    def given(self, solution: Floats) -> Floats:
        """What a solution gives to the dispatch of every period, shape (P, L); tiny negatives removed."""
        return np.asarray(np.maximum(solution[self.linking], 0.0), dtype=np.float64)

    def investment_cost(self, solution: Floats) -> float:
        """Present cost of a solution without its dispatch [MEUR]."""
        own = solution.copy()
        own[self.cost_columns] = 0.0
        return float(self.compiled.cost @ own + self.compiled.offset)

    def total_cost(self, solution: Floats, dispatch_meur: Floats) -> float:
        """Present cost with the dispatch cost of every period, shape (P,) [MEUR]."""
        return self.investment_cost(solution) + float(self._discount @ dispatch_meur)

    def add_cuts(self, given: Floats, dispatch_meur: Floats, slope_meur: Floats) -> None:
        """Dispatch cost of p is at least its tangent: cost_p - slope_p · given_p >= dispatch_p - slope_p · point_p."""
        for p, column in enumerate(self.cost_columns):
            used = np.flatnonzero(slope_meur[p])
            index = np.append(self.linking[p, used], column).astype(np.int32)
            value = np.append(-slope_meur[p, used], 1.0)
            level = float(dispatch_meur[p] - slope_meur[p] @ given[p])
            self._solver.addRow(level, highspy.kHighsInf, len(index), index, value)
        self.learned.append((given, dispatch_meur, slope_meur))

    def drop_cuts(self) -> None:
        """Forget all cuts (those of a few days are not valid for all days)."""
        first = len(self.compiled.row_lower)
        rows = np.arange(first, self._solver.getNumRow(), dtype=np.int32)
        if len(rows):
            self._solver.deleteRows(len(rows), rows)
        self.learned = []

    def _set_whole(self, *, whole: bool) -> None:
        kind = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
        self._solver.changeColsIntegrality(
            len(self._whole), self._whole, np.full(len(self._whole), int(kind), dtype=np.uint8)
        )

    def _status(self, accepted: set[highspy.HighsModelStatus]) -> highspy.HighsModelStatus:
        status = self._solver.getModelStatus()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            raise explain(self._x, self.compiled)
        if status not in accepted:
            problem = (
                f"The investment model could not be solved: HiGHS says {self._solver.modelStatusToString(status)}.\n\n"
                "hint: look for unusual prices, limits or supply in the scenario."
            )
            raise SolverFailure(problem)
        return status

    def solve_lp(self) -> tuple[float, Floats]:
        """Best investment with racks in parts, under the cuts so far: its cost (a bound) and its columns.

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
        return self._solver.getInfo().objective_function_value, np.array(self._solver.getSolution().col_value)

    def solve_mip(
        self, gap: float, time_limit_s: float, start: Floats | None, cancel: Callable[[], bool] | None
    ) -> tuple[float, Floats | None]:
        """Best investment with whole racks: a bound on every plan, and columns whose whole parts are exactly whole.

        Args:
            gap: relative gap at which HiGHS may stop; never zero.
            time_limit_s: most seconds to spend.
            start: a known whole solution, or None.
            cancel: asked now and then; True stops early.

        Returns:
            (bound [MEUR], columns), with None for columns where none was found in time.
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
        self._status({status.kOptimal, status.kTimeLimit, status.kInterrupt})
        info = solver.getInfo()
        bound = info.mip_dual_bound
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return bound, None
        return bound, self.around(np.array(solver.getSolution().col_value))[1]

    def around(self, solution: Floats) -> tuple[float, Floats]:
        """Round the whole parts to exact integers and solve the rest again around them, under the cuts so far.

        Returns:
            (cost [MEUR], columns): no plan with these racks and phases can cost less.
        """
        lower, upper = self.compiled.col_lower[self._whole], self.compiled.col_upper[self._whole]
        whole = np.round(solution[self._whole])
        self._set_whole(whole=False)
        self._solver.changeColsBounds(len(self._whole), self._whole, whole, whole)
        self._solver.run()
        self._status({highspy.HighsModelStatus.kOptimal})
        cost = self._solver.getInfo().objective_function_value
        again = np.array(self._solver.getSolution().col_value)
        again[self._whole] = whole
        self._solver.changeColsBounds(len(self._whole), self._whole, lower, upper)
        check_residuals(self.compiled, again, "investment")
        return cost, again
