"""Which table of kernel times a GPU reads, and what changes where it has none of its own.

A GPU without a table takes the times of its nearest relative, each multiplied by the ratio of the least time the two
need for the same bytes and operations (roofline with a launch of `LAUNCH_S`). AMD's were placed by generation: MI300X
and MI325X beside H200 (FP8, no FP4), MI355X beside B200 (FP4), Vera Rubin beside GB300.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.arrays import Floats
    from planner.performance.evidence.hardware import Gpu

LAUNCH_S = 5e-6  # of a kernel that does nothing, about what the smallest shapes take on every GPU
TABLES = {
    "H100_HGX": "h100_sxm", "H200_HGX": "h200_sxm", "B200_HGX": "b200_sxm", "B300_HGX": "b300_sxm",
    "GB200_NVL72": "gb200", "GB300_NVL72": "gb300",
}  # fmt: skip
RELATIVES = {
    "VR_NVL72": "GB300_NVL72", "MI355X_HGX": "B200_HGX", "MI325X_HGX": "H200_HGX", "MI300X_HGX": "H200_HGX",
    "H200 NVL": "H200_HGX", "H20": "H200_HGX",
}  # fmt: skip
# Factor on the scaled times, where whole runs of a GPU without table were published. Vera Rubin: DeepSeek-R1 in FP4 at
# 16,435 tokens/s per GPU offline and 8,547 over the whole interactive run, with drafts (gpu/mlperf_v61.parquet,
# ML61-0212 and ML61-0211). Proved by: test_published_runs_set_the_level_of_vera_rubin.
LEVELS = {"VR_NVL72": 1.29}
OTHERWISE = "H100_HGX"  # A100, L40S, PCIe cards


@dataclass(frozen=True)
class Machine:
    """A GPU with the table it reads and the GPU that table was measured on."""

    gpu: Gpu
    measured: Gpu
    table: str

    @property
    def own(self) -> bool:
        """Whether the table was measured on this GPU."""
        return self.gpu.product == self.measured.product

    def scaled(self, seconds: Floats, read_bytes: Floats | float, operations: Floats | float, bits: int) -> Floats:
        """Seconds of a kernel on this GPU: those of its table times the ratio of the two rooflines and its level."""
        if self.own:
            return seconds
        here = least_seconds(self.gpu, read_bytes, operations, bits)
        level = LEVELS.get(self.gpu.product, 1.0)
        time: Floats = seconds * level * here / least_seconds(self.measured, read_bytes, operations, bits)
        return time


def least_seconds(gpu: Gpu, read_bytes: Floats | float, operations: Floats | float, bits: int) -> Floats:
    """Launch, and the longer of reading and computing with a smooth corner [s]."""
    read = np.asarray(read_bytes) / (gpu.bandwidth_tb_per_s * 1e12)
    compute = np.asarray(operations) / (gpu.tflops(gpu.computes_in(bits)) * 1e12)
    time: Floats = LAUNCH_S + np.hypot(read, compute)
    return time


def machine(gpu: Gpu, gpus: Mapping[str, Gpu]) -> Machine:
    """The machine of a GPU; `gpus` are those of the catalogue by product."""
    product = gpu.product if gpu.product in TABLES else RELATIVES.get(gpu.product, OTHERWISE)
    own = product == gpu.product
    return Machine(gpu, gpu if own else gpus[product], TABLES[product])
