"""A run as a report, in the format asked for: HTML, PDF or an Excel workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from planner.errors import ScenarioError, located
from planner.report.on_disk import save_report
from planner.words import formats

if TYPE_CHECKING:
    from planner.plan.plan import Plan
    from planner.plan.several.uncertain import UncertainPlan
    from planner.report.parts import Changed

__all__ = ["FORMATS", "made", "write"]

Format = Literal["html", "pdf", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)


def write(
    plan: Plan | UncertainPlan,
    path: str | Path,
    kind: Format,
    locale: str = "en",
    paths: UncertainPlan | None = None,
    changed: Changed | None = None,
) -> Path:
    """Write the report of a run to `path`, whole or not at all; returns the path.

    kind: html, one file that needs no network; pdf, the same printed (needs a browser of the Chromium family); xlsx,
    a workbook with every table. locale: "en" or "fr" (ValueError for others). `paths`: a plan for paths of the same
    scenario, for the band; `changed`: what changed since an earlier report (`planner.report.parts.Changed`); both in
    html and pdf. StoreError if it cannot be written.
    """
    content = made(plan, kind, locale, paths, changed, path)
    return save_report(path, lambda file: file.write_bytes(content))


def made(
    plan: Plan | UncertainPlan,
    kind: Format,
    locale: str = "en",
    paths: UncertainPlan | None = None,
    changed: Changed | None = None,
    path: str | Path = "",
) -> bytes:
    """The report of a run as the bytes of a file; as `write`. `path` is what a message calls it."""
    if kind == "xlsx":
        from planner.report.workbook import workbook

        return workbook(plan, formats.language(locale))
    if kind == "pdf":
        from planner.report.pdf import printed

        return printed(plan, path, locale, paths, changed)
    from planner.report.html import render

    return render(plan, locale, paths=paths, changed=changed).encode("utf-8")


def format_of(path: str | Path | None, requested: str | None) -> Format:
    """The format asked for; else that of the ending of the file; else html. ScenarioError: an ending that is none."""
    ending = Path(path).suffix.lstrip(".").lower() if path else ""
    ending = "html" if ending == "htm" else ending
    endings = ", ".join(f".{kind}" for kind in FORMATS)
    if ending and ending not in FORMATS:
        problem = f'"{path}" ends with .{ending}, which is no format of a report.\nAllowed: {endings}.'
        raise ScenarioError(located("--out", problem, f"write {Path(str(path)).stem}.{requested or 'html'}."))
    wanted = requested or ending
    return next((kind for kind in FORMATS if kind == wanted), "html")
