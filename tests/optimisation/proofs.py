"""Which test proves an equation, as docs/model.md says it, and that test run without the equation.

An equation is taken away where its model is compiled, in the joint model, the investment and the days alike: all of
the planner then agrees on a wrong model, and only a figure worked by hand can tell.
"""

from __future__ import annotations

import ast
import importlib
import itertools
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from planner.errors import InfeasiblePlan, SolverFailure
from planner.optimisation.matrix import highs
from planner.optimisation.matrix.highs import CompiledModel

HERE = Path(__file__).parent
FAILS = (AssertionError, InfeasiblePlan, SolverFailure)  # a wrong figure; a day or a plan that does not exist


def sections(text: str) -> dict[str, str]:
    """The sections of docs/model.md, by the name of their equation."""
    return dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL))


def proof_of(section: str) -> list[str]:
    """Names of the tests that a section says prove its equation."""
    return [
        name
        for line in re.findall(r"^Proved by: (.*)$", section, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", line)
    ]


def test_functions() -> dict[str, list[str]]:
    """Modules in which a test function of this folder stands, by its name."""
    places: dict[str, list[str]] = {}
    for path in sorted(HERE.rglob("test_*.py")):
        module = ".".join(("tests", "optimisation", *path.relative_to(HERE).with_suffix("").parts))
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                places.setdefault(node.name, []).append(module)
    return places


def runs_of(function: Callable[..., None]) -> Iterator[dict[str, Any]]:
    """Arguments of each run of a test, of all its `parametrize` marks together; one without if it has none."""
    axes = []
    for mark in getattr(function, "pytestmark", []):
        names, rows = mark.args
        names = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
        axes.append([dict(zip(names, row if len(names) > 1 else (row,), strict=True)) for row in rows])
    for row in itertools.product(*axes):
        yield {name: value for chosen in row for name, value in chosen.items()}


def fails_without(equation: str, test: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether a run of `test` fails when no model has this equation."""
    (module,) = test_functions()[test]
    function = getattr(importlib.import_module(module), test)
    real = highs.compile_model

    def without(model: Any, keep: tuple[str, ...] = ()) -> CompiledModel:
        compiled = real(model, keep)
        return (_freed if compiled.name == "dispatch" else _dropped)(compiled, equation)

    for name, there in list(sys.modules.items()):
        if name.startswith(("planner.", "tests.")) and vars(there).get("compile_model") is real:
            monkeypatch.setattr(there, "compile_model", without)
    for arguments in runs_of(function):
        try:
            function(**arguments)
        except FAILS:
            return True
    return False


def _rows(compiled: CompiledModel, equation: str) -> list[int]:
    return sorted(row for name, at in compiled.rows.items() if name.split(".")[-1] == equation for row in at.values())


def _dropped(compiled: CompiledModel, equation: str) -> CompiledModel:
    """The same model without the rows of an equation."""
    gone, count = _rows(compiled, equation), len(compiled.row_lower)
    stays = np.setdiff1d(np.arange(count), gone)
    shape = (count, len(compiled.cost))
    matrix = sparse.csc_matrix((compiled.value, compiled.index, compiled.start), shape=shape)[stays].tocsc()
    matrix.sort_indices()
    new = {int(row): i for i, row in enumerate(stays)}
    rows = {name: {key: new[row] for key, row in at.items() if row in new} for name, at in compiled.rows.items()}
    return compiled.with_numbers(
        start=matrix.indptr.astype(np.int32),
        index=matrix.indices.astype(np.int32),
        value=matrix.data.astype(np.float64),
        row_lower=compiled.row_lower[stays],
        row_upper=compiled.row_upper[stays],
        rows={name: at for name, at in rows.items() if at},
    )


def _freed(compiled: CompiledModel, equation: str) -> CompiledModel:
    """The same day with a free column in each row of an equation: the row stands where days are written, and says
    nothing.
    """
    rows = _rows(compiled, equation)
    count, first = len(rows), int(compiled.start[-1])
    return compiled.with_numbers(
        cost=np.append(compiled.cost, np.zeros(count)),
        col_lower=np.append(compiled.col_lower, np.full(count, -np.inf)),
        col_upper=np.append(compiled.col_upper, np.full(count, np.inf)),
        integer=np.append(compiled.integer, np.zeros(count, dtype=bool)),
        start=np.append(compiled.start, first + 1 + np.arange(count)).astype(np.int32),
        index=np.append(compiled.index, rows).astype(np.int32),
        value=np.append(compiled.value, np.ones(count)),
    )
