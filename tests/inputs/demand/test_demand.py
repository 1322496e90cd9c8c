"""Demand: the shape of the week, growth between knots, and the level of the first quarter."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.calendar import make_calendar
from planner.catalogue import racks as rack_data
from planner.errors import DataError, ScenarioError
from planner.inputs.demand.demand import (
    align_week,
    demand,
    growth_path,
    hourly_demand,
    keep_totals,
    period_totals,
    scaled_growth,
    weekly_shape,
)

TOKENS = [4.0, 2.5, 1.8, 1.4, 1.25]


def rates_frame(hourly: np.ndarray, model_class: str = "m") -> pd.DataFrame:
    """Six windows of ten minutes per hour."""
    rate = np.repeat(hourly.astype(float), 6)
    seconds = np.arange(len(rate)) * 600.0
    return pd.DataFrame({"model_class": model_class, "seconds_from_start": seconds, "output_tokens_per_s": rate})


# ------------------------------------------------------------------ shapes


@pytest.mark.parametrize("shape", ["m-large", "m-mid", "m-small", "deepseek-r1"])
@pytest.mark.parametrize(("trough", "hour"), [("04:30", 4), ("00:00", 0), ("23:59", 23)])
def test_real_shapes_are_aligned(shape: str, trough: str, hour: int) -> None:
    """Proves: mean 1, the lowest hour of the average day where asked, the two quietest days last."""
    week = weekly_shape(rack_data.request_rates(), shape, trough).reshape(7, 24)
    assert week.mean() == pytest.approx(1, rel=1e-12)
    assert week.mean(axis=0).argmin() == hour
    pairs = week.sum(axis=1) + np.roll(week.sum(axis=1), -1)
    assert pairs[5] == pytest.approx(pairs.min(), rel=1e-9)


def test_two_weeks_are_averaged_and_missing_windows_are_no_traffic() -> None:
    """Two weeks at 1 and 3 average 2; the hour seen in the first only averages 0.5, a quarter of the others.

    The mean is then 2 · 167.25/168. A gap taken as unknown instead would give 1, half of the others.
    """
    frame = rates_frame(np.concatenate([np.ones(168), np.full(168, 3.0)]))
    frame = frame[frame["seconds_from_start"] // 3600 != 168 + 10]  # the second week's hour 10 has no row
    week = weekly_shape(frame, "m", "04:30")
    assert week.min() == pytest.approx(0.25 * 168 / 167.25)
    assert week.argmin() % 24 == 4
    assert np.sort(week)[1] == pytest.approx(168 / 167.25)


def test_one_day_repeats_all_week() -> None:
    """A day that rises from hour 0 on: its trough goes to hour 4, the same every day."""
    week = weekly_shape(rates_frame(np.arange(1, 25)), "m", "04:30").reshape(7, 24)
    assert (week == week[0]).all()
    assert week[0] == pytest.approx(np.roll(np.arange(1, 25), 4) / 12.5)


@given(shift=st.integers(0, 167))
def test_the_start_of_the_series_does_not_matter(shift: int) -> None:
    """Proves: a week cut at any whole day gives the same aligned week, since the start is anonymous."""
    day = np.array([5, 4, 3, 2, 1, 2, 3, 4, 6, 8, 9, 9, 8, 8, 9, 9, 8, 8, 8, 8, 8, 7, 6, 5.0])
    week = np.concatenate([day * scale for scale in (1, 1.1, 1.2, 1.1, 1, 0.5, 0.4)])
    assert align_week(np.roll(week, 24 * (shift // 24)), 4) == pytest.approx(week)
    hour_cut = align_week(np.roll(week, shift), 4).reshape(7, 24)
    assert hour_cut.mean(axis=0).argmin() == 4


def test_flat_needs_no_data() -> None:
    assert (weekly_shape(rack_data.request_rates(), "flat", "04:30") == 1).all()


def test_bad_shapes() -> None:
    """Proves: each message names the file, the class and what was read."""
    frame = rates_frame(np.ones(24))
    expected = 'workloads: shape "M" is neither "flat" nor a class of rates.\n\nhint: Did you mean "m"?'
    with pytest.raises(ScenarioError, match=f"^{re.escape(expected)}$"):
        weekly_shape(frame, "M", "04:30", "rates")
    with pytest.raises(DataError, match=r"^rates: m has 23 hours; a shape needs 24 or more\.$"):
        weekly_shape(rates_frame(np.ones(23)), "m", "04:30", "rates")
    with pytest.raises(DataError, match=r"^rates: m has no traffic at all\.$"):
        weekly_shape(rates_frame(np.zeros(24)), "m", "04:30", "rates")
    frame.loc[3, "output_tokens_per_s"] = np.nan
    expected = "rates: m at 1800 s holds nan tokens/s; a finite number from 0 on is needed."
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        weekly_shape(frame, "m", "04:30", "rates")
    expected = 'demand.trough_local_time: "4h30" was read; a time of day is written like 04:30.'
    with pytest.raises(ScenarioError, match=f"^{re.escape(expected)}$"):
        weekly_shape(rates_frame(np.ones(24)), "m", "4h30")


# ------------------------------------------------------------------ growth


def test_growth_at_and_between_knots_by_hand() -> None:
    """×4 then ×2.5, the last repeats: 1, 2 (half a year of ×4), 4, 10, 25; half a year before the start:
    1/2.
    """
    years = np.array([-0.5, 0, 0.5, 1, 2, 3])
    assert growth_path(years, np.array([4.0, 2.5])) == pytest.approx([0.5, 1, 2, 4, 10, 25])


def test_excess_scale_by_hand() -> None:
    """Low path 0.5: ×4 becomes ×2.5. High path 1.5: ×5.5. At 0 nothing grows."""
    assert scaled_growth([4.0, 2.0], 0.5) == pytest.approx([2.5, 1.5])
    assert scaled_growth([4.0], 1.5) == pytest.approx([5.5])
    assert scaled_growth([4.0], 0.0) == pytest.approx([1.0])


def test_growth_that_falls_to_nothing_is_refused() -> None:
    expected = (
        "demand.growth: 1 + (0.2 − 1) × 1.5 = -0.2; factors above 0 are needed.\n\n"
        "hint: lower demand.growth_excess_scale."
    )
    with pytest.raises(ScenarioError, match=f"^{re.escape(expected)}$"):
        scaled_growth([0.2], 1.5)
    with pytest.raises(ScenarioError, match=r"^demand\.growth: the list is empty"):
        scaled_growth([], 1.0)


@given(
    factors=st.lists(st.floats(0.5, 6), min_size=1, max_size=6),
    level=st.floats(0.01, 10),
    kind=st.sampled_from(["month", "quarter", "year"]),
)
def test_the_first_quarter_averages_the_level(factors: list[float], level: float, kind: str) -> None:
    """Proves: whatever the growth and the period length, 2026-Q4 averages the level; growth alone would
    miss it.
    """
    calendar = make_calendar("2026-Q4", "2027-Q1", kind)  # type: ignore[arg-type]
    week = np.linspace(0.5, 1.5, 168)
    values = hourly_demand(calendar, level, np.array(factors), week)
    first = calendar.date_ordinal < dt.date(2027, 1, 1).toordinal()
    assert values[first].mean() == pytest.approx(level, rel=1e-12)
    assert (values > 0).all()


def test_growth_of_the_base_case_year_on_year() -> None:
    """Proves: Q4 on Q4 with a flat week the base path gives ×4, ×2.5, ×1.8 and ×1.4 within 6 %.

    Not exactly: the mean over a quarter of growth that bends at its middle lies off the knot.
    """
    calendar = make_calendar("2026-Q4", "2030-Q4", "quarter")
    values = hourly_demand(calendar, 0.18, np.array(TOKENS), np.ones(168))
    fourth = [values[calendar.period == p].mean() for p in (0, 4, 8, 12, 16)]
    assert np.array(fourth[1:]) / fourth[:-1] == pytest.approx([4.0, 2.5, 1.8, 1.4], rel=0.06)


def test_picked_days_hold_the_demand_of_all_days() -> None:
    """Proves: demand is a function of the hour alone."""
    every = make_calendar("2026-Q4", "2027-Q4", "quarter")
    few = make_calendar("2026-Q4", "2027-Q4", "month", days=2)
    week = np.arange(168) / 83.5
    all_values, few_values = (hourly_demand(c, 1.0, np.array(TOKENS), week) for c in (every, few))
    by_hour = dict(zip(every.hours_utc.tolist(), all_values.tolist(), strict=True))
    assert [by_hour[hour] for hour in few.hours_utc.tolist()] == few_values.tolist()


def test_the_week_follows_local_time_and_holidays_are_sundays() -> None:
    """With week = its own hour number and no growth, values tell the hour of the week that was used.

    1 June 2027 is a Tuesday (hours 24 to 47), 14 July 2027 a Wednesday and a holiday (Sunday, 144 to 167); on
    28 March 2027, a Sunday, hour 2 is left out.
    """
    calendar = make_calendar("2027-Q1", "2027-Q3", "quarter")
    values = hourly_demand(calendar, 1.0, np.array([1.0]), np.arange(168.0))
    scale = np.median(np.diff(values))

    def used(day: dt.date) -> list[int]:
        return np.rint(values[calendar.date_ordinal == day.toordinal()] / scale).astype(int).tolist()

    assert used(dt.date(2027, 6, 1)) == list(range(24, 48))
    assert used(dt.date(2027, 7, 14)) == list(range(144, 168))
    assert used(dt.date(2027, 3, 28)) == [144, 145, *range(147, 168)]


def test_all_workloads_together() -> None:
    calendar = make_calendar("2026-Q4", "2026-Q4", "quarter")
    found = demand(calendar, [0.18, 0.4], [np.array(TOKENS), np.array([2.0])], [np.ones(168), np.ones(168)])
    assert found.shape == (2, 2209)
    assert found.mean(axis=1) == pytest.approx([0.18, 0.4])
    assert demand(calendar, [], [], []).shape == (0, 2209)


def test_picked_days_ask_for_as_much_work_as_all_days() -> None:
    """Proves: on 3 days per quarter each quarter's demand equals that of every day. A bug gives up to 16 % off."""
    every = make_calendar("2026-Q4", "2027-Q4", "quarter")
    picked = make_calendar("2026-Q4", "2027-Q4", "quarter", days=3)
    week = np.linspace(0.5, 1.5, 168)
    asked = [demand(c, [1.0, 2.0], [np.array([4.0])] * 2, [week, np.ones(168)]) for c in (picked, every)]
    kept = keep_totals(picked, asked[0], every, asked[1])
    np.testing.assert_allclose(period_totals(picked, kept), period_totals(every, asked[1]), rtol=1e-12)
    assert abs(period_totals(picked, asked[0]) / period_totals(every, asked[1]) - 1).max() > 1e-3
