"""Sources into one set of sample paths, and workloads that move together.

Blend: a linear opinion pool (Stone 1961). Each path of a workload is a path of one source; a source has as many of the
paths as its weight says, so the distribution is the mixture. Between workloads: a Gaussian copula. Paths of each are
ordered by their mean logarithm over the horizon and put in the order of correlated normals (Iman and Conover 1982), so
every workload keeps its own paths exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.arrays import Floats, Ints
    from planner.scenario.fields.forecast import Forecast


def shares(weights: Mapping[str, float], count: int) -> dict[str, int]:
    """Paths of each source, by the largest remainder; they add up to `count`."""
    exact = {name: weight * count for name, weight in weights.items() if weight > 0}
    whole = {name: int(value + 1e-9) for name, value in exact.items()}
    by_rest = sorted(exact, key=lambda name: exact[name] - whole[name], reverse=True)
    for name in by_rest[: count - sum(whole.values())]:
        whole[name] += 1
    return whole


def rank_correlation(forecast: Forecast) -> Floats:
    """Rank correlations stated, by the order of `forecast.workloads`. (W, W)."""
    names = list(forecast.workloads)
    matrix = np.full((len(names), len(names)), forecast.correlation)
    for pair in forecast.correlations:
        a, b = names.index(pair.first), names.index(pair.second)
        matrix[a, b] = matrix[b, a] = pair.correlation
    np.fill_diagonal(matrix, 1.0)
    return matrix


def of_normals(ranks: Floats) -> Floats:
    """Correlation of the normals whose ranks are correlated so: 2·sin(π/6·ρ) (Pearson 1907). Same shape."""
    matrix = 2 * np.sin(np.pi / 6 * ranks)
    np.fill_diagonal(matrix, 1.0)
    return np.asarray(matrix)


def orders(correlation: Floats, count: int, random: np.random.Generator) -> Ints:
    """For each workload the rank (0 … count − 1) of each path, correlated as stated. (W, count).

    The normals are made to have exactly the correlation asked, as Iman and Conover do, so that it is met to within what
    ranks allow.
    """
    size = len(correlation)
    normals = random.standard_normal((count, size))
    normals -= normals.mean(axis=0)
    white = np.linalg.cholesky(np.atleast_2d(np.cov(normals, rowvar=False)))
    mixed = np.linalg.solve(white, normals.T).T @ np.linalg.cholesky(of_normals(correlation)).T
    return np.asarray(mixed.argsort(axis=0).argsort(axis=0).T, dtype=np.int64)


def in_order(paths: Floats, ranks: Ints) -> Ints:
    """Which path goes where: the one with the r-th smallest mean logarithm to the place of rank r. (count)."""
    score = np.log(np.maximum(paths, 1e-12)).mean(axis=1)
    return np.asarray(np.argsort(score, kind="stable")[ranks])
