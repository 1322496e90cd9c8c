"""The capacity levy from November 2026: EUR per kW of the mean power drawn in the signalled hours of a winter.

Signalled are 22 working days of November to March, 7–10 h and 17–20 h on the Europe/Paris clock; RTE names the days
shortly before. A price per kW of that mean is a price per MWh drawn in each of the 132 hours. Source: CRE deliberation
2026-43 of 10 February 2026, a proposal (data/site/taxes_levies_fr.csv, item capacity). Axes: H hours, N steps.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from planner.billing.lines import Line
from planner.calendar import SATURDAY, make_calendar

if TYPE_CHECKING:
    from planner.arrays import Bools, Floats, Ints
    from planner.billing.load_curve import LoadCurve

ITEM = "capacity"
DAYS_OF_WINTER = 22
SIGNALLED_HOURS = (7, 8, 9, 17, 18, 19)
MONTHS = (11, 12, 1, 2, 3)
FIRST_DAY = dt.date(2026, 11, 1)
SOURCE = "power.capacity_charge of the scenario"
KW_PER_MW = 1000.0


def within_reach(ordinal: Ints, month: Ints, weekday: Ints, hour: Ints, holiday: Bools) -> Bools:
    """Whether an hour lies where hours can be signalled: a working day of a winter, morning or evening. H each → H."""
    working = (weekday < SATURDAY) & ~holiday & (ordinal >= FIRST_DAY.toordinal())
    return np.asarray(working & np.isin(month, MONTHS) & np.isin(hour, SIGNALLED_HOURS))


def price_eur_per_mwh(eur_per_kw: float, days: int = DAYS_OF_WINTER) -> float:
    """What a MWh of a signalled hour costs: 15 EUR/kW over 132 hours are 113.64 EUR/MWh."""
    return eur_per_kw * KW_PER_MW / (days * len(SIGNALLED_HOURS))


@lru_cache(maxsize=64)
def working_days(winter: int) -> int:
    """Working days from 1 November of a year to 31 March of the next."""
    c = make_calendar(f"{winter}-Q4", f"{winter + 1}-Q1", "quarter")
    reach = within_reach(c.date_ordinal, c.month, c.weekday, c.hour, c.holiday)
    return len(np.unique(c.date_ordinal[reach]))


def winter_of(year: Ints, month: Ints) -> Ints:
    """Year in which the winter of an hour began. H."""
    return np.asarray(np.where(month >= MONTHS[0], year, year - 1))


def capacity_lines(load: LoadCurve, eur_per_mwh: Floats, source: str = SOURCE) -> list[Line]:
    """A line for each month with a signalled hour: energy of these hours [MWh] at its mean price.

    Args:
        load: the load curve, N steps.
        eur_per_mwh: price of each step, 0 where it is not signalled; N.
        source: what the line says of its origin.
    """
    mwh, lines = load.kw / KW_PER_MW * load.hours_per_step, []
    for month in load.months:
        own = slice(month.begin, month.end)
        base = float(mwh[own][eur_per_mwh[own] > 0].sum())
        if (eur_per_mwh[own] > 0).any():
            rate = float(mwh[own] @ eur_per_mwh[own]) / base if base else float(eur_per_mwh[own].max())
            lines.append(Line(month.label, ITEM, base, "MWh", rate, source))
    return lines


def expected_eur_per_mwh(load: LoadCurve, eur_per_kw: float, days: int = DAYS_OF_WINTER) -> Floats:
    """Price of each step where the days are not known: every working day of the winter in its part. N."""
    clock = load.clock
    reach = within_reach(clock.ordinal, clock.month, clock.weekday, clock.hour, clock.holiday)
    year = np.array([dt.date.fromordinal(int(day)).year for day in clock.ordinal[reach]], dtype=np.int64)
    winters = winter_of(year, clock.month[reach])
    price = np.zeros(len(reach))
    price[reach] = [price_eur_per_mwh(eur_per_kw, days) * days / working_days(int(winter)) for winter in winters]
    return np.asarray(price[clock.hour_of_step])
