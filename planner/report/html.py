"""A run as one HTML file that needs nothing else: no network, no server, no fonts, no second file."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.charts.customers import customers_finding, has_customers
from planner.charts.findings import cautions
from planner.charts.findings import plan as findings
from planner.charts.plausible import plausible_finding
from planner.charts.worth import against_finding
from planner.report import drawings, evidence, figures
from planner.report.on_disk import save_report
from planner.report.regulator import regulator
from planner.words import formats, say

if TYPE_CHECKING:
    from jinja2 import Template

    from planner.plan.plan import Plan
    from planner.report.parts import Chart

TEMPLATES = Path(__file__).parent / "templates"
PAPER_PX = 660  # between the margins of an A4 sheet; the script of the page says the same


def write_report(plan: Plan, path: str | Path, locale: str = "en") -> Path:
    """Write the report of a run to `path`, whole or not at all; returns the path.

    locale: "en" or "fr" (ValueError for others). StoreError if the file cannot be written.
    """
    text = render(plan, locale)
    return save_report(path, lambda file: file.write_text(text, encoding="utf-8"))


def render(plan: Plan, locale: str = "en", *, paper: bool = False) -> str:
    """The report as HTML text; for paper, charts have the width of a sheet and folded tables are open."""
    language = formats.language(locale)
    drawn = drawings.charts(plan, language)
    return _template().render(
        language=language,
        say=lambda key, **values: say(key, language, **values),
        plotly_js=_plotly_js(),
        plan=plan,
        site=site_name(plan),
        about=about(plan, language),
        caution=caution(plan, language),
        headline=plan.headline(language),
        warnings=cautions.beside_note(plan.manifest["warnings"], plan.manifest["every_day"], locale),
        key_figures=figures.key_figures(plan, language),
        orders=figures.orders(plan, language),
        charts=[(chart, _figure_html(chart, language, paper)) for chart in drawn],
        paper=paper,
        unserved=findings.served(plan, language),
        customers=customers_finding(plan, language) if has_customers(plan) else "",
        work_by_word=figures.work_by_word(plan, language),
        offers=figures.offers(plan, language),
        not_served=figures.not_served(plan, language),
        worth=findings.with_fleet_held(plan, language),
        indicators=figures.indicators(plan, language),
        formulas=figures.formulas(plan, language),
        against=figures.against(plan, language),
        against_finding=against_finding(plan, language),
        one_more=figures.one_more(plan, language),
        plausible=figures.plausible(plan, language),
        public=figures.public(plan, language),
        plausible_finding=plausible_finding(plan, language),
        regulator=regulator(plan, language),
        proof=evidence.proof(plan, language),
        rests_on=findings.rests_on(plan, language),
        assumptions=evidence.assumptions(plan, language),
        left_empty=evidence.left_empty(plan),
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")


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


def site_name(plan: Plan) -> str:
    """Name of the site in the scenario; empty if the run holds no scenario."""
    site: dict[str, Any] = (plan.manifest.get("scenario") or {}).get("site") or {}
    return str(site.get("name", ""))


def about(plan: Plan, locale: str) -> list[str]:
    """Scenario, when solved, on which days, how well proven."""
    m = plan.manifest
    when = dt.datetime.fromisoformat(m["created_utc"])
    end = plan.periods[-1].partition("-")[0]
    days = say("every hour", locale, end=end) if m["every_day"] else say("few days", locale, days=m["days"])
    return [
        say("scenario named", locale, name=plan.scenario_name),
        say("solved", locale, when=f"{formats.date(when.date(), locale)}, {when:%H:%M}"),
        days,
        say("proven", locale, gap=formats.percent(m["gap"], locale, 2)),
    ]


def caution(plan: Plan, locale: str) -> list[str]:
    """What the reader must know before using the plan: only some days, or stopped early."""
    m = plan.manifest
    texts = [] if m["every_day"] else [say("quick look", locale, days=m["days"])]
    if not plan.within_gap:
        texts.append(say("stopped early caution", locale, gap=formats.percent(m["gap"], locale, 2)))
    return texts
