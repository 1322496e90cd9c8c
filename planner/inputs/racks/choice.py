"""Which operating points a plan may use: the rule of the scenario, power caps, own measurements, what does not fit."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from planner.catalogue import racks as rack_data
from planner.catalogue.files import data_hash
from planner.inputs.racks import measurements
from planner.inputs.racks.benchmarks import Setting, settings
from planner.inputs.racks.calibrated import calibrated
from planner.inputs.racks.gpu_hours import gpu_hour_points, without_gpu_hours
from planner.inputs.racks.operating_points import (
    GpuHourNeed,
    Point,
    TokenNeed,
    best_tokens_per_s_per_user,
    token_points,
)

if TYPE_CHECKING:
    from pathlib import Path

    from planner.inputs.racks.fleet import RackProduct
    from planner.inputs.racks.for_plan import PlanPoint
    from planner.inputs.racks.operating_points import Product
    from planner.scenario.schema import Scenario

NEAREST_ROW = "nearest-row"
AT_THE_EDGE = "is at the edge of its front"


@dataclass(frozen=True)
class Choice:
    """Operating points by workload and rack, before they are arrays."""

    points: dict[str, dict[str, Point]]  # at full power
    slower: dict[str, dict[str, tuple[Point, ...]]]  # under caps, the highest cap first
    fastest: dict[str, float]  # best tokens/s per user of any rack, by token workload
    left_out: dict[str, dict[str, str]]  # why a rack does not serve a workload
    notes: list[str] = field(default_factory=list)  # measurements that touch nothing


def choose(
    scenario: Scenario,
    requirements: Mapping[str, TokenNeed | GpuHourNeed],
    catalogue: Mapping[str, RackProduct],
    data_dir: Path | None = None,
) -> Choice:
    """Operating points of every workload on the racks of the fleet.

    Points are chosen over the whole catalogue, so that a rack's rate doesn't depend on which others the scenario
    offers. Own measurements win. Raises DataError for a measurement that cannot be.
    """
    everything = {name: product.for_points() for name, product in catalogue.items()}
    racks = tuple(scenario.fleet.racks)
    choice = Choice({}, {}, {}, {})
    requirements = calibrated(scenario, requirements, catalogue, data_dir)
    for name, need in requirements.items():
        if isinstance(need, GpuHourNeed):
            points = gpu_hour_points(need, everything)
            choice.points[name] = {r: points[r] for r in racks if r in points}
            choice.left_out[name] = without_gpu_hours(need, everything, [r for r in racks if r not in points])
            continue
        _tokens(choice, scenario, need, catalogue, everything, data_dir)
    own = measurements.own_points(scenario, requirements, catalogue, data_dir)
    choice.notes.extend(own.unused)
    for (name, rack), point in own.points.items():
        choice.left_out[name].pop(rack, None)
        choice.points[name][rack] = _with_power(point, choice.points[name].get(rack))
    _under_caps(choice, scenario, requirements, catalogue, data_dir)
    return choice


def _tokens(
    choice: Choice,
    scenario: Scenario,
    need: TokenNeed,
    catalogue: Mapping[str, RackProduct],
    everything: Mapping[str, Product],
    data_dir: Path | None,
) -> None:
    """Points of one token workload, by the rule of the scenario, on the racks that hold its model."""
    from planner.inputs.racks import for_plan  # scipy: not for those who only read a scenario

    nearest_row = scenario.fleet.operating_points.basis == NEAREST_ROW
    if nearest_row:
        rows = _measured_settings(tuple((r, p.gpus) for r, p in everything.items()), data_dir, data_hash(data_dir))
        near = token_points(need, rows, everything)
        choice.fastest[need.workload] = best_tokens_per_s_per_user(need, rows)
    points, left_out, limits = {}, {}, [0.0]
    for rack in scenario.fleet.racks:
        needed, there = for_plan.memory_gb(need, rack, data_dir)
        if needed > there:
            left_out[rack] = does_not_fit(need, rack, needed, there)
            continue
        if nearest_row:
            if rack in near:
                points[rack] = near[rack]
            continue
        limits.append(for_plan.roofline(need, rack, data_dir)[1])
        predicted = _predicted(need, rack, catalogue[rack], limits[-1], data_dir)
        if isinstance(predicted, Point):
            points[rack] = predicted
        else:
            left_out[rack] = predicted
    choice.points[need.workload], choice.left_out[need.workload] = points, left_out
    if not nearest_row:
        choice.fastest[need.workload] = max(limits)


def _predicted(need: TokenNeed, rack: str, product: RackProduct, fastest: float, data_dir: Path | None) -> Point | str:
    """The predicted point of a workload on a rack, or why a plan may not take it. `fastest`: the roofline's speed."""
    from planner.inputs.racks import for_plan

    replica = need.serving.gpus_per_replica or 1
    if replica > product.gpus:
        return f"a replica of {replica} GPUs (gpus_per_replica) is more than the {product.gpus} GPUs of {rack}"
    if need.tokens_per_s_per_user > fastest:
        return (
            f"{need.tokens_per_s_per_user:g} tokens/s per user are above the roofline of {need.model} on {rack}, "
            f"{fastest:.0f}"
        )
    predicted = for_plan.points_for(need, rack, (), product.nameplate_kw, data_dir)
    if not predicted:
        return f"{need.model} on {rack}: {for_plan.why_none(need, rack, data_dir)}"
    if predicted[0].at_the_edge:
        return (
            f"{need.model} on {rack} at {need.tokens_per_s_per_user:g} tokens/s per user {AT_THE_EDGE}: "
            "a plan takes only a measurement there"
        )
    point = as_point(need.workload, rack, predicted[0])
    shift = next((level[1] for level in need.levels if level[0] == rack), None)
    moved = "" if shift is None else f"; own measurements of the model on it move all times × {math.exp(shift):.3f}"
    return replace(point, text=point.text + moved)


def does_not_fit(need: TokenNeed, rack: str, needed_gb: float, there_gb: float) -> str:
    """Words for a model that is larger than a rack's memory."""
    return (
        f"{need.model} in {need.precision} does not fit {rack}: its weights need {needed_gb:,.0f} GB, "
        f"{there_gb:,.0f} GB are there for them"
    )


def as_point(workload: str, rack: str, point: PlanPoint) -> Point:
    """A predicted point as the plan takes it; its text holds p10, p50 and p90."""
    low, middle, high = (f"{x:,.0f}" for x in (point.low, point.tokens_per_s_per_gpu, point.high))
    evidence = point.text.partition(": ")[2] if point.text.startswith(f"{point.basis}:") else point.text
    capped = "" if point.cap_share == 1 else f"; boards capped at {point.cap_share:.0%} of their rating"
    wider = ", ".join(f"{name} makes it {width - 1:.0%} wider" for name, width in point.not_stated)
    text = (
        f"{point.basis}: {middle} tokens/s per GPU (80 % interval {low} to {high}) at "
        f"{point.tokens_per_s_per_user:.0f} tokens/s per user, {point.expected_kw:.3g} kW{capped}; {evidence}; "
        f"nearest rows {', '.join(point.rows) or 'none'}" + (f"; not stated: {wider}" if wider else "")
    )
    return Point(
        workload,
        rack,
        point.tokens_per_s_per_gpu,
        point.tokens_per_s_per_user,
        point.basis,
        point.rows,
        text,
        kw=point.expected_kw,
        cap_share=point.cap_share,
        log_time_sigma=point.log_time_sigma,
    )


def _with_power(own: Point, before: Point | None) -> Point:
    """A measurement without power takes that of the point it overrides; its text says what it overrides."""
    if before is None:
        return own
    text = f"{own.text}; overrides {before.rate_per_gpu:,.0f} tokens/s per GPU ({before.basis})"
    if own.kw is None:
        text += "; power was not measured and stays as it was"
    return replace(own, text=text, kw=before.kw if own.kw is None else own.kw)


def _under_caps(
    choice: Choice,
    scenario: Scenario,
    requirements: Mapping[str, TokenNeed | GpuHourNeed],
    catalogue: Mapping[str, RackProduct],
    data_dir: Path | None,
) -> None:
    """Points under the caps of the scenario: predicted, and scaled onto a point that was not predicted."""
    caps = scenario.fleet.operating_points.power_caps
    if not caps:
        return
    from planner.inputs.racks import for_plan

    for name, need in requirements.items():
        if isinstance(need, GpuHourNeed):
            continue  # how far such work is bound by compute is not known
        choice.slower[name] = {}
        for rack, full in choice.points[name].items():
            predicted = for_plan.points_for(need, rack, caps, catalogue[rack].nameplate_kw, data_dir)
            if predicted:
                kw = full.kw or catalogue[rack].for_points().serving_kw
                capped = [point for point in predicted[1:] if not point.at_the_edge]
                choice.slower[name][rack] = tuple(_onto(full, kw, predicted[0], point) for point in capped)


def _onto(full: Point, kw: float, uncapped: PlanPoint, capped: PlanPoint) -> Point:
    """A capped point as its share of the uncapped one, times the point at full power that the plan uses."""
    own = as_point(full.workload, full.rack, capped)
    share = capped.tokens_per_s_per_gpu / uncapped.tokens_per_s_per_gpu
    if math.isclose(full.rate_per_gpu, uncapped.tokens_per_s_per_gpu) and math.isclose(kw, uncapped.expected_kw):
        return own
    power = capped.expected_kw / uncapped.expected_kw
    text = (
        f"estimated: boards capped at {capped.cap_share:.0%} of their rating keep {share:.1%} of the rate and "
        f"{power:.1%} of the power; of {full.text}"
    )
    rate = full.rate_per_gpu * share
    scaled = replace(own, rate_per_gpu=rate, kw=kw * power, log_time_sigma=full.log_time_sigma)
    return replace(scaled, basis="estimated", text=text)


@lru_cache(maxsize=4)
def _measured_settings(gpus: tuple[tuple[str, int], ...], data_dir: Path | None, _: str) -> list[Setting]:
    """Benchmark settings, sorted out once for each state of data/: a quarter of a second."""
    return settings(rack_data.measured_points(data_dir), dict(gpus))
