"""Time between GPUs: the engines' all-reduce as measured, and an all-to-all of experts.

All-reduces were measured up to 4, 8 or 16 GPUs; each doubling beyond takes 15 % more. All-to-alls follow what was
measured between 2 and 64 GPUs of GB200 over NVLink: 12 us, and the bytes at 60 % of the link.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.performance.kernels.lines import lines

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.performance.kernels.machine import Machine

PER_DOUBLING = 0.15
EXCHANGE_S, LINK_SHARE = 12e-6, 0.6


def all_reduce(of: Machine, gpus: int, elements: Floats) -> Floats:
    """Seconds of an all-reduce of `elements` of two bytes over GPUs of one NVLink domain; 0 on one GPU."""
    if gpus <= 1:
        return 0.0 * elements
    kernel = lines("all_reduce", of.table)
    most = max(size for (size,) in kernel.at if size <= gpus)
    time = np.exp(kernel.log_time((most,), np.log(elements))) * (1 + PER_DOUBLING * np.log2(gpus / most))
    slower = of.measured.link_gb_per_s / of.gpu.link_gb_per_s
    wire = 2.0 * elements / (of.measured.link_gb_per_s * 1e9)
    total: Floats = time + wire * (slower - 1)
    return total


def all_to_all(of: Machine, sent_bytes: Floats) -> Floats:
    """Seconds of one dispatch or combine of experts that sends bytes from each GPU."""
    return EXCHANGE_S + sent_bytes / (of.gpu.link_gb_per_s * 1e9 * LINK_SHARE)
