"""Tables of kernel times as lines: one per shape, seconds over the length or the number of tokens.

Rows of data/gpu/kernels are thinned (docs/data.md): between two rows of a line the time is straight in logarithms to
within 3 %. Below the first point a line is flat (a launch takes its time), beyond the last it grows in proportion.
No call takes longer than a larger one: it can be padded to it (a few collections have slow outliers at small sizes).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet as pq

from planner.catalogue import files

if TYPE_CHECKING:
    from pathlib import Path

    from planner.arrays import Floats, Ints

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


@lru_cache(maxsize=16)
def _table(operation: str, data_dir: Path | None) -> tuple[Any, dict[str, tuple[int, int]]]:
    """A table read once for all GPUs, and where the rows of each begin and how many they are: they stand together."""
    path = files.data_folder(data_dir) / "gpu" / "kernels" / f"{operation}.parquet"
    table = pq.read_table(path).unify_dictionaries().combine_chunks()
    gpus = table["gpu"].combine_chunks()
    codes = gpus.indices.to_numpy()
    edges = [0, *(np.flatnonzero(np.diff(codes)) + 1).tolist(), len(codes)]
    names = gpus.dictionary.to_pylist()
    return table, {names[codes[a]]: (a, b - a) for a, b in pairwise(edges) if b > a}


def _shape_column(column: Any) -> tuple[Any, Any]:
    """A column of shapes as numbers that differ where it does, and what reads those at places: texts are coded."""
    column = column.combine_chunks()
    if hasattr(column, "dictionary"):
        names = np.array(column.dictionary.to_pylist(), dtype=object)
        codes = column.indices.to_numpy()
        return codes, lambda places: names[codes[places]].tolist()
    values = column.to_numpy()
    return values, lambda places: values[places].tolist()


@lru_cache(maxsize=128)
def lines(operation: str, gpu: str, data_dir: Path | None = None) -> Lines:
    """Lines of an operation on a GPU as its table names it; the last key column is the axis.

    Source: data/gpu/kernels, NVIDIA's aiconfigurator (docs/data.md). Raises OSError if the table is missing.
    """
    whole, places_of = _table(operation, data_dir)
    table = whole.slice(*places_of.get(gpu, (0, 0)))
    *names, last = (name for name in table.column_names if name not in ("gpu", VALUE))
    axis = np.maximum(table[last].to_numpy().astype(np.float64), 0.5)  # a prompt without prefix has length 0
    columns = [_shape_column(table[name]) for name in names]
    size = len(axis)
    new = np.ones(size, dtype=bool)
    if size:
        new[1:] = np.any([values[1:] != values[:-1] for values, _ in columns], axis=0)
    starts = np.flatnonzero(new)
    ends = np.append(starts[1:], size)
    shapes = zip(*(read(starts) for _, read in columns), strict=True) if columns else iter([()] * len(starts))
    places = {key: slice(a, b) for key, a, b in zip(shapes, starts.tolist(), ends.tolist(), strict=True)}
    times = np.log(table[VALUE].to_numpy().astype(np.float64) * MICRO)
    return Lines(places, np.log(axis), _padded_each(times, starts))


def padded(times: Floats) -> Floats:
    """Times of calls of rising size, none longer than that of a larger call."""
    least: Floats = np.minimum.accumulate(times[::-1])[::-1]
    return least


def _padded_each(times: Floats, starts: Ints) -> Floats:
    """`padded` for each line of an array of them, all at once: lines lifted apart never undercut one another."""
    if not len(times):
        return times
    line = np.zeros(len(times))
    line[starts[1:]] = 1.0
    lift = np.cumsum(line) * np.ceil(np.ptp(times) + 1.0)
    least: Floats = np.minimum(padded(times + lift) - lift, times)
    return least


def between(log_x: Floats, log_y: Floats, at: Floats) -> Floats:
    """ln times at ln x over a few points: straight in logarithms, flat below, in proportion above."""
    time: Floats = np.interp(at, log_x, log_y) + np.maximum(at - log_x[-1], 0.0)
    return time
