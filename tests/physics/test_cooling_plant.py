"""Two loops of a cooling design: fans, chillers, economiser, water, by hand and by what must always hold."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.physics.cooling import wet_bulb_degc
from planner.physics.cooling_designs import Design, Rejection, design, design_assumptions
from planner.physics.cooling_plant import Air, by_loop, expected, loop_drawn, site_drawn

NAMES: tuple[Rejection, ...] = ("dry", "adiabatic", "evaporative")
names = st.sampled_from(NAMES)
temperatures = st.floats(-15, 42)
drynesses = st.floats(0, 25)
loads = st.floats(0.05, 1.0)


def outside(dry: float, dew: float) -> Air:
    dry_bulb, dew_point = np.array([dry]), np.array([min(dew, dry)])
    return Air(dry_bulb, wet_bulb_degc(dry_bulb, dew_point), dew_point)


def test_a_dry_cooler_alone_by_hand() -> None:
    """Water comes back at 45 °C; 20 °C outside: able to carry 25/15, so fans run at 60 %: 0.02 · 0.6³ = 0.00432."""
    plant = design("dry")
    found = loop_drawn(plant, plant.liquid, outside(20, 10), np.ones(1))
    assert found.fans == pytest.approx([0.02 * 0.6**3])
    assert found.circulation == pytest.approx([0.03])
    assert (found.chillers[0], found.water_l[0], found.free[0]) == (0, 0, 1)


def test_the_economiser_reaches_its_limit_by_hand() -> None:
    """40 °C outside: the cooler carries 5/15, chillers the rest; Carnot 304.15/21 · 0.45 = 6.52; at a load of
    0.667/0.8 EN 14825 takes 2 %: 0.6667 / (6.5175 · 0.98039) = 0.10434. Fans at full speed.
    """
    plant = design("dry")
    found = loop_drawn(plant, plant.liquid, outside(40, 10), np.ones(1))
    assert found.free == pytest.approx([1 / 3])
    assert found.chillers == pytest.approx([0.10434], abs=1e-5)
    assert found.fans == pytest.approx([0.02])
    assert found.short == pytest.approx([0])


def test_part_load_by_hand() -> None:
    """At half load: circulation 0.03 · 0.25, fans at their least speed; below the least flow water warms less."""
    plant = design("dry")
    half = loop_drawn(plant, plant.liquid, outside(20, 10), np.array([0.5]))
    assert half.circulation == pytest.approx([0.03 * 0.25])
    assert half.fans == pytest.approx([0.02 * 0.4**3])
    fifth = loop_drawn(plant, plant.liquid, outside(38.5, 10), np.array([0.2]))
    assert fifth.free == pytest.approx([0.1])  # back at 35 + 10 · 0.2/0.4 = 40 °C: able to carry 1.5/15


def test_pads_take_only_the_water_they_need_by_hand() -> None:
    """30 °C and dew point 10 °C: fans at 70 % want 45 − 15/0.7 = 23.57 °C, so pads cool by 6.43 K (of 9.6 they could);
    air at 70 % of its flow: 0.643 · 0.7 kWh evaporated per kWh, 1/0.68 l each, bleed 1/2.3.
    """
    plant = design("adiabatic")
    air = outside(30, 10)
    assert 0.8 * (30 - air.wet_bulb_degc[0]) > 6.43
    found = loop_drawn(plant, plant.liquid, air, np.ones(1))
    assert found.fans == pytest.approx([0.02 * 0.7**3])
    assert found.water_l == pytest.approx([(30 - (45 - 15 / 0.7)) / 10 * 0.7 / 0.68 * 3.3 / 2.3])


@given(name=names, dry=temperatures, dryness=drynesses, load=loads, supply=st.floats(20, 50))
def test_all_heat_goes_somewhere(name: Rejection, dry: float, dryness: float, load: float, supply: float) -> None:
    """Proves: free + chiller + what is short = heat, to 1e-9; nothing is negative; the dry design never drinks."""
    plant = design(name, supply)
    for loop in (plant.liquid, plant.air):
        found = loop_drawn(plant, loop, outside(dry, dry - dryness), np.array([load]))
        chilled = load - found.free - found.short
        assert 0 <= found.free[0] <= load + 1e-12
        assert -1e-9 <= chilled[0] <= loop.chiller_share + 1e-9
        assert (found.chillers[0] > 0) == (chilled[0] > 0)
        assert min(found.power[0], found.water_l[0], found.short[0]) >= 0
        assert name != "dry" or found.water_l[0] == 0


@given(name=names, dry=temperatures, warmer=st.floats(0, 10), dryness=drynesses, load=loads)
def test_warmer_outside_never_draws_less(
    name: Rejection, dry: float, warmer: float, dryness: float, load: float
) -> None:
    """Proves: free cooling and power follow the weather the right way, at the same spread to the dew point."""
    plant = design(name)
    cold, hot = outside(dry, dry - dryness), outside(dry + warmer, dry + warmer - dryness)
    for loop in (plant.liquid, plant.air):
        first, second = (loop_drawn(plant, loop, air, np.array([load])) for air in (cold, hot))
        assert second.free[0] <= first.free[0] + 1e-9
        if first.free[0] > 0 and second.free[0] > 0:
            assert second.fans[0] + second.chillers[0] >= first.fans[0] + first.chillers[0] - 0.003


@given(name=names, dry=temperatures, dryness=drynesses, load=st.floats(0.05, 0.9), more=st.floats(0, 0.1))
def test_more_heat_never_draws_less_circulation_or_chiller(
    name: Rejection, dry: float, dryness: float, load: float, more: float
) -> None:
    plant, air = design(name), outside(dry, dry - dryness)
    for loop in (plant.liquid, plant.air):
        first, second = (loop_drawn(plant, loop, air, np.array([at])) for at in (load, load + more))
        assert second.circulation[0] >= first.circulation[0]
        assert second.free[0] >= first.free[0] - 1e-9


@given(dry=temperatures, dryness=drynesses, load=loads)
def test_pads_never_raise_the_power_of_a_loop(dry: float, dryness: float, load: float) -> None:
    """Proves: water saves fans and chillers: the air loop of `adiabatic` never draws more than that of `dry`."""
    air, at = outside(dry, dry - dryness), np.array([load])
    wet, dry_plant = design("adiabatic"), design("dry")
    assert loop_drawn(wet, wet.air, air, at).power[0] <= loop_drawn(dry_plant, dry_plant.air, air, at).power[0] + 1e-12


@given(name=names, liquid=st.floats(0.1, 0.9), load=st.floats(0.3, 1.0), dry=temperatures)
def test_the_site_is_its_two_loops(name: Rejection, liquid: float, load: float, dry: float) -> None:
    """Proves: at the expected share and load the line and the exact plant agree to 1e-9, in power and in water."""
    plant, air = design(name), outside(dry, dry - 5)
    heat = np.array([load])
    exact = site_drawn(plant, air, heat * liquid, heat * (1 - liquid), liquid_share=liquid, rated_heat=np.ones(1))
    power, water = expected(plant, air, liquid_share=liquid, load=load)
    assert exact.power == pytest.approx(power * load, abs=1e-9)
    assert exact.water_l_per_kwh == pytest.approx(water, abs=1e-9)


def test_an_air_cooled_rack_is_dearer_to_cool_than_a_liquid_one() -> None:
    """Proves: the two loops are told apart: on a summer day the air loop of a dry design draws several times more."""
    loops = by_loop(design("dry"), outside(28, 14), liquid_share=0.85, load=0.8)
    assert loops.power(0.0)[0] > 4 * loops.power(1.0)[0]
    assert loops.power(0.85)[0] == pytest.approx(0.85 * loops.power(1.0)[0] + 0.15 * loops.power(0.0)[0])


def test_a_closed_site_draws_nothing() -> None:
    found = site_drawn(
        design("dry"), outside(20, 10), np.zeros(1), np.zeros(1), liquid_share=0.85, rated_heat=np.zeros(1)
    )
    assert (found.power[0], found.water_l_per_kwh[0], found.short[0]) == (0, 0, 0)


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_a_design_is_told(name: Rejection) -> None:
    """Proves: no figure of a plant hides from the assumption list, each with source and reason."""
    rows = design_assumptions(design(name))
    loops = 2 * len(dataclasses.fields(design(name).liquid))
    assert len(rows) == loops + len(dataclasses.fields(Design)) - 2
    assert all(row.source and row.reason for row in rows)
