"""The known trap: what HiGHS would drop or round in silence is refused, and what it returns is checked again.

Reproduced with Pyomo 6.10.1 and highspy 1.15.1 and 1.16: a bound or right-hand side of 1e20 counts as infinite, a
coefficient of 1e15 makes the links drop the constraint and still say "optimal", 1e-10 counts as zero.
"""

from __future__ import annotations

import dataclasses
import re

import highspy
import numpy as np
import pyomo.environ as pyo
import pytest

from planner.errors import SolverFailure
from planner.optimisation.matrix.highs import (
    CompiledModel,
    check_numbers,
    check_residuals,
    compile_model,
    load,
    residuals,
)
from planner.optimisation.search.session import solve_inputs
from tests.optimisation.make import Rack, Work, world

NUMBER = "Allowed: finite, at most 1e+09 in size.\n\nhint: a price, demand or limit in the scenario has the wrong unit."
COEFFICIENT = "Allowed: 1e-08 to 1e+09 in size.\n\nhint: a rate, power or price in the scenario has the wrong unit."


def little(*, cost: float = 1.0, upper: float = 9.0, coefficient: float = 1.0, limit: float = 4.0) -> pyo.ConcreteModel:
    """Least cost · racks with coefficient · racks + rent >= limit; rent costs 5."""
    m = pyo.ConcreteModel(name="little")
    m.racks = pyo.Var([0, 1], bounds=(0, upper))
    m.rent = pyo.Var(domain=pyo.NonNegativeReals)
    m.demand = pyo.Constraint([7], rule=lambda m, p: coefficient * m.racks[1] + m.racks[0] + m.rent >= limit)
    m.total = pyo.Objective(expr=cost * m.racks[1] + m.racks[0] + 5 * m.rent)
    return m


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ({"limit": 1e20}, f"little: demand[7] has the number 1e+20.\n{NUMBER}"),
        ({"upper": 1e20}, f"little: racks[0] has the number 1e+20.\n{NUMBER}"),
        ({"cost": 1e20}, f"little: racks[1] has the number 1e+20.\n{NUMBER}"),
        ({"coefficient": 1e15}, f"little: demand[7] × racks[1] has the coefficient 1e+15.\n{COEFFICIENT}"),
        ({"coefficient": 1e-10}, f"little: demand[7] × racks[1] has the coefficient 1e-10.\n{COEFFICIENT}"),
        ({"coefficient": -1e-9}, f"little: demand[7] × racks[1] has the coefficient -1e-09.\n{COEFFICIENT}"),
    ],
)
def test_numbers_out_of_range_are_refused(numbers: dict[str, float], message: str) -> None:
    """Proves: a bound, right-hand side, cost or coefficient out of range never reaches HiGHS.

    A bug would give: "optimal" for a model without that constraint.
    """
    with pytest.raises(SolverFailure, match=f"^{re.escape(message)}$"):
        compile_model(little(**numbers))


@pytest.mark.parametrize("numbers", [{"limit": 1e9}, {"coefficient": 1e-8}, {"coefficient": 1e9}])
def test_numbers_at_the_edge_are_allowed(numbers: dict[str, float]) -> None:
    """Proves: the range said to be allowed is allowed, and arrives whole."""
    compiled = compile_model(little(**numbers))
    assert load(compiled).getNumNz() == len(compiled.value) == 3


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("cost", f"little: racks[1] has the number nan.\n{NUMBER}"),
        ("col_upper", f"little: racks[1] has the number nan.\n{NUMBER}"),
        ("row_lower", f"little: demand[7] has the number nan.\n{NUMBER}"),
        ("value", f"little: demand[7] × racks[1] has the coefficient nan.\n{COEFFICIENT}"),
    ],
)
@pytest.mark.parametrize("which", [np.nan, np.inf])
def test_nan_and_infinite_numbers_are_refused(field: str, message: str, which: float) -> None:
    """Proves: NaN is refused everywhere, infinity wherever it is not a missing bound.

    A bug would give: a status that depends on how HiGHS compares NaN.
    """
    compiled = compile_model(little())
    column = compiled.columns["racks"][(1,)]
    row = compiled.rows["demand"][(7,)]
    at = {"cost": column, "col_upper": column, "row_lower": row, "value": compiled.entry(row, column)}[field]
    array = getattr(compiled, field).copy()
    array[at] = which
    wrong = compiled.with_numbers(**{field: array})
    if np.isnan(which) or field in ("cost", "value"):
        with pytest.raises(SolverFailure, match=f"^{re.escape(message.replace('nan', str(which)))}$"):
            check_numbers(wrong)
    else:
        check_numbers(wrong)


@pytest.mark.parametrize("bad", [1e20, np.nan])
def test_every_day_is_checked_not_only_the_compiled_one(bad: float) -> None:
    """Proves: numbers written into a compiled day meet the same checks as the compiled ones.

    A bug would give: a fault "of the program" for a wrong figure in the data, or a dropped row.
    """
    x = world([Rack(opening=1)], [Work(demand=[[1.0], [bad], [1.0]], penalty=1)], weights=[1, 1, 1])
    message = f"dispatch: serve_demand[0,0] has the number {bad:g}.\n{NUMBER}"
    with pytest.raises(SolverFailure, match=f"^{re.escape(message)}$"):
        solve_inputs(x, gap=1e-3, processes=1)


def test_a_maximisation_is_not_compiled() -> None:
    """Proves: the sense is never guessed."""
    m = little()
    m.total.sense = pyo.maximize
    with pytest.raises(SolverFailure, match=r"^little: only minimisation is compiled\.$"):
        compile_model(m)


# ------------------------------------------------------------------ what HiGHS holds


def test_highs_must_hold_what_the_model_has() -> None:
    """Proves: a coefficient that HiGHS leaves out is noticed before it solves.

    Written past the check of numbers: 1e-10 counts as zero, so HiGHS keeps 2 of 3 nonzeros.
    A bug would give: a solution of another model.
    """
    compiled = compile_model(little())
    value = compiled.value.copy()
    value[0] = 1e-10
    message = (
        "little: HiGHS holds 3 columns, 1 rows, 2 nonzeros; the model has 3, 1, 3.\n\n"
        "hint: this is a fault of the program, not of your scenario; please report it with the scenario file."
    )
    with pytest.raises(SolverFailure, match=f"^{re.escape(message)}$"):
        load(compiled.with_numbers(value=value))


def test_columns_kept_without_use_reach_highs() -> None:
    """Proves: a linking variable that no row uses still has its column, so that cuts and bounds can name it."""
    m = little()
    m.spare = pyo.Var([0, 1], bounds=(0, 3))
    compiled = compile_model(m, keep=("spare",))
    solver = load(compiled)
    assert solver.getNumCol() == 5
    assert compiled.column_array("spare").shape == (2,)
    assert compiled.col_upper[compiled.column_array("spare")] == pytest.approx([3, 3])


def test_loading_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """Proves: standard output stays free for data."""
    solver = load(compile_model(little()))
    solver.run()
    assert capfd.readouterr().out == ""


# ------------------------------------------------------------------ what HiGHS returns


def solved(compiled: CompiledModel) -> np.ndarray:
    solver = load(compiled)
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return np.array(solver.getSolution().col_value)


def test_a_true_solution_passes() -> None:
    """Proves: the check accepts what is right: 4 racks at 1, no rent."""
    compiled = compile_model(little())
    solution = solved(compiled)
    assert compiled.cost @ solution == pytest.approx(4)
    absolute, relative = check_residuals(compiled, solution, "the plan")
    assert absolute <= 1e-9
    assert relative <= absolute


@pytest.mark.parametrize(("change", "miss"), [(-0.5, "0.5"), (-5, "5"), (np.nan, "nan")])
def test_a_tampered_solution_is_refused(change: float, miss: str) -> None:
    """Proves: a solution that misses a row or a bound is not accepted, whatever status it came with.

    By hand: racks together are 4; with 0.5 less the row misses 0.5 of 4.
    A bug would give: a plan that leaves demand uncovered.
    """
    compiled = compile_model(little())
    solution = solved(compiled)
    solution[int(np.argmax(solution))] += change
    with pytest.raises(SolverFailure, match=rf"^the plan: the solution misses a constraint by {miss} \(relative"):
        check_residuals(compiled, solution, "the plan")


def test_residuals_look_at_rows_and_bounds() -> None:
    """Proves: the residual is the largest miss: absolute in the unit of the row, relative to its largest term.

    By hand: racks 0 and 12 where 9 are allowed: 3 over, 3/12 relative. With rent -20 the row is 12 - 20 = -8, so
    12 short of 4, 12/20 relative; the bound of rent misses 20, 20/20 relative.
    """
    compiled = compile_model(little())
    at = {name: compiled.columns["racks"][key] for name, key in (("first", (0,)), ("second", (1,)))}
    x = np.zeros(3)
    x[at["second"]] = 12.0
    assert residuals(compiled, x) == pytest.approx((3.0, 0.25))
    x[compiled.columns["rent"][()]] = -20.0
    assert residuals(compiled, x) == pytest.approx((20.0, 1.0))


def test_a_small_relative_miss_of_a_large_row_is_rounding() -> None:
    """Proves: 1e-5 of a row of 1e6 is accepted (1e-11 relative), of a row of 1 it is not."""
    large = compile_model(little(limit=1e6, upper=1e7))
    x = np.zeros(3)
    x[large.columns["racks"][(1,)]] = 1e6 - 1e-5
    check_residuals(large, x, "the plan")
    small = dataclasses.replace(large, row_lower=np.array([1.0]))
    x[large.columns["racks"][(1,)]] = 1 - 1e-5
    with pytest.raises(SolverFailure, match=r"^the plan: the solution misses a constraint by 1e-05 "):
        check_residuals(small, x, "the plan")
