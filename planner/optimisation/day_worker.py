"""One holder of days: keeps a HiGHS per day, answers a pass with the cost and value of what each day was given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import highspy
import numpy as np

from planner.errors import SolverFailure
from planner.optimisation.days import day_of, place, structure_of, write_day
from planner.optimisation.highs import CompiledModel, check_residuals, load

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.inputs.model_inputs import ModelInputs

    Floats = NDArray[np.float64]

SIMPLEX = {"solver": "simplex"}


@dataclass(frozen=True)
class DayAnswer:
    """A dispatched day: cost [kEUR] and reduced cost of each linking quantity [kEUR per rack or MW]."""

    cost_keur: float
    reduced_cost_keur: Floats  # L


@dataclass(frozen=True)
class DayDispatch:
    """A dispatched day in full: columns by variable, with the residuals recomputed."""

    answer: DayAnswer
    values: dict[str, Floats]  # variable → (index, hour) or (hour,)
    residual_abs: float
    residual_rel: float


def linking_columns(compiled: CompiledModel) -> NDArray[np.int32]:
    """Columns of installed_racks (R), subscribed_mw (K) and connection_mw, in this order; shape (L,)."""
    return np.concatenate([
        compiled.column_array("installed_racks"),
        compiled.column_array("subscribed_mw"),
        [compiled.columns["connection_mw"][()]],
    ]).astype(np.int32)


class DayWorker:
    """Holds some of the days; every method takes and returns plain arrays."""

    def __init__(self, x: ModelInputs, structures: dict[tuple[int, ...], CompiledModel]) -> None:
        self._x = x
        self._structures = {key: (compiled, place(compiled)) for key, compiled in structures.items()}
        self._linking = {key: linking_columns(compiled) for key, compiled in structures.items()}
        self._solvers: dict[int, tuple[highspy.Highs, tuple[int, ...]]] = {}

    def _compiled(self, d: int) -> CompiledModel:
        day = day_of(self._x, d)
        compiled, placed = self._structures[structure_of(day)]
        return write_day(compiled, placed, day)

    def _solver(self, d: int, neighbour: int | None) -> tuple[highspy.Highs, tuple[int, ...]]:
        """The HiGHS of day `d`; a new one starts from the basis of `neighbour`, if of the same length."""
        if d not in self._solvers:
            day = day_of(self._x, d)
            key = structure_of(day)
            compiled, placed = self._structures[key]
            solver = load(write_day(compiled, placed, day), SIMPLEX)
            if neighbour is not None and len(self._solvers[neighbour][1]) == day.hours:
                solver.setBasis(self._solvers[neighbour][0].getBasis())
            self._solvers[d] = (solver, key)
        return self._solvers[d]

    def _run(self, d: int, given: Floats, neighbour: int | None) -> tuple[highspy.Highs, NDArray[np.int32]]:
        solver, key = self._solver(d, neighbour)
        columns = self._linking[key]
        solver.changeColsBounds(len(columns), columns, given, given)
        for attempt in ("warm", "from scratch", "without presolve"):
            if attempt == "from scratch":
                solver.clearSolver()
            elif attempt == "without presolve":
                solver.clearSolver()
                solver.setOptionValue("presolve", "off")
            solver.run()
            if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
                if attempt == "without presolve":
                    solver.setOptionValue("presolve", "choose")
                return solver, columns
        problem = (
            f"The dispatch of {self._x.days.dates[d]:%d %B %Y} could not be solved: HiGHS says "
            f"{solver.modelStatusToString(solver.getModelStatus())}, also from scratch and without presolve.\n\n"
            "hint: look for unusual prices, demand or power figures on that day."
        )
        raise SolverFailure(problem)

    def evaluate(self, days: list[int], given: Floats) -> list[DayAnswer]:
        """Dispatch `days`, in this order, with what investment gives their periods.

        Args:
            days: dispatch days; each new one starts from the basis of the one before it in the list.
            given: linking quantities of every period, shape (P, L).
        """
        answers, neighbour = [], None
        for d in days:
            solver, columns = self._run(d, given[self._x.days.period[d]], neighbour)
            dual = np.asarray(solver.getSolution().col_dual)
            answers.append(DayAnswer(solver.getInfo().objective_function_value, dual[columns]))
            neighbour = d
        return answers

    def dispatch(self, days: list[int], given: Floats) -> list[DayDispatch]:
        """As `evaluate`, with every variable of every day, checked against the matrix in NumPy."""
        results, neighbour = [], None
        for d in days:
            solver, columns = self._run(d, given[self._x.days.period[d]], neighbour)
            solution = solver.getSolution()
            value, dual = np.asarray(solution.col_value), np.asarray(solution.col_dual)
            compiled = self._compiled(d)
            absolute, relative = check_residuals(compiled, value, f"{self._x.days.dates[d]:%d %B %Y}")
            answer = DayAnswer(solver.getInfo().objective_function_value, dual[columns])
            values = {
                name: value[np.fromiter(table.values(), dtype=np.int64)]
                for name, table in compiled.columns.items()
                if name not in ("installed_racks", "subscribed_mw", "connection_mw")
            }
            results.append(DayDispatch(answer, values, absolute, relative))
            neighbour = d
        return results

    def evaluate_groups(self, groups: list[list[int]], given: Floats) -> list[list[DayAnswer]]:
        """`evaluate` for several groups of neighbouring days."""
        return [self.evaluate(days, given) for days in groups]

    def dispatch_groups(self, groups: list[list[int]], given: Floats) -> list[list[DayDispatch]]:
        """`dispatch` for several groups of neighbouring days."""
        return [self.dispatch(days, given) for days in groups]
