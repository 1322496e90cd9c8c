"""Measured points of a table, for `planner calibrate`: the columns of a case, and what was measured."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from planner.errors import DataError, located, nearest
from planner.performance.calibration.level import Run
from planner.performance.case_rows import COLUMNS, NUMBERS, UNREAD, query_or_error
from planner.table_files import read_content
from planner.table_files.layout import named_table
from planner.table_files.numbers import decimal_mark, numbers_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.table_files import Table
    from planner.table_files.content import Content

NEEDED = ("model", "precision", "gpu", "isl_tokens", "osl_tokens")
RATES = ("tokens_per_s_per_gpu", "tokens_per_s")
FOR_PEOPLE = ("case_id", "date", "source")
ALIASES = {
    "rack": "gpu", "input_tokens": "isl_tokens", "output_tokens": "osl_tokens",
    "tokens_per_s_per_user": "interactivity_tokens_per_s_per_user",
}  # fmt: skip
SPEED, USERS = "interactivity_tokens_per_s_per_user", "concurrency"
MOST_ROWS = 500


def read_runs(source: Path | Content) -> list[Run]:
    """Measured points of a CSV file or workbook, or of one that was read before.

    Raises DataError with every row that cannot be one, all at once: file, line, column, value, what is allowed.
    """
    table = named_table(read_content(source) if isinstance(source, Path) else source, NEEDED, ALIASES)
    table = replace(table, header=tuple(ALIASES.get(name, name) for name in table.header))
    _check_columns(table)
    if len(table.rows) > MOST_ROWS:
        raise DataError(located(table.content.name, f"{len(table.rows)} rows were read; allowed are {MOST_ROWS}."))
    places = {name: place for place, name in enumerate(table.header)}
    numeric = [name for name in (*NUMBERS, *RATES) if name in places]
    mark = decimal_mark([table.column(places[name]) for name in numeric]) if table.separator != "," else None
    runs, problems = [], []
    for row, cells in enumerate(table.rows):
        texts = {name: cells[place] for name, place in places.items()}
        try:
            runs.append(_run(table.row_at(row), texts, mark))
        except DataError as error:
            problems.append(str(error))
    if problems:
        numbered = [f"{i}. {text}" for i, text in enumerate(problems, start=1)]
        head = f"{len(problems)} measurements cannot be used:"
        raise DataError(problems[0] if len(problems) == 1 else "\n\n".join([head, *numbered]))
    if not runs:
        raise DataError(located(table.content.name, "no row was read.", "give one measured point a row."))
    return runs


def _check_columns(table: Table) -> None:
    """No column that nothing reads, and one that says what was measured."""
    allowed = (*(name for name in COLUMNS if name not in UNREAD), *RATES, *FOR_PEOPLE)
    where = table.content.line(table.header_line)
    for name in table.header:
        if name not in allowed:
            raise DataError(located(where, f'there is a column "{name}", which nothing reads.', nearest(name, allowed)))
    if not set(RATES) & set(table.header):
        raise DataError(located(where, "there is no column of what was measured.", f"give {' or '.join(RATES)}."))


def _run(where: str, cells: Mapping[str, str], mark: str | None) -> Run:
    query = query_or_error(where, cells, mark)
    if isinstance(query, DataError):
        raise query
    per_gpu, whole = (_positive(where, cells, name, mark) for name in RATES)
    if (per_gpu is None) == (whole is None):
        read = "both were read" if per_gpu else "nothing was read"
        raise DataError(located(f"{where}: {RATES[0]}, {RATES[1]}", f"{read}.", "give one of the two."))
    if whole is not None and query.n_gpus is None:
        raise DataError(located(f"{where}: n_gpus", "nothing was read.", "tokens_per_s is divided by it."))
    if math.isnan(query.input_tokens):
        raise DataError(located(f"{where}: isl_tokens", "nothing was read.", "give tokens per request."))
    if query.tokens_per_s_per_user is None and query.concurrency is None:
        raise DataError(located(f"{where}: {SPEED}, {USERS}", "nothing was read.", "give one of the two."))
    if query.concurrency is not None and query.n_gpus is None:
        raise DataError(located(f"{where}: n_gpus", "nothing was read.", "users in flight are those of its GPUs."))
    return Run(query, per_gpu if per_gpu is not None else (whole or 0.0) / (query.n_gpus or 1), where)


def _positive(where: str, cells: Mapping[str, str], name: str, mark: str | None) -> float | None:
    (value,) = numbers_of([cells.get(name, "")], lambda _: f"{where}: {name}", mark=mark)
    if math.isnan(value):
        return None
    if not value > 0 or math.isinf(value):
        raise DataError(located(f"{where}: {name}", f"{value:g} was read; tokens a second above 0 are needed."))
    return float(value)
