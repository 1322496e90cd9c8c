"""A scenario from whatever file it stands in: YAML, a portfolio, or a workbook that people have edited."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import ScenarioError, located
from planner.scenario.files.load import load
from planner.scenario.portfolio import Portfolio, is_portfolio, load_portfolio

if TYPE_CHECKING:
    from planner.scenario.schema import Scenario

WORKBOOK_ENDING = ".xlsx"


def load_file(path: str | Path, overlays: Sequence[Any]) -> Scenario | Portfolio:
    """A scenario or portfolio file, or what a workbook says now, which takes no overlays. ScenarioError, DataError."""
    if not str(path).lower().endswith(WORKBOOK_ENDING):
        return load_portfolio(path, *overlays) if is_portfolio(path) else load(path, *overlays)
    if overlays:
        hint = "write it as a scenario file first: planner scenario from-workbook FILE.xlsx --out FILE.yaml."
        raise ScenarioError(located(str(path), "nothing can be laid over a workbook.", hint))
    from planner.drafts.book.read import scenario_from_workbook  # it needs what reads and writes workbooks

    return scenario_from_workbook(path).scenario


def refuse_overwriting(path: str | Path) -> None:
    """ScenarioError where there is a file of this name already."""
    if Path(path).exists():
        problem = "there is a file of this name already; it was not overwritten."
        raise ScenarioError(located(str(path), problem, "give another name, or move the file away first."))
