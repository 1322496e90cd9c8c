"""What is left of a run's time after kernels and engine, shared between runs of one cell (a model on a GPU).

ln(measured / predicted) of a cell is a sum of random effects: of the cell, its engine, its way (drafts and pools), its
precision, its lengths and its load; runs share an effect as far as they are alike. Standard deviations come from
marginal likelihood on the rows at hand alone. Effects that reach other cells (of a model, of a GPU on an engine) were
tried with the same likelihood: with a GPU left out they made the median error 13.6 % instead of 13.2 %, on GB300 14 %
instead of 8 %, so nothing is carried to a cell without rows.
Source: Gelman and Hill (2007), chapter 12; Rasmussen and Williams (2006), chapters 2 and 5.4.1.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints

EFFECTS = ("cell", "engine", "way", "precision", "lengths", "load")
START, NOISE = 0.1, 0.12  # standard deviations of ln time the search starts from
LEAST, GREATEST = 0.005, 0.6
MOST = 0.7  # a left-over beyond a factor of two is a broken run and counts as this
LENGTH_SCALE, LOAD_SCALE = 1.0, 1.0  # in ln
STEPS = 25
SETTING_NOISE = 0.3  # share of the noise that repeating one setting does not take away


@dataclass(frozen=True)
class Marks:
    """What a point is, per point [n]: numbers that are equal where the names are."""

    cell: Ints
    engine: Ints
    way: Ints  # drafts and pools
    precision: Ints
    log_input: Floats
    log_output: Floats
    load: Floats  # ln users of a group

    def at(self, where: object) -> Marks:
        """Some of the points."""
        return replace(self, **{f.name: getattr(self, f.name)[where] for f in fields(self)})


@dataclass(frozen=True)
class Pooled:
    """Effects: standard deviations by name of EFFECTS, the settings they were seen in, and their weights [settings]."""

    scales: tuple[float, ...]
    noise: float
    settings: Marks
    weights: Floats


def shares(a: Marks, b: Marks) -> list[Floats]:
    """What points a [n] and b [m] of one cell have in common: one [n, m] for each of EFFECTS."""

    def same(name: str) -> Floats:
        alike: Floats = (getattr(a, name)[:, None] == getattr(b, name)[None, :]).astype(np.float64)
        return alike

    def near(name: str, scale: float) -> Floats:
        apart = (getattr(a, name)[:, None] - getattr(b, name)[None, :]) / scale
        alike: Floats = 1.0 / (1.0 + apart**2 / 2)
        return alike

    engine, way, number = same("engine"), same("way"), same("precision")
    close = near("log_input", LENGTH_SCALE) * near("log_output", LENGTH_SCALE)
    return [
        np.ones_like(engine), engine, engine * way, engine * way * number, engine * way * number * close,
        engine * way * close * near("load", LOAD_SCALE),
    ]  # fmt: skip


def settings(marks: Marks, left_over: Floats) -> tuple[Marks, Floats, Floats]:
    """Points of one setting at one load (a factor of e) as one: marks, mean left-over and number of points."""
    digits = {f.name: 3 if f.name.startswith("log") else 0 for f in fields(marks)}
    key = np.column_stack([np.round(getattr(marks, name), places) for name, places in digits.items()])
    _, first, place, count = np.unique(key, axis=0, return_index=True, return_inverse=True, return_counts=True)
    mean = np.bincount(place.ravel(), np.clip(left_over, -MOST, MOST)) / count
    return marks.at(first), mean, count.astype(np.float64)


def pooled(marks: Marks, left_over: Floats) -> Pooled:
    """Effects fitted to points with left-overs of ln time [n]."""
    where, mean, count = settings(marks, left_over)
    blocks = [(shares(where.at(i), where.at(i)), mean[i], count[i]) for i in _places(where)]
    scales, noise = _scales(blocks)
    return again(Pooled(tuple(scales.tolist()), noise, where, mean), marks, left_over)


def again(effects: Pooled, marks: Marks, left_over: Floats) -> Pooled:
    """The same standard deviations with other points [n]."""
    where, mean, count = settings(marks, left_over)
    weights = np.zeros(len(mean))
    for i in _places(where):
        parts = shares(where.at(i), where.at(i))
        weights[i] = np.linalg.solve(_gram(parts, np.array(effects.scales), effects.noise, count[i]), mean[i])
    return replace(effects, settings=where, weights=weights)


def _places(where: Marks) -> list[Ints]:
    """Positions of the settings of each cell."""
    return [np.flatnonzero(where.cell == cell) for cell in np.unique(where.cell)]


def expected(effects: Pooled, marks: Marks) -> Floats:
    """Left-over of ln time expected at points [n]; 0 in a cell without rows."""
    total = np.zeros(len(marks.load))
    for cell in np.unique(marks.cell):
        here, there = marks.cell == cell, effects.settings.cell == cell
        if there.any():
            parts = shares(marks.at(here), effects.settings.at(there))
            shared = sum(s**2 * part for s, part in zip(effects.scales, parts, strict=True))
            total[here] = shared @ effects.weights[there]
    return total


def _gram(parts: list[Floats], scales: Floats, noise: float, count: Floats) -> Floats:
    shared: Floats = sum((s**2 * part for s, part in zip(scales, parts, strict=True)), np.zeros_like(parts[0]))
    return shared + np.diag(noise**2 * _noise_share(count))


def _noise_share(count: Floats) -> Floats:
    return SETTING_NOISE + (1 - SETTING_NOISE) / count


def _scales(blocks: list[tuple[list[Floats], Floats, Floats]]) -> tuple[Floats, float]:
    """Standard deviations by marginal likelihood over the cells; source: scipy.optimize.minimize (L-BFGS-B).

    A weak prior holds each within a factor e of its start.
    """
    from scipy.optimize import minimize

    begin = np.log(np.array([START] * len(EFFECTS) + [NOISE]))

    def minus_log_likelihood(z: Floats) -> tuple[float, Floats]:
        s = np.exp(z)
        value, gradient = 0.5 * float((z - begin) @ (z - begin)), z - begin
        for parts, mean, count in blocks:
            gram = _gram(parts, s[:-1], float(s[-1]), count)
            inverse = np.linalg.inv(gram)
            weights = inverse @ mean
            slope = inverse - np.outer(weights, weights)
            value += 0.5 * float(mean @ weights) + 0.5 * float(np.linalg.slogdet(gram)[1])
            each = [float(np.sum(slope * part)) for part in parts]
            each.append(float(np.diag(slope) @ _noise_share(count)))
            gradient = gradient + np.array(each) * s**2
        return value, gradient

    bounds = [(np.log(LEAST), np.log(GREATEST))] * len(begin)
    best = minimize(minus_log_likelihood, begin, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": STEPS})
    scales = np.exp(best.x)
    return scales[:-1], float(scales[-1])
