"""What the site is compared with, and what one more of a thing is worth, as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.plan.money.reference import figure_of
from planner.plan.studies.one_more import OF_TIME, thing_text
from planner.plan.text import kpi_value, money_text
from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from planner.plan.plan import Plan

MINUS = "−"
LARGE_MEUR = 100  # from here on without decimals
IN_ROW = {"Mtokens": 1e6, "GPU-hours": 1e6, "EUR/Mtoken": 1.0, "EUR/GPU-hour": 1.0}  # what the row counts in
SIDES = ("site", "reference", "orders")


def against_data(plan: Plan, locale: str = "en", kpis: Collection[str] = ()) -> pd.DataFrame:
    """A row per figure, or per one of `kpis`: the site with its orders, without, and what the orders bring; texts."""
    head = [say("figure", locale), *(say(f"against {side}", locale) for side in SIDES)]
    rows = [
        [
            say(f"against {row['kpi']}", locale),
            *(_amount(str(row["kpi"]), str(row["unit"]), float(row[side]), locale) for side in SIDES),
        ]
        for row in plan.reference.to_dict("records")
        if any(row[side] for side in SIDES if row[side] == row[side]) and (not kpis or row["kpi"] in kpis)
    ]
    return pd.DataFrame(rows, columns=head)


def _amount(kpi: str, unit: str, value: float, locale: str) -> str:
    """A figure in the unit that its row names."""
    if value != value:
        return formats.MISSING
    if unit in IN_ROW:
        return formats.significant(value / IN_ROW[unit], 3, locale)
    if unit == "MEUR":
        return formats.money_meur(value, locale, 0 if abs(value) >= LARGE_MEUR else 1)
    return kpi_value(kpi, value, unit, locale)


def against_finding(plan: Plan, locale: str = "en") -> str:
    """What the orders are worth, and what the site would be worth without; empty where there is no reference."""
    if plan.reference.empty:
        return ""
    orders, reference = (
        money_text(figure_of(plan.reference, "npv_meur", side), locale) for side in ("orders", "reference")
    )
    return say("against finding", locale, orders=orders, reference=reference)


def one_more_data(table: pd.DataFrame, locale: str = "en") -> pd.DataFrame:
    """A row per thing: what more of it brings and what less costs, each with its proven range and how far it holds."""
    head = [say(name, locale) for name in ("what", "one more of it", "one less of it")]
    if table.empty:
        return pd.DataFrame(columns=head)
    rows = []
    for _, own in table.groupby(["what", "item"], sort=False):
        records: list[dict[Any, Any]] = own.to_dict("records")
        sides = {str(row["side"]): row for row in records}
        first = next(iter(sides.values()))
        cells = [worth_text(sides[side], locale) if side in sides else formats.MISSING for side in ("more", "less")]
        rows.append([thing_text(first, locale), *cells])
    return pd.DataFrame(rows, columns=head)


def worth_text(row: Mapping[Any, Any], locale: str = "en") -> str:
    """+40.7 M€ (+40.5 to +41.0); 3: +104."""
    value, low, high, larger = (float(row[name]) for name in _FIGURES)
    if value != value:
        return say("worth impossible", locale)
    spread = say("low to high", locale, low=_signed(low, locale), high=_signed(high, locale))
    text = f"{_signed(value, locale)}{formats.NO_BREAK}M€ ({spread})"
    if larger != larger:
        return text
    step = formats.plain(float(row["larger_step"]), 2, locale)
    if row["holds_to"] == row["larger_step"]:
        return f"{text}; {say('worth holds', locale, step=step)}"
    return f"{text}; {say('worth larger', locale, step=step, value=_signed(larger, locale))}"


_FIGURES = ("value_meur", "low_meur", "high_meur", "larger_value_meur")


def _signed(value_meur: float, locale: str) -> str:
    digits = 0 if abs(value_meur) >= 100 else 1 if abs(value_meur) >= 10 else 2
    if float(f"{abs(value_meur):.{digits}f}") == 0:
        return "0"
    return ("+" if value_meur > 0 else MINUS) + formats.number(abs(value_meur), digits, locale)


def side_names(what: str, locale: str = "en") -> tuple[str, str]:
    """How more and less of it are called: earlier and later where it is time."""
    names = ("earlier", "later") if what in OF_TIME else ("more", "less")
    return say(f"side {names[0]}", locale), say(f"side {names[1]}", locale)
