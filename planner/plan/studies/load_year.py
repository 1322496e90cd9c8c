"""The load of a calendar year, hour by hour without a gap, as the bill needs it.

A run on every day has it. A run on few days is filled in: a day that was not dispatched takes the nearest dispatched
day of its period that is like it (working day, or weekend and public holiday), hour by local hour.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.calendar import SATURDAY, make_calendar, quarter_of

if TYPE_CHECKING:
    from planner.arrays import Bools, Floats, Ints
    from planner.calendar import Calendar
    from planner.plan.plan import Plan


OTHER_PERIOD, OTHER_KIND = 10_000, 1_000_000  # days: a donor of the same kind, then of the same period, comes first
COLUMNS = ("grid_mw", "spot_eur_per_mwh", "contract_mw")


@dataclass(frozen=True, eq=False)
class YearLoad:
    """Load and spot price of each hour of a calendar year, or of the part of it that the horizon covers."""

    utc: pd.DatetimeIndex
    grid_mw: Floats
    spot_eur_per_mwh: Floats
    contract_mw: Floats  # what supply contracts deliver
    period: tuple[str, ...]  # of each hour
    month: tuple[str, ...]  # of each hour, local: "2027-03"
    dispatched_share: float  # of the hours; below 1 the rest is filled in

    @property
    def kw(self) -> pd.Series[float]:
        """Load [kW] by UTC hour."""
        return pd.Series(self.grid_mw * 1000.0, index=self.utc, name="kw")


def year_load(plan: Plan, year: str) -> YearLoad:
    """Load of a year such as "2027". ValueError for a year outside the horizon."""
    names = [name for name in plan.periods if name.partition("-")[0] == year]
    if not names:
        message = f"the plan has no period in {year}; it runs from {plan.periods[0]} to {plan.periods[-1]}."
        raise ValueError(message)
    calendar = _calendar(plan, int(year), names[0])
    utc = pd.DatetimeIndex(calendar.hours_utc.astype("datetime64[s]")).tz_localize("UTC")
    hours = pd.concat([plan.hours("hourly", name) for name in names], ignore_index=True)
    hours = hours.set_index(pd.DatetimeIndex(hours["utc"]).as_unit("s"))
    hours = hours.reindex(columns=list(COLUMNS)).fillna({"contract_mw": 0.0}).astype(float)
    found = hours.reindex(utc)
    missing = found["grid_mw"].isna().to_numpy()
    if missing.any():
        source = _source_hours(calendar, missing)
        found.loc[missing] = found.to_numpy()[source[missing]]
    month = pd.DatetimeIndex(utc).tz_convert("Europe/Paris").strftime("%Y-%m")
    return YearLoad(
        utc=utc,
        grid_mw=found["grid_mw"].to_numpy(),
        spot_eur_per_mwh=found["spot_eur_per_mwh"].to_numpy(),
        contract_mw=found["contract_mw"].to_numpy(),
        period=tuple(calendar.names[p] for p in calendar.period),
        month=tuple(month),
        dispatched_share=float(1.0 - missing.mean()),
    )


def _calendar(plan: Plan, year: int, name: str) -> Calendar:
    horizon = plan.manifest["horizon"]
    first = max(dt.date.fromisoformat(str(horizon["first_day"])), dt.date(year, 1, 1))
    after = min(dt.date.fromisoformat(str(horizon["after_last_day"])), dt.date(year + 1, 1, 1))
    last = after - dt.timedelta(days=1)
    ends = [quarter_of(day) for day in (first, last)]
    rest = name.partition("-")[2]
    return make_calendar(ends[0], ends[1], "quarter" if rest.startswith("Q") else "month" if rest else "year")


def _source_hours(calendar: Calendar, missing: Bools) -> Ints:
    """For each hour the dispatched hour that stands for it: H. A day counts as dispatched from half its hours on."""
    days = len(calendar.day_ordinal)
    there = np.flatnonzero(~missing)
    count = np.bincount(calendar.day_index[there], minlength=days)
    known = np.flatnonzero(2 * count >= np.bincount(calendar.day_index, minlength=days))
    first = np.searchsorted(calendar.day_index, np.arange(days))
    rest = (calendar.weekday[first] >= SATURDAY) | calendar.day_holiday
    apart = np.abs(calendar.day_ordinal[:, None] - calendar.day_ordinal[None, known]).astype(np.int64)
    apart += OTHER_PERIOD * (calendar.day_period[:, None] != calendar.day_period[None, known])
    apart += OTHER_KIND * (rest[:, None] != rest[None, known])
    by_hour = np.stack([_nearest_hours(calendar, there[calendar.day_index[there] == day]) for day in known])
    return np.asarray(by_hour[apart.argmin(axis=1)[calendar.day_index], calendar.hour], dtype=np.int64)


def _nearest_hours(calendar: Calendar, own: Ints) -> Ints:
    """Of the hours `own` of one day, the one nearest to each local hour from 0 to 23."""
    apart = np.abs(np.arange(24)[:, None] - calendar.hour[own][None, :])
    return np.asarray(own[apart.argmin(axis=1)], dtype=np.int64)
