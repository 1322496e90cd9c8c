"""The fitted model of time: parameters of engines, what cells leave over, how far answers were off when left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from planner.performance.evidence.precision import named
from planner.performance.runs import fit, pooling, rows
from planner.performance.step import seconds
from planner.performance.step.front import Points, Setting, Way, points

if TYPE_CHECKING:
    import pandas as pd

    from planner.arrays import Floats, Ints
    from planner.performance.runs.pooling import Marks, Pooled
    from planner.performance.step.seconds import Parameters, Runs

IN_CELL = " | "
NUMBERS = ("fp4", "int4", "fp8", "bf16")
SERVER = seconds.ENGINES.index("server")
SWEPT = tuple(i for i in range(len(seconds.ENGINES)) if i != SERVER)
LeftOver = Callable[[int, "Floats"], "Floats"]


@dataclass(frozen=True)
class Model:
    """Everything a time is predicted with."""

    parameters: Parameters
    pooled: Pooled
    cells: tuple[str, ...]  # model and GPU, in the order of their numbers
    engines: dict[str, tuple[int, ...]]  # that swept a cell, and by model alone those that swept the model
    bands: dict[str, tuple[float, float]] = field(default_factory=dict)  # 10 % and 90 % of ln time, by group


def cell_name(family: str, product: str) -> str:
    """A model on a GPU."""
    return family + IN_CELL + product


def marks(table: pd.DataFrame, runs: Runs, cells: tuple[str, ...]) -> Marks:
    """Marks of rows of `rows.runs`."""
    number = {cell: i for i, cell in enumerate(cells)}
    names = [cell_name(*pair) for pair in zip(table["family"], table["product"], strict=True)]
    return pooling.Marks(
        np.array([number.get(name, -1) for name in names], dtype=np.int64),
        runs.engine,
        runs.drafts.astype(np.int64) + 2 * runs.two,
        np.array([NUMBERS.index(name) for name in table["precision"]], dtype=np.int64),
        np.log(np.maximum(table["input_tokens"].to_numpy(dtype=np.float64), 1.0)),
        np.log(table["output_tokens"].to_numpy(dtype=np.float64)),
        np.log(np.maximum(runs.step.group, 1.0)),
    )


def fitted(table: pd.DataFrame, runs: Runs, first: Parameters | None = None, rounds: int = fit.ROUNDS) -> Model:
    """The model of labelled rows and their kernel times, without bands."""
    p = fit.fit(table, runs, first, rounds)
    names = sorted({cell_name(*pair) for pair in zip(table["family"], table["product"], strict=True)})
    cells = tuple(names)
    where = marks(table, runs, cells)
    effects = pooling.pooled(where, fit.errors(p, table, runs))
    return Model(p, effects, cells, engines_by_cell(table))


def engines_by_cell(table: pd.DataFrame) -> dict[str, tuple[int, ...]]:
    """Engines that swept each cell, and each model on any GPU."""
    engines: dict[str, tuple[int, ...]] = {}
    swept = table[table["kind"] == rows.SWEEP]
    for keys in (["family", "product"], ["family"]):
        for key, part in swept.groupby(keys):
            engines[IN_CELL.join(str(name) for name in key)] = tuple(
                sorted({seconds.ENGINES.index(name) for name in part["engine"]})
            )
    return engines


def engines_of(model: Model, family: str, product: str) -> tuple[int, ...]:
    """Engines a model is taken to run on where none is stated: those that swept the cell, else the model, else all."""
    return model.engines.get(cell_name(family, product)) or model.engines.get(family) or SWEPT


def left_over(model: Model, setting: Setting, way: Way) -> LeftOver | None:
    """ln of the factor on time that the cell of a setting is known to have; None for a cell without rows."""
    name = cell_name(setting.shape.name, setting.of.gpu.product)
    if name not in model.cells:
        return None
    cell = model.cells.index(name)

    def factor(engine: int, group: Floats) -> Floats:
        n = len(group)

        def whole(value: int) -> Ints:
            return np.full(n, value, dtype=np.int64)

        def length(tokens: float) -> Floats:
            return np.full(n, np.log(max(tokens, 1.0)))

        settings = pooling.Marks(
            whole(cell),
            whole(engine),
            whole(int(way.drafts) + 2 * int(way.two)),
            whole(NUMBERS.index(setting.number.name)),
            length(setting.input_tokens + setting.cached_tokens),
            length(setting.output_tokens),
            np.log(np.maximum(group, 1.0)),
        )
        return pooling.expected(model.pooled, settings)

    return factor


def front(model: Model, setting: Setting, way: Way) -> Points | None:
    """Points of a setting with what its cell leaves over; None where nothing fits."""
    return points(model.parameters, setting, way, left_over(model, setting, way))


__all__ = ["Model", "cell_name", "engines_of", "fitted", "front", "left_over", "marks", "named"]
