"""Sentences and tables of the report say the same: no figure in prose that no table holds, and charts likewise."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from planner.charts.customers import customers_finding
from planner.plan.plan import Plan
from planner.report import html
from planner.report.chapters import chapters
from planner.report.front import front_charts
from planner.report.html import render
from planner.report.parts import Changed, Table
from planner.words import formats, say
from tests.charts.customers_plan import customers_plan
from tests.charts.small_plan import small_plan
from tests.report.pages import Page

NUMBERS = {
    "en": re.compile(r"(?<![\w/.-])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w/.-])\d+(?:\.\d+)?"),
    "fr": re.compile(r"(?<![\w/.-])\d{1,3}(?:[\u202f\u00a0 ]\d{3})+(?:,\d+)?|(?<![\w/.-])\d+(?:,\d+)?"),
}
NO_FIGURES = re.compile(
    r"\b\S*\d\S*-\S*|\b[A-Z]+\d+\w*( \w*\d\w*)?|--\w+ \d+|\b[TQP]\d+\b|\d+ (more|de plus|autres)"
)  # names of runs and products, options of commands, quarters and percentiles, how many more there are
DAY = dt.date(2026, 11, 30)
SINCE = "Against run before-123, solved on 1 November 2026"
CHANGED = Changed(
    SINCE,
    ("Prices of tokens: −3.1 M€ & more",),
    Table("By driver", ("Driver", "M€"), (("Prices <of> tokens", "−3.1"),)),
)


def numbers(text: str, locale: str) -> list[tuple[float, int]]:
    """Numbers in a text with their decimals; a sign is not looked at."""
    listed = []
    for part in NUMBERS[locale].findall(text):
        plain = re.sub(r"[\u202f\u00a0 ]", "", part).replace(",", ".") if locale == "fr" else part.replace(",", "")
        listed.append((float(plain), len(plain.partition(".")[2])))
    return listed


def stands_in(value: float, digits: int, there: set[float]) -> bool:
    """Whether a table holds the number, rounded as the sentence rounds it: to its decimals or to three figures."""
    size = 10 ** max(0, len(str(int(abs(value)))) - 3) if digits == 0 else 10.0**-digits
    return any(abs(one - value) <= 0.5 * size + 1e-9 for one in there)


@pytest.mark.parametrize(("make", "locale"), [(small_plan, "en"), (customers_plan, "fr")], ids=["small", "customers"])
def test_no_figure_in_prose_that_is_not_in_a_table(make: type[Plan], locale: str) -> None:
    """Proves: every number of the sentences (headline, first page, findings) occurs in a table, allowing rounding.

    Names and how many more there are of something are not figures. A bug would give: a sentence that was worked out in
    another way than the table behind it.
    """
    page = Page(render(make(), locale, today=DAY))
    there = {value for text in page.of("td", "th", "dd", "caption") for value, _ in numbers(text, locale)}
    prose = [NO_FIGURES.sub("", text) for text in page.prose]
    checked = [(value, digits, text) for text in prose for value, digits in numbers(text, locale)]
    assert len(checked) > 15
    missing = [(value, text) for value, digits, text in checked if not stands_in(value, digits, there)]
    assert missing == []


def test_a_wrong_figure_is_seen() -> None:
    """Proves: the test above can fail: a number that is off by more than rounding is not taken for another."""
    assert stands_in(41.2, 1, {41.23})
    assert stands_in(41, 0, {41.23})
    assert stands_in(4730000, 0, {4731204.0})
    assert not stands_in(41.3, 1, {41.23})
    assert not stands_in(42, 0, {41.23})
    assert numbers("142 M€ of 1,488 and −0.5; Q1 2027, GB300", "en") == [(142.0, 0), (1488.0, 0), (0.5, 1), (2027.0, 0)]


def test_two_reports_differ_in_the_date_line_alone() -> None:
    """Proves: the same run gives the same bytes on another day, but for the one line that names the day."""
    plan = small_plan().with_manifest(created_utc="2026-11-24T09:00:00+00:00")
    one, other = (render(plan, "fr", today=dt.date(2026, 11, day)).splitlines() for day in (24, 25))
    assert len(one) == len(other)
    differing = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    assert len(differing) == 1
    assert "24 novembre 2026" in differing[0][0]
    assert render(plan, "fr", today=dt.date(2026, 11, 24)).splitlines() == one


def test_what_changed_is_there_where_it_is_given() -> None:
    """Proves: the part stands before what to decide, with sentence and table as texts; without it there is none."""
    with_it, without = (render(small_plan(), "en", changed=changed) for changed in (CHANGED, None))
    heading = f"<h2>{say('changed heading', 'en')}</h2>"
    assert heading not in without
    assert with_it.index(SINCE) < with_it.index(say("decide heading", "en"), with_it.index(SINCE))
    assert "Prices of tokens: −3.1 M€ &amp; more" in with_it
    assert "Prices &lt;of&gt; tokens" in with_it


def test_chapters_leave_out_what_is_not_there() -> None:
    """Proves: a section without rows has no heading; every section that stands has a heading and a table or a text."""
    plan = small_plan()
    accounts = html.accounts_or_none(plan)
    made = chapters(plan, html.news_of(plan, DAY, None, accounts), accounts, "en", DAY)
    assert [one.key for one in made] == ["finance", "infrastructure", "sustainability", "risk"]
    keys = [part.key for one in made for part in one.sections]
    assert len(keys) == len(set(keys))
    assert "one-more" not in keys
    assert all(part.is_there and part.heading for one in made for part in one.sections)


def test_charts_say_what_they_show() -> None:
    """Proves: the three charts of the second page have a finding and a measure in words, in the reader's language."""
    charts = front_charts(customers_plan(), "fr")
    assert [chart.stills[0].key for chart in charts] == ["cash", "work", "power"]
    for chart in charts:
        assert chart.heading in chart.stills[0].text
        assert "</svg>" in chart.stills[0].svg
    assert customers_finding(customers_plan(), "fr")
    assert formats.period_name("2027-10", "fr") == "octobre 2027"
