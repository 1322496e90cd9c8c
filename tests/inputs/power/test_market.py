"""Prices and carbon: levels by year, shapes of real days."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.calendar import make_calendar, year_of
from planner.catalogue import racks as rack_data
from planner.errors import DataError, ScenarioError
from planner.inputs.power.market import carbon_g_per_kwh, forward_levels, spot_eur_per_mwh

FORWARD = {2026: 65.0, 2027: 50.53, 2028: 61.71, 2029: 67.06, 2030: 68.66}
WINDOW = {"shape_from": dt.date(2024, 9, 1), "shape_to": dt.date(2026, 8, 21)}
CARBON_WINDOW = {"shape_from": dt.date(2024, 7, 1), "shape_to": dt.date(2025, 6, 29)}


@pytest.fixture(scope="module")
def prices() -> pd.Series[float]:
    return rack_data.spot_price_eur_per_mwh()


@pytest.fixture(scope="module")
def intensity() -> pd.Series[float]:
    return rack_data.carbon_intensity()["ci_combustion_g_per_kwh"]


def test_each_whole_year_averages_its_forward_price(prices: pd.Series[float]) -> None:
    """Proves: 2027 to 2030 average forward × scale exactly, and the lone quarter of 2026 stays above its
    year.
    """
    calendar = make_calendar("2026-Q4", "2030-Q4", "quarter")
    spot = spot_eur_per_mwh(calendar, prices, **WINDOW, forward_eur_per_mwh=FORWARD, scale=1.3)
    year = year_of(calendar.date_ordinal)
    for y in (2027, 2028, 2029, 2030):
        assert spot[year == y].mean() == pytest.approx(1.3 * FORWARD[y], rel=1e-12)
    assert 1.0 < spot[year == 2026].mean() / (1.3 * FORWARD[2026]) < 1.3


def test_picked_days_see_the_prices_of_all_days(prices: pd.Series[float]) -> None:
    """Proves: the price of an hour does not depend on how many days are dispatched, nor on the period
    length.
    """
    every = make_calendar("2026-Q4", "2027-Q4", "quarter")
    few = make_calendar("2026-Q4", "2027-Q4", "month", days=2)
    spots = [spot_eur_per_mwh(c, prices, **WINDOW, forward_eur_per_mwh=FORWARD) for c in (every, few)]
    by_hour = dict(zip(every.hours_utc.tolist(), spots[0].tolist(), strict=True))
    assert [by_hour[hour] for hour in few.hours_utc.tolist()] == spots[1].tolist()


def test_the_gas_crisis_keeps_its_own_level(prices: pd.Series[float]) -> None:
    """2022 averaged 275.9 EUR/MWh; at scale 0.5 every year of the horizon averages half of it, without
    forwards.
    """
    calendar = make_calendar("2027-Q1", "2028-Q4", "year")
    spot = spot_eur_per_mwh(calendar, prices, **WINDOW, forward_eur_per_mwh={}, shape_year=2022, scale=0.5)
    year = year_of(calendar.date_ordinal)
    for y in (2027, 2028):
        assert spot[year == y].mean() == pytest.approx(275.9 / 2, abs=0.05)
    summer, spring = (spot[np.isin(calendar.month, months)].mean() for months in ([7, 8, 9], [4, 5, 6]))
    assert summer > 1.5 * spring  # August 2022 was the summit


def test_years_after_the_last_forward_move_by_the_change() -> None:
    """Last quote 60 in 2028 at +2 %: 61.2 in 2029 and 62.424 in 2030."""
    assert forward_levels([2027, 2028, 2029, 2030], {2027: 50.0, 2028: 60.0}, 0.02) == pytest.approx(
        {2027: 50.0, 2028: 60.0, 2029: 61.2, 2030: 62.424}
    )


@pytest.mark.parametrize(
    ("forward", "years", "message"),
    [
        ({2027: 50.0}, [2026, 2027], "there is no price for 2026; years given: 2027."),
        (
            {2026: 50.0, 2028: 60.0},
            [2026, 2027, 2028],
            "there is no price for 2027; years given: 2026, 2028.",
        ),
        ({}, [2026], "there is no price for 2026; years given: none."),
    ],
)
def test_a_year_without_forward_price(forward: dict[int, float], years: list[int], message: str) -> None:
    full = (
        f"power.spot.forward_eur_per_mwh: {message}\n\n"
        "hint: give each year from the start of the horizon to the last quoted year."
    )
    with pytest.raises(ScenarioError, match=f"^{re.escape(full)}$"):
        forward_levels(years, forward, 0.0)


def test_a_shape_without_a_level_cannot_be_scaled(prices: pd.Series[float]) -> None:
    calendar = make_calendar("2027-Q1", "2027-Q1", "quarter")
    with pytest.raises(DataError, match=r"^x: the mean from 2024-09-01 to 2026-08-21 is -\d+\.\d\d EUR/MWh; above 0"):
        spot_eur_per_mwh(calendar, -prices, **WINDOW, forward_eur_per_mwh=FORWARD, name="x")


@given(level=st.floats(1.0, 200.0))
def test_carbon_meets_its_level_and_is_never_negative(level: float) -> None:
    """Proves: a whole year averages the level, above the shape's mean (constant added) and below (scaled)."""
    calendar = make_calendar("2028-Q1", "2028-Q4", "year")
    shape = rack_data.carbon_intensity()["ci_combustion_g_per_kwh"]
    carbon = carbon_g_per_kwh(calendar, shape, **CARBON_WINDOW, level_g_per_kwh=level)
    assert carbon.mean() == pytest.approx(level, rel=1e-9)
    assert carbon.min() >= 0


def test_carbon_adds_a_constant(intensity: pd.Series[float]) -> None:
    """Proves: from level 21.7 to 31.7 every hour moves by 10 g; scaling would move dirty hours more."""
    calendar = make_calendar("2027-Q1", "2027-Q2", "quarter")
    low, high = (
        carbon_g_per_kwh(calendar, intensity, **CARBON_WINDOW, level_g_per_kwh=level) for level in (21.7, 31.7)
    )
    assert high - low == pytest.approx(10.0)


def test_negative_carbon_is_refused(intensity: pd.Series[float]) -> None:
    calendar = make_calendar("2027-Q1", "2027-Q1", "quarter")
    with pytest.raises(DataError, match=r"^x: the lowest value is -\d+\.\d\d g/kWh; 0 or more is needed\.$"):
        carbon_g_per_kwh(calendar, intensity - 50, **CARBON_WINDOW, level_g_per_kwh=20, name="x")
