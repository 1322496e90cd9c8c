"""What each chart shows, in one line computed from the plan; it stands above the chart as its title."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planner.charts.day import DayTables
from planner.charts.energy import chain
from planner.charts.energy.efficiency import rack_efficiency_data, tokens_per_kwh_data
from planner.charts.fleet import fleet_data
from planner.charts.money import cash_flow_data
from planner.charts.served import served_data
from planner.charts.spans import ALL, period_names
from planner.plan.news.limits import at_connection, connection_limits
from planner.words import formats, say
from planner.words.names import within_text, workload_name

if TYPE_CHECKING:
    from planner.plan.plan import Plan
    from planner.plan.several.uncertain import UncertainPlan

__all__ = [
    "bridge",
    "calendar",
    "cash_flow",
    "day",
    "electrons",
    "fleet",
    "power",
    "rack_efficiency",
    "rests_on",
    "served",
    "tokens_per_kwh",
]

ALL_SERVED = 0.995  # from this share on we say "all"


def power(plan: Plan, locale: str = "en") -> str:
    """When the power drawn first reaches the connection; where that is not what limits, that it is not."""
    near, limiting = at_connection(plan), connection_limits(plan)
    room = formats.number(float(plan.power["headroom_to_connection_mw"].min()), 1, locale)
    if not near and limiting:
        return say("below but limits", locale, room=room, first=formats.period_name(limiting[0], locale))
    if not near:
        return say("power below throughout", locale, room=room)
    first = formats.period_name(near[0], locale)
    if not limiting:
        return say("touches connection", locale, first=first)
    if near[0] == str(plan.power["period"].iloc[0]):
        return say("power at connection", locale)
    return say("power below until", locale, first=first)


def fleet(plan: Plan, locale: str = "en") -> str:
    """How the number of GPUs changes, and which product leads at the end."""
    data = fleet_data(plan)
    names = period_names(plan.power)
    gpus = data.groupby("period", observed=True)["gpus"].sum()
    start, end = (float(gpus.get(name, 0)) for name in (names[0], names[-1]))
    last = data.loc[data["period"].astype(str) == names[-1]].set_index("rack")["gpus"]
    if last.empty or end == 0:
        return say("no racks at the end", locale)
    lead = formats.rack_name(str(last.idxmax()))
    share = formats.percent(float(last.max()) / end, locale)
    a, b = (formats.number(value, 0, locale) for value in (start, end))
    return say("fleet grows", locale, start=a, end=b, lead=lead, share=share)


def electrons(plan: Plan, span: str = ALL, locale: str = "en") -> str:
    """What a kWh becomes, and how much of it reaches a GPU that serves."""
    tokens = plan.kpi("tokens_per_kwh", period=span)
    ratios = chain.ratios(plan, span)
    reaches = ratios["electrical"] * ratios["cooling"] * ratios["serving"]
    share = formats.percent(reaches, locale)
    many = formats.significant(tokens, 3, locale)
    return say("kwh becomes tokens", locale, many=many, share=share)


def rack_efficiency(plan: Plan, span: str = ALL, locale: str = "en") -> str:
    """Which product yields most, on which workload."""
    data = rack_efficiency_data(plan, span)
    if data.empty:
        return say("no tokens here", locale)
    best = data.loc[data.groupby("workload")["tokens_per_kwh_it"].idxmax(), "rack"]
    counts = best.value_counts()
    lead, wins, of = formats.rack_name(str(counts.index[0])), int(counts.iloc[0]), len(best)
    return say("leading rack", locale, lead=lead, wins=wins, of=of)


def tokens_per_kwh(plan: Plan, locale: str = "en") -> str:
    """How the yield changes from the first period to the last."""
    values = tokens_per_kwh_data(plan)["tokens_per_kwh"].astype(float).dropna()
    if len(values) < 2:
        return say("tokens per kwh at the meter", locale)
    change = formats.percent(abs(values.iloc[-1] / values.iloc[0] - 1.0), locale)
    key = "yield rises" if values.iloc[-1] >= values.iloc[0] else "yield falls"
    names = period_names(plan.power)
    first, last = formats.period_name(names[0], locale), formats.period_name(names[-1], locale)
    return say(key, locale, change=change, first=first, last=last)


def served(plan: Plan, locale: str = "en") -> str:
    """What is not served in the last year, most first, and what always is."""
    data = served_data(plan)
    last = data.loc[data["year"] == data["year"].iloc[-1]].sort_values("served_share")
    missing = last.loc[last["served_share"] < ALL_SERVED]
    always = data.groupby("workload", observed=True)["served_share"].min()
    whole = [within_text(workload_name(str(name), locale)) for name in always.index[always >= ALL_SERVED]]
    year = str(data["year"].iloc[-1])
    if missing.empty:
        return say("all served", locale, year=year)
    parts = [
        f"{within_text(workload_name(str(row.workload), locale))} {formats.percent(1 - row.served_share, locale)}"
        for row in missing.head(3).itertuples()
    ]
    text = say("unserved in", locale, year=year, workloads=", ".join(parts))
    return text + (say("always served", locale, workloads=", ".join(whole)) if whole else "")


def calendar(daily: pd.DataFrame, locale: str = "en") -> str:
    """The busiest and the quietest day."""
    if daily.empty:
        return say("no day dispatched", locale)
    means = daily["mean_mw"].to_numpy()
    high, low = daily.iloc[int(means.argmax())], daily.iloc[int(means.argmin())]
    a, b = (formats.date(pd.Timestamp(row["date"]).date(), locale) for row in (high, low))
    x, y = (f"{formats.number(float(row['mean_mw']), 1, locale)}\u00a0MW" for row in (high, low))
    return say("busiest day", locale, busiest=a, high=x, quietest=b, low=y)


def day(tables: DayTables, date: pd.Timestamp, locale: str = "en") -> str:
    """From how little to how much the site draws on that day, and at what price."""
    site = tables.site
    low, high = (formats.number(float(value), 1, locale) for value in (site["grid_mw"].min(), site["grid_mw"].max()))
    prices = site["energy_eur_per_mwh"]
    cheap, dear = (formats.number(float(value), 0, locale) for value in (prices.min(), prices.max()))
    when = formats.date(pd.Timestamp(date).date(), locale)
    return say("day in short", locale, when=when, low=low, high=high, cheap=cheap, dear=dear)


def cash_flow(plan: Plan, locale: str = "en") -> str:
    """Where the cumulated cash of the chart stands at its lowest and before the value at the end.

    It counts the opening fleet as paid for and whole periods, so it is no amount to be funded: that is by month.
    """
    data = cash_flow_data(plan)
    data = data.loc[data["period"] != "end"]
    total = formats.money_meur(float(data["cumulated"].iloc[-1]), locale, 0)
    lowest = data.sort_values("cumulated", kind="stable").iloc[0]
    end = formats.period_name(str(data["period"].iloc[-1]), locale)
    if lowest["cumulated"] >= 0:
        return say("cash above zero", locale, total=total, end=end)
    deep = formats.money_meur(float(lowest["cumulated"]), locale, 0)
    when = formats.period_name(str(lowest["period"]), locale)
    return say("cash below zero", locale, deep=deep, when=when, end=end, total=total)


def bridge(start: tuple[str, float], steps: pd.DataFrame, end: tuple[str, float], locale: str = "en") -> str:
    """How much the second plan is worth more or less, and what moves it most."""
    difference = end[1] - start[1]
    amount = formats.money_meur(abs(difference), locale)
    key = "bridge more" if difference >= 0 else "bridge less"
    text = say(key, locale, end=end[0], amount=amount, start=start[0])
    if steps.empty:
        return text
    largest = steps.iloc[int(steps["meur"].abs().to_numpy().argmax())]
    group = say(str(largest["group"]), locale).lower()
    signed = ("+" if largest["meur"] > 0 else "") + formats.money_meur(float(largest["meur"]), locale)
    return text + say("bridge largest", locale, group=group, signed=signed)


def rests_on(plan: Plan | UncertainPlan, locale: str = "en") -> str:
    """How many numbers of each kind the plan rests on."""
    kinds = plan.assumptions["kind"].value_counts()
    measured, estimated, assumed = (int(kinds.get(kind, 0)) for kind in ("measured", "estimated", "assumed"))
    return say("numbers by kind", locale, measured=measured, estimated=estimated, assumed=assumed)
