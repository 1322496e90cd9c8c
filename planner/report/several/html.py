"""A plan for several paths as one HTML file: what is decided now, what it may be worth, what to measure first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planner.charts import risk as charts
from planner.charts.findings import cautions
from planner.charts.findings import plan as plan_findings
from planner.charts.findings import risk as findings
from planner.plan.text import no_measurements
from planner.report import evidence
from planner.report.page import filled, site_of, solved_when
from planner.report.parts import Chart, Table
from planner.report.several import tables
from planner.words import formats, say

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from planner.plan.several.uncertain import UncertainPlan


def render(plan: UncertainPlan, locale: str, *, paper: bool = False) -> str:
    """The report as HTML text, in a language; for paper as `planner.report.html.render`."""
    return filled(
        "paths.html",
        drawings(plan, locale),
        locale,
        paper=paper,
        plan=plan,
        site=site_of(plan.manifest),
        about=about(plan, locale),
        caution=caution(plan, locale),
        headline=plan.headline(locale),
        warnings=warnings(plan, locale),
        key_figures=tables.key_figures(plan, locale),
        orders=tables.orders(plan, locale),
        orders_finding=findings.orders(plan, locale),
        spread=tables.spread(plan, locale),
        measurements=tables.measurements(plan, locale),
        measurements_finding=findings.measure_first(plan, locale) if len(plan.measurements) else "",
        no_measurements=no_measurements(plan, locale),
        worth=tables.worth(plan, locale),
        drawn=tables.drawn(plan, locale),
        trial=tables.trial(plan, locale),
        trial_finding=findings.trial(plan, locale) if len(plan.trial) else "",
        not_included=tables.not_included(plan, locale),
        proof=tables.proof(plan, locale),
        rests_on=plan_findings.rests_on(plan, locale) if len(plan.assumptions) else say("assumptions gone", locale),
        assumptions=evidence.assumptions(plan, locale),
        left_empty=evidence.left_empty(plan),
    )


def about(plan: UncertainPlan, locale: str) -> list[str]:
    """Scenario, when solved, for how many paths and on which days, how well proven."""
    m = plan.manifest
    days = say("on all", locale) if m["days"] == "all" else say("few days", locale, days=m["days"])
    return [
        say("scenario named", locale, name=plan.name),
        solved_when(m, locale),
        f"{len(plan.paths)} {say('paths count', locale).lower()}",
        days,
        say("proven", locale, gap=formats.percent(m["gap"], locale, 2)),
    ]


def caution(plan: UncertainPlan, locale: str) -> list[str]:
    """What the reader must know before using the plan: stopped early."""
    gap = formats.percent(plan.manifest["gap"], locale, 2)
    return [] if plan.within_gap else [say("stopped early caution", locale, gap=gap)]


def warnings(plan: UncertainPlan, locale: str) -> list[str]:
    """What the plan warns of, without what stands among what is not included."""
    return cautions.beside_note(plan.manifest["warnings"], plan.manifest["days"] == "all", locale)


def drawings(plan: UncertainPlan, locale: str) -> list[Chart]:
    """Value by path, batches now or later, work unserved, the connection."""
    until = formats.period_name(str(plan.manifest["decide_until"]), locale)
    waits = len(charts.batches(plan)) > 0
    return [
        _chart(
            plan, "paths", findings.value(plan, locale), say("value note", locale, until=until),
            charts.value_by_path(plan, locale), tables.regret(plan, locale), locale,
        ),
        *([_waiting(plan, locale)] if waits else []),
        _chart(
            plan, "unserved", findings.unserved(plan, locale), say("unserved note", locale),
            charts.unserved_chart(plan, locale), tables.unserved(plan, locale), locale,
        ),
        _chart(
            plan, "connection", findings.connection(plan, locale), say("connection note", locale),
            charts.connection_chart(plan, locale), tables.connection(plan, locale), locale,
        ),
    ]  # fmt: skip


def _chart(
    plan: UncertainPlan, key: str, finding: str, note: str, figure: go.Figure, table: Table, locale: str
) -> Chart:
    source = say("chart source", locale, run=plan.run_id, table=key)
    return Chart(key, say(f"paths {key}", locale), finding, note, source, figure, table)


def _waiting(plan: UncertainPlan, locale: str) -> Chart:
    """The heat map, too narrow on a phone: there its table stands alone."""
    finding, figure = findings.waiting(plan, locale), charts.waiting_heat(plan, locale)
    chart = _chart(plan, "waiting", finding, say("waiting note", locale), figure, tables.waiting(plan, locale), locale)
    return replace(chart, table_open=True, wide_only=True)
