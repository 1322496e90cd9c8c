"""Cooling and water from wet-bulb temperature, and the check on real heat waves."""

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
from planner.physics.cooling import (
    cooling_fraction,
    heat_wave,
    heat_wave_warning,
    pue,
    typical_year_values,
    water_l_per_kwh,
    wet_bulb_degc,
)

COOLING = {
    "free_fraction": 0.06,
    "free_below_wet_bulb_degc": 12.0,
    "fraction_per_degc": 0.008,
    "max_fraction": 0.30,
}
WATER = {"starts_at_wet_bulb_degc": 14.0, "full_at_wet_bulb_degc": 20.0, "full_l_per_kwh": 0.6}


def test_the_typical_year_lies_on_utc_plus_1() -> None:
    """Proves: hour 0 of the year is 31 December 23:00 UTC, in summer too, and 29 February is 28 February
    again.
    """
    calendar = make_calendar("2028-Q1", "2028-Q4", "year")
    values = typical_year_values(calendar, np.arange(8760.0))
    by_hour = dict(zip(calendar.hours_utc.astype(str).tolist(), values.tolist(), strict=True))
    assert by_hour["2027-12-31T23:00:00"] == 0
    assert by_hour["2028-02-28T11:00:00"] == 58 * 24 + 12
    assert by_hour["2028-02-29T11:00:00"] == 58 * 24 + 12
    assert by_hour["2028-03-01T11:00:00"] == 59 * 24 + 12
    assert by_hour["2028-07-01T11:00:00"] == 181 * 24 + 12
    assert by_hour["2028-12-31T22:00:00"] == 8759


def test_a_common_year_is_the_typical_year() -> None:
    calendar = make_calendar("2027-Q1", "2027-Q4", "quarter")
    assert typical_year_values(calendar, np.arange(8760.0)).tolist() == list(range(8760))


def test_bad_weather() -> None:
    calendar = make_calendar("2027-Q1", "2027-Q1", "quarter")
    expected = "w: the series has 8759 hours; a typical year has 8760."
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        typical_year_values(calendar, np.zeros(8759), "w")
    values = np.zeros(8760)
    values[17] = np.nan
    expected = "w: hour_of_year 17 holds nan; a finite number is needed."
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        typical_year_values(calendar, values, "w")


def test_cooling_by_hand() -> None:
    """Free at 12 °C and below: 0.06; at 22 °C 0.06 + 10 · 0.008 = 0.14; capped at 0.30 from 42 °C on."""
    found = cooling_fraction(np.array([-5.0, 12.0, 22.0, 42.0, 60.0]), **COOLING)
    assert found == pytest.approx([0.06, 0.06, 0.14, 0.30, 0.30])


def test_water_by_hand() -> None:
    """None up to 14 °C, half of 0.6 l/kWh at 17 °C, all of it from 20 °C on."""
    assert water_l_per_kwh(np.array([0.0, 14.0, 17.0, 20.0, 30.0]), **WATER) == pytest.approx([0, 0, 0.3, 0.6, 0.6])


def test_water_must_rise() -> None:
    expected = (
        "site.water.full_at_wet_bulb_degc: 14 °C was read; more than site.water.starts_at_wet_bulb_degc, "
        "14 °C, is needed."
    )
    with pytest.raises(ScenarioError, match=f"^{re.escape(expected)}$"):
        water_l_per_kwh(np.array([10.0]), **{**WATER, "full_at_wet_bulb_degc": 14.0})


def test_pue_by_hand() -> None:
    """8 MW of IT, cooling 0.10, 0.4 MW auxiliaries, η 0.96: (8.8 + 0.4) / 0.96 / 8 = 1.19792."""
    assert pue(np.array([0.10]), 0.96, auxiliaries_mw=0.4, it_mw=8.0) == pytest.approx([9.2 / 0.96 / 8])


@given(wet_bulb=st.floats(-20, 40), warmer=st.floats(0, 10))
def test_warmer_never_cools_for_less(wet_bulb: float, warmer: float) -> None:
    low, high = cooling_fraction(np.array([wet_bulb, wet_bulb + warmer]), **COOLING)
    assert 0.06 <= low <= high <= 0.30
    less, more = water_l_per_kwh(np.array([wet_bulb, wet_bulb + warmer]), **WATER)
    assert 0 <= less <= more <= 0.6


def test_wet_bulb_agrees_with_the_weather_file() -> None:
    """Proves: the equation gives the 8,760 wet bulbs that were worked out independently, within 0.06 K."""
    typical = rack_data.weather()
    found = wet_bulb_degc(typical["dry_bulb_degc"].to_numpy(), typical["dew_point_degc"].to_numpy())
    assert np.abs(found - typical["wet_bulb_degc"].to_numpy()).max() < 0.06


def test_saturated_air_has_one_temperature() -> None:
    assert wet_bulb_degc(np.array([18.0]), np.array([18.0])) == pytest.approx([18.0])


# ------------------------------------------------------------------ heat waves


def test_the_heat_wave_of_2019_is_found() -> None:
    """Proves: 25 July 2019 is hottest, 41.7 °C at sea level less 1 K, and its wet bulb passes a summer
    day's 20 °C.
    """
    found = heat_wave(rack_data.daily_temperature(), rack_data.weather(), **COOLING)
    assert found.hottest_date == dt.date(2019, 7, 25)
    assert found.hottest_degc == pytest.approx(40.7, abs=0.05)
    assert 20 < found.wet_bulb_degc < 27
    assert found.cooling_fraction == pytest.approx(0.06 + 0.008 * (found.wet_bulb_degc - 12))
    assert (found.hours_short, heat_wave_warning(found)) == (0, None)


def test_cooling_too_small_is_told() -> None:
    """Proves: with 0.10 of IT power the same day falls short, and the sentence says by how much."""
    found = heat_wave(rack_data.daily_temperature(), rack_data.weather(), **{**COOLING, "max_fraction": 0.10})
    warning = heat_wave_warning(found)
    assert found.hours_short > 100
    assert warning is not None
    assert warning.startswith(f"Cooling falls short in {found.hours_short} hours of the hot years: on {found.date} ")
    assert "asks for 0.151 of IT power, the site has 0.100 (site.cooling.max_fraction)" in warning


def test_heat_wave_needs_its_years() -> None:
    daily = rack_data.daily_temperature()
    expected = "data/site/temperature_idf_daily.parquet: no day of 1950; it is needed for the heat-wave check."
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        heat_wave(daily, rack_data.weather(), **COOLING, years=(2019, 1950))
    broken = pd.DataFrame({"min_degc": [20.0], "max_degc": [np.nan]}, index=[dt.date(2019, 7, 25)])
    expected = "data/site/temperature_idf_daily.parquet: 2019-07-25 holds NaN; a finite number is needed."
    with pytest.raises(DataError, match=f"^{re.escape(expected)}$"):
        heat_wave(broken, rack_data.weather(), **COOLING, years=(2019,))
