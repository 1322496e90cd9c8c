"""What workloads ask for and what they pay: needs of operating points, revenue, burst price, penalty."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import numpy as np

from planner.catalogue import racks as rack_data
from planner.catalogue.files import data_hash
from planner.errors import DataError, ScenarioError, located, nearest
from planner.inputs.demand import shape
from planner.inputs.racks.operating_points import GpuHourNeed, TokenNeed
from planner.performance.query import Serving, year_of
from planner.problem.periods import year_position
from planner.problem.site import Workloads
from planner.scenario.fields.parts import quarter_first_day

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.calendar import Calendar
    from planner.scenario.fields.operating_points import OperatingPoints
    from planner.scenario.fields.workloads import Workload
    from planner.scenario.schema import Scenario

T = TypeVar("T")
SECONDS_PER_HOUR = 3600.0
GPUS_PER_KGPU = 1000.0
TOKENS_PER_MTOKEN = 1e6


def needed(value: T | None, path: str) -> T:
    """A value that this kind of workload cannot do without. Raises ScenarioError when it is null."""
    if value is None:
        raise ScenarioError(located(path, "null was read; a value is needed for this unit of work."))
    return value


def needs(scenario: Scenario, data_dir: Path | None = None) -> dict[str, TokenNeed | GpuHourNeed]:
    """What each workload asks of an operating point, by name. Raises DataError for an unknown model."""
    models = rack_data.model_architectures(data_dir)
    total, active = models["total_params_b"].to_dict(), models["active_params_b"].to_dict()
    requirements: dict[str, TokenNeed | GpuHourNeed] = {}
    for name, workload in scenario.workloads.items():
        if workload.unit == "gpu_hours":
            reference = needed(workload.reference_rack, f"workloads.{name}.reference_rack")
            intensity = math.inf if workload.flops_per_byte is None else float(workload.flops_per_byte)
            requirements[name] = GpuHourNeed(name, workload.precision, reference, intensity)
            continue
        model = needed(workload.model, f"workloads.{name}.model")
        if model not in models.index:
            problem = f'there is no model "{model}" (workloads.{name}.model).'
            raise DataError(located("data/gpu/models.csv", problem, nearest(model, models.index)))
        interactive = workload.window_hours == 0
        requirements[name] = TokenNeed(
            workload=name,
            model=model,
            total_params_b=total[model],
            active_params_b=active[model],
            precision=workload.precision,
            input_tokens=needed(workload.input_tokens, f"workloads.{name}.input_tokens"),
            cached_input_share=float(workload.cached_input_share),
            output_tokens=needed(workload.output_tokens, f"workloads.{name}.output_tokens"),
            tokens_per_s_per_user=(workload.min_tokens_per_s_per_user or 0.0) if interactive else 0.0,
            serving=_serving(scenario.fleet.operating_points, workload),
        )
    return requirements


def _serving(of_all: OperatingPoints, own: Workload) -> Serving:
    """How a workload is served: as it says itself, else as all are."""

    def stated(name: str) -> Any:
        value = getattr(own, name)
        return getattr(of_all, name) if value is None else value

    date = stated("software_date")
    return Serving(
        stated("speculative"),
        stated("pools"),
        stated("gpus_per_replica"),
        stated("engine"),
        None if date is None else year_of(date.year, date.month, date.day),
    )


def demand_levels(scenario: Scenario) -> list[float]:
    """Level of each workload, Mtokens/s or kGPU. W."""
    return [
        needed(workload.level_tokens_per_s, f"workloads.{name}.level_tokens_per_s") / TOKENS_PER_MTOKEN
        if workload.unit == "tokens"
        else needed(workload.level_gpus, f"workloads.{name}.level_gpus") / GPUS_PER_KGPU
        for name, workload in scenario.workloads.items()
    ]


def workload_arrays(
    scenario: Scenario,
    calendar: Calendar,
    burst_rate_per_gpu: Mapping[str, float],
    data_dir: Path | None = None,
) -> Workloads:
    """Units, windows and money of all workloads.

    `burst_rate_per_gpu`: tokens/s, or reference GPUs, of one rented GPU, by workload; one that may be rented
    and is not in it gets a price of NaN, which the checks refuse.
    Revenue per output Mtoken = (input/output · p_in · ((1 − cached) + cached · cached price share) + p_out)
    / USD per EUR · revenue share · (1 + price change)^years to mid-period [EUR], of which the site gets all but
    `finance.cost_of_sales_share`, the group all. GPU-hours pay their own price in the same way.
    Burst = rental per GPU-hour / (rate per GPU · 3600 / 1e6), by its path of rents. Penalty = multiple · what
    the customer pays.
    """
    names = tuple(scenario.workloads)
    workloads = [scenario.workloads[name] for name in names]
    paid = paid_eur(scenario, calendar.years_to_middle, data_dir)
    burst = np.array([_burst_eur(name, scenario, burst_rate_per_gpu) for name in names])
    rent = rent_path(scenario, calendar.years_to_middle)
    multiple = np.array([w.unserved_price_multiple for w in workloads], dtype=np.float64)
    units: list[Literal["tokens", "gpu_hours"]] = [w.unit for w in workloads]
    return Workloads(
        names=names,
        unit=tuple(units),
        window_hours=np.array([w.window_hours for w in workloads], dtype=np.int64),
        sovereign=np.array([w.sovereign for w in workloads], dtype=np.bool_),
        headroom=np.array([shape.headroom(scenario, name, data_dir) for name in names], dtype=np.float64),
        units_per_hour=np.array([SECONDS_PER_HOUR if u == "tokens" else GPUS_PER_KGPU for u in units]),
        revenue_eur=reaching_share(scenario) * paid,
        burst_eur=np.outer(burst, rent),
        penalty_eur=multiple[:, None] * paid,
    )


def paid_eur(scenario: Scenario, years: Floats, data_dir: Path | None = None) -> Floats:
    """What customers pay per Mtoken or GPU-hour so many years after the start of the horizon, W × years."""
    dollars, prices = dollar_path(scenario, years), []
    for name, workload in scenario.workloads.items():
        in_usd = (workload.billed_in or ("USD" if workload.unit == "tokens" else "EUR")) == "USD"
        moved = (1 + workload.price_change_per_year) ** years * (dollars if in_usd else 1.0)
        prices.append(_revenue_eur(name, scenario, data_dir) * moved)
    return np.array(prices)


def dollar_path(scenario: Scenario, years: Floats) -> Floats:
    """Euros for a dollar over those at `finance.usd_per_eur`, so many years after the start of the horizon."""
    finance, start = scenario.finance, year_position(quarter_first_day(scenario.horizon.start))
    return np.array([finance.usd_per_eur / finance.usd_per_eur_in(int(start + after)) for after in years])


def reaching_share(scenario: Scenario) -> float:
    """Share of what customers pay that reaches the site: all of it in the view of the group."""
    finance = scenario.finance
    return 1.0 if finance.view == "group" else 1.0 - finance.cost_of_sales_share


def rent_path(scenario: Scenario, years: Floats) -> Floats:
    """Rent of a GPU elsewhere [EUR] over that at the start and at `finance.usd_per_eur`, so many years after it."""
    return np.asarray((1 + scenario.power.burst.price_change_per_year) ** years * dollar_path(scenario, years))


def list_prices_usd(name: str, scenario: Scenario, data_dir: Path | None = None) -> tuple[float, float]:
    """Input and output price of a token workload [USD per Mtoken]: the scenario's, else the list price.

    Raises DataError for a model without list price.
    """
    workload = scenario.workloads[name]
    own = (workload.input_usd_per_mtoken, workload.output_usd_per_mtoken)
    if own[0] is not None and own[1] is not None:
        return float(own[0]), float(own[1])
    table = _listed_usd(data_dir, data_hash(data_dir))
    if str(workload.price_of) not in table:
        problem = f'there is no list price of "{workload.price_of}" (workloads.{name}.price_of).'
        hint = nearest(str(workload.price_of), table)
        raise DataError(located("data/demand/mistral_api_prices.csv", problem, hint))
    listed = table[str(workload.price_of)]
    return (
        float(listed[0] if own[0] is None else own[0]),
        float(listed[1] if own[1] is None else own[1]),
    )


@lru_cache(maxsize=8)
def _listed_usd(data_dir: Path | None, _data: str) -> Mapping[str, tuple[float, float]]:
    """Input and output price of each model of the price list [USD per Mtoken]; `_data` is its hash."""
    table = rack_data.api_prices(data_dir)
    prices = table[["input_usd_per_mtok", "output_usd_per_mtok"]].itertuples(name=None)
    return {str(model): (float(paid), float(made)) for model, paid, made in prices}


def _revenue_eur(name: str, scenario: Scenario, data_dir: Path | None) -> float:
    """Revenue per output Mtoken or GPU-hour at the start of the horizon [EUR]."""
    workload = scenario.workloads[name]
    if workload.unit == "gpu_hours":
        return needed(workload.revenue_eur_per_gpu_hour, f"workloads.{name}.revenue_eur_per_gpu_hour")
    price_in, price_out = list_prices_usd(name, scenario, data_dir)
    cached = workload.cached_input_share
    paid_share = (1 - cached) + cached * workload.cached_input_price_share
    inputs = needed(workload.input_tokens, f"workloads.{name}.input_tokens")
    outputs = needed(workload.output_tokens, f"workloads.{name}.output_tokens")
    usd = inputs / outputs * price_in * paid_share + price_out
    return float(usd / scenario.finance.usd_per_eur * workload.revenue_share)


def _burst_eur(name: str, scenario: Scenario, rate_per_gpu: Mapping[str, float]) -> float:
    """Price of renting elsewhere [EUR per Mtoken or GPU-hour]; 0 for a sovereign workload."""
    workload = scenario.workloads[name]
    if workload.sovereign:
        return 0.0
    eur_per_gpu_hour = scenario.power.burst.usd_per_gpu_hour / scenario.finance.usd_per_eur
    if name not in rate_per_gpu:
        return float("nan")
    per_hour = SECONDS_PER_HOUR / TOKENS_PER_MTOKEN if workload.unit == "tokens" else 1.0
    return float(eur_per_gpu_hour / (rate_per_gpu[name] * per_hour))
