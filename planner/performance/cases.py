"""Many questions at once: a CSV of cases in, one record per case out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import DataError
from planner.performance.bands import PERCENTILES
from planner.performance.best_of_search import best_of_search
from planner.performance.capped import CappedPoint, capped_points
from planner.performance.case_rows import read_cases
from planner.performance.point import OperatingPoint
from planner.performance.predict import predict
from planner.performance.query import Query

if TYPE_CHECKING:
    from collections.abc import Sequence

BEST = "tokens_per_s_per_gpu_best_of_search"


def record(case_id: str, point: OperatingPoint) -> dict[str, Any]:
    """One answer at full power, units in the names."""
    return {
        "case_id": case_id,
        **_percentiles("tokens_per_s_per_gpu", point.tokens_per_s_per_gpu),
        **_percentiles("interactivity_tokens_per_s_per_user", point.tokens_per_s_per_user),
        **_percentiles("seconds_per_token", point.seconds_per_token),
        "slope": point.slope,
        "at_the_edge": point.at_the_edge,
        "ttft_s": point.ttft_s,
        "n_gpus": point.n_gpus,
        "gpu_board_w": point.power.board_w,
        "wall_w_per_gpu": point.power.wall_w,
        "joules_per_token_p50": point.power.joules_per_token_board,
        "joules_per_token_board_p50": point.power.joules_per_token_board,
        "joules_per_token_wall_p50": point.power.joules_per_token_wall,
        "basis": point.basis,
        "interval": point.level,
        "nearest_rows": list(point.rows),
        "source": point.text,
        "notes": list(point.notes),
        "not_stated": {name: round(width, 3) for name, width in point.not_stated},
    }


def _percentiles(name: str, values: tuple[float, ...]) -> dict[str, float]:
    return {f"{name}_{p}": value for p, value in zip(PERCENTILES, values, strict=True)}


def capped_record(rack: str, capped: CappedPoint) -> dict[str, Any]:
    """One answer for a server or rack, with its power apart: nameplate, provisioned, expected [kW]."""
    rate = capped.tokens_per_s_per_gpu[1]
    full_power = record(rack, capped.point) | {
        **_percentiles("tokens_per_s_per_gpu", capped.tokens_per_s_per_gpu),
        **_percentiles("interactivity_tokens_per_s_per_user", capped.tokens_per_s_per_user),
        **_percentiles("seconds_per_token", tuple(x / capped.rate_share for x in capped.point.seconds_per_token)),
        "ttft_s": capped.point.ttft_s / capped.rate_share,
        "gpu_board_w": capped.board_w,
        "wall_w_per_gpu": capped.wall_w,
        "joules_per_token_p50": capped.board_w / rate,
        "joules_per_token_board_p50": capped.board_w / rate,
        "joules_per_token_wall_p50": capped.wall_w / rate,
    }
    return full_power | {
        "power_cap_share": capped.share,
        "rack_kw_expected": capped.unit.expected_kw,
        "rack_kw_provisioned": capped.unit.provisioned_kw,
        "rack_kw_nameplate": capped.unit.nameplate_kw,
    }


def answers(path: Path, data_dir: Path | None = None) -> list[dict[str, Any]]:
    """One record per case in order; a case that cannot be answered has `error` and no numbers."""
    records = []
    for case_id, query, not_used in read_cases(path):
        try:
            if isinstance(query, DataError):
                raise query
            answer = record(case_id, predict(query, data_dir))
            records.append(answer | {BEST: best_of_search(query, data_dir), "not_used": not_used})
        except DataError as error:
            records.append({"case_id": case_id, "error": str(error)})
    return records


def of_racks(
    query: Query, racks: Sequence[str], data_dir: Path | None = None, caps: Sequence[float] = ()
) -> list[dict[str, Any]]:
    """One record per rack and power cap for the same question; a rack that cannot do it has `error`.

    `dominated` marks points of a rack with no more tokens/s and no more tokens/s per kW than another: a plan drops
    them. Raises DataError where only one rack is asked, or none of them can do it.
    """
    records: list[dict[str, Any]] = []
    for rack in racks:
        try:
            points = capped_points(replace(query, gpu=rack), caps, data_dir=data_dir)
            best = best_of_search(replace(query, gpu=rack), data_dir)
            records += _marked([capped_record(rack, point) | {BEST: best * point.rate_share} for point in points])
        except DataError as error:
            if len(racks) == 1:
                raise
            records.append({"case_id": rack, "error": str(error)})
    if all("error" in answer for answer in records):
        raise DataError(records[0]["error"])
    return records


def _marked(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Records of one rack with `dominated`."""
    rates = [(r["tokens_per_s_per_gpu_p50"], 1 / r["joules_per_token_wall_p50"]) for r in records]
    worse = [
        any(a[0] >= b[0] and a[1] >= b[1] and (a > b or i < j) for i, a in enumerate(rates) if i != j)
        for j, b in enumerate(rates)
    ]
    return [record | {"dominated": flag} for record, flag in zip(records, worse, strict=True)]
