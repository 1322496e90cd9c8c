"""What the pages on power, bill and carbon show, in one line each, computed from the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.charts.energy.load import daily_means
from planner.plan.studies import regulator
from planner.plan.studies.bill_views import SUPPLY, by_group, energy_mwh, group_of
from planner.plan.studies.flexibility import WAITING
from planner.words import formats, say

if TYPE_CHECKING:
    import pandas as pd

    from planner.plan.plan import Plan

NEAR_SHARE = 0.995
SAME_EUR = 5000.0  # a difference below this decides nothing
NB = formats.NO_BREAK


def _mw(value: float, locale: str) -> str:
    return f"{formats.number(value, 1, locale)}{NB}MW"


def power(hours: pd.DataFrame, connection_mw: float, year: str, locale: str = "en") -> str:
    """Mean and highest MW of the year against the connection."""
    mean = float(np.average(hours["grid_mw"], weights=hours["weight"]))
    top = float(hours["grid_mw"].max())
    used = formats.percent(mean / connection_mw, locale)
    a, b, c = (_mw(value, locale) for value in (mean, top, connection_mw))
    return say("power of year", locale, year=year, mean=a, used=used, connection=c, peak=b)


def by_hour(hours: pd.DataFrame, locale: str = "en") -> str:
    """The class in which the load is nearest to what is subscribed, or over it."""
    over = hours.loc[hours["grid_mw"] > hours["subscribed_mw"] * (1 + 1e-6)]
    if over["weight"].sum() > 0:
        name = str(over.groupby("tariff_class")["weight"].sum().idxmax())
        count = formats.number(float(over["weight"].sum()), 0, locale)
        return say("hours of overrun", locale, count=count, name=name)
    return say("no overrun", locale)


def duration(hours: pd.DataFrame, locale: str = "en") -> str:
    """Share of the hours at the connection of their period."""
    at = hours["grid_mw"] >= NEAR_SHARE * hours["connection_mw"]
    share = float(hours.loc[at, "weight"].sum() / hours["weight"].sum())
    if share == 0:
        return say("connection never full", locale)
    shown = formats.percent(share, locale)
    return say("connection full", locale, shown=shown)


def price_and_carbon(hours: pd.DataFrame, locale: str = "en") -> str:
    """Whether the load leans towards cheap hours: its mean price against that of all hours."""
    weight, grid = hours["weight"], hours["grid_mw"]
    spot = float(np.average(hours["spot_eur_per_mwh"], weights=weight))
    paid = float(np.average(hours["spot_eur_per_mwh"], weights=weight * grid))
    a, b = (f"{formats.number(value, 1, locale)}{NB}€/MWh" for value in (paid, spot))
    days = len(daily_means(hours))
    return say("spot paid", locale, paid=a, usual=b, days=days)


def flexibility(table: pd.DataFrame, locale: str = "en") -> str:
    """MW that wait for an hour for nothing, and what the next MWh loses."""
    own = table.loc[table["hours"] == 1]
    waits = float(own.loc[own["kind"] == WAITING, "mean_mw"].sum())
    lost = own.loc[own["kind"] != WAITING, "worth_eur_per_mwh"]
    free = f"{formats.number(waits, 2, locale)}{NB}MW"
    if lost.empty:
        return say("can wait", locale, free=free)
    worth = f"{formats.significant(float(lost.min()), 2, locale)}{NB}€/MWh"
    return say("can wait at no loss", locale, free=free, worth=worth)


def bill(rows: pd.DataFrame, year: str, locale: str = "en") -> str:
    """Year's amount, per MWh, and the share that is not energy."""
    total = float(rows["amount_eur"].sum())
    supply = rows.loc[rows["item"].map(group_of) == SUPPLY]
    mwh, bought = energy_mwh(rows), float(supply["amount_eur"].sum())
    amount = formats.money_meur(total / 1e6, locale, 2)
    each = f"{formats.number(total / mwh if mwh else None, 1, locale)}{NB}€/MWh"
    share = formats.percent(1.0 - bought / total if total else None, locale)
    return say("electricity costs", locale, amount=amount, year=year, each=each, share=share)


def bill_months(rows: pd.DataFrame, locale: str = "en") -> str:
    """The largest group of lines and its share."""
    sums = by_group(rows).sum()
    lead, share = str(sums.idxmax()), formats.percent(float(sums.max() / sums.sum()), locale)
    name = say(lead, locale)
    return say("largest of bill", locale, name=name, share=share)


def versions(table: pd.DataFrame, locale: str = "en") -> str:
    """Whether the version planned with is the cheapest, and by how much."""
    planned = str(table.loc[table["basis"] == "plan", "tariff"].iloc[0])
    table = table.loc[table["basis"] == "best"]  # each version at its own best subscribed power
    is_ours = table["tariff"] == planned
    ours, best = table.loc[is_ours].iloc[0], table.iloc[0]
    mine, lead = (str(row["tariff"]).rpartition("-")[2].upper() for row in (ours, best))
    dearer = float(ours["total_eur"]) - float(best["total_eur"])
    if dearer >= SAME_EUR:
        gain = f"{formats.number(dearer / 1e3, 0, locale)}{NB}k€"
        return say("version would save", locale, lead=lead, gain=gain)
    others = table.loc[~is_ours, "total_eur"]
    gain_eur = float(others.min()) - float(ours["total_eur"]) if len(others) else 0.0
    if gain_eur < SAME_EUR:
        return say("version as cheap", locale, mine=mine)
    gain = f"{formats.number(gain_eur / 1e3, 0, locale)}{NB}k€"
    return say("version cheapest", locale, mine=mine, gain=gain)


def cover(plan: Plan, contracts: pd.DataFrame | None, year: str, locale: str = "en") -> str:
    """Share of the year's consumption under contract, and what is exposed to spot."""
    own = plan.power.loc[plan.power["period"].astype(str).str.partition("-")[0] == year, "energy_mwh"]
    bought = 0.0
    if contracts is not None and len(contracts):
        inside = contracts["period"].astype(str).str.partition("-")[0] == year
        bought = float(contracts.loc[inside, "energy_mwh"].sum())
    if bought == 0:
        first = _first_year(contracts)
        if first:
            return say("contracts begin later", locale, year=year, first=first)
        return say("no contract", locale)
    share = bought / float(own.sum()) if float(own.sum()) > 0 else 0.0
    a, b = formats.percent(share, locale), formats.percent(max(0.0, 1.0 - share), locale)
    return say("contracts deliver", locale, covered=a, exposed=b)


def _first_year(contracts: pd.DataFrame | None) -> str | None:
    """The year in which the first contract of the plan delivers, None where none ever does."""
    if contracts is None or contracts.empty:
        return None
    periods = contracts.loc[contracts["energy_mwh"] > 0, "period"].astype(str)
    return min(periods).partition("-")[0] if len(periods) else None


def grid_support(own: pd.DataFrame, locale: str = "en") -> str:
    """What grid support earns in a year and with how many MW."""
    mean = float(own["offered_mw_h"].sum() / own["open_hours"].sum())
    earned = f"{formats.number(float(own['revenue_meur'].sum()) * 1e3, 0, locale)}{NB}k€"
    mw = _mw(mean, locale)
    return say("grid support earns", locale, earned=earned, mw=mw)


def carbon(sums: dict[str, float], year: str, locale: str = "en") -> str:
    """Tonnes by place and by contract, and the share matched hour by hour."""
    location, market = (f"{formats.number(sums[name], 0, locale)}{NB}t" for name in ("location_t", "market_t"))
    matched = formats.percent(sums["matched_share"], locale)
    return say("electricity emits", locale, year=year, location=location, market=market, matched=matched)


def carbon_periods(table: pd.DataFrame, locale: str = "en") -> str:
    """Which of the three kinds is largest over the horizon."""
    kinds = {
        "location": float(table["location_t"].sum()),
        "embodied": float((table["embodied_racks_t"] + table["embodied_building_t"]).sum()),
    }
    ratio = formats.percent(kinds["embodied"] / kinds["location"] if kinds["location"] else None, locale)
    return say("equipment emits", locale, ratio=ratio)


def reduced_rate(conditions: pd.DataFrame, worth_eur: float, locale: str = "en") -> str:
    """Whether the reduced excise rate may be counted on, and what it is worth a year."""
    state = regulator.reduced_rate_state(conditions)
    own = conditions.loc[conditions["article"] == regulator.EXCISE, "state"]
    open_ones = int((own == regulator.UNKNOWN).sum())
    worth = f"{formats.number(worth_eur / 1e3, 0, locale)}{NB}k€"
    if state == regulator.MET:
        return say("reduced rate due", locale, worth=worth)
    if state == regulator.MISSED:
        return say("reduced rate lost", locale, worth=worth)
    return say("reduced rate open", locale, worth=worth, open_ones=open_ones)
