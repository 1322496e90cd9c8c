"""A load curve: mean power of each 10-minute or hourly step, without a gap, on the Europe/Paris clock.

Axes: N steps of the curve, H whole hours of the local days it touches.
"""

from __future__ import annotations

import calendar as days_of
import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from planner.calendar import PARIS, hours_of_days, is_holiday, month_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.arrays import Bools, Floats, Ints

METERED_MINUTES = 10  # overrun is metered in 10-minute steps


@dataclass(frozen=True)
class Month:
    """A calendar month as far as the curve covers it: steps `begin` to `end` (excluded)."""

    first: dt.date  # the first day of the calendar month, covered or not
    begin: int
    end: int
    days: int  # local days with a step in the curve

    @property
    def label(self) -> str:
        """The month as in "2026-08"."""
        return f"{self.first:%Y-%m}"

    @property
    def share(self) -> float:
        """Days covered over days of the month."""
        return self.days / days_of.monthrange(self.first.year, self.first.month)[1]


@dataclass(frozen=True)
class LoadCurve:
    """Mean power [kW] of each step, N. `start_s` is the start of the first step in seconds since 1970 UTC."""

    kw: Floats
    start_s: int
    step_minutes: int
    name: str = "load"
    is_file: bool = False

    @property
    def hours_per_step(self) -> float:
        """Length of a step [h]."""
        return self.step_minutes / 60

    @property
    def metered_steps(self) -> int:
        """10-minute steps that a step counts for in the overrun formula: an hour is six equal ones."""
        return self.step_minutes // METERED_MINUTES

    @property
    def energy_mwh(self) -> float:
        """Energy of the whole curve [MWh]."""
        return float(self.kw.sum()) * self.hours_per_step / 1000

    def place(self, row: int) -> str:
        """Name a step in messages: the line of the file, or the row and its time."""
        return f"{self.name}, line {row + 2}" if self.is_file else f"{self.name}, row {row + 1}"

    def time(self, row: int) -> str:
        """Start of a step in UTC, as in 2026-10-25T01:00Z."""
        return utc_text(self.start_s + row * self.step_minutes * 60)

    @cached_property
    def clock(self) -> Clock:
        """Local calendar of the curve."""
        return _clock(self)

    @cached_property
    def months(self) -> tuple[Month, ...]:
        """Calendar months that the curve touches, in order."""
        first, last = self.clock.first_day, self.clock.last_day
        months, edge = [], first.replace(day=1)
        while edge <= last:
            after = (edge + dt.timedelta(days=31)).replace(day=1)
            days = (min(after, last + dt.timedelta(days=1)) - max(edge, first)).days
            months.append(Month(edge, self.step_of(edge), self.step_of(after), days))
            edge = after
        return tuple(months)

    def step_of(self, day: dt.date) -> int:
        """First step on or after a local day, within 0 … N."""
        hour = int(np.searchsorted(self.clock.ordinal, day.toordinal()))
        return min(max(hour * 60 // self.step_minutes - self.clock.offset, 0), len(self.kw))

    def pieces(self, month: Month, changes: Iterable[dt.date]) -> list[tuple[dt.date, int, int]]:
        """Cut the steps of a month at the days on which something changes: first day, begin, end of each piece."""
        after = (month.first + dt.timedelta(days=31)).replace(day=1)
        days = [month.first, *sorted({day for day in changes if month.first < day < after})]
        edges = [month.begin, *(self.step_of(day) for day in days[1:]), month.end]
        return [(day, edges[at], edges[at + 1]) for at, day in enumerate(days) if edges[at + 1] > edges[at]]

    def mwh(self, begin: int, end: int) -> float:
        """Energy of steps begin … end (excluded) [MWh]."""
        return float(self.kw[begin:end].sum()) * self.hours_per_step / 1000


@dataclass(frozen=True)
class Clock:
    """Europe/Paris calendar of the whole hours of all local days a curve touches, H."""

    first_day: dt.date
    last_day: dt.date
    ordinal: Ints  # local date
    month: Ints
    weekday: Ints  # Monday 0 … Sunday 6
    hour: Ints
    holiday: Bools
    hour_of_step: Ints  # N → H
    offset: int  # steps between the first local midnight and the first step

    @property
    def partial_days(self) -> tuple[dt.date, ...]:
        """First and last local day, where the curve does not cover all of it."""
        covered = np.bincount(self.ordinal[self.hour_of_step] - self.ordinal[0])
        hours = np.bincount(self.ordinal - self.ordinal[0])
        steps_per_hour = round(float(covered.max() / hours[covered.argmax()])) or 1
        ends = ((self.first_day, 0), (self.last_day, -1))
        return tuple(dict.fromkeys(day for day, at in ends if covered[at] < hours[at] * steps_per_hour))


def _clock(load: LoadCurve) -> Clock:
    last_s = load.start_s + (len(load.kw) - 1) * load.step_minutes * 60
    first, last = (dt.datetime.fromtimestamp(at, PARIS).date() for at in (load.start_s, last_s))
    ordinals = np.arange(first.toordinal(), last.toordinal() + 1)
    hours_utc, hour, day = hours_of_days(ordinals)
    offset = (load.start_s - int(hours_utc[0].astype(np.int64))) // (load.step_minutes * 60)
    of_hour = ordinals[day]
    return Clock(
        first_day=first,
        last_day=last,
        ordinal=of_hour,
        month=month_of(ordinals)[day],
        weekday=(of_hour - 1) % 7,
        hour=hour,
        holiday=is_holiday(ordinals)[day],
        hour_of_step=(offset + np.arange(len(load.kw))) * load.step_minutes // 60,
        offset=offset,
    )


def utc_text(seconds: int) -> str:
    """Write a time as in 2026-10-25T01:00Z."""
    return f"{dt.datetime.fromtimestamp(seconds, dt.UTC):%Y-%m-%dT%H:%MZ}"
