"""Key figures of the page Plan, and other lines computed from plans; no Streamlit here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.charts.served import least_served
from planner.charts.spans import ALL, full_years, years
from planner.plan.headline import decide_by
from planner.plan.money.reference import figure_of
from planner.plan.studies.beside import beside
from planner.plan.text import SHARES, number_text
from planner.words import formats, say
from planner.words.names import indicator_name, within_text, workload_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.plan.plan import Plan

MINUS = "−"
MOST_ORDERS = 8


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


def cards(plan: Plan, locale: str = "en") -> list[Card]:
    """Tokens per kWh, cost of tokens, NPV, demand served, PUE: the first full year and the change to the next."""
    whole = full_years(plan)
    year = whole[0] if whole else ALL
    later = whole[1] if len(whole) > 1 else None
    served_most = " · ".join(part for part in (_served_best(plan, year, locale), _rented(plan, year, locale)) if part)
    return [
        _yearly(plan, "tokens_per_kwh", year, later, locale, good_up=True),
        _yearly(plan, "lcot_eur_per_mtoken", year, later, locale, good_up=False),
        Card(
            indicator_name("npv_meur", locale),
            formats.money_meur(plan.kpi("npv_meur"), locale, 0),
            delta=_money_notes(plan, locale) or None,
            help=_help(plan, "npv_meur"),
            kpi="npv_meur",
        ),
        _yearly(plan, "served_share", year, later, locale, good_up=True, also=served_most),
        _yearly(
            plan, "pue", year, later, locale, good_up=False,
            also=f"WUE {formats.number(plan.kpi('wue_l_per_kwh', period=year), 3, locale)}{formats.NO_BREAK}l/kWh",
        ),
    ]  # fmt: skip


def _yearly(plan: Plan, kpi: str, year: str, later: str | None, locale: str, *, good_up: bool, also: str = "") -> Card:
    value = plan.kpi(kpi, period=year)
    then = plan.kpi(kpi, period=later) if later else None
    delta, note = None, ""
    if value and then is not None:
        change = then - value if kpi == "served_share" else then / value - 1.0
        change = 0.0 if abs(change) < 0.0005 else change  # what reads 0.0 is neither up nor down
        digits = 1 if abs(change) < 0.0995 else 0
        sign = "+" if change > 0 else "-" if change < 0 else ""
        points = (" pt" if kpi == "served_share" else "") if change else ""
        text = formats.percent(abs(change), locale, digits)
        delta = f"{sign}{text if not points else formats.number(abs(change) * 100, digits, locale) + points}"
        note = say("in year", locale, year=later)
    label = indicator_name(kpi, locale) + (f", {year}" if year != ALL else "")
    note = " · ".join(part for part in (note, also) if part)
    return Card(label, number_text(kpi, value, locale), delta, note or None, good_up, _help(plan, kpi), kpi, year)


def _help(plan: Plan, kpi: str) -> str | None:
    rows = plan.kpis.loc[plan.kpis["kpi"] == kpi]
    return f"{rows['formula'].iloc[0]}. {rows['standard'].iloc[0]}." if len(rows) else None


def _served_best(plan: Plan, year: str, locale: str) -> str:
    least = least_served(plan, year)
    if least is None:
        return ""
    name, value = least
    workload = within_text(workload_name(name, locale))
    return say("least served", locale, workload=workload, share=formats.percent(value, locale))


def _rented(plan: Plan, year: str, locale: str) -> str:
    """How much of the demand is rented elsewhere, which counts as served; nothing where the plan does not say."""
    share = plan.kpi("rented_share", period=year)
    return "" if share is None else f"{say('rented', locale).lower()} {formats.percent(share, locale)}"


def _money_notes(plan: Plan, locale: str) -> str:
    rate, funding = plan.kpi("irr"), plan.kpi("peak_funding_meur")
    parts = [] if rate is None else [f"{indicator_name('irr', locale)} {formats.percent(rate, locale)}"]
    if len(plan.reference):
        orders = figure_of(plan.reference, "npv_meur", "orders")
        parts.append(say("orders npv", locale, amount=formats.money_meur(orders, locale, 0)))
    if funding is not None:
        parts.append(say("peak funding|short", locale, amount=formats.money_meur(funding, locale, 0)))
    return " · ".join(parts)


def orders_table(plan: Plan, locale: str = "en") -> pd.DataFrame:
    """Orders as people read them, the next decision first."""
    orders = plan.orders
    return pd.DataFrame(
        {
            say("decide by", locale): [decide_by(plan, day.date(), locale) for day in orders["order_by"]],
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
