"""Time of all experts' products of a layer on one GPU. A shape that was not measured takes the nearest that was,
times the ratio of the two rooflines at the same number of tokens.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from planner.performance.kernels.lines import lines
from planner.performance.kernels.machine import least_seconds

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.performance.kernels.machine import Machine

BYTES = {
    "bfloat16": 2.0, "fp8": 1.0, "fp8_block": 1.0, "nvfp4": 0.5625, "int4_wo": 0.53, "w4a16_mxfp4": 0.53,
    "w4a8_mxfp4_mxfp8": 0.53,
}  # fmt: skip
BITS = {"fp8": 8, "fp8_block": 8, "nvfp4": 4, "w4a8_mxfp4_mxfp8": 8}  # of the multiplications; the others use 16
FEWEST_POINTS = 3


@dataclass(frozen=True)
class Experts:
    """Experts of one layer as one GPU sees them."""

    hidden: int
    inner: int  # width of one expert before it is cut
    each: int  # experts a token visits
    number: int
    cut: int  # GPUs that share each expert (tensor parallel)
    spread: int  # GPUs among which experts are dealt out (expert parallel)

    def work(self, tokens: Floats, size: float) -> tuple[Floats, Floats]:
        """Bytes read and operations on one GPU for `tokens` that enter the layer over all ranks."""
        touched = np.minimum(
            self.number / self.spread * (1 - (1 - self.each / self.number) ** tokens), tokens * self.each
        )
        weights = 3.0 * self.hidden * self.inner / self.cut
        return touched * weights * size, 2.0 * weights * (tokens * self.each / self.spread + 8.0 * touched)

    @property
    def key(self) -> tuple[int, ...]:
        """Columns of the table."""
        return (self.hidden, self.inner, self.each, self.number, self.cut, self.spread)


@lru_cache(maxsize=64)
def _shapes(table: str, dtype: str) -> dict[tuple[int, ...], int]:
    """Measured shapes of a number type with their number of points."""
    places = lines("moe", table).at
    return {key[1:]: part.stop - part.start for key, part in places.items() if key[0] == dtype}


def measured(of: Machine, dtype: str) -> bool:
    """Whether experts of a number type were measured on the GPU whose table is read."""
    return bool(_shapes(of.table, dtype))


def seconds(of: Machine, dtypes: tuple[str, ...], experts: Experts, tokens: Floats) -> Floats:
    """Seconds of a layer's experts at tokens that enter it [tokens.shape], in the first number type that was measured.

    Raises KeyError if none of the number types was measured on that GPU.
    """
    dtype = next(name for name in (*dtypes, "bfloat16") if _shapes(of.table, name))
    tokens = np.maximum(tokens, 1.0)
    shape = _nearest(of.table, dtype, experts)
    time = np.exp(lines("moe", of.table).log_time((dtype, *shape.key), np.log(tokens)))
    read, operations = experts.work(tokens, BYTES[dtype])
    if shape != experts:
        other = least_seconds(of.measured, *shape.work(tokens, BYTES[dtype]), BITS.get(dtype, 16))
        time = time * least_seconds(of.measured, read, operations, BITS.get(dtype, 16)) / other
    return of.scaled(time, read, operations, BITS.get(dtype, 16))


@lru_cache(maxsize=4096)
def _nearest(table: str, dtype: str, experts: Experts) -> Experts:
    """The measured shape itself, or the one nearest in width of a cut expert, experts per GPU and share visited."""
    shapes = _shapes(table, dtype)
    if shapes.get(experts.key, 0) >= FEWEST_POINTS:
        return experts
    keys = np.array([key for key, points in shapes.items() if points >= FEWEST_POINTS], dtype=np.float64)

    def figures(x: Floats) -> Floats:
        hidden, inner, each, number, cut, spread = x.T
        logs: Floats = np.log(np.stack([hidden, inner / cut, number / spread, each / number, cut * spread, number]))
        return logs

    here = figures(np.array([experts.key], dtype=np.float64))
    away = np.abs(figures(keys) - here) * np.array([1.0, 1.0, 1.0, 1.0, 0.3, 0.3])[:, None]
    return Experts(*(int(x) for x in keys[int(np.argmin(away.sum(axis=0)))]))
