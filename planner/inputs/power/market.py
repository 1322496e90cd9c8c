"""Spot price and carbon intensity of the grid, hour by hour, from real past days."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from planner.calendar import year_of
from planner.errors import DataError, ScenarioError, located
from planner.inputs.demand.donors import past_days, values_of, yearly_means

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from planner.arrays import Floats
    from planner.calendar import Calendar

SPOT_FILE = "data/site/day_ahead_price_fr_hourly.parquet"
CARBON_FILE = "data/site/carbon_intensity_fr_hourly.parquet"


def spot_eur_per_mwh(
    calendar: Calendar,
    prices: pd.Series[float],
    *,
    shape_from: dt.date,
    shape_to: dt.date,
    forward_eur_per_mwh: Mapping[int, float],
    change_per_year_after: float = 0.0,
    scale: float = 1.0,
    shape_year: int | None = None,
    name: str = SPOT_FILE,
) -> Floats:
    """Spot price of each hour [EUR/MWh], H, from past prices indexed by the start of the hour in UTC.

    price[t] = donor[t] · level[year] / mean over the whole calendar year of donor

    with level = the forward price of the year × scale; after the last forward year × (1 + change) a year.
    The mean is over every day of the year, also those outside the horizon: a whole year averages its
    forward price and a last quarter alone stays dearer than its year, as in the past. With `shape_year` (a
    gas crisis: 2022) the real days of that year give the shape, and its real mean × scale the level of
    every year. Raises ScenarioError for a year without forward price, DataError for a series that cannot
    give the shape.
    """
    if shape_year is not None:
        shape_from, shape_to = dt.date(shape_year, 1, 1), dt.date(shape_year, 12, 31)
    past = past_days(prices, shape_from, shape_to, name)
    means = yearly_means(calendar, past)
    if min(means.values()) <= 0:
        problem = f"the mean from {shape_from} to {shape_to} is {past.mean:.2f} EUR/MWh; above 0 is needed."
        raise DataError(located(name, problem, "a price shape is scaled to its level: choose other days."))
    if shape_year is not None:
        levels = dict.fromkeys(means, past.mean)
    else:
        levels = forward_levels(means, forward_eur_per_mwh, change_per_year_after)
    factor = {year: scale * levels[year] / mean for year, mean in means.items()}
    return values_of(calendar, past) * _by_year(calendar, factor)


def forward_levels(
    years: Iterable[int], forward_eur_per_mwh: Mapping[int, float], change_per_year_after: float
) -> dict[int, float]:
    """Mean price of each year [EUR/MWh]: the forward, after the last one moved on by the change a year."""
    years = list(years)
    last = max(forward_eur_per_mwh, default=0)
    missing = [year for year in years if year not in forward_eur_per_mwh and year < max(last, 1)]
    if missing or not forward_eur_per_mwh:
        given = ", ".join(str(year) for year in sorted(forward_eur_per_mwh)) or "none"
        problem = f"there is no price for {(missing or years)[0]}; years given: {given}."
        hint = "give each year from the start of the horizon to the last quoted year."
        raise ScenarioError(located("power.spot.forward_eur_per_mwh", problem, hint))
    return {
        year: forward_eur_per_mwh[min(year, last)] * (1 + change_per_year_after) ** max(year - last, 0)
        for year in years
    }


def carbon_g_per_kwh(
    calendar: Calendar,
    intensity: pd.Series[float],
    *,
    shape_from: dt.date,
    shape_to: dt.date,
    level_g_per_kwh: float,
    name: str = CARBON_FILE,
) -> Floats:
    """Location-based carbon intensity of the grid of each hour [gCO2e/kWh], H.

    The hourly shape of fuels burned plus a constant (oil, biomass, waste and imports are not in the shape)
    so that each whole calendar year averages the level. A level below the shape's mean scales the shape
    instead, so that no hour falls below zero. Average mix, not marginal. Raises DataError.
    """
    past = past_days(intensity, shape_from, shape_to, name)
    if past.by_hour.min(initial=0.0) < 0:
        problem = f"the lowest value is {past.by_hour.min():.2f} g/kWh; 0 or more is needed."
        raise DataError(located(name, problem))
    means = yearly_means(calendar, past)
    values = values_of(calendar, past)
    add = {year: max(level_g_per_kwh - mean, 0.0) for year, mean in means.items()}
    scale = {year: min(level_g_per_kwh / mean, 1.0) if mean > 0 else 1.0 for year, mean in means.items()}
    return values * _by_year(calendar, scale) + _by_year(calendar, add)


def _by_year(calendar: Calendar, of_year: Mapping[int, float]) -> Floats:
    """Spread a figure of each calendar year to its hours (local dates). H."""
    year = year_of(calendar.date_ordinal)
    first = min(of_year)
    return np.array([of_year[y] for y in range(first, max(of_year) + 1)])[year - first]
