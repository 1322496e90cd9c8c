"""Cooling and water of the site from the weather: a typical year, and a check on real heat waves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import DataError, ScenarioError, located

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from planner.arrays import Floats
    from planner.calendar import Calendar

WEATHER_FILE = "data/site/weather_paris_hourly.parquet"
TEMPERATURE_FILE = "data/site/temperature_idf_daily.parquet"
HOURS_PER_YEAR = 8760
LEAP_DAY = 59  # days since 1 January
PSYCHROMETER_PER_K = 6.62e-4
PRESSURE_HPA = 994.18  # at 160 m
SEA_LEVEL_TO_SITE_K = -1.0  # the daily temperatures are for sea level, the site lies at about 160 m
HOT_YEARS = (2019, 2022)
HOTTEST_SHARE = 0.1  # days of the typical month whose dew point a heat-wave day takes


def typical_year_values(calendar: Calendar, typical: Floats, name: str = WEATHER_FILE) -> Floats:
    """Values of a typical year (8760, from 1 January 00:00 UTC+1 all year) at the hours of the calendar. H.

    29 February takes 28 February. Raises DataError for NaN or another length.
    """
    if len(typical) != HOURS_PER_YEAR:
        problem = f"the series has {len(typical)} hours; a typical year has {HOURS_PER_YEAR}."
        raise DataError(located(name, problem))
    if not np.isfinite(typical).all():
        at = int(np.flatnonzero(~np.isfinite(typical))[0])
        raise DataError(located(name, f"hour_of_year {at} holds {typical[at]}; a finite number is needed."))
    local = calendar.hours_utc + np.timedelta64(1, "h")
    days, years = local.astype("datetime64[D]"), local.astype("datetime64[Y]")
    of_year = (days - years.astype("datetime64[D]")).astype(np.int64)
    leap = ((years + 1).astype("datetime64[D]") - years.astype("datetime64[D]")).astype(np.int64) == 366
    of_year -= leap & (of_year >= LEAP_DAY)
    hour = (local - days).astype("timedelta64[h]").astype(np.int64)
    return np.asarray(typical[24 * of_year + hour])


def cooling_fraction(
    wet_bulb_degc: Floats,
    *,
    free_fraction: float,
    free_below_wet_bulb_degc: float,
    fraction_per_degc: float,
    max_fraction: float = np.inf,
) -> Floats:
    """Cooling power per IT power: free cooling up to a wet bulb, then straight up to a greatest value."""
    above = np.maximum(wet_bulb_degc - free_below_wet_bulb_degc, 0.0)
    return np.asarray(np.minimum(free_fraction + fraction_per_degc * above, max_fraction))


def water_l_per_kwh(
    wet_bulb_degc: Floats,
    *,
    starts_at_wet_bulb_degc: float,
    full_at_wet_bulb_degc: float,
    full_l_per_kwh: float,
) -> Floats:
    """Water evaporated per kWh of IT [l/kWh] (WUE, ISO/IEC 30134-9): none, then straight up to full."""
    span = full_at_wet_bulb_degc - starts_at_wet_bulb_degc
    if span <= 0:
        problem = (
            f"{full_at_wet_bulb_degc:g} °C was read; more than site.water.starts_at_wet_bulb_degc, "
            f"{starts_at_wet_bulb_degc:g} °C, is needed."
        )
        raise ScenarioError(located("site.water.full_at_wet_bulb_degc", problem))
    share = np.clip((wet_bulb_degc - starts_at_wet_bulb_degc) / span, 0.0, 1.0)
    return np.asarray(full_l_per_kwh * share)


def pue(cooling: Floats, electrical_efficiency: float, auxiliaries_mw: float = 0.0, it_mw: float = 1.0) -> Floats:
    """Power usage effectiveness (ISO/IEC 30134-2): (IT · (1 + cooling) + auxiliaries) / η / IT."""
    return np.asarray((1 + cooling + auxiliaries_mw / it_mw) / electrical_efficiency)


# ------------------------------------------------------------------ heat waves


@dataclass(frozen=True)
class HeatWave:
    """The worst hour for cooling among real hot days, and how often the cooling falls short."""

    date: dt.date
    hour_utc_plus_1: int
    dry_bulb_degc: float
    wet_bulb_degc: float
    cooling_fraction: float  # asked for in that hour, not capped
    max_fraction: float  # what the site has
    hours_short: int  # hours of all years looked at in which more is asked than the site has
    hottest_date: dt.date
    hottest_degc: float  # at the site


@dataclass(frozen=True, eq=False)
class HotDays:
    """Hours made for real days: temperature outside, days × 24 [°C]."""

    days: list[dt.date]
    dry_bulb_degc: Floats
    wet_bulb_degc: Floats
    dew_point_degc: Floats
    greatest_degc: Floats  # of each day, at the site


def hot_days(daily: pd.DataFrame, typical: pd.DataFrame, years: Sequence[int] = HOT_YEARS) -> HotDays:
    """Put the least and greatest temperature of each real day on the daily shape of its month.

    Arguments and errors as for `heat_wave`.
    """
    dates = [_date(value) for value in daily.index]
    chosen = np.array([day.year in years for day in dates])
    for year in years:
        if not any(day.year == year for day in dates):
            raise DataError(located(TEMPERATURE_FILE, f"no day of {year}; it is needed for the heat-wave check."))
    ends = daily.loc[chosen, ["min_degc", "max_degc"]].to_numpy(dtype=np.float64)
    days = [day for day, take in zip(dates, chosen, strict=True) if take]
    if not np.isfinite(ends).all():
        at = int(np.flatnonzero(~np.isfinite(ends).all(axis=1))[0])
        raise DataError(located(TEMPERATURE_FILE, f"{days[at]} holds NaN; a finite number is needed."))
    shape, dew = _daily_shapes(typical)
    month = np.array([day.month for day in days]) - 1
    low, high = ends[:, :1] + SEA_LEVEL_TO_SITE_K, ends[:, 1:] + SEA_LEVEL_TO_SITE_K
    dry = low + (high - low) * shape[month]  # days × 24
    dew = np.minimum(dew[month], dry)
    return HotDays(days, dry, wet_bulb_degc(dry, dew), dew, high[:, 0])


def heat_wave(
    daily: pd.DataFrame,
    typical: pd.DataFrame,
    *,
    free_fraction: float,
    free_below_wet_bulb_degc: float,
    fraction_per_degc: float,
    max_fraction: float,
    years: Sequence[int] = HOT_YEARS,
) -> HeatWave:
    """Ask the cooling what the hot years 2019 and 2022 would have asked.

    `daily`: min_degc and max_degc by date; `typical`: month, day, hour_start_utc_plus_1, dry_bulb_degc and
    dew_point_degc of the typical year. The hours are made, not measured: each real day's least and greatest
    temperature (less 1 K for the height of the site) are put on the mean daily shape of its month in the
    typical year, with the mean dew point of that month's hottest tenth of days, at most the temperature
    itself. Raises DataError where a year has no day or a value is NaN.
    """
    hot = hot_days(daily, typical, years)
    dry, wet, days = hot.dry_bulb_degc, hot.wet_bulb_degc, hot.days
    asked = cooling_fraction(
        wet,
        free_fraction=free_fraction,
        free_below_wet_bulb_degc=free_below_wet_bulb_degc,
        fraction_per_degc=fraction_per_degc,
    )
    day, hour = np.unravel_index(int(wet.argmax()), wet.shape)
    hottest = int(hot.greatest_degc.argmax())
    return HeatWave(
        date=days[int(day)],
        hour_utc_plus_1=int(hour),
        dry_bulb_degc=float(dry[day, hour]),
        wet_bulb_degc=float(wet[day, hour]),
        cooling_fraction=float(asked[day, hour]),
        max_fraction=max_fraction,
        hours_short=int((asked > max_fraction).sum()),
        hottest_date=days[hottest],
        hottest_degc=float(hot.greatest_degc[hottest]),
    )


def heat_wave_warning(found: HeatWave) -> str | None:
    """One sentence for the planner when the cooling falls short on a real hot day, else None."""
    if found.cooling_fraction <= found.max_fraction:
        return None
    return (
        f"Cooling falls short in {found.hours_short} hours of the hot years: on {found.date} a wet bulb of "
        f"{found.wet_bulb_degc:.1f} °C asks for {found.cooling_fraction:.3f} of IT power, the site has "
        f"{found.max_fraction:.3f} (site.cooling.max_fraction). Hours made from daily extremes."
    )


def _date(value: object) -> dt.date:
    if isinstance(value, dt.datetime):  # pandas' Timestamp is one
        return value.date()
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))


def _daily_shapes(typical: pd.DataFrame) -> tuple[Floats, Floats]:
    """Per month and hour (12 × 24): temperature between least (0) and greatest (1), dew point of hot days."""
    shape, dew = np.empty((12, 24)), np.empty((12, 24))
    for month in range(1, 13):
        own = typical[typical["month"] == month].sort_values(["day", "hour_start_utc_plus_1"])
        dry = own["dry_bulb_degc"].to_numpy(dtype=np.float64).reshape(-1, 24)
        mean = dry.mean(axis=0)
        shape[month - 1] = (mean - mean.min()) / (mean.max() - mean.min())
        hot = dry.max(axis=1) >= np.quantile(dry.max(axis=1), 1 - HOTTEST_SHARE)
        dew[month - 1] = own["dew_point_degc"].to_numpy(dtype=np.float64).reshape(-1, 24)[hot].mean(axis=0)
    return shape, dew


def wet_bulb_degc(dry_bulb_degc: Floats, dew_point_degc: Floats) -> Floats:
    """Wet-bulb temperature [degC] by the psychrometer equation e = es(Tw) − A·p·(T − Tw), by bisection.

    Saturation vapour pressure after Magnus; A = 6.62e-4 per K, p = 994.18 hPa (160 m), as for the typical
    year.
    """
    vapour = saturation_hpa(dew_point_degc)
    low, high = np.minimum(dew_point_degc, dry_bulb_degc), np.array(dry_bulb_degc, dtype=np.float64)
    for _ in range(40):
        middle = (low + high) / 2
        too_wet = saturation_hpa(middle) - PSYCHROMETER_PER_K * PRESSURE_HPA * (dry_bulb_degc - middle) > vapour
        low, high = np.where(too_wet, low, middle), np.where(too_wet, middle, high)
    return np.asarray((low + high) / 2)


def saturation_hpa(temperature_degc: Floats) -> Floats:
    """Saturation vapour pressure over water [hPa] after Magnus."""
    return np.asarray(6.112 * np.exp(17.62 * temperature_degc / (243.12 + temperature_degc)))
