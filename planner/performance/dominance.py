"""A better GPU is never predicted slower, whatever was measured on either.

One GPU is at least another when none of its figures is less: memory, bandwidth, dense FLOPS, links, GPUs joined. By
the physics alone the better one is never slower. The correction draws a GPU towards its own rows, and the rows of a
new GPU may come from an early port. So a front of a model is held between bounds:

    measured GPU:  the best of its own front and those of every measured GPU that it is at least
    other GPU:     the physics, not under any measured GPU that it is at least, nor over any that is at least it

Both rise with every figure of the GPU, so the answer does (isotonic bounds on a partial order).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from planner.performance.curves import Curve, falling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from planner.performance.evidence.hardware import Gpu

FIGURES = ("memory_gb", "bandwidth_tb_per_s", "tflops_16", "tflops_8", "tflops_4", "link_gb_per_s", "domain")


def at_least(gpu: Gpu, other: Gpu) -> bool:
    """Whether no figure of a GPU is less than that of the other."""
    return all(getattr(gpu, name) >= getattr(other, name) for name in FIGURES)


def held(gpu: Gpu, measured: Iterable[Gpu], front: Callable[[Gpu], Curve]) -> Curve:
    """The front of a GPU between those of the GPUs its model was measured on; `front` gives each one's own."""
    there = list(measured)
    own = front(gpu)
    if any(other.product == gpu.product for other in there):
        return _over(own, [front(other) for other in there if other.product != gpu.product and at_least(gpu, other)])
    over = [other for other in there if at_least(other, gpu)]
    high = [held(other, there, front) for other in over]
    return _over(_under(own, high), [front(other) for other in there if at_least(gpu, other)])


def _over(own: Curve, low: list[Curve]) -> Curve:
    """The own curve, raised to the highest of the others."""
    if not low:
        return own
    rates = np.stack([own.log_rate, *(curve.at(own.log_speed) for curve in low)])
    return replace(own, log_rate=falling(own.log_speed, rates.max(axis=0)))


def _under(own: Curve, high: list[Curve]) -> Curve:
    """The own curve, lowered to the lowest of the others."""
    if not high:
        return own
    rates = np.stack([own.log_rate, *(curve.at(own.log_speed) for curve in high)])
    return replace(own, log_rate=rates.min(axis=0))
