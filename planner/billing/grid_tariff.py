"""Grid tariff TURPE 7 HTB: class of each hour, subscribed power, energy, overrun, yearly charges.

Rates come from `library.turpe`, the hours of the classes from `tariff_hours`. After the last known rates the
tariff moves once a year, on the anniversary of its valid_from (1 August), by inflation if asked.
Axes: K tariff classes, P periods, H hours.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from planner.billing.tariff_hours import HTB, classes_of_hours, hour_table
from planner.catalogue.site import TARIFF_CLASSES, TurpeRates, turpe
from planner.errors import ScenarioError, located

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from planner.arrays import Bools, Floats, Ints
    from planner.billing.tariff_hours import HourRule
    from planner.calendar import Calendar

STEPS_PER_HOUR = 6  # overrun is metered in 10-minute steps
KW_PER_MW = 1000
MONTHS_PER_YEAR = 12
QUARTERS = (1, 4, 7, 10)


def tariff_class(calendar: Calendar, rules: Sequence[HourRule] | None = None, data_dir: Path | None = None) -> Ints:
    """Tariff class of each hour, a place in TARIFF_CLASSES. H → K. Hours by local time, holidays national.

    `rules` replaces the hours of HTB in data/site/turpe_hours.csv. ScenarioError where no rule holds.
    """
    rules = hour_table(HTB, data_dir).rules if rules is None else rules
    chosen = classes_of_hours(calendar.month, calendar.weekday, calendar.hour, calendar.holiday, rules)
    if (chosen < 0).any():
        at = int(np.flatnonzero(chosen < 0)[0])
        raise ScenarioError(located("tariff hours", f"no rule gives a class to {calendar.hours_utc[at]} UTC."))
    return chosen


# ------------------------------------------------------------------ rates by date


@dataclass(frozen=True)
class TariffPath:
    """Known rates, oldest first, and how they move after the last ones."""

    rates: tuple[TurpeRates, ...]
    inflation: float  # a year; 0 when the tariff is not indexed

    def on(self, day: dt.date) -> tuple[TurpeRates, float]:
        """Rates that hold on a day, and the factor on their EUR figures."""
        known = [rates for rates in self.rates if rates.valid_from <= day]
        if not known:
            problem = f"no rates are known for {day}; the first are those of {self.rates[0].valid_from}."
            raise ScenarioError(located("power.tariff", problem))
        rates = known[-1]
        if rates is not self.rates[-1]:
            return rates, 1.0
        return rates, (1 + self.inflation) ** anniversaries(rates.valid_from, day)


def anniversaries(begin: dt.date, day: dt.date) -> int:
    """Whole years from one day to another."""
    return day.year - begin.year - ((day.month, day.day) < (begin.month, begin.day))


def tariff_path(
    calendar: Calendar,
    voltage_domain: str,
    version: str,
    inflation: float = 0.0,
    data_dir: Path | None = None,
) -> TariffPath:
    """All TURPE rates that hold within the horizon. `inflation` as a share a year, 0 when not indexed.

    Raises DataError (from the library) for an unknown voltage domain or version, or a day before the tariff.
    """
    found = [turpe(voltage_domain, version, calendar.after_last_day - dt.timedelta(days=1), data_dir)]
    while found[0].valid_from > calendar.first_day[0]:
        found.insert(0, turpe(voltage_domain, version, found[0].valid_from - dt.timedelta(days=1), data_dir))
    return TariffPath(tuple(found), inflation)


def power_eur_per_kw_year(calendar: Calendar, path: TariffPath) -> Floats:
    """Coefficients b of subscribed power [EUR/kW a year], K × P; times the years of a period what is billed in it.

    Billed one twelfth a calendar month at the rates of its first day (turpe_rules.csv, monthly_share): over
    periods of unlike months in days the coefficient differs from the published one by up to 2 %.
    """
    return np.asarray(_of_months(calendar, path, _power, np.sum) / MONTHS_PER_YEAR / calendar.years)


def highest_power_eur_per_kw_year(calendar: Calendar, path: TariffPath) -> Floats:
    """Highest published coefficient b of the months of a period [EUR/kW a year], K × P: bounds the overrun."""
    return _of_months(calendar, path, _power, np.max)


def fixed_eur_per_year(calendar: Calendar, path: TariffPath) -> Floats:
    """Management and metering (meter owned by the grid) [EUR a year], P, by month like subscribed power."""
    total = _of_months(calendar, path, _fixed, np.sum)
    return np.asarray(total[0] / MONTHS_PER_YEAR / calendar.years)


def _power(rates: TurpeRates) -> Floats:
    return np.array(rates.b_power_eur_per_kw_year)


def _fixed(rates: TurpeRates) -> Floats:
    return np.array([rates.management_eur_per_year + rates.metering_grid_owned_eur_per_year])


def _of_months(
    calendar: Calendar, path: TariffPath, figures: Callable[[TurpeRates], Floats], fold: Callable[..., Floats]
) -> Floats:
    columns = []
    edges = [*calendar.first_day, calendar.after_last_day]
    for first, after in pairwise(edges):
        months = range(first.year * 12 + first.month - 1, after.year * 12 + after.month - 1)
        of_month = [path.on(dt.date(month // 12, month % 12 + 1, 1)) for month in months]
        columns.append(fold([figures(rates) * factor for rates, factor in of_month], axis=0))
    return np.stack(columns, axis=1)


def energy_eur_per_mwh(calendar: Calendar, path: TariffPath, classes: Ints | None = None) -> Floats:
    """Energy part of the grid tariff of each hour [EUR/MWh], H, at the rates of its local date."""
    classes = tariff_class(calendar) if classes is None else classes
    days, place = np.unique(calendar.day_ordinal, return_inverse=True)
    rates = [path.on(dt.date.fromordinal(int(day))) for day in days]
    by_day = np.array([np.array(rate.c_energy_eur_per_mwh) * factor for rate, factor in rates])
    return np.asarray(by_day[place[calendar.day_index], classes])


def may_change(calendar: Calendar, months: Sequence[int]) -> Bools:
    """Whether a new level of subscribed power may begin in each period, P: the first, and each that is the first to
    begin on or after the first day of one of `months` (1 to 12).
    """
    edges = list(calendar.first_day)
    found = [True]
    for before, first in pairwise(edges):
        after_before = range(before.year * 12 + before.month, first.year * 12 + first.month)
        found.append(any(month % 12 + 1 in months for month in after_before))
    return np.array(found)


# ------------------------------------------------------------------ formulas


def subscribed_cost_eur(subscribed_kw: Sequence[float], b: Sequence[float]) -> float:
    """Yearly charge of subscribed power [EUR]: b₁·P₁ + Σ bᵢ·(Pᵢ − Pᵢ₋₁), classes in their order.

    Raises ScenarioError where subscribed power falls from one class to the next, which TURPE forbids.
    """
    power = np.asarray(subscribed_kw, dtype=np.float64)
    steps = np.diff(power, prepend=0.0)
    if (steps < 0).any():
        at = int(np.flatnonzero(steps < 0)[0])
        before = f"{TARIFF_CLASSES[at - 1]}, {power[at - 1]:g} kW" if at else "0 kW"
        problem = f"{power[at]:g} kW in {TARIFF_CLASSES[at]} was read; at least that of {before} is needed."
        raise ScenarioError(located("subscribed power", problem))
    return float(np.asarray(b, dtype=np.float64) @ steps)


def overrun_charge_eur(excess_kw: Floats, b: float, alpha: float) -> float:
    """Overrun charge (CMDPS) of a class and month [EUR]: α·b·√Σ ΔP², 10-minute steps of excess ΔP [kW]."""
    return float(alpha * b * np.sqrt(np.square(excess_kw).sum()))


def overrun_eur_per_mwh(b: Floats, alpha: float) -> Floats:
    """Upper bound of the overrun charge, 1000·α·b·√6 [EUR per MWh above subscribed power], shaped as b.

    One hour of constant excess ΔP is six equal steps, α·b·√6·ΔP; the root of a sum of squares never exceeds
    the sum of the roots, so hours added up never cost less than the charge of the month. Exact for one hour
    a month.
    """
    return np.asarray(KW_PER_MW * alpha * b * np.sqrt(STEPS_PER_HOUR))
