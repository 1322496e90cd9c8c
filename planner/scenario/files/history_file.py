"""History of demand from tables beside the scenario: `history: {file: tokens.csv}`.

The text goes into `csv`, so that a scenario holds all it rests on wherever it is sent. What the rows say is read,
and refused where it must be, by `planner.inputs.forecast.history`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import DataError, ScenarioError
from planner.scenario.files.measurement_file import csv_inside
from planner.scenario.files.provenance import Provenance
from planner.table_files import Content, read_content
from planner.table_files.layout import named_table, understood

if TYPE_CHECKING:
    from planner.scenario.files.yaml_text import Document

COLUMNS = ("date", "value", "unit")


def fill_in(document: Document, file: Path, label_of_file: str) -> None:
    """Put the text of each history file that a scenario file names beside its name; else do nothing.

    Raises ScenarioError for a file that is no CSV or .xlsx in the folder of `file`, or below, or cannot be read.
    """
    forecast = document.values.get("forecast")
    workloads: Any = forecast.get("workloads") if isinstance(forecast, dict) else None
    for name, own in workloads.items() if isinstance(workloads, dict) else ():
        history = own.get("history") if isinstance(own, dict) else None
        named = history.get("file") if isinstance(history, dict) else None
        if not isinstance(history, dict) or not isinstance(named, str) or "csv" in history:
            continue
        path = f"forecast.workloads.{name}.history"
        origin = document.provenance.get(f"{path}.file") or Provenance(file=label_of_file)
        wanted = csv_inside(file, named, origin.where, "file")
        csv_label = (Path(label_of_file).parent / named).as_posix()
        try:
            content = read_content(wanted, name=csv_label)
        except DataError as error:
            raise ScenarioError(str(error)) from None
        history["csv"] = content.text
        reason = origin.reason or _understood(content)
        document.provenance[f"{path}.csv"] = Provenance(f"history: {named}", "fact", reason, csv_label, 1)


def _understood(content: Content) -> str:
    """What is in the file, in a line; nothing where its reader will say what is wrong."""
    try:
        return understood(named_table(content, COLUMNS))
    except DataError:
        return ""
