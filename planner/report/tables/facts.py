"""The figures of the sentences on the first pages as tables, so that each can be found again, and their sum checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.plan.headline import RENTED_MUCH, most_rented
from planner.plan.news.fact import ALL, Fact, News, of_kind
from planner.plan.news.sentences import day_text
from planner.plan.news.work import NOT_TAKEN
from planner.plan.studies.one_more import OF_TIME, thing_text
from planner.report.parts import Table
from planner.words import formats, say
from planner.words.names import capital, or_as_it_is

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.plan.plan import Plan

VALUES = (
    "capital", "deepest funding", "npv of orders", "npv without orders", "npv of site", "paths", "npv P10", "npv P90",
    "decide more", "decide less", "measure",
)  # fmt: skip
DIGITS = 1
DAY = 10  # letters of a day: 2027-01-15


def values(news: News, locale: str) -> Table:
    """What it costs and is worth, and what would change that: capital, funding, present values, the band."""
    head = ("figure", "when", "amount", "money")
    caption = say("values caption", locale)
    return _table(caption, head, (*news.cost, *news.change), VALUES, locale)


def troubles(plan: Plan, news: News, locale: str) -> Table:
    """What goes wrong, the dearest first; last the period in which most of the work is rented, where it is much."""
    facts = [fact for fact in news.troubles if fact.kind != "quarter late"]
    period, share = most_rented(plan)
    if share > RENTED_MUCH:
        facts.append(Fact("most rented", period, share, "1"))
    return _table(say("troubles note", locale), ("trouble", "when", "amount", "money"), facts, (), locale)


def late(news: News, locale: str) -> Table:
    """Orders that should have been placed: the day, how many days ago, what a quarter costs."""
    return _table(say("late caption", locale), ("what", "when", "amount", "money"), news.late, (), locale)


def limits(news: News, locale: str) -> Table:
    """What limits the site from when on, the connection then, and where power stands to it."""
    rows = tuple(
        (_when(fact, locale), _limit(fact, locale), formats.plain(fact.amount, 2, locale))
        for fact in news.limits
        if fact.unit == "MW"
    )
    head = tuple(say(name, locale) for name in ("from when", "what limits", "megawatts"))
    return Table(say("limits caption", locale), head, rows, numeric=frozenset({2}))


def _limit(fact: Fact, locale: str) -> str:
    if fact.kind == "limit":
        return capital(say(f"limit {fact.what}", locale, mw=formats.plain(fact.amount, 2, locale)))
    return say(f"fact {fact.kind}", locale)


def _table(caption: str, head: tuple[str, ...], facts: Iterable[Fact], kinds: tuple[str, ...], locale: str) -> Table:
    listed = [fact for fact in facts if not kinds or fact.kind in kinds]
    listed = [fact for kind in kinds for fact in of_kind(listed, kind)] if kinds else listed
    rows = tuple(
        (_label(fact, locale), _when(fact, locale), _amount(fact, locale), _money(fact, locale)) for fact in listed
    )
    return Table(caption, tuple(say(name, locale) for name in head), rows, numeric=frozenset({2, 3}))


def _label(fact: Fact, locale: str) -> str:
    """What a fact is of, in a few words."""
    if fact.kind in ("rented", *NOT_TAKEN):
        return say(f"fact {fact.kind}", locale)
    if fact.kind.startswith("decide"):
        what, _, item = fact.what.partition(": ")
        more, less = ("earlier", "later") if what in OF_TIME else ("more", "less")
        side = say(f"side {more if fact.kind == 'decide more' else less}", locale)
        return f"{thing_text({'what': what, 'item': item, 'step': fact.amount}, locale)}, {side}"
    own = or_as_it_is(f"fact {fact.kind}", fact.kind, locale)
    if fact.kind == "covenant":
        return f"{own}: {or_as_it_is(f'covenant {fact.what}', fact.what, locale)}"
    if fact.kind in ("late order", "measure"):
        return f"{own}: {formats.rack_name(fact.what)}"
    if fact.kind == "quarter late":
        return f"{own} ({say(f'known by {fact.what}', locale)})"
    return own


def _when(fact: Fact, locale: str) -> str:
    if fact.when in (ALL, ""):
        return say("horizon", locale)
    return day_text(fact.when, locale) if len(fact.when) == DAY else formats.period_name(fact.when, locale)


def _amount(fact: Fact, locale: str) -> str:
    """Shares in percent, counts with what is counted; nothing where the amount is the money."""
    if fact.unit == "MEUR" or fact.kind.startswith("decide"):
        return ""
    if fact.kind == "paths":
        return formats.number(fact.amount, 0, locale)
    if fact.unit == "1":
        return formats.percent(fact.amount, locale, DIGITS)
    counted = or_as_it_is(f"counted {fact.unit}", fact.unit, locale)
    return f"{formats.plain(fact.amount, 1, locale)}{formats.NO_BREAK}{counted}"


def _money(fact: Fact, locale: str) -> str:
    return "" if fact.eur is None else formats.number(fact.meur, DIGITS, locale)
