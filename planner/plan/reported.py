"""`plan.report(…)`: a plan written for people who do not run the planner."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from planner.plan.handed_out import TablesAsCopies

if TYPE_CHECKING:
    from planner.plan.several.uncertain import UncertainPlan


class Reported(TablesAsCopies):
    """A plan that can be reported, one or one for several paths."""

    def report(self, path: str | Path, locale: str = "en", *, paths: UncertainPlan | None = None) -> Path:
        """Write a report to `path`, whole or not at all: .html, .pdf or .xlsx by its ending; returns the path.

        locale: "en" or "fr" (ValueError for others). `paths`: a plan for paths of the same scenario, for the band.
        ScenarioError: an ending that is no format. StoreError if it cannot be written, or no browser prints the PDF.
        """
        from planner.report.write import format_of, write

        return write(self, path, format_of(path, None), locale, paths)  # type: ignore[arg-type]  # of the two below
