"""The sentences: in their order, in both languages, with what is missing said; and what facts contradict each other."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path

import pytest

from planner import cli
from planner.plan.news import sentences
from planner.plan.news.agree import contradictions
from planner.plan.news.fact import Fact, News
from planner.plan.news.make import accounts_or_none, news_of
from planner.plan.plan import Plan
from planner.words import say
from tests.charts.customers_plan import customers_plan
from tests.charts.small_plan import small_plan
from tests.charts.small_uncertain import small_uncertain
from tests.plan.answers import plan

BEFORE, AFTER = dt.date(2026, 12, 1), dt.date(2027, 9, 1)
HEADS = ("news orders", "news late", "news cost", "news trouble", "news band", "news limit", "news change")


@pytest.mark.parametrize("locale", ["en", "fr"])
@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_lines_answer_the_questions_in_order(locale: str, day: dt.date) -> None:
    """Proves: decision, cost, trouble, limit and change in that order; late orders only once they are late."""
    own = customers_plan()
    news = news_of(own, day, small_uncertain(), accounts_or_none(own))
    answers = sentences.lines(own, news, locale)
    heads = [head for head, _ in answers]
    wanted = [say(key, locale) for key in HEADS if key != "news late" or day == AFTER]
    assert [head for head in wanted if head in heads] == heads
    assert set(wanted[-5:]) <= set(heads)
    assert (say("news late", locale) in heads) == (day == AFTER)
    for _, text in answers:
        assert text.endswith(".")
        assert "{" not in text
        assert "nan" not in text.lower().split()


def test_every_offer_and_every_later_order_is_counted() -> None:
    """Proves: three are named and the rest counted: 5 orders later are three and 2 more."""
    orders = tuple(Fact("order", f"2027-0{n}-01", 2.0, "racks", 1e6, "VR_NVL72") for n in range(1, 7))
    news = dataclasses.replace(news_of(small_plan(1), BEFORE), decision=orders)
    text = sentences.later_orders(news, "en").replace("\u00a0", " ")
    assert text.startswith("2 VR NVL72 by 1 February 2027, ")
    assert text.endswith("2 more orders, the last by 1 June 2027")


def test_a_year_that_is_covered_in_part_says_so() -> None:
    assert sentences.parts_of_years(small_plan(1), "en") == [
        "2028 is covered in part, Q1\u00a02028: its figures are of that part."
    ]


def test_the_site_outside_its_band_is_told() -> None:
    """Proves: where the scenario as it stands is worth less than P10 or more than P90 the sentence says so."""
    paths = small_uncertain()
    base = news_of(small_plan(1), BEFORE, paths)
    low, high = (next(one.amount for one in base.cost if one.kind == f"npv {name}") for name in ("P10", "P90"))
    texts = []
    for value in (low - 1.0, (low + high) / 2.0, high + 1.0):
        cost = [one for one in base.cost if one.kind != "npv of site"]
        site = Fact("npv of site", "all", value, "MEUR", value * 1e6)
        texts.append(sentences.band(dataclasses.replace(base, cost=(*cost, site)), "en"))
    assert ["lies below" in text for text in texts] == [True, False, False]
    assert ["lies above" in text for text in texts] == [False, False, True]


@pytest.mark.parametrize("own", [small_plan(1), customers_plan(), plan("npv"), plan("cost"), plan("crowded")])
def test_facts_of_real_plans_agree(own: Plan) -> None:
    assert contradictions(own, news_of(own, BEFORE)) == []


def tampered(news: News, group: str, kind: str, **changed: object) -> News:
    facts = list(getattr(news, group))
    at = next(i for i, fact in enumerate(facts) if fact.kind == kind)
    facts[at] = dataclasses.replace(facts[at], **changed)
    return dataclasses.replace(news, **{group: tuple(facts)})


@pytest.mark.parametrize(
    ("group", "kind", "changed", "words"),
    [
        ("work", "served here", {"amount": 0.2}, "the five words of 2027"),
        ("work", "unserved", {"when": "2035"}, "outside the horizon"),
        ("decision", "order", {"amount": 99.0}, "racks are to be ordered"),
        ("cost", "npv of site", {"eur": 1e9}, "is not orders"),
    ],
)
def test_each_rule_sees_what_does_not_fit(group: str, kind: str, changed: dict[str, object], words: str) -> None:
    """Proves: a figure changed alone is found out by the rule that it breaks."""
    own = small_plan(1)
    news = news_of(own, BEFORE)
    values = tuple(Fact(kind, "all", 1.0, "MEUR", 1e6) for kind in ("npv of orders", "npv without orders"))
    site = Fact("npv of site", "all", 2.0, "MEUR", 2e6)
    news = dataclasses.replace(news, cost=(*(one for one in news.cost if one.kind != "npv of site"), site, *values))
    assert contradictions(own, news) == []
    assert any(words in text for text in contradictions(own, tampered(news, group, kind, **changed)))


def test_the_indicator_of_work_served_is_that_of_the_words() -> None:
    own = small_plan(1)
    kpis = own.kpis.copy()
    kpis.loc[(kpis["kpi"] == "served_share") & (kpis["period"] == "2027"), "value"] = 0.123
    (text,) = contradictions(dataclasses.replace(own, kpis=kpis), news_of(own, BEFORE))
    assert text.endswith("and 12.30% by the indicator")


def test_the_command_tells_the_same_sentences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: `planner show` prints what the page Plan says, and all facts as JSON."""
    own = small_plan(1)
    run_id = own.save(tmp_path)
    assert cli.main(["show", run_id, "--store", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    news = news_of(own, sentences_day(), None, accounts_or_none(own))
    for head, text in sentences.lines(own.with_manifest(run_id=run_id), news):
        assert f"{head} · {text}" in printed
    assert cli.main(["show", run_id, "--store", str(tmp_path), "--json"]) == 0
    printed_facts = json.loads(capsys.readouterr().out)
    assert printed_facts["run_id"] == run_id
    assert {one["question"] for one in printed_facts["facts"]} >= {
        "decision",
        "cost",
        "work",
        "troubles",
        "limits",
        "change",
    }


def sentences_day() -> dt.date:
    return dt.datetime.now(dt.UTC).date()
