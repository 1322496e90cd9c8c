"""What to decide by when: orders to place and offers to sign, in the order of their last day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from planner.plan.headline import decide_by
from planner.plan.money.offers import SIGNED_NOW
from planner.plan.news.offer_name import offer_name
from planner.report.parts import Table
from planner.words import formats, say

if TYPE_CHECKING:
    from planner.plan.plan import Plan

Row = tuple[dt.date, str, str, str, float | None, float | None]  # last day, shown, what, live, costs, brings


def decisions(plan: Plan, locale: str, today: dt.date) -> Table:
    """A row per day and product to order, and per offer to sign; what is to be paid for racks stands below."""
    rows = sorted([*_orders(plan, locale, today), *_offers(plan, locale, today)], key=lambda row: row[0])
    shown = tuple(
        (by, what, live, _amount(cost, locale), _amount(brings, locale)) for _, by, what, live, cost, brings in rows
    )
    head = tuple(say(name, locale) for name in ("decide until", "what", "live", "cost", "brings"))
    cost = float(plan.orders["cost_meur"].sum())
    total = (say("total", locale), "", "", formats.number(cost, 1, locale), "") if shown else ()
    return Table(say("decisions caption", locale), head, shown, numeric=frozenset({3, 4}), total=total)


def _amount(meur: float | None, locale: str) -> str:
    return "" if meur is None else formats.number(meur, 1, locale)


def _orders(plan: Plan, locale: str, today: dt.date) -> list[Row]:
    listed: list[Row] = []
    for row in plan.orders.to_dict("records"):
        day = row["order_by"].date()
        what = f"{formats.number(row['racks'], 0, locale)}{formats.NO_BREAK}{formats.rack_name(str(row['rack']))}"
        live = formats.period_name(str(row["live_period"]), locale)
        listed.append((day, decide_by(plan, day, locale, today), what, live, float(row["cost_meur"]), None))
    return listed


def _offers(plan: Plan, locale: str, today: dt.date) -> list[Row]:
    listed: list[Row] = []
    for row in plan.offers.loc[plan.offers["decision"] == SIGNED_NOW].to_dict("records"):
        if pd.isna(row["decide_by"]):
            continue
        day = pd.Timestamp(str(row["decide_by"])).date()
        what = say("sign offer", locale, offer=offer_name(plan, str(row["offer"]), locale))
        live = formats.period_name(str(row["first_period"]), locale)
        listed.append((day, decide_by(plan, day, locale, today), what, live, None, float(row["revenue_meur"])))
    return listed
