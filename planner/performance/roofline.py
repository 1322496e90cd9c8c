"""GPU-hour workloads (simulation, fine-tuning): FLOPs and bytes against the peak of each GPU.

Rate of a GPU = min(peak of the precision, memory bandwidth · FLOPs per byte). FP64 uses the better of vector and tensor
units. GB300 and B300 have about 1 TFLOPS of FP64, so that such work lands on H100, H200 or B200.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planner.catalogue import racks as rack_data
from planner.errors import DataError, located, nearest

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = {
    "fp64": ("fp64_tensor_tflops", "fp64_tflops"),
    "fp16": ("fp16_dense_tflops",),
    "bf16": ("fp16_dense_tflops",),
    "fp8": ("fp8_dense_tflops",),
    "fp4": ("fp4_dense_tflops",),
}
SAME_DIE = {"GB300_NVL72": "B300_HGX"}  # a figure not found is that of the same die in a server


def peak_tflops(product: str, precision: str, data_dir: Path | None = None) -> float:
    """Dense peak per GPU [TFLOPS]; NaN where no figure is known. Source: data/gpu/gpu_specs.csv."""
    if precision not in COLUMNS:
        problem = f'"{precision}" was read.'
        raise DataError(located("precision", problem, nearest(precision, COLUMNS)))
    table = rack_data.rack_specs(data_dir)
    figures = [float(table[column][product]) for column in COLUMNS[precision]]
    finite = [value for value in figures if math.isfinite(value)]
    if not finite and product in SAME_DIE:
        return peak_tflops(SAME_DIE[product], precision, data_dir)
    return max(finite, default=math.nan)


def tflops(product: str, precision: str, flops_per_byte: float, data_dir: Path | None = None) -> float:
    """Roofline rate per GPU [TFLOPS] of work of an arithmetic intensity. Source: Williams et al. (2009)."""
    bandwidth = float(rack_data.rack_specs(data_dir)["memory_bandwidth_tb_per_s"][product])
    return min(peak_tflops(product, precision, data_dir), bandwidth * flops_per_byte)


def reference_gpus(
    product: str, reference: str, precision: str, flops_per_byte: float = math.inf, data_dir: Path | None = None
) -> float:
    """GPUs of `reference` that one GPU of `product` replaces [-]; NaN where a peak is unknown."""
    own = tflops(product, precision, flops_per_byte, data_dir)
    return own / tflops(reference, precision, flops_per_byte, data_dir)
