"""A plan for several paths as one HTML file: what is decided now, what it may be worth, what to measure first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.charts import risk as charts
from planner.charts.findings import cautions
from planner.charts.findings import plan as plan_findings
from planner.charts.findings import risk as findings
from planner.plan.text import no_measurements
from planner.report.html import head
from planner.report.page import filled, solved_when
from planner.report.parts import Section, Still, Table
from planner.report.several import tables
from planner.report.stills import paths as stills
from planner.report.tables.annex import compact, left_empty
from planner.words import formats, say

if TYPE_CHECKING:
    import datetime as dt

    from planner.plan.several.uncertain import UncertainPlan

FINDINGS = (findings.value, findings.unserved, findings.connection)


def render(plan: UncertainPlan, locale: str, today: dt.date) -> str:
    """The report as HTML text, in a language, as read on a day."""
    assumptions, notes = compact(plan, locale)
    return filled(
        "paths.html",
        locale,
        **head(plan, locale, today),
        charts=drawings(plan, locale),
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
        assumptions=assumptions,
        notes=notes,
        left_empty=left_empty(plan),
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


def drawings(plan: UncertainPlan, locale: str) -> list[Section]:
    """Value by path, batches now or later, work unserved, the connection; each with its numbers."""
    until = formats.period_name(str(plan.manifest["decide_until"]), locale)
    value, unserved, connection = (finding(plan, locale) for finding in FINDINGS)
    note = say("value note", locale, until=until)
    parts = [
        _part("paths", value, note, stills.value(plan, locale), tables.regret(plan, locale), locale),
        _part(
            "unserved", unserved, say("unserved note", locale), stills.unserved(plan, locale),
            tables.unserved(plan, locale), locale,
        ),
        _part(
            "connection", connection, say("connection note", locale), stills.connection(plan, locale),
            tables.connection(plan, locale), locale,
        ),
    ]  # fmt: skip
    if len(charts.batches(plan)):
        note = say("waiting note", locale)
        finding, table = findings.waiting(plan, locale), tables.waiting(plan, locale)
        parts.insert(1, Section("waiting", say("paths waiting", locale), finding, tables=(table,), note=note))
    return parts


def _part(key: str, finding: str, note: str, svg: str, table: Table, locale: str) -> Section:
    still = Still(key, f"{finding}. {note}", svg)
    return Section(key, say(f"paths {key}", locale), finding, (still,), (table,), note=note)
