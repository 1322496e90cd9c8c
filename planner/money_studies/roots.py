"""Where a value that only a solve can give crosses zero: a bracket among a few points, then narrowed to a tolerance.

Each probe stands beside the root of the straight line between both ends, towards the end that is further away, so that
two of them close a bracket where the value is nearly straight; where they do not halve it, its middle is probed.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    before: tuple[float, float] | None = None
    for x in np.linspace(low, high, points).tolist():
        y = value(x)
        if y is None:
            continue
        if before is not None and (before[1] >= 0) != (y >= 0):
            return _narrowed(value, Root(before[0], x, before[1], y), tolerance)
        before = x, y
    return None


def _narrowed(value: Callable[[float], float | None], root: Root, tolerance: float) -> Root:
    slow = False
    while (width := root.high - root.low) > tolerance:
        probe = (root.low + root.high) / 2 if slow else _beside(root, tolerance)
        y = value(probe)
        if y is None:
            return root
        if (y >= 0) == (root.at_low >= 0):
            root = Root(probe, root.high, y, root.at_high)
        else:
            root = Root(root.low, probe, root.at_low, y)
        slow = not slow and root.high - root.low > width / 2
    return root


def _beside(root: Root, tolerance: float) -> float:
    """A point within half a tolerance of the straight line's root, on the side of the end that is further away."""
    step = 0.45 * tolerance
    towards = -1.0 if root.middle - root.low > root.high - root.middle else 1.0
    return min(max(root.middle + towards * step, root.low + step), root.high - step)
