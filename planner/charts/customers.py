"""Customers for people: what becomes of the work on offer, what it costs, and the contracts one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planner.plan.money.offers import DECLINED, SIGNED_BEFORE
from planner.plan.news.offer_name import offer_name
from planner.plan.news.work import NOTHING, PARTS, TOKENS, work_data
from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Hashable

    from planner.plan.plan import Plan

NOTHING_MEUR = 0.05  # what reads 0.0 M€
WHOLE = 1.0 - 1e-6


def has_customers(plan: Plan) -> bool:
    """Whether there is anything to say beyond what is served: contracts, or a limit on what is rented."""
    return bool(len(plan.offers) or len(plan.rented))


def customers_finding(plan: Plan, locale: str = "en") -> str:
    """What of the work on offer is not served here in the last year, and what that costs."""
    data = work_data(plan)
    last = data.loc[data["year"] == data["year"].iloc[-1]].iloc[0]
    parts = [
        f"{formats.percent(float(last[f'{name}_share']), locale, 1)} {say(word, locale).lower()}"
        for word, name in PARTS.items()
        if last[f"{name}_share"] > NOTHING
    ]
    if len(parts) == 1 and last["served_here_share"] > NOTHING:
        return say("work on offer all here", locale, year=last["year"])
    text = say("work on offer", locale, year=last["year"], parts=", ".join(parts))
    costs = [
        say(key, locale, amount=formats.money_meur(float(last[column]), locale))
        for key, column in (("rent costs", "rent_meur"), ("promises cost", "credit_meur"))
        if last[column] > NOTHING_MEUR
    ]
    return say("clause", locale).join([text, *([", ".join(costs)] if costs else [])])


def work_table(plan: Plan, locale: str = "en") -> pd.DataFrame:
    """The five words by year, as people read them; GPU-hours where they are not all served here, or all there is."""
    rows, data = [], work_data(plan)
    tokens = data["unit"] == TOKENS
    shown = data.loc[tokens | (data["served_here_share"] < WHOLE)] if tokens.any() else data
    for row in shown.to_dict("records"):
        year = str(row["year"]) if row["unit"] == TOKENS else say("gpu hours of year", locale, year=row["year"])
        shares = {say(w, locale): formats.percent(row[f"{n}_share"], locale, 1) for w, n in PARTS.items()}
        money = {
            say(key, locale): formats.number(row[name], 1, locale)
            for key, name in (("rent", "rent_meur"), ("credits", "credit_meur"))
        }
        rows.append({say("year", locale): year} | shares | money)
    return pd.DataFrame(rows)


def offers_table(plan: Plan, locale: str = "en") -> pd.DataFrame:
    """A row per contract: what is decided, what it brings, fails and owes, then its term, volume and price."""
    return pd.DataFrame([_offer(plan, dict(row), locale) for row in plan.offers.to_dict("records")])


def _offer(plan: Plan, row: dict[Hashable, object], locale: str) -> dict[str, str]:
    def value(name: str) -> float:
        return float(str(row[name]))

    first, last = (formats.period_name(str(row[name]), locale) for name in ("first_period", "last_period"))
    price_unit = say("unit €/Mtoken" if row["unit"] == TOKENS else "unit €/GPU-hour", locale)
    return {
        say("contract", locale): offer_name(plan, str(row["offer"]), locale),
        say("decision", locale): _decision(row, locale),
        say("contract revenue", locale): formats.number(value("revenue_meur"), 1, locale),
        say("unserved", locale): formats.percent(value("unserved_share"), locale, 1),
        say("credits", locale): formats.number(value("credit_meur") + value("fee_meur"), 1, locale),
        say("term", locale): first if first == last else f"{first} – {last}",
        say("contracted", locale): f"{formats.significant(value('mean'), 3, locale)}{formats.NO_BREAK}"
        f"{row['mean_unit']}",
        say("contract price", locale): f"{formats.significant(value('price_eur'), 3, locale)}{formats.NO_BREAK}"
        f"{price_unit}",
    }


def _decision(row: dict[Hashable, object], locale: str) -> str:
    """What is to be done with a contract, and what becomes of it."""
    if row["decision"] in (SIGNED_BEFORE, DECLINED):
        text = say(f"decision {row['decision']}", locale)
    else:
        share, by = float(str(row["share"])), pd.Timestamp(str(row["decide_by"])).date()
        key = "decision signed now" if share > WHOLE else "decision signed in part"
        text = say(key, locale, by=formats.date(by, locale), share=formats.percent(share, locale))
    if row["breached_periods"]:
        names = [formats.period_name(name, locale) for name in str(row["breached_periods"]).split(", ")]
        text += f", {say('in breach', locale, periods=', '.join(names))}"
    if row["terminated_period"]:
        ended = formats.period_name(str(row["terminated_period"]), locale)
        text += f", {say('ended', locale, period=ended)}"
    return text
