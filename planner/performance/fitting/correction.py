"""What the physics leaves over, kept where it was measured: on the rows of one model on one GPU.

The left-over of a row is a factor in time, d: the front of the physics R, with every time multiplied by e^d, passes
through the row, rate = e^−d · R(speed · e^d). Taken in time it is of one size along a front; at a given speed an error
in time shows two or three times as large.

Whether a left-over carries from one GPU or model to another was tried with the same regression over physical features
and with scales chosen by inner cross-validation: it does not (docs/accuracy.md). So a model that was not measured on a
GPU is answered by the physics alone, and more bandwidth, FLOPS or memory never slows it. Where it was measured at other
lengths or in another precision, the level is drawn towards those rows by partial pooling: a Gaussian process whose
random effects are the cell (model and GPU), and in it precision, kind of source, lengths and load; a front and a row
have noise of their own. Source: Rasmussen and Williams (2006), chapters 2 and 5.4.2; Gelman and Hill (2007),
chapter 12.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from planner.performance.front import best_rate, top_speed
from planner.performance.physics import Parameters, Setup

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from planner.arrays import Bools, Floats, Ints
    from planner.performance.evidence.setup import Case

WIDEST, STEP = 2.0, 0.1  # ln; left-overs are looked for in this range, in these steps
MOST = 1.0  # a left-over further than e from the physics counts as e: it is a broken run
SOFT = 0.1  # ln; below it an error counts by its square when scales are chosen
ROUNDS = 3
IN_CELL = " | "  # between model and GPU in the name of a cell
FIRST_STEP = 0.7  # ln, of a scale


@dataclass(frozen=True)
class Scales:
    """Standard deviations of the random effects (ln of time) and lengths of their reach (ln). Chosen by `chosen`."""

    cell: float = 0.15
    precision: float = 0.12
    kind: float = 0.12
    lengths: float = 0.1
    load: float = 0.1
    of_lengths: float = 1.0
    of_load: float = 0.7
    front: float = 0.12
    noise: float = 0.1


@dataclass(frozen=True)
class Marks:
    """What the correction knows of each row or case [n]: no name but that of the cell it belongs to."""

    cell: NDArray[np.str_]  # model and GPU
    precision: NDArray[np.str_]
    kind: NDArray[np.str_]
    log_input: Floats
    log_output: Floats
    load: Floats  # ln speed over the speed of a lone user

    def at(self, index: object) -> Marks:
        """The same rows, some of them."""
        return replace(self, **{f.name: getattr(self, f.name)[index] for f in fields(self)})


def marks(rows: pd.DataFrame, p: Parameters, s: Setup) -> Marks:
    """Marks of front rows, whose arrays of the physics are `s`."""
    return Marks(
        (rows["family"] + IN_CELL + rows["product"]).to_numpy(dtype=str),
        rows["precision"].to_numpy(dtype=str),
        rows["kind"].to_numpy(dtype=str),
        np.log(np.maximum(s.input_tokens, 1.0)),
        np.log(s.output_tokens),
        np.log(rows["speed"].to_numpy(dtype=np.float64)) - top_speed(p, s),
    )


def of_case(case: Case, kind: str, load: Floats) -> Marks:
    """Marks of one case at several loads [n]."""
    n = len(load)
    cell = case.architecture.family + IN_CELL + case.gpu.product
    return Marks(
        np.full(n, cell),
        np.full(n, case.precision.name),
        np.full(n, kind),
        np.full(n, np.log(max(case.input_tokens, 1.0))),
        np.full(n, np.log(case.output_tokens)),
        load,
    )


def in_time(p: Parameters, s: Setup, log_speed: Floats, d: Floats) -> Floats:
    """ln tokens/s per GPU at ln tokens/s per user when every time of the physics is multiplied by e^d."""
    rate, _ = best_rate(p, s, log_speed + d)
    found: Floats = rate - d
    return found


def left_over(p: Parameters, s: Setup, log_speed: Floats, log_rate: Floats) -> Floats:
    """d of each row [n]: the time measured over that of the physics, natural logarithm; see the module."""
    grid = np.arange(-WIDEST, WIDEST + STEP / 2, STEP)
    above = np.stack([in_time(p, s, log_speed, np.full_like(log_speed, d)) for d in grid], axis=1) - log_rate[:, None]
    k = np.clip((above > 0).sum(axis=1), 1, len(grid) - 1)
    row = np.arange(len(log_speed))
    here, there = above[row, k - 1], above[row, k]
    along = np.where(here - there > 1e-9, here / np.maximum(here - there, 1e-9), 0.5)
    found: Floats = grid[k - 1] + np.clip(along, 0.0, 1.0) * STEP
    return found


def covariance(a: Marks, b: Marks, scales: Scales) -> Floats:
    """Covariance of the left-overs of rows a [n] and b [m]: [n, m]; 0 between two cells."""

    def same(x: NDArray[np.str_], y: NDArray[np.str_]) -> Bools:
        found: Bools = x[:, None] == y[None, :]
        return found

    def near(x: Floats, y: Floats, scale: float) -> Floats:
        found: Floats = ((x[:, None] - y[None, :]) / scale) ** 2 / 2
        return found

    lengths = near(a.log_input, b.log_input, scales.of_lengths) + near(a.log_output, b.log_output, scales.of_lengths)
    number, kind = same(a.precision, b.precision), same(a.kind, b.kind)
    total: Floats = (
        scales.cell**2
        + scales.precision**2 * number
        + scales.kind**2 * kind
        + scales.lengths**2 * kind / (1 + lengths)
        + scales.load**2 * number / (1 + near(a.load, b.load, scales.of_load))
    )
    found: Floats = total * same(a.cell, b.cell)
    return found


def _gram(known: Marks, fronts: Ints, scales: Scales) -> Floats:
    shared = scales.front**2 * (fronts[:, None] == fronts[None, :])
    found: Floats = covariance(known, known, scales) + shared + scales.noise**2 * np.eye(len(fronts))
    return found


def expected(asked: Marks, known: Marks, d: Floats, fronts: Ints, scales: Scales) -> Floats:
    """Left-over expected at `asked` [n] from rows with left-overs d on `fronts` [m]; 0 where the cell has no rows."""
    found = np.zeros(len(asked.load))
    for cell in np.unique(asked.cell):
        there = known.at(known.cell == cell)
        if not len(there.load):
            continue
        here, rows = asked.cell == cell, known.cell == cell
        level = np.linalg.solve(_gram(there, fronts[rows], scales), np.clip(d[rows], -MOST, MOST))
        found[here] = covariance(asked.at(here), there, scales) @ level
    return found


def left_out(known: Marks, d: Floats, fronts: Ints, scales: Scales) -> Floats:
    """Left-over expected of each row [n] from the rows of its cell without those of its own front, in closed form."""
    found = np.zeros(len(d))
    for cell in np.unique(known.cell):
        rows = np.flatnonzero(known.cell == cell)
        there, number = known.at(rows), fronts[rows]
        inverse = np.linalg.inv(_gram(there, number, scales))
        plain = covariance(there, there, scales)
        weighted = inverse @ np.clip(d[rows], -MOST, MOST)
        for front in np.unique(number):
            i = np.flatnonzero(number == front)
            without = weighted - inverse[:, i] @ np.linalg.solve(inverse[np.ix_(i, i)], weighted[i])
            without[i] = 0.0
            found[rows[i]] = plain[i] @ without
    return found


def chosen(known: Marks, d: Floats, fronts: Ints, start: Scales | None = None) -> Scales:
    """Scales under which fronts left out are expected best: a coordinate search on the rows at hand alone.

    What is made least is the mean soft absolute error of d. Of rows left out of the fit nothing is seen.
    """
    best = start or Scales()

    def error(scales: Scales) -> float:
        off = np.clip(d, -MOST, MOST) - left_out(known, d, fronts, scales)
        return float(np.sqrt(off**2 + SOFT**2).mean())

    least = error(best)
    steps = {f.name: FIRST_STEP for f in fields(Scales)}
    for _ in range(ROUNDS):
        for name in steps:
            for sign in (1, -1):
                other = replace(best, **{name: getattr(best, name) * float(np.exp(sign * steps[name]))})
                value = error(other)
                if value < least:
                    best, least = other, value
                    break
            else:
                steps[name] /= 2
    return best
