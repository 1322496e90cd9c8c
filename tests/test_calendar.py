"""The calendar: real days, clock changes, holidays, and the picked days that stand for a period."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import calendar as module
from planner.calendar import Calendar, make_calendar
from planner.errors import ScenarioError

PARIS = ZoneInfo("Europe/Paris")


def hours_on(calendar: Calendar, day: dt.date) -> list[int]:
    return calendar.hour[calendar.date_ordinal == day.toordinal()].tolist()


def weights_of(calendar: Calendar, period: int) -> np.ndarray:
    """Real days each local day of the period stands for."""
    days, hours = calendar.days, np.diff(calendar.days.first_hour)
    local_days = np.array([len(np.unique(part)) for part in np.split(calendar.day_index, np.cumsum(hours)[:-1])])
    return (days.weight * local_days)[days.period == period]


def test_clock_change_days_have_23_and_25_hours() -> None:
    """Proves: 29 March 2026 has no local hour 2, 25 October has it twice; a 24-hour rule would shift all
    after.
    """
    calendar = make_calendar("2026-Q1", "2026-Q4", "quarter")
    assert hours_on(calendar, dt.date(2026, 3, 29)) == [0, 1, *range(3, 24)]
    assert hours_on(calendar, dt.date(2026, 10, 25)) == [0, 1, 2, 2, *range(3, 24)]
    lengths = dict(zip(calendar.days.dates, np.diff(calendar.days.first_hour).tolist(), strict=True))
    assert {day: n for day, n in lengths.items() if n != 24} == {
        dt.date(2026, 3, 29): 23,
        dt.date(2026, 10, 25): 25,
    }
    assert len(calendar.hours_utc) == 8760


def test_every_local_field_agrees_with_the_time_zone_data_base() -> None:
    """Proves: hour, weekday, month and date are those of Europe/Paris for every hour of two years."""
    calendar = make_calendar("2027-Q4", "2029-Q1", "quarter")
    for at in range(0, len(calendar.hours_utc), 7):
        local = calendar.hours_utc[at].astype(dt.datetime).replace(tzinfo=dt.UTC).astimezone(PARIS)
        found = (calendar.hour[at], calendar.weekday[at], calendar.month[at], calendar.date_ordinal[at])
        assert found == (local.hour, local.weekday(), local.month, local.toordinal())


def test_the_base_horizon_is_whole() -> None:
    """Proves: 17 quarters hold 1,553 days and 37,273 hours without gap; `python -m benchmarks at_once` has the time."""
    calendar = make_calendar("2026-Q4", "2030-Q4", "quarter")
    assert len(calendar.names) == 17
    assert (len(calendar.days.dates), len(calendar.hours_utc)) == (1553, 37273)
    assert calendar.hours_utc[0] == np.datetime64("2026-09-30T22:00:00")  # local midnight of 1 October
    assert (np.diff(calendar.hours_utc) == np.timedelta64(1, "h")).all()
    assert calendar.every_day
    assert (calendar.days.weight == 1).all()


def test_leap_year() -> None:
    """Proves: 2028 has 366 days, 29 February among them, and its quarters still add up to one year."""
    calendar = make_calendar("2028-Q1", "2028-Q4", "quarter")
    assert dt.date(2028, 2, 29) in calendar.days.dates
    assert len(calendar.days.dates) == 366
    assert calendar.years[0] == pytest.approx(91 / 366, rel=1e-15)
    assert calendar.years.sum() == pytest.approx(1, abs=1e-15)


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("quarter", ("2026-Q4", "2027-Q1", "2027-Q2")),
        (
            "month",
            (
                "2026-10",
                "2026-11",
                "2026-12",
                "2027-01",
                "2027-02",
                "2027-03",
                "2027-04",
                "2027-05",
                "2027-06",
            ),
        ),
        ("year", ("2026", "2027")),
    ],
)
def test_names_and_edges_of_each_kind_of_period(kind: module.PeriodKind, names: tuple[str, ...]) -> None:
    """Proves: part years at both ends are kept as periods of their own, and no day is lost."""
    calendar = make_calendar("2026-Q4", "2027-Q2", kind)
    assert calendar.names == names
    assert calendar.first_day[0] == dt.date(2026, 10, 1)
    assert calendar.after_last_day == dt.date(2027, 7, 1)
    assert len(calendar.days.dates) == (dt.date(2027, 7, 1) - dt.date(2026, 10, 1)).days
    assert calendar.years.sum() == pytest.approx(92 / 365 + 181 / 365, abs=1e-14)


def test_a_whole_year_as_one_period_is_exactly_one_year() -> None:
    assert make_calendar("2027-Q1", "2028-Q4", "year").years.tolist() == [1.0, 1.0]


def test_the_eleven_national_holidays() -> None:
    """Proves: 11 days in 2027, with Easter Monday and Ascension, without Good Friday and 26 December."""
    calendar = make_calendar("2027-Q1", "2027-Q4", "year")
    days = [dt.date.fromordinal(int(day)) for day in calendar.day_ordinal[calendar.day_holiday]]
    assert [(day.month, day.day) for day in days] == [
        (1, 1), (3, 29), (5, 1), (5, 6), (5, 8), (5, 17), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25),
    ]  # fmt: skip


def test_discount_factors_by_hand() -> None:
    """Two whole years at 9 %: mid-year factors 1.09^−0.5 and 1.09^−1.5, end factor 1.09^−2."""
    periods = make_calendar("2027-Q1", "2028-Q4", "year").periods(0.09)
    assert periods.discount == pytest.approx([1.09**-0.5, 1.09**-1.5], rel=1e-12)
    assert periods.discount_at_end == pytest.approx(1.09**-2, rel=1e-12)


def test_three_days_keep_the_mix_of_the_week() -> None:
    """2026-Q4 has 66 weekdays and 26 weekend days: two weekdays weigh 33 each, one weekend day 26."""
    calendar = make_calendar("2026-Q4", "2026-Q4", "quarter", days=3)
    weekend = np.array([day.weekday() >= 5 for day in calendar.days.dates])
    assert calendar.days.weight[weekend].tolist() == [26.0]
    assert calendar.days.weight[~weekend].tolist() == [33.0, 33.0]
    assert not calendar.every_day


def test_one_and_two_days() -> None:
    """One: the weekday nearest the middle, 16 November 2026, a Monday. Two: it and a weekend day."""
    one = make_calendar("2026-Q4", "2026-Q4", "quarter", days=1).days
    assert (one.dates, one.weight.tolist()) == ((dt.date(2026, 11, 16),), [92.0])
    two = make_calendar("2026-Q4", "2026-Q4", "quarter", days=2).days
    assert [day.weekday() >= 5 for day in two.dates] == [True, False]
    assert two.weight.tolist() == [26.0, 66.0]


def test_a_picked_day_is_neither_a_holiday_nor_a_clock_change() -> None:
    calendar = make_calendar("2026-Q4", "2030-Q4", "quarter", days=9)
    assert not calendar.day_holiday.any()
    assert (np.diff(calendar.days.first_hour) == 24).all()


@given(n=st.integers(1, 40), kind=st.sampled_from(["month", "quarter"]), block=st.sampled_from([1, 7]))
def test_weights_add_up_to_the_real_days(n: int, kind: module.PeriodKind, block: int) -> None:
    """Proves: for any number of days, no day is picked twice, and the days weigh what the period has."""
    calendar = make_calendar("2027-Q4", "2028-Q1", kind, days=n, block_days=block)
    edges = [*calendar.first_day, calendar.after_last_day]
    assert len(set(calendar.days.dates)) == len(calendar.days.dates)
    assert calendar.days.first_hour[-1] == len(calendar.hours_utc)
    for p in range(len(calendar.names)):
        real = (edges[p + 1] - edges[p]).days
        weights = weights_of(calendar, p)
        assert weights.sum() == pytest.approx(real, rel=1e-12)
        blocks = -(-real // block)
        assert len(weights) == (min(n, real // 7) if block == 7 and n < blocks else min(n, blocks))
        if block == 1 and 2 <= n < real:
            weekend = np.array([day.weekday() >= 5 for day in calendar.days.dates])
            weekend = weekend[calendar.days.period == p]
            all_days = [edges[p] + dt.timedelta(days=at) for at in range(real)]
            assert weights[weekend].sum() == pytest.approx(sum(day.weekday() >= 5 for day in all_days))


def test_all_days_asked_for_as_a_number_is_every_day() -> None:
    calendar = make_calendar("2027-Q1", "2027-Q1", "quarter", days=90)
    assert calendar.every_day
    assert (calendar.days.weight == 1).all()


def test_week_blocks_end_with_a_shorter_one() -> None:
    """2026-Q4: 92 days are 13 weeks and a day; the week of 25 October has 169 hours."""
    days = make_calendar("2026-Q4", "2026-Q4", "quarter", block_days=7).days
    hours = np.diff(days.first_hour)
    assert len(hours) == 14
    assert (hours[-1], hours[days.dates.index(dt.date(2026, 10, 22))]) == (24, 169)
    assert set(hours[[0, 1, 2, 4, 5]].tolist()) == {168}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("2026Q4", "2027-Q1", "quarter"),
            'horizon.start: "2026Q4" was read; a quarter is written like 2026-Q4.',
        ),
        (
            ("2026-Q4", "2027-Q5", "quarter"),
            'horizon.end: "2027-Q5" was read; a quarter is written like 2026-Q4.',
        ),
        (("2027-Q1", "2026-Q4", "quarter"), "horizon.end: 2026-Q4 is before horizon.start, 2027-Q1."),
        (("2027-Q1", "2027-Q4", "week"), 'horizon.period: "week" was read; allowed: month, quarter, year.'),
    ],
)
def test_a_horizon_that_cannot_be_read(arguments: tuple[str, str, module.PeriodKind], message: str) -> None:
    with pytest.raises(ScenarioError, match=f"^{re.escape(message)}$"):
        make_calendar(*arguments)


def test_no_days_at_all_is_refused() -> None:
    with pytest.raises(ScenarioError, match=r'^days: 0 was read; allowed are "all" and whole numbers from 1 on\.$'):
        make_calendar("2026-Q4", "2026-Q4", "quarter", days=0)
    with pytest.raises(ScenarioError, match=r"^block_days: 2 was read; allowed are 1 and 7\.$"):
        make_calendar("2026-Q4", "2026-Q4", "quarter", block_days=2)
