"""What engines add to kernel times, fitted to labelled runs.

Robust least squares on ln of the time per token (soft absolute error of scale 0.15), drawn lightly to the start. A cell
that was swept densely does not outvote the others. Source: scipy.optimize.least_squares.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.performance.evidence import hardware, precision
from planner.performance.evidence.shapes import shapes
from planner.performance.kernels.machine import machine
from planner.performance.runs import rows
from planner.performance.step import kernel_pass, seconds
from planner.performance.step.seconds import Parameters, Runs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd

    from planner.arrays import Floats
    from planner.performance.step.kernel_pass import Work

CELL = ["family", "product", "engine", "precision", "input_tokens", "output_tokens"]
LABELLED = ("none", "mtp")
FEWEST, SHARE = 3.0, 6.0  # rows from which a cell's rows count less
TASK_WEIGHT = 0.5  # runs of ML.ENERGY scatter twice as much: medians between tokens hide stalls by prompts
TOWARDS_START = 0.05
SCALE = 0.15
FIRST_WEIGHT = 0.05  # of the time to the first token: it is a few per cent of a request, and scatters by 30 %
ROUNDS = 40


@lru_cache(maxsize=2)
def prepared(data_dir: Path | None = None) -> tuple[pd.DataFrame, Runs]:
    """Every usable run and its kernel times."""
    table = rows.runs(data_dir)
    return table, measured_work(table, data_dir)


def measured_work(table: pd.DataFrame, data_dir: Path | None = None) -> Runs:
    """Kernel times of rows of `rows.runs` at their own users, split and lengths."""
    gpus, sizes = hardware.gpus(data_dir), shapes(data_dir)
    machines = {name: machine(gpu, gpus) for name, gpu in gpus.items()}
    prompts: dict[object, Work] = {}
    steps, before = [], []
    each: Iterable[Any] = table.itertuples()
    for row in each:
        of, shape, number = machines[row.product], sizes[row.family], precision.named(row.precision)
        context = row.input_tokens + row.output_tokens / 2
        steps.append(kernel_pass.decode(of, shape, number, row.decode, np.array([row.decoding]), context))
        split = row.prefill or row.decode
        key = (row.product, row.family, row.precision, split, row.input_tokens)
        if key not in prompts:
            prompts[key] = kernel_pass.prompt(of, shape, number, split, row.input_tokens)
        before.append(prompts[key])
    return Runs(
        step=kernel_pass.joined(steps),
        prompt=kernel_pass.joined(before),
        engine=np.array([seconds.ENGINES.index(name) for name in table["engine"]], dtype=np.int64),
        output_tokens=table["output_tokens"].to_numpy(dtype=np.float64),
        year=table["year"].to_numpy(dtype=np.float64),
        drafts=table["speculative"].eq("mtp").to_numpy(),
        two=table["pools"].eq("two").to_numpy(),
        images=table["task"].isin(rows.IMAGES).to_numpy(),
    )


def labelled(table: pd.DataFrame) -> np.ndarray:
    """Rows that are fitted: drafts on or off for sure, or a task of ML.ENERGY (its servers ran without)."""
    result: np.ndarray = (table["speculative"].isin(LABELLED) | table["kind"].eq(rows.TASK)).to_numpy()
    return result


def at(every: Runs, where: np.ndarray) -> Runs:
    """Some of the runs."""
    from dataclasses import fields

    def part(work: Work) -> Work:
        return kernel_pass.Work(*(getattr(work, f.name)[where] for f in fields(work)))

    plain: dict[str, Any] = {f.name: getattr(every, f.name) for f in fields(every)}
    chosen: dict[str, Any] = {n: part(x) if n in {"step", "prompt"} else x[where] for n, x in plain.items()}
    return Runs(**chosen)


def weights(table: pd.DataFrame) -> Floats:
    """Weight of each row in the sum of squares, as a root."""
    size = table.groupby(CELL)["seconds_per_token"].transform("size").to_numpy()
    task = np.where(table["kind"].eq(rows.TASK), TASK_WEIGHT, 1.0)
    result: Floats = np.sqrt(SHARE / np.maximum(size, FEWEST)) * task
    return result


def fit(table: pd.DataFrame, every: Runs, first: Parameters | None = None, rounds: int = ROUNDS) -> Parameters:
    """Parameters fitted to rows and their kernel times; `first` is where the search starts."""
    from scipy.optimize import least_squares

    y, w = np.log(table["seconds_per_token"].to_numpy()), weights(table)
    ttft = table["ttft_s"].to_numpy(dtype=np.float64)
    timed = ttft > 0
    drawn = np.log(seconds.start())
    low, high = (np.log(x) for x in seconds.limits())

    def residuals(z: Floats) -> Floats:
        p = Parameters(tuple(np.exp(z).tolist()))
        off = np.log(seconds.per_token(p, every)) - y
        first = seconds.first_token(p, every, seconds.prompt_seconds(p, every))
        late = np.where(timed, np.log(first) - np.log(np.where(timed, ttft, 1.0)), 0.0)
        return np.concatenate([w * off, FIRST_WEIGHT * w * late, TOWARDS_START * (z - drawn)])

    begin = drawn if first is None else np.log(np.array(first.values))
    result = least_squares(
        residuals, np.clip(begin, low + 1e-6, high - 1e-6), bounds=(low, high), loss="soft_l1", f_scale=SCALE,
        max_nfev=rounds,
    )  # fmt: skip
    return Parameters(tuple(np.exp(result.x).tolist()))


def errors(p: Parameters, table: pd.DataFrame, every: Runs) -> Floats:
    """ln of measured over predicted time per token [rows]."""
    result: Floats = np.log(table["seconds_per_token"].to_numpy() / seconds.per_token(p, every))
    return result
