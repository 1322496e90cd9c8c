"""Many questions at once: a CSV of cases in, one record per case out."""

from __future__ import annotations

import csv
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import DataError, located, nearest
from planner.performance.capped import CappedPoint, capped_points
from planner.performance.evidence import sizes
from planner.performance.predict import OperatingPoint, predict
from planner.performance.query import Query

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROUNDED = 1.05  # active over total parameters of a dense model, whose two figures are rounded apart
REQUIRED = ("case_id", "model", "precision", "gpu", "osl_tokens")
WHOLE = ("n_gpus", "prefill_workers", "decode_workers", "decode_gpus_per_worker", "prefill_gpus")
OPTIONAL = (
    "model_params_b", "active_params_b", "isl_tokens", "interactivity_tokens_per_s_per_user", "concurrency",
    "cached_input_share", *WHOLE,
)  # fmt: skip
WORDS = ("speculative", "pools", "engine", "software_date")
SIZES = tuple(name for name in sizes.FIELDS if name != "attention")
COLUMNS = {*REQUIRED, *OPTIONAL, *WORDS, *sizes.FIELDS}
NOT_STATED = {"", "nan", "none", "null"}


def read_cases(path: Path) -> list[tuple[str, Query | DataError, list[str]]]:
    """Cases of a CSV file with what of each is not used; one that cannot be read is the DataError that says why.

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
    return [(row["case_id"] or "", _query(path, line, row), _not_used(row)) for line, row in enumerate(rows, start=2)]


def _not_used(row: Mapping[Any, Any]) -> list[str]:
    """Columns with a cell that nothing reads: unknown ones, and prefill workers (their GPUs are what counts)."""
    read = COLUMNS - {"prefill_workers"}
    return [
        str(name) for name, value in row.items() if name is not None and name not in read and str(value or "").strip()
    ]


def _query(path: Path, line: int, row: Mapping[str, str | None]) -> Query | DataError:
    try:
        _check_cells(path, line, row)
        texts = {name: _text(path, line, row, name) for name in ("model", "precision", "gpu")}
        numbers = {name: _number(path, line, row, name) for name in (*OPTIONAL, *SIZES, "osl_tokens")}
        _check(path, line, numbers)
        year = _year(path, line, row)
    except DataError as error:
        return error
    output = numbers["osl_tokens"]
    stated: dict[str, Any] = {name: int(value) if (value := numbers[name]) else None for name in WHOLE}
    stated |= {name: _word(row, name) for name in ("speculative", "pools", "engine")}
    if year is not None:
        stated["software_year"] = year
    fields: dict[str, float | str] = {name: value for name in SIZES if (value := numbers[name]) is not None}
    if kind := _word(row, "attention"):
        fields["attention"] = kind
    input_tokens, cached = numbers["isl_tokens"], numbers["cached_input_share"]
    return Query(
        model=texts["model"],
        gpu=texts["gpu"],
        precision=texts["precision"],
        input_tokens=math.nan if input_tokens is None else input_tokens,
        output_tokens=math.nan if output is None else output,
        cached_input_share=cached or 0.0,
        total_params_b=numbers["model_params_b"],
        active_params_b=numbers["active_params_b"],
        tokens_per_s_per_user=numbers["interactivity_tokens_per_s_per_user"],
        concurrency=numbers["concurrency"],
        sizes=tuple(fields.items()),
        **stated,
    )


def _check_cells(path: Path, line: int, row: Mapping[Any, Any]) -> None:
    """Raises DataError where a line has more cells than the header has names, as decimal commas make."""
    if row.get(None):
        problem = f"{len(row[None])} more cells than the header were read ({', '.join(row[None])})."
        hint = "decimal commas split a number into two cells: write 0.5, or quote the cell."
        raise DataError(located(f"{path}, line {line}", problem, hint))


def _word(row: Mapping[str, str | None], name: str) -> str | None:
    """A word of a case in small letters; None where nothing is stated. `none` is a word of speculative alone."""
    text = (row.get(name) or "").strip().lower()
    empty = NOT_STATED - {"none"} if name == "speculative" else NOT_STATED
    return None if text in empty else text


def _year(path: Path, line: int, row: Mapping[str, str | None]) -> float | None:
    """Year with fraction of software_date (2026-04-18 or 2026-04); None where it is not stated."""
    text = (row.get("software_date") or "").strip()
    if text.lower() in NOT_STATED:
        return None
    match = re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?", text)
    if match is None or not 1 <= int(match[2]) <= 12:
        problem = f'"{text}" was read.'
        raise DataError(located(f"{path}, line {line}: software_date", problem, "write a date such as 2026-04-18."))
    return int(match[1]) + (int(match[2]) - 1) / 12 + int(match[3] or 15) / 365


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
    cached = numbers["cached_input_share"]
    if total is not None and active is not None and active > ROUNDED * total:
        problem = f"{active:g} was read, of {total:g} in all."
        raise DataError(located(f"{path}, line {line}: active_params_b", problem, "are the two columns swapped?"))
    for name in WHOLE:
        value = numbers[name]
        if value is not None and value != int(value):
            problem = f"{value:g} was read; a whole number is needed."
            raise DataError(located(f"{path}, line {line}: {name}", problem, "leave the cell empty when unknown."))
    if cached is not None and cached >= 1:
        problem = f"{cached:g} was read; a share from 0 to below 1 is needed."
        raise DataError(located(f"{path}, line {line}: cached_input_share", problem))


def _number(path: Path, line: int, row: Mapping[str, str | None], name: str) -> float | None:
    text = (row.get(name) or "").strip()
    if text.lower() in NOT_STATED:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0:
        problem = f'"{text}" was read; a number of at least 0 is needed.'
        hint = "write a decimal point, not a comma." if "," in text else "leave the cell empty when unknown."
        raise DataError(located(f"{path}, line {line}: {name}", problem, hint))
    return value


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
    }


def _percentiles(name: str, values: tuple[float, ...]) -> dict[str, float]:
    return {f"{name}_{p}": value for p, value in zip(("p10", "p50", "p90"), values, strict=True)}


def capped_record(rack: str, capped: CappedPoint) -> dict[str, Any]:
    """One answer for a server or rack, with its power apart: nameplate, provisioned, expected [kW]."""
    rate = capped.tokens_per_s_per_gpu[1]
    found = record(rack, capped.point) | {
        **_percentiles("tokens_per_s_per_gpu", capped.tokens_per_s_per_gpu),
        **_percentiles("interactivity_tokens_per_s_per_user", capped.tokens_per_s_per_user),
        **_percentiles("seconds_per_token", tuple(x / capped.kept for x in capped.point.seconds_per_token)),
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
    for case_id, query, not_used in read_cases(path):
        try:
            if isinstance(query, DataError):
                raise query
            found.append(record(case_id, predict(query, data_dir)) | {"not_used": not_used})
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
