"""What the page on power shows of the connection, in one line and one table, computed from the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.words import formats

if TYPE_CHECKING:
    from planner.plan.plan import Plan

NB = formats.NO_BREAK
NAMES: dict[str, tuple[str, str, str, int]] = {
    "firm_mw": ("Firm part", "Part ferme", "MW", 2),
    "flexible_mw": ("Flexible part", "Part flexible", "MW", 2),
    "curtailed_hours": ("Curtailed", "Effacée", "h", 0),
    "curtailed_mwh": ("Curtailed energy", "Énergie effacée", "MWh", 0),
    "shedding_eur_per_mwh": ("Worth of a MWh less to shed", "Valeur d’un MWh de moins à effacer", "€/MWh", 1),
    "headroom_n_minus_1_mw": ("Room with one transformer lost", "Marge avec un transformateur perdu", "MW", 2),
    "limited_hours": ("Bounded by transformers or works", "Limité par transformateurs ou travaux", "h", 0),
    "carbon_t": ("CO2e under the cap", "CO2e sous plafond", "t", 0),
    "carbon_eur_per_t": ("Shadow price of CO2e", "Prix dual du CO2e", "€/t", 1),
}


def of_year(plan: Plan, year: str) -> pd.DataFrame:
    """Rows of `plan.connection` of a year; none where there is nothing to show."""
    return plan.connection.loc[plan.connection["period"].astype(str).str[:4] == year]


def finding(plan: Plan, year: str, locale: str = "en") -> str:
    """Curtailment, room with one transformer lost and carbon of a year, whichever there are."""
    table, french = of_year(plan, year), formats.language(locale) == "fr"

    def number(value: float, digits: int = 0) -> str:
        return formats.number(value, digits, locale)

    parts: list[str] = []
    if table["flexible_mw"].max() > 0:
        mwh, hours = number(float(table["curtailed_mwh"].sum())), number(float(table["curtailed_hours"].sum()))
        parts.append(
            f"{mwh}{NB}MWh de la part flexible sont effacés ({hours}{NB}h)"
            if french
            else f"{mwh}{NB}MWh of the flexible part are curtailed ({hours}{NB}h)"
        )
    room = float(table["headroom_n_minus_1_mw"].min())
    if not np.isnan(room):
        mw = number(abs(room), 1)
        if french:
            parts.append(f"un transformateur perdu, il {'reste' if room >= 0 else 'manque'} {mw}{NB}MW à la pointe")
        else:
            parts.append(f"with one transformer lost {mw}{NB}MW are {'left' if room >= 0 else 'missing'} at the peak")
    if table["carbon_t"].notna().any():
        tonnes, price = number(float(table["carbon_t"].sum())), number(float(table["carbon_eur_per_t"].max()))
        parts.append(
            f"{tonnes}{NB}t de CO2e comptent, une tonne de plus vaudrait {price}{NB}€"
            if french
            else f"{tonnes}{NB}t of CO2e count, a tonne more would be worth €{price}"
        )
    text = "; ".join(parts) if not french else f"{NB}; ".join(parts)
    if not text:
        text = "works bound the connection" if not french else "des travaux limitent le raccordement"
    return f"{year}{NB}: {text}" if french else f"{year}: {text}"


def shown(plan: Plan, year: str, locale: str = "en") -> pd.DataFrame:
    """The table as people read it: a row per quantity, a column per period; quantities that are not asked left out."""
    table, french = of_year(plan, year), formats.language(locale) == "fr"
    kept = [name for name in NAMES if table[name].notna().any() and (table[name] != 0).any()]
    title = "Grandeur" if french else "Quantity"
    rows = [
        {title: f"{NAMES[name][french]} [{NAMES[name][2]}]"}
        | {
            formats.period_name(str(period), locale): formats.MISSING
            if np.isnan(value)
            else formats.number(float(value), NAMES[name][3], locale)
            for period, value in zip(table["period"], table[name], strict=True)
        }
        for name in kept
    ]
    return pd.DataFrame(rows)
