"""Operating points of a workload on a rack, in the units the plan counts in, at full power and under caps."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.errors import DataError
from planner.performance import physics
from planner.performance.capped import CappedPoint, capped_points
from planner.performance.evidence.setup import arrays
from planner.performance.fitting import fitted
from planner.performance.predict import predict
from planner.performance.query import Query, served
from planner.performance.resolved import resolve
from planner.performance.step import seconds, split

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from planner.inputs.racks.operating_points import TokenNeed

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
    at_the_edge: bool = False  # of its front: only a measurement can be relied on
    log_time_sigma: float = 0.0  # standard deviation of ln time [-]
    not_stated: tuple[tuple[str, float], ...] = ()  # inputs left open, and how many times wider the band is for it


def query_of(need: TokenNeed, product: str, speed: float | None = None) -> Query:
    """The question a workload asks of a rack product, at a speed [tokens/s per user] or the one it needs."""
    needed = need.tokens_per_s_per_user if need.tokens_per_s_per_user > 0 else SLOWEST_DEFERRABLE
    query = Query(
        need.model,
        product,
        need.precision,
        need.input_tokens,
        need.output_tokens,
        cached_input_share=need.cached_input_share,
        total_params_b=need.total_params_b,
        active_params_b=need.active_params_b,
        tokens_per_s_per_user=needed if speed is None else speed,
    )
    _, shift, sigma = next((level for level in need.levels if level[0] == product), ("", 0.0, None))
    return replace(served(query, need.serving), log_time_shift=shift, level_sigma=sigma)


def memory_gb(need: TokenNeed, product: str, data_dir: Path | None = None) -> tuple[float, float]:
    """Memory the weights of a workload's model need, and what a rack has for them [GB]."""
    setting = resolve(query_of(need, product), fitted.load(data_dir).model, data_dir).setting
    there = setting.of.gpu.domain * setting.of.gpu.memory_gb * split.MEMORY_FOR_MODEL
    return split.weights_gb(setting.shape, setting.number), there


def roofline(need: TokenNeed, product: str, data_dir: Path | None = None) -> tuple[float, float]:
    """Tokens/s per GPU and tokens/s per user that no run of a workload on a product can exceed."""
    case = resolve(query_of(need, product), fitted.load(data_dir).model, data_dir).case
    rate, speed = physics.roofline(arrays([case]))
    return float(rate[0]), float(speed[0])


def points_for(
    need: TokenNeed,
    product: str,
    caps: Sequence[float] = (),
    nameplate_kw: float = math.nan,
    data_dir: Path | None = None,
    log_time_shift: float = 0.0,
) -> list[PlanPoint]:
    """Operating points of a workload on a rack product: at full power, then one per cap (shares of TDP, falling).

    Each gives every user the speed the workload needs, see `capped.capped_points`; work that may wait keeps its batch.
    `nameplate_kw` replaces the catalogue's [kW]. `log_time_shift` is ln of a factor on every time: the front moves, and
    rate and watts are read from it at the same speed. Empty where the model does not fit or the speed is above the
    roofline; raises DataError for an unknown product, model or precision.
    """
    query = query_of(need, product)
    query = replace(query, log_time_shift=query.log_time_shift + log_time_shift)
    keep_speed = need.tokens_per_s_per_user > 0
    try:
        points = capped_points(query, caps, nameplate_kw, keep_speed=keep_speed, data_dir=data_dir)
    except DataError as error:
        if str(error).startswith(("memory", "interactivity")):
            return []
        raise
    return [_plan_point(point) for point in points]


def why_none(need: TokenNeed, product: str, data_dir: Path | None = None) -> str:
    """Why `points_for` gives none: the first line of the error; empty where there are points."""
    try:
        predict(query_of(need, product), data_dir)
    except DataError as error:
        return str(error).splitlines()[0]
    return ""


def _plan_point(capped: CappedPoint) -> PlanPoint:
    low, rate, high = capped.tokens_per_s_per_gpu
    return PlanPoint(
        tokens_per_s_per_gpu=rate,
        low=low,
        high=high,
        tokens_per_s_per_user=capped.tokens_per_s_per_user[1],
        ttft_s=capped.point.ttft_s / capped.rate_share,
        expected_kw=capped.unit.expected_kw,
        provisioned_kw=capped.unit.provisioned_kw,
        nameplate_kw=capped.unit.nameplate_kw,
        cap_share=capped.share,
        basis=capped.point.basis,
        rows=capped.point.rows,
        text=capped.point.text,
        at_the_edge=capped.point.at_the_edge,
        log_time_sigma=capped.point.log_time_sigma,
        not_stated=capped.point.not_stated,
    )


def software_gain(years: float, data_dir: Path | None = None) -> float:
    """Speed-up from `years` of software at the mean yearly gain of the engines [-]; of future years an assumption."""
    p = fitted.load(data_dir).model.parameters
    gains = [p[f"gain_{engine}"] for engine in seconds.ENGINES]
    return math.exp(sum(gains) / len(gains) * years)
