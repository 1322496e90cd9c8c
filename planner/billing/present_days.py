"""A curve of the past on a calendar that today's rates hold for: each day stands on a day of its own kind.

Rates, levies and tariff classes follow the date, so the curve is moved and not the rates: to the same months of the
first year after the last published rates begin. A day there takes the power of a day of the same month, weekday and
length; a public holiday that of a holiday, else of a Sunday. Months may hold one working day more or less.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from planner.billing.load_curve import LoadCurve
from planner.calendar import PARIS, hours_of_days, is_holiday
from planner.errors import DataError, located

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.arrays import Floats
    from planner.billing.rates import RatePath

SUNDAY = 6
HOLIDAY = 7  # a kind of its own beside the weekdays


@dataclass(frozen=True)
class _Day:
    """A whole local day: its date, kind (weekday, or holiday) and hours."""

    date: dt.date
    kind: int
    hours: int

    @property
    def at_work(self) -> bool:
        """Monday to Friday and no holiday."""
        return self.kind < 5


def at_present(load: LoadCurve, path: RatePath) -> LoadCurve:
    """The curve on present days, or as it is where it begins after the last rates do. DataError: no whole day."""
    since = path.sets[-1].valid_from
    source = _whole_days(load)
    if load.clock.first_day >= since:
        return load
    if not source:
        raise DataError(located(load.name, "it holds no whole day that could stand for a day of today's rates."))
    years = _years_to(source[0].date, since)
    wanted = _days_of([_moved(day.date, years) for day in (source[0], source[-1])], source[-1].date, years)
    power = {day.date: _power(load, day) for day in source}
    chosen = [_stand_in(day, source, years) for day in wanted]
    kw = np.concatenate([power[day.date] for day in chosen])
    kw.setflags(write=False)
    start = dt.datetime.combine(wanted[0].date, dt.time(), PARIS)
    moved = replace(load, kw=kw, start_s=int(start.timestamp()), table=None, rows_per_step=1, notes=load.notes)
    return replace(moved, notes=(*load.notes, _note(load, moved, wanted, chosen, since)))


def _whole_days(load: LoadCurve) -> list[_Day]:
    partial = set(load.clock.partial_days)
    days = np.unique(load.clock.ordinal)
    return [day for day in _described(days.tolist()) if day.date not in partial]


def _described(ordinals: Sequence[int]) -> list[_Day]:
    dates = np.array(ordinals, dtype=np.int64)
    holidays = is_holiday(dates)
    hours = np.bincount(hours_of_days(dates)[2], minlength=len(dates))
    return [
        _Day(dt.date.fromordinal(int(at)), HOLIDAY if holiday else (int(at) - 1) % 7, int(count))
        for at, holiday, count in zip(dates, holidays, hours, strict=True)
    ]


def _years_to(first: dt.date, since: dt.date) -> int:
    years = max(0, since.year - first.year)
    return years if _moved(first, years) >= since else years + 1


def _moved(day: dt.date, years: int) -> dt.date:
    last_of_february = day.month == 2 and day.day == 29
    return day.replace(year=day.year + years, day=28 if last_of_february else day.day)


def _days_of(ends: Sequence[dt.date], last: dt.date, years: int) -> list[_Day]:
    """Days from the first to the last moved date; a month that the curve ends with is whole there too."""
    first, end = ends
    if (last + dt.timedelta(days=1)).day == 1:
        after = (end.replace(day=1) + dt.timedelta(days=31)).replace(day=1)
        end = after - dt.timedelta(days=1)
    return _described(range(first.toordinal(), end.toordinal() + 1))


def _stand_in(day: _Day, source: Sequence[_Day], years: int) -> _Day:
    """The nearest day of the same kind in the same month; then a day alike: holiday as Sunday, work day as work day."""
    there = dt.date(day.date.year - years, day.date.month, 1).toordinal() + day.date.day - 1

    def rank(one: _Day) -> tuple[bool, bool, bool, bool, int]:
        as_sunday = {day.kind, one.kind} == {SUNDAY, HOLIDAY}
        month = one.date.month != day.date.month
        return (
            one.hours != day.hours,
            month,
            one.kind != day.kind and not as_sunday,
            one.at_work != day.at_work,
            abs(one.date.toordinal() - there),
        )

    best = min(source, key=rank)
    if best.hours != day.hours:
        problem = f"no day of {day.hours} hours is in the curve to stand for {day.date}, a day of the clock change."
        raise DataError(located("--as-of-rates", problem, "give whole months, or a whole year."))
    return best


def _power(load: LoadCurve, day: _Day) -> Floats:
    return load.kw[load.step_of(day.date) : load.step_of(day.date + dt.timedelta(days=1))]


def _note(load: LoadCurve, moved: LoadCurve, wanted: Sequence[_Day], chosen: Sequence[_Day], since: dt.date) -> str:
    other = sum(day.kind != one.kind for day, one in zip(wanted, chosen, strict=True))
    less = f"; {other} of them had none and took a like one" if other else ""
    return (
        f"{load.clock.first_day} to {load.clock.last_day} is billed as {wanted[0].date} to {wanted[-1].date}, "
        f"at the rates of {since}: each day takes the power of a day of the same month and weekday, "
        f"a holiday of a holiday{less}; {moved.energy_mwh:,.0f} MWh for {load.energy_mwh:,.0f} in the file"
    )
