"""GPUs rented elsewhere as arrays: their price by period, how many can be had, and what work they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.inputs.demand.workloads import GPUS_PER_KGPU, rent_path
from planner.problem.offers import Rented

if TYPE_CHECKING:
    from planner.calendar import Calendar
    from planner.problem.site import Workloads
    from planner.scenario.schema import Scenario


def rented_of(scenario: Scenario, calendar: Calendar, work: Workloads) -> Rented | None:
    """Limits and prices of a scenario; None where as many GPUs as wanted are had on demand, and none reserved.

    A unit of work takes as many GPUs elsewhere as its price says: `workloads.burst_eur` is rent times GPU-hours.
    """
    section = scenario.power.burst
    if section.most_gpus is None and section.reserved_price_share is None:
        return None
    eur_per_gpu_hour = (
        section.usd_per_gpu_hour / scenario.finance.usd_per_eur * rent_path(scenario, calendar.years_to_middle)
    )
    may_be = section.reserved_price_share is not None
    reserved = eur_per_gpu_hour * (section.reserved_price_share or 0.0)
    size = len(calendar.names)
    return Rented(
        gpus_per_unit=work.burst_eur[:, 0] * work.units_per_hour / (GPUS_PER_KGPU * eur_per_gpu_hour[0]),
        on_demand_keur=eur_per_gpu_hour,  # EUR of a GPU are kEUR of a thousand
        most_on_demand=np.inf if section.most_gpus is None else section.most_gpus / GPUS_PER_KGPU,
        reserved_keur=reserved,
        most_reserved=np.full(size, section.most_reserved_gpus / GPUS_PER_KGPU if may_be else 0.0),
    )
