"""Measurements of the planner's own, from a CSV file beside the scenario: `measurements: measurements.csv`.

The rows take the place of the file's name, so that a scenario holds all it rests on wherever it is sent.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import ScenarioError, located, nearest
from planner.scenario.fields.operating_points import Measurement
from planner.scenario.files.provenance import Provenance

if TYPE_CHECKING:
    from planner.scenario.files.yaml_text import Document

PLACE = ("fleet", "operating_points", "measurements")
COLUMNS = tuple(Measurement.model_fields)
NEEDED = ("rack", "unit", "date", "source")
NUMBERS = ("tokens_per_s_per_gpu", "tokens_per_s", "tokens_per_s_per_user", "rack_kw", "gpu_watts")
LARGEST_BYTES = 1_000_000
MOST_ROWS = 500


def fill_in(document: Document, file: Path, label_of_file: str) -> None:
    """Put the rows of the CSV file that a scenario file names in the place of its name; else do nothing.

    Raises ScenarioError for a file that is not a CSV in the folder of `file`, or below, or cannot be read.
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
    rows = _rows(wanted, csv_label)
    group[PLACE[-1]] = [{name: value for name, value in row.items() if value is not None} for _, row in rows]
    document.provenance[path] = Provenance(f"measured: {named}", "fact", origin.reason, origin.file, origin.line)
    for number, (line, row) in enumerate(rows):
        known = Provenance(str(row.get("source") or named), "fact", "", csv_label, line)
        document.provenance[f"{path}.{number}"] = known
        document.provenance |= {f"{path}.{number}.{name}": known for name, value in row.items() if value is not None}


def csv_inside(file: Path, named: str, asked_by: str, field: str) -> Path:
    """The CSV file that the field of a scenario file names. ScenarioError: elsewhere, not there, or too large."""
    root, wanted = file.parent.resolve(), file.parent / named
    allowed = "a .csv file in the folder of the scenario, or below."
    problem = f'{field} is "{named}".\nAllowed: {"a list, or " if field == PLACE[-1] else ""}{allowed}'
    if not named.endswith(".csv") or Path(named).is_absolute() or not wanted.resolve().is_relative_to(root):
        raise ScenarioError(located(asked_by, problem, "put the file beside the scenario."))
    if not wanted.is_file():
        names = sorted(found.name for found in file.parent.glob("*.csv"))
        raise ScenarioError(located(asked_by, f'{field} is "{named}", which is not a file.', nearest(named, names)))
    if wanted.stat().st_size > LARGEST_BYTES:
        raise ScenarioError(located(asked_by, f"{named} is larger than {LARGEST_BYTES:,} bytes."))
    return wanted


def _rows(wanted: Path, named: str) -> list[tuple[int, dict[str, Any]]]:
    """Line number in the file and values of each row; blank cells are None, numbers are read where they can be."""
    try:
        with wanted.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened)
            columns = list(reader.fieldnames or ())
            _check_columns(columns, named)
            rows = [(reader.line_num, row) for row in reader if any((cell or "").strip() for cell in _cells(row))]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ScenarioError(located(named, f"it cannot be read as CSV ({error}).")) from error
    if len(rows) > MOST_ROWS:
        raise ScenarioError(located(named, f"it has {len(rows)} rows; {MOST_ROWS} are allowed."))
    for line, row in rows:
        if None in row or None in row.values():
            raise ScenarioError(
                located(f"{named}, line {line}", f"{len(columns)} cells are needed, one for each column.")
            )
    return [(line, {name: _value(name, row[name]) for name in columns}) for line, row in rows]


def _cells(row: dict[str, Any]) -> list[str]:
    return [cell for cell in row.values() if isinstance(cell, str)]


def _check_columns(columns: list[str], named: str) -> None:
    unknown = [name for name in columns if name not in COLUMNS]
    missing = [name for name in NEEDED if name not in columns]
    if unknown:
        raise ScenarioError(
            located(f"{named}, line 1", f'there is no column "{unknown[0]}".', nearest(unknown[0], COLUMNS))
        )
    if missing:
        problem = f"column {', '.join(missing)} is missing; found are {', '.join(columns) or 'none'}."
        raise ScenarioError(located(f"{named}, line 1", problem, f"columns are {', '.join(COLUMNS)}."))


def _value(name: str, text: str) -> str | float | None:
    text = text.strip()
    if not text:
        return None
    if name in NUMBERS:
        try:
            return float(text)
        except ValueError:
            return text  # the schema says what is wrong, with the line
    return text
