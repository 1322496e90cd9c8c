"""GPUs rented elsewhere as arrays: their price by period, how many can be had, and what work they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.inputs.demand.workloads import GPUS_PER_KGPU, TOKENS_PER_MTOKEN, rent_path
from planner.problem.offers import Rented

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.calendar import Calendar
    from planner.scenario.schema import Scenario


def rented_of(scenario: Scenario, calendar: Calendar, rate_per_gpu: Mapping[str, float]) -> Rented | None:
    """Limits and prices of a scenario; None where as many GPUs as wanted are had on demand, and none reserved.

    `rate_per_gpu`: tokens/s, or reference GPUs, of one rented GPU, by workload.
    """
    section = scenario.power.burst
    if section.most_gpus is None and section.reserved_price_share is None:
        return None
    rents = rent_path(scenario, calendar.years_to_middle)
    eur_per_gpu_hour = section.usd_per_gpu_hour / scenario.finance.usd_per_eur * rents
    most_reserved = np.inf if section.most_reserved_gpus is None else section.most_reserved_gpus
    can_be = section.reserved_price_share is not None
    return Rented(
        gpus_per_unit=np.array([_gpus(scenario, name, rate_per_gpu) for name in scenario.workloads]),
        on_demand_keur=eur_per_gpu_hour,  # EUR of a GPU are kEUR of a thousand
        most_on_demand=np.inf if section.most_gpus is None else section.most_gpus / GPUS_PER_KGPU,
        reserved_keur=eur_per_gpu_hour * (section.reserved_price_share or 1.0),  # a price though none can be reserved
        most_reserved=np.full(len(rents), most_reserved / GPUS_PER_KGPU if can_be else 0.0),
    )


def _gpus(scenario: Scenario, name: str, rate_per_gpu: Mapping[str, float]) -> float:
    """GPUs elsewhere in thousands that do a Mtoken/s, or stand for a thousand reference GPUs; 0: never rented."""
    workload = scenario.workloads[name]
    if workload.sovereign or name not in rate_per_gpu:
        return 0.0
    unit = TOKENS_PER_MTOKEN if workload.unit == "tokens" else GPUS_PER_KGPU
    return unit / GPUS_PER_KGPU / rate_per_gpu[name]
