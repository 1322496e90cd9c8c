"""A planner's own measurements: what they apply to, and which of them cannot be."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.catalogue import racks as rack_data
from planner.errors import DataError, located, nearest
from planner.inputs.racks.operating_points import GpuHourNeed, Point, TokenNeed

if TYPE_CHECKING:
    from pathlib import Path

    from planner.inputs.racks.fleet import RackProduct
    from planner.scenario.fields.operating_points import Measurement
    from planner.scenario.schema import Scenario

PATH = "fleet.operating_points.measurements"
ABOVE_RATING = 1.05  # boards overshoot their rating by a few per cent for moments
SLOWER = 0.999  # of a speed that is asked for, against rounding


@dataclass(frozen=True)
class OwnPoints:
    """Measurements that win over what is predicted."""

    points: dict[tuple[str, str], Point]  # by workload and rack
    unused: list[str]  # measurements of racks that the fleet does not offer, or models that nothing serves


def own_points(
    scenario: Scenario,
    needs: Mapping[str, TokenNeed | GpuHourNeed],
    catalogue: Mapping[str, RackProduct],
    data_dir: Path | None = None,
) -> OwnPoints:
    """Operating points measured by the planner, by workload and rack.

    Of several for one workload and rack the one with most tokens/s per GPU counts. Raises DataError that names file
    and line of every measurement that cannot be: an unknown rack, model or kind of work, a speed below what the
    workload needs, tokens/s above the roofline, watts below idle or above the rating, a model larger than the memory.
    """
    found: dict[tuple[str, str], Point] = {}
    unused: list[str] = []
    problems: list[str] = []
    for number, row in enumerate(scenario.fleet.operating_points.measurements):
        path = f"{PATH}.{number}"
        origin = scenario.provenance.get(path)
        where = f"{origin.where}: {path}" if origin and origin.where else path
        try:
            product = _product(row, catalogue, where)
            subject = _subjects(row, needs, where, data_dir)
            _check_power(row, product, scenario, where, data_dir)
            for need in subject:
                _check_rate(row, need, product, where, data_dir)
        except DataError as error:
            problems.append(str(error))
            continue
        if row.rack not in scenario.fleet.racks:
            unused.append(f"{where}: {row.rack} is not in fleet.racks; the measurement touches nothing.")
            continue
        if not subject:
            unused.append(
                f"{where}: no workload serves {row.model} in {row.precision}; the measurement touches nothing."
            )
        for need in subject:
            point = _point(row, need, product, origin.where if origin else "", data_dir)
            known = found.get((need.workload, row.rack))
            if known is None or point.rate_per_gpu > known.rate_per_gpu:
                found[need.workload, row.rack] = point
    if problems:
        numbered = [f"{i}. {text}" for i, text in enumerate(problems, start=1)]
        head = f"{len(problems)} measurements cannot be used:"
        raise DataError(problems[0] if len(problems) == 1 else "\n\n".join([head, *numbered]))
    return OwnPoints(found, unused)


def _product(row: Measurement, catalogue: Mapping[str, RackProduct], where: str) -> RackProduct:
    if row.rack not in catalogue:
        raise DataError(located(f"{where}.rack", f'"{row.rack}" was read.', nearest(row.rack, catalogue)))
    return catalogue[row.rack]


def _subjects(
    row: Measurement, needs: Mapping[str, TokenNeed | GpuHourNeed], where: str, data_dir: Path | None
) -> list[TokenNeed]:
    """The workloads a measurement speaks for: none where its model is served by none, or in another precision."""
    tokens = {name: need for name, need in needs.items() if isinstance(need, TokenNeed)}
    if row.workload is not None:
        if row.workload not in tokens:
            problem = f"{row.workload} is counted in GPU-hours; tokens/s were read."
            raise DataError(located(f"{where}.workload", problem, nearest(row.workload, tokens)))
        return _fast_enough(row, [tokens[row.workload]], where)
    known = rack_data.model_architectures(data_dir).index
    if row.model not in known:
        raise DataError(located(f"{where}.model", f'"{row.model}" was read.', nearest(str(row.model), known)))
    served = [need for need in tokens.values() if (need.model, need.precision) == (row.model, row.precision)]
    return _fast_enough(row, served, where) if served else []


def _fast_enough(row: Measurement, needs: list[TokenNeed], where: str) -> list[TokenNeed]:
    speed = row.tokens_per_s_per_user
    fit = [n for n in needs if (speed or 0.0) >= SLOWER * n.tokens_per_s_per_user]
    if not fit:
        least = min(needs, key=lambda need: need.tokens_per_s_per_user)
        read = "nothing was read" if speed is None else f"{speed:g} was read"
        problem = f"{read}; {least.workload} asks for {least.tokens_per_s_per_user:g} tokens/s per user."
        raise DataError(located(f"{where}.tokens_per_s_per_user", problem, "measure with fewer users at once."))
    return fit


def _rate_per_gpu(row: Measurement, product: RackProduct) -> float:
    return row.tokens_per_s_per_gpu or (row.tokens_per_s or math.nan) / product.gpus


def _check_rate(row: Measurement, need: TokenNeed, product: RackProduct, where: str, data_dir: Path | None) -> None:
    from planner.inputs.racks import for_plan

    needed, there = for_plan.memory_gb(need, product.name, data_dir)
    if needed > there:
        problem = (
            f"{need.model} in {need.precision} does not fit {product.name}: its weights need {needed:,.0f} GB, "
            f"{there:,.0f} GB are there for them."
        )
        raise DataError(located(where, problem, "check the rack, the model and the precision."))
    roof, fastest = for_plan.roofline(need, product.name, data_dir)
    rate = _rate_per_gpu(row, product)
    if rate > roof:
        name = "tokens_per_s" if row.tokens_per_s_per_gpu is None else "tokens_per_s_per_gpu"
        problem = (
            f"{rate:,.0f} tokens/s per GPU was read; the roofline of {need.model} in {need.precision} on "
            f"{product.name} with the lengths of {need.workload} is {roof:,.0f}."
        )
        raise DataError(located(f"{where}.{name}", problem, "are input tokens counted, or those of several GPUs?"))
    if (row.tokens_per_s_per_user or 0.0) > fastest:
        problem = f"{row.tokens_per_s_per_user:g} was read; the roofline is {fastest:,.0f}."
        raise DataError(located(f"{where}.tokens_per_s_per_user", problem))


def _check_power(row: Measurement, product: RackProduct, scenario: Scenario, where: str, data_dir: Path | None) -> None:
    for name, read, unit, idle, most in _power_bounds(row, product, scenario, data_dir):
        if read < idle:
            problem = f"{read:g} {unit} was read; idle with a model loaded is {idle:,.4g} {unit}."
            raise DataError(located(f"{where}.{name}", problem, "give power while serving, of the whole unit."))
        if read > most:
            problem = f"{read:g} {unit} was read; the rating is {most:,.4g} {unit}."
            raise DataError(located(f"{where}.{name}", problem, "is this the power of several?"))


def _power_bounds(
    row: Measurement, product: RackProduct, scenario: Scenario, data_dir: Path | None
) -> Iterator[tuple[str, float, str, float, float]]:
    """What was read and its bounds: field, value, unit, idle, rating; board and wall are never mixed."""
    from planner.performance import board
    from planner.performance.evidence import hardware

    if row.gpu_watts is not None:
        rating = hardware.find(product.name, data_dir).tdp_w
        yield "gpu_watts", row.gpu_watts, "W", board.IDLE_SHARE * rating, ABOVE_RATING * rating
    own = scenario.fleet.racks.get(product.name)
    if row.rack_kw is not None and own is not None:
        rating = product.nameplate_kw
        yield "rack_kw", row.rack_kw, "kW", own.idle_share_of_nameplate * rating, ABOVE_RATING * rating


def _point(row: Measurement, need: TokenNeed, product: RackProduct, where: str, data_dir: Path | None) -> Point:
    rate, speed = _rate_per_gpu(row, product), row.tokens_per_s_per_user
    shown = f" at {speed:g} tokens/s per user" if speed else ""
    power = ""
    if row.rack_kw is not None:
        power = f", {row.rack_kw:g} kW a rack at the wall"
    elif row.gpu_watts is not None:
        power = f", {row.gpu_watts:g} W a GPU board"
    text = f"measured: {rate:,.4g} tokens/s per GPU{shown}{power}; by the planner, {row.date}, {row.source}"
    return Point(
        need.workload,
        product.name,
        rate,
        math.nan if speed is None else speed,
        "measured",
        (),
        f"{text} ({where})" if where else text,
        kw=_rack_kw(row, product, data_dir),
    )


def _rack_kw(row: Measurement, product: RackProduct, data_dir: Path | None) -> float | None:
    """Rack power while serving [kW]: as measured at the wall, or from the boards plus what stands beside them."""
    if row.gpu_watts is None:
        return row.rack_kw
    from dataclasses import replace

    from planner.performance import power
    from planner.performance.evidence import hardware

    gpu = hardware.find(product.name, data_dir)
    gpu = replace(gpu, unit_kw=product.nameplate_kw) if math.isfinite(product.nameplate_kw) else gpu
    return product.gpus * power.wall_w(gpu, row.gpu_watts) / 1000
