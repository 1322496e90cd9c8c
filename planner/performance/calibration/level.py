"""One measured point of a model on a GPU moves its whole front: by how much, and how wide the band is afterwards.

ln(measured / predicted time) of a run is the level of its cell (the model on the GPU) plus what differs from setting to
setting. The level has the variance of the prediction's band less that of a cell whose other lengths are known; runs
draw it from 0 to their mean as far as they outweigh that (partial pooling: Gelman and Hill 2007, chapter 12).

    shift = Σ errors / within² / precision,   precision = 1 / level² + Σ 1 / within²
    variance of another setting = 1 / precision + that of a cell whose level is known

`within` is the standard deviation of a cell's other lengths for the question that the run answers: by users, by speed
with its GPUs stated, by speed alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.errors import DataError, located
from planner.performance import bands
from planner.performance.evidence import hardware, sizes
from planner.performance.fitting import fitted
from planner.performance.predict import predict
from planner.performance.runs.model import cell_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from planner.performance.point import OperatingPoint
    from planner.performance.query import Query

LEAST_LEVEL = 0.02  # standard deviation of ln time that a level has at least: software moves on
FARTHEST = 1.6  # |ln| of measured over predicted time: beyond a factor of five the run is not what it says
STEPS = 40


@dataclass(frozen=True)
class Run:
    """A measured point: the question it answers, with a speed or users in flight, and what came of it."""

    query: Query
    tokens_per_s_per_gpu: float
    where: str = ""  # for messages: file and line


@dataclass(frozen=True)
class Level:
    """What runs of one model on one GPU say of its time, ln."""

    model: str
    gpu: str
    errors: tuple[float, ...]  # ln(measured / predicted time) of each run
    shift: float  # added to ln time of every setting of the cell
    sigma_before: float
    sigma: float  # standard deviation of ln time that is left for a setting that was not measured
    level_sigma: float  # the part of it that is the level's own


def error_of(run: Run, data_dir: Path | None = None) -> float:
    """ln(measured / predicted time) of a run: the shift at which its front gives the measured rate at its speed.

    With users in flight stated beside a speed the two times are compared at these users, which is better conditioned.
    Raises DataError as `predict` does, and for a run more than a factor of five from the prediction.
    """
    query = run.query
    if query.concurrency is not None and query.tokens_per_s_per_user is not None:
        error = -math.log(query.tokens_per_s_per_user / _at_users(query, data_dir).tokens_per_s_per_user[1])
    elif query.concurrency is not None:
        error = -math.log(run.tokens_per_s_per_gpu / _at_users(query, data_dir).tokens_per_s_per_gpu[1])
    else:
        error = _shift_for(run, data_dir)
    if abs(error) >= FARTHEST - 0.01:
        problem = (
            f"its time is more than {math.exp(FARTHEST):.0f} times off the prediction ({math.exp(error):.2g} times)."
        )
        hint = "are tokens/s per GPU or of the server, output or all tokens, precision and lengths as stated?"
        raise DataError(located(run.where or "measurement", problem, hint))
    return error


def _at_users(query: Query, data_dir: Path | None) -> OperatingPoint:
    return predict(replace(query, tokens_per_s_per_user=None), data_dir)


def _shift_for(run: Run, data_dir: Path | None) -> float:
    """Bisection: the longer all times, the lower the rate at a speed."""
    low, high = -FARTHEST, FARTHEST
    for _ in range(STEPS):
        middle = (low + high) / 2
        rate = predict(replace(run.query, log_time_shift=middle), data_dir).tokens_per_s_per_gpu[1]
        low, high = (middle, high) if rate > run.tokens_per_s_per_gpu else (low, middle)
    return (low + high) / 2


def levels(runs: Sequence[Run], data_dir: Path | None = None) -> dict[str, Level]:
    """Levels of the cells that were run, by `cell_of`. Raises DataError as `error_of` does."""
    by_cell: dict[str, list[Run]] = {}
    for run in runs:
        try:
            by_cell.setdefault(cell_of(run.query, data_dir), []).append(run)
            predict(run.query, data_dir)
        except DataError as error:
            raise DataError(f"{run.where}: {error}" if run.where else str(error)) from None
    return {cell: _level(own, data_dir) for cell, own in by_cell.items()}


def cell_of(query: Query, data_dir: Path | None = None) -> str:
    """Name of the model on the GPU that a question is about, however both are spelt. Raises DataError if unknown."""
    shape = sizes.find(query.model, dict(query.sizes), query.total_params_b, query.active_params_b, data_dir)
    return cell_name(shape.name, hardware.find(query.gpu, data_dir).product)


def _level(runs: list[Run], data_dir: Path | None) -> Level:
    errors = tuple(error_of(run, data_dir) for run in runs)
    before = max(predict(run.query, data_dir).log_time_sigma for run in runs)
    table = fitted.load(data_dir).model.bands
    other = bands.sigma_of(table[bands.group("near", "users")])
    level = math.sqrt(max(before**2 - other**2, LEAST_LEVEL**2))
    within = [bands.sigma_of(table[bands.group("near", _question(run.query))]) for run in runs]
    shift, level_sigma = pooled(errors, level, within)
    after = min(math.sqrt(level_sigma**2 + other**2), before)
    return Level(runs[0].query.model, runs[0].query.gpu, errors, shift, before, after, level_sigma)


def _question(query: Query) -> str:
    if query.concurrency is not None:
        return "users"
    return "told" if query.n_gpus or query.decode_gpus_per_worker else "untold"


def pooled(errors: Sequence[float], level: float, within: Sequence[float]) -> tuple[float, float]:
    """Mean of the level and its standard deviation, from errors and what each run differs by. See the module's head.

    Proved by: test_one_run_by_hand.
    """
    precision = 1 / level**2 + sum(1 / sigma**2 for sigma in within)
    mean = sum(error / sigma**2 for error, sigma in zip(errors, within, strict=True)) / precision
    return mean, math.sqrt(1 / precision)


def calibrated(query: Query, level: Level) -> Query:
    """The question with the level of its cell."""
    return replace(query, log_time_shift=query.log_time_shift + level.shift, level_sigma=level.level_sigma)
