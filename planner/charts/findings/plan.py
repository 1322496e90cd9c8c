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
from planner.plan.tables.marginal_values import ONE_MORE_MW, ONE_MORE_RACK
from planner.words import formats
from planner.words.charts import say, within_text, workload_name

if TYPE_CHECKING:
    from planner.plan.plan import Plan

ALL_SERVED = 0.995  # from this share on we say "all"


def _pick(locale: str, english: str, french: str) -> str:
    return french if formats.language(locale) == "fr" else english


def power(plan: Plan, locale: str = "en") -> str:
    """When the power drawn first reaches the connection."""
    table = plan.power
    near = table.loc[table["headroom_to_connection_mw"] <= 1e-3 * table["connection_mw"], "period"].astype(str)
    if near.empty:
        room = formats.number(float(table["headroom_to_connection_mw"].min()), 1, locale)
        return _pick(
            locale,
            f"Power stays below the connection throughout, by {room}\u00a0MW at the least",
            f"La puissance reste sous le raccordement, d’au moins {room}\u00a0MW",
        )
    first = formats.period_name(near.iloc[0], locale)
    if near.iloc[0] == str(table["period"].iloc[0]):
        return _pick(
            locale, "Peak power is at the connection from the start", "La pointe atteint le raccordement dès le début"
        )
    return _pick(
        locale,
        f"Power stays below the connection until {first}",
        f"La puissance reste sous le raccordement jusqu’à {first}",
    )


def fleet(plan: Plan, locale: str = "en") -> str:
    """How the number of GPUs changes, and which product leads at the end."""
    data = fleet_data(plan)
    names = period_names(plan.power)
    gpus = data.groupby("period", observed=True)["gpus"].sum()
    start, end = (float(gpus.get(name, 0)) for name in (names[0], names[-1]))
    last = data.loc[data["period"].astype(str) == names[-1]].set_index("rack")["gpus"]
    if last.empty or end == 0:
        return _pick(locale, "No racks are held at the end", "Plus aucun rack à la fin")
    lead = formats.rack_name(str(last.idxmax()))
    share = formats.percent(float(last.max()) / end, locale)
    a, b = (formats.number(value, 0, locale) for value in (start, end))
    return _pick(
        locale,
        f"From {a} to {b} GPUs; {lead} is {share} of them at the end",
        f"De {a} à {b} GPU ; {lead} en fait {share} à la fin",
    )


def electrons(plan: Plan, span: str = ALL, locale: str = "en") -> str:
    """What a kWh becomes, and how much of it reaches a GPU that serves."""
    tokens = plan.kpi("tokens_per_kwh", period=span)
    ratios = chain.links(plan, span).set_index("link")["now"]
    reaches = float(ratios["electrical"] * ratios["cooling"] * ratios["serving"])
    share = formats.percent(reaches, locale)
    many = formats.significant(tokens, 3, locale)
    return _pick(
        locale,
        f"1\u00a0kWh from the grid becomes {many} tokens; {share} of it reaches a GPU that is serving.",
        f"1\u00a0kWh du réseau devient {many} tokens ; {share} atteint un GPU en service.",
    )


def rack_efficiency(plan: Plan, span: str = ALL, locale: str = "en") -> str:
    """Which product yields most, on which workload."""
    data = rack_efficiency_data(plan, span)
    if data.empty:
        return _pick(locale, "No tokens are served here", "Aucun token n’est servi ici")
    best = data.loc[data.groupby("workload")["tokens_per_kwh_it"].idxmax(), "rack"]
    counts = best.value_counts()
    lead, wins, of = formats.rack_name(str(counts.index[0])), int(counts.iloc[0]), len(best)
    return _pick(
        locale,
        f"{lead} gives most tokens per kWh on {wins} of {of} workloads",
        f"{lead} donne le plus de tokens par kWh pour {wins} charges sur {of}",
    )


def tokens_per_kwh(plan: Plan, locale: str = "en") -> str:
    """How the yield changes from the first period to the last."""
    values = tokens_per_kwh_data(plan)["tokens_per_kwh"].astype(float).dropna()
    if len(values) < 2:
        return _pick(locale, "Tokens per kWh at the meter", "Tokens par kWh au compteur")
    change = formats.percent(abs(values.iloc[-1] / values.iloc[0] - 1.0), locale)
    up = values.iloc[-1] >= values.iloc[0]
    names = period_names(plan.power)
    a, b = formats.period_name(names[0], locale), formats.period_name(names[-1], locale)
    return _pick(
        locale,
        f"A kWh yields {change} {'more' if up else 'fewer'} tokens in {b} than in {a}",
        f"Un kWh donne {change} de tokens {'de plus' if up else 'de moins'} en {b} qu’en {a}",
    )


def served(plan: Plan, locale: str = "en") -> str:
    """What is not served in the last year, most first, and what always is."""
    data = served_data(plan)
    last = data.loc[data["year"] == data["year"].iloc[-1]].sort_values("served_share")
    missing = last.loc[last["served_share"] < ALL_SERVED]
    always = data.groupby("workload", observed=True)["served_share"].min()
    kept = [within_text(workload_name(str(name), locale)) for name in always.index[always >= ALL_SERVED]]
    year = str(data["year"].iloc[-1])
    if missing.empty:
        return _pick(locale, f"All that is asked in {year} is served", f"Tout ce qui est demandé en {year} est servi")
    parts = [
        f"{within_text(workload_name(str(row.workload), locale))} {formats.percent(1 - row.served_share, locale)}"
        for row in missing.head(3).itertuples()
    ]
    text = _pick(locale, f"Unserved in {year}: ", f"Non servi en {year} : ") + ", ".join(parts)
    never = _pick(locale, "; always served: ", " ; toujours servis : ") + ", ".join(kept)
    return text + (never if kept else "")


def calendar(daily: pd.DataFrame, locale: str = "en") -> str:
    """The busiest and the quietest day."""
    if daily.empty:
        return _pick(locale, "No day was dispatched", "Aucun jour calculé")
    means = daily["mean_mw"].to_numpy()
    high, low = daily.iloc[int(means.argmax())], daily.iloc[int(means.argmin())]
    a, b = (formats.date(pd.Timestamp(row["date"]).date(), locale) for row in (high, low))
    x, y = (f"{formats.number(float(row['mean_mw']), 1, locale)}\u00a0MW" for row in (high, low))
    return _pick(
        locale,
        f"Busiest day {a} with {x}, quietest {b} with {y}",
        f"Jour le plus chargé {a}, {x} ; le plus calme {b}, {y}",
    )


def day(tables: DayTables, date: pd.Timestamp, locale: str = "en") -> str:
    """From how little to how much the site draws on that day, and at what price."""
    site = tables.site
    low, high = (formats.number(float(value), 1, locale) for value in (site["grid_mw"].min(), site["grid_mw"].max()))
    prices = site["energy_eur_per_mwh"]
    cheap, dear = (formats.number(float(value), 0, locale) for value in (prices.min(), prices.max()))
    when = formats.date(pd.Timestamp(date).date(), locale)
    return _pick(
        locale,
        f"{when}: {low} to {high}\u00a0MW while a MWh costs {cheap} to {dear}\u00a0€",
        f"{when} : de {low} à {high}\u00a0MW, le MWh coûtant de {cheap} à {dear}\u00a0€",
    )


def cash_flow(plan: Plan, locale: str = "en") -> str:
    """The deepest point of the cumulated cash, and where it stands before the value at the end."""
    data = cash_flow_data(plan)
    data = data.loc[data["period"] != "end"]
    total = formats.money_meur(float(data["cumulated"].iloc[-1]), locale, 0)
    lowest = data.sort_values("cumulated", kind="stable").iloc[0]
    end = formats.period_name(str(data["period"].iloc[-1]), locale)
    if lowest["cumulated"] >= 0:
        return _pick(
            locale,
            f"Cash never goes below zero and adds up to {total} by {end}",
            f"La trésorerie ne passe jamais sous zéro et atteint {total} en {end}",
        )
    deep = formats.money_meur(float(-lowest["cumulated"]), locale, 0)
    when = formats.period_name(str(lowest["period"]), locale)
    return _pick(
        locale,
        f"At most {deep} must be funded, in {when}; by {end} cash adds up to {total}",
        f"Au plus {deep} à financer, en {when} ; en {end} le cumul atteint {total}",
    )


def bridge(start: tuple[str, float], steps: pd.DataFrame, end: tuple[str, float], locale: str = "en") -> str:
    """How much the second plan is worth more or less, and what moves it most."""
    difference = end[1] - start[1]
    amount = formats.money_meur(abs(difference), locale)
    more = difference >= 0
    text = _pick(
        locale,
        f"{end[0]} is worth {amount} {'more' if more else 'less'} than {start[0]}",
        f"{end[0]} vaut {amount} de {'plus' if more else 'moins'} que {start[0]}",
    )
    if steps.empty:
        return text
    largest = steps.iloc[int(steps["meur"].abs().to_numpy().argmax())]
    group = say(str(largest["group"]), locale).lower()
    signed = ("+" if largest["meur"] > 0 else "") + formats.money_meur(float(largest["meur"]), locale)
    return text + _pick(locale, f"; most of it is {group} ({signed})", f" ; l’essentiel vient de : {group} ({signed})")


def one_more(plan: Plan, locale: str = "en") -> list[str]:
    """What one more MW of connection and one more rack would be worth in a year, where it is worth most."""
    table = plan.marginal_values.assign(year=plan.marginal_values["period"].astype(str).str.partition("-")[0])
    found: list[str] = []
    a_year = _pick(locale, "a year", "par an")
    for name in (ONE_MORE_MW, ONE_MORE_RACK):
        own = table.loc[table["name"] == name]
        yearly = own.groupby(["item", "year"], observed=True)["value_meur"].agg(["sum", "count"]).reset_index()
        yearly = yearly.loc[yearly["count"] == yearly["year"].map(own["year"].value_counts())]  # in every period of it
        if yearly.empty:
            continue
        most = yearly.sort_values("sum", kind="stable").iloc[-1]
        item, year, value = str(most["item"]), str(most["year"]), float(most["sum"])
        what = _pick(locale, "1\u00a0MW of connection", "1\u00a0MW de raccordement") if name == ONE_MORE_MW else (
            f"1\u00a0{formats.rack_name(str(item))}"
        )  # fmt: skip
        when = _pick(locale, f"in {year}", f"en {year}")
        digits = 1 if value >= 1 else 2
        worth = f"{formats.number(value, digits, locale)}\u00a0M€ {a_year}"
        zero = _pick(locale, "nothing in any year", "rien, quelle que soit l’année")
        colon = _pick(locale, ":", "\u00a0:")
        found.append(f"{what} {when}{colon} {worth}" if value > 5e-3 else f"{what}{colon} {zero}")
    return found


def rests_on(plan: Plan, locale: str = "en") -> str:
    """How many numbers of each kind the plan rests on."""
    kinds = plan.assumptions["kind"].value_counts()
    measured, estimated, assumed = (int(kinds.get(kind, 0)) for kind in ("measured", "estimated", "assumed"))
    return _pick(
        locale,
        f"{measured} measured · {estimated} estimated · {assumed} assumed numbers",
        f"{measured} nombres mesurés · {estimated} estimés · {assumed} supposés",
    )
