"""Where the shape of a future day comes from: a real past day of the same weekday and season.

Past days are kept as rows of 24 local hours. Days of 23 or 25 hours, and days with a missing hour, give no
shape. Axes: L local days of the calendar, H its hours, N past days.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.calendar import EPOCH_ORDINAL, hours_of_days, is_holiday, whole_years, year_of
from planner.errors import DataError, located

if TYPE_CHECKING:
    import pandas as pd

    from planner.arrays import Floats, Ints
    from planner.calendar import Calendar

MOST_DAYS_BEYOND_NEAREST = 3  # two neighbouring years hold the same weekday at most 3 days apart
SUNDAY = 6
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class PastDays:
    """A stretch of a past hourly series, as whole local days."""

    name: str  # of the series, for messages
    first: dt.date
    last: dt.date
    ordinals: Ints  # N: local dates of 24 known hours, rising
    by_hour: Floats  # N, 24: value by local hour
    mean: float  # over every known hour of the stretch, days that give no shape included


def past_days(series: pd.Series[float], first: dt.date, last: dt.date, name: str) -> PastDays:
    """Cut the local days [first, last] out of an hourly series indexed by the start of the hour, in UTC.

    Missing hours are allowed: their day gives no shape. Raises DataError for NaN or an infinite value
    inside the stretch, for hours out of order or given twice, and where the series does not span the
    stretch.
    """
    seconds = series.index.as_unit("s").asi8  # type: ignore[attr-defined]
    values = series.to_numpy(dtype=np.float64)
    if last < first:
        raise DataError(located(name, f"the stretch asked for ends on {last}, before it begins on {first}."))
    if not len(seconds):
        raise DataError(located(name, "the series is empty."))
    if (np.diff(seconds) <= 0).any():
        at = _utc(seconds[1:][np.diff(seconds) <= 0][0])
        raise DataError(located(name, f"the hour {at} is given twice or out of order; hours must rise."))
    days = np.arange(first.toordinal(), last.toordinal() + 1)
    wanted, hour, day = hours_of_days(days)
    wanted_seconds = wanted.astype(np.int64)
    if seconds[0] > wanted_seconds[0] or seconds[-1] < wanted_seconds[-1]:
        problem = (
            f"the series runs from {_utc(seconds[0])} to {_utc(seconds[-1])}, too short for {first} to "
            f"{last} (Europe/Paris), which need {_utc(wanted_seconds[0])} to {_utc(wanted_seconds[-1])}."
        )
        raise DataError(located(name, problem, "choose days inside the series, or bring in a longer series."))
    place = np.searchsorted(seconds, wanted_seconds)
    known = seconds[place] == wanted_seconds
    found = np.full(len(wanted), np.nan)
    found[known] = values[place[known]]
    if not np.isfinite(found[known]).all():
        at = np.flatnonzero(known & ~np.isfinite(found))[0]
        problem = f"the hour {_utc(wanted_seconds[at])} holds {values[place[at]]}; a finite number is needed."
        raise DataError(located(name, problem, "leave the row out: its day then gives no shape."))
    if not known.any():
        raise DataError(located(name, f"no hour is known from {first} to {last}."))
    lengths, complete = np.bincount(day), np.bincount(day, weights=known)
    whole = np.flatnonzero((lengths == 24) & (complete == 24))
    by_hour = np.empty((len(days), 24))
    by_hour[day, hour] = found
    return PastDays(name, first, last, days[whole], by_hour[whole], float(found[known].mean()))


def _utc(seconds: int) -> str:
    return dt.datetime.fromtimestamp(int(seconds), dt.UTC).strftime("%Y-%m-%d %H:%M UTC")


def values_of(calendar: Calendar, past: PastDays) -> Floats:
    """The past series carried over to the calendar: each day takes its donor, hour by local hour. H.

    A day of 23 hours leaves out the local hour 02:00, a day of 25 hours repeats it.
    """
    donor = donor_days(calendar, past.first, past.last, past.ordinals, past.name)
    row = np.searchsorted(past.ordinals, donor)
    return np.asarray(past.by_hour[row[calendar.day_index], calendar.hour])


def yearly_means(calendar: Calendar, past: PastDays) -> dict[int, float]:
    """Mean of the carried-over series over all days of each calendar year that the horizon touches."""
    years = whole_years(calendar)
    values, year = values_of(years, past), year_of(years.date_ordinal)
    return {int(y): float(values[year == y].mean()) for y in np.unique(year)}


def donor_days(calendar: Calendar, first: dt.date, last: dt.date, complete_days: Ints, name: str = "past days") -> Ints:
    """A real past local day for each local day of the calendar. Returns ordinals, L.

    A donor has the same weekday (public holidays count as Sundays, on both sides), lies in [first, last],
    is one of `complete_days` (ordinals of days with all their 24 hours known) and is near in the day of the
    year, counted around the turn of the year. [first, last] is cut into stretches of a year, back from
    `last`; each offers its nearest day, and the weeks of the calendar take the stretches in turn, moved on
    by one each year, so that no past year is favoured. A stretch that has nothing within 3 days of the
    nearest sits out. Raises DataError when a kind of weekday has no donor.
    """
    past = complete_days[(complete_days >= first.toordinal()) & (complete_days <= last.toordinal())]
    future, future_class = calendar.day_ordinal, _weekday_class(calendar.day_ordinal)
    past_class = _weekday_class(past) if len(past) else past
    missing = sorted(set(future_class.tolist()) - set(past_class.tolist()))
    if missing:
        day = WEEKDAYS[missing[0]]
        problem = f"no {day} from {first} to {last} has all its hours, so none can give a shape."
        raise DataError(located(name, problem, "choose a longer stretch of the past series."))
    stretch = (last.toordinal() - past) * 4 // 1461  # years of 365.25 days, back from the last day
    n = int(stretch.max()) + 1
    turn = ((future - 1) // 7 + year_of(future)) % n
    past_place, future_place = _place_in_year(past), _place_in_year(future)
    donor = np.empty(len(future), dtype=np.int64)
    for kind in np.unique(future_class):
        rows = np.flatnonzero(future_class == kind)
        nearest = np.zeros((n, len(rows)), dtype=np.int64)
        distance = np.full((n, len(rows)), np.inf)
        for s in range(n):
            offered = np.flatnonzero((past_class == kind) & (stretch == s))
            if len(offered):
                apart = np.abs(past_place[offered][None, :] - future_place[rows][:, None])
                apart = np.minimum(apart, 365 - apart)
                best = apart.argmin(axis=1)
                nearest[s] = past[offered[best]]
                distance[s] = apart[np.arange(len(rows)), best]
        too_far = distance > distance.min(axis=0) + MOST_DAYS_BEYOND_NEAREST
        waiting = (np.arange(n)[:, None] - turn[rows][None, :]) % n
        chosen = np.where(too_far, n, waiting).argmin(axis=0)
        donor[rows] = nearest[chosen, np.arange(len(rows))]
    return donor


def _weekday_class(ordinals: Ints) -> Ints:
    return np.where(is_holiday(ordinals), SUNDAY, (ordinals - 1) % 7)


def _place_in_year(ordinals: Ints) -> Floats:
    """Days since 1 January, stretched to a year of 365 days."""
    years = (ordinals - EPOCH_ORDINAL).astype("datetime64[D]").astype("datetime64[Y]")
    begin = years.astype("datetime64[D]").astype(np.int64) + EPOCH_ORDINAL
    after = (years + 1).astype("datetime64[D]").astype(np.int64) + EPOCH_ORDINAL
    return np.asarray((ordinals - begin) * 365 / (after - begin))
