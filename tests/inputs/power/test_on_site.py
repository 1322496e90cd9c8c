"""Battery, PV and back-up sets of a scenario as arrays; the sun of the typical year."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest

from planner.calendar import make_calendar
from planner.catalogue import racks as rack_data
from planner.inputs.power import on_site
from planner.physics.sun import plane_irradiance_w_per_m2, pv_profile, sun_position
from planner.scenario.schema import Scenario
from tests.scenario.small import changed

BATTERY = {
    "earliest": "2027-Q1",
    "min_mw": 1,
    "max_mw": 2,
    "max_mwh": 4,
    "capex_eur_per_kw": 300,
    "capex_eur_per_kwh": 200,
    "capex_change_per_year": -0.1,
    "opex_share_per_year": 0.01,
    "power_life_years": 0.5,
    "energy_life_years": 20,
    "round_trip_efficiency": 0.81,
    "wear_eur_per_mwh": 5,
    "fade_per_year": 0.02,
    "end_value_share": 0.5,
}
GENSETS = {
    "mw": 10,
    "fuel_eur_per_mwh": 40,
    "efficiency": 0.4,
    "wear_eur_per_mwh": 10,
    "test_hours_per_year": 12,
    "test_load_share": 0.5,
    "opex_eur_per_kw_year": 10,
    "carbon_kg_per_mwh_fuel": 260,
}
COLD_STORE = {
    "earliest": "2027-Q1",
    "max_mw": 2,
    "max_mwh": 8,
    "capex_eur_per_kw": 250,
    "capex_eur_per_kwh": 25,
    "opex_share_per_year": 0.01,
    "life_years": 20,
    "loss_per_hour": 0.002,
    "pumps_mwh_per_mwh": 0.02,
    "end_value_share": 0.5,
}
PLACE = {"latitude_deg": 48.8, "longitude_deg": 2.0}


def test_battery_prices_lives_limits_and_worth() -> None:
    """Proves: each array by hand, for the quarters 2026-Q4 to 2027-Q2, the battery from 2027-Q1 on.

    A bug would give: kW read as MW, half a life as a whole one, or worth without the years gone by.
    """
    calendar = make_calendar("2026-Q4", "2027-Q2", "quarter")
    found = on_site.battery(Scenario.from_values(changed(**{"power.battery": BATTERY})), calendar)
    assert found is not None
    assert found.charge_efficiency == pytest.approx(0.9)
    price = 0.3 * 0.9**calendar.years_to_middle
    assert found.power.price_meur == pytest.approx(price)
    assert found.power.opex_meur == pytest.approx(0.01 * price * calendar.years)
    assert found.energy.augmentation_meur == pytest.approx(0.02 * price * 2 / 3 * calendar.years)
    assert found.power.least.tolist() == [0, 1, 1]
    assert found.power.most.tolist() == [0, 2, 2]
    # Half a year: what is built in the autumn of 92 days is still there in spring, 182 days later, by half a day.
    assert found.power.in_use.tolist() == [[True, True, True], [False, True, True], [False, False, True]]
    left = 1 - np.array([calendar.years.sum(), calendar.years[1:].sum(), calendar.years[2]]) / 20
    assert found.energy.worth_meur == pytest.approx(0.5 * price * 2 / 3 * left)
    assert found.power.worth_meur[0] == 0  # three quarters old, of half a year's life


def test_back_up_sets_by_hand() -> None:
    """Proves: fuel through its efficiency, tests by hours and load, CO2 per MWh of electricity."""
    calendar = make_calendar("2027-Q1", "2027-Q4", "year")
    found = on_site.gensets(Scenario.from_values(changed(**{"power.gensets": GENSETS})), calendar)
    assert found is not None
    assert not found.peak_shaving
    inflation = found.energy_eur_per_mwh[0] / 110
    assert 1 <= inflation < 1.1
    assert found.fixed_meur == pytest.approx([0.1 * inflation])
    assert found.test_mwh == pytest.approx([60])
    assert found.carbon_kg_per_mwh == pytest.approx(650)


def test_cold_costs_what_the_chillers_draw() -> None:
    """Proves: cooling less that of free cooling, by hour; nothing where chillers stand still; the pumps of the store on
    what is put in; prices in MEUR per MW, of both parts.
    """
    calendar = make_calendar("2026-Q4", "2027-Q1", "quarter")
    scenario = Scenario.from_values(changed(**{"power.cold_store": COLD_STORE}))
    free = scenario.site.cooling.free_fraction
    cooling = free + np.array([0.0, 0.0004, 0.1, 0.25])
    found = on_site.cold_store(scenario, calendar, cooling)
    assert found is not None
    assert found.saved_mwh_per_mwh == pytest.approx([0, 0, 0.1, 0.25])
    assert found.charge_mwh_per_mwh == pytest.approx([0.02, 0.02, 0.12, 0.27])
    assert found.kept_per_hour == pytest.approx(0.998)
    assert found.power.price_meur == pytest.approx([0.25, 0.25])
    assert found.energy.price_meur == pytest.approx([0.025, 0.025])
    assert found.energy.most.tolist() == [0, 8]
    assert found.power.opex_meur == pytest.approx(0.0025 * calendar.years)


def test_a_scenario_without_them_has_none() -> None:
    """Proves: left out, nothing is there. A bug would give: columns in the base case."""
    calendar, scenario = make_calendar("2027-Q1", "2027-Q4", "year"), Scenario.from_values(changed())
    assert on_site.battery(scenario, calendar) is None
    assert on_site.pv(scenario, calendar) is None
    assert on_site.gensets(scenario, calendar) is None
    assert on_site.cold_store(scenario, calendar, np.ones(8760)) is None


def test_the_sun_stands_where_the_weather_file_says() -> None:
    """Proves: our position gives back the level radiation that the file made from its own.

    ghi = dhi + dni * cos(zenith) at mid-hour. A bug would give: an hour off, some 60 W/m2 in the mean.
    """
    weather = rack_data.weather()
    cosine, azimuth = sun_position(weather.index.to_numpy(dtype=float), **PLACE)
    level = weather["dhi_w_per_m2"] + weather["dni_w_per_m2"] * np.maximum(cosine, 0)
    assert (level - weather["ghi_w_per_m2"]).abs().mean() < 1.5
    noon = np.arange(12, 8760, 24)
    assert np.degrees(azimuth[noon]) == pytest.approx(180, abs=20)
    assert np.degrees(np.arccos(cosine[noon])).min() == pytest.approx(48.8 - 23.4, abs=1)


def test_the_yield_is_that_of_paris() -> None:
    """Proves: a year of PV gives what is known of Paris: about 1,050 kWh per kW tilted south, less flat or north.

    Source of the range: PVGIS (European Commission), Paris, 14 % losses: 1,000 to 1,150 kWh at 30 degrees.
    """
    weather = rack_data.weather()

    def year(tilt: float, azimuth: float) -> float:
        return float(pv_profile(weather, tilt_deg=tilt, azimuth_deg=azimuth, losses_share=0.14, **PLACE).sum())

    assert 1000 < year(30, 180) < 1150
    assert year(30, 0) < year(0, 180) < year(10, 180) < year(30, 180)
    profile = pv_profile(weather, tilt_deg=10, azimuth_deg=180, losses_share=0.14, **PLACE)
    assert ((profile == 0) | ((profile >= 1e-3) & (profile <= 1))).all()


def test_a_flat_panel_sees_the_level_radiation() -> None:
    """Proves: without tilt the sky and the beam of the file come through, and nothing of the ground."""
    weather = rack_data.weather()
    flat = plane_irradiance_w_per_m2(weather, tilt_deg=0, azimuth_deg=180, **PLACE)
    assert flat.sum() == pytest.approx(float(weather["ghi_w_per_m2"].sum()), rel=0.01)


def test_a_few_days_have_the_sun_of_their_quarter() -> None:
    """Proves: three days a quarter give the energy of the whole quarter. A bug would give: a sunny day as the rule."""
    asked = {
        "earliest": "2026-Q4",
        "max_mw": 3,
        "capex_eur_per_kw": 900,
        "opex_share_per_year": 0.01,
        "life_years": 30,
        "tilt_deg": 10,
        "losses_share": 0.14,
        "end_value_share": 0.5,
    }
    scenario = Scenario.from_values(changed(**{"power.pv": asked}))
    horizon = scenario.horizon

    def energy(days: int | Literal["all"]) -> np.ndarray:
        calendar = make_calendar(horizon.start, horizon.end, horizon.period, days=days)
        found = on_site.pv(scenario, calendar)
        assert found is not None
        weight = np.repeat(calendar.days.weight, np.diff(calendar.days.first_hour))
        return np.bincount(calendar.period, found.profile * weight)

    assert energy(3) == pytest.approx(energy("all"), rel=0.01)
