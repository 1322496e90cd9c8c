"""Tables of kernel times as lines: one per shape, seconds over the length or the number of tokens.

Rows of data/gpu/kernels are thinned (docs/data.md): between two rows of a line the time is straight in logarithms to
within 3 %. Below the first point a line is flat (a launch takes its time), beyond the last it grows in proportion.
No call takes longer than a larger one: it can be padded to it (a few collections have slow outliers at small sizes).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet as pq

from planner.catalogue import files

if TYPE_CHECKING:
    from pathlib import Path

    from planner.arrays import Floats

Key = tuple[Any, ...]
MICRO = 1e-6
VALUE = "latency_us"


@dataclass(frozen=True)
class Lines:
    """Lines of one operation on one GPU: ln of the axis and ln of seconds, and where each shape's points lie."""

    at: dict[Key, slice]
    log_x: Floats
    log_seconds: Floats

    def log_time(self, key: Key, log_x: Floats | float) -> Floats:
        """ln seconds of a shape at ln of its axis. Raises KeyError for a shape that was not measured."""
        part = self.at[key]
        x, y = self.log_x[part], self.log_seconds[part]
        time: Floats = np.interp(log_x, x, y) + np.maximum(np.asarray(log_x) - x[-1], 0.0)
        return time


@lru_cache(maxsize=128)
def lines(operation: str, gpu: str, data_dir: Path | None = None) -> Lines:
    """Lines of an operation on a GPU as its table names it; the last key column is the axis.

    Source: data/gpu/kernels, NVIDIA's aiconfigurator (docs/data.md). Raises OSError if the table is missing.
    """
    path = files.data_folder(data_dir) / "gpu" / "kernels" / f"{operation}.parquet"
    table = pq.read_table(path, filters=[("gpu", "==", gpu)]).drop_columns(["gpu"])
    names = [name for name in table.column_names if name != VALUE]
    columns = [table[name].to_numpy() for name in names]
    axis = np.maximum(columns.pop().astype(np.float64), 0.5)  # a prompt without prefix has length 0
    size = len(axis)
    new = np.ones(size, dtype=bool)
    if size:
        new[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    starts = np.flatnonzero(new)
    ends = np.append(starts[1:], size)
    shapes = zip(*(column[starts].tolist() for column in columns), strict=True) if columns else iter([()] * len(starts))
    places = {key: slice(a, b) for key, a, b in zip(shapes, starts.tolist(), ends.tolist(), strict=True)}
    times = np.log(table[VALUE].to_numpy().astype(np.float64) * MICRO)
    for part in places.values():
        times[part] = padded(times[part])
    return Lines(places, np.log(axis), times)


def padded(times: Floats) -> Floats:
    """Times of calls of rising size, none longer than that of a larger call."""
    least: Floats = np.minimum.accumulate(times[::-1])[::-1]
    return least


def between(log_x: Floats, log_y: Floats, at: Floats) -> Floats:
    """ln times at ln x over a few points: straight in logarithms, flat below, in proportion above."""
    time: Floats = np.interp(at, log_x, log_y) + np.maximum(at - log_x[-1], 0.0)
    return time
