"""Measurements of the planner's own, from a CSV file beside the scenario: `measurements: measurements.csv`.

The rows take the place of the file's name, so that a scenario holds all it rests on wherever it is sent.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import DataError, ScenarioError, located, nearest
from planner.named_files import FileRefusedError
from planner.named_files import named as file_named
from planner.scenario.fields.operating_points import Measurement
from planner.scenario.files.provenance import Provenance
from planner.table_files import Table, read_content, read_table
from planner.table_files.layout import understood
from planner.table_files.numbers import numbers_of

if TYPE_CHECKING:
    from planner.scenario.files.yaml_text import Document

PLACE = ("fleet", "operating_points", "measurements")
COLUMNS = tuple(Measurement.model_fields)
NEEDED = ("rack", "unit", "date", "source")
NUMBERS = ("tokens_per_s_per_gpu", "tokens_per_s", "tokens_per_s_per_user", "rack_kw", "gpu_watts")
LARGEST_BYTES = 1_000_000
MOST_ROWS = 500
FEWEST_NAMES = 2  # of the columns, that make a line a header
ENDINGS = (".csv", ".xlsx")


def fill_in(document: Document, file: Path, label_of_file: str) -> None:
    """Put the rows of the CSV file that a scenario file names in the place of its name; else do nothing.

    Raises ScenarioError for a file that is no CSV or .xlsx in the folder of `file`, or below, or cannot be read.
    """
    group: Any = document.values
    for step in PLACE[:-1]:
        group = group.get(step) if isinstance(group, dict) else None
    named = group.get(PLACE[-1]) if isinstance(group, dict) else None
    if not isinstance(named, str):
        return
    path = ".".join(PLACE)
    origin = document.provenance.get(path) or Provenance(file=label_of_file)
    wanted = csv_inside(file, named, origin.where, PLACE[-1])
    csv_label = (Path(label_of_file).parent / named).as_posix()
    table = _table(wanted, csv_label)
    rows = _rows(table)
    group[PLACE[-1]] = [{name: value for name, value in row.items() if value is not None} for _, row in rows]
    reason = origin.reason or understood(table)
    document.provenance[path] = Provenance(f"measured: {named}", "fact", reason, origin.file, origin.line)
    for number, (line, row) in enumerate(rows):
        provenance = Provenance(str(row.get("source") or named), "fact", "", csv_label, line)
        document.provenance[f"{path}.{number}"] = provenance
        fields = [name for name, value in row.items() if value is not None]
        document.provenance |= {f"{path}.{number}.{name}": provenance for name in fields}


def csv_inside(file: Path, named: str, asked_by: str, field: str) -> Path:
    """The table that the field of a scenario file names. ScenarioError: elsewhere, not there, or too large."""
    try:
        root, wanted = file.parent.resolve(), file_named(file.parent / named)
    except FileRefusedError as refused:
        raise ScenarioError(located(asked_by, f"{field}: {refused.problem}", refused.hint)) from None
    allowed = "a .csv or .xlsx file in the folder of the scenario, or below."
    problem = f'{field} is "{named}".\nAllowed: {"a list, or " if field == PLACE[-1] else ""}{allowed}'
    if (
        not named.endswith(ENDINGS)
        or Path(named).is_absolute()
        or not Path(os.path.realpath(wanted)).is_relative_to(root)
    ):
        raise ScenarioError(located(asked_by, problem, "put the file beside the scenario."))
    if not wanted.is_file():
        names = sorted(path.name for path in file.parent.iterdir() if path.name.endswith(ENDINGS))
        raise ScenarioError(located(asked_by, f'{field} is "{named}", which is not a file.', nearest(named, names)))
    if wanted.stat().st_size > LARGEST_BYTES:
        raise ScenarioError(located(asked_by, f"{named} is larger than {LARGEST_BYTES:,} bytes."))
    return wanted


def _table(wanted: Path, named: str) -> Table:
    try:
        table = read_table(read_content(wanted, name=named), _is_header, ",".join(NEEDED), uneven_allowed=True)
    except DataError as error:
        raise ScenarioError(str(error)) from None
    _check_columns(list(table.header), table.content.line(table.header_line))
    if table.uneven:
        raise ScenarioError(next(iter(table.uneven.values())))
    if len(table.rows) > MOST_ROWS:
        raise ScenarioError(located(named, f"it has {len(table.rows)} rows; {MOST_ROWS} are allowed."))
    return table


def _is_header(names: Sequence[str]) -> bool:
    return len(set(names) & set(COLUMNS)) >= FEWEST_NAMES


def _rows(table: Table) -> list[tuple[int, dict[str, Any]]]:
    """Line number in the file and values of each row; blank cells are None, numbers are read where they can be."""
    values: dict[str, Sequence[str | float | None]] = {}
    for place, name in enumerate(table.header):
        values[name] = _numbers(table, place) if name in NUMBERS else [cell or None for cell in table.column(place)]
    return [(line, {name: column[row] for name, column in values.items()}) for row, line in enumerate(table.lines)]


def _check_columns(columns: list[str], where: str) -> None:
    unknown = [name for name in columns if name not in COLUMNS]
    missing = [name for name in NEEDED if name not in columns]
    if unknown:
        raise ScenarioError(located(where, f'there is no column "{unknown[0]}".', nearest(unknown[0], COLUMNS)))
    if missing:
        problem = f"column {', '.join(missing)} is missing; found are {', '.join(columns) or 'none'}."
        raise ScenarioError(located(where, problem, f"columns are {', '.join(COLUMNS)}."))


def _numbers(table: Table, place: int) -> list[str | float | None]:
    """Numbers of a column; a text that is none is left for the schema, which says what is wrong, with the line."""
    cells = table.column(place)
    plain = [cell for cell in cells if cell and any(sign.isdigit() for sign in cell)]
    try:
        numbers = iter(numbers_of(plain, lambda row: table.cell_at(cells.index(plain[row]), place)))
    except DataError as error:
        raise ScenarioError(str(error)) from None
    return [
        None if not cell else next(numbers) if any(sign.isdigit() for sign in cell) else _text(cell) for cell in cells
    ]


def _text(cell: str) -> str | float:
    try:
        return float(cell)  # nan and inf: the schema refuses them
    except ValueError:
        return cell
