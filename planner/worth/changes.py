"""What a planner may have more or less of: each a changed scenario, and only what can still be had.

    connection    MW, spread over the phases as the scenario spreads them
    supply        racks of a product in every quarter in which it can be ordered
    lead time     quarters by which all racks come earlier or later after their order
    on order      quarters by which the racks ordered before the plan come earlier or later
    phase         quarters by which a phase to come opens earlier or later
    rate          percent of the work that every rack does here
    price         percent of what customers pay
    demand        percent of what customers ask for

A change takes the scenario's own fields, so that it costs what the scenario says it costs: rent, fit-out, deposit and
grid tariff of a MW, racks and all that feeds them. What a phase costs as a whole does not change with its megawatts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from planner.catalogue.racks import api_prices
from planner.errors import ScenarioError
from planner.inputs.racks.fleet import add_months, order_day
from planner.plan.studies.one_more import LESS, MORE
from planner.scenario.fields.parts import quarter_first_day

if TYPE_CHECKING:
    from planner.problem.site import ModelInputs
    from planner.scenario.schema import Scenario

MONTHS_PER_QUARTER = 3
LONGEST_LEAD_MONTHS = 60
LONGEST_DELAY_QUARTERS = 40
STEPS = {  # one step, and a larger one
    "connection": (1.0, 3.0), "supply": (1.0, 3.0), "lead time": (1.0, 2.0), "on order": (1.0, 2.0),
    "phase": (1.0, 2.0), "rate": (1.0, 5.0), "price": (1.0, 5.0), "demand": (1.0, 5.0),
}  # fmt: skip
UNITS = {
    "connection": "MW", "supply": "racks a quarter", "lead time": "quarters", "on order": "quarters",
    "phase": "quarters", "rate": "%", "price": "%", "demand": "%",
}  # fmt: skip
PRICE_COLUMNS = {"input": "input_usd_per_mtok", "output": "output_usd_per_mtok"}  # of the price list
SMALL_SITE_MW = 4.0  # a step of the connection is a quarter of less than this


@dataclass(frozen=True)
class Change:
    """So much more or less of one thing: the scenario to solve, and what is done to its inputs beyond its fields."""

    what: str
    item: str  # rack product or phase, else empty
    side: str  # MORE or LESS; of time, more is earlier
    step: float  # in `unit`, above zero
    unit: str
    scenario: Scenario
    on_inputs: Callable[[ModelInputs], ModelInputs] | None = None


def changes(scenario: Scenario) -> list[tuple[Change, ...]]:
    """Every change that can still be had, a step and where there is one a larger step of each."""
    groups: list[tuple[Change, ...]] = []
    for what, item, make in _makers(scenario):
        for side, sign in ((MORE, 1.0), (LESS, -1.0)):
            steps = [step * _scale(what, scenario) for step in STEPS[what]]
            made = [_change(scenario, (what, item, side), step, partial(make, sign * step)) for step in steps]
            groups.append(tuple(one for one in made if one is not None))
    return [group for group in groups if group]


Fields = Mapping[str, Any] | None
Maker = Callable[[float], Fields]  # signed amount → fields to change; None where it cannot be had


def _makers(scenario: Scenario) -> Iterator[tuple[str, str, Maker]]:
    """What can be changed, which item of it, and how, in the order in which people look for it."""
    yield "connection", "", partial(connection_fields, scenario)
    for rack in scenario.fleet.racks:
        yield "supply", rack, partial(_supply, scenario, rack)
    yield "lead time", "", partial(_lead_time, scenario)
    yield "on order", "", partial(_on_order, scenario)
    for phase in scenario.site.phases:
        yield "phase", phase, partial(_phase, scenario, phase)
    yield "price", "", partial(price_fields, scenario)
    yield "demand", "", partial(demand_fields, scenario)
    yield "rate", "", lambda _: {}


def _change(scenario: Scenario, name: tuple[str, str, str], step: float, make: Callable[[], Fields]) -> Change | None:
    what, item, side = name
    fields = make()
    if fields is None:
        return None
    try:
        changed = scenario.with_(**fields) if fields else scenario
    except ScenarioError:  # beyond what the fields allow: it cannot be had
        return None
    factor = 1.0 + (step if side == MORE else -step) / 100.0
    on_inputs = partial(with_rates, factor) if what == "rate" else None
    return Change(what, item, side, step, UNITS[what], changed, on_inputs)


def _scale(what: str, scenario: Scenario) -> float:
    """A site of few megawatts is offered a quarter of what it has, rather than a whole MW."""
    connection_mw = scenario.site.connection_mw
    return connection_mw / SMALL_SITE_MW if what == "connection" and connection_mw < SMALL_SITE_MW else 1.0


def connection_fields(scenario: Scenario, mw: float) -> Fields:
    """So many megawatts more, shared by the phases as the scenario shares them; None where nothing would be left."""
    site = scenario.site
    if site.connection_mw + mw <= 0:
        return None
    fields: dict[str, Any] = {"site.connection_mw": site.connection_mw + mw}
    for name, phase in site.phases.items():  # firm and flexible part add up to the whole: the firm part takes it
        if phase.firm_mw is not None:
            fields[f"site.phases.{name}.firm_mw"] = phase.firm_mw + mw * phase.connection_share
    return fields


def _supply(scenario: Scenario, rack: str, racks: float) -> Fields:
    """The same number in every quarter; None where no quarter is left, or nothing can be taken away."""
    own = scenario.fleet.racks[rack]
    if not can_be_ordered(scenario, rack):
        return None
    later = own.supply_later_per_quarter
    if racks < 0 and min(own.supply_per_quarter, own.supply_per_quarter if later is None else later) + racks < 0:
        return None
    fields: dict[str, Any] = {f"fleet.racks.{rack}.supply_per_quarter": own.supply_per_quarter + round(racks)}
    if later is not None:
        fields[f"fleet.racks.{rack}.supply_later_per_quarter"] = later + round(racks)
    return fields


def can_be_ordered(scenario: Scenario, rack: str) -> bool:
    """Whether some first of a month from the day of the plan on lies in the product's window, live in the horizon."""
    own, horizon = scenario.fleet.racks[rack], scenario.horizon
    start, end = quarter_first_day(horizon.start), add_months(quarter_first_day(horizon.end), MONTHS_PER_QUARTER)
    first = max(start, order_day(start, horizon.as_of), quarter_first_day(own.order_from))
    closes = add_months(quarter_first_day(own.order_until), MONTHS_PER_QUARTER) if own.order_until else end
    return first < closes and add_months(first, own.lead_time_months) < end


def _lead_time(scenario: Scenario, quarters: float) -> Fields:
    """All products at once; earlier by no more than their lead time."""
    months = -round(quarters) * MONTHS_PER_QUARTER
    leads = {name: rack.lead_time_months + months for name, rack in scenario.fleet.racks.items()}
    moved = {name: lead for name, lead in leads.items() if 0 <= lead <= LONGEST_LEAD_MONTHS}
    if not any(can_be_ordered(scenario, name) for name in moved):
        return None
    return {f"fleet.racks.{name}.lead_time_months": lead for name, lead in moved.items()}


def _on_order(scenario: Scenario, quarters: float) -> Fields:
    """All racks ordered before the plan; none comes before the day of the plan."""
    made = scenario.horizon.as_of or quarter_first_day(scenario.horizon.start)
    fields = {}
    for number, entry in enumerate(scenario.fleet.on_order):
        day = _months_later(entry.delivery, -round(quarters) * MONTHS_PER_QUARTER)
        if day > made:
            fields[f"fleet.on_order.{number}.delivery"] = day.isoformat()
    return fields or None


def _months_later(day: dt.date, months: int) -> dt.date:
    """The same day of another month, or the last of it."""
    first = add_months(day.replace(day=1), months)
    last = add_months(first, 1) - dt.timedelta(days=1)
    return last if day.day > last.day else first.replace(day=day.day)


def _phase(scenario: Scenario, name: str, quarters: float) -> Fields:
    """A phase that is still to open; it opens after the day of the plan."""
    phase, horizon = scenario.site.phases[name], scenario.horizon
    made = max(horizon.as_of or quarter_first_day(horizon.start), quarter_first_day(horizon.start))
    opens = quarter_first_day(phase.opens)
    if opens <= made:
        return None
    moved = add_months(opens, -round(quarters) * MONTHS_PER_QUARTER)
    if moved < made:
        return None
    if quarters < 0:
        delay = phase.delay_quarters + round(-quarters)
        return {f"site.phases.{name}.delay_quarters": delay} if delay <= LONGEST_DELAY_QUARTERS else None
    earliest = add_months(quarter_first_day(phase.earliest), -round(quarters) * MONTHS_PER_QUARTER)
    return {f"site.phases.{name}.earliest": f"{earliest.year}-Q{(earliest.month - 1) // MONTHS_PER_QUARTER + 1}"}


def price_fields(scenario: Scenario, percent: float) -> dict[str, Any]:
    """Prices of tokens and GPU-hours, and with them what is owed for work that is not served."""
    factor, fields = 1.0 + percent / 100.0, dict[str, Any]()
    listed: Any = api_prices()[list(PRICE_COLUMNS.values())].to_dict("index")
    for name, workload in scenario.workloads.items():
        own = f"workloads.{name}."
        for offer_name, offer in workload.offers.items():
            if offer.price_eur is not None:
                fields[f"{own}offers.{offer_name}.price_eur"] = offer.price_eur * factor
        if workload.unit == "gpu_hours":
            fields[f"{own}revenue_eur_per_gpu_hour"] = (workload.revenue_eur_per_gpu_hour or 0.0) * factor
            continue
        for side in PRICE_COLUMNS:
            price = getattr(workload, f"{side}_usd_per_mtoken")
            if price is None and workload.price_of in listed:
                price = listed[workload.price_of][PRICE_COLUMNS[side]]
            if price is not None:
                fields[f"{own}{side}_usd_per_mtoken"] = price * factor
    return fields


def demand_fields(scenario: Scenario, percent: float) -> dict[str, Any]:
    """What all workloads ask, and contracts that give a mean of their own."""
    factor, fields = 1.0 + percent / 100.0, dict[str, Any]()
    for name, workload in scenario.workloads.items():
        for level in ("level_tokens_per_s", "level_gpus"):
            value = getattr(workload, level)
            if value is not None:
                fields[f"workloads.{name}.{level}"] = value * factor
        for offer_name, offer in workload.offers.items():
            for mean in ("mean_tokens_per_s", "mean_gpus"):
                ramp = getattr(offer, mean)
                if ramp is not None:
                    fields[f"workloads.{name}.offers.{offer_name}.{mean}"] = tuple(one * factor for one in ramp)
    return fields


def with_rates(factor: float, inputs: ModelInputs) -> ModelInputs:
    """All racks do so much more work here at the same power; what others rent out does not gain."""
    return replace(inputs, points=replace(inputs.points, rate=inputs.points.rate * factor))
