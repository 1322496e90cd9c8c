"""Battery, PV, back-up sets and thermal store of a scenario as arrays: prices, lives, limits, the sun by hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.calendar import make_calendar
from planner.catalogue import racks as rack_data
from planner.inputs.racks.fleet import period_of
from planner.physics.cooling import typical_year_values
from planner.physics.site import least_cooling
from planner.physics.sun import LEAST, pv_profile
from planner.problem.on_site import Battery, Capacity, ColdStore, Gensets, Pv
from planner.scenario.fields.parts import quarter_first_day

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from planner.arrays import Floats
    from planner.calendar import Calendar
    from planner.scenario.schema import Scenario

KW_PER_MW = 1000.0
EUR_PER_MEUR = 1e6
HAIR_YEARS = 1e-9


def battery(scenario: Scenario, calendar: Calendar) -> Battery | None:
    """The battery that may be built; None where the scenario has none. Losses are the same on both ways."""
    section = scenario.power.battery
    if section is None:
        return None
    per_year, price = calendar.years, prices_meur(section.capex_eur_per_kwh, section.capex_change_per_year, calendar)
    power_price = prices_meur(section.capex_eur_per_kw, section.capex_change_per_year, calendar)
    one_way = float(np.sqrt(section.round_trip_efficiency))
    return Battery(
        power=capacity(
            calendar,
            power_price,
            opex_meur=section.opex_share_per_year * power_price * per_year,
            life_years=section.power_life_years,
            end_value_share=section.end_value_share,
            limits=(_earliest(section.earliest, scenario), section.min_mw, section.max_mw),
        ),
        energy=capacity(
            calendar,
            price,
            augmentation_meur=section.fade_per_year * price * per_year,
            life_years=section.energy_life_years,
            end_value_share=section.end_value_share,
            limits=(_earliest(section.earliest, scenario), section.min_mwh, section.max_mwh),
        ),
        charge_efficiency=one_way,
        discharge_efficiency=one_way,
        wear_eur_per_mwh=section.wear_eur_per_mwh * _inflated(scenario, calendar),
    )


def pv(scenario: Scenario, calendar: Calendar, data_dir: Path | None = None) -> Pv | None:
    """PV that may be built, with the sun of the typical year; None where the scenario has none."""
    section, site = scenario.power.pv, scenario.site
    if section is None:
        return None
    price = prices_meur(section.capex_eur_per_kw, section.capex_change_per_year, calendar)
    typical = pv_profile(
        rack_data.weather(data_dir),
        latitude_deg=site.latitude_deg,
        longitude_deg=site.longitude_deg,
        tilt_deg=section.tilt_deg,
        azimuth_deg=section.azimuth_deg,
        losses_share=section.losses_share,
    )
    built = capacity(
        calendar,
        price,
        opex_meur=section.opex_share_per_year * price * calendar.years,
        life_years=section.life_years,
        end_value_share=section.end_value_share,
        limits=(_earliest(section.earliest, scenario), section.min_mw, section.max_mw),
    )
    profile = typical_year_values(calendar, typical)
    if not calendar.every_day:
        every = make_calendar(scenario.horizon.start, scenario.horizon.end, scenario.horizon.period)
        profile = keep_means(profile, calendar, typical_year_values(every, typical), every)
    return Pv(capacity=built, profile=profile)


def keep_means(profile: Floats, calendar: Calendar, every_profile: Floats, every: Calendar) -> Floats:
    """Profile of a few days, H, scaled so that each period has the mean of all its days; at most 1."""

    def means(values: Floats, of: Calendar) -> Floats:
        weight = of.days.hour_weight
        return np.asarray(np.bincount(of.period, values * weight) / np.bincount(of.period, weight))

    few, whole = means(profile, calendar), means(every_profile, every)
    factor = np.divide(whole, few, out=np.ones_like(few), where=few > 0)
    scaled = np.minimum(profile * factor[calendar.period], 1.0)
    return np.asarray(np.where(scaled < LEAST, 0.0, scaled), dtype=np.float64)


def gensets(scenario: Scenario, calendar: Calendar) -> Gensets | None:
    """Back-up sets; None where the scenario has none. What they cost follows inflation."""
    section = scenario.power.gensets
    if section is None:
        return None
    inflated = _inflated(scenario, calendar)
    upkeep_meur = section.opex_eur_per_kw_year * KW_PER_MW * section.mw / EUR_PER_MEUR
    return Gensets(
        mw=float(section.mw),
        peak_shaving=section.peak_shaving,
        energy_eur_per_mwh=(section.fuel_eur_per_mwh / section.efficiency + section.wear_eur_per_mwh) * inflated,
        fixed_meur=upkeep_meur * inflated * calendar.years,
        test_mwh=section.mw * section.test_load_share * section.test_hours_per_year * calendar.years,
        carbon_kg_per_mwh=float(section.carbon_kg_per_mwh_fuel / section.efficiency),
    )


def cold_store(scenario: Scenario, calendar: Calendar, cooling: Floats) -> ColdStore | None:
    """Thermal store that may be built; None where the scenario has none.

    A MWh of cold takes what the chillers draw in its hour: `cooling` (power per IT power, H) less what free cooling
    takes for pumps and fans, which run on. Cold made where chillers stand still takes the pumps of the store alone.
    """
    section = scenario.power.cold_store
    if section is None:
        return None

    def part(eur_per_kw: float, least: float, most: float) -> Capacity:
        price = prices_meur(eur_per_kw, section.capex_change_per_year, calendar)
        return capacity(
            calendar,
            price,
            opex_meur=section.opex_share_per_year * price * calendar.years,
            life_years=section.life_years,
            end_value_share=section.end_value_share,
            limits=(_earliest(section.earliest, scenario), least, most),
        )

    chillers = np.maximum(cooling - least_cooling(scenario.site), 0.0)
    chillers = np.where(chillers < LEAST, 0.0, chillers)
    return ColdStore(
        power=part(section.capex_eur_per_kw, section.min_mw, section.max_mw),
        energy=part(section.capex_eur_per_kwh, section.min_mwh, section.max_mwh),
        kept_per_hour=1.0 - section.loss_per_hour,
        charge_mwh_per_mwh=chillers + section.pumps_mwh_per_mwh,
        saved_mwh_per_mwh=chillers,
    )


def prices_meur(eur_per_kw: float, change_per_year: float, calendar: Calendar) -> Floats:
    """Price of a MW or MWh in the middle of each period [MEUR], P: the price at the start, changed each year."""
    path = (1 + change_per_year) ** calendar.years_to_middle
    return np.asarray(eur_per_kw * KW_PER_MW / EUR_PER_MEUR * path, dtype=np.float64)


def capacity(
    calendar: Calendar,
    price_meur: Floats,
    *,
    life_years: float,
    end_value_share: float,
    limits: tuple[dt.date, float, float],
    opex_meur: Floats | None = None,
    augmentation_meur: Floats | None = None,
) -> Capacity:
    """Equipment built at the start of a period and in use from then on, for the years of its life.

    Worth at the end of the horizon: share · price · life left / life, nothing once the life is over.

    Args:
        calendar: periods of the horizon.
        price_meur: of one unit, P.
        life_years: from the start of the period in which it is built.
        end_value_share: share of price times life left that it is worth at the end.
        limits: first day in use, least and most in use from then on.
        opex_meur: of a unit in use, P.
        augmentation_meur: of a unit in use, P.
    """
    first, least, most = limits
    ends = np.cumsum(calendar.years)
    starts = ends - calendar.years
    age = starts[None, :] - starts[:, None]
    left = np.maximum(1 - (ends[-1] - starts) / life_years, 0.0)
    p = period_of(first, calendar)
    from_period = p + 1 if p < len(calendar.names) and calendar.first_day[p] < first else p
    there = (np.arange(len(calendar.names)) >= from_period).astype(np.float64)
    none = np.zeros(len(calendar.names))
    return Capacity(
        price_meur=price_meur,
        opex_meur=none if opex_meur is None else opex_meur,
        augmentation_meur=none if augmentation_meur is None else augmentation_meur,
        in_use=(age > -HAIR_YEARS) & (age < life_years - HAIR_YEARS),
        worth_meur=end_value_share * price_meur * left,
        least=least * there,
        most=most * there,
    )


def _earliest(quarter: str, scenario: Scenario) -> dt.date:
    """First day on which equipment can be in use: nothing is built before the plan is made."""
    first, as_of = quarter_first_day(quarter), scenario.horizon.as_of
    return first if as_of is None else max(first, as_of)


def _inflated(scenario: Scenario, calendar: Calendar) -> Floats:
    return np.asarray((1 + scenario.finance.inflation) ** calendar.years_to_middle, dtype=np.float64)
