"""Key figures of the page Plan, and other lines computed from plans; no Streamlit here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.charts.spans import ALL, years
from planner.plan.headline import decide_by
from planner.plan.studies.beside import beside
from planner.plan.text import SHARES, number_text
from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from planner.plan.news.key_figures import KeyFigure
    from planner.plan.plan import Plan

MINUS = "−"
MOST_ORDERS = 8
COMPARED = frozenset({"npv_meur", "lcot_eur_per_mtoken", "tokens_per_kwh", "connection_used_share"})  # with other plans


@dataclass(frozen=True)
class Card:
    """One key figure: value, change to the year after, and what else belongs to it."""

    label: str
    value: str
    delta: str | None = None
    delta_note: str | None = None
    good_up: bool = True
    help: str | None = None
    kpi: str = ""  # with `period` and `beside`: the indicator shown, and what it is beside other plans
    period: str = ALL
    beside: tuple[str, ...] = ()


def beside_others(shown: Sequence[Card], plan: Plan, others: Mapping[str, Plan], locale: str = "en") -> list[Card]:
    """Key figures with a line for each plan they stand beside: buying nothing, the plan of record, last month's."""
    table = beside(plan, [(card.kpi, card.period) for card in shown if card.kpi], others)
    lines: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in table.to_dict("records"):
        key = (str(row["kpi"]), str(row["period"]))
        lines[key] = (*lines.get(key, ()), beside_text(row, locale))
    return [replace(card, beside=lines.get((card.kpi, card.period), ())) for card in shown]


def beside_text(row: Mapping[Any, Any], locale: str = "en") -> str:
    """+12 % against the plan of record: shares in points, money in M€, all else in percent of the other."""
    difference, other = float(row["difference"]), float(row["other"])
    if row["unit"] == "MEUR":
        text = formats.money_meur(abs(difference), locale)
    elif row["kpi"] in SHARES:
        text = formats.number(abs(difference) * 100, 1, locale) + f"{formats.NO_BREAK}pt"
    elif other == 0:
        text = number_text(str(row["kpi"]), abs(difference), locale)
    else:
        text = formats.percent(abs(difference / other), locale, 1)
    if not any(sign in text for sign in "123456789"):
        return say(f"beside {row['against']}", locale, difference=say("beside same", locale))
    return say(f"beside {row['against']}", locale, difference=("+" if difference > 0 else MINUS) + text)


def cards(figures: Iterable[KeyFigure]) -> list[Card]:
    """Key figures as cards: the note stands below the value."""
    return [
        Card(
            one.label, one.value, one.note or None, help=one.help or None, kpi=one.name if one.name in COMPARED else ""
        )
        for one in figures
    ]


def orders_table(plan: Plan, locale: str = "en", today: dt.date | None = None) -> pd.DataFrame:
    """Orders as people read them on a day, by default that of the solve; the next decision first."""
    orders = plan.orders
    return pd.DataFrame(
        {
            say("decide by", locale): [decide_by(plan, day.date(), locale, today) for day in orders["order_by"]],
            say("live", locale): [formats.period_name(str(name), locale) for name in orders["live_period"]],
            say("what", locale): [
                f"{formats.number(racks, 0, locale)}{formats.NO_BREAK}{formats.rack_name(str(rack))}"
                for racks, rack in zip(orders["racks"], orders["rack"], strict=True)
            ],
            "M€": [formats.number(cost, 1, locale) for cost in orders["cost_meur"]],
        }
    )


def about(plan: Plan, locale: str = "en") -> str:
    """When the run was solved, on which days, and how well it is proven."""
    manifest = plan.manifest
    when = dt.datetime.fromisoformat(manifest["created_utc"])
    parts = [say("solved", locale, when=f"{formats.date(when.date(), locale)}, {when:%H:%M}")]
    if manifest["every_day"]:
        parts.append(say("every hour", locale, end=years(plan.periods)[-1]))
    else:
        parts.append(say("few days", locale, days=manifest["days"]))
    parts.append(say("proven", locale, gap=formats.percent(manifest["gap"], locale, 2)))
    if manifest["status"] == "stopped":
        parts.append(say("stopped early", locale))
    return " · ".join(parts)


def quick_against_full(quick: Plan, full: Plan | None, locale: str = "en") -> str:
    """What a plan on few days says about itself, and by how much the full one differs."""
    days = quick.manifest["days"]
    if full is None:
        return say("quick alone", locale, days=days)
    difference = (quick.kpi("npv_meur") or 0.0) - (full.kpi("npv_meur") or 0.0)
    moved = orders_difference(quick, full)
    orders = say("orders same", locale)
    if len(moved):
        orders = say(
            "orders differ", locale, count=len(moved), racks=formats.number(float(moved.abs().sum()), 0, locale)
        )
    return say(
        "quick against full",
        locale,
        days=days,
        npv=formats.money_meur(abs(difference), locale),
        sign=say("higher" if difference >= 0 else "lower", locale),
        orders=orders,
    )


def orders_difference(a: Plan, b: Plan) -> pd.Series:
    """Racks ordered in a less those in b by product and period, where they differ."""
    sides = [plan.orders.groupby(["rack", "order_period"], observed=True)["racks"].sum() for plan in (a, b)]
    moved = sides[0].sub(sides[1], fill_value=0)
    return moved.loc[moved != 0]
