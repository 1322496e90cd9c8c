"""From a scenario to `ModelInputs`: catalogues, calendar and series put together, checked as a whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from planner.billing import grid_tariff
from planner.billing.tariff_hours import hour_table
from planner.calendar import Calendar, make_calendar
from planner.catalogue import racks as rack_data
from planner.catalogue.files import data_folder, data_hash
from planner.inputs import assumptions as told
from planner.inputs.checks import Facts, Problems, number_problems, operating_point_warnings, scenario_problems
from planner.inputs.demand import demand, shape
from planner.inputs.demand.hourly import asked_demand
from planner.inputs.demand.workloads import needs, workload_arrays
from planner.inputs.power import connection_terms, market, on_site, site_weather
from planner.inputs.power.contracts import contract_arrays
from planner.inputs.power.grid_support import grid_support
from planner.inputs.racks.choice import choose
from planner.inputs.racks.fleet import (
    MONTHS_PER_QUARTER,
    add_months,
    fleet_arrays,
    period_of,
    quarter_first_day,
    rack_product,
)
from planner.inputs.racks.operating_points import as_arrays, without_dominated
from planner.inputs.racks.rack_power import capping_warnings, rack_powers
from planner.problem.site import BillTerms, Hours, ModelInputs, Phases, Tariff
from planner.scenario.words.spec import flatten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.arrays import Floats, Ints
    from planner.assumption import Assumption
    from planner.inputs.racks.operating_points import Point
    from planner.inputs.racks.rack_power import RackPower
    from planner.scenario.schema import Scenario

HOURS_PER_DAY = 24
MONTHS_PER_YEAR = 12


def build_inputs(scenario: Scenario, days: Literal["all"] | int = "all", data_dir: Path | None = None) -> ModelInputs:
    """Everything the optimiser reads, for all real days of the horizon or `days` of each period.

    `data_dir` replaces data/ of the repository (tests). Raises ScenarioError or DataError with all problems
    found, at once.
    """
    scenario = shape.with_deferrable(scenario)
    horizon = scenario.horizon
    longest = max((workload.window_hours for workload in scenario.workloads.values()), default=0)
    calendar = make_calendar(
        horizon.start,
        horizon.end,
        horizon.period,
        block_days=7 if longest > HOURS_PER_DAY else 1,
        days=days,
    )
    problems = Problems()
    facts = problems.attempt(lambda: gather(scenario, calendar, data_dir))
    if facts is not None:
        problems.add(scenario_problems(facts))
    series = problems.attempt(lambda: _series(_asked_series(scenario, calendar, days, data_dir)))
    if facts is None or series is None or problems.found:
        raise problems.error(scenario.name)
    inputs = _assemble(scenario, facts, *series, data_dir)
    problems.add(number_problems(inputs))
    if problems.found:
        raise problems.error(scenario.name)
    return inputs


def gather(scenario: Scenario, calendar: Calendar, data_dir: Path | None = None) -> Facts:
    """Products, needs and operating points."""
    catalogue = {name: rack_product(name, scenario, data_dir) for name in rack_data.rack_specs(data_dir).index}
    asked = needs(scenario, data_dir)
    found = choose(scenario, asked, catalogue, data_dir)
    rented = scenario.power.burst.rack
    return Facts(
        scenario=scenario,
        calendar=calendar,
        products={name: rack_product(name, scenario, data_dir) for name in scenario.fleet.racks},
        needs=asked,
        points=found.points,
        burst_points={w: of[rented] for w, of in found.points.items() if rented in of},
        best_tokens_per_s_per_user=found.fastest,
        slower=found.slower,
        left_out=found.left_out,
        notes=tuple(found.notes),
    )


def _assemble(scenario: Scenario, facts: Facts, tariff: Tariff, hours: Hours, data_dir: Path | None) -> ModelInputs:
    calendar = facts.calendar
    fleet = fleet_arrays(scenario, calendar, data_dir)
    burst = {name: point.rate_per_gpu for name, point in facts.burst_points.items()}
    work = workload_arrays(scenario, calendar, burst, data_dir)
    chosen = facts.all_points(work.names, fleet.racks)
    tokens = [name for name, unit in zip(work.names, work.unit, strict=True) if unit == "tokens"]
    products = {name: product.for_points() for name, product in facts.products.items()}
    points, dropped = without_dominated(as_arrays(chosen, work.names, fleet.racks, tokens, products))
    phases = phase_arrays(scenario, calendar)
    power = site_weather.power_lines(scenario, phases, site_there(scenario, calendar))
    powers = rack_powers(scenario, facts.products, chosen)
    pruned = {name: sum(chosen[o].workload == name for o in dropped) for name in work.names}
    contracts = contract_arrays(scenario, calendar, lambda days: _spot(scenario, days, data_dir), data_dir)
    gensets = on_site.gensets(scenario, calendar)
    return ModelInputs(
        name=scenario.name,
        objective=scenario.objective.kind,
        lost_load_multiple=float(scenario.objective.value_of_lost_load_multiple),
        periods=calendar.periods(scenario.finance.discount_rate),
        fleet=fleet,
        phases=phases,
        workloads=work,
        points=points,
        tariff=tariff,
        electrical_efficiency=power.efficiency,
        auxiliaries_mw=power.auxiliaries_mw,
        hours=hours,
        days=calendar.days,
        every_day=calendar.every_day,
        assumptions=_assumptions(facts, chosen, pruned, powers, data_dir),
        warnings=(*_warnings(facts, fleet.vintage_rack, pruned, data_dir), *capping_warnings(powers)),
        contracts=contracts,
        battery=on_site.battery(scenario, calendar),
        pv=on_site.pv(scenario, calendar, data_dir),
        gensets=gensets,
        cold_store=on_site.cold_store(scenario, calendar, hours.cooling),
        grid_support=grid_support(scenario, calendar),
        flexible=connection_terms.flexible(scenario, calendar, hours.spot_eur_per_mwh),
        grid_limit=connection_terms.grid_limit(scenario, calendar),
        carbon_cap=connection_terms.carbon_cap(scenario, calendar, hours, contracts, gensets),
        bill=_bill_terms(scenario, data_dir),
        loops=site_weather.loops(scenario, calendar, data_dir),
        site_power=site_weather.site_power(scenario, calendar, power, data_dir),
    )


def _bill_terms(scenario: Scenario, data_dir: Path | None) -> BillTerms:
    asked, taxes = scenario.power.tariff, scenario.power.taxes
    return BillTerms(
        tariff=f"turpe7-{asked.voltage_domain}-{asked.version}".lower(),
        inflation=_tariff_inflation(scenario),
        excise_eur_per_mwh=float(taxes.excise_eur_per_mwh),
        cta_share_of_fixed=float(taxes.cta_share_of_fixed),
        data_dir=data_dir,
    )


def _tariff_inflation(scenario: Scenario) -> float:
    return float(scenario.finance.inflation) if scenario.power.tariff.indexed_to_inflation else 0.0


def phase_arrays(scenario: Scenario, calendar: Calendar, late_quarters: int = 0) -> Phases:
    """Phases of the site, shell and site opex per period, both with inflation to mid-period.

    `late_quarters`: phases that are not there when the horizon starts come that much later.
    """
    site = scenario.site
    phases = list(site.phases.values())
    inflated = calendar.years * (1 + scenario.finance.inflation) ** calendar.years_to_middle
    first_days = [_late(quarter_first_day(phase.opens), calendar, late_quarters) for phase in phases]
    return Phases(
        names=tuple(site.phases),
        connection_mw=np.array([site.connection_mw * phase.connection_share for phase in phases]),
        positions=np.array([phase.rack_positions for phase in phases], dtype=np.float64),
        liquid_mw=np.array([phase.liquid_cooling_mw for phase in phases], dtype=np.float64),
        floor_t=np.array([phase.floor_load_t for phase in phases], dtype=np.float64),
        earliest_period=np.array([_open_from(day, calendar) for day in first_days], dtype=np.int64),
        committed=np.array([phase.committed for phase in phases], dtype=np.bool_),
        capex_meur=np.array([phase.capex_meur for phase in phases], dtype=np.float64),
        shell_meur_per_mw=site.shell_keur_per_mw_month / 1000 * MONTHS_PER_YEAR * inflated,
        site_opex_meur=site.opex_meur_per_year * inflated * site_there(scenario, calendar, late_quarters),
    )


def _late(day: dt.date, calendar: Calendar, late_quarters: int) -> dt.date:
    return day if day <= calendar.first_day[0] else add_months(day, MONTHS_PER_QUARTER * late_quarters)


def site_there(scenario: Scenario, calendar: Calendar, late_quarters: int = 0) -> Floats:
    """1 from the period on in which the first phase can be open, 0 before: there is no site yet. P."""
    first = next(iter(scenario.site.phases.values()))
    opens = _open_from(_late(quarter_first_day(first.opens), calendar, late_quarters), calendar)
    return (np.arange(len(calendar.names)) >= opens).astype(np.float64)


def _open_from(day: dt.date, calendar: Calendar) -> int:
    """First period in which a phase is open all the time: the one that starts on its first day, or next."""
    p = period_of(day, calendar)
    return p + 1 if p < len(calendar.names) and calendar.first_day[p] < day else p


@dataclass(frozen=True)
class _Asked:
    """What tariff and hours follow from; `key` says all of it, so that equal keys have equal series."""

    key: str
    scenario: Scenario = field(compare=False)
    calendar: Calendar = field(compare=False)
    data_dir: Path | None = field(compare=False)


def _asked_series(scenario: Scenario, calendar: Calendar, days: Literal["all"] | int, data_dir: Path | None) -> _Asked:
    wanted = {"horizon", "site", "demand", "workloads", "power"}
    parts = scenario.model_dump_json(include=wanted, exclude={"power": {"contracts", "hedge", "grid_support"}})
    key = f"{parts} {scenario.finance.inflation} {days} {data_folder(data_dir)} {data_hash(data_dir)}"
    return _Asked(key, scenario, calendar, data_dir)


@lru_cache(maxsize=4)
def _series(wanted: _Asked) -> tuple[Tariff, Hours]:
    """Tariff and hours, kept for what-ifs that change neither."""
    scenario, calendar, data_dir = wanted.scenario, wanted.calendar, wanted.data_dir
    asked = scenario.power.tariff
    inflation = _tariff_inflation(scenario)
    path = grid_tariff.tariff_path(calendar, asked.voltage_domain, asked.version, inflation, data_dir)
    return _tariff(scenario, calendar, path), _hours(scenario, calendar, path, data_dir)


def _tariff(scenario: Scenario, calendar: Calendar, path: grid_tariff.TariffPath) -> Tariff:
    """Grid tariff per period; the CTA is a share of what is fixed, so it rides on b and on the fixed part."""
    with_cta = 1 + scenario.power.taxes.cta_share_of_fixed
    asked = scenario.power.tariff
    yearly = asked.subscription_changes == "yearly"
    highest = grid_tariff.highest_power_eur_per_kw_year(calendar, path)
    return Tariff(
        classes=tuple(rack_data.TARIFF_CLASSES),
        power_eur_per_kw_year=grid_tariff.power_eur_per_kw_year(calendar, path) * with_cta,
        overrun_eur_per_mwh=grid_tariff.overrun_eur_per_mwh(highest, path.rates[-1].overrun_alpha),
        fixed_meur=grid_tariff.fixed_eur_per_year(calendar, path) * calendar.years * with_cta / 1e6,
        subscription_may_change=grid_tariff.may_change(
            calendar, [asked.subscription_change_month] if yearly else grid_tariff.QUARTERS
        ),
        subscription_may_fall=asked.subscription_may_fall,
    )


def _hours(scenario: Scenario, calendar: Calendar, path: grid_tariff.TariffPath, data_dir: Path | None) -> Hours:
    tariff_class = grid_tariff.tariff_class(calendar, data_dir=data_dir)
    carbon = scenario.power.carbon
    cooling, water_l_per_kwh = site_weather.cooling_and_water(scenario, calendar, data_dir)
    return Hours(
        utc=calendar.hours_utc,
        tariff_class=tariff_class,
        spot_eur_per_mwh=_spot(scenario, calendar, data_dir),
        network_eur_per_mwh=grid_tariff.energy_eur_per_mwh(calendar, path, tariff_class),
        tax_eur_per_mwh=np.full(len(cooling), float(scenario.power.taxes.excise_eur_per_mwh)),
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
    )


def _spot(scenario: Scenario, calendar: Calendar, data_dir: Path | None) -> Floats:
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
    hourly = asked_demand(scenario, calendar, data_dir)
    if calendar.every_day:
        return hourly
    every = make_calendar(scenario.horizon.start, scenario.horizon.end, scenario.horizon.period)
    return demand.keep_totals(calendar, hourly, every, asked_demand(scenario, every, data_dir))


def _assumptions(
    facts: Facts, chosen: list[Point], pruned: dict[str, int], powers: Sequence[RackPower], data_dir: Path | None
) -> tuple[Assumption, ...]:
    scenario = facts.scenario
    units = {name: workload.unit for name, workload in scenario.workloads.items()}
    return (
        *told.scenario_assumptions(flatten(scenario), {w for w, unit in units.items() if unit == "gpu_hours"}),
        *told.catalogue_assumptions(scenario, data_dir),
        *told.point_assumptions(chosen, units),
        *told.pruning_assumptions(chosen, pruned, facts.left_out),
        *told.power_assumptions(powers),
        *told.price_assumptions(scenario, data_dir),
        *told.series_assumptions(data_dir),
        *site_weather.plant_assumptions(scenario),
    )


def _warnings(facts: Facts, vintage_rack: Ints, pruned: dict[str, int], data_dir: Path | None) -> list[str]:
    scenario, calendar = facts.scenario, facts.calendar
    found = []
    for r, name in enumerate(scenario.fleet.racks):
        if not (vintage_rack == r).any():
            found.append(f"{name} cannot be ordered and be live within the horizon (fleet.racks.{name}).")
    found += operating_point_warnings(facts, pruned)
    if not calendar.every_day:
        found.append("Only a few real days of each period are dispatched; figures differ from a full dispatch.")
    if not hour_table(data_dir=data_dir).verified:
        found.append("The hours of the tariff classes are not yet checked against the official text.")
    warning = site_weather.heat_wave_warning(scenario, data_dir)
    return [*found, warning] if warning else found
