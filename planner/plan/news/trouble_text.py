"""One trouble in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.plan.news.fact import ALL
from planner.plan.news.work import NOT_TAKEN, NOTHING, TOKENS
from planner.plan.text import money_text
from planner.words import formats, say
from planner.words.names import or_as_it_is

if TYPE_CHECKING:
    from planner.plan.news.fact import Fact, News


def trouble_text(fact: Fact, news: News, locale: str = "en", *, short: bool = False) -> str:
    """What goes wrong, when, and what it costs over the horizon; short: without the money of the last year."""
    if fact.kind in ("rented", *NOT_TAKEN):
        return _work(fact, news, locale, short)
    when = "" if fact.when == ALL else formats.period_name(fact.when, locale)
    words = {
        "when": when,
        "amount": money_text(fact.meur, locale),
        "count": formats.number(fact.amount, 0, locale),
        "share": formats.percent(fact.amount, locale),
        "covenant": or_as_it_is(f"covenant {fact.what}", fact.what, locale),
    }
    return say(f"trouble {fact.kind}{_without_money(fact)}", locale, **words)


def _without_money(fact: Fact) -> str:
    """What the key of a trouble ends with where its euros are not there."""
    if fact.eur is not None:
        return ""
    return {"idle": ", no worth", "not proven": ", unknown"}.get(fact.kind, "")


def _work(fact: Fact, news: News, locale: str, short: bool) -> str:
    """A word for work in the first year and the last, in the worst where that is another, and what it costs."""
    own = [one for one in news.work if one.kind == fact.kind]
    shares = {one.when: one.amount for one in own if one.what == fact.what}
    euros = {year: sum(one.meur for one in own if one.when == year) for year in (news.first_year, news.last_year)}
    first, last = shares.get(news.first_year, 0.0), shares.get(news.last_year, 0.0)
    worse = fact.when not in (news.first_year, news.last_year)
    share = formats.percent(fact.amount, locale, 0 if short else 1)
    most = say("trouble most", locale, share=share, year=fact.when) if worse else ""
    key = "trouble rented" if fact.kind == "rented" else "trouble not taken"
    key = key if fact.eur is not None else "trouble no price"
    digits = 0 if short else 1
    text = say(
        f"{key}|short" if short and fact.eur is not None else key,
        locale,
        word=say(fact.kind, locale),
        last=formats.percent(last, locale, digits),
        first=formats.percent(first, locale, digits),
        first_year=news.first_year,
        last_year=news.last_year,
        most=most,
        now=money_text(euros[news.last_year], locale),
        all=money_text(fact.meur, locale),
    )
    return text + (_gpu_hours(fact, news, locale) if fact.what == TOKENS and not short else "")


def _gpu_hours(fact: Fact, news: News, locale: str) -> str:
    """The same of GPU-hours in the first year and the last, where it is more than nothing in the last."""
    shares = {one.when: one.amount for one in news.work if one.kind == fact.kind and one.what != TOKENS}
    last = shares.get(news.last_year, 0.0)
    if last <= NOTHING:
        return ""
    first = shares.get(news.first_year, 0.0)
    return say(
        "trouble gpu-hours", locale, last=formats.percent(last, locale, 1), first=formats.percent(first, locale, 1)
    )
