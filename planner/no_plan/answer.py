"""The whole answer where a scenario has no plan: confirmed on all days, with ways out that were tried."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from planner.errors import InfeasiblePlan, ScenarioError, WayOut
from planner.no_plan.text import message
from planner.no_plan.ways import WAYS
from planner.what_if import WhatIf

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from planner.errors import Reason
    from planner.no_plan.ways import Way
    from planner.plan.plan import Plan
    from planner.problem.settings import SolveSettings
    from planner.scenario.schema import Scenario

MOST_WAYS = 4
MOST_ROUNDS = 5  # of one way: later periods may need more than the first, and another limit may follow
TRIED = {"days": 1, "gap": 0.5, "processes": 1}  # whether there is a plan, not which


def solve_site(scenario: Scenario, settings: SolveSettings) -> Plan:
    """The plan of one site. InfeasiblePlan: why there is none, and the ways out that were tried; else as `WhatIf`."""
    try:
        with WhatIf.with_settings(scenario, settings) as what_if:
            return what_if.solve(progress=settings.progress, cancel=settings.cancel)
    except InfeasiblePlan as error:
        raise explained(scenario, settings, error) from error


def explained(scenario: Scenario, settings: SolveSettings, error: InfeasiblePlan) -> InfeasiblePlan:
    """The same error, sure of all days where that can be, with what was tried and gives a plan."""
    if not error.reasons:
        return error
    if not error.on_all_days:
        error = _on_all_days(scenario, settings, error)
    ways = tuple(islice(ways_out(scenario, settings, error.reasons), MOST_WAYS)) if error.on_all_days else ()
    return with_ways(error, ways)


def with_ways(error: InfeasiblePlan, ways: tuple[WayOut, ...]) -> InfeasiblePlan:
    """The same error in sentences."""
    text = message(error.reasons, ways, "en", on_all_days=error.on_all_days)
    return InfeasiblePlan(text, error.reasons, ways, on_all_days=error.on_all_days)


def _on_all_days(scenario: Scenario, settings: SolveSettings, error: InfeasiblePlan) -> InfeasiblePlan:
    """The answer of every day, exact; the one at hand where every day allows a plan."""
    every_day = replace(settings, days="all", gap=TRIED["gap"])
    try:
        with WhatIf.with_settings(scenario, every_day) as what_if:
            what_if.solution(cancel=settings.cancel)
    except InfeasiblePlan as exact:
        return exact if exact.reasons else error
    return error


def ways_out(scenario: Scenario, settings: SolveSettings, reasons: tuple[Reason, ...]) -> Iterator[WayOut]:
    """Changed fields that give a plan, one limit after the other; solved on a day a period. Empty once stopped."""
    seen: list[Mapping[str, Any]] = []
    for reason in reasons:
        for way in WAYS.get(reason.limit, ()):
            for fields in way(scenario, reason):
                mended = None if settings.stopped else _mended(scenario, settings, dict(fields), reasons, way)
                if mended is not None and mended not in seen:
                    seen.append(mended)
                    yield WayOut(mended, {path: _now(scenario, path) for path in mended}, reason.limit, reason.period)


def _mended(
    scenario: Scenario, settings: SolveSettings, fields: dict[str, Any], reasons: tuple[Reason, ...], way: Way
) -> dict[str, Any] | None:
    """These fields, or more of the same and what else it takes; None where that gives no plan."""
    for _ in range(MOST_ROUNDS):
        try:
            changed = scenario.with_(**fields)
            with WhatIf(changed, **TRIED) as what_if:  # type: ignore[arg-type]
                what_if.solution(cancel=settings.cancel)
        except ScenarioError:
            return None
        except InfeasiblePlan as left:
            more = _more(changed, left, reasons, way)
            if not more or more.items() <= fields.items():
                return None
            fields |= more
        else:
            return fields
    return None


def _more(changed: Scenario, left: InfeasiblePlan, reasons: tuple[Reason, ...], way: Way) -> dict[str, Any]:
    """What the limits that are left ask for: the same way where it is theirs, else the first of their own."""
    first = {reason.limit for reason in reasons if way in WAYS.get(reason.limit, ())}
    more: dict[str, Any] = {}
    for reason in left.reasons[:1]:
        own = way if reason.limit in first else next(iter(WAYS.get(reason.limit, ())), None)
        more |= next(own(changed, reason), {}) if own is not None else {}
    return more


def _now(scenario: Scenario, path: str) -> Any:
    value: Any = scenario.values()
    for step in path.split("."):
        value = value.get(step, value.get(int(step)) if step.isdecimal() else None)
    return value
