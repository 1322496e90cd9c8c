"""GPUs as the physics sees them, by any common spelling. Figures: data/gpu/gpu_specs.csv."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from planner.catalogue import racks as rack_data
from planner.errors import DataError, located, nearest

if TYPE_CHECKING:
    from pathlib import Path

GENERIC_LINK_GB_PER_S = 450.0


@dataclass(frozen=True)
class Gpu:
    """One GPU of a rack or server. TFLOPS are dense, per GPU; bandwidths are one way."""

    name: str
    product: str
    bandwidth_tb_per_s: float
    memory_gb: float
    tflops_16: float
    tflops_8: float
    tflops_4: float  # that of FP8 where the GPU has no FP4
    tdp_w: float
    domain: int  # GPUs joined by one NVLink or Infinity Fabric switch
    link_gb_per_s: float  # per GPU and direction
    unit_kw: float  # nameplate of the server or rack; NaN where unknown

    def tflops(self, bits: int) -> float:
        """Dense TFLOPS for weights of 4, 8 or 16 bits; int4 weights compute in 16 bits, callers say so."""
        return {4: self.tflops_4, 8: self.tflops_8}.get(bits, self.tflops_16)

    def computes_in(self, bits: int) -> int:
        """Number type of the multiplications [bit]: weights narrower than the GPU's units are widened to 16 bits."""
        unknown = (bits == 4 and self.tflops_4 <= self.tflops_8) or (bits == 8 and self.tflops_8 <= self.tflops_16)
        return 16 if unknown else bits


# One-way scale-up bandwidth per GPU [GB/s]: NVLink 4, 5 and 6, Infinity Fabric. Source: vendors' data sheets.
LINK_GB_PER_S = {"H": 450.0, "B": 900.0, "GB": 900.0, "VR": 1800.0, "MI": 448.0}
# GPUs that no rack of the catalogue holds, for questions about them: TB/s, GB, dense TFLOPS in 16 and 8 bits (int4
# and FP8 weights of an A100 compute in 16), board W, GPUs joined, GB/s one way. Sources, read as excerpts in November
# 2026; the sheets themselves were not read: A100 glennklockwood.com/garden/processors/A100; H20 tweaktown.com 95224;
# L40S mullet.se, product 355414; H100 PCIe archive-lib.hpctech.co.jp, nvidia-h100; H100 NVL aiminingco.com, h100-nvl;
# 16 bits of both NVL: torchtitan's table of peaks and a published H200 plan (half of the sheet's 1,671 with sparsity).
# Not found: 8 bits of the NVL (twice 16 bits) and the GPUs joined by bridges, which are the usual ones.
ELSEWHERE = {
    "A100 SXM": (2.039, 80.0, 312.0, 312.0, 400.0, 8, 300.0),
    "H20": (4.0, 96.0, 148.0, 296.0, 400.0, 8, 450.0),
    "L40S": (0.864, 48.0, 362.0, 733.0, 350.0, 8, 32.0),
    "H100 PCIe": (2.0, 80.0, 756.0, 1513.0, 350.0, 8, 64.0),
    "H100 NVL": (3.9, 94.0, 835.0, 1671.0, 400.0, 2, 300.0),
    "H200 NVL": (4.8, 141.0, 835.0, 1671.0, 600.0, 4, 450.0),
}
# Variants of a chip that are not its catalogue row, and the row they must not be taken for.
_VARIANTS = {
    "GH200": "H200_HGX", "H100 NVL": "H100_HGX", "H100 PCIe": "H100_HGX", "H200 NVL": "H200_HGX",
    "MI350X": "MI355X_HGX",
}  # fmt: skip


@lru_cache(maxsize=4)
def gpus(data_dir: Path | None = None) -> dict[str, Gpu]:
    """GPUs of the catalogue by product (H100_HGX ...)."""
    table: dict[str, Gpu] = {}
    for product, row in rack_data.rack_specs(data_dir).iterrows():
        eight = float(row["fp8_dense_tflops"])
        sixteen = float(row["fp16_dense_tflops"])
        four = float(row["fp4_dense_tflops"])
        name = str(product)
        letters = re.match(r"[A-Z]+", name)
        low, high = float(row["server_or_rack_power_kw_low"]), float(row["server_or_rack_power_kw_high"])
        unit = float(row["server_or_rack_power_kw"])
        table[name] = Gpu(
            name=str(row["gpu"]),
            product=name,
            bandwidth_tb_per_s=float(row["memory_bandwidth_tb_per_s"]),
            memory_gb=float(row["memory_gb_per_gpu"]),
            tflops_16=sixteen if np.isfinite(sixteen) else eight / 2,
            tflops_8=eight,
            tflops_4=four if np.isfinite(four) else (3 * eight if name.startswith("VR") else eight),
            tdp_w=float(row["tdp_w_per_gpu"]) if np.isfinite(row["tdp_w_per_gpu"]) else 1000.0,
            domain=int(row["gpus_per_unit"]),
            link_gb_per_s=LINK_GB_PER_S.get(letters[0] if letters else "", GENERIC_LINK_GB_PER_S),
            unit_kw=unit if np.isfinite(unit) else high if np.isfinite(high) else low,
        )
    return table


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


@lru_cache(maxsize=256)
def product_of(name: str, data_dir: Path | None = None) -> str | None:
    """Product of a GPU or rack by any common spelling (b200_sxm, NVIDIA B200-SXM-180GB, GB300 NVL72), or None.

    Variants with other memory or clocks than the catalogue's (NVL, PCIe, GH200) are not taken for it.
    """
    table = gpus(data_dir)
    letters = _plain(name)
    if any(_plain(variant) == letters for variant in _VARIANTS) or re.search(r"nvl(?!72)|pcie|gh200", letters):
        return None
    for product, gpu in table.items():
        if letters in {_plain(product), _plain(gpu.name)}:
            return product
    if "rubin" in letters or re.search(r"vr(200|nvl)", letters):
        return "VR_NVL72"
    chip = re.search(r"(gb|b|h|mi)\d{3}x?", letters)
    if not chip:
        return None
    return next((product for product in table if _plain(product).startswith(chip[0])), None)


def _elsewhere(name: str) -> Gpu | None:
    """A GPU of `ELSEWHERE` by its name with or without maker and memory size, else None."""
    letters = re.sub(r"^nvidia|tensorcore|\d+gb.*$", "", _plain(name))
    for own, (bandwidth, memory, sixteen, eight, tdp, domain, link) in ELSEWHERE.items():
        if letters in {_plain(own), _plain(own).removesuffix("sxm")}:
            return Gpu(own, own, bandwidth, memory, sixteen, eight, eight, tdp, domain, link, np.nan)
    return None


def find(name: str, data_dir: Path | None = None) -> Gpu:
    """A GPU by name. Raises DataError that offers the nearest names."""
    product = product_of(name, data_dir)
    table = gpus(data_dir)
    if product is None and (other := _elsewhere(name)) is not None:
        return other
    if product is None:
        problem = f'"{name}" was read, which no row of data/gpu/gpu_specs.csv describes.'
        raise DataError(located("gpu", problem, nearest(name, [gpu.name for gpu in table.values()])))
    return table[product]


FIGURES = ("memory_gb", "bandwidth_tb_per_s", "tflops_16", "tflops_8", "tflops_4", "link_gb_per_s", "domain")


def at_least(gpu: Gpu, other: Gpu) -> bool:
    """Whether no figure of a GPU is less than that of the other."""
    return all(getattr(gpu, name) >= getattr(other, name) for name in FIGURES)
