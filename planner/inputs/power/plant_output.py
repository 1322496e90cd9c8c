"""Output of wind, sun and nuclear plants, hour by hour, on the very past days that give the spot price its shape.

A price shape and an output shape drawn from different days would lose what makes a wind or solar contract worth more
or less than a flat one: prices are low when its plants run. So the output of a day is that of the day whose prices it
has. Where the output of that day is not known, it is that of the known day whose prices look most like it: an
analogue (Lorenz 1969, J. Atmos. Sci. 26, 636), within 15 days of the year, by the least squared difference of the
24 hourly prices, each less the mean of the 31 days around it and over their standard deviation.
Axes: N past days, H hours of the calendar.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from planner.calendar import EPOCH_ORDINAL, PARIS, year_of
from planner.errors import DataError, located
from planner.inputs.demand.donors import donor_days, past_days

if TYPE_CHECKING:
    import pandas as pd

    from planner.arrays import Floats, Ints
    from planner.calendar import Calendar

OUTPUT_FILE = "data/site/carbon_intensity_fr_hourly.parquet"
PRICE_FILE = "data/site/day_ahead_price_fr_hourly.parquet"
DAYS_APART = 15  # of the year, between a day and its analogue; and the half-width of the window around each


def relative_output(
    years: Calendar,
    output_mw: pd.Series[float],
    prices: pd.Series[float],
    *,
    shape_from: dt.date,
    shape_to: dt.date,
) -> Floats:
    """Output over its mean of the calendar year, hour by hour of whole years; H.

    `output_mw` and `prices` [EUR/MWh] are indexed by the start of the hour in UTC; the spot price takes its shape from
    `shape_from` to `shape_to`. A day of 23 hours leaves out the local hour 02:00, a day of 25 repeats it. Raises
    DataError for a series that cannot give the shape.
    """
    known = past_days(output_mw, *_whole_days(output_mw), OUTPUT_FILE)
    priced = past_days(prices, shape_from, shape_to, PRICE_FILE)
    donors = donor_days(years, shape_from, shape_to, priced.ordinals, PRICE_FILE)
    unique, place = np.unique(donors, return_inverse=True)
    of_day = analogues(unique, known.ordinals, prices)[place]
    row = np.searchsorted(known.ordinals, of_day)
    values = known.by_hour[row[years.day_index], years.hour]
    year = year_of(years.date_ordinal) - years.first_day[0].year
    mean = np.bincount(year, weights=values) / np.bincount(year)
    if mean.min() <= 0:
        raise DataError(located(OUTPUT_FILE, "a whole year without output cannot give a shape."))
    return np.asarray(values / mean[year])


def analogues(wanted: Ints, known: Ints, prices: pd.Series[float], *, itself: bool = True) -> Ints:
    """A day with known output for each wanted day (ordinals of local dates): itself, or its analogue.

    `itself=False` gives the analogue of days that are known, too: how good analogues are. Raises DataError where no
    known day lies within 15 days of the year.
    """
    everything = np.concatenate([wanted, known])
    first, last = (dt.date.fromordinal(int(day)) for day in (everything.min(), everything.max()))
    past = past_days(prices, first, last, PRICE_FILE)
    standard = _standardised(past.ordinals, past.by_hour)
    offered = known[np.isin(known, past.ordinals)]
    offered_rows, offered_place = standard[np.searchsorted(past.ordinals, offered)], _day_of_year(offered)
    found = wanted.copy()
    for i in np.flatnonzero(~np.isin(wanted, known) if itself else np.ones(len(wanted), dtype=bool)):
        apart = np.abs(offered_place - _day_of_year(wanted[i : i + 1])[0])
        near = np.flatnonzero((np.minimum(apart, 365 - apart) <= DAYS_APART) & (offered != wanted[i]))
        if not len(near):
            problem = (
                f"no output is known within {DAYS_APART} days of the year of {dt.date.fromordinal(int(wanted[i]))}."
            )
            raise DataError(located(OUTPUT_FILE, problem, "bring in output of whole years."))
        own = standard[np.searchsorted(past.ordinals, wanted[i])]
        found[i] = offered[near[np.square(offered_rows[near] - own).sum(axis=1).argmin()]]
    return found


def _whole_days(series: pd.Series[float]) -> tuple[dt.date, dt.date]:
    """First and last local day that an hourly series holds whole."""
    begin, end = (dt.datetime.fromtimestamp(int(s), PARIS) for s in series.index.as_unit("s").asi8[[0, -1]])  # type: ignore[attr-defined]
    first = begin.date() if begin.hour == 0 else begin.date() + dt.timedelta(days=1)
    return first, end.date() if end.hour == 23 else end.date() - dt.timedelta(days=1)


def _standardised(ordinals: Ints, by_hour: Floats) -> Floats:
    """Each day's 24 values less the mean of the days around it, over their standard deviation; N × 24."""
    low = np.searchsorted(ordinals, ordinals - DAYS_APART)
    high = np.searchsorted(ordinals, ordinals + DAYS_APART, side="right")
    total = np.concatenate([[0.0], np.cumsum(by_hour.sum(axis=1))])
    squares = np.concatenate([[0.0], np.cumsum(np.square(by_hour).sum(axis=1))])
    count = 24 * (high - low)
    mean = (total[high] - total[low]) / count
    spread = np.sqrt(np.maximum((squares[high] - squares[low]) / count - mean**2, 0.0))
    scale = np.where(spread > 1e-6, spread, 1.0)
    return np.asarray((by_hour - mean[:, None]) / scale[:, None])


def _day_of_year(ordinals: Ints) -> Ints:
    days = (ordinals - EPOCH_ORDINAL).astype("datetime64[D]")
    return np.asarray((days - days.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64))
