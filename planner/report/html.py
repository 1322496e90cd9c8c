"""A run as one HTML file that needs nothing else: no network, no script, no fonts, no second file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.plan.headline import headline, no_order_sentence
from planner.plan.news import sentences
from planner.plan.news.agree import contradictions
from planner.plan.news.make import accounts_or_none, news_of, today_utc
from planner.plan.several.pair import relation
from planner.report import figures
from planner.report.chapters import annex_of, chapters
from planner.report.front import front_charts
from planner.report.on_disk import save_report
from planner.report.page import filled, foot, read_when, site_of, solved_when
from planner.report.tables.annex import compact, left_empty
from planner.report.tables.front import decisions
from planner.words import formats, say

if TYPE_CHECKING:
    import datetime as dt

    from planner.plan.plan import Plan
    from planner.plan.several.uncertain import UncertainPlan
    from planner.report.parts import Changed


def write_report(
    plan: Plan | UncertainPlan,
    path: str | Path,
    locale: str = "en",
    paths: UncertainPlan | None = None,
    changed: Changed | None = None,
) -> Path:
    """Write the report of a run to `path`, whole or not at all; returns the path.

    locale: "en" or "fr" (ValueError for others). `paths`, `changed`: see `render`. StoreError if the file cannot be
    written.
    """
    text = render(plan, locale, paths=paths, changed=changed)
    return save_report(Path(path), lambda file: file.write_text(text, encoding="utf-8"))


def render(
    plan: Plan | UncertainPlan,
    locale: str = "en",
    *,
    paths: UncertainPlan | None = None,
    changed: Changed | None = None,
    today: dt.date | None = None,
) -> str:
    """The report as HTML text: two pages for a director, a chapter for each other reader, an annex.

    paths: a plan for paths of the same scenario, for the band and the measurements (`planner.plan.several.pair`).
    changed: what changed since an earlier report; without it there is no such part. Only of one plan.
    today: the day it is read, by default this one; it stands in one line and decides which orders are late.
    """
    from planner.plan.several.uncertain import UncertainPlan

    language, day = formats.language(locale), today or today_utc()
    if isinstance(plan, UncertainPlan):
        from planner.report.several.html import render as render_paths

        return render_paths(plan, language, day)
    return _rendered(plan, language, paths, changed, day)


@lru_cache(maxsize=1)  # the page and its print are asked for one after the other
def _rendered(plan: Plan, language: str, paths: UncertainPlan | None, changed: Changed | None, day: dt.date) -> str:
    """The page of one plan; the last one is kept, by the plan itself and not by what it holds."""
    accounts = accounts_or_none(plan)
    news = news_of(plan, day, paths, accounts)
    assumptions, notes = compact(plan, language)
    return filled(
        "report.html",
        language,
        **head(plan, language, day),
        about=about(plan, language),
        caution=caution(plan, language),
        headline=headline(plan, language, day),
        news=sentences.lines(plan, news, language),
        contradictions=contradictions(plan, news, language),
        relation="" if paths is None else relation(plan, paths, language),
        parts_of_years=sentences.parts_of_years(plan, language),
        no_order=no_order_sentence(plan, language) if plan.orders.empty else "",
        key_figures=figures.key_figures(plan, news, accounts, language),
        changed=changed,
        decisions=decisions(plan, language, day),
        charts=front_charts(plan, language),
        chapters=chapters(plan, news, accounts, language, day),
        annex=annex_of(plan, language),
        assumptions=assumptions,
        notes=notes,
        left_empty=left_empty(plan),
    )


def head(plan: Plan | UncertainPlan, locale: str, day: dt.date) -> dict[str, Any]:
    """What the frame of every report names."""
    return {
        "plan": plan,
        "site": site_of(plan.manifest),
        "foot": foot(plan.run_id),
        "read_on": read_when(day, locale),
    }


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
