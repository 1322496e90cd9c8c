"""One sentence on top: what to order next, by when, and what limits the site."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from planner.plan.tables import binding
from planner.words import formats

if TYPE_CHECKING:
    from planner.plan.plan import Plan

WORDS = {
    "en": {
        "order": "Order {what} by {by}.",
        "order now": "Order {what} now: the plan counts on an order of {by}.",
        "now": "now",
        "no order": "No order pays within the horizon.",
        "and": " and ",
        ";": "; ",
        "until": "{first} until the end of {period}",
        "from": "from {period} {limit}",
        "throughout": "{limit} throughout.",
        binding.CONNECTION: "the {mw} MW connection limits us",
        binding.SUPPLY: "the supply of racks limits us",
        binding.POSITIONS: "the room for racks limits us",
        binding.DEMAND: "all demand is served",
        binding.CAPITAL: "more racks would not pay",
    },
    "fr": {
        "order": "Commander {what} au plus tard le {by}.",
        "order now": "Commander {what} maintenant : le plan compte sur une commande du {by}.",
        "now": "maintenant",
        "no order": "Aucune commande n’est rentable sur l’horizon.",
        "and": " et ",
        ";": "\u202f; ",
        "until": "{first} jusqu’à {period} inclus",
        "from": "à partir de {period}, {limit}",
        "throughout": "{limit} sur tout l’horizon.",
        binding.CONNECTION: "le raccordement de {mw} MW nous limite",
        binding.SUPPLY: "la livraison des racks nous limite",
        binding.POSITIONS: "la place pour les racks nous limite",
        binding.DEMAND: "toute la demande est servie",
        binding.CAPITAL: "d’autres racks ne seraient pas rentables",
    },
}


def headline(plan: Plan, locale: str = "en") -> str:
    """What to order next, by when, and what limits the site.

    "Order 12 GB300 NVL72 by 1 January 2027. The supply of racks limits us until the end of Q3 2027; from Q4 2028
    the 10 MW connection limits us."
    """
    return f"{order_sentence(plan, locale)} {limit_sentence(plan, locale)}"


def order_sentence(plan: Plan, locale: str = "en") -> str:
    """The orders of the next date on which something must be ordered; now, if it was past when the plan was made."""
    words = WORDS[formats.language(locale)]
    if plan.orders.empty:
        return words["no order"]
    by = plan.orders["order_by"].min()
    due = plan.orders.loc[plan.orders["order_by"] == by].sort_values("cost_meur", ascending=False)
    each = [
        f"{formats.number(racks, 0, locale)}{formats.NO_BREAK}{formats.rack_name(rack)}"
        for racks, rack in zip(due["racks"], due["rack"], strict=True)
    ]
    what = each[0] if len(each) == 1 else ", ".join(each[:-1]) + words["and"] + each[-1]
    return words["order now" if is_late(plan, by.date()) else "order"].format(
        what=what, by=formats.date(by.date(), locale)
    )


def is_late(plan: Plan, day: dt.date) -> bool:
    """Whether a date of the plan was past when the plan was made."""
    return day < dt.datetime.fromisoformat(plan.manifest["created_utc"]).date()


def decide_by(plan: Plan, day: dt.date, locale: str = "en") -> str:
    """The date by which an order must be placed; "now" before one that was past when the plan was made."""
    date = formats.date(day, locale)
    return f"{WORDS[formats.language(locale)]['now']} ({date})" if is_late(plan, day) else date


def limit_sentence(plan: Plan, locale: str = "en") -> str:
    """What limits the site first and until when, and what limits it at the end and from when."""
    words = WORDS[formats.language(locale)]
    periods = [str(name) for name in plan.power["period"]]
    limits = binding.limit_by_period(plan.binding, plan.orders, periods)
    connection = dict(zip(periods, plan.power["connection_mw"], strict=True))

    def says(limit: str, period: str) -> str:
        return words[limit].format(mw=formats.plain(float(connection[period]), 2, locale))

    start = len(limits) - 1
    while start and limits[start - 1] == limits[-1]:
        start -= 1
    final = says(limits[-1], periods[-1])
    if start == 0:
        return _capital(words["throughout"].format(limit=final))
    since = words["from"].format(period=formats.period_name(periods[start], locale), limit=final)
    if limits[0] == limits[-1]:
        return _capital(f"{since}.")
    last = max(p for p in range(start) if limits[p] == limits[0])
    until = formats.period_name(periods[last], locale)
    first = words["until"].format(first=says(limits[0], periods[last]), period=until)
    return _capital(f"{first}{words[';']}{since}.")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
