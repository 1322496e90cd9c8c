"""The investment model in HiGHS, with what is known of the dispatch cost: one cut per period and pass."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import highspy
import numpy as np

from planner.errors import SolverFailure
from planner.optimisation.matrix.common_columns import with_common_columns
from planner.optimisation.matrix.highs import check_residuals, compile_model, load
from planner.optimisation.matrix.layout import given_by_period, periods_of, prefix, rows_of, widest
from planner.optimisation.matrix.site_cost import LinearCost, site_costs
from planner.optimisation.models.infeasibility import explain
from planner.optimisation.models.investment import build_investment
from planner.optimisation.models.paths import measure_meur, revenue_of_paths_meur
from planner.optimisation.parts.shared_by_days import shared_of
from planner.optimisation.workers.day_worker import LINKING
from planner.problem.several import shared_at, shared_workloads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from planner.arrays import Bools, Floats, Indices, Ints
    from planner.problem.several import PortfolioInputs

    Cuts = tuple[Floats, Floats, Floats]  # what was given (S·P, L), dispatch cost (S·P) and slope (S·P, L) [MEUR]

MIP_FEASIBILITY = 1e-9  # whole racks come back whole: at the default 1e-6 a bound was off by 1e-6 racks


class CutModel:
    """Investment as an LP or a MIP over the same columns, rows and cuts. A row of cuts is a period of a site."""

    def __init__(self, x: PortfolioInputs, learned: Iterable[Cuts] = ()) -> None:
        self._x = x
        model = build_investment(x)
        keep = [f"{prefix(x, s)}{name}" for s in range(len(x.sites)) for name in LINKING]
        self.compiled = compile_model(model, keep=keep)
        if x.futures is not None:
            self.compiled = with_common_columns(self.compiled)
        self._revenue = revenue_of_paths_meur(x)
        self._site_costs: list[LinearCost] = site_costs(model, x, self.compiled)
        self._solver = load(self.compiled, {"mip_feasibility_tolerance": MIP_FEASIBILITY})
        self.cost_columns = np.concatenate(
            [self.compiled.column_array(f"{prefix(x, s)}dispatch_cost_meur") for s in range(len(x.sites))]
        )  # S·P
        self.linking, self._linked = self._find_linking()  # S·P, L: columns, and whether there is one
        self._whole = np.flatnonzero(self.compiled.integer).astype(np.int32)
        self._discount = np.concatenate([site.periods.discount for site in x.sites])
        self._lower, self._upper = self.compiled.col_lower.copy(), self.compiled.col_upper.copy()  # as HiGHS has them
        self.learned: list[Cuts] = []
        for cuts in learned:
            self.add_cuts(*cuts)

    def _find_linking(self) -> tuple[Ints, Bools]:
        """Columns of what investment gives each row; sites with fewer quantities than others leave the rest open."""
        x, columns = self._x, self.compiled.columns
        periods = periods_of(x)
        linked = np.zeros((rows_of(x), widest(x)), dtype=np.bool_)
        linking = np.zeros(linked.shape, dtype=np.int64, order="F")  # sums are then the same to the last bit
        for s in range(len(x.sites)):
            own = prefix(x, s)
            found = np.concatenate(
                [
                    self.compiled.column_array(f"{own}installed_racks"),
                    self.compiled.column_array(f"{own}subscribed_mw"),
                    *(
                        [[columns[f"{own}{name}"][(p,)] for p in range(periods)]]
                        for name in (
                            "connection_mw",
                            *given_by_period(x.sites[s]),
                            *(one.period for one in shared_of(x.sites[s])),
                        )
                    ),
                    *([[columns["demand_share"][w, s, p] for p in range(periods)]] for w in shared_at(x, s)),
                ]
            ).T
            rows = slice(s * periods, (s + 1) * periods)
            linking[rows, : found.shape[1]], linked[rows, : found.shape[1]] = found, True
        return linking, linked

    def given(self, solution: Floats) -> Floats:
        """What a solution gives to the dispatch of every row, shape (S·P, L); tiny negatives removed.

        In nine decimals, so that equal rows are found equal; but shares of demand, which several sites have, add up.
        """
        given = np.asarray(np.maximum(solution[self.linking], 0.0), dtype=np.float64)
        if not shared_workloads(self._x):
            given = np.round(given, 9)
        given[~self._linked] = 0.0
        return given

    def investment_cost(self, solution: Floats) -> float:
        """Present cost of a solution without its dispatch [MEUR]."""
        own = solution.copy()
        own[self.cost_columns] = 0.0
        return float(self.compiled.cost @ own + self.compiled.offset)

    def cost_under_cuts(self, solution: Floats) -> float:
        """Present cost of a solution with its dispatch as the cuts know it [MEUR]: it costs no less."""
        return float(self.compiled.cost @ solution + self.compiled.offset)

    def total_cost(self, solution: Floats, dispatch_meur: Floats) -> float:
        """Present cost with the dispatch cost of every row, shape (S·P,) [MEUR]; of paths, what is minimised of it."""
        if self._x.futures is not None:
            return measure_meur(self._x.futures, self.path_costs(solution, dispatch_meur))
        return self.investment_cost(solution) + float(self._discount @ dispatch_meur)

    def path_costs(self, solution: Floats, dispatch_meur: Floats) -> Floats:
        """Cost of each path as in `futures.add_path_cost`, S [MEUR], with the dispatch cost of every row."""
        sites = range(len(self._x.sites))
        return np.array([self.site_cost(s, solution, dispatch_meur) for s in sites]) - self._revenue

    def site_cost(self, s: int, solution: Floats, dispatch_meur: Floats) -> float:
        """Present cost of one site, with the dispatch cost of every row [MEUR]."""
        if self._x.alone:
            return self.total_cost(solution, dispatch_meur)
        periods = periods_of(self._x)
        rows = slice(s * periods, (s + 1) * periods)
        own = self._site_costs[s]
        return own.fixed + float(own.cost @ solution[own.columns]) + float(self._discount[rows] @ dispatch_meur[rows])

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
        """Columns that say whether a contract is signed."""
        tables = (table for name, table in self.compiled.columns.items() if name.endswith("contract_signed"))
        return {column for table in tables for column in table.values()}

    def integers(self, solution: Floats) -> dict[int, float]:
        """All that is whole in a solution, by column."""
        return {int(column): float(round(solution[column])) for column in self._whole}

    @contextmanager
    def holding(self, held: Mapping[int, float]) -> Iterator[None]:
        """Hold columns at these values for a while."""
        values = np.fromiter(held.values(), dtype=np.float64)
        with self._between(np.fromiter(held, dtype=np.int32), values, values):
            yield

    @contextmanager
    def below(self, most: Mapping[int, float]) -> Iterator[None]:
        """Bound columns from above for a while, by their own bounds too."""
        columns = np.fromiter(most, dtype=np.int32)
        upper = np.minimum(np.fromiter(most.values(), dtype=np.float64), self._upper[columns])
        with self._between(columns, self._lower[columns], upper):
            yield

    def least(self, terms: Mapping[int, float], cost_meur: float) -> float:
        """Least value of a sum over columns in any plan that costs no more, all in parts, under the cuts.

        So no plan within that cost has less of it: cuts never say too much.
        """
        self._set_whole(whole=False)
        solver, every = self._solver, np.arange(len(self.compiled.cost), dtype=np.int32)
        at = np.flatnonzero(self.compiled.cost).astype(np.int32)
        row = solver.getNumRow()
        solver.addRow(-highspy.kHighsInf, cost_meur - self.compiled.offset, len(at), at, self.compiled.cost[at])
        sought = np.zeros(len(every))
        sought[list(terms)] = list(terms.values())
        solver.changeColsCost(len(every), every, sought)
        solver.changeObjectiveOffset(0.0)
        try:
            solver.run()
            self._status({highspy.HighsModelStatus.kOptimal})
            return float(solver.getInfo().objective_function_value)
        finally:
            solver.changeColsCost(len(every), every, self.compiled.cost)
            solver.changeObjectiveOffset(self.compiled.offset)
            solver.deleteRows(1, np.array([row], dtype=np.int32))

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

    def hold(self, held: Mapping[int, float]) -> tuple[float, Floats] | None:
        """Best investment with these columns held, all else in parts, under the cuts: see `within`."""
        values = np.fromiter(held.values(), dtype=np.float64)
        return self.within(np.fromiter(held, dtype=np.int32), values, values)

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
            return self._solver.getInfo().objective_function_value, np.array(self._solver.getSolution().col_value)

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
