"""Levers of a what-if: seven things to turn, each with bounds and a step that mean something, all at once if wanted.

A lever is a driver of `drivers`, so that demand +10 % is the same scenario here and in a tornado; beside them there is
the delay of the next rack: the product that can be ordered first after the day of the plan comes later, and all its
dates with it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.errors import ScenarioError, located, nearest
from planner.money_studies.drivers import PERCENT, Changed, changed
from planner.plan.studies.what_if import Lever
from planner.scenario.fields.parts import quarter_first_day, quarter_name, quarter_number
from planner.worth.changes import with_rates

if TYPE_CHECKING:
    from planner.money_studies.drivers import OnInputs
    from planner.problem.site import ModelInputs
    from planner.scenario.schema import Scenario

__all__ = ["levers", "moved", "turned"]

CONNECTION, RATE, DELAY = "connection", "rate", "delay"
STEP_MW, SMALL_STEP_MW, SMALL_SITE_MW = 0.5, 0.05, 2.0
STEP_PERCENT = 5.0
MOST_QUARTERS = 8.0
ROUNDING = 1e-3  # of a step: a slider that came back
PERCENT_RANGES = {
    "rack price": (-40.0, 40.0), "power price": (-50.0, 100.0), "demand": (-50.0, 50.0), "price": (-50.0, 50.0),
    RATE: (-30.0, 30.0),
}  # fmt: skip
DATES_OF_RACK = ("order_from", "order_until", "price_falls_from", "supply_later_from")


def levers(scenario: Scenario) -> list[Lever]:
    """What can be turned: connection [MW], five percentages, and the delay of a rack still to come, if there is one."""
    own_mw = scenario.site.connection_mw
    step = STEP_MW if own_mw >= SMALL_SITE_MW else SMALL_STEP_MW
    down, up = math.floor(own_mw / 2 / step) * step, math.ceil(own_mw / 2 / step) * step
    listed = [Lever(CONNECTION, "MW", own_mw - down, own_mw + up, step, own_mw)]
    listed += [Lever(name, "%", low, high, STEP_PERCENT, 0.0) for name, (low, high) in PERCENT_RANGES.items()]
    rack = next_rack(scenario)
    return listed + ([Lever(DELAY, "quarters", 0.0, MOST_QUARTERS, 1.0, 0.0, rack)] if rack else [])


def next_rack(scenario: Scenario) -> str:
    """The product that can be ordered first after the quarter of the day of the plan; empty where none is to come."""
    made = scenario.horizon.as_of or quarter_first_day(scenario.horizon.start)
    now = quarter_number(f"{made.year}-Q{(made.month - 1) // 3 + 1}")
    begins = {name: quarter_number(rack.order_from) for name, rack in scenario.fleet.racks.items()}
    to_come = {name: quarter for name, quarter in begins.items() if quarter > now}
    return min(to_come, key=to_come.__getitem__, default="")


def moved(scenario: Scenario, values: Mapping[str, float]) -> dict[str, float]:
    """The levers that do not stand at their own value, in their usual order.

    ScenarioError: a lever that this scenario does not have, or a value beyond its bounds.
    """
    by_name = {lever.name: lever for lever in levers(scenario)}
    for name, value in values.items():
        lever = by_name.get(name)
        if lever is None:
            problem = f'"{name}" is no lever of {scenario.name}.'
            raise ScenarioError(located("what-if", problem, nearest(name, by_name)))
        if not lever.low <= value <= lever.high:
            problem = f"{name} at {value:g} {lever.unit} was given, allowed are {lever.low:g} to {lever.high:g}."
            raise ScenarioError(located("what-if", problem, f"{lever.own:g} is the scenario as it is."))
    return {
        name: float(values[name])
        for name, lever in by_name.items()
        if abs(values.get(name, lever.own) - lever.own) > lever.step * ROUNDING
    }


def turned(scenario: Scenario, values: Mapping[str, float], rate_of: str = "") -> Changed:
    """The scenario with levers at values, in the unit of each; `rate_of`: the workload whose rate moves, "" for all.

    ScenarioError: no such lever, bounds, or a scenario that its own rules refuse.
    """
    on_inputs: OnInputs | None = None
    now = scenario
    for name, value in moved(scenario, values).items():
        if name == RATE:
            on_inputs = partial(_with_rates_of, rate_of, 1.0 + value / PERCENT)
        elif name == DELAY:
            now = now.with_(**_later(now, next_rack(scenario), round(value)))
        else:
            own_mw = scenario.site.connection_mw
            now = changed(now, name, value / own_mw if name == CONNECTION else 1.0 + value / PERCENT).scenario
    return Changed(now, on_inputs)


def _later(scenario: Scenario, rack: str, quarters: int) -> dict[str, Any]:
    """All dates of a product, so many quarters later."""
    own = scenario.fleet.racks[rack]
    dates = {name: getattr(own, name) for name in DATES_OF_RACK}
    return {
        f"fleet.racks.{rack}.{name}": quarter_name(quarter_number(date) + quarters)
        for name, date in dates.items()
        if date is not None
    }


def _with_rates_of(workload: str, factor: float, x: ModelInputs) -> ModelInputs:
    """Rates times a factor: of one workload, or of all. ScenarioError: no such workload."""
    faster = with_rates(factor, x)
    if not workload:
        return faster
    if workload not in x.workloads.names:
        problem = f'there is no workload "{workload}".'
        raise ScenarioError(located("rate", problem, nearest(workload, x.workloads.names)))
    own = x.points.workload == x.workloads.names.index(workload)
    return replace(x, points=replace(x.points, rate=np.where(own, faster.points.rate, x.points.rate)))
