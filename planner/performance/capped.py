"""What a power cap does to an operating point: slower clocks, less power, and still the speed that users need.

Decode waits for memory and loses little when the clock falls; prefill and large batches are bound by compute and lose
almost as much as the clock (power.capped, held against data/gpu/gpu_power_curve.csv in the tests).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.errors import DataError
from planner.performance import power as watts
from planner.performance.evidence import hardware
from planner.performance.point import OperatingPoint
from planner.performance.predict import predict
from planner.performance.query import Query

if TYPE_CHECKING:
    from pathlib import Path

    from planner.performance.evidence.hardware import Gpu

CLOSE_ENOUGH = 1.002  # a capped point may give each user this much more than is asked
MOST_STEPS = 12
MOST_FASTER, WIDER = 4.0, 1.2


@dataclass(frozen=True)
class CappedPoint:
    """An operating point of boards under a cap; at full power `share` and `rate_share` are 1."""

    point: OperatingPoint  # of boards without the cap
    share: float  # cap over rated power of a GPU [-]
    rate_share: float  # share of the point's tokens/s that is left [-]
    board_w: float  # per GPU
    wall_w: float  # per GPU, its part of the server or rack
    unit: watts.UnitPower  # of the server or rack

    @property
    def tokens_per_s_per_gpu(self) -> tuple[float, float, float]:
        """p10, p50 and p90 under the cap [tokens/s]."""
        low, middle, high = self.point.tokens_per_s_per_gpu
        return low * self.rate_share, middle * self.rate_share, high * self.rate_share

    @property
    def tokens_per_s_per_user(self) -> tuple[float, float, float]:
        """p10, p50 and p90 under the cap [tokens/s]."""
        low, middle, high = self.point.tokens_per_s_per_user
        return low * self.rate_share, middle * self.rate_share, high * self.rate_share


def capped_points(
    query: Query,
    caps: Sequence[float] = (),
    nameplate_kw: float = math.nan,
    *,
    keep_speed: bool = True,
    data_dir: Path | None = None,
) -> list[CappedPoint]:
    """Operating points of a query: at full power, then one per cap (shares of a GPU's rated power, falling).

    With `keep_speed` users get the speed asked for under every cap: fewer share a GPU. A cap that does not bind gives
    the point before it again, and caps from the first on under which no batch is fast enough give none. A lower cap
    never raises power nor tokens/s. `nameplate_kw` replaces the catalogue's [kW]. Raises DataError as `predict` does,
    and for a cap at or below idle.
    """
    gpu = hardware.find(query.gpu, data_dir)
    gpu = replace(gpu, unit_kw=nameplate_kw) if math.isfinite(nameplate_kw) else gpu
    full = predict(query, data_dir)
    points = [_capped(full, 1.0, 1.0, gpu, full.power.board_w)]
    for cap in caps:
        point = _under(
            query, gpu, cap, full, data_dir, keep_speed=keep_speed and query.tokens_per_s_per_user is not None
        )
        if point is None:
            break
        points.append(_no_better(point, points[-1]))
    return points


def _no_better(point: CappedPoint, before: CappedPoint) -> CappedPoint:
    """A point that draws and does no more than that of the cap above it: where a cap does not bind, the same."""
    if point.unit.expected_kw >= before.unit.expected_kw:
        expected = before.unit.expected_kw  # while less must be provisioned: no board can draw more than its cap
        return replace(before, share=point.share, unit=replace(point.unit, expected_kw=expected))
    excess = point.tokens_per_s_per_gpu[1] / before.tokens_per_s_per_gpu[1]
    return point if excess <= 1 else replace(point, rate_share=point.rate_share / excess)


def _under(
    query: Query, gpu: Gpu, cap: float, full: OperatingPoint, data_dir: Path | None, *, keep_speed: bool
) -> CappedPoint | None:
    """The point under a cap, None where no batch is small enough for the speed asked.

    Bisection on the speed that is asked of boards without a cap, as a factor of what is needed.
    """
    cap_w = cap * gpu.tdp_w
    needed = full.tokens_per_s_per_user[1]

    def slowed(point: OperatingPoint) -> tuple[float, float]:
        return watts.capped(gpu, point.power.board_w, cap_w, point.compute_bound)

    def at(factor: float) -> OperatingPoint | None:
        try:
            return predict(replace(query, tokens_per_s_per_user=needed * factor), data_dir)
        except DataError:  # above the roofline
            return None

    def enough(factor: float) -> bool:
        point = at(factor)
        return point is not None and factor * slowed(point)[1] >= 1

    point: OperatingPoint | None = full
    if keep_speed and slowed(full)[1] < 1:
        low, high = 1.0, 1 / slowed(full)[1]  # fewer users mostly leave less to compute, so less to lose
        while not enough(high) and high < MOST_FASTER:
            low, high = high, high * WIDER
        for _ in range(MOST_STEPS):
            if high / low <= CLOSE_ENOUGH:
                break
            middle = math.sqrt(low * high)
            low, high = (low, middle) if enough(middle) else (middle, high)
        point = at(high) if enough(high) else None
    if point is None:
        return None
    board, rate_share = slowed(point)
    return _capped(point, cap, rate_share, gpu, board)


def _capped(point: OperatingPoint, share: float, rate_share: float, gpu: Gpu, board_w: float) -> CappedPoint:
    cap_w = share * gpu.tdp_w
    return CappedPoint(point, share, rate_share, board_w, watts.wall_w(gpu, board_w), watts.unit(gpu, board_w, cap_w))
