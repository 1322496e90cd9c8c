"""History of demand from CSV files beside the scenario: `history: {file: tokens.csv}`.

The text goes into `csv`, so that a scenario holds all it rests on wherever it is sent. What the rows say is read,
and refused where it must be, by `planner.inputs.forecast.history`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import ScenarioError, located
from planner.scenario.files.measurement_file import csv_inside
from planner.scenario.files.provenance import Provenance

if TYPE_CHECKING:
    from planner.scenario.files.yaml_text import Document


def fill_in(document: Document, file: Path, label_of_file: str) -> None:
    """Put the text of each history file that a scenario file names beside its name; else do nothing.

    Raises ScenarioError for a file that is not a CSV in the folder of `file`, or below, or cannot be read.
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
        try:
            text = wanted.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise ScenarioError(located(named, f"it cannot be read as text in UTF-8 ({error}).")) from error
        history["csv"] = text
        csv_label = (Path(label_of_file).parent / named).as_posix()
        document.provenance[f"{path}.csv"] = Provenance(f"history: {named}", "fact", origin.reason, csv_label, 1)
