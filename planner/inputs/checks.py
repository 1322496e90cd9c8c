"""What the inputs must be before a model is built from them: all problems are found, then shown at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from planner.errors import DataError, PlannerError, ScenarioError, located
from planner.inputs.racks.fleet import RackProduct, period_of
from planner.inputs.racks.operating_points import GpuHourNeed, Point, TokenNeed
from planner.physics.site import chosen_line, least_cooling
from planner.scenario.fields.parts import quarter_first_day

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.calendar import Calendar
    from planner.problem.site import ModelInputs
    from planner.scenario.schema import Scenario

T = TypeVar("T")
SMALLEST, LARGEST = 1e-9, 1e9
_MAY_BE_NAN = {"points.tokens_per_s_per_user"}


@dataclass(frozen=True)
class Facts:
    """What the checks look at before arrays are built."""

    scenario: Scenario
    calendar: Calendar
    products: Mapping[str, RackProduct]  # of the fleet
    needs: Mapping[str, TokenNeed | GpuHourNeed]
    points: Mapping[str, Mapping[str, Point]]  # by workload, by rack of the fleet
    burst_points: Mapping[str, Point]  # by workload, on the rack rented elsewhere
    best_tokens_per_s_per_user: Mapping[str, float]  # by workload: of benchmarks of like models, or the roofline
    slower: Mapping[str, Mapping[str, tuple[Point, ...]]] = field(default_factory=dict)  # under power caps
    left_out: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # why a rack does not serve a workload
    notes: tuple[str, ...] = ()  # measurements that touch nothing

    def all_points(self, workloads: Sequence[str], racks: Sequence[str]) -> list[Point]:
        """Every point in order of workload and rack: at full power, then under caps."""
        return [
            point
            for w in workloads
            for r in racks
            if r in self.points[w]
            for point in (self.points[w][r], *self.slower.get(w, {}).get(r, ()))
        ]


@dataclass
class Problems:
    """Collects messages; `error` turns them into one."""

    errors: list[PlannerError] = field(default_factory=list)

    def add(self, errors: Iterator[PlannerError]) -> None:
        """Take what a check found."""
        self.errors.extend(errors)

    def attempt(self, make: Callable[[], T]) -> T | None:
        """Give what `make` makes, or None when it fails by bad input, which is collected."""
        try:
            return make()
        except (ScenarioError, DataError) as error:
            self.errors.append(error)
            return None

    def error(self, name: str) -> PlannerError:
        """Give the only problem as it is, or all of them as one ScenarioError (DataError if all are)."""
        if len(self.errors) == 1:
            return self.errors[0]
        kind = DataError if all(isinstance(error, DataError) for error in self.errors) else ScenarioError
        numbered = "\n\n".join(f"{i}. {error}" for i, error in enumerate(self.errors, start=1))
        return kind(f"{len(self.errors)} problems in the inputs of {name}:\n\n{numbered}")


def where(scenario: Scenario, path: str) -> str:
    """File, line and path of a scenario value, as far as they are known."""
    origin = scenario.provenance.get(path)
    return f"{origin.file}, line {origin.line}: {path}" if origin and origin.line else path


# ------------------------------------------------------------------ one rule, one function


def _racks_without_figures(facts: Facts) -> Iterator[PlannerError]:
    for name, product in facts.products.items():
        for value, key in ((product.price_usd, "price_usd"), (product.nameplate_kw, "nameplate_kw")):
            if not value > 0:
                at = f"fleet.racks.{name}.{key}"
                problem = "nothing was read, and data/gpu/gpu_specs.csv has no figure; a number above 0 is needed."
                yield ScenarioError(located(where(facts.scenario, at), problem, f"state {key} with its source."))


def _reference_racks(facts: Facts) -> Iterator[PlannerError]:
    for name, need in facts.needs.items():
        if isinstance(need, GpuHourNeed) and not facts.points[name]:
            at = where(facts.scenario, f"workloads.{name}")
            problem = (
                f"no rack of the fleet runs {need.precision} at 5 % or more of {need.reference_rack} "
                "(data/gpu/gpu_specs.csv)."
            )
            yield ScenarioError(located(at, problem, "add a rack with that precision, or drop the workload."))


def _service_levels(facts: Facts) -> Iterator[PlannerError]:
    nearest_row = facts.scenario.fleet.operating_points.basis == "nearest-row"
    for name, need in facts.needs.items():
        too_large = _does_not_fit(facts, name)
        if isinstance(need, TokenNeed) and need.tokens_per_s_per_user > 0 and not facts.points[name] and not too_large:
            at = where(facts.scenario, f"workloads.{name}.min_tokens_per_s_per_user")
            best = facts.best_tokens_per_s_per_user[name]
            reasons = facts.left_out.get(name, {}).values()
            if any("above the roofline" not in text for text in reasons):
                problem = f"{need.tokens_per_s_per_user:g} tokens/s per user was read; no rack of the fleet may do it."
                listed = "".join(f"\n{text}." for text in reasons)
                hint = "lower it, add a rack, or measure (fleet.operating_points.measurements)."
                yield ScenarioError(located(at, f"{problem}{listed}", hint))
                continue
            fastest = "benchmark of a model" if nearest_row else "rack of the fleet can, by its roofline, for a model"
            problem = (
                f"{need.tokens_per_s_per_user:g} tokens/s per user was read; the fastest {fastest} like "
                f"{need.model} gives {best:.0f}."
            )
            hint = "or add a rack with faster rows in data/gpu/." if nearest_row else "or add a faster rack."
            yield ScenarioError(located(at, problem, f"lower it, {hint}"))


def _racks_able_to_serve(facts: Facts) -> Iterator[PlannerError]:
    for name, need in facts.needs.items():
        too_large = _does_not_fit(facts, name)
        if not isinstance(need, TokenNeed) or facts.points[name]:
            continue
        at = where(facts.scenario, f"workloads.{name}")
        if too_large:
            problem = "no rack of the fleet holds its model.\n" + "\n".join(f"{text}." for text in too_large)
            yield ScenarioError(located(at, problem, "add a rack with more memory, or take fewer bits."))
        elif need.tokens_per_s_per_user <= 0:
            racks = ", ".join(facts.products) or "none"
            problem = f"no rack of the fleet is able to serve it. Racks of the fleet: {racks}."
            yield ScenarioError(located(at, problem, "add a rack with benchmark rows in data/gpu/."))


def _does_not_fit(facts: Facts, workload: str) -> list[str]:
    return [text for text in facts.left_out.get(workload, {}).values() if "does not fit" in text]


def _burst(facts: Facts) -> Iterator[PlannerError]:
    for name, workload in facts.scenario.workloads.items():
        if not workload.sovereign and name not in facts.burst_points and facts.points.get(name):
            rack = facts.scenario.power.burst.rack
            problem = f'"{rack}" was read, which has no operating point for workload {name}.'
            at = where(facts.scenario, "power.burst.rack")
            yield ScenarioError(located(at, problem, "rent another rack, or make the workload sovereign."))


def _phase_dates(facts: Facts) -> Iterator[PlannerError]:
    horizon = facts.scenario.horizon
    for name, phase in facts.scenario.site.phases.items():
        if period_of(quarter_first_day(phase.earliest), facts.calendar) >= len(facts.calendar.names):
            at = where(facts.scenario, f"site.phases.{name}.earliest")
            problem = f"{phase.earliest} was read; the horizon ends with {horizon.end}."
            yield ScenarioError(located(at, problem, "open the phase earlier, or leave it out."))


def _opening_connection(facts: Facts) -> Iterator[PlannerError]:
    phases = facts.scenario.site.phases
    opening = [entry for entry in facts.scenario.fleet.opening if entry.racks > 0]
    first = next(iter(phases))
    if opening and quarter_first_day(phases[first].opens) > facts.calendar.first_day[0]:
        at = where(facts.scenario, f"site.phases.{first}.earliest")
        problem = (
            f"{phases[first].opens} was read; the opening fleet runs from {facts.scenario.horizon.start}, "
            "so its connection must be open by then."
        )
        yield ScenarioError(located(at, problem, "open the first phase earlier, or empty fleet.opening."))


def _opening_room(facts: Facts) -> Iterator[PlannerError]:
    """The opening fleet, serving with free cooling, fits the phases open at the start."""
    site, fleet = facts.scenario.site, facts.scenario.fleet
    start = facts.calendar.first_day[0]
    phases = [phase for phase in site.phases.values() if quarter_first_day(phase.opens) <= start]
    if not phases or not fleet.opening:
        return
    totals = np.zeros(4)
    for entry in fleet.opening:
        product, rack = facts.products[entry.rack], fleet.racks[entry.rack]
        serving_mw = (_serving_kw(facts, entry.rack) + rack.network_kw) / 1000
        liquid_mw = product.nameplate_kw * rack.liquid_share / 1000
        totals += entry.racks * np.array([serving_mw, rack.positions, liquid_mw, rack.weight_t])
    connection_mw = site.connection_mw * sum(p.connection_share for p in phases)
    chain = chosen_line(site)
    by_racks_mw = totals[0] * (1 + least_cooling(site))
    drawn_mw = by_racks_mw + site.auxiliaries_mw + chain.constant_mw_per_mw * connection_mw
    rooms = (
        (drawn_mw / chain.efficiency, site.usable_share * connection_mw, "MW", "connection"),
        (totals[1], sum(p.rack_positions for p in phases), "positions", "rack positions"),
        (totals[2], sum(p.liquid_cooling_mw for p in phases), "MW", "liquid cooling"),
        (totals[3], sum(p.floor_load_t for p in phases), "t", "floor load"),
    )
    for need, room, unit, what in rooms:
        if need > room * (1 + 1e-9):
            problem = f"the opening fleet takes {need:.4g} {unit}; the {what} open at the start allows {room:.4g}."
            if what == "connection" and site.auxiliaries_mw > by_racks_mw:
                at = where(facts.scenario, "site.auxiliaries_mw")
                of_all = f"is {site.auxiliaries_mw:g} MW, most of what is drawn: {problem}"
                yield ScenarioError(located(at, of_all, "is it in kW? The field is in MW."))
                continue
            at = where(facts.scenario, "fleet.opening")
            yield ScenarioError(located(at, problem, "take fewer racks, or open more of the site by then."))


def _serving_kw(facts: Facts, rack: str) -> float:
    """Most that a rack draws while serving anything, at full power [kW]."""
    product = facts.products[rack]
    share_kw = product.nameplate_kw * product.serving_share
    own = [of[rack].kw for of in facts.points.values() if rack in of]
    return max((share_kw if kw is None else kw for kw in own), default=share_kw)


CHECKS: tuple[Callable[[Facts], Iterator[PlannerError]], ...] = (
    _racks_without_figures,
    _reference_racks,
    _service_levels,
    _racks_able_to_serve,
    _burst,
    _phase_dates,
    _opening_connection,
    _opening_room,
)


def scenario_problems(facts: Facts) -> Iterator[PlannerError]:
    """Run every rule of CHECKS."""
    for check in CHECKS:
        yield from check(facts)


# Infinite where there is none.
_NO_LIMIT = {"offers.cap_meur", "offers.termination_meur", "rented.most_on_demand", "rented.most_reserved"}


def number_problems(inputs: ModelInputs) -> Iterator[PlannerError]:
    """Refuse what is not finite, or so small or large that a solver would drop it in silence.

    Allowed are 0 and 1e-9 < |x| < 1e9. Names the array, the first bad place and its value.
    """
    for path, array in _arrays(inputs):
        size = np.abs(array)
        bad = (size != 0) & ~((size > SMALLEST) & (size < LARGEST))  # NaN compares false, so it is bad
        if path in _NO_LIMIT:
            bad &= ~np.isposinf(array)
        if bad.any():
            place = tuple(int(i) for i in np.argwhere(bad)[0])
            at = f"{path}{list(place)}" if place else path
            problem = f"{array[place]:g} was read; allowed are 0 and sizes between {SMALLEST:g} and {LARGEST:g}."
            yield DataError(located(f"model inputs, {at}", problem, "look for the value it is made from."))


def _fields(value: Any) -> Iterator[tuple[str, Any]]:
    for part in dataclasses.fields(value):
        inner = getattr(value, part.name)
        if dataclasses.is_dataclass(inner):
            yield from ((f"{part.name}.{name}", array) for name, array in _fields(inner))
        else:
            yield part.name, inner


def _arrays(inputs: ModelInputs) -> Iterator[tuple[str, Floats]]:
    for part in dataclasses.fields(inputs):
        value = getattr(inputs, part.name)
        if isinstance(value, float | np.ndarray):
            yield part.name, np.asarray(value, dtype=np.float64)
        elif dataclasses.is_dataclass(value):
            for inner, array in _fields(value):
                path = f"{part.name}.{inner}"
                number = isinstance(array, float) or (isinstance(array, np.ndarray) and array.dtype.kind in "fi")
                if number and path not in _MAY_BE_NAN:
                    yield path, np.asarray(array, dtype=np.float64)
