"""A number that a plan rests on, with its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["measured", "estimated", "assumed"]


@dataclass(frozen=True)
class Assumption:
    """One number that the plan rests on, with where it comes from."""

    path: str  # "fleet.racks.H200_HGX.price_usd" or "data/gpu/gpu_specs.csv: H200_HGX.fp64_tensor_tflops"
    value: str  # as shown: "256,000"
    unit: str
    kind: Kind
    source: str
    reason: str  # why this value, for what is assumed; else empty
    where: str  # "scenarios/les-ulis-base.yaml, line 41" or the data file
