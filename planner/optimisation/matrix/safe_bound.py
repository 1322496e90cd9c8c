"""What an LP costs at least, recomputed from row prices: weak duality, with no solver's tolerance to be believed.

With any prices y of the rows, reduced costs d = c - A'y and finite bounds of the columns,

    cost >= sum_i (y > 0: y lower, y < 0: y upper) + sum_j (d > 0: d lower, d < 0: d upper).

A reduced cost that should be zero but is a hair below counts with the most its column can be, so the bound is lowered
by exactly what is violated (Neumaier and Shcherbina 2004). What a column can be follows from the rows, or, where it
only covers what rows ask and costs something, from what they can ask (`most_needed`).

Proved by: tests/optimisation/test_safe_bound.py
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.arrays import Floats, Indices, Ints
    from planner.optimisation.matrix.highs import CompiledModel

ROUNDS = 8  # a bound travels along hours no further than this: rows of a day are not deeper


def _columns_of_entries(model: CompiledModel) -> Ints:
    return np.repeat(np.arange(len(model.cost)), np.diff(model.start))


def _others(terms: Floats, rows: Ints, size: int, infinity: float) -> Floats:
    """Of each entry the sum of the terms of the other entries of its row; `infinity` where one of these is infinite."""
    infinite = ~np.isfinite(terms)
    finite = np.where(infinite, 0.0, terms)
    total = np.bincount(rows, weights=finite, minlength=size)
    count = np.bincount(rows, weights=infinite, minlength=size)
    return np.asarray(np.where(count[rows] - infinite > 0, infinity, total[rows] - finite))


def most_needed(model: CompiledModel, upper: Floats) -> Floats:
    """Upper bounds that some optimum keeps to, n; infinite where rows do not say.

    Args:
        model: its row bounds are the widest there may be.
        upper: of the columns, for a start.
    """
    rows, columns = model.index.astype(np.int64), _columns_of_entries(model)
    a, size = model.value, len(model.row_lower)
    lower, upper = model.col_lower, upper.copy()
    covers = np.where(a > 0, np.isinf(model.row_upper[rows]), np.isinf(model.row_lower[rows]))
    covering = (model.cost >= 0) & ~np.isin(np.arange(len(upper)), columns[~covers])
    for _ in range(ROUNDS):
        least = _others(a * np.where(a > 0, lower[columns], upper[columns]), rows, size, -np.inf)
        most = _others(a * np.where(a > 0, upper[columns], lower[columns]), rows, size, np.inf)
        with np.errstate(invalid="ignore"):
            room = np.where(a > 0, model.row_upper[rows] - least, model.row_lower[rows] - most) / a
            ask = np.where(a > 0, model.row_lower[rows] - least, model.row_upper[rows] - most) / a
        implied, needed = np.full(len(upper), np.inf), np.full(len(upper), -np.inf)
        np.minimum.at(implied, columns, np.where(np.isnan(room), np.inf, room))
        np.maximum.at(needed, columns, np.where(np.isnan(ask), np.inf, ask))
        tighter = np.minimum(upper, np.maximum(implied, lower))
        tighter = np.where(covering, np.minimum(tighter, np.maximum(needed, lower)), tighter)
        if (tighter >= upper).all():
            break
        upper = tighter
    return upper


def safe_bound(model: CompiledModel, prices: Floats, most: Floats, given: Indices) -> tuple[float, Floats, Floats]:
    """What the model costs at least at what it is given, and the prices and reduced costs that say so.

    Args:
        model: with what is given as bounds of those columns.
        prices: of the rows, m: any.
        most: what each column can be at most, n: `most_needed`.
        given: columns whose reduced cost is the slope of the bound: it holds whatever they are given.

    Returns:
        (bound, minus infinity where a column that can be anything would be of use; prices m; reduced costs n).
    """
    prices = np.where(np.isfinite(np.where(prices > 0, model.row_lower, model.row_upper)), prices, 0.0)
    reduced = model.cost - np.bincount(
        _columns_of_entries(model), weights=model.value * prices[model.index], minlength=len(model.cost)
    )
    of_rows = np.where(prices > 0, model.row_lower, np.where(prices < 0, model.row_upper, 0.0)) * prices
    # What is bounded by its own number keeps it, as a slope may stand on it; the others what they can be at most.
    upper = np.where(np.isfinite(model.col_upper), model.col_upper, most)
    at = np.where(reduced > 0, model.col_lower, np.where(reduced < 0, upper, 0.0))
    at[given] = model.col_lower[given]
    return float(model.offset + of_rows.sum() + reduced @ at), prices, reduced
