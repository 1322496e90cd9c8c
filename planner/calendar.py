"""Periods of the horizon and their real days: UTC inside, Europe/Paris for days, tariffs and people.

A local day is named by its proleptic Gregorian ordinal (`date.toordinal()`), so that days are plain integers.
Axes: P periods, L local days of the calendar, D dispatch days (blocks of L), H hours.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

import numpy as np

from planner.errors import ScenarioError, located
from planner.problem.periods import Days, Periods

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.arrays import Bools, Floats, Ints

PARIS = ZoneInfo("Europe/Paris")
EPOCH_ORDINAL = dt.date(1970, 1, 1).toordinal()
SATURDAY = 5
MONTHS_PER_PERIOD = {"month": 1, "quarter": 3, "year": 12}

PeriodKind = Literal["month", "quarter", "year"]


@dataclass(frozen=True)
class Calendar:
    """Periods, local days and hours of a horizon; only the days picked when not every day is dispatched."""

    names: tuple[str, ...]  # P: "2026-Q4", "2026-11" or "2027"
    first_day: tuple[dt.date, ...]  # P
    after_last_day: dt.date
    years: Floats  # P: real days over the days of the calendar year; a whole year adds up to 1
    day_ordinal: Ints  # L: local date as an ordinal
    day_period: Ints  # L → P
    day_holiday: Bools  # L: French public holiday
    hours_utc: NDArray[np.datetime64]  # H: start of hour
    hour: Ints  # H: local hour, 0–23
    weekday: Ints  # H: Monday 0 … Sunday 6
    date_ordinal: Ints  # H: local date as an ordinal
    month: Ints  # H: 1–12
    day_index: Ints  # H → L
    period: Ints  # H → P
    holiday: Bools  # H
    days: Days
    every_day: bool  # every real day is dispatched with weight 1

    @property
    def years_to_middle(self) -> Floats:
        """Years from the first day of the horizon to the middle of each period. P."""
        return np.cumsum(self.years) - self.years / 2

    def periods(self, discount_rate: float) -> Periods:
        """Periods with mid-period discount factors (1 + r)^−years, to the first day of the horizon."""
        return Periods(
            names=self.names,
            first_day=self.first_day,
            after_last_day=self.after_last_day,
            years=self.years,
            discount=(1 + discount_rate) ** -self.years_to_middle,
            discount_at_end=float((1 + discount_rate) ** -self.years.sum()),
        )


@lru_cache(maxsize=32)
def make_calendar(
    start: str, end: str, period: PeriodKind, *, block_days: int = 1, days: int | Literal["all"] = "all"
) -> Calendar:
    """Calendar from quarter `start` to quarter `end` (both included), cut into periods at local midnights.

    `block_days`: 1, or 7 where a workload may wait longer than a day: blocks of 7 local days from the first
    day of each period, the last one shorter. `days`: "all", or N dispatch days (blocks) per period, see
    `pick_days` and `pick_blocks`. The weight times the local days of a block, added up, is the real days of
    the period. Raises ScenarioError when the horizon cannot be read.
    """
    if days != "all" and days < 1:
        raise ScenarioError(located("days", f'{days} was read; allowed are "all" and whole numbers from 1 on.'))
    if block_days not in (1, 7):
        raise ScenarioError(located("block_days", f"{block_days} was read; allowed are 1 and 7."))
    names, edges = period_edges(start, end, period)
    ordinals, periods, first, weights = [], [], [0], []
    block_period: list[int] = []
    every_day = True
    for p in range(len(names)):
        of_period = np.arange(edges[p].toordinal(), edges[p + 1].toordinal())
        blocks = [of_period[at : at + block_days] for at in range(0, len(of_period), block_days)]
        weight = np.ones(len(blocks))
        if days != "all" and days < len(blocks):
            every_day = False
            picked, weight = pick_days(of_period, days, p) if block_days == 1 else pick_blocks(of_period, days)
            blocks = [blocks[at] for at in picked]
        ordinals.extend(blocks)
        periods.extend([p] * sum(len(block) for block in blocks))
        first.extend(len(block) for block in blocks)
        weights.append(weight)
        block_period.extend([p] * len(blocks))
    day_ordinal = np.concatenate(ordinals).astype(np.int64)
    hours_utc, hour, day_index = hours_of_days(day_ordinal)
    date_ordinal = day_ordinal[day_index]
    first_local_day = np.cumsum(first)
    day_holiday = is_holiday(day_ordinal)
    day_period = np.array(periods, dtype=np.int64)
    return Calendar(
        names=names,
        first_day=tuple(edges[:-1]),
        after_last_day=edges[-1],
        years=np.array([share_of_year(a, b) for a, b in pairwise(edges)]),
        day_ordinal=day_ordinal,
        day_period=day_period,
        day_holiday=day_holiday,
        hours_utc=hours_utc,
        hour=hour,
        weekday=(date_ordinal - 1) % 7,
        date_ordinal=date_ordinal,
        month=month_of(day_ordinal)[day_index],
        day_index=day_index,
        period=day_period[day_index],
        holiday=day_holiday[day_index],
        days=Days(
            dates=tuple(dt.date.fromordinal(int(block[0])) for block in ordinals),
            period=np.array(block_period, dtype=np.int64),
            first_hour=np.searchsorted(day_index, first_local_day).astype(np.int64),
            weight=np.concatenate(weights),
        ),
        every_day=every_day,
    )


def whole_years(calendar: Calendar) -> Calendar:
    """Every day of every calendar year that the horizon touches: what yearly levels are normalised over."""
    last_year = (calendar.after_last_day - dt.timedelta(days=1)).year
    return make_calendar(f"{calendar.first_day[0].year}-Q1", f"{last_year}-Q4", "year")


def period_edges(start: str, end: str, period: PeriodKind) -> tuple[tuple[str, ...], list[dt.date]]:
    """Names of the periods (P) and their first days, with the day after the last one (P + 1)."""
    first, last = _quarter("horizon.start", start), _quarter("horizon.end", end)
    if last < first:
        raise ScenarioError(located("horizon.end", f"{end} is before horizon.start, {start}."))
    step = MONTHS_PER_PERIOD.get(period)
    if step is None:
        raise ScenarioError(located("horizon.period", f'"{period}" was read; allowed: month, quarter, year.'))
    names, edges = [], []
    month, after_last = first * 3, last * 3 + 3  # months since year 0
    while month < after_last:
        year, of_year = divmod(month, 12)
        names.append(
            {"month": f"{year}-{of_year + 1:02d}", "quarter": f"{year}-Q{of_year // 3 + 1}"}.get(period, str(year))
        )
        edges.append(dt.date(year, of_year + 1, 1))
        month += step - of_year % step
    year, of_year = divmod(after_last, 12)
    return tuple(names), [*edges, dt.date(year, of_year + 1, 1)]


def _quarter(field: str, text: str) -> int:
    """Quarters since year 0."""
    match = re.fullmatch(r"(\d{4})-Q([1-4])", text)
    if match is None or int(match[1]) < 1900:
        raise ScenarioError(located(field, f'"{text}" was read; a quarter is written like 2026-Q4.'))
    return int(match[1]) * 4 + int(match[2]) - 1


def quarter_of(day: dt.date) -> str:
    """Name of the quarter of a day: "2027-Q1"."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def share_of_year(first: dt.date, after_last: dt.date) -> float:
    """Days over the days of their calendar year, added up over calendar years."""
    total = 0.0
    for year in range(first.year, after_last.year + 1):
        begin, finish = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
        inside = (min(after_last, finish) - max(first, begin)).days
        total += max(inside, 0) / (finish - begin).days
    return total


# ------------------------------------------------------------------ days picked


def pick_days(of_period: Ints, n: int, period: int) -> tuple[Ints, Floats]:
    """Pick `n` of the local days of a period and weight them. Returns places in `of_period` and weights.

    One day: the weekday nearest the middle. Otherwise n·2/7 weekend days, rounded, at least one; each sort
    is cut into equal stretches and the day nearest the middle of each is taken, Saturdays and Sundays in
    turn. Weekdays together weigh the weekdays of the period, weekend days its weekend days. Public holidays
    and days of the clock change are not picked while others are left.
    """
    weekday = (of_period - 1) % 7
    weekend = weekday >= SATURDAY
    usual = ~is_holiday(of_period) & (day_hours(of_period) == 24)
    if n == 1:
        middle_day = _nearest_place(~weekend, usual, len(of_period) / 2)
        return np.array([middle_day]), np.array([float(len(of_period))])
    n_weekend = max(1, round(n * 2 / 7), n - int((~weekend).sum()))
    n_weekend = min(n_weekend, int(weekend.sum()))
    n_weekday = n - n_weekend
    places, weights = [], []
    for wanted, count in ((~weekend, n_weekday), (weekend, n_weekend)):
        middles = (np.arange(count) + 0.5) * len(of_period) / count
        taken = np.zeros(len(of_period), dtype=bool)
        for turn, middle in enumerate(middles):
            allowed = wanted & ~taken
            one_sort = allowed & (weekday == SATURDAY + (period + turn) % 2)
            if (one_sort & usual).any():
                allowed = one_sort
            place = _nearest_place(allowed, usual, middle)
            taken[place] = True
            places.append(place)
            weights.append(wanted.sum() / count)
    order = np.argsort(places)
    return np.array(places, dtype=np.int64)[order], np.array(weights)[order]


def pick_blocks(of_period: Ints, n: int) -> tuple[Ints, Floats]:
    """Pick `n` whole weeks of a period, evenly spread; each weighs the days of the period / (7 n)."""
    whole = len(of_period) // 7
    n = min(n, whole)
    places = np.floor((np.arange(n) + 0.5) * whole / n).astype(np.int64)
    return places, np.full(n, len(of_period) / (7 * n))


def _nearest_place(wanted: Bools, usual: Bools, middle: float) -> int:
    """Place of the wanted day nearest the middle, usual days first."""
    allowed = np.flatnonzero(wanted & usual)
    if not len(allowed):
        allowed = np.flatnonzero(wanted)
    return int(allowed[np.abs(allowed + 0.5 - middle).argmin()])


# ------------------------------------------------------------------ local time


@lru_cache(maxsize=32)
def _midnights(first: int, last: int) -> Ints:
    """Local midnight of each ordinal from first to last, in seconds since 1970 UTC."""
    days = [dt.datetime.combine(dt.date.fromordinal(day), dt.time(), PARIS) for day in range(first, last + 1)]
    return np.array([round(day.timestamp()) for day in days], dtype=np.int64)


def day_hours(ordinals: Ints) -> Ints:
    """Hours of each local day: 24, or 23 and 25 at the clock changes."""
    first = int(ordinals.min())
    midnights = _midnights(first, int(ordinals.max()) + 1)
    at = ordinals - first
    return np.asarray((midnights[at + 1] - midnights[at]) // 3600)


def hours_of_days(ordinals: Ints) -> tuple[NDArray[np.datetime64], Ints, Ints]:
    """Hours of local days, one day after the other: UTC start, local hour 0–23, place of the day. H each."""
    first = int(ordinals.min())
    start = _midnights(first, int(ordinals.max()) + 1)[ordinals - first]
    lengths = day_hours(ordinals)
    day_index = np.repeat(np.arange(len(ordinals)), lengths)
    since_midnight = np.arange(len(day_index)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    seconds = start[day_index] + 3600 * since_midnight
    hour = since_midnight.copy()
    for at in np.flatnonzero(lengths[day_index] != 24):
        hour[at] = dt.datetime.fromtimestamp(int(seconds[at]), PARIS).hour
    return seconds.astype("datetime64[s]"), hour.astype(np.int64), day_index.astype(np.int64)


def month_of(ordinals: Ints) -> Ints:
    """Month, 1–12, of each local day."""
    days = (ordinals - EPOCH_ORDINAL).astype("datetime64[D]")
    return np.asarray(days.astype("datetime64[M]").astype(np.int64) % 12 + 1)


def year_of(ordinals: Ints) -> Ints:
    """Calendar year of each local day."""
    days = (ordinals - EPOCH_ORDINAL).astype("datetime64[D]")
    return np.asarray(days.astype("datetime64[Y]").astype(np.int64) + 1970)


@lru_cache(maxsize=32)
def _holidays(first_year: int, last_year: int) -> Ints:
    from holidays import country_holidays  # 0.1 s to import, and only needed once a calendar is made

    found = country_holidays("FR", years=range(first_year, last_year + 1))
    return np.array(sorted(day.toordinal() for day in found), dtype=np.int64)


def is_holiday(ordinals: Ints) -> Bools:
    """Whether each local day is one of the 11 national public holidays (Code du travail, art. L3133-1)."""
    first, last = dt.date.fromordinal(int(ordinals.min())), dt.date.fromordinal(int(ordinals.max()))
    return np.isin(ordinals, _holidays(first.year, last.year))
