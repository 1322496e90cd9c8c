"""From a scenario's design and chain to the lines of the optimiser, and the check on hot days."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest

import planner
from planner.errors import ScenarioError
from planner.inputs.build import build_inputs
from planner.inputs.power.site_weather import heat_wave_warning, hot_air, hot_cooling
from planner.physics.electrical_chain import line
from planner.problem.site import ModelInputs
from planner.scenario.schema import Scenario

DESIGNS = ("dry", "adiabatic", "evaporative")


@functools.cache
def base() -> Scenario:
    return planner.load("scenarios/les-ulis-first-edition.yaml").with_(**{"horizon.end": "2027-Q3"})


@functools.cache
def inputs(design: str = "simple", chain: str = "simple") -> ModelInputs:
    return build_inputs(base().with_(**{"site.cooling.design": design, "site.electrical_chain": chain}), days=1)


def test_straight_lines_stay_what_the_scenario_says() -> None:
    """Proves: without design and chain the optimiser reads the scenario's own figures, and nothing is added."""
    found = inputs()
    assert found.electrical_efficiency == base().site.electrical_efficiency
    assert found.auxiliaries_mw.tolist() == [0.05] * len(found.periods.names)
    assert found.hours.cooling.min() == base().site.cooling.free_fraction
    assert found.site_power is not None
    assert (found.site_power.design, found.site_power.chain) == (None, ())
    assert not any("design" in row.path and "cooling design:" in row.path for row in found.assumptions)


def test_no_load_losses_are_those_of_the_open_phases() -> None:
    """Proves: 5 MW open, then 10 MW from 2027-Q2 on: constant losses double, the site's own auxiliaries stay."""
    found, expected = inputs("simple", "load-dependent"), line(0.8)
    open_mw = np.array([5.0, 5.0, 10.0, 10.0])
    assert found.periods.names == ("2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3")
    assert found.auxiliaries_mw == pytest.approx(0.05 + expected.constant_mw_per_mw * open_mw)
    assert found.electrical_efficiency == expected.efficiency
    assert found.site_power is not None
    assert found.site_power.own_auxiliaries_mw.tolist() == [0.05] * 4


@pytest.mark.parametrize("design", DESIGNS)
def test_a_design_replaces_cooling_and_water(design: str) -> None:
    """Proves: cooling and water come from the plant, its figures are in the assumption list, the rest is untouched."""
    found, straight = inputs(design), inputs()
    assert not np.allclose(found.hours.cooling, straight.hours.cooling)
    assert (found.hours.water_l_per_kwh.max() > 0) == (design != "dry")
    assert found.hours.spot_eur_per_mwh.tolist() == straight.hours.spot_eur_per_mwh.tolist()
    assert any(row.path == "cooling design: liquid.supply_degc" for row in found.assumptions)


@pytest.mark.parametrize(
    ("field", "value"),
    [("site.cooling.liquid_share", 0.5), ("site.cooling.liquid_supply_degc", 25.0), ("site.expected_load", 0.5)],
)
def test_what_a_design_is_built_for_matters(field: str, value: float) -> None:
    changed: dict[str, Any] = {"site.cooling.design": "dry", field: value}
    found = build_inputs(base().with_(**changed), days=1)
    assert not np.allclose(found.hours.cooling, inputs("dry").hours.cooling)


# ------------------------------------------------------------------ hot days


def test_hot_days_are_hotter_than_the_typical_year() -> None:
    """Proves: capacity is not checked on a year without a heat wave: 40.7 °C at the site against 33.0."""
    _, air = hot_air()
    assert len(air.dry_bulb_degc) == 728 * 24  # two of the 730 days are missing in the source
    assert air.dry_bulb_degc.max() == pytest.approx(40.68, abs=0.01)


@pytest.mark.parametrize("design", DESIGNS)
def test_the_designs_stand_the_heat_waves_and_say_when_they_would_not(design: str) -> None:
    """Proves: all three carry full load on every hour of 2019 and 2022 with water of 35 °C; with 25 °C none does."""
    scenario = base().with_(**{"site.cooling.design": design})
    assert heat_wave_warning(scenario) is None
    told = heat_wave_warning(scenario.with_(**{"site.cooling.liquid_supply_degc": 25.0}))
    assert told is not None
    assert f"Cooling ({design}) falls short in " in told
    assert "on 2019-07-2" in told


def test_hot_days_draw_more_than_any_hour_of_the_typical_year() -> None:
    """Proves: the greatest cooling on real days is above what the optimiser sees, most for the dry design."""
    found = {design: hot_cooling(base().with_(**{"site.cooling.design": design})) for design in DESIGNS}
    assert found == pytest.approx({"dry": 0.191, "adiabatic": 0.067, "evaporative": 0.060}, abs=0.006)
    assert found["dry"] > 1.5 * inputs("dry").hours.cooling.max()


def test_an_unknown_design_is_refused() -> None:
    with pytest.raises(ScenarioError, match="dry"):
        base().with_(**{"site.cooling.design": "wet"})
