"""What it takes to reach an aim: the least megawatts, with racks and funding, or the least price or rate of racks.

    aim                              lever
    revenue   M€ of a calendar year  site   megawatts; positions, cooling, floor and capex of phases in proportion
    npv       M€                     price  factor on what customers pay
    dscr      least of any quarter   rate   factor on the work of every rack

At each value the best plan is found anew, and the aim is read from its tables: it is not the plan that would reach the
aim soonest at any price. A few values are tried from the lowest on; between the first that reaches the aim and the one
before, the step is halved: the aim is reached at `value`, and not at one at most a `tolerance` below, which is solved
too. Where it is out of reach the note says what stands against it at the highest value: demand (all of it served pays
less), supply ("not before"), or neither.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.errors import InfeasiblePlan, ScenarioError, located, nearest
from planner.money_studies.drivers import FIELDS, Changed, changed
from planner.money_studies.reached import AIMS, ReachedPlan, reached_by, revenue_if_all_served, years_of
from planner.money_studies.subject import DAYS, in_order, scenario_of
from planner.plan.plan import Plan
from planner.what_if import WhatIf

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.problem.settings import DayChoice
    from planner.problem.site import ModelInputs
    from planner.problem.solution import CancelCallback
    from planner.scenario.schema import Scenario

__all__ = ["Goal", "goal_seek"]

SITE, PRICE, RATE = "site", "price", "rate"
LEVERS = {SITE: (0.1, 20.0), PRICE: (0.2, 5.0), RATE: (0.2, 5.0)}  # factors looked between
TOLERANCE = 0.02
POINTS = 7  # at the most, evenly by factor
GOAL_GAP = 0.005
PLENTY = 100_000  # racks a quarter: no supply


@dataclass(frozen=True)
class Goal:
    """`value` is None where the aim is out of reach; all else is then of the plan at the highest value tried."""

    aim: str
    target: float
    lever: str
    value: float | None  # MW of the site, or a factor
    unit: str
    tolerance: float  # relative
    reached: float | None  # of the aim, in its unit; None where no plan exists
    year: int | None  # of a revenue: the first year that reaches it
    connection_mw: float | None
    racks: int | None  # ordered
    funding_meur: float | None  # peak funding by month, before tax and financing
    npv_meur: float | None
    note: str


def goal_seek(
    of: Scenario | Plan,
    aim: str,
    target: float,
    lever: str = SITE,
    *,
    by: int | None = None,
    demand_follows: bool = False,
    low: float | None = None,
    high: float | None = None,
    tolerance: float = TOLERANCE,
    days: DayChoice = DAYS,
    gap: float = GOAL_GAP,
    processes: int | None = None,
    cancel: CancelCallback | None = None,
    progress: Callable[[float], None] | None = None,
) -> Goal:
    """Find it by bisection on re-solves.

    Args:
        of: a scenario, or a plan, whose scenario is taken.
        aim: "revenue", "npv" or "dscr".
        target: M€ a year, M€, or the least cover of any quarter.
        lever: "site", "price" or "rate".
        by: of a revenue, the last calendar year that counts; None: any of the horizon.
        demand_follows: with "site": demand grows by the same factor as the site.
        low: lowest factor on the scenario's own; by default 0.1 of a site, 0.2 of a price or rate.
        high: highest; by default 20 of a site, 5 of a price or rate.
        tolerance: relative width of the last step.
        days: real days per period, or "all".
        gap: how closely each plan is proven; a value at which the aim is missed by less may be either.
        processes: worker processes.
        cancel: once it returns True the best plan so far of the solve at hand is taken.
        progress: called with each factor that is tried.

    Raises:
        ScenarioError: unknown aim or lever, bounds that hold nothing, a year outside the horizon, a cover without debt.
        SolverFailure: of a solve.
    """
    scenario = scenario_of(of, "goal_seek")
    low, high = _checked(scenario, aim, target, lever, by, (low, high), tolerance)
    with WhatIf(scenario, days=days, gap=gap, processes=processes) as what_if:
        search = _Search(what_if, scenario, aim, lever, by, demand_follows, cancel)

        def at(factor: float) -> ReachedPlan | None:
            if progress is not None:
                progress(factor)
            return search.at(factor)

        return _least(search, at, target, (low, high), tolerance)


def _least(
    search: _Search, at: Callable[[float], ReachedPlan | None], target: float, bounds: tuple[float, float],
    tolerance: float,
) -> Goal:  # fmt: skip
    """From the lowest value on, then halving the step before the first that reaches the aim."""
    low, high = bounds
    below: float | None = None
    points = 2 + int(math.log(high / low) / math.log1p(tolerance))  # no closer than the tolerance
    for factor in np.geomspace(low, high, min(points, POINTS)).tolist():
        best = at(factor)
        if best is not None and best.reached >= target:
            break
        below = factor
    else:
        return _goal(search, target, None, tolerance, best, _why_not(search, target, high, best))
    while below is not None and factor / below > 1.0 + tolerance:
        middle = math.sqrt(below * factor)
        there = at(middle)
        if there is not None and there.reached >= target:
            factor, best = middle, there
        else:
            below = middle
    note = f"reached at the lowest value tried, {low:g} times the scenario's own" if below is None else ""
    return _goal(search, target, factor, tolerance, best, note)


def _checked(
    scenario: Scenario, aim: str, target: float, lever: str, by: int | None,
    bounds: tuple[float | None, float | None], tolerance: float,
) -> tuple[float, float]:  # fmt: skip
    for name, value, allowed in (("aim", aim, AIMS), ("lever", lever, LEVERS)):
        if value not in allowed:
            raise ScenarioError(located(name, f'there is no {name} "{value}".', nearest(value, allowed)))
    if not math.isfinite(target) or (aim != "npv" and target <= 0):
        problem = f"{target:g} was given, allowed is a number" + (" above 0." if aim != "npv" else ".")
        raise ScenarioError(located("target", problem, "1000 is a billion euros, of revenue a year or of value."))
    if aim == "dscr" and scenario.finance.debt is None and not scenario.finance.opening.debt_meur:
        hint = "give finance.debt, as scenarios/les-ulis-loan.yaml does."
        raise ScenarioError(located(scenario.name, "there is no debt, so no cover of its service.", hint))
    years = years_of(scenario)
    if by is not None and (aim != "revenue" or by not in years):
        problem = f"{by} was given, allowed are years of the horizon, {years[0]} to {years[-1]}, of a revenue."
        raise ScenarioError(located("by", problem, "leave it out for any year."))
    if not 0.001 <= tolerance < 1:
        raise ScenarioError(located("tolerance", f"{tolerance:g} was given, allowed is 0.001 to less than 1.", None))
    low, high = (given if given is not None else usual for given, usual in zip(bounds, LEVERS[lever], strict=True))
    in_order(low, high, lever)
    if low <= 0:
        raise ScenarioError(located(lever, f"a factor of {low:g} was given, allowed is above 0.", "0.1 is a tenth."))
    return low, high


class _Search:
    """Plans at values of the lever, each solved once."""

    def __init__(
        self, what_if: WhatIf, scenario: Scenario, aim: str, lever: str, by: int | None, demand_follows: bool,
        cancel: CancelCallback | None,
    ) -> None:  # fmt: skip
        self._what_if, self._cancel, self._follows = what_if, cancel, demand_follows
        self.scenario, self.aim, self.lever, self.by = scenario, aim, lever, by
        self.refused = ""  # why there was no plan, the last time

    def changed(self, factor: float) -> Changed:
        """The scenario at a factor on its own."""
        if self.lever != SITE:
            return changed(self.scenario, self.lever, factor)
        fields = site_fields(self.scenario, factor)
        fields |= FIELDS["demand"](self.scenario, factor) if self._follows else {}
        return Changed(self.scenario.with_(**fields))

    def at(self, factor: float, *, any_supply: bool = False) -> ReachedPlan | None:
        """The best plan there, and what of the aim it reaches; None where none exists, such as of too small a site."""
        built: list[ModelInputs] = []

        def on_inputs(x: ModelInputs) -> ModelInputs:
            built.append(at.inputs(x))
            return built[-1]

        try:
            at = self.changed(factor)
            if any_supply:
                at = replace(at, scenario=at.scenario.with_(**_any_supply(at.scenario)))
            solution, _ = self._what_if.solution(at.scenario, on_inputs=on_inputs, cancel=self._cancel)
        except (InfeasiblePlan, ScenarioError) as error:
            self.refused = " ".join(str(error).split("hint:")[0].split())
            return None
        plan = Plan.from_solution(at.scenario, built[-1], solution)
        return reached_by(plan, built[-1], self.aim, self.by)


def site_fields(scenario: Scenario, factor: float) -> dict[str, Any]:
    """A site so many times as large: megawatts, and positions, cooling, floor and capex of its phases."""
    fields = FIELDS["connection"](scenario, factor)
    for name, phase in scenario.site.phases.items():
        own = f"site.phases.{name}."
        fields[f"{own}rack_positions"] = math.ceil(phase.rack_positions * factor)
        fields[f"{own}liquid_cooling_mw"] = phase.liquid_cooling_mw * factor
        fields[f"{own}floor_load_t"] = phase.floor_load_t * factor
        fields[f"{own}capex_meur"] = phase.capex_meur * factor
    return fields


def _any_supply(scenario: Scenario) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, rack in scenario.fleet.racks.items():
        fields[f"fleet.racks.{name}.supply_per_quarter"] = PLENTY
        if rack.supply_later_per_quarter is not None:
            fields[f"fleet.racks.{name}.supply_later_per_quarter"] = PLENTY
    return fields


def _why_not(search: _Search, target: float, high: float, best: ReachedPlan | None) -> str:
    """What stands against the aim at the highest value tried."""
    if best is None:
        return f"no plan exists at {high:g} times the scenario's own: {search.refused}"
    if search.aim == "revenue":
        most = revenue_if_all_served(best.inputs, search.by)
        if most < target:
            return f"not with this demand: all of it served pays {most:.1f} M€ a year at most"
    free = search.at(high, any_supply=True)
    supply_stops = free is not None and free.reached >= target
    later = next((year for year, meur in best.revenue_meur.items() if meur >= target), None)
    if search.aim == "revenue" and (supply_stops or later is not None):
        soonest = years_of(search.scenario)[-1] + 1 if later is None else later
        return f"not before {soonest}" + (" with this supply" if supply_stops else "")
    if supply_stops:
        return "not with this supply: racks without limit would reach it"
    return f"out of reach at {high:g} times the scenario's own, whatever the supply of racks"


def _goal(
    search: _Search, target: float, factor: float | None, tolerance: float, best: ReachedPlan | None, note: str
) -> Goal:
    own_mw = search.scenario.site.connection_mw if search.lever == SITE else 1.0
    value = None if factor is None else factor * own_mw
    unit = "MW" if search.lever == SITE else "x"
    head = (search.aim, target, search.lever, value, unit, tolerance)
    if best is None:
        return Goal(*head, None, None, None, None, None, None, note)
    year = next((y for y, meur in best.revenue_meur.items() if meur >= target), None)
    of_year = year if search.aim == "revenue" else None
    return Goal(*head, best.reached, of_year, best.connection_mw, best.racks, best.funding_meur, best.npv_meur, note)
