"""One sentence on top: what to order next, by when, and what limits the site."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from planner.plan.money.offers import SIGNED_BEFORE, SIGNED_NOW
from planner.plan.news.decision import no_order_reason
from planner.plan.tables import binding
from planner.words import formats, say
from planner.words.names import capital

if TYPE_CHECKING:
    from planner.plan.plan import Plan

RENTED_MUCH = 0.10  # of the work of a period: from here on the headline says it


def headline(plan: Plan, locale: str = "en", today: dt.date | None = None) -> str:
    """What to order next, by when, and what limits the site, as read on a day, by default that of the solve.

    "Order 12 GB300 NVL72 by 1 January 2027. The supply of racks limits us until the end of Q3 2027; from Q4 2028
    the 10 MW connection limits us." With offers on the table the first sentence says how many are signed, and where
    much of the work is rented, how much.
    """
    first = _sentence(order_sentence(plan, locale, today), _signed(plan, locale), _rented(plan, locale), locale=locale)
    return f"{first} {limit_sentence(plan, locale)}"


def decision_sentence(plan: Plan, locale: str = "en", today: dt.date | None = None) -> str:
    """What to order next and by when, and how many of the open offers are signed."""
    return _sentence(order_sentence(plan, locale, today), _signed(plan, locale), locale=locale)


def _sentence(first: str, *clauses: str, locale: str) -> str:
    more = [text for text in clauses if text]
    return f"{say('clause', locale).join([first.rstrip('.'), *more])}." if more else first


def _signed(plan: Plan, locale: str) -> str:
    """How many of the open offers are signed; nothing where none is open."""
    is_open = plan.offers.loc[plan.offers["decision"] != SIGNED_BEFORE]
    signed = int((is_open["decision"] == SIGNED_NOW).sum())
    return say("offers signed", locale, signed=signed, all=len(is_open)) if len(is_open) else ""


def _rented(plan: Plan, locale: str) -> str:
    """How much of the work is rented elsewhere in the period where that is most; nothing where it is never much."""
    period, share = most_rented(plan)
    if share <= RENTED_MUCH:
        return ""
    when = formats.period_name(period, locale)
    return say("rented much", locale, share=formats.percent(share, locale), period=when)


def most_rented(plan: Plan) -> tuple[str, float]:
    """The period in which most of the work is rented elsewhere, and the share; tokens and GPU-hours each by itself."""
    sums = plan.tokens.groupby(["period", "unit"], sort=False, observed=True)[["demand", "burst"]].sum().reset_index()
    sums = sums.loc[sums["demand"] > 0]
    if sums.empty:
        return "", 0.0
    share = sums["burst"] / sums["demand"]
    return str(sums["period"].iloc[int(share.argmax())]), float(share.max())


def order_sentence(plan: Plan, locale: str = "en", today: dt.date | None = None) -> str:
    """The orders of the next date on which something must be ordered; now, if that is past; or why there is none."""
    if plan.orders.empty:
        return no_order_sentence(plan, locale)
    by = plan.orders["order_by"].min()
    due = plan.orders.loc[plan.orders["order_by"] == by].sort_values("cost_meur", ascending=False)
    each = [
        f"{formats.number(racks, 0, locale)}{formats.NO_BREAK}{formats.rack_name(rack)}"
        for racks, rack in zip(due["racks"], due["rack"], strict=True)
    ]
    what = each[0] if len(each) == 1 else ", ".join(each[:-1]) + say("and", locale) + each[-1]
    key = "order at once" if is_late(plan, by.date(), today) else "order"
    return say(key, locale, what=what, by=formats.date(by.date(), locale))


def no_order_sentence(plan: Plan, locale: str = "en") -> str:
    """Why a plan orders nothing: that none pays only where one could be made."""
    reason = no_order_reason(plan)
    return say("no orders", locale) if reason == "does not pay" else say(f"no order, {reason}", locale)


def is_late(plan: Plan, day: dt.date, today: dt.date | None = None) -> bool:
    """Whether a date of the plan is past on a day, by default that of the solve."""
    return day < (today or dt.datetime.fromisoformat(plan.manifest["created_utc"]).date())


def decide_by(plan: Plan, day: dt.date, locale: str = "en", today: dt.date | None = None) -> str:
    """The date by which an order must be placed; "now" before one that is past."""
    date = formats.date(day, locale)
    return say("now, was due", locale, date=date) if is_late(plan, day, today) else date


def limit_sentence(plan: Plan, locale: str = "en") -> str:
    """What limits the site first and until when, and what limits it at the end and from when."""
    periods = [str(name) for name in plan.power["period"]]
    limits = binding.limit_by_period(plan.binding, plan.orders, periods)
    connection = dict(zip(periods, plan.power["connection_mw"], strict=True))

    def says(limit: str, period: str) -> str:
        return say(f"limit {limit}", locale, mw=formats.plain(float(connection[period]), 2, locale))

    start = len(limits) - 1
    while start and limits[start - 1] == limits[-1]:
        start -= 1
    final = says(limits[-1], periods[-1])
    if start == 0:
        return capital(say("limit throughout", locale, limit=final))
    since = say("limit from", locale, period=formats.period_name(periods[start], locale), limit=final)
    if limits[0] == limits[-1]:
        return capital(f"{since}.")
    last = max(p for p in range(start) if limits[p] == limits[0])
    until = formats.period_name(periods[last], locale)
    return capital(say("limit until, then", locale, first=says(limits[0], periods[last]), period=until, then=since))
