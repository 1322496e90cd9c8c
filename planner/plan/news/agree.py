"""One rule for all sentences about a plan: what two of them say of one thing must be the same.

Each check takes the facts and says what does not fit; an empty answer is agreement. A page shows what is left, a test
holds that nothing is (`tests/ui/test_agreement.py`).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.plan.news.fact import News, first_of, of_kind
from planner.plan.news.work import PARTS, TOKENS
from planner.words import formats, say

if TYPE_CHECKING:
    from planner.plan.plan import Plan

SHARE, MEUR = 1e-6, 1e-3  # differences below are rounding
YEARLY = 4  # digits of a year at the head of a date, month, period or year


def contradictions(plan: Plan, news: News, locale: str = "en") -> list[str]:
    """What facts of a plan contradict each other, one sentence each; empty where all agree."""
    return [
        *words_add_up(news, locale),
        *inside_the_horizon(news, locale),
        *orders_are_the_same(plan, news, locale),
        *served_is_not_unserved(plan, news, locale),
        *value_is_with_and_without(news, locale),
    ]


def words_add_up(news: News, locale: str = "en") -> list[str]:
    """The five words of a year and unit are all the work on offer."""
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for fact in of_kind(news.work, *PARTS):
        sums[fact.when, fact.what] += fact.amount
    return [
        say("contradiction words", locale, year=year, sum=formats.percent(total, locale, 2))
        for (year, _), total in sums.items()
        if abs(total - 1.0) > SHARE
    ]


def inside_the_horizon(news: News, locale: str = "en") -> list[str]:
    """Years of work, trouble, limit and funding lie between the first year and the last."""
    dated = [*news.work, *news.troubles, *news.limits, *news.cost]
    years = {fact.when[:YEARLY] for fact in dated if fact.when[:YEARLY].isdigit()}
    outside = sorted(year for year in years if not news.first_year <= year <= news.last_year)
    return [say("contradiction years", locale, year=year) for year in outside]


def orders_are_the_same(plan: Plan, news: News, locale: str = "en") -> list[str]:
    """Racks of the decision, racks that the capital pays, and racks of the table of the fleet."""
    ordered = sum(fact.amount for fact in of_kind(news.decision, "order"))
    paid = sum(fact.amount for fact in of_kind(news.cost, "capital"))
    by_period = float(plan.fleet["ordered_racks"].sum())
    others = [other for other in (paid, by_period) if abs(other - ordered) > SHARE]
    return [
        say(
            "contradiction orders", locale, one=formats.plain(ordered, 1, locale), other=formats.plain(other, 1, locale)
        )
        for other in others
    ]


def served_is_not_unserved(plan: Plan, news: News, locale: str = "en") -> list[str]:
    """(served here + rented) / (served here + rented + unserved) is the indicator `served_share` of that year."""
    units = {fact.what for fact in news.work}
    main = TOKENS if TOKENS in units else next(iter(units), "")
    texts = []
    for year in dict.fromkeys(fact.when for fact in news.work if fact.what == main):
        shares = {fact.kind: fact.amount for fact in news.work if fact.when == year and fact.what == main}
        done = shares.get("served here", 0.0) + shares.get("rented", 0.0)
        asked_of_us = done + shares.get("unserved", 0.0)
        other = plan.kpi("served_share", period=year)
        if other is None or asked_of_us <= SHARE or abs(done / asked_of_us - other) <= SHARE:
            continue
        one, two = (formats.percent(share, locale, 2) for share in (done / asked_of_us, other))
        texts.append(say("contradiction served", locale, year=year, one=one, other=two))
    return texts


def value_is_with_and_without(news: News, locale: str = "en") -> list[str]:
    """The site's value is that of the orders and of the site without them."""
    facts = [first_of(news.cost, kind) for kind in ("npv of site", "npv of orders", "npv without orders")]
    site, orders, without = (None if fact is None else fact.meur for fact in facts)
    if site is None or orders is None or without is None or abs(orders + without - site) <= MEUR:
        return []
    texts = (formats.money_meur(value, locale, 3) for value in (site, orders, without))
    return [say("contradiction value", locale, **dict(zip(("site", "orders", "without"), texts, strict=True)))]
