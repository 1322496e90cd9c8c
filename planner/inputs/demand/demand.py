"""Demand of each workload, hour by hour: level × growth × shape of the week.

Shapes are real request rates whose start date is not published, so they are aligned by their own cycle: the
trough of the average day to the night of the site, the two quietest days in a row to Saturday and Sunday.
Axes: W workloads, H hours; a week is 168 local hours from Monday 00:00.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.calendar import make_calendar, quarter_of
from planner.errors import DataError, ScenarioError, located, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from planner.arrays import Floats
    from planner.calendar import Calendar

SHAPE_FILE = "data/demand/servegen_request_rates_10min.parquet"
FLAT = "flat"
HOURS_PER_WEEK = 168
DAYS_PER_YEAR = 365.25
SUNDAY = 6


def weekly_shape(rates: pd.DataFrame, shape: str, trough_local_time: str, name: str = SHAPE_FILE) -> Floats:
    """Shape of the week of a class of request rates, mean 1. 168, from Monday 00:00 local.

    `rates` has the columns model_class, seconds_from_start and output_tokens_per_s; `shape` is a class in
    it, or "flat". Windows without a row had no traffic. Whole weeks are averaged; less than a week repeats
    its average day. The series is then shifted by whole hours (12 at most) so that the lowest hour of the
    average day is the one that holds `trough_local_time` ("04:30": 04:00 to 05:00), and by whole days so
    that the two lowest days in a row are Saturday and Sunday. Raises ScenarioError for an unknown class,
    DataError for less than a day, NaN, or a class without traffic.
    """
    if shape == FLAT:
        return np.ones(HOURS_PER_WEEK)
    classes = [str(value) for value in rates["model_class"].unique()]
    if shape not in classes:
        problem = f'shape "{shape}" is neither "{FLAT}" nor a class of {name}.'
        raise ScenarioError(located("workloads", problem, nearest(shape, [*classes, FLAT])))
    own = rates[rates["model_class"] == shape]
    seconds = own["seconds_from_start"].to_numpy(dtype=np.float64)
    rate = own["output_tokens_per_s"].to_numpy(dtype=np.float64)
    wrong = ~(np.isfinite(seconds) & np.isfinite(rate) & (rate >= 0) & (seconds >= 0))
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        problem = f"{shape} at {seconds[at]:g} s holds {rate[at]} tokens/s; a finite number from 0 on is needed."
        raise DataError(located(name, problem))
    hours = int(seconds.max() // 3600) + 1
    if hours < 24:
        raise DataError(located(name, f"{shape} has {hours} hours; a shape needs 24 or more."))
    hourly = np.bincount((seconds // 3600).astype(np.int64), weights=rate, minlength=hours)
    week = _average_week(hourly.astype(np.float64))
    if week.sum() <= 0:
        raise DataError(located(name, f"{shape} has no traffic at all."))
    return align_week(week / week.mean(), _hour_of(trough_local_time))


def _average_week(hourly: Floats) -> Floats:
    """Average of the whole weeks; of the whole days, seven times, when there is no whole week. 168."""
    weeks = len(hourly) // HOURS_PER_WEEK
    if weeks:
        return np.asarray(hourly[: weeks * HOURS_PER_WEEK].reshape(weeks, HOURS_PER_WEEK).mean(axis=0))
    days = len(hourly) // 24
    return np.tile(hourly[: days * 24].reshape(days, 24).mean(axis=0), 7)


def align_week(week: Floats, trough_hour: int) -> Floats:
    """Turn a week of unknown start until its daily trough and its two quietest days fall in place. 168."""
    trough = int(week.reshape(7, 24).mean(axis=0).argmin())
    shift = (trough_hour - trough + 12) % 24 - 12
    turned = np.roll(week, shift)
    of_day = turned.reshape(7, 24).sum(axis=1)
    quiet = int((of_day + np.roll(of_day, -1)).argmin())  # this day and the next one
    return np.roll(turned, 24 * (5 - quiet))


def _hour_of(local_time: str) -> int:
    hour, _, minute = local_time.partition(":")
    if not (hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60):
        problem = f'"{local_time}" was read; a time of day is written like 04:30.'
        raise ScenarioError(located("demand.trough_local_time", problem))
    return int(hour)


def scaled_growth(growth: Sequence[float], excess_scale: float) -> Floats:
    """Yearly factors, their excess over 1 scaled: 1 + (factor − 1) · scale. ScenarioError below 0."""
    factors = np.asarray(growth, dtype=np.float64)
    if not len(factors):
        problem = "the list is empty; at least one yearly factor is needed."
        raise ScenarioError(located("demand.growth", problem, "write 1.0 for a demand that stays."))
    scaled = 1 + (factors - 1) * excess_scale
    if not (np.isfinite(scaled) & (scaled > 0)).all():
        at = int(np.flatnonzero(~(np.isfinite(scaled) & (scaled > 0)))[0])
        problem = f"1 + ({factors[at]:g} − 1) × {excess_scale:g} = {scaled[at]:g}; factors above 0 are needed."
        raise ScenarioError(located("demand.growth", problem, "lower demand.growth_excess_scale."))
    return np.asarray(scaled)


def growth_path(years: Floats, factors: Floats) -> Floats:
    """Demand over its level at year 0, straight in the logarithm between yearly knots. Same shape as `years`.

    The first factor acts from year 0 to 1 (and before 0, at the same rate), the last one from then on.
    """
    steps = np.floor(years).clip(0, len(factors) - 1).astype(np.int64)
    at_knot = np.concatenate([[0.0], np.cumsum(np.log(factors))])
    return np.asarray(np.exp(at_knot[steps] + (years - steps) * np.log(factors)[steps]))


def hourly_demand(
    calendar: Calendar, level: float, factors: Floats, week: Floats, rest: Callable[[Calendar], Floats] | None = None
) -> Floats:
    """Demand of one workload in the unit of `level`, hour by hour. H.

    demand[t] = level · growth(day) · week(local hour) / their mean over every hour of the first quarter

    so that the first quarter averages the level exactly. Growth counts from the middle of that quarter, at
    the middle of each day; public holidays take the shape of a Sunday: those of France, or, with `rest`, for the share
    of customers that it gives for each local day of a calendar. A function of the date alone: a calendar of picked days
    holds the same figures as one of all days.
    """
    first = calendar.first_day[0]
    quarter = quarter_of(first)
    whole = make_calendar(quarter, quarter, "quarter")
    middle = (first.toordinal() + whole.after_last_day.toordinal()) / 2

    def relative(of: Calendar) -> Floats:
        years = ((of.day_ordinal + 0.5 - middle) / DAYS_PER_YEAR).astype(np.float64)
        growth = growth_path(years, factors)
        weekday = np.where(of.holiday, SUNDAY, of.weekday)
        of_week = week[24 * weekday + of.hour]
        if rest is not None:
            resting = rest(of)[of.day_index]
            of_week = (1 - resting) * week[24 * of.weekday + of.hour] + resting * week[24 * SUNDAY + of.hour]
        return np.asarray(growth[of.day_index] * of_week)

    return np.asarray(level * relative(calendar) / relative(whole).mean())


def demand(
    calendar: Calendar,
    levels: Sequence[float],
    factors: Sequence[Floats],
    weeks: Sequence[Floats],
    rests: Sequence[Callable[[Calendar], Floats] | None] | None = None,
) -> Floats:
    """Demand of all workloads, W × H: one level [Mtokens/s or kGPU], growth, week and, if any, rest per workload."""
    resting = [None] * len(levels) if rests is None else rests
    rows = [hourly_demand(calendar, *row) for row in zip(levels, factors, weeks, resting, strict=True)]
    return np.vstack(rows) if rows else np.empty((0, len(calendar.hours_utc)))


def period_totals(calendar: Calendar, hourly: Floats) -> Floats:
    """Work of each period, every day counted with its weight: (W, H) → (W, P)."""
    weight = calendar.days.hour_weight
    periods = len(calendar.names)
    return np.array([np.bincount(calendar.period, weights=row * weight, minlength=periods) for row in hourly])


def keep_totals(picked: Calendar, hourly: Floats, every: Calendar, hourly_every: Floats) -> Floats:
    """Scale the demand of a few picked days so that each period asks for as much work as all its real days.

    Picked days keep their shape from hour to hour. Without this, three days of a noisy week misstate a quarter's
    demand by up to 16 %. (W, H), (W, H of every day) → (W, H).
    """
    factor = period_totals(every, hourly_every) / period_totals(picked, hourly)
    return np.asarray(hourly * factor[:, picked.period], dtype=np.float64)
