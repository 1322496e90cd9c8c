"""Pyomo → matrix → HiGHS: compiled once, checked before and after.

The links between Pyomo and HiGHS drop constraints silently at a bound of 1e20 or a coefficient of 1e15 and report
"optimal"; HiGHS itself counts coefficients of 1e-9 and less as zero. So numbers out of range are refused here, what
HiGHS holds is compared with what the model has, and residuals are recomputed in NumPy.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

from planner.errors import SolverFailure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from planner.arrays import Bools, Floats, Indices, Ints

    Table = dict[str, dict[Any, int]]

SMALLEST_COEFFICIENT = 1e-8
LARGEST_NUMBER = 1e9
RESIDUAL_ALLOWED = 1e-6


@dataclass(frozen=True)
class CompiledModel:
    """A minimisation in matrix form (by columns), with the row and column of every named constraint and variable."""

    name: str
    cost: Floats  # n
    offset: float
    col_lower: Floats  # n
    col_upper: Floats  # n
    integer: Bools  # n
    start: Indices  # n + 1
    index: Indices  # nonzeros
    value: Floats  # nonzeros
    row_lower: Floats  # m
    row_upper: Floats  # m
    columns: Table  # variable → index tuple → column
    rows: Table  # constraint → index tuple → row

    def with_numbers(self, **arrays: Any) -> CompiledModel:
        """The same structure with other numbers."""
        return replace(self, **arrays)

    def entry(self, row: int, column: int) -> int:
        """Position of the matrix entry (row, column) in `value`."""
        first, last = int(self.start[column]), int(self.start[column + 1])
        (places,) = np.nonzero(self.index[first:last] == row)
        return first + int(places[0])

    def column_array(self, name: str) -> Ints:
        """Columns of a variable with a dense index, in the shape of that index."""
        table = self.columns[name]
        shape = tuple(max(axis) + 1 for axis in zip(*table, strict=True))
        columns = np.empty(shape, dtype=np.int64)
        for key, column in table.items():
            columns[key] = column
        return columns


def _as_tuple(index: object) -> tuple[Any, ...]:
    if index is None:
        return ()
    return index if isinstance(index, tuple) else (index,)


def compile_model(model: Any, keep: Iterable[str] = ()) -> CompiledModel:
    """Write a linear Pyomo model as a matrix.

    Args:
        model: a Pyomo model with one active objective, minimised.
        keep: variables that get a column even where no constraint or objective uses them.

    Raises:
        SolverFailure: a number is not finite or out of range.
    """
    import pyomo.environ as pyo
    from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

    form = LinearStandardFormCompiler().write(model, mixed_form=True, set_sense=None)
    variables = list(form.columns)
    in_use = {id(variable) for variable in variables}
    extra = [v for name in keep for v in model.find_component(name).values() if id(v) not in in_use]
    variables += extra
    columns: Table = {}
    for column, variable in enumerate(variables):
        columns.setdefault(variable.parent_component().name, {})[_as_tuple(variable.index())] = column
    rows: Table = {}
    equality = np.empty(len(form.rows), dtype=np.int8)
    for row, (constraint, bound) in enumerate(form.rows):
        rows.setdefault(constraint.parent_component().name, {})[_as_tuple(constraint.index())] = row
        equality[row] = bound
    matrix = form.A.tocsc()
    matrix.sort_indices()
    rhs = np.asarray(form.rhs, dtype=float)
    objective = next(model.component_data_objects(pyo.Objective, active=True))
    if objective.sense != pyo.minimize:
        problem = f"{model.name}: only minimisation is compiled."
        raise SolverFailure(problem)
    cost = np.zeros(len(variables))
    cost[: len(form.columns)] = np.asarray(form.c.todense(), dtype=float).ravel()
    compiled = CompiledModel(
        name=str(model.name),
        cost=cost,
        offset=float(np.ravel(form.c_offset)[0]),
        col_lower=np.array([-np.inf if v.lb is None else float(v.lb) for v in variables]),
        col_upper=np.array([np.inf if v.ub is None else float(v.ub) for v in variables]),
        integer=np.array([v.is_integer() or v.is_binary() for v in variables], dtype=bool),
        start=np.append(matrix.indptr, [matrix.indptr[-1]] * len(extra)).astype(np.int32),
        index=matrix.indices.astype(np.int32),
        value=matrix.data.astype(float),
        row_lower=np.where(equality == 1, -np.inf, rhs),
        row_upper=np.where(equality == -1, np.inf, rhs),
        columns=columns,
        rows=rows,
    )
    check_numbers(compiled)
    return compiled


def _name(table: Table, position: int) -> str:
    for name, entries in table.items():
        for key, place in entries.items():
            if place == position:
                return f"{name}[{','.join(str(k) for k in key)}]" if key else name
    return f"number {position}"


def check_numbers(model: CompiledModel) -> None:
    """Refuse what HiGHS would silently drop or round.

    Raises:
        SolverFailure: naming the row or column, the number read and what is allowed.
    """
    bounds = (model.col_lower, model.col_upper, model.row_lower, model.row_upper)
    tables = (model.columns, model.columns, model.rows, model.rows)
    for numbers, table in zip((*bounds, model.cost), (*tables, model.columns), strict=True):
        wrong = np.isnan(numbers) | (np.isfinite(numbers) & (np.abs(numbers) > LARGEST_NUMBER))
        if numbers is model.cost:
            wrong |= ~np.isfinite(numbers)
        if wrong.any():
            at = int(np.flatnonzero(wrong)[0])
            problem = (
                f"{model.name}: {_name(table, at)} has the number {numbers[at]:g}.\n"
                f"Allowed: finite, at most {LARGEST_NUMBER:g} in size.\n\n"
                "hint: a price, demand or limit in the scenario has the wrong unit."
            )
            raise SolverFailure(problem)
    size = np.abs(model.value)
    wrong = ~(np.isfinite(size) & (size >= SMALLEST_COEFFICIENT) & (size <= LARGEST_NUMBER))
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        column = int(np.searchsorted(model.start, at, side="right")) - 1
        problem = (
            f"{model.name}: {_name(model.rows, int(model.index[at]))} × {_name(model.columns, column)} "
            f"has the coefficient {model.value[at]:g}.\n"
            f"Allowed: {SMALLEST_COEFFICIENT:g} to {LARGEST_NUMBER:g} in size.\n\n"
            "hint: a rate, power or price in the scenario has the wrong unit."
        )
        raise SolverFailure(problem)


def new_highs() -> highspy.Highs:
    """A HiGHS whose banner, printed by the first one of a process, stays off standard output: that is for data."""
    sys.stdout.flush()
    stdout = os.dup(1)
    silence = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(silence, 1)
        return highspy.Highs()  # type: ignore[no-untyped-call]
    finally:
        os.dup2(stdout, 1)
        os.close(stdout)
        os.close(silence)


def pass_model(solver: highspy.Highs, model: CompiledModel, *, integer: bool = False) -> None:
    """Give a HiGHS this model, in place of what it had, and compare what it then holds.

    Raises:
        SolverFailure: HiGHS refused the model, or holds other rows, columns or nonzeros than the model has.
    """
    columns, rows, nonzeros = len(model.cost), len(model.row_lower), len(model.value)
    status = solver.passModel(
        columns,
        rows,
        nonzeros,
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMinimize),
        model.offset,
        model.cost,
        model.col_lower,
        model.col_upper,
        model.row_lower,
        model.row_upper,
        model.start[:-1],
        model.index,
        model.value,
        (model.integer if integer else np.zeros(columns, dtype=bool)).astype(np.int32),
    )
    sizes = (solver.getNumCol(), solver.getNumRow(), solver.getNumNz())
    if status != highspy.HighsStatus.kOk or sizes != (columns, rows, nonzeros):
        problem = (
            f"{model.name}: HiGHS holds {sizes[0]} columns, {sizes[1]} rows, {sizes[2]} nonzeros; "
            f"the model has {columns}, {rows}, {nonzeros}.\n\n"
            "hint: this is a fault of the program, not of your scenario; please report it with the scenario file."
        )
        raise SolverFailure(problem)


def load(
    model: CompiledModel, options: dict[str, str | float] | None = None, *, integer: bool = False
) -> highspy.Highs:
    """A new HiGHS that holds a compiled model.

    Raises:
        SolverFailure: see `pass_model`.
    """
    solver = new_highs()
    # HiGHS keeps the threads of its first run; if that was of another user of this process, with other threads, ours
    # would end without an answer.
    highspy.Highs.resetGlobalScheduler(True)
    for option, setting in {"output_flag": False, "threads": 1, **(options or {})}.items():
        solver.setOptionValue(option, setting)
    pass_model(solver, model, integer=integer)
    return solver


def run_day(solver: highspy.Highs, label: Callable[[], str], attempts: Iterable[tuple[str, bool]], last: str) -> None:
    """Run a day: each attempt says how to presolve, and whether to begin from scratch; the first optimum ends it.

    Raises:
        SolverFailure: naming the day by `label`, and what was tried at last, when no attempt gives an optimum.
    """
    for presolve, scratch in attempts:
        if scratch:
            solver.clearSolver()
        solver.setOptionValue("presolve", presolve)
        solver.run()
        if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
            return
    problem = (
        f"The dispatch of {label()} could not be solved: HiGHS says "
        f"{solver.modelStatusToString(solver.getModelStatus())}, also from scratch and {last}.\n\n"
        "hint: look for unusual prices, demand or power figures on that day."
    )
    raise SolverFailure(problem)


def matrix_times(model: CompiledModel, x: Floats) -> tuple[Floats, Floats]:
    """Row activities A·x and the largest absolute term of each row, both of shape (m,)."""
    terms = model.value * np.repeat(x, np.diff(model.start))
    activity = np.bincount(model.index, weights=terms, minlength=len(model.row_lower)).astype(np.float64)
    largest = np.zeros(len(model.row_lower))
    np.maximum.at(largest, model.index, np.abs(terms))
    return activity, largest


def residuals(model: CompiledModel, x: Floats) -> tuple[float, float]:
    """Largest violation of any row or bound at `x`: absolute, and relative to the size of its row."""
    activity, largest = matrix_times(model, x)
    row_miss = np.maximum(np.maximum(model.row_lower - activity, activity - model.row_upper), 0.0)
    col_miss = np.maximum(np.maximum(model.col_lower - x, x - model.col_upper), 0.0)
    absolute = max(row_miss.max(initial=0.0), col_miss.max(initial=0.0))
    relative = max(
        (row_miss / np.maximum(1.0, largest)).max(initial=0.0),
        (col_miss / np.maximum(1.0, np.abs(x))).max(initial=0.0),
    )
    return float(absolute), float(relative)


def check_residuals(model: CompiledModel, x: Floats, what: str) -> tuple[float, float]:
    """Residuals of a returned solution, recomputed.

    Raises:
        SolverFailure: a row or bound is missed by more than RESIDUAL_ALLOWED, absolutely and relatively.
    """
    absolute, relative = residuals(model, x) if np.isfinite(x).all() else (np.nan, np.nan)
    if not (absolute <= RESIDUAL_ALLOWED or relative <= RESIDUAL_ALLOWED):
        problem = (
            f"{what}: the solution misses a constraint by {absolute:.2g} (relative {relative:.2g}); "
            f"allowed is {RESIDUAL_ALLOWED:g}.\n\n"
            "hint: the plan is not accepted. Please report it with the scenario file."
        )
        raise SolverFailure(problem)
    return absolute, relative
