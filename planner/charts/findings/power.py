"""What the pages on power, bill and carbon show, in one line each, computed from the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.charts.energy.load import daily_means
from planner.plan.studies import regulator
from planner.plan.studies.bill_views import SUPPLY, by_group, energy_mwh, group_of
from planner.plan.studies.flexibility import WAITING
from planner.words import formats
from planner.words.charts import say

if TYPE_CHECKING:
    import pandas as pd

    from planner.plan.plan import Plan

NEAR_SHARE = 0.995
SAME_EUR = 5000.0  # a difference below this decides nothing
NB = formats.NO_BREAK


def _pick(locale: str, english: str, french: str) -> str:
    return french if formats.language(locale) == "fr" else english


def _mw(value: float, locale: str) -> str:
    return f"{formats.number(value, 1, locale)}{NB}MW"


def power(hours: pd.DataFrame, connection_mw: float, year: str, locale: str = "en") -> str:
    """Mean and highest MW of the year against the connection."""
    mean = float(np.average(hours["grid_mw"], weights=hours["weight"]))
    top = float(hours["grid_mw"].max())
    used = formats.percent(mean / connection_mw, locale)
    a, b, c = (_mw(value, locale) for value in (mean, top, connection_mw))
    return _pick(
        locale,
        f"In {year} the site draws {a} on average, {used} of its {c} connection, and {b} at the peak.",
        f"En {year}, le site appelle {a} en moyenne, {used} de son raccordement de {c}, et {b} en pointe.",
    )


def by_hour(hours: pd.DataFrame, locale: str = "en") -> str:
    """The class in which the load is nearest to what is subscribed, or over it."""
    over = hours.loc[hours["grid_mw"] > hours["subscribed_mw"] * (1 + 1e-6)]
    if over["weight"].sum() > 0:
        name = str(over.groupby("tariff_class")["weight"].sum().idxmax())
        count = formats.number(float(over["weight"].sum()), 0, locale)
        return _pick(
            locale,
            f"About {count} hours are above what is subscribed, most of them in {name}",
            f"Environ {count} heures dépassent le souscrit, surtout en {name}",
        )
    return _pick(locale, "No hour is above what is subscribed", "Aucune heure ne dépasse le souscrit")


def duration(hours: pd.DataFrame, locale: str = "en") -> str:
    """Share of the hours at the connection of their period."""
    at = hours["grid_mw"] >= NEAR_SHARE * hours["connection_mw"]
    share = float(hours.loc[at, "weight"].sum() / hours["weight"].sum())
    if share == 0:
        return _pick(locale, "The connection is never full", "Le raccordement n’est jamais plein")
    shown = formats.percent(share, locale)
    return _pick(
        locale, f"The connection is full in {shown} of the hours", f"Le raccordement est plein {shown} des heures"
    )


def price_and_carbon(hours: pd.DataFrame, locale: str = "en") -> str:
    """Whether the load leans towards cheap hours: its mean price against that of all hours."""
    weight, grid = hours["weight"], hours["grid_mw"]
    spot = float(np.average(hours["spot_eur_per_mwh"], weights=weight))
    paid = float(np.average(hours["spot_eur_per_mwh"], weights=weight * grid))
    a, b = (f"{formats.number(value, 1, locale)}{NB}€/MWh" for value in (paid, spot))
    days = len(daily_means(hours))
    return _pick(
        locale,
        f"The site pays {a} at spot where the mean hour costs {b} ({days} days shown)",
        f"Le site paie {a} au spot, l’heure moyenne {b} ({days} jours affichés)",
    )


def flexibility(table: pd.DataFrame, locale: str = "en") -> str:
    """MW that wait for an hour for nothing, and what the next MWh loses."""
    own = table.loc[table["hours"] == 1]
    waits = float(own.loc[own["kind"] == WAITING, "mean_mw"].sum())
    lost = own.loc[own["kind"] != WAITING, "worth_eur_per_mwh"]
    free = f"{formats.number(waits, 2, locale)}{NB}MW"
    if lost.empty:
        return _pick(locale, f"{free} can wait for an hour", f"{free} peuvent attendre une heure")
    worth = f"{formats.significant(float(lost.min()), 2, locale)}{NB}€/MWh"
    return _pick(
        locale,
        f"{free} can wait for an hour at no loss; beyond that a MWh shed loses {worth} of revenue or more",
        f"{free} peuvent attendre une heure sans perte ; au-delà, un MWh effacé coûte au moins {worth} de revenus",
    )


def bill(rows: pd.DataFrame, year: str, locale: str = "en") -> str:
    """Year's amount, per MWh, and the share that is not energy."""
    total = float(rows["amount_eur"].sum())
    supply = rows.loc[rows["item"].map(group_of) == SUPPLY]
    mwh, bought = energy_mwh(rows), float(supply["amount_eur"].sum())
    amount = formats.money_meur(total / 1e6, locale, 2)
    each = f"{formats.number(total / mwh if mwh else None, 1, locale)}{NB}€/MWh"
    share = formats.percent(1.0 - bought / total if total else None, locale)
    return _pick(
        locale,
        f"Electricity costs {amount} in {year}, {each}; {share} of it is network and taxes.",
        f"L’électricité coûte {amount} en {year}, {each} ; {share} vont au réseau et aux taxes.",
    )


def bill_months(rows: pd.DataFrame, locale: str = "en") -> str:
    """The largest group of lines and its share."""
    sums = by_group(rows).sum()
    lead, share = str(sums.idxmax()), formats.percent(float(sums.max() / sums.sum()), locale)
    name = say(lead, locale)
    return _pick(locale, f"{name} is {share} of the bill", f"{name} : {share} de la facture")


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
        return _pick(
            locale,
            f"Version {lead} of the grid tariff would save {gain} a year",
            f"La version {lead} du tarif ferait gagner {gain} par an",
        )
    others = table.loc[~is_ours, "total_eur"]
    gain_eur = float(others.min()) - float(ours["total_eur"]) if len(others) else 0.0
    if gain_eur < SAME_EUR:
        return _pick(
            locale,
            f"Version {mine} of the grid tariff is as cheap as any other this year",
            f"Aucune version du tarif n’est nettement moins chère que {mine} cette année",
        )
    gain = f"{formats.number(gain_eur / 1e3, 0, locale)}{NB}k€"
    return _pick(
        locale,
        f"Version {mine} of the grid tariff is the cheapest, by {gain} a year",
        f"La version {mine} du tarif est la moins chère, de {gain} par an",
    )


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
            return _pick(
                locale,
                f"No contract delivers in {year}: all of the consumption is exposed to the spot price; the plan’s "
                f"contracts run from {first} on",
                f"Aucun contrat ne livre en {year} : toute la consommation est exposée au prix spot ; ceux du plan "
                f"commencent en {first}",
            )
        return _pick(
            locale,
            "No contract: all of the consumption is exposed to the spot price",
            "Aucun contrat : toute la consommation est exposée au prix spot",
        )
    share = bought / float(own.sum()) if float(own.sum()) > 0 else 0.0
    a, b = formats.percent(share, locale), formats.percent(max(0.0, 1.0 - share), locale)
    return _pick(
        locale,
        f"Contracts deliver {a} of the consumption; at least {b} is exposed to the spot price",
        f"Les contrats livrent {a} de la consommation ; au moins {b} est exposé au prix spot",
    )


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
    return _pick(
        locale,
        f"Grid support earns {earned} with {_mw(mean, locale)} on offer on average",
        f"Le soutien au réseau rapporte {earned} avec {_mw(mean, locale)} offerts en moyenne",
    )


def carbon(sums: dict[str, float], year: str, locale: str = "en") -> str:
    """Tonnes by place and by contract, and the share matched hour by hour."""
    location, market = (f"{formats.number(sums[name], 0, locale)}{NB}t" for name in ("location_t", "market_t"))
    matched = formats.percent(sums["matched_share"], locale)
    return _pick(
        locale,
        f"In {year} the electricity emits {location} CO2e by location, {market} by contract; "
        f"{matched} is matched hour by hour.",
        f"En {year}, l’électricité émet {location} de CO2e selon le lieu, {market} selon les contrats ; "
        f"{matched} est couvert heure par heure.",
    )


def carbon_periods(table: pd.DataFrame, locale: str = "en") -> str:
    """Which of the three kinds is largest over the horizon."""
    kinds = {
        "location": float(table["location_t"].sum()),
        "embodied": float((table["embodied_racks_t"] + table["embodied_building_t"]).sum()),
    }
    ratio = formats.percent(kinds["embodied"] / kinds["location"] if kinds["location"] else None, locale)
    return _pick(
        locale,
        f"Making the equipment and the building adds {ratio} to the emissions of the energy",
        f"La fabrication des équipements et du bâtiment ajoute {ratio} aux émissions de l’énergie",
    )


def reduced_rate(conditions: pd.DataFrame, worth_eur: float, locale: str = "en") -> str:
    """Whether the reduced excise rate may be counted on, and what it is worth a year."""
    state = regulator.reduced_rate_state(conditions)
    own = conditions.loc[conditions["article"] == regulator.EXCISE, "state"]
    open_ones = int((own == regulator.UNKNOWN).sum())
    worth = f"{formats.number(worth_eur / 1e3, 0, locale)}{NB}k€"
    if state == regulator.MET:
        return _pick(
            locale, f"The reduced excise rate, worth {worth}, is due", f"Le taux réduit d’accise, {worth}, est acquis"
        )
    if state == regulator.MISSED:
        return _pick(
            locale, f"The reduced excise rate, worth {worth}, is lost", f"Le taux réduit d’accise, {worth}, est perdu"
        )
    return _pick(
        locale,
        f"The reduced excise rate, worth {worth}, is not secured: {open_ones} conditions to confirm",
        f"Le taux réduit d’accise, {worth}, n’est pas acquis : {open_ones} conditions à confirmer",
    )
