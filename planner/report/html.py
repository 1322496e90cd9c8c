"""A run as one HTML file that needs nothing else: no network, no server, no fonts, no second file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from planner.charts.customers import customers_finding, has_customers
from planner.charts.findings import cautions
from planner.charts.findings import plan as findings
from planner.charts.plausible import plausible_finding
from planner.charts.worth import against_finding
from planner.plan.headline import headline, no_order_sentence
from planner.plan.news import sentences
from planner.plan.news.agree import contradictions
from planner.plan.news.make import accounts_or_none, news_of, today_utc
from planner.plan.several.pair import relation
from planner.report import drawings, evidence, figures
from planner.report.on_disk import save_report
from planner.report.page import filled, site_of, solved_when
from planner.report.regulator import regulator
from planner.words import formats, say

if TYPE_CHECKING:
    from planner.plan.plan import Plan
    from planner.plan.several.uncertain import UncertainPlan


def write_report(
    plan: Plan | UncertainPlan, path: str | Path, locale: str = "en", paths: UncertainPlan | None = None
) -> Path:
    """Write the report of a run to `path`, whole or not at all; returns the path.

    locale: "en" or "fr" (ValueError for others). `paths`: see `render`. StoreError if the file cannot be written.
    """
    text = render(plan, locale, paths=paths)
    return save_report(Path(path), lambda file: file.write_text(text, encoding="utf-8"))


def render(
    plan: Plan | UncertainPlan, locale: str = "en", *, paper: bool = False, paths: UncertainPlan | None = None
) -> str:
    """The report as HTML text, as read today; for paper, charts have the width of a sheet and folded tables are open.

    `paths`: a plan for paths of the same scenario, for the band and the measurements (`planner.plan.several.pair`).
    """
    from planner.plan.several.uncertain import UncertainPlan

    language = formats.language(locale)
    if isinstance(plan, UncertainPlan):
        from planner.report.several.html import render as render_paths

        return render_paths(plan, language, paper=paper)
    today, accounts = today_utc(), accounts_or_none(plan)
    news = news_of(plan, today, paths, accounts)
    return filled(
        "report.html",
        drawings.charts(plan, language),
        language,
        paper=paper,
        plan=plan,
        site=site_of(plan.manifest),
        about=about(plan, language),
        caution=caution(plan, language),
        headline=headline(plan, language, today),
        news=sentences.lines(plan, news, language),
        troubles=sentences.all_troubles(news, language),
        contradictions=contradictions(plan, news, language),
        relation="" if paths is None else relation(plan, paths, language),
        parts_of_years=sentences.parts_of_years(plan, language),
        no_order=no_order_sentence(plan, language) if plan.orders.empty else "",
        warnings=cautions.beside_note(plan.manifest["warnings"], plan.manifest["every_day"], locale),
        key_figures=figures.key_figures(plan, news, accounts, language),
        orders=figures.orders(plan, language, today),
        unserved=findings.served(plan, language),
        customers=customers_finding(plan, language) if has_customers(plan) else "",
        work_by_word=figures.work_by_word(plan, language),
        offers=figures.offers(plan, language),
        not_served=figures.not_served(plan, language),
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


def about(plan: Plan, locale: str) -> list[str]:
    """Scenario, when solved, on which days, how well proven."""
    m = plan.manifest
    end = plan.periods[-1].partition("-")[0]
    days = say("every hour", locale, end=end) if m["every_day"] else say("few days", locale, days=m["days"])
    return [
        say("scenario named", locale, name=plan.scenario_name),
        solved_when(m, locale),
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
