"""The facts in sentences, in both languages: the same on the page Plan, in the report and on the command line."""

from __future__ import annotations

import datetime as dt
from dataclasses import astuple
from typing import TYPE_CHECKING

import pandas as pd

from planner.plan.news.fact import ALL, Fact, News, first_of, of_kind
from planner.plan.news.late import ESTIMATED, SOLVED
from planner.plan.news.offer_name import offer_name
from planner.plan.news.trouble_text import trouble_text
from planner.plan.studies.one_more import OF_TIME, thing_text
from planner.plan.text import money_text
from planner.words import formats, say
from planner.words.names import capital, within_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.plan.plan import Plan

__all__ = ["all_troubles", "facts_table", "lines", "parts_of_years"]

Line = tuple[str, str]  # head and sentence
MOST_LISTED = 3
MOST_LIMITS = 4
BETWEEN = " · "  # offers: their titles may hold commas


def lines(plan: Plan, news: News, locale: str = "en") -> list[Line]:
    """Each question with its answer, in the order of the page; after the sentence of the next order.

    What is not there has no line: later orders and offers, orders that are late.
    """
    parts = (
        ("news orders", joined([later_orders(news, locale), offers(plan, news, locale)], locale)),
        ("news late", late(plan, news, locale)),
        ("news cost", cost(news, locale)),
        ("news trouble", troubles(news, locale)),
        ("news band", band(news, locale)),
        ("news limit", limits(plan, news, locale)),
        ("news change", change(news, locale)),
    )
    return [(say(key, locale), capital(text).rstrip(".") + ".") for key, text in parts if text]


def joined(parts: Sequence[str], locale: str) -> str:
    """Parts of a sentence."""
    return say("clause", locale).join(part for part in parts if part)


def day_text(day: str, locale: str) -> str:
    """A day of a fact in words."""
    return formats.date(dt.date.fromisoformat(day), locale)


def later_orders(news: News, locale: str) -> str:
    """The orders after those of the first day: each with its last day, the rest counted."""
    orders = of_kind(news.decision, "order")
    later = [fact for fact in orders if fact.when != orders[0].when]
    parts = [
        say(
            "order of day",
            locale,
            what=f"{_racks(fact.amount, locale)}{_rack(fact.what)}",
            by=day_text(fact.when, locale),
        )
        for fact in later[:MOST_LISTED]
    ]
    if len(later) > MOST_LISTED:
        last = day_text(later[-1].when, locale)
        parts.append(say("orders more", locale, count=len(later) - MOST_LISTED, by=last))
    return ", ".join(parts)


def _racks(count: float, locale: str) -> str:
    return formats.number(count, 0, locale) + formats.NO_BREAK


def _rack(name: str) -> str:
    return formats.rack_name(name)


def offers(plan: Plan, news: News, locale: str) -> str:
    """Offers to sign, each with its last day, and those that are declined."""
    sign, decline = of_kind(news.decision, "sign"), of_kind(news.decision, "decline")
    texts = [
        say("offer of day", locale, offer=offer_name(plan, fact.what, locale), by=day_text(fact.when, locale))
        if fact.when
        else offer_name(plan, fact.what, locale)
        for fact in sign
    ]
    out = [offer_name(plan, fact.what, locale) for fact in decline]
    return joined(
        [
            say(key, locale, offers=BETWEEN.join(listed(names, locale))) if names else ""
            for key, names in (("offers to sign", texts), ("offers to decline", out))
        ],
        locale,
    )


def listed(texts: Sequence[str], locale: str) -> list[str]:
    """The first few of some texts, the rest counted."""
    left = len(texts) - MOST_LISTED
    return [*texts[:MOST_LISTED], *([say("and more", locale, count=left)] if left > 0 else [])]


def late(plan: Plan, news: News, locale: str) -> str:
    """Orders that should have been placed, how many days ago, and what a quarter costs, or how to know."""
    orders = of_kind(news.late, "late order")
    if not orders:
        return ""
    parts = [
        say(
            "late order",
            locale,
            what=_rack(fact.what).replace(" ", formats.NO_BREAK, 1),
            by=day_text(fact.when, locale),
            days=formats.number(fact.amount, 0, locale),
        )
        for fact in orders
    ]
    costs = [_quarter(fact, locale) for fact in of_kind(news.late, "quarter late")]
    return joined([*listed(parts, locale), *(costs or [say("quarter late, how", locale, run=plan.run_id)])], locale)


def _quarter(fact: Fact, locale: str) -> str:
    if fact.what == ESTIMATED and fact.meur <= 0:
        return say("quarter late, gain", locale)
    key = "quarter late, solved again" if fact.what == SOLVED else "quarter late, estimated"
    return say(key, locale, amount=money_text(fact.meur, locale))


def cost(news: News, locale: str) -> str:
    """Capital, deepest funding with its month, and values."""
    facts = {fact.kind: fact for fact in news.cost}
    capital_, deepest = facts["capital"], facts["deepest funding"]
    first = say("cost no capital", locale)
    if capital_.amount:
        racks = formats.number(capital_.amount, 0, locale)
        first = say("cost capital", locale, amount=money_text(capital_.meur, locale), racks=racks)
    second = say("cost no funding", locale)
    if deepest.when != ALL:
        month = formats.period_name(deepest.when, locale)
        second = say("cost deepest", locale, amount=money_text(deepest.meur, locale), month=month)
    return ". ".join([joined([first, second], locale), *_values(facts, locale)])


def _values(facts: dict[str, Fact], locale: str) -> list[str]:
    if "npv of site" not in facts:
        return []
    site = money_text(facts["npv of site"].meur, locale)
    if "npv of orders" not in facts:
        return [say("cost site", locale, site=site)]
    orders, without = (money_text(facts[kind].meur, locale) for kind in ("npv of orders", "npv without orders"))
    return [say("cost orders", locale, orders=orders, site=site, without=without)]


def band(news: News, locale: str) -> str:
    """The value of the site from P10 to P90 over the paths; where none were solved, how to get it."""
    none = first_of(news.cost, "no band")
    if none is not None:
        return say(f"no band, {none.what}", locale)
    facts = {fact.kind: fact for fact in news.cost}
    low, high = (money_text(facts[kind].meur, locale) for kind in ("npv P10", "npv P90"))
    text = say("cost band", locale, paths=formats.number(facts["paths"].amount, 0, locale), low=low, high=high)
    site = facts["npv of site"].amount if "npv of site" in facts else facts["npv P10"].amount
    if facts["npv P10"].amount <= site <= facts["npv P90"].amount:
        return text
    key = "cost band below" if site < facts["npv P10"].amount else "cost band above"
    return joined([text, say(key, locale)], locale)


def troubles(news: News, locale: str) -> str:
    """The three dearest troubles; that there is none, where there is none."""
    if not news.troubles:
        return say("trouble none", locale)
    texts = [trouble_text(fact, news, locale, short=True) for fact in news.troubles[:MOST_LISTED]]
    texts = [texts[0], *(within_text(text) for text in texts[1:])]
    if len(news.troubles) > MOST_LISTED:
        texts.append(say("and more", locale, count=len(news.troubles) - MOST_LISTED))
    return joined(texts, locale)


def all_troubles(news: News, locale: str) -> list[str]:
    """Every trouble in a sentence, the dearest first; that there is none, where there is none."""
    return [trouble_text(fact, news, locale) for fact in news.troubles] or [say("trouble none", locale)]


def limits(plan: Plan, news: News, locale: str) -> str:
    """Each stretch of the horizon with the limit that holds in it."""
    facts = of_kind(news.limits, "limit")
    names = list(plan.periods)
    texts = []
    for fact, after in zip(facts, [*facts[1:], None], strict=True):
        first = formats.period_name(fact.when, locale)
        words = say(f"limit {fact.what}", locale, mw=formats.plain(fact.amount, 2, locale))
        if after is None:
            texts.append(say("limit since", locale, period=first, limit=words))
            continue
        last = formats.period_name(names[names.index(after.when) - 1], locale)
        periods = first if first == last else f"{first} – {last}"
        texts.append(say("limit in", locale, periods=periods, limit=words))
    if len(texts) > MOST_LIMITS:
        between = say("limit more", locale, count=len(texts) - MOST_LIMITS + 1)
        texts = [*texts[: MOST_LIMITS - 2], between, texts[-1]]
    return joined(texts, locale)


def change(news: News, locale: str) -> str:
    """The decision and the measurement that are worth most, or the commands that work them out."""
    return joined([_change(fact, locale) for fact in news.change], locale)


def _change(fact: Fact, locale: str) -> str:
    if fact.kind.startswith("no "):
        return say(f"change {fact.kind}", locale, run=fact.what)
    amount = money_text(fact.meur, locale)
    if fact.kind == "measure":
        return say("change measure", locale, what=fact.what, amount=amount)
    what, _, item = fact.what.partition(": ")
    more, less = ("earlier", "later") if what in OF_TIME else ("more", "less")
    side = say(f"side {more if fact.kind == 'decide more' else less}", locale)
    sign = "+" if fact.meur > 0 else ""
    thing = thing_text({"what": what, "item": item, "step": fact.amount}, locale)
    return say("change decide", locale, thing=thing, side=side, amount=sign + amount)


def parts_of_years(plan: Plan, locale: str) -> list[str]:
    """The first year or the last, where the horizon covers it in part: with the periods that it holds."""
    horizon, names = plan.manifest["horizon"], list(plan.periods)
    first = dt.date.fromisoformat(str(horizon["first_day"]))
    after = dt.date.fromisoformat(str(horizon["after_last_day"]))
    ends = dict.fromkeys(name.partition("-")[0] for name in (names[0], names[-1]))
    texts = []
    for year in ends:
        if dt.date(int(year), 1, 1) >= first and dt.date(int(year) + 1, 1, 1) <= after:
            continue
        own = [formats.period_name(name, locale) for name in names if name.partition("-")[0] == year]
        periods = own[0] if len(own) == 1 else f"{own[0]} – {own[-1]}"
        texts.append(say("part of horizon", locale, year=year, periods=periods))
    return texts


def facts_table(news: News) -> pd.DataFrame:
    """All facts as a table: question, kind, when, amount, unit, euros, what."""
    groups = ("decision", "late", "cost", "work", "troubles", "limits", "change")
    rows = [[group, *astuple(fact)] for group in groups for fact in getattr(news, group)]
    return pd.DataFrame(rows, columns=["question", "kind", "when", "amount", "unit", "eur", "what"])
