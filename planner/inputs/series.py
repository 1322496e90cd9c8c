"""Grid tariff and hourly series of a scenario, and the terms of its bill: what what-ifs on other things share."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from planner.billing import grid_tariff
from planner.billing.capacity import DAYS_OF_WINTER
from planner.calendar import Calendar, make_calendar
from planner.catalogue import racks as rack_data
from planner.catalogue.files import data_folder, data_hash
from planner.inputs.demand import demand
from planner.inputs.demand.hourly import hourly_demand
from planner.inputs.power import market, site_weather
from planner.inputs.power.capacity_charge import capacity_eur_per_mwh
from planner.problem.site import BillTerms, Hours, Tariff

if TYPE_CHECKING:
    from pathlib import Path

    from planner.arrays import Floats
    from planner.scenario.schema import Scenario


def bill_terms(scenario: Scenario, data_dir: Path | None) -> BillTerms:
    """What the bill of the plan is worked out with: tariff, its inflation, excise [EUR/MWh], CTA, capacity."""
    section, taxes, charge = scenario.power.tariff, scenario.power.taxes, scenario.power.capacity_charge
    return BillTerms(
        tariff=f"turpe7-{section.voltage_domain}-{section.version}".lower(),
        inflation=_tariff_inflation(scenario),
        excise_eur_per_mwh=float(taxes.excise_eur_per_mwh),
        cta_share_of_fixed=float(taxes.cta_share_of_fixed),
        capacity_eur_per_kw=float(charge.eur_per_kw) if charge else 0.0,
        capacity_days=int(charge.days_per_winter) if charge else DAYS_OF_WINTER,
        data_dir=data_dir,
    )


def _tariff_inflation(scenario: Scenario) -> float:
    return float(scenario.finance.inflation) if scenario.power.tariff.indexed_to_inflation else 0.0


@dataclass(frozen=True)
class _Source:
    """What tariff and hours follow from; `key` says all of it, so that equal keys have equal series."""

    key: str
    scenario: Scenario = field(compare=False)
    calendar: Calendar = field(compare=False)
    data_dir: Path | None = field(compare=False)


def _source(scenario: Scenario, calendar: Calendar, days: Literal["all"] | int, data_dir: Path | None) -> _Source:
    wanted = {"horizon", "site", "demand", "workloads", "power"}
    apart: Any = {
        "power": {"contracts", "hedge", "grid_support"},
        "workloads": {"__all__": {"offers", "uncommitted_share"}},
    }
    parts = scenario.model_dump_json(include=wanted, exclude=apart)
    key = f"{parts} {scenario.finance.inflation} {days} {data_folder(data_dir)} {data_hash(data_dir)}"
    return _Source(key, scenario, calendar, data_dir)


def tariff_and_hours(
    scenario: Scenario, calendar: Calendar, days: Literal["all"] | int, data_dir: Path | None = None
) -> tuple[Tariff, Hours]:
    """Grid tariff per period and series per hour; the same objects for scenarios that ask for the same.

    `days` are those that the calendar was made with. Raises ScenarioError or DataError.
    """
    return _series(_source(scenario, calendar, days, data_dir))


@lru_cache(maxsize=4)
def _series(source: _Source) -> tuple[Tariff, Hours]:
    """Tariff and hours, kept for what-ifs that change neither."""
    scenario, calendar, data_dir = source.scenario, source.calendar, source.data_dir
    section = scenario.power.tariff
    inflation = _tariff_inflation(scenario)
    path = grid_tariff.tariff_path(calendar, section.voltage_domain, section.version, inflation, data_dir)
    return _tariff(scenario, calendar, path), _hours(scenario, calendar, path, data_dir)


def _tariff(scenario: Scenario, calendar: Calendar, path: grid_tariff.TariffPath) -> Tariff:
    """Grid tariff per period; the CTA is a share of what is fixed, so it rides on b and on the fixed part."""
    with_cta = 1 + scenario.power.taxes.cta_share_of_fixed
    section = scenario.power.tariff
    yearly = section.subscription_changes == "yearly"
    highest = grid_tariff.highest_power_eur_per_kw_year(calendar, path)
    return Tariff(
        classes=tuple(rack_data.TARIFF_CLASSES),
        power_eur_per_kw_year=grid_tariff.power_eur_per_kw_year(calendar, path) * with_cta,
        overrun_eur_per_mwh=grid_tariff.overrun_eur_per_mwh(highest, path.rates[-1].overrun_alpha),
        fixed_meur=grid_tariff.fixed_eur_per_year(calendar, path) * calendar.years * with_cta / 1e6,
        subscription_may_change=grid_tariff.may_change(
            calendar, [section.subscription_change_month] if yearly else grid_tariff.QUARTERS
        ),
        subscription_may_fall=section.subscription_may_fall,
    )


def _hours(scenario: Scenario, calendar: Calendar, path: grid_tariff.TariffPath, data_dir: Path | None) -> Hours:
    tariff_class = grid_tariff.tariff_class(calendar, data_dir=data_dir)
    carbon = scenario.power.carbon
    cooling, water_l_per_kwh = site_weather.cooling_and_water(scenario, calendar, data_dir)
    spot = spot_prices(scenario, calendar, data_dir)
    capacity = capacity_eur_per_mwh(scenario, calendar, spot)
    excise = np.full(len(cooling), float(scenario.power.taxes.excise_eur_per_mwh))
    return Hours(
        utc=calendar.hours_utc,
        tariff_class=tariff_class,
        spot_eur_per_mwh=spot,
        network_eur_per_mwh=grid_tariff.energy_eur_per_mwh(calendar, path, tariff_class),
        tax_eur_per_mwh=excise + capacity if len(capacity) else excise,
        cooling=cooling,
        water_l_per_kwh=water_l_per_kwh,
        carbon_g_per_kwh=market.carbon_g_per_kwh(
            calendar,
            rack_data.carbon_intensity(data_dir)["ci_combustion_g_per_kwh"],
            shape_from=carbon.shape_from,
            shape_to=carbon.shape_to,
            level_g_per_kwh=carbon.level_g_per_kwh,
        ),
        demand=_demand(scenario, calendar, data_dir),
        capacity_eur_per_mwh=capacity,
    )


def spot_prices(scenario: Scenario, calendar: Calendar, data_dir: Path | None) -> Floats:
    """Spot price in each hour of the calendar [EUR/MWh], H."""
    spot = scenario.power.spot
    return market.spot_eur_per_mwh(
        calendar,
        rack_data.spot_price_eur_per_mwh(data_dir),
        shape_from=spot.shape_from,
        shape_to=spot.shape_to,
        forward_eur_per_mwh=spot.forward_eur_per_mwh,
        change_per_year_after=spot.change_per_year_after,
        scale=spot.scale,
        shape_year=spot.shape_year,
    )


def _demand(scenario: Scenario, calendar: Calendar, data_dir: Path | None) -> Floats:
    hourly = hourly_demand(scenario, calendar, data_dir)
    if calendar.every_day:
        return hourly
    every = make_calendar(scenario.horizon.start, scenario.horizon.end, scenario.horizon.period)
    return demand.keep_totals(calendar, hourly, every, hourly_demand(scenario, every, data_dir))
