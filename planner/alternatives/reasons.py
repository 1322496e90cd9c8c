"""Why no order of a product can be made at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from planner.inputs.racks.fleet import add_months, order_day
from planner.scenario.fields.parts import quarter_first_day
from planner.worth.changes import MONTHS_PER_QUARTER, can_be_ordered

if TYPE_CHECKING:
    from planner.scenario.schema import Scenario

Why = Literal["no supply", "not on sale", "too late"]


def cannot_be_ordered(scenario: Scenario, rack: str) -> Why:
    """Of a product without any order to make: supply of none, no day on sale within the horizon, or delivery after it.

    In this order. A few racks that no quarter supplies whole count as no supply.
    """
    own = scenario.fleet.racks[rack]
    if max(own.supply_per_quarter, own.supply_later_per_quarter or 0) <= 0:
        return "no supply"
    start, end = quarter_first_day(scenario.horizon.start), quarter_first_day(scenario.horizon.end)
    first = max(order_day(start, scenario.horizon.as_of), quarter_first_day(own.order_from))
    last = quarter_first_day(own.order_until) if own.order_until else end
    if first >= add_months(min(last, end), MONTHS_PER_QUARTER):
        return "not on sale"
    return "no supply" if can_be_ordered(scenario, rack) else "too late"
