"""Fronts of racks for a workload: tokens/s per user against tokens/s per kW at the wall, predicted and measured."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.errors import DataError
from planner.inputs.racks import for_plan
from planner.performance import board
from planner.performance import power as watts
from planner.performance.evidence import hardware, matching, measured
from planner.performance.fitting import fitted
from planner.performance.predict import lone_user_speed, predict
from planner.performance.resolved import resolve

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from planner.inputs.racks.operating_points import TokenNeed
    from planner.performance.evidence.hardware import Gpu

STEPS = 14  # points of a predicted line
SLOWEST, SHARE_OF_ROOF = 5.0, 0.98  # ends of a line: tokens/s per user, and at most this share of the roofline's
# How far another precision, |ln| of a ratio of lengths, and prompts of unknown length are from a workload [-].
OTHER_PRECISION, PER_LENGTH, UNKNOWN_PROMPT = 0.5, 0.3, 1.0
LINE_COLUMNS = ["rack", "tokens_per_s_per_user", "low", "tokens_per_s_per_kw", "high", "rack_kw", "basis", "text"]
DOT_COLUMNS = [
    "rack", "tokens_per_s_per_user", "tokens_per_s_per_kw", "model", "precision", "input_tokens", "output_tokens",
    "row_id", "source", "year", "power_from",
]  # fmt: skip


@dataclass(frozen=True)
class RackFronts:
    """The lines and the dots of a workload's model on the racks."""

    lines: pd.DataFrame  # LINE_COLUMNS; low and high bound the 80 % interval
    dots: pd.DataFrame  # DOT_COLUMNS
    own_rows: bool  # the dots are of the workload's own model, not of its nearest measured relative


def rack_fronts(need: TokenNeed, nameplate_kw: Mapping[str, float], data_dir: Path | None = None) -> RackFronts:
    """Fronts of a workload's model on racks, by product with nameplates [kW] (NaN: the catalogue's).

    A rack that cannot hold the model has no line. Tokens/s per kW: tokens/s per GPU over its part of the rack's power
    at the wall. Raises DataError for an unknown product, model or precision.
    """
    lines = [_line(need, rack, kw, data_dir) for rack, kw in nameplate_kw.items()]
    family, own = _family(need, list(nameplate_kw), data_dir)
    dots = [_dots(need, rack, kw, family, data_dir) for rack, kw in nameplate_kw.items()]
    return RackFronts(_together(lines, LINE_COLUMNS), _together(dots, DOT_COLUMNS), own)


def _together(frames: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    filled = [frame for frame in frames if not frame.empty]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=columns)


def _gpu(rack: str, nameplate_kw: float, data_dir: Path | None) -> Gpu:
    gpu = hardware.find(rack, data_dir)
    return replace(gpu, unit_kw=nameplate_kw) if math.isfinite(nameplate_kw) else gpu


def _line(need: TokenNeed, rack: str, nameplate_kw: float, data_dir: Path | None) -> pd.DataFrame:
    gpu = _gpu(rack, nameplate_kw, data_dir)
    fastest = _fastest(need, rack, data_dir)
    rows: list[tuple[object, ...]] = []
    for speed in np.geomspace(min(SLOWEST, fastest), fastest, STEPS):
        try:
            point = predict(for_plan.query_of(need, rack, float(speed)), data_dir)
        except DataError as error:
            if str(error).startswith(("memory", "interactivity")):
                break  # does not fit, or no batch is this fast: what is slower stays
            raise
        kw = watts.wall_w(gpu, point.power.board_w) / 1000
        low, middle, high = (rate / kw for rate in point.tokens_per_s_per_gpu)
        rows.append((rack, float(speed), low, middle, high, kw * gpu.domain, point.basis, point.text))
    line = pd.DataFrame(rows, columns=LINE_COLUMNS)
    # A point that another beats in speed and in tokens per kW is on no front: replicas come in whole GPUs.
    columns = (line[name].to_numpy(dtype=np.float64) for name in ("tokens_per_s_per_user", "tokens_per_s_per_kw"))
    return line.iloc[measured.front_positions(*columns)]


def _fastest(need: TokenNeed, rack: str, data_dir: Path | None) -> float:
    """Where a line ends [tokens/s per user]: a lone user's speed or the fastest measured one, under the roofline."""
    query = for_plan.query_of(need, rack)
    case = resolve(query, fitted.load(data_dir).model, data_dir).case
    try:
        alone = lone_user_speed(query, data_dir)
    except DataError as error:
        if str(error).startswith("memory"):
            return SLOWEST  # does not fit: the line stays empty
        raise
    front = matching.find(case, query, data_dir).front
    seen = float(front.speed[-1]) if front is not None else 0.0
    return min(max(alone, seen), for_plan.roofline(need, rack, data_dir)[1] * SHARE_OF_ROOF)


def _family(need: TokenNeed, racks: Sequence[str], data_dir: Path | None) -> tuple[str, bool]:
    """Family of the dots, and whether it is the model's own: else the relative that most racks' predictions name."""
    model, table = fitted.load(data_dir).model, measured.table(data_dir)
    timed = set(table.loc[table["speed"].notna(), "family"])
    nearest: list[str] = []
    for rack in racks:
        query = for_plan.query_of(need, rack)
        case = resolve(query, model, data_dir).case
        if case.architecture.family in timed:
            return case.architecture.family, True
        nearest.append(str(matching.find(case, query, data_dir).near["family"].iloc[0]))
    return max(nearest, key=nearest.count, default=""), False


def _dots(need: TokenNeed, rack: str, nameplate_kw: float, family: str, data_dir: Path | None) -> pd.DataFrame:
    """The measured front of a family on a rack that is nearest in precision and lengths."""
    fit = fitted.load(data_dir)
    case = resolve(for_plan.query_of(need, rack), fit.model, data_dir).case
    table = measured.table(data_dir)
    rows = table[(table["family"] == family) & (table["product"] == case.gpu.product) & table["speed"].notna()]
    if rows.empty:
        return pd.DataFrame(columns=DOT_COLUMNS)
    fronts = measured.fronts(rows)
    isl = np.maximum(fronts["input_tokens"].fillna(need.input_tokens), 1.0)
    away = OTHER_PRECISION * (fronts["precision"] != case.precision.name)
    away = away + UNKNOWN_PROMPT * fronts["input_tokens"].isna()
    away = away + PER_LENGTH * np.abs(np.log(isl / max(need.input_tokens, 1.0)))
    away = away + PER_LENGTH * np.abs(np.log(fronts["output_tokens"] / need.output_tokens))
    chosen = fronts[fronts["group"] == fronts.loc[away.idxmin(), "group"]].reset_index(drop=True)
    gpu = _gpu(rack, nameplate_kw, data_dir)
    rate, speed = (chosen[name].to_numpy(dtype=np.float64) for name in ("rate", "speed"))
    modelled = board.board_w(fit.power, fitted.activity_of(chosen, fit.parameters, data_dir), gpu.tdp_w)
    board_w = chosen["board_w"].to_numpy(dtype=np.float64)
    from_board = np.array([watts.wall_w(gpu, w) for w in np.where(np.isnan(board_w), modelled, board_w)])
    wall = chosen["wall_w"].to_numpy(dtype=np.float64)
    return pd.DataFrame(
        {
            "rack": rack,
            "tokens_per_s_per_user": speed,
            "tokens_per_s_per_kw": rate / np.where(np.isnan(wall), from_board, wall) * 1000,
            "model": chosen["model"],
            "precision": chosen["precision"],
            "input_tokens": chosen["input_tokens"],
            "output_tokens": chosen["output_tokens"],
            "row_id": chosen["row_id"],
            "source": chosen["source"],
            "year": chosen["year"],
            "power_from": np.select([~np.isnan(wall), ~np.isnan(board_w)], ["wall", "board"], "model"),
        }
    )
