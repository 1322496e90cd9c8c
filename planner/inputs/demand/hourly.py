"""What a scenario asks for, hour by hour: level, growth, shape of the week and rest on holidays of each workload."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from planner.catalogue import racks as rack_data
from planner.inputs.demand import demand, shape
from planner.inputs.demand.workloads import demand_levels

if TYPE_CHECKING:
    from pathlib import Path

    from planner.arrays import Floats
    from planner.calendar import Calendar
    from planner.scenario.schema import Scenario


def asked_demand(scenario: Scenario, calendar: Calendar, data_dir: Path | None = None) -> Floats:
    """Demand of each workload in each hour of the calendar [Mtokens/s of output or kGPU], W × H."""
    growth, scale = scenario.demand.growth, scenario.demand.growth_excess_scale
    factors = {
        "tokens": demand.scaled_growth(growth.tokens, scale),
        "gpu_hours": demand.scaled_growth(growth.gpu_hours, scale),
    }
    rates, trough = rack_data.request_rates(data_dir), scenario.demand.trough_local_time
    workloads = list(scenario.workloads.values())
    weeks = {w.shape: demand.weekly_shape(rates, w.shape, trough) for w in workloads}
    return demand.demand(
        calendar,
        demand_levels(scenario),
        [factors[w.unit] for w in workloads],
        [weeks[w.shape] for w in workloads],
        [partial(shape.resting_share, customers=w.customers) if w.customers else None for w in workloads],
    )
