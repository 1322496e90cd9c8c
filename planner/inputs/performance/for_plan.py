"""Operating points of a workload on a rack, in the units the plan counts in, at full power and under caps."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.errors import DataError
from planner.inputs.performance import fitted, hardware, physics
from planner.inputs.performance import power as watts
from planner.inputs.performance.predict import OperatingPoint, Query, predict, resolve
from planner.inputs.performance.setup import arrays

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from planner.inputs.operating_points import TokenNeed
    from planner.inputs.performance.hardware import Gpu

SLOWEST_DEFERRABLE = 8.0  # tokens/s per user of work that may wait: batches as large as MLPerf Server runs them
CLOSE_ENOUGH = 1.002  # a capped point may give each user this much more than is asked
MOST_STEPS = 12
MOST_FASTER, WIDER = 4.0, 1.2


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


def query_of(need: TokenNeed, product: str, speed: float | None = None) -> Query:
    """The question a workload asks of a rack product, at a speed [tokens/s per user] or the one it needs."""
    asked = need.tokens_per_s_per_user if need.tokens_per_s_per_user > 0 else SLOWEST_DEFERRABLE
    return Query(
        need.model,
        product,
        need.precision,
        need.input_tokens,
        need.output_tokens,
        cached_input_share=need.cached_input_share,
        total_params_b=need.total_params_b,
        active_params_b=need.active_params_b,
        tokens_per_s_per_user=asked if speed is None else speed,
    )


def memory_gb(need: TokenNeed, product: str, data_dir: Path | None = None) -> tuple[float, float]:
    """Memory the weights of a workload's model need, and what a rack has for them [GB]."""
    case = resolve(query_of(need, product), fitted.load(data_dir), data_dir)
    there = case.gpu.domain * case.gpu.memory_gb * physics.MEMORY_FOR_MODEL
    return float(physics.weights_gb(arrays([case]))[0]), there


def roofline(need: TokenNeed, product: str, data_dir: Path | None = None) -> tuple[float, float]:
    """Tokens/s per GPU and tokens/s per user that no run of a workload on a product can exceed."""
    case = resolve(query_of(need, product), fitted.load(data_dir), data_dir)
    rate, speed = physics.roofline(arrays([case]))
    return float(rate[0]), float(speed[0])


def points_for(
    need: TokenNeed,
    product: str,
    caps: Sequence[float] = (),
    nameplate_kw: float = math.nan,
    data_dir: Path | None = None,
) -> list[PlanPoint]:
    """Operating points of a workload on a rack product: at full power, then one per cap (shares of TDP, falling).

    Each gives every user the speed the workload needs: under a cap fewer users share a GPU, so that a slower clock
    costs them nothing. A cap that takes no power off the point before it is left out. `nameplate_kw` replaces the
    catalogue's [kW]. Empty where the model does not fit or the speed is above the roofline; raises DataError for
    an unknown product, model or precision.
    """
    gpu = hardware.find(product, data_dir)
    gpu = replace(gpu, unit_kw=nameplate_kw) if math.isfinite(nameplate_kw) else gpu
    try:
        full = predict(query_of(need, product), data_dir)
    except DataError as error:
        if str(error).startswith(("memory", "interactivity")):
            return []
        raise
    found = [_plan_point(full, 1.0, watts.unit(gpu, full.power.board_w), 1.0)]
    for cap in caps:
        point = _under_cap(need, product, gpu, cap, full, data_dir)
        before = found[-1]
        if point is None:
            break
        if point.expected_kw < before.expected_kw and point.tokens_per_s_per_gpu <= before.tokens_per_s_per_gpu:
            found.append(point)
    return found


def _under_cap(
    need: TokenNeed, product: str, gpu: Gpu, cap: float, full: OperatingPoint, data_dir: Path | None
) -> PlanPoint | None:
    """The point under a cap that still gives users their speed, None where there is none.

    Bisection on the speed that is asked of boards without a cap, as a factor of what is needed.
    """
    cap_w = cap * gpu.tdp_w

    def slowed(point: OperatingPoint) -> tuple[float, float]:
        return watts.capped(gpu, point.power.board_w, cap_w, point.compute_bound)

    def enough(factor: float) -> bool:
        point = _faster(need, product, needed * factor, data_dir)
        return point is not None and factor * slowed(point)[1] >= 1

    needed, point = full.tokens_per_s_per_user[1], full
    if need.tokens_per_s_per_user > 0 and slowed(full)[1] < 1:
        low = high = 1 / slowed(full)[1]  # fewer users mostly leave less to compute, so less to lose
        while not enough(high) and high < MOST_FASTER:
            low, high = high, high * WIDER
        low = 1.0 if low == high else low
        for _ in range(MOST_STEPS):
            if high / low <= CLOSE_ENOUGH:
                break
            middle = math.sqrt(low * high)
            low, high = (low, middle) if enough(middle) else (middle, high)
        found = _faster(need, product, needed * high, data_dir)
        if found is None or not enough(high):
            return None
        point = found
    board, kept = slowed(point)
    return _plan_point(point, kept, watts.unit(gpu, board, cap_w), cap)


def _faster(need: TokenNeed, product: str, speed: float, data_dir: Path | None) -> OperatingPoint | None:
    try:
        return predict(query_of(need, product, speed), data_dir)
    except DataError:  # above the roofline: no batch is small enough
        return None


def _plan_point(point: OperatingPoint, kept: float, unit: watts.UnitPower, cap: float) -> PlanPoint:
    low, rate, high = (x * kept for x in point.tokens_per_s_per_gpu)
    return PlanPoint(
        tokens_per_s_per_gpu=rate,
        low=low,
        high=high,
        tokens_per_s_per_user=point.tokens_per_s_per_user[1] * kept,
        ttft_s=point.ttft_s / kept,
        expected_kw=unit.expected_kw,
        provisioned_kw=unit.provisioned_kw,
        nameplate_kw=unit.nameplate_kw,
        cap_share=cap,
        basis=point.basis,
        rows=point.rows,
        text=point.text,
    )


def software_gain(years: float, data_dir: Path | None = None) -> float:
    """Speed-up from `years` of software at the fitted yearly gain [-]; of future years an assumption."""
    return math.exp(fitted.load(data_dir).parameters.software_gain * years)
