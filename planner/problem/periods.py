"""Periods of the horizon and the days dispatched in them."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints


def year_position(day: dt.date) -> float:
    """A day on the line of years: 2027-07-02 is 2027.4986; a whole calendar year is 1, as in `Periods.years`."""
    first = dt.date(day.year, 1, 1)
    return day.year + (day - first).days / (dt.date(day.year + 1, 1, 1) - first).days


def months_before(day: dt.date, months: float) -> dt.date:
    """Go back whole months, then the rest in days of a mean month (30.4 days)."""
    whole = int(months)
    year, month = divmod(day.year * 12 + day.month - 1 - whole, 12)
    last = calendar.monthrange(year, month + 1)[1]
    back = dt.date(year, month + 1, min(day.day, last))
    return back - dt.timedelta(days=round((months - whole) * 30.4))


def last_order_day(starts: Sequence[dt.date], order: int, live: int, lead_months: float) -> dt.date:
    """Latest day of period `order` on which what is live when period `live` begins may be ordered, else its first.

    `starts`: first days of all periods, and the day after the last.
    """
    latest = max(starts[order], months_before(starts[live], lead_months))
    return min(latest, starts[order + 1] - dt.timedelta(days=1))


@dataclass(frozen=True)
class Periods:
    """Quarters, months or years of the horizon, in Europe/Paris dates."""

    names: tuple[str, ...]  # P: "2026-Q4"
    first_day: tuple[dt.date, ...]  # P
    after_last_day: dt.date
    years: Floats  # P: share of its calendar year(s), so that a full year adds up to exactly 1
    discount: Floats  # P: factor at mid-period, to the first day of the horizon or to `horizon.as_of`
    discount_at_end: float  # factor at the end of the horizon
    day_of_plan_years: float = 0.0  # from the first day to the day of the plan, whose factor is 1; below 0: before it


@dataclass(frozen=True)
class Days:
    """Dispatch days: consecutive hours of `Hours`, each day inside one period."""

    dates: tuple[dt.date, ...]  # D: first local date
    period: Ints  # D → P
    first_hour: Ints  # D+1: hours of day d are first_hour[d] : first_hour[d + 1]
    weight: Floats  # D: real days (or weeks) it stands for; 1 when every day is dispatched

    @property
    def hour_period(self) -> Ints:
        """Period of each hour, H → P."""
        return np.repeat(self.period, np.diff(self.first_hour))

    @property
    def hour_weight(self) -> Floats:
        """Real hours that each dispatched hour stands for, H."""
        return np.repeat(self.weight, np.diff(self.first_hour))


@dataclass(frozen=True)
class Budget:
    """Capital that a site, or all sites of a portfolio together, may spend in some periods, undiscounted."""

    name: str  # "2027"
    periods: tuple[int, ...]
    meur: float


def budgets_by_year(meur_by_year: Mapping[int, float], first_day: tuple[dt.date, ...]) -> tuple[Budget, ...]:
    """A budget holds for the periods that begin in its year; years outside the horizon are left out."""
    budgets = []
    for year, meur in meur_by_year.items():
        periods = tuple(p for p, day in enumerate(first_day) if day.year == year)
        if periods:
            budgets.append(Budget(str(year), periods, float(meur)))
    return tuple(budgets)
