"""Time of a product of m tokens x k by k x n, interpolated in logarithms between measured shapes."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from planner.performance.kernels.lines import Lines, lines

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.performance.kernels.machine import Machine

BITS = {"bfloat16": 16, "fp8": 8, "fp8_block": 8, "nvfp4": 4}
BYTES = {"bfloat16": 2.0, "fp8": 1.0, "fp8_block": 1.0, "nvfp4": 0.5625}
WIDER = {"nvfp4": "fp8", "fp8_block": "fp8", "fp8": "bfloat16"}  # what a GPU without a number type computes in


@lru_cache(maxsize=64)
def axes(table: str, dtype: str) -> tuple[Floats, Floats]:
    """Measured n and k of a number type, rising; empty where the GPU has no such products."""
    shapes = [key[1:] for key in lines("gemm", table).at if key[0] == dtype]
    return tuple(np.unique([shape[i] for shape in shapes]).astype(np.float64) for i in (0, 1))  # type: ignore[return-value]


def number_type(table: str, dtype: str) -> str:
    """The number type itself, or the next wider one that was measured on that GPU."""
    while not len(axes(table, dtype)[0]):
        dtype = WIDER[dtype]
    return dtype


def seconds(of: Machine, dtype: str, m: Floats, n: float, k: float) -> Floats:
    """Seconds of products at m tokens [m.shape]; beyond the measured sizes time grows in proportion."""
    dtype = number_type(of.table, dtype)
    if len(m) == 1:  # prompts: many splits multiply the same
        time = np.array([_lone(of.table, dtype, float(m[0]), float(n), float(k))])
    else:
        time = np.exp(_log_seconds(of.table, dtype, np.log(np.maximum(m, 1.0)), float(n), float(k)))
    read = BYTES[dtype] * n * k + 2.0 * np.asarray(m) * (n + k)
    return of.scaled(time, read, 2.0 * np.asarray(m) * n * k, BITS[dtype])


@lru_cache(maxsize=16384)
def _lone(table: str, dtype: str, m: float, n: float, k: float) -> float:
    return float(np.exp(_log_seconds(table, dtype, np.log(np.array([max(m, 1.0)])), n, k))[0])


def _log_seconds(table: str, dtype: str, log_m: Floats, n: float, k: float) -> Floats:
    kernel = lines("gemm", table)
    corners, beyond = _corners(table, dtype, n, k)
    weighted = np.full(np.shape(log_m), beyond)
    for key, weight in corners:
        weighted += weight * kernel.log_time(key, log_m)
    return weighted


@lru_cache(maxsize=4096)
def _corners(table: str, dtype: str, n: float, k: float) -> tuple[list[tuple[tuple[str, int, int], float]], float]:
    """Measured shapes around n x k with weights that add up to 1, and ln of how far it lies beyond the largest.

    A hole gives its weight to the other corners.
    """
    kernel = lines("gemm", table)
    beyond = sum(max(float(np.log(x / axis[-1])), 0.0) for x, axis in zip((n, k), axes(table, dtype), strict=True))
    pairs = [_around(axis, x) for axis, x in zip(axes(table, dtype), (n, k), strict=True)]
    result = [((dtype, a, b), wa * wb) for a, wa in pairs[0] for b, wb in pairs[1] if wa * wb > 0]
    measured = [(key, weight) for key, weight in result if key in kernel.at] or [_nearest(kernel, dtype, n, k)]
    total = sum(weight for _, weight in measured)
    return [(key, weight / total) for key, weight in measured], beyond


def _around(axis: Floats, x: float) -> list[tuple[int, float]]:
    x = float(np.clip(x, axis[0], axis[-1]))
    i = int(np.clip(np.searchsorted(axis, x), 1, len(axis) - 1))
    share = float(np.log(x / axis[i - 1]) / np.log(axis[i] / axis[i - 1]))
    return [(int(axis[i - 1]), 1 - share), (int(axis[i]), share)]


def _nearest(kernel: Lines, dtype: str, n: float, k: float) -> tuple[tuple[str, int, int], float]:
    keys = [key for key in kernel.at if key[0] == dtype]
    away = [abs(np.log(key[1] / n)) + abs(np.log(key[2] / k)) for key in keys]
    return keys[int(np.argmin(away))], 1.0
