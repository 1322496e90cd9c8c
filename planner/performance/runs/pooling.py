"""What is left of a run's time after kernels and engine, shared between runs that are alike (partial pooling).

ln(measured / predicted) is a sum of random effects: of the model, the model on an engine, the GPU on an engine, the
kind of attention on an engine, the cell (model on a GPU), the cell with engine and precision, and of lengths and load
within them. Runs with drafts, and runs of two pools, share the last three only with their like. Standard deviations
come from marginal likelihood on the rows at hand alone; a new model has no effect of its own, a new GPU none of its.
Source: Gelman and Hill (2007), chapter 12; Rasmussen and Williams (2006), chapters 2 and 5.4.1.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from planner.arrays import Floats, Ints
    from planner.performance.step.seconds import Runs

EFFECTS = (
    "model", "model_engine", "gpu_engine", "attention_engine", "model_precision", "cell", "cell_engine", "lengths",
    "load",
)  # fmt: skip
START, NOISE = 0.1, 0.12  # standard deviations of ln time the search starts from
MOST = 0.7  # a left-over beyond a factor of two is a broken run and counts as this
LENGTH_SCALE, LOAD_SCALE = 1.0, 1.0  # in ln
STEPS = 25


@dataclass(frozen=True)
class Marks:
    """What an effect belongs to, per point [n]: numbers that are equal where the names are."""

    model: Ints
    gpu: Ints
    engine: Ints
    attention: Ints
    precision: Ints
    way: Ints  # drafts and pools
    log_input: Floats
    log_output: Floats
    load: Floats  # ln users of a group

    def at(self, where: object) -> Marks:
        """Some of the points."""
        return replace(self, **{f.name: getattr(self, f.name)[where] for f in fields(self)})


@dataclass(frozen=True)
class Pooled:
    """Effects as fitted: standard deviations by name of EFFECTS, settings, and the weights of their left-overs."""

    scales: tuple[float, ...]
    noise: float
    settings: Marks
    weights: Floats


def covariances(a: Marks, b: Marks) -> list[Floats]:
    """Share of each effect that points a [n] and b [m] have in common: one [n, m] for each of EFFECTS."""

    def same(name: str) -> Floats:
        result: Floats = (getattr(a, name)[:, None] == getattr(b, name)[None, :]).astype(np.float64)
        return result

    def near(name: str, scale: float) -> Floats:
        apart = (getattr(a, name)[:, None] - getattr(b, name)[None, :]) / scale
        result: Floats = 1.0 / (1.0 + apart**2 / 2)
        return result

    model, gpu, engine, way = same("model"), same("gpu"), same("engine"), same("way")
    cell = model * gpu * way
    close = near("log_input", LENGTH_SCALE) * near("log_output", LENGTH_SCALE)
    return [
        model, model * engine, gpu * engine, same("attention") * engine, model * same("precision"), cell,
        cell * engine * same("precision"), cell * engine * close, model * engine * way * near("load", LOAD_SCALE),
    ]  # fmt: skip


def settings(marks: Marks, left_over: Floats) -> tuple[Marks, Floats, Floats]:
    """Points of one setting at one load (a factor of e) as one: marks, mean left-over and number of points."""
    key = np.column_stack(
        [np.round(getattr(marks, f.name), 3 if f.name.startswith("log") else 0) for f in fields(marks)]
    )
    _, first, place, count = np.unique(key, axis=0, return_index=True, return_inverse=True, return_counts=True)
    mean = np.bincount(place.ravel(), np.clip(left_over, -MOST, MOST)) / count
    return marks.at(first), mean, count.astype(np.float64)


def pooled(marks: Marks, left_over: Floats, first: Pooled | None = None) -> Pooled:
    """Effects fitted to points with left-overs of ln time [n]."""
    where, mean, count = settings(marks, left_over)
    parts = covariances(where, where)
    scales, noise = _scales(parts, mean, count, first)
    gram = _gram(parts, scales, noise, count)
    return Pooled(tuple(scales.tolist()), noise, where, np.linalg.solve(gram, mean))


def expected(result: Pooled, marks: Marks) -> Floats:
    """Left-over of ln time expected at points [n]; 0 where nothing alike was measured."""
    total = np.zeros(len(marks.load))
    for scale, part in zip(result.scales, covariances(marks, result.settings), strict=True):
        total += scale**2 * (part @ result.weights)
    return total


def _gram(parts: list[Floats], scales: Floats, noise: float, count: Floats) -> Floats:
    gram: Floats = sum(s**2 * part for s, part in zip(scales, parts, strict=True))
    return gram + np.diag(noise**2 * (0.3 + 0.7 / count))  # part of the noise is the setting's, not the run's


def _scales(parts: list[Floats], mean: Floats, count: Floats, first: Pooled | None) -> tuple[Floats, float]:
    """Standard deviations by marginal likelihood; source: scipy.optimize.minimize (L-BFGS-B)."""
    from scipy.optimize import minimize

    begin = np.log(np.array([*first.scales, first.noise] if first else [START] * len(parts) + [NOISE]))
    identity = np.diag(0.3 + 0.7 / count)

    def minus_log_likelihood(z: Floats) -> tuple[float, Floats]:
        s = np.exp(z)
        gram = _gram(parts, s[:-1], float(s[-1]), count)
        factor = np.linalg.cholesky(gram)
        inverse = np.linalg.inv(gram)
        weights = inverse @ mean
        slope = inverse - np.outer(weights, weights)
        gradient = [float(np.sum(slope * part)) * x**2 for x, part in zip(s, [*parts, identity], strict=True)]
        value = 0.5 * float(mean @ weights) + float(np.log(np.diag(factor)).sum())
        drawn = (z - np.log(START)) / 1.0  # a weak prior: within a factor e of 0.1
        return value + 0.5 * float(drawn @ drawn), np.array(gradient) + drawn

    bounds = [(np.log(0.005), np.log(0.6))] * len(begin)
    result = minimize(
        minus_log_likelihood, begin, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": STEPS}
    )
    result = np.exp(result.x)
    return result[:-1], float(result[-1])


def marks_of(table: pd.DataFrame, runs: Runs, names: dict[str, list[str]]) -> Marks:
    """Marks of rows of `rows.runs`; `names` holds the order of names, unknown ones get numbers of their own below 0."""

    def code(column: str, kind: str) -> Ints:
        order = {name: i for i, name in enumerate(names[kind])}
        result: Ints = np.array([order.get(name, -1) for name in table[column]], dtype=np.int64)
        return result

    return Marks(
        code("family", "model"),
        code("product", "gpu"),
        runs.engine,
        code("attention", "attention"),
        code("precision", "precision"),
        runs.drafts.astype(np.int64) + 2 * runs.two,
        np.log(np.maximum(table["input_tokens"].to_numpy(dtype=np.float64), 1.0)),
        np.log(table["output_tokens"].to_numpy(dtype=np.float64)),
        np.log(np.maximum(runs.step.group, 1.0)),
    )


__all__ = ["EFFECTS", "Marks", "Pooled", "covariances", "expected", "marks_of", "pooled", "settings"]
