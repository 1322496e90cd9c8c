"""The months of a horizon, and the periods they belong to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import ScenarioError, located, nearest
from planner.scenario.fields.parts import quarter_first_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.arrays import Floats, Ints

EVERY = ("month", "quarter", "year")
QUARTER_ENDS = (3, 6, 9, 12)


def month_number(day: dt.date) -> int:
    """Months since year 0."""
    return day.year * 12 + day.month - 1


def month_first_day(number: int) -> dt.date:
    """First day of a month of `month_number`."""
    return dt.date(number // 12, number % 12 + 1, 1)


def period_start(name: str) -> dt.date:
    """First day of a period: 2027-Q2, 2027-04 or 2027. ValueError for another name."""
    year, _, within = name.partition("-")
    return quarter_first_day(name) if within.startswith("Q") else dt.date(int(year), int(within or 1), 1)


@dataclass(frozen=True, eq=False)
class Months:
    """All months of a horizon, M, and the periods they belong to, P."""

    first: int  # month_number of the first
    periods: tuple[str, ...]  # P
    period: Ints  # M → P
    starts: Ints  # P: its first month
    share: Floats  # M: of the days of its period

    @property
    def count(self) -> int:
        """How many months the horizon has."""
        return len(self.period)

    @cached_property
    def days(self) -> tuple[dt.date, ...]:
        """First day of each month."""
        return tuple(month_first_day(self.first + m) for m in range(self.count))

    @property
    def after(self) -> dt.date:
        """First day after the last month."""
        return month_first_day(self.first + self.count)

    @cached_property
    def year(self) -> Ints:
        """Calendar year of each month, M."""
        return np.array([day.year for day in self.days], dtype=np.int64)

    @cached_property
    def of_year(self) -> Ints:
        """Month of the year, 1 to 12, M."""
        return np.array([day.month for day in self.days], dtype=np.int64)

    def names(self, every: str = "month") -> list[str]:
        """Name of the month, quarter or year of each month, M. ScenarioError for another word."""
        if every not in EVERY:
            raise ScenarioError(
                located("every", f'"{every}" was read; allowed: {", ".join(EVERY)}.', nearest(every, EVERY))
            )
        if every == "year":
            return [str(day.year) for day in self.days]
        if every == "quarter":
            return [f"{day.year}-Q{(day.month + 2) // 3}" for day in self.days]
        return [f"{day:%Y-%m}" for day in self.days]

    def at(self, day: dt.date) -> int:
        """Place of the month of a day, from 0; below 0 before the horizon, M or more after it."""
        return month_number(day) - self.first

    def quarter_end(self, quarter: str) -> int:
        """Place of the last month of a quarter, as `at` counts."""
        return self.at(period_start(quarter)) + 2

    def spread(self, amounts: Floats) -> Floats:
        """Amounts of periods (…, P) over their months by days (…, M)."""
        return np.asarray(amounts[..., self.period] * self.share)

    def at_start(self, amounts: Floats) -> Floats:
        """Amounts of periods (…, P) in the first month of each (…, M)."""
        placed = np.zeros((*amounts.shape[:-1], self.count))
        placed[..., self.starts] = amounts
        return placed


def months_between(first: dt.date, after: dt.date, starts: Sequence[dt.date], periods: tuple[str, ...]) -> Months:
    """The months from a first of a month to another, and the periods that begin on `starts` (P)."""
    begin = np.array([max(month_number(day), month_number(first)) for day in starts])
    numbers = np.arange(month_number(first), month_number(after))
    edges = [month_first_day(int(number)).toordinal() for number in (*numbers, month_number(after))]
    length = np.diff(np.array(edges, dtype=np.float64))
    period = np.searchsorted(begin, numbers, side="right") - 1
    of_period = np.bincount(period, weights=length, minlength=len(begin))
    return Months(int(numbers[0]), periods, period, begin - numbers[0], length / of_period[period])
