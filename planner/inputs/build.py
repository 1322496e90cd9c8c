"""From a scenario to `ModelInputs`: catalogues, calendar and series put together, checked as a whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from planner.billing.tariff_hours import hour_table
from planner.calendar import Calendar, make_calendar
from planner.catalogue import racks as rack_data
from planner.catalogue.files import one_reading
from planner.errors import ScenarioError, located, nearest
from planner.inputs import assumptions as assumption_rows
from planner.inputs.books import book_assumptions
from planner.inputs.checks import Facts, Problems, number_problems, scenario_problems
from planner.inputs.demand import shape
from planner.inputs.demand.offers import cap_assumptions, offer_warnings, offers_of
from planner.inputs.demand.rented import rented_of
from planner.inputs.demand.workloads import needs, workload_arrays
from planner.inputs.money.planned_loan import planned_loan
from planner.inputs.point_warnings import operating_point_warnings
from planner.inputs.power import connection_terms, on_site, site_weather
from planner.inputs.power.contracts import contract_arrays
from planner.inputs.power.grid_support import grid_support
from planner.inputs.power.phases import phase_arrays, site_there
from planner.inputs.racks.choice import choose
from planner.inputs.racks.fleet import (
    fleet_arrays,
    rack_product,
)
from planner.inputs.racks.operating_points import as_arrays, without_dominated
from planner.inputs.racks.rack_power import capping_warnings, rack_powers
from planner.inputs.series import bill_terms, spot_prices, tariff_and_hours
from planner.problem.periods import budgets_by_year
from planner.problem.site import Hours, ModelInputs, Tariff
from planner.scenario.rules.plausible import plausible_notes
from planner.scenario.words.spec import flatten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.arrays import Ints
    from planner.assumption import Assumption
    from planner.inputs.racks.operating_points import Point
    from planner.inputs.racks.rack_power import RackPower
    from planner.scenario.schema import Scenario

HOURS_PER_DAY = 24


@one_reading()
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
    series = problems.attempt(lambda: tariff_and_hours(scenario, calendar, days, data_dir))
    if facts is None or series is None or problems.errors:
        raise problems.error(scenario.name)
    inputs = _assemble(scenario, facts, *series, data_dir)
    problems.add(number_problems(inputs))
    if problems.errors:
        raise problems.error(scenario.name)
    return inputs


def _check_products(scenario: Scenario, names: list[str]) -> None:
    """ScenarioError for racks that no row of the catalogue describes: their GPUs, and so their rates, are unknown."""
    unknown = [name for name in scenario.fleet.racks if name not in names]
    if unknown:
        problem = f"it is no product of data/{rack_data.RACKS}, so nothing is known of its GPUs."
        raise ScenarioError(
            "\n\n".join(located(f"fleet.racks.{name}", problem, nearest(name, names)) for name in unknown)
        )


def gather(scenario: Scenario, calendar: Calendar, data_dir: Path | None = None) -> Facts:
    """Products, needs and operating points."""
    names = list(rack_data.rack_specs(data_dir).index)
    _check_products(scenario, names)
    catalogue = {name: rack_product(name, scenario, data_dir) for name in names}
    requirements = needs(scenario, data_dir)
    choice = choose(scenario, requirements, catalogue, data_dir)
    rented = scenario.power.burst.rack
    return Facts(
        scenario=scenario,
        calendar=calendar,
        products={name: rack_product(name, scenario, data_dir) for name in scenario.fleet.racks},
        needs=requirements,
        points=choice.points,
        burst_points={w: of[rented] for w, of in choice.points.items() if rented in of},
        best_tokens_per_s_per_user=choice.fastest,
        slower=choice.slower,
        left_out=choice.left_out,
        notes=tuple(choice.notes),
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
    contracts = contract_arrays(scenario, calendar, lambda days: spot_prices(scenario, days, data_dir), data_dir)
    gensets = on_site.gensets(scenario, calendar)
    customers = offers_of(scenario, calendar, hours.demand, work, data_dir)
    uncommitted = np.array([w.uncommitted_share for w in scenario.workloads.values()])
    if (uncommitted != 1).any():
        hours = replace(hours, demand=uncommitted[:, None] * hours.demand)
    return ModelInputs(
        name=scenario.name,
        objective=scenario.objective.kind,
        lost_load_multiple=float(scenario.objective.value_of_lost_load_multiple),
        periods=calendar.periods(scenario.finance.discount_rate, scenario.horizon.as_of),
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
        bill=bill_terms(scenario, data_dir),
        loops=site_weather.loops(scenario, calendar, data_dir),
        usable_share=float(scenario.site.usable_share),
        budgets=budgets_by_year(scenario.finance.capital_budget_meur, calendar.first_day),
        loan=planned_loan(scenario, calendar, fleet),
        offers=customers,
        rented=rented_of(scenario, calendar, burst),
        site_power=site_weather.site_power(scenario, calendar, power, data_dir),
    )


def _assumptions(
    facts: Facts, chosen: list[Point], pruned: dict[str, int], powers: Sequence[RackPower], data_dir: Path | None
) -> tuple[Assumption, ...]:
    scenario = facts.scenario
    units = {name: workload.unit for name, workload in scenario.workloads.items()}
    return (
        *assumption_rows.scenario_assumptions(
            flatten(scenario), {w for w, unit in units.items() if unit == "gpu_hours"}, data_dir
        ),
        *assumption_rows.catalogue_assumptions(scenario, data_dir),
        *assumption_rows.point_assumptions(chosen, units),
        *assumption_rows.pruning_assumptions(chosen, pruned, facts.left_out),
        *assumption_rows.power_assumptions(powers),
        *assumption_rows.price_assumptions(scenario, data_dir),
        *cap_assumptions(scenario),
        *book_assumptions(scenario),
        *assumption_rows.series_assumptions(data_dir),
        *site_weather.plant_assumptions(scenario),
    )


def _warnings(facts: Facts, vintage_rack: Ints, pruned: dict[str, int], data_dir: Path | None) -> list[str]:
    scenario, calendar = facts.scenario, facts.calendar
    warnings = []
    for r, name in enumerate(scenario.fleet.racks):
        if not (vintage_rack == r).any():
            warnings.append(f"{name} cannot be ordered and be live within the horizon (fleet.racks.{name}).")
    warnings += [*offer_warnings(scenario), *operating_point_warnings(facts, pruned)]
    if not calendar.every_day:
        warnings.append("Only a few real days of each period are dispatched; figures differ from a full dispatch.")
    if not hour_table(data_dir=data_dir).verified:
        warnings.append("The hours of the tariff classes are not yet checked against the official text.")
    warning = site_weather.heat_wave_warning(scenario, data_dir)
    unusual = plausible_notes(scenario, dt.date.today())
    return [*warnings, *([warning] if warning else []), *unusual]
