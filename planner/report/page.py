"""What every report's page is filled from: templates, Plotly once, and each chart as an element of the page."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jinja2 import Template

    from planner.report.parts import Chart

TEMPLATES = Path(__file__).parent / "templates"
PAPER_PX = 660  # between the margins of an A4 sheet; the script of the page says the same


def filled(template: str, figures: Iterable[Chart], locale: str, *, paper: bool, **parts: Any) -> str:
    """A template with its charts and parts; for paper, charts have the width of a sheet and folded tables are open."""
    return _template(template).render(
        language=locale,
        say=lambda key, **values: say(key, locale, **values),
        plotly_js=_plotly_js(),
        charts=[(chart, _figure_html(chart, locale, paper)) for chart in figures],
        paper=paper,
        **parts,
    )


@cache
def _template(name: str) -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


@cache
def _plotly_js() -> str:
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs())


def _figure_html(chart: Chart, locale: str, paper: bool) -> str:
    """The chart's element and the script that draws it; Plotly itself is in the page once."""
    from plotly.graph_objects import Figure
    from plotly.io import to_html

    from planner.charts import theme

    height = f"{chart.figure.layout.height}px"
    figure = chart.figure
    config = theme.config(locale) | {"showSendToCloud": False, "displaylogo": False}
    if paper:
        figure = Figure(figure).update_layout(width=PAPER_PX, autosize=False)
        config |= {"responsive": False, "staticPlot": True}
    return str(
        to_html(
            figure,
            config=config,
            include_plotlyjs=False,
            full_html=False,
            default_height=height,
            div_id=f"chart-{chart.key}",
        )
    )


def site_of(manifest: Mapping[str, Any]) -> str:
    """Name of the site in the scenario; empty if the run holds no scenario."""
    site: dict[str, Any] = (manifest.get("scenario") or {}).get("site") or {}
    return str(site.get("name", ""))


def solved_when(manifest: Mapping[str, Any], locale: str) -> str:
    """Day and time of the solve, in words."""
    when = dt.datetime.fromisoformat(manifest["created_utc"])
    return say("solved", locale, when=f"{formats.date(when.date(), locale)}, {when:%H:%M}")
