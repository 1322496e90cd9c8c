"""Where a value that only a solve can give crosses zero: a bracket among a few points, then bisection to a tolerance.

A re-solved value is right to its proof, so its slope is not to be trusted near the root; bisection needs its sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Root:
    """Between `low` and `high`, no further apart than the tolerance, the value changes its sign."""

    low: float
    high: float
    at_low: float
    at_high: float

    @property
    def middle(self) -> float:
        """Where the straight line between both ends is zero: inside, and exact for a straight value."""
        span = self.at_high - self.at_low
        return self.low if span == 0 else self.low - self.at_low * (self.high - self.low) / span


def first_crossing(
    value: Callable[[float], float | None], low: float, high: float, points: int, tolerance: float
) -> Root | None:
    """The crossing nearest to `low`; None where no two neighbours of `points` even steps differ in sign.

    A point without value (None: no plan) is passed over. Crossings that come in pairs between two points are not seen.
    """
    at = [(x, y) for x, y in ((x, value(x)) for x in np.linspace(low, high, points).tolist()) if y is not None]
    for (a, at_a), (b, at_b) in pairwise(at):
        if (at_a >= 0) != (at_b >= 0):
            return _bisected(value, Root(a, b, at_a, at_b), tolerance)
    return None


def _bisected(value: Callable[[float], float | None], root: Root, tolerance: float) -> Root:
    while root.high - root.low > tolerance:
        middle = (root.low + root.high) / 2
        y = value(middle)
        if y is None:
            return root
        if (y >= 0) == (root.at_low >= 0):
            root = Root(middle, root.high, y, root.at_high)
        else:
            root = Root(root.low, middle, root.at_low, y)
    return root
