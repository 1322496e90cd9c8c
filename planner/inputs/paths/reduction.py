"""From many draws to a few weighted ones: fast forward selection, and how far the few are from the many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints


@dataclass(frozen=True)
class Reduction:
    """Draws kept, what each stands for, and the distance left."""

    kept: Ints  # places of the draws kept, the heaviest first
    weight: Floats  # as many; sums to 1
    distance: float  # mean distance from a draw to the kept one nearest to it: the Wasserstein distance of order 1
    distance_of_one: float  # the same with the best single draw

    @property
    def error(self) -> float:
        """Distance left over that of one draw: 0 with every draw kept, 1 with a single one; 0 where all are alike."""
        return self.distance / self.distance_of_one if self.distance_of_one > 0 else 0.0


def forward_selection(features: Floats, weight: Floats, count: int) -> Reduction:
    """Keep `count` draws or fewer: each next one is that which brings the kept nearest to all of them.

    `features`: draws × numbers, compared by Euclidean distance; `weight`: probabilities of the draws. Draws alike in
    all features are one draw with their weights together. A draw that is left out gives its weight to the nearest one
    kept, which is optimal for the set kept. Source: fast forward selection, algorithm 2.4 of Heitsch and Römisch 2003,
    Scenario Reduction Algorithms in Stochastic Programming, Computational Optimization and Applications 24.
    """
    _, first, place = np.unique(features, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")  # in the order drawn, so that ties fall the same way
    at = first[order]
    mass = np.bincount(place.ravel(), weights=weight)[order]
    mass = mass / mass.sum()
    distance = _distances(features[at])
    nearest = np.full(len(at), np.inf)
    chosen: list[int] = []
    of_one = 0.0
    for _ in range(min(count, len(at))):
        left = mass @ np.minimum(nearest[:, None], distance)
        left[chosen] = np.inf
        best = int(left.argmin())
        chosen.append(best)
        nearest = np.minimum(nearest, distance[:, best])
        of_one = float(mass @ nearest) if len(chosen) == 1 else of_one
    owner = np.asarray(chosen)[distance[:, chosen].argmin(axis=1)]
    share = np.bincount(owner, weights=mass, minlength=len(at))[chosen]
    heaviest = np.argsort(-share, kind="stable")
    return Reduction(
        kept=at[np.asarray(chosen)[heaviest]],
        weight=share[heaviest] / share.sum(),
        distance=float(mass @ nearest),
        distance_of_one=of_one,
    )


def _distances(points: Floats) -> Floats:
    """Euclidean distance of any two rows, exactly 0 of a row to itself."""
    square = (points**2).sum(axis=1)
    found = np.sqrt(np.maximum(square[:, None] + square[None, :] - 2 * points @ points.T, 0.0))
    np.fill_diagonal(found, 0.0)
    return np.asarray(found)
