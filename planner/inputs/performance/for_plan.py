"""Operating points of a workload on a rack, in the units the plan counts in."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.errors import DataError
from planner.inputs.performance import fitted, hardware
from planner.inputs.performance import power as watts
from planner.inputs.performance.predict import OperatingPoint, Query, predict

if TYPE_CHECKING:
    from pathlib import Path

    from planner.inputs.operating_points import TokenNeed

SLOWEST_DEFERRABLE = 8.0  # tokens/s per user of work that may wait: batches as large as MLPerf Server runs them


@dataclass(frozen=True)
class PlanPoint:
    """One operating point of a workload on a rack."""

    tokens_per_s_per_gpu: float
    low: float  # 80 % interval
    high: float
    tokens_per_s_per_user: float
    ttft_s: float
    expected_kw: float  # of the rack, serving, at the wall
    provisioned_kw: float
    nameplate_kw: float
    cap_share: float  # of TDP; 1 is uncapped
    basis: str  # measured, interpolated, predicted
    rows: tuple[str, ...]
    text: str


def points_for(
    need: TokenNeed, product: str, caps: tuple[float, ...] = (1.0,), data_dir: Path | None = None
) -> list[PlanPoint]:
    """Operating points of a workload on a rack product, one per power cap (share of TDP); empty if none serves it.

    Raises DataError for an unknown product or precision.
    """
    gpu = hardware.find(product, data_dir)
    speed = need.tokens_per_s_per_user if need.tokens_per_s_per_user > 0 else SLOWEST_DEFERRABLE
    query = Query(
        need.model,
        product,
        need.precision,
        need.input_tokens,
        need.output_tokens,
        cached_input_share=need.cached_input_share,
        total_params_b=need.total_params_b,
        active_params_b=need.active_params_b,
        tokens_per_s_per_user=speed,
    )
    try:
        point = predict(query, data_dir)
    except DataError as error:
        if str(error).startswith(("memory", "interactivity")):
            return []
        raise
    found = []
    for cap in caps:
        cap_w = cap * gpu.tdp_w
        board, kept = watts.capped(gpu, point.power.board_w, cap_w, point.compute_bound)
        unit = watts.unit(gpu, board, cap_w)
        told = point.text if math.isclose(cap, 1.0) else f"{point.text}; boards capped at {cap:.0%} of TDP"
        found.append(_plan_point(point, unit, kept, cap, speed, told))
    return found


def _plan_point(
    point: OperatingPoint, unit: watts.UnitPower, kept: float, cap: float, speed: float, told: str
) -> PlanPoint:
    low, rate, high = point.tokens_per_s_per_gpu
    return PlanPoint(
        tokens_per_s_per_gpu=rate * kept,
        low=low * kept,
        high=high * kept,
        tokens_per_s_per_user=speed * kept,
        ttft_s=point.ttft_s / kept,
        expected_kw=unit.expected_kw,
        provisioned_kw=unit.provisioned_kw,
        nameplate_kw=unit.nameplate_kw,
        cap_share=cap,
        basis=point.basis,
        rows=point.rows,
        text=told,
    )


def software_gain(years: float, data_dir: Path | None = None) -> float:
    """Speed-up from `years` of software at the fitted yearly gain [-]; of future years an assumption."""
    return math.exp(fitted.load(data_dir).parameters.software_gain * years)
