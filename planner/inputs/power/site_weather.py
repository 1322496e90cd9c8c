"""Cooling, water and electrical chain of a scenario as the straight lines that the optimiser reads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypedDict

import numpy as np

from planner.catalogue import racks as rack_data
from planner.catalogue.files import data_hash
from planner.physics import cooling, cooling_designs, cooling_plant, electrical_chain
from planner.physics.site import SitePower, chosen_design, chosen_line
from planner.problem.loop_cooling import LoopCooling

if TYPE_CHECKING:
    from pathlib import Path

    from planner.arrays import Floats
    from planner.assumption import Assumption
    from planner.calendar import Calendar
    from planner.physics.cooling_designs import Design
    from planner.problem.site import Phases
    from planner.scenario.fields.site import Cooling
    from planner.scenario.schema import Scenario

ROUNDING = 1e-9
OUTSIDE = ("dry_bulb_degc", "wet_bulb_degc", "dew_point_degc")


class _Figures(NamedTuple):
    free_fraction: float
    free_below_wet_bulb_degc: float
    fraction_per_degc: float
    max_fraction: float


class _Line(TypedDict):
    free_fraction: float
    free_below_wet_bulb_degc: float
    fraction_per_degc: float
    max_fraction: float


@dataclass(frozen=True, eq=False)
class PowerLines:
    """facility = (IT · (1 + cooling) + auxiliaries) / efficiency; P."""

    efficiency: float
    auxiliaries_mw: Floats  # with the no-load losses of the chain
    own_auxiliaries_mw: Floats  # without


def power_lines(scenario: Scenario, phases: Phases, there: Floats) -> PowerLines:
    """Efficiency and auxiliaries [MW] by period; `there` is 1 from the period on in which there is a site, else 0.

    No-load losses are those of the phases that can be open: a phase that opens later than it could has losses counted
    before it is there; `plan.power` and the manifest hold the exact ones beside.
    """
    line = chosen_line(scenario.site)
    own = float(scenario.site.auxiliaries_mw) * there
    periods = np.arange(len(there))
    opened = zip(phases.connection_mw, phases.earliest_period, strict=True)
    can_be_open_mw = sum((mw * (periods >= first) for mw, first in opened), np.zeros(len(there)))
    return PowerLines(float(line.efficiency), own + line.constant_mw_per_mw * can_be_open_mw, own)


def cooling_and_water(scenario: Scenario, calendar: Calendar, data_dir: Path | None = None) -> tuple[Floats, Floats]:
    """Cooling power per IT power and water [l per kWh of IT] of every hour, in the typical year. H."""
    air, chosen = _outside(calendar, data_dir), chosen_design(scenario.site)
    if chosen is not None:
        plant, load = scenario.site.cooling, float(scenario.site.expected_load)
        return cooling_plant.expected(chosen, air, liquid_share=float(plant.liquid_share), load=load)
    water = scenario.site.water
    return (
        cooling.cooling_fraction(air.wet_bulb_degc, **_line(_figures(scenario.site.cooling))),
        cooling.water_l_per_kwh(
            air.wet_bulb_degc,
            starts_at_wet_bulb_degc=water.starts_at_wet_bulb_degc,
            full_at_wet_bulb_degc=water.full_at_wet_bulb_degc,
            full_l_per_kwh=water.full_l_per_kwh,
        ),
    )


def loops(scenario: Scenario, calendar: Calendar, data_dir: Path | None = None) -> LoopCooling | None:
    """What each loop draws in every hour, where the scenario charges racks by it; None for the mean of the site."""
    plant, chosen = scenario.site.cooling, chosen_design(scenario.site)
    if plant.charge == "site-mean" or chosen is None:
        return None
    load, air = float(scenario.site.expected_load), _outside(calendar, data_dir)
    found = cooling_plant.by_loop(chosen, air, liquid_share=float(plant.liquid_share), load=load)
    return LoopCooling(
        rack_liquid_share=_rack_liquid_share(scenario),
        liquid=found.liquid,
        air=found.air,
        liquid_water_l=found.liquid_water_l,
        air_water_l=found.air_water_l,
    )


def _rack_liquid_share(scenario: Scenario) -> Floats:
    return np.array([rack.liquid_share for rack in scenario.fleet.racks.values()], dtype=np.float64)


def site_power(scenario: Scenario, calendar: Calendar, lines: PowerLines, data_dir: Path | None = None) -> SitePower:
    """Everything behind the lines, for the check of a plan and for its heat."""
    site, air = scenario.site, _outside(calendar, data_dir)
    return SitePower(
        design=chosen_design(site),
        chain=() if site.electrical_chain == "simple" else electrical_chain.CHAIN,
        liquid_share=float(site.cooling.liquid_share),
        expected_load=float(site.expected_load),
        reuse_share=float(site.cooling.reuse_share),
        supply_degc=float(site.cooling.liquid_supply_degc),
        own_auxiliaries_mw=lines.own_auxiliaries_mw,
        rated_efficiency=lines.efficiency,
        hot_cooling=hot_cooling(scenario, data_dir),
        rack_liquid_share=_rack_liquid_share(scenario),
        dry_bulb_degc=air.dry_bulb_degc,
        wet_bulb_degc=air.wet_bulb_degc,
        dew_point_degc=air.dew_point_degc,
    )


def plant_assumptions(scenario: Scenario) -> list[Assumption]:
    """Figures of the design and of the chain that the scenario chose; none for straight lines."""
    chosen = chosen_design(scenario.site)
    return [
        *([] if chosen is None else cooling_designs.design_assumptions(chosen)),
        *([] if scenario.site.electrical_chain == "simple" else electrical_chain.chain_assumptions()),
    ]


def heat_wave_warning(scenario: Scenario, data_dir: Path | None = None) -> str | None:
    """What the hot days of 2019 and 2022 ask of the cooling and it cannot give, in a sentence; else None."""
    plant, chosen = scenario.site.cooling, chosen_design(scenario.site)
    if chosen is None:
        return cooling.heat_wave_warning(_line_on_hot_days(_figures(plant), data_dir, data_hash(data_dir)))
    return _plant_warning(chosen, float(plant.liquid_share), data_dir, data_hash(data_dir))


def hot_cooling(scenario: Scenario, data_dir: Path | None = None) -> float:
    """Cooling power per IT power in the worst hour of 2019 and 2022, at full load; the line is cut at its greatest."""
    plant, chosen = scenario.site.cooling, chosen_design(scenario.site)
    if chosen is None:
        found = _line_on_hot_days(_figures(plant), data_dir, data_hash(data_dir))
        return min(found.cooling_fraction, found.max_fraction)
    return _worst_power(chosen, float(plant.liquid_share), data_dir, data_hash(data_dir))


def hot_air(data_dir: Path | None = None) -> tuple[cooling.HotDays, cooling_plant.Air]:
    """Real days of 2019 and 2022, and their hours one after the other."""
    hot = cooling.hot_days(rack_data.daily_temperature(data_dir), rack_data.weather(data_dir))
    return hot, cooling_plant.Air(hot.dry_bulb_degc.ravel(), hot.wet_bulb_degc.ravel(), hot.dew_point_degc.ravel())


@lru_cache(maxsize=16)
def _line_on_hot_days(figures: _Figures, data_dir: Path | None, _: str) -> cooling.HeatWave:
    return cooling.heat_wave(rack_data.daily_temperature(data_dir), rack_data.weather(data_dir), **_line(figures))


def _at_full_load(
    chosen: Design, liquid_share: float, data_dir: Path | None
) -> tuple[cooling_plant.Cooled, cooling.HotDays, cooling_plant.Air]:
    hot, air = hot_air(data_dir)
    full = np.ones_like(air.dry_bulb_degc)
    liquid, rest = full * liquid_share, full * (1 - liquid_share)
    found = cooling_plant.site_drawn(chosen, air, liquid, rest, liquid_share=liquid_share, rated_heat=full)
    return found, hot, air


@lru_cache(maxsize=16)
def _worst_power(chosen: Design, liquid_share: float, data_dir: Path | None, _: str) -> float:
    return float(_at_full_load(chosen, liquid_share, data_dir)[0].power.max())


@lru_cache(maxsize=16)
def _plant_warning(chosen: Design, liquid_share: float, data_dir: Path | None, _: str) -> str | None:
    found, hot, air = _at_full_load(chosen, liquid_share, data_dir)
    missing = found.short
    hours = int((missing > ROUNDING).sum())
    if not hours:
        return None
    worst = int(missing.argmax())
    return (
        f"Cooling ({chosen.rejection}) falls short in {hours} hours of the hot years at full load: on "
        f"{hot.days[worst // 24]} {missing[worst]:.1%} of the heat stays, at {air.dry_bulb_degc[worst]:.1f} °C and a "
        f"wet bulb of {air.wet_bulb_degc[worst]:.1f} °C. Give racks warmer water (site.cooling.liquid_supply_degc) or "
        "choose another site.cooling.design. Hours made from daily extremes."
    )


def _outside(calendar: Calendar, data_dir: Path | None) -> cooling_plant.Air:
    table = rack_data.weather(data_dir)
    columns = (table[name].to_numpy(dtype=np.float64) for name in OUTSIDE)
    return cooling_plant.Air(*(cooling.typical_year_values(calendar, values) for values in columns))


def _figures(plant: Cooling) -> _Figures:
    return _Figures(
        float(plant.free_fraction),
        float(plant.free_below_wet_bulb_degc),
        float(plant.fraction_per_degc),
        float(plant.max_fraction),
    )


def _line(figures: _Figures) -> _Line:
    return {
        "free_fraction": figures.free_fraction,
        "free_below_wet_bulb_degc": figures.free_below_wet_bulb_degc,
        "fraction_per_degc": figures.fraction_per_degc,
        "max_fraction": figures.max_fraction,
    }
