"""Many questions at once: a CSV of cases in, one record per case out."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import DataError, located, nearest
from planner.performance.capped import CappedPoint, capped_points
from planner.performance.predict import OperatingPoint, predict
from planner.performance.query import Query

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROUNDED = 1.05  # active over total parameters of a dense model, whose two figures are rounded apart
REQUIRED = ("case_id", "model", "precision", "gpu", "osl_tokens")
OPTIONAL = (
    "model_params_b", "active_params_b", "n_gpus", "isl_tokens", "interactivity_tokens_per_s_per_user",
    "concurrency", "cached_input_share",
)  # fmt: skip


def read_cases(path: Path) -> list[tuple[str, Query | DataError]]:
    """Cases of a CSV file; a case that cannot be read is the DataError that says why.

    Raises DataError when the file cannot be read or lacks a column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            columns = reader.fieldnames or ()
            missing = [name for name in REQUIRED if name not in columns]
            if missing:
                problem = f"column {', '.join(missing)} is missing; found are {', '.join(columns) or 'none'}."
                hint = nearest(missing[0], columns)
                raise DataError(located(str(path), problem, hint))
            rows = list(reader)
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(located(str(path), f"the cases cannot be read ({error}).", "give a CSV file.")) from error
    return [(row["case_id"] or "", _query(path, line, row)) for line, row in enumerate(rows, start=2)]


def _query(path: Path, line: int, row: Mapping[str, str | None]) -> Query | DataError:
    try:
        texts = {name: _text(path, line, row, name) for name in ("model", "precision", "gpu")}
        numbers = {name: _number(path, line, row, name) for name in (*OPTIONAL, "osl_tokens")}
        _check(path, line, numbers)
    except DataError as error:
        return error
    gpus, output = numbers["n_gpus"], numbers["osl_tokens"]
    input_tokens, cached = numbers["isl_tokens"], numbers["cached_input_share"]
    return Query(
        model=texts["model"],
        gpu=texts["gpu"],
        precision=texts["precision"],
        input_tokens=math.nan if input_tokens is None else input_tokens,
        output_tokens=math.nan if output is None else output,
        n_gpus=int(gpus) if gpus else None,
        cached_input_share=cached or 0.0,
        total_params_b=numbers["model_params_b"],
        active_params_b=numbers["active_params_b"],
        tokens_per_s_per_user=numbers["interactivity_tokens_per_s_per_user"],
        concurrency=numbers["concurrency"],
    )


def _text(path: Path, line: int, row: Mapping[str, str | None], name: str) -> str:
    text = (row.get(name) or "").strip()
    if not text and name == "model" and (row.get("model_params_b") or "").strip():
        return "unnamed model"  # its parameters describe it
    if not text and name != "precision":  # without precision: 16 bits, as models are published
        raise DataError(located(f"{path}, line {line}: {name}", "nothing was read.", f"give {name}."))
    return text


def _check(path: Path, line: int, numbers: Mapping[str, float | None]) -> None:
    """What numbers of a case must be together. Raises DataError."""
    total, active = numbers["model_params_b"], numbers["active_params_b"]
    gpus, cached = numbers["n_gpus"], numbers["cached_input_share"]
    if total is not None and active is not None and active > ROUNDED * total:
        problem = f"{active:g} was read, of {total:g} in all."
        raise DataError(located(f"{path}, line {line}: active_params_b", problem, "are the two columns swapped?"))
    if gpus is not None and gpus != int(gpus):
        problem = f"{gpus:g} was read; a whole number is needed."
        raise DataError(located(f"{path}, line {line}: n_gpus", problem, "leave the cell empty for the best."))
    if cached is not None and cached >= 1:
        problem = f"{cached:g} was read; a share from 0 to below 1 is needed."
        raise DataError(located(f"{path}, line {line}: cached_input_share", problem))


def _number(path: Path, line: int, row: Mapping[str, str | None], name: str) -> float | None:
    text = (row.get(name) or "").strip()
    if not text or text.lower() in {"nan", "none", "null"}:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0:
        problem = f'"{text}" was read; a number of at least 0 is needed.'
        raise DataError(located(f"{path}, line {line}: {name}", problem, "leave the cell empty when unknown."))
    return value


def record(case_id: str, point: OperatingPoint) -> dict[str, Any]:
    """One answer at full power, units in the names."""
    return {
        "case_id": case_id,
        **_percentiles("tokens_per_s_per_gpu", point.tokens_per_s_per_gpu),
        **_percentiles("interactivity_tokens_per_s_per_user", point.tokens_per_s_per_user),
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
    }


def _percentiles(name: str, values: tuple[float, float, float]) -> dict[str, float]:
    return {f"{name}_{p}": value for p, value in zip(("p10", "p50", "p90"), values, strict=True)}


def capped_record(rack: str, capped: CappedPoint) -> dict[str, Any]:
    """One answer for a server or rack, with its power apart: nameplate, provisioned, expected [kW]."""
    rate = capped.tokens_per_s_per_gpu[1]
    found = record(rack, capped.point) | {
        **_percentiles("tokens_per_s_per_gpu", capped.tokens_per_s_per_gpu),
        **_percentiles("interactivity_tokens_per_s_per_user", capped.tokens_per_s_per_user),
        "ttft_s": capped.point.ttft_s / capped.kept,
        "gpu_board_w": capped.board_w,
        "wall_w_per_gpu": capped.wall_w,
        "joules_per_token_p50": capped.board_w / rate,
        "joules_per_token_board_p50": capped.board_w / rate,
        "joules_per_token_wall_p50": capped.wall_w / rate,
    }
    return found | {
        "power_cap_share": capped.share,
        "rack_kw_expected": capped.unit.expected_kw,
        "rack_kw_provisioned": capped.unit.provisioned_kw,
        "rack_kw_nameplate": capped.unit.nameplate_kw,
    }


def answers(path: Path, data_dir: Path | None = None) -> list[dict[str, Any]]:
    """One record per case in order; a case that cannot be answered has `error` and no numbers."""
    found = []
    for case_id, query in read_cases(path):
        try:
            if isinstance(query, DataError):
                raise query
            found.append(record(case_id, predict(query, data_dir)))
        except DataError as error:
            found.append({"case_id": case_id, "error": str(error)})
    return found


def of_racks(
    query: Query, racks: Sequence[str], data_dir: Path | None = None, caps: Sequence[float] = ()
) -> list[dict[str, Any]]:
    """One record per rack and power cap for the same question; a rack that cannot do it has `error`.

    `dominated` marks points of a rack with no more tokens/s and no more tokens/s per kW than another: a plan drops
    them. Raises DataError where only one rack is asked, or none of them can do it.
    """
    found: list[dict[str, Any]] = []
    for rack in racks:
        try:
            points = capped_points(replace(query, gpu=rack), caps, data_dir=data_dir)
            found += _marked([capped_record(rack, point) for point in points])
        except DataError as error:
            if len(racks) == 1:
                raise
            found.append({"case_id": rack, "error": str(error)})
    if all("error" in answer for answer in found):
        raise DataError(found[0]["error"])
    return found


def _marked(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Records of one rack with `dominated`."""
    rates = [(r["tokens_per_s_per_gpu_p50"], 1 / r["joules_per_token_wall_p50"]) for r in records]
    worse = [
        any(a[0] >= b[0] and a[1] >= b[1] and (a > b or i < j) for i, a in enumerate(rates) if i != j)
        for j, b in enumerate(rates)
    ]
    return [record | {"dominated": flag} for record, flag in zip(records, worse, strict=True)]
