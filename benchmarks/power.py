"""`python -m benchmarks power` writes docs/power.md: what 10 MW cost at Les Ulis in 2027, and what would save of it."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import planner
from benchmarks import power_value, power_value_page
from benchmarks.measure import rows_of
from planner.billing import LoadCurve, best_subscribed_kw, bill, by_item, compare_versions, own
from planner.billing.grid_tariff import overrun_charge_eur, overrun_eur_per_mwh
from planner.billing.lines import table
from planner.billing.tariff_hours import HourRule, hour_table
from planner.calendar import PARIS
from planner.catalogue.site import turpe
from planner.inputs.build import build_inputs
from planner.plan.money.bill import MOST_MW, options_of

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.billing import BillOptions
    from planner.problem.site import ModelInputs

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "power.md"
SCENARIO = ROOT / "scenarios" / "les-ulis-first-edition.yaml"
YEAR, MW = 2027, 10.0
NORMAL_EXCISE = 26.58  # EUR/MWh, data/site/taxes_levies_fr.csv, from 1 February 2026
CRISIS_YEAR = 2022


def main() -> None:
    """Solve what is solved for the page, unless only the page is asked for, and write it."""
    if "page" not in sys.argv[2:]:
        power_value.solve_all()
    PAGE.write_text(page(), encoding="utf-8")
    print(f"written: docs/{PAGE.name}")


@cache
def inputs(shape_year: int | None = None) -> ModelInputs:
    """The base scenario on every day, or with the prices of a real year."""
    scenario = planner.load(SCENARIO)
    return build_inputs(scenario if shape_year is None else scenario.with_(**{"power.spot.shape_year": shape_year}))


@cache
def year_hours() -> tuple[slice, pd.DatetimeIndex]:
    """Places of the hours of YEAR in the inputs, and their local times."""
    utc = inputs().hours.utc.astype("datetime64[s]")
    edges = [np.datetime64(_utc(dt.datetime(year, 1, 1, tzinfo=PARIS)), "s") for year in (YEAR, YEAR + 1)]
    own_hours = slice(*(int(at) for at in np.searchsorted(utc, edges)))
    return own_hours, pd.DatetimeIndex(utc[own_hours]).tz_localize("UTC").tz_convert(PARIS)


def _utc(local: dt.datetime) -> dt.datetime:
    return local.astimezone(dt.UTC).replace(tzinfo=None)


def curve(kw: Floats) -> LoadCurve:
    """Load curve of YEAR from its hourly kW."""
    _, local = year_hours()
    return LoadCurve(kw, int(local[0].timestamp()), 60)


def flat() -> LoadCurve:
    """10 MW in every hour."""
    return curve(np.full(len(year_hours()[1]), MW * 1000))


def by_day() -> LoadCurve:
    """10 MW from 08:00 to 22:00 on working days, 5 MW else: what deferring work to cheap hours may come to."""
    _, local = year_hours()
    busy = (local.hour >= 8) & (local.hour < 22) & (local.day_of_week < 5)
    return curve(np.where(busy, MW, MW / 2) * 1000)


def options() -> BillOptions:
    """Levels of the base scenario."""
    terms = inputs().bill
    assert terms is not None
    return options_of(asdict(terms))


def tariff() -> str:
    """The tariff of the base scenario."""
    terms = inputs().bill
    assert terms is not None
    return terms.tariff


def year_bill(load: LoadCurve, chosen: BillOptions, shape_year: int | None = None, scale: float = 1.0) -> pd.DataFrame:
    """Bill of YEAR at its best subscribed power, with energy at the spot price."""
    name = tariff()
    rows = bill(load, name, best_subscribed_kw(load, name, chosen), chosen)
    price = inputs(shape_year).hours.spot_eur_per_mwh[year_hours()[0]] * scale
    return pd.concat([rows, table(own.spot_lines(load, price, "power.spot of the scenario"))], ignore_index=True)


def total_per_mwh(rows: pd.DataFrame, load: LoadCurve, *items: str) -> float:
    """EUR/MWh of the items that begin so, or of all."""
    own_rows = rows[rows["item"].str.startswith(items)] if items else rows
    return float(own_rows["amount_exact_eur"].sum()) / load.energy_mwh


def moved_hours(later: int) -> tuple[HourRule, ...]:
    """The hours of HTB with peak and night moved by so many hours."""

    def moved(rule: HourRule) -> HourRule:
        if len(rule.hours) == 24:
            return rule
        return replace(rule, hours=tuple((hour + later) % 24 for hour in rule.hours))

    return tuple(moved(rule) for rule in hour_table().rules)


def saturday_worked() -> tuple[HourRule, ...]:
    """The hours of HTB with Saturday as a working day."""
    days = {(5, 6): (6,), (0, 1, 2, 3, 4): (0, 1, 2, 3, 4, 5)}
    return tuple(replace(rule, weekdays=days.get(rule.weekdays, rule.weekdays)) for rule in hour_table().rules)


def items_table(rows: pd.DataFrame, load: LoadCurve) -> str:
    """The bill by line item."""
    found = by_item(rows)
    lines = [
        [f"`{item}`", f"{row['base']:,.1f}", str(row["unit"]), f"{row['amount_eur']:,.2f}",
         f"{row['amount_exact_eur'] / load.energy_mwh:.2f}"]
        for item, row in found.iterrows()
    ]  # fmt: skip
    total = found["amount_eur"].sum()
    lines.append(["**total**", f"{load.energy_mwh:,.1f}", "MWh", f"{total:,.2f}", f"{total_per_mwh(rows, load):.2f}"])
    return rows_of(("item", "base", "unit", "EUR", "EUR/MWh"), lines)


@cache
def versions() -> pd.DataFrame:
    """Every version for both loads, at its best subscribed power, without spot and levies."""
    domains = [name for name, most in MOST_MW.items() if most >= MW]
    grid_only = replace(options(), own_excise_eur_per_mwh=0.0, own_cta_share=0.0)
    found = [
        compare_versions(load, name, options=grid_only).assign(load=text)
        for text, load in (("flat", flat()), ("by day", by_day()))
        for name in domains
    ]
    return pd.concat(found, ignore_index=True)


def versions_table() -> str:
    """EUR/MWh of each version."""
    wide = versions().pivot(index="tariff", columns="load", values="eur_per_mwh").sort_values("flat")
    flags = versions().drop_duplicates("tariff").set_index("tariff")["flag"]
    lines = [
        [f"`{name}`{' *' if flags[name] else ''}", f"{row['flat']:.2f}", f"{row['by day']:.2f}"]
        for name, row in wide.iterrows()
    ]
    return rows_of(("tariff", "flat 10 MW", "10 MW by day, 5 MW else"), lines)


def best(domain: str, load: str) -> tuple[str, float]:
    """Cheapest version of a voltage that can be billed without signalled days, and its EUR/MWh."""
    found = versions()
    found = found[(found["load"] == load) & (found["flag"] == "") & found["tariff"].str.contains(domain.lower())]
    row = found.sort_values("eur_per_mwh").iloc[0]
    return str(row["tariff"]), float(row["eur_per_mwh"])


def sensitivities() -> str:
    """Three that matter: the price, the excise, the hours of the classes."""
    load, base = flat(), total_per_mwh(year_bill(flat(), options()), flat())
    cases: list[tuple[str, pd.DataFrame]] = [
        ("spot: every price 20 % higher", year_bill(load, options(), scale=1.2)),
        (f"spot: hours and level of {CRISIS_YEAR}", year_bill(load, options(), shape_year=CRISIS_YEAR)),
        ("excise: normal rate, 26.58", year_bill(load, replace(options(), own_excise_eur_per_mwh=NORMAL_EXCISE))),
    ]
    for text, hours in (
        ("class hours: peak and night an hour earlier", moved_hours(-1)),
        ("class hours: peak and night an hour later", moved_hours(1)),
        ("class hours: Saturday a working day", saturday_worked()),
    ):
        cases.append((text, year_bill(load, replace(options(), hours=hours))))
    totals = [(text, total_per_mwh(rows, load)) for text, rows in cases]
    lines = [[text, f"{eur:.2f}", f"{eur - base:+.2f}"] for text, eur in totals]
    return rows_of(("change", "EUR/MWh", "against the base"), [["base", f"{base:.2f}", ""], *lines])


def hours_by_day() -> str:
    """What the hours matter to a load that follows them, EUR/MWh of the grid tariff."""
    load = by_day()
    tables = (None, moved_hours(-1), moved_hours(1), saturday_worked())
    found = [
        total_per_mwh(year_bill(load, replace(options(), hours=hours)), load, "energy_pointe", "energy_H")
        for hours in tables
    ]
    return f"{found[0]:.2f} as assumed; {found[1]:.2f}, {found[2]:.2f} and {found[3]:.2f} EUR/MWh"


def overrun_table() -> str:
    """The model's linear overrun against the official formula, 0.5 MW too much in HPH for so many hours of a month."""
    rates = turpe("HTB1", "LU", dt.date(YEAR, 1, 1))
    b, alpha = rates.b_power_eur_per_kw_year[1], rates.overrun_alpha
    lines = []
    for hours in (1, 4, 20, 100):
        official = overrun_charge_eur(np.full(6 * hours, 500.0), b, alpha)
        model = float(overrun_eur_per_mwh(np.array([b]), alpha)[0]) * 0.5 * hours
        lines.append([str(hours), f"{official:,.2f}", f"{model:,.2f}", f"{model / official:.2f}"])
    return rows_of(("hours in a month", "official EUR", "model EUR", "model / official"), lines)


def assumptions_table(rows: pd.DataFrame, load: LoadCurve) -> str:
    """What of the bill rests on an assumption, EUR/MWh."""
    energy = total_per_mwh(rows, load, "energy_pointe", "energy_H")
    after = rows[(rows["month"] >= f"{YEAR}-08") & rows["item"].str.startswith(("management", "metering", "sub"))]
    indexed = float(after["amount_exact_eur"].sum()) / load.energy_mwh
    parts = [
        ("energy at spot", total_per_mwh(rows, load, own.SPOT), "forward of the year and the hours of past days"),
        ("grid tariff, energy by class", energy, "hours of the classes: read in a sister text of the regulator"),
        ("excise", total_per_mwh(rows, load, "excise"), "data-centre rate, which rests on five conditions"),
        ("CTA", total_per_mwh(rows, load, "cta"), "share of the draft order, the order was not seen"),
        (
            "fixed parts from August",
            indexed,
            "rates after 31 July 2027 are not published: those of 2026 and inflation",
        ),
    ]
    lines = [[what, f"{eur:.2f}", why] for what, eur, why in parts]
    return rows_of(("part of the bill", "EUR/MWh", "rests on"), lines)


def page() -> str:
    """The whole page."""
    load = flat()
    rows = year_bill(load, options())
    grid = total_per_mwh(rows, load, "management", "metering", "subscribed", "energy_pointe", "energy_H", "overrun")
    flat_best, flat_eur = best("HTB1", "flat")
    day_best, day_eur = best("HTB1", "by day")
    marked = "read in a text of the regulator" if hour_table().verified else "**not verified** in an official text"
    return f"""# Power at Les Ulis: what 10 MW cost

Written by `python -m benchmarks power`; do not edit. Bill engine (`docs/bill.md`) on a flat 10 MW at the meter in every
hour of {YEAR}, {load.energy_mwh:,.0f} MWh, with tariff, prices and levels of
`scenarios/les-ulis-first-edition.yaml`. Nominal EUR, without VAT. The hours of the tariff classes are {marked}.

## The year by line item

`{tariff()}`, subscribed power 10,000 kW in every class. Grid tariff alone: {grid:.2f} EUR/MWh.

{items_table(rows, load)}

## The best version

Grid tariff of each version at the best subscribed power for the load, EUR/MWh, without CTA, excise and energy:

{versions_table()}

\\* mobile peak: no signalled day was given, so it looks cheaper than it is.

At the voltage of the site (HTB1) the best for flat 10 MW is `{flat_best}`, {flat_eur:.2f} EUR/MWh; for the load by day
`{day_best}`, {day_eur:.2f}. The voltage follows from the connection and is no choice of the month; usual limits: HTA
40 MW, HTB1 50 MW, HTB2 250 MW (not checked against the decree). For a plan: `planner.compare_tariff_versions(plan)`.

## Three sensitivities

All in, flat 10 MW:

{sensitivities()}

To a load that follows the day (10 MW by day, 5 MW else) the hours matter for the energy part of the grid tariff:
{hours_by_day()} in the three variants.

## Overrun: the model against the official formula

0.5 MW above subscribed power in class HPH, HTB1 LU. The optimiser takes α·b·√6 per kW and hour, so that it never pays
too little; the cash flow of a plan has the official square root and the difference in a row of its own.

{overrun_table()}

{power_value_page.section()}

## What rests on an assumption

{assumptions_table(rows, load)}

{power_value_page.assumptions()}

Capacity, guarantees of origin and the nuclear payment (VNU) are left out, as in the scenario: their levels for {YEAR}
were not found or are not asked for. What the connection costs is not part of this page.
"""


if __name__ == "__main__":
    main()
