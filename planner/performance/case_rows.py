"""Questions of a CSV: each row a query, or the one error that says why it is none."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from planner.errors import DataError, located
from planner.performance.evidence import sizes
from planner.performance.query import Query, year_of
from planner.table_files import Table, read_content
from planner.table_files.layout import named_table
from planner.table_files.numbers import decimal_mark, numbers_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ROUNDED = 1.05  # active over total parameters of a dense model, whose two figures are rounded apart
REQUIRED = ("case_id", "model", "precision", "gpu", "osl_tokens")
SPEED = "interactivity_tokens_per_s_per_user"
WHOLE = ("n_gpus", "prefill_workers", "decode_workers", "decode_gpus_per_worker", "prefill_gpus")
OPTIONAL = (
    "model_params_b", "active_params_b", "isl_tokens", SPEED, "concurrency",
    "cached_input_share", *WHOLE,
)  # fmt: skip
WORDS = ("speculative", "pools", "engine", "software_date")
SIZES = tuple(name for name in sizes.FIELDS if name != "attention")
NUMBERS = (*OPTIONAL, *SIZES, "osl_tokens")
COUNTS = {"isl_tokens", "osl_tokens", "concurrency", *WHOLE, *SIZES}  # 8.000 of them may be eight thousand
COLUMNS = (*REQUIRED, *OPTIONAL, *WORDS, *sizes.FIELDS)
UNREAD = {"prefill_workers"}  # their GPUs are what counts
OF_POOLS = {"decode_workers", "decode_gpus_per_worker", "prefill_gpus"}  # of one pool n_gpus says it all
NOT_STATED = {"", "nan", "none", "null"}


def read_cases(path: Path) -> list[tuple[str, Query | DataError, list[str]]]:
    """Cases of a CSV file with what of each is not used; one that cannot be read is the DataError that says why.

    Raises DataError when the file cannot be read or lacks a column.
    """
    table = named_table(read_content(path), REQUIRED, uneven_allowed=True)
    places = {name: table.header.index(name) for name in COLUMNS if name in table.header}
    even = [row for row in range(len(table.rows)) if row not in table.uneven]
    columns = {name: [table.rows[row][places[name]] for row in even] for name in NUMBERS if name in places}
    mark = decimal_mark(columns.values()) if table.separator != "," else None
    cases: list[tuple[str, Query | DataError, list[str]]] = []
    for row, cells in enumerate(table.rows):
        if row in table.uneven:
            cases.append((cells[places["case_id"]] if cells else "", DataError(table.uneven[row]), []))
            continue
        texts = {name: cells[place] for name, place in places.items()}
        query = query_or_error(table.row_at(row), texts, mark)
        cases.append((texts["case_id"], query, _not_used(table, row, query)))
    return cases


def _not_used(table: Table, row: int, query: Query | DataError) -> list[str]:
    """Columns with a cell that nothing reads: unknown ones, a speed where users are stated, workers of one pool."""
    read = set(COLUMNS) - UNREAD
    if isinstance(query, Query):
        read -= {SPEED} if query.concurrency is not None else set()
        read -= set() if query.two_pools else OF_POOLS
        read -= {"n_gpus"} if query.gpus_of_pools not in (None, query.n_gpus) else set()
    return [name for name, cell in zip(table.header, table.rows[row], strict=True) if cell and name not in read]


def query_or_error(where: str, cells: Mapping[str, str], mark: str | None) -> Query | DataError:
    """The question of a row, or what is wrong with it."""
    try:
        texts = {name: _text(where, cells, name) for name in ("model", "precision", "gpu")}
        numbers = {name: _number(where, cells, name, mark) for name in NUMBERS}
        _check(where, numbers)
        year = _year(where, cells)
    except DataError as error:
        return error
    stated: dict[str, Any] = {name: int(value) if (value := numbers[name]) else None for name in WHOLE}
    stated |= {name: _word(cells, name) for name in ("speculative", "pools", "engine")}
    if year is not None:
        stated["software_year"] = year
    fields: dict[str, float | str] = {name: value for name in SIZES if (value := numbers[name]) is not None}
    if kind := _word(cells, "attention"):
        fields["attention"] = kind
    input_tokens, output_tokens = numbers["isl_tokens"], numbers["osl_tokens"]
    return Query(
        model=texts["model"],
        gpu=texts["gpu"],
        precision=texts["precision"],
        input_tokens=math.nan if input_tokens is None else input_tokens,
        output_tokens=math.nan if output_tokens is None else output_tokens,
        cached_input_share=numbers["cached_input_share"] or 0.0,
        total_params_b=numbers["model_params_b"],
        active_params_b=numbers["active_params_b"],
        tokens_per_s_per_user=numbers[SPEED],
        concurrency=numbers["concurrency"],
        sizes=tuple(fields.items()),
        **stated,
    )


def _word(cells: Mapping[str, str], name: str) -> str | None:
    """A word of a case in small letters; None where nothing is stated. `none` is a word of speculative alone."""
    text = cells.get(name, "").lower()
    empty = NOT_STATED - {"none"} if name == "speculative" else NOT_STATED
    return None if text in empty else text


def _year(where: str, cells: Mapping[str, str]) -> float | None:
    """Year with fraction of software_date (2026-04-18 or 2026-04); None where it is not stated."""
    text = cells.get("software_date", "")
    return None if text.lower() in NOT_STATED else year_read(f"{where}: software_date", text)


def year_read(where: str, text: str) -> float:
    """Year with fraction of a date (2026-04-18 or 2026-04). Raises DataError that begins with `where`."""
    match = re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?", text)
    if match is None or not 1 <= int(match[2]) <= 12:
        problem = f'"{text}" was read.'
        raise DataError(located(where, problem, "write a date such as 2026-04-18."))
    return year_of(int(match[1]), int(match[2]), int(match[3] or 15))


def _text(where: str, cells: Mapping[str, str], name: str) -> str:
    text = cells.get(name, "")
    if not text and name == "model" and cells.get("model_params_b"):
        return "unnamed model"  # its parameters describe it
    if not text and name != "precision":  # without precision: 16 bits, as models are published
        raise DataError(located(f"{where}: {name}", "nothing was read.", f"give {name}."))
    return text


def _check(where: str, numbers: Mapping[str, float | None]) -> None:
    """What numbers of a case must be together. Raises DataError."""
    total, active = numbers["model_params_b"], numbers["active_params_b"]
    cached = numbers["cached_input_share"]
    if total is not None and active is not None and active > ROUNDED * total:
        problem = f"{active:g} was read, of {total:g} in all."
        raise DataError(located(f"{where}: active_params_b", problem, "are the two columns swapped?"))
    for name in WHOLE:
        value = numbers[name]
        if value is not None and value != int(value):
            problem = f"{value:g} was read; a whole number is needed."
            raise DataError(located(f"{where}: {name}", problem, "leave the cell empty when unknown."))
    if numbers["n_gpus"] == 0:
        raise DataError(located(f"{where}: n_gpus", "0 was read.", "leave the cell empty when unknown."))
    if cached is not None and cached >= 1:
        problem = f"{cached:g} was read; a share from 0 to below 1 is needed."
        raise DataError(located(f"{where}: cached_input_share", problem))


def _number(where: str, cells: Mapping[str, str], name: str, mark: str | None) -> float | None:
    """A number of a case; None where the cell is empty. A count such as 8.000 may be eight thousand and is refused."""
    text = cells.get(name, "")
    (value,) = numbers_of([text], lambda _: f"{where}: {name}", mark=mark, whole=name in COUNTS)
    if math.isnan(value):
        return None
    if math.isinf(value) or value < 0:
        problem = f'"{text}" was read; a number of at least 0 is needed.'
        raise DataError(located(f"{where}: {name}", problem, "leave the cell empty when unknown."))
    return float(value)
