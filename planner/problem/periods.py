"""Periods of the horizon and the days dispatched in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from planner.arrays import Floats, Ints


@dataclass(frozen=True)
class Periods:
    """Quarters, months or years of the horizon, in Europe/Paris dates."""

    names: tuple[str, ...]  # P: "2026-Q4"
    first_day: tuple[dt.date, ...]  # P
    after_last_day: dt.date
    years: Floats  # P: share of its calendar year(s), so that a full year adds up to exactly 1
    discount: Floats  # P: factor at mid-period, to the first day of the horizon
    discount_at_end: float  # factor at the end of the horizon


@dataclass(frozen=True)
class Days:
    """Dispatch days: consecutive hours of `Hours`, each day inside one period."""

    dates: tuple[dt.date, ...]  # D: first local date
    period: Ints  # D → P
    first_hour: Ints  # D+1: hours of day d are first_hour[d] : first_hour[d + 1]
    weight: Floats  # D: real days (or weeks) it stands for; 1 when every day is dispatched
