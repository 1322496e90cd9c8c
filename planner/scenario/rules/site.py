"""Rules between fields. Each check yields what is wrong, where, and what is allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from planner.errors import nearest
from planner.scenario.rules import measurements
from planner.scenario.rules.accounts import accounts
from planner.scenario.rules.connection import CONNECTION_CHECKS
from planner.scenario.rules.contracts import contracts, hedge, horizon_days
from planner.scenario.rules.demand import customers, deferrable, growth
from planner.scenario.rules.forecast import forecast, forecast_correlations
from planner.scenario.rules.grid_support import grid_support
from planner.scenario.rules.offers import offers
from planner.scenario.rules.problem import Problem as Problem
from planner.scenario.rules.uncertainty import uncertainty

if TYPE_CHECKING:
    from planner.scenario.fields.workloads import Workload
    from planner.scenario.schema import Scenario

SHARE_TOLERANCE = 1e-9
OF_UNIT = {
    "tokens": ("model", "level_tokens_per_s", "input_tokens", "output_tokens"),
    "gpu_hours": ("reference_rack", "level_gpus", "revenue_eur_per_gpu_hour"),
}
ONLY_TOKENS = (
    "min_tokens_per_s_per_user", "speculative", "pools", "gpus_per_replica", "engine", "software_date", "price_of",
    "input_usd_per_mtoken", "output_usd_per_mtoken",
)  # fmt: skip


def problems(scenario: Scenario) -> Iterator[Problem]:
    """All broken rules of a scenario."""
    for check in CHECKS:
        yield from check(scenario)


def _horizon(s: Scenario) -> Iterator[Problem]:
    if s.horizon.end < s.horizon.start:
        yield Problem("horizon.end", f"is {s.horizon.end}.", f"Allowed: {s.horizon.start} (horizon.start) or later.")
    elif s.horizon.as_of is not None and s.horizon.as_of >= horizon_days(s)[1]:
        allowed = f"Allowed: a day before {horizon_days(s)[1]}, when the horizon is over (horizon.end)."
        yield Problem(
            "horizon.as_of", f"is {s.horizon.as_of}.", allowed, "lengthen the horizon: nothing is left to plan."
        )


def _phases(s: Scenario) -> Iterator[Problem]:
    total = sum(phase.connection_share for phase in s.site.phases.values())
    if abs(total - 1) > SHARE_TOLERANCE:
        shares = " + ".join(f"{phase.connection_share:g}" for phase in s.site.phases.values())
        yield Problem(
            "site.phases",
            f"share the connection as {shares} = {total:g}.",
            "Allowed: shares that add up to 1.",
            "change connection_share of a phase.",
        )


def _cooling_charge(s: Scenario) -> Iterator[Problem]:
    cooling = s.site.cooling
    if cooling.charge == "by-rack" and cooling.design == "simple":
        yield Problem(
            "site.cooling.charge",
            "is by-rack, and site.cooling.design is simple: a straight line has no loops.",
            "Allowed: site-mean, or by-rack with a design of dry, adiabatic or evaporative.",
            "set site.cooling.design.",
        )
    beside = {
        "power.cold_store": s.power.cold_store is not None,
        "power.grid_support": bool(s.power.grid_support),
        "power.carbon.cap": s.power.carbon.cap is not None,
    }
    for name, there in beside.items():
        if cooling.charge == "by-rack" and there:
            yield Problem(
                "site.cooling.charge",
                f"is by-rack, and {name} is given: that one counts cooling by the mean of the site.",
                f"Allowed: site-mean with {name}, or by-rack without.",
                "set site.cooling.charge to site-mean.",
            )


def _weather(s: Scenario) -> Iterator[Problem]:
    cooling, water = s.site.cooling, s.site.water
    if cooling.max_fraction < cooling.free_fraction:
        yield Problem(
            "site.cooling.max_fraction",
            f"is {cooling.max_fraction:g}.",
            f"Allowed: {cooling.free_fraction:g} (site.cooling.free_fraction) or more.",
        )
    if water.full_at_wet_bulb_degc <= water.starts_at_wet_bulb_degc:
        yield Problem(
            "site.water.full_at_wet_bulb_degc",
            f"is {water.full_at_wet_bulb_degc:g} °C.",
            f"Allowed: above {water.starts_at_wet_bulb_degc:g} °C (site.water.starts_at_wet_bulb_degc).",
        )


def _named_racks(s: Scenario) -> Iterator[Problem]:
    named: list[tuple[str, str | None]] = [
        (f"fleet.opening.{i}.rack", opening.rack) for i, opening in enumerate(s.fleet.opening)
    ]
    named += [(f"fleet.on_order.{i}.rack", entry.rack) for i, entry in enumerate(s.fleet.on_order)]
    named += [(f"workloads.{name}.reference_rack", w.reference_rack) for name, w in s.workloads.items()]
    named.append(("power.burst.rack", s.power.burst.rack))
    for path, rack in named:
        if rack is not None and rack not in s.fleet.racks:
            yield Problem(path, f'is "{rack}".', "Allowed: a product of fleet.racks.", nearest(rack, s.fleet.racks))


def _racks(s: Scenario) -> Iterator[Problem]:
    for name, rack in s.fleet.racks.items():
        path = f"fleet.racks.{name}"
        if rack.order_until is not None and rack.order_until < rack.order_from:
            yield Problem(
                f"{path}.order_until", f"is {rack.order_until}.", f"Allowed: {rack.order_from} (order_from) or later."
            )
        if (rack.supply_later_per_quarter is None) != (rack.supply_later_from is None):
            missing = "supply_later_from" if rack.supply_later_from is None else "supply_later_per_quarter"
            other = "supply_later_per_quarter" if rack.supply_later_from is None else "supply_later_from"
            yield Problem(
                f"{path}.{missing}", "is missing.", f"It is needed because {other} is given.", "give both, or neither."
            )
        if not rack.standby_share_of_nameplate <= rack.idle_share_of_nameplate <= rack.serving_share_of_nameplate:
            yield Problem(
                f"{path}.idle_share_of_nameplate",
                f"is {rack.idle_share_of_nameplate:g}.",
                f"Allowed: {rack.standby_share_of_nameplate:g} (standby) to "
                f"{rack.serving_share_of_nameplate:g} (serving).",
            )


def _opening(s: Scenario) -> Iterator[Problem]:
    for i, opening in enumerate(s.fleet.opening):
        if opening.live_from > s.horizon.start:
            yield Problem(
                f"fleet.opening.{i}.live_from",
                f"is {opening.live_from}.",
                f"Allowed: {s.horizon.start} (horizon.start) or earlier.",
                "racks that come later are for the plan to order.",
            )


def _on_order(s: Scenario) -> Iterator[Problem]:
    first, after = horizon_days(s)
    made = s.horizon.as_of or first
    for i, entry in enumerate(s.fleet.on_order):
        if not made < entry.delivery < after:
            day = "horizon.as_of" if s.horizon.as_of else "the first day of the horizon"
            yield Problem(
                f"fleet.on_order.{i}.delivery",
                f"is {entry.delivery}.",
                f"Allowed: after {made} ({day}) and before {after} (horizon.end).",
                "racks that run when the plan is made belong to fleet.opening.",
            )


def _tiers(s: Scenario) -> Iterator[Problem]:
    for i, (low, high) in enumerate(zip(s.fleet.volume_tiers, s.fleet.volume_tiers[1:], strict=False), start=1):
        if high.from_racks <= low.from_racks:
            yield Problem(
                f"fleet.volume_tiers.{i}.from_racks",
                f"is {high.from_racks} racks.",
                f"Allowed: more than {low.from_racks} racks, the tier before.",
            )
        if high.discount <= low.discount:
            yield Problem(
                f"fleet.volume_tiers.{i}.discount",
                f"is {high.discount:g}.",
                f"Allowed: more than {low.discount:g}, the tier before.",
            )


def _workloads(s: Scenario) -> Iterator[Problem]:
    for name, workload in s.workloads.items():
        yield from _of_its_unit(f"workloads.{name}", workload)


def _of_its_unit(path: str, w: Workload) -> Iterator[Problem]:
    for field in OF_UNIT[w.unit]:
        if getattr(w, field) is None:
            yield Problem(f"{path}.{field}", "is missing.", f"It is needed because unit is {w.unit}.")
    other = "gpu_hours" if w.unit == "tokens" else "tokens"
    foreign = (*OF_UNIT[other], *(ONLY_TOKENS if other == "tokens" else ()))
    for field in foreign:
        value = getattr(w, field)
        if value is not None:
            shown = f"{value:g}" if isinstance(value, int | float) else f'"{value}"'
            hint = f"remove {field}, or set unit to {other}."
            yield Problem(f"{path}.{field}", f"is {shown}.", f"It belongs to the unit {other}; unit is {w.unit}.", hint)
    if w.unit == "tokens" and w.price_of is None and None in (w.input_usd_per_mtoken, w.output_usd_per_mtoken):
        yield Problem(
            f"{path}.price_of",
            "is missing.",
            "It is needed because input_usd_per_mtoken or output_usd_per_mtoken is null.",
            "name a model of the price list, or give both prices.",
        )


def _shapes(s: Scenario) -> Iterator[Problem]:
    for path, part in (("power.spot", s.power.spot), ("power.carbon", s.power.carbon)):
        if part.shape_to <= part.shape_from:
            allowed = f"Allowed: after {part.shape_from} ({path}.shape_from)."
            yield Problem(f"{path}.shape_to", f"is {part.shape_to}.", allowed)


def _forwards(s: Scenario) -> Iterator[Problem]:
    first, last = int(s.horizon.start[:4]), max(s.power.spot.forward_eur_per_mwh)
    missing = [year for year in range(first, last + 1) if year not in s.power.spot.forward_eur_per_mwh]
    if missing or last < first:
        given = ", ".join(map(str, s.power.spot.forward_eur_per_mwh))
        yield Problem(
            "power.spot.forward_eur_per_mwh",
            f"has no price for {(missing or [first])[0]}; years given: {given}.",
            "Allowed: every year from the start of the horizon to the last one given.",
        )


def _on_site(s: Scenario) -> Iterator[Problem]:
    limits = []
    if s.power.battery:
        b = s.power.battery
        limits += [("battery.min_mw", b.min_mw, b.max_mw, "MW"), ("battery.min_mwh", b.min_mwh, b.max_mwh, "MWh")]
    if s.power.cold_store:
        c = s.power.cold_store
        limits += [("cold_store.min_mw", c.min_mw, c.max_mw, "MW"), ("cold_store.min_mwh", c.min_mwh, c.max_mwh, "MWh")]
    if s.power.pv:
        limits.append(("pv.min_mw", s.power.pv.min_mw, s.power.pv.max_mw, "MW"))
    for path, least, most, unit in limits:
        if least > most:
            highest = path.rpartition(".")[2].replace("min", "max")
            yield Problem(f"power.{path}", f"is {least:g} {unit}.", f"Allowed: up to {most:g} {unit} ({highest}).")


CHECKS: tuple[Callable[[Scenario], Iterator[Problem]], ...] = (
    _horizon,
    _phases,
    _cooling_charge,
    _weather,
    _named_racks,
    _racks,
    _opening,
    _on_order,
    _tiers,
    _workloads,
    _shapes,
    _forwards,
    contracts,
    hedge,
    grid_support,
    _on_site,
    *CONNECTION_CHECKS,
    measurements.caps,
    measurements.measurements,
    customers,
    growth,
    deferrable,
    offers,
    accounts,
    uncertainty,
    forecast,
    forecast_correlations,
)
