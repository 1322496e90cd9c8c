"""Work counted in GPU-hours on another GPU than it was counted on: the ratio of their rooflines."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planner.inputs.racks.operating_points import Point

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.inputs.racks.operating_points import GpuHourNeed, Product

LEAST_SHARE_OF_REFERENCE = 0.05  # a GPU below 5 % of the reference's TFLOPS does not run that work
TFLOPS_COLUMN = {
    "fp64": "fp64_tensor_tflops",
    "fp16": "fp16_dense_tflops",
    "fp8": "fp8_dense_tflops",
    "fp4": "fp4_dense_tflops",
}
SAME_DIE = {"GB300_NVL72": "B300_HGX"}  # a TFLOPS figure not found is taken from the same die in a server


def gpu_hour_points(need: GpuHourNeed, products: Mapping[str, Product]) -> dict[str, Point]:
    """GPUs of the reference that one GPU of a product replaces, by product: the ratio of their rooflines.

    A roofline is the dense TFLOPS of the precision, or memory bandwidth · FLOPs per byte where that is less.
    Source: Williams et al. (2009).
    """
    reference = _attained(need.reference_rack, need, products)
    points: dict[str, Point] = {}
    for name, product in products.items():
        tflops = _attained(name, need, products)
        if not reference or not tflops or tflops < LEAST_SHARE_OF_REFERENCE * reference:
            continue
        peak = math.isinf(need.flops_per_byte)
        text = (
            f"specification ratio: {need.precision} {tflops:g} TFLOPS per GPU of {name} over "
            f"{reference:g} of {need.reference_rack} (data/gpu/gpu_specs.csv, "
            f"{TFLOPS_COLUMN[need.precision]}"
            + (")" if peak else f" and memory bandwidth at {need.flops_per_byte:g} FLOPs per byte)")
        )
        if product.tflops[need.precision] is None:
            text += f"; the figure of {name} was not found and is taken from {SAME_DIE[name]}, the same die"
        rate = tflops / reference
        points[name] = Point(need.workload, name, rate, math.nan, "specification ratio", (), text)
    return points


def without_gpu_hours(need: GpuHourNeed, products: Mapping[str, Product], racks: Sequence[str]) -> dict[str, str]:
    """Why each of some racks does not run a GPU-hour workload, in words."""
    reference = _attained(need.reference_rack, need, products)
    reasons: dict[str, str] = {}
    for name in racks:
        tflops = _attained(name, need, products)
        if tflops and reference:
            reasons[name] = (
                f"{name} has {tflops:g} TFLOPS of {need.precision} per GPU, {tflops / reference:.1%} of the "
                f"{reference:g} of {need.reference_rack}"
            )
        else:
            reasons[name] = f"no {need.precision} figure of {name} is known"
    return reasons


def _attained(name: str, need: GpuHourNeed, products: Mapping[str, Product]) -> float | None:
    """TFLOPS per GPU that the work can reach, or None where no peak is known."""
    peak = _tflops(name, need.precision, products)
    return None if peak is None else min(peak, products[name].bandwidth_tb_per_s * need.flops_per_byte)


def _tflops(name: str, precision: str, products: Mapping[str, Product]) -> float | None:
    if name not in products:
        return None
    own = products[name].tflops[precision]
    if own is None and name in SAME_DIE and SAME_DIE[name] in products:
        return products[SAME_DIE[name]].tflops[precision]
    return own
