"""Past days that lend their shape to future ones."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pandas as pd
import pytest

from planner.calendar import hours_of_days, is_holiday, make_calendar, whole_years
from planner.catalogue import racks as rack_data
from planner.errors import DataError
from planner.inputs.demand.donors import donor_days, past_days, values_of, yearly_means

FIRST, LAST = dt.date(2024, 9, 1), dt.date(2026, 8, 21)


def coded_series(first: dt.date, last: dt.date) -> pd.Series[float]:
    """Each hour holds its local date and hour as one number: ordinal · 100 + hour."""
    days = np.arange(first.toordinal(), last.toordinal() + 1)
    utc, hour, index = hours_of_days(days)
    return pd.Series((days[index] * 100 + hour).astype(float), index=pd.DatetimeIndex(utc).tz_localize("UTC"))


def test_every_donor_is_of_the_same_weekday_and_season() -> None:
    """Proves: same weekday (holidays are Sundays), inside the stretch, within 8 days of the season."""
    calendar = make_calendar("2026-Q4", "2030-Q4", "quarter")
    past = past_days(coded_series(FIRST, LAST), FIRST, LAST, "coded")
    donor = donor_days(calendar, FIRST, LAST, past.ordinals)

    def kind(days: np.ndarray) -> np.ndarray:
        return np.where(is_holiday(days), 6, (days - 1) % 7)

    assert (kind(donor) == kind(calendar.day_ordinal)).all()
    assert donor.min() >= FIRST.toordinal()
    assert donor.max() <= LAST.toordinal()
    for future, day in zip(calendar.day_ordinal.tolist(), donor.tolist(), strict=True):
        season = [dt.date.fromordinal(d).timetuple().tm_yday for d in (future, day)]
        apart = abs(season[0] - season[1])
        assert min(apart, 365 - apart) <= 8


def test_past_years_take_turns() -> None:
    """Proves: over the horizon each of the two past years lends 45 to 55 % of the days, none of them all
    the time.
    """
    calendar = make_calendar("2027-Q1", "2030-Q4", "year")
    past = past_days(coded_series(FIRST, LAST), FIRST, LAST, "coded")
    donor = donor_days(calendar, FIRST, LAST, past.ordinals)
    assert 0.45 < (donor > dt.date(2025, 8, 21).toordinal()).mean() < 0.55
    used = np.unique(donor)
    assert len(used) > 0.98 * len(past.ordinals)


def test_a_day_has_the_same_donor_in_every_calendar() -> None:
    """Proves: a plan on picked days sees the same prices as one on all days."""
    every = make_calendar("2026-Q4", "2028-Q4", "quarter")
    few = make_calendar("2026-Q4", "2028-Q4", "month", days=3)
    past = past_days(coded_series(FIRST, LAST), FIRST, LAST, "coded")
    by_day = dict(zip(every.day_ordinal.tolist(), donor_days(every, FIRST, LAST, past.ordinals), strict=True))
    assert [by_day[day] for day in few.day_ordinal.tolist()] == donor_days(few, FIRST, LAST, past.ordinals).tolist()


def test_hours_are_matched_by_the_local_clock() -> None:
    """Proves: a 23-hour day leaves out its donor's hour 2, a 25-hour day has it twice, all others are
    whole.
    """
    calendar = make_calendar("2027-Q1", "2027-Q4", "year")
    past = past_days(coded_series(FIRST, LAST), FIRST, LAST, "coded")
    values = values_of(calendar, past)
    assert (values % 100 == calendar.hour).all()
    for day, hours in ((dt.date(2027, 3, 28), [0, 1, *range(3, 24)]), (dt.date(2027, 10, 31), [0, 1, 2, 2])):
        found = values[calendar.date_ordinal == day.toordinal()]
        assert (found % 100).tolist()[: len(hours)] == hours
        assert len(np.unique(found // 100)) == 1


def test_a_day_with_a_missing_hour_is_never_a_donor() -> None:
    """Proves: the day without prices, 23 June 2026, and the clock-change days lend nothing."""
    past = past_days(rack_data.spot_price_eur_per_mwh(), FIRST, LAST, "spot")
    out = [
        dt.date(2026, 6, 23),
        dt.date(2024, 10, 27),
        dt.date(2025, 3, 30),
        dt.date(2025, 10, 26),
        dt.date(2026, 3, 29),
    ]
    missing = set(range(FIRST.toordinal(), LAST.toordinal() + 1)) - set(past.ordinals.tolist())
    assert missing == {day.toordinal() for day in out}
    assert np.isfinite(past.by_hour).all()


def test_donors_keep_the_seasons_of_the_past() -> None:
    """Proves: each quarter of the carried-over prices averages its past quarter within 3 %; a wrong season
    is off by 40 %.
    """
    calendar = whole_years(make_calendar("2027-Q1", "2030-Q4", "year"))
    past = past_days(rack_data.spot_price_eur_per_mwh(), FIRST, LAST, "spot")
    values = values_of(calendar, past)
    month = np.array([dt.date.fromordinal(int(day)).month for day in past.ordinals])
    for quarter in range(4):
        was = past.by_hour[(month - 1) // 3 == quarter].mean()
        assert values[(calendar.month - 1) // 3 == quarter].mean() == pytest.approx(was, rel=0.03)
    assert all(mean == pytest.approx(past.mean, rel=0.04) for mean in yearly_means(calendar, past).values())


# ------------------------------------------------------------------ bad series


def test_a_series_too_short_says_what_it_spans() -> None:
    series = coded_series(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    message = (
        "spot.parquet: the series runs from 2024-12-31 23:00 UTC to 2025-12-31 22:00 UTC, too short for "
        "2024-09-01 to 2025-12-31 (Europe/Paris), which need 2024-08-31 22:00 UTC to "
        "2025-12-31 22:00 UTC.\n\n"
        "hint: choose days inside the series, or bring in a longer series."
    )
    with pytest.raises(DataError, match=f"^{re.escape(message)}$"):
        past_days(series, dt.date(2024, 9, 1), dt.date(2025, 12, 31), "spot.parquet")


def test_nan_is_refused_with_its_hour() -> None:
    series = coded_series(dt.date(2025, 1, 1), dt.date(2025, 1, 31))
    series.iloc[30] = np.nan
    message = (
        "spot.parquet: the hour 2025-01-02 05:00 UTC holds nan; a finite number is needed.\n\n"
        "hint: leave the row out: its day then gives no shape."
    )
    with pytest.raises(DataError, match=f"^{re.escape(message)}$"):
        past_days(series, dt.date(2025, 1, 1), dt.date(2025, 1, 31), "spot.parquet")


def test_hours_out_of_order_and_empty_series_are_refused() -> None:
    series = coded_series(dt.date(2025, 1, 1), dt.date(2025, 1, 2))
    twice = pd.concat([series, series.iloc[-1:]])
    with pytest.raises(DataError, match=r"^x: the hour 2025-01-02 22:00 UTC is given twice or out of order"):
        past_days(twice, dt.date(2025, 1, 1), dt.date(2025, 1, 2), "x")
    with pytest.raises(DataError, match=r"^x: the series is empty\.$"):
        past_days(series.iloc[:0], dt.date(2025, 1, 1), dt.date(2025, 1, 2), "x")


def test_a_week_without_a_monday_is_refused() -> None:
    """6 January 2025 is the Monday of that week."""
    first, last = dt.date(2025, 1, 7), dt.date(2025, 1, 12)
    past = past_days(coded_series(first, last), first, last, "short")
    message = (
        "short: no Monday from 2025-01-07 to 2025-01-12 has all its hours, so none can give a shape.\n\n"
        "hint: choose a longer stretch of the past series."
    )
    with pytest.raises(DataError, match=f"^{re.escape(message)}$"):
        values_of(make_calendar("2027-Q1", "2027-Q1", "quarter"), past)
