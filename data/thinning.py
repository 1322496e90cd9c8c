"""Leave out of a table of kernel times what interpolation gives back within a tolerance.

Along one axis of a line (all other keys equal) a point stays unless the straight line in logarithms between the points
kept beside it passes within the tolerance. The ends of a line always stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

VALUE = "latency_us"


def selected(frame: pd.DataFrame, only: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """The rows whose columns hold one of the values of `only`; a column of one value is dropped."""
    for column, values in only.items():
        frame = frame[frame[column].isin(values)]
        if len(values) == 1:
            frame = frame.drop(columns=column)
    return frame


def thinned(frame: pd.DataFrame, axis: str, tolerance: float) -> pd.DataFrame:
    """The rows that are needed to give back every row within `tolerance` (share of the value), sorted by their keys."""
    keys = [name for name in frame.columns if name not in {axis, VALUE}]
    frame = frame.sort_values([*keys, axis], kind="stable").reset_index(drop=True)
    line = frame.groupby(keys, sort=False).ngroup().to_numpy()
    starts = np.flatnonzero(np.diff(line, prepend=-1))
    x, y = np.log(np.maximum(frame[axis].to_numpy(dtype=float), 0.5)), np.log(frame[VALUE].to_numpy(dtype=float))
    stays = np.zeros(len(frame), dtype=bool)
    for start, end in zip(starts, np.append(starts[1:], len(frame)), strict=True):
        stays[start + needed(x[start:end], y[start:end], np.log1p(tolerance))] = True
    return frame[stays].reset_index(drop=True)


def needed(x: np.ndarray, y: np.ndarray, tolerance: float) -> np.ndarray:
    """Positions to keep so that straight lines between them pass all points within `tolerance` in y.

    From each kept point the reach is the furthest point whose line passes every point between: the slopes that do so
    are an interval that shrinks point by point (swing filter, Elmeleegy et al. 2009, with kept points measured ones).
    """
    positions, here, last = [0], 0, len(x) - 1
    while here < last:
        run = x[here + 1 :] - x[here]
        low = np.maximum.accumulate((y[here + 1 :] - tolerance - y[here]) / run)
        high = np.minimum.accumulate((y[here + 1 :] + tolerance - y[here]) / run)
        slope = (y[here + 1 :] - y[here]) / run
        fits = np.ones(len(run), dtype=bool)
        fits[1:] = (low[:-1] <= slope[1:]) & (slope[1:] <= high[:-1])
        here += 1 + int(np.flatnonzero(fits)[-1])
        positions.append(here)
    return np.array(positions)
