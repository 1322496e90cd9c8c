"""What the page on power shows of the connection, in one line and one table, computed from the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.words import formats, say

if TYPE_CHECKING:
    from planner.plan.plan import Plan

UNITS: dict[str, tuple[str, int]] = {  # unit and decimals of each quantity
    "firm_mw": ("MW", 2),
    "flexible_mw": ("MW", 2),
    "curtailed_hours": ("h", 0),
    "curtailed_mwh": ("MWh", 0),
    "shedding_eur_per_mwh": ("€/MWh", 1),
    "headroom_n_minus_1_mw": ("MW", 2),
    "limited_hours": ("h", 0),
    "carbon_t": ("t", 0),
    "carbon_eur_per_t": ("€/t", 1),
}


def of_year(plan: Plan, year: str) -> pd.DataFrame:
    """Rows of `plan.connection` of a year; none where there is nothing to show."""
    return plan.connection.loc[plan.connection["period"].astype(str).str[:4] == year]


def finding(plan: Plan, year: str, locale: str = "en") -> str:
    """Curtailment, room with one transformer lost and carbon of a year, whichever there are."""
    table = of_year(plan, year)

    def number(value: float, digits: int = 0) -> str:
        return formats.number(value, digits, locale)

    parts: list[str] = []
    if table["flexible_mw"].max() > 0:
        mwh, hours = (number(float(table[name].sum())) for name in ("curtailed_mwh", "curtailed_hours"))
        parts.append(say("part curtailed", locale, mwh=mwh, hours=hours))
    room = float(table["headroom_n_minus_1_mw"].min())
    if not np.isnan(room):
        key = "transformer lost, room" if room >= 0 else "transformer lost, short"
        parts.append(say(key, locale, mw=number(abs(room), 1)))
    if table["carbon_t"].notna().any():
        tonnes, price = number(float(table["carbon_t"].sum())), number(float(table["carbon_eur_per_t"].max()))
        parts.append(say("carbon counts", locale, tonnes=tonnes, price=price))
    text = say("semicolon", locale).join(parts) or say("works bound", locale)
    return say("year says", locale, year=year, text=text)


def shown(plan: Plan, year: str, locale: str = "en") -> pd.DataFrame:
    """The table as people read it: a row per quantity, a column per period; quantities that are not asked left out."""
    table, head = of_year(plan, year), say("quantity", locale)
    rows = []
    for name, (unit, digits) in UNITS.items():
        if table[name].notna().any() and (table[name] != 0).any():
            row = {head: f"{say(f'quantity {name}', locale)} [{unit}]"}
            for period, value in zip(table["period"], table[name], strict=True):
                row[formats.period_name(str(period), locale)] = formats.number(float(value), digits, locale)
            rows.append(row)
    return pd.DataFrame(rows)
