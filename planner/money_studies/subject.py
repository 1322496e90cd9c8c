"""What a study starts from: a scenario, or a plan with the scenario it was saved with; value must be maximised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.arguments import check_type
from planner.errors import ScenarioError, located
from planner.plan.plan import Plan
from planner.scenario.schema import Scenario
from planner.what_if import WhatIf

if TYPE_CHECKING:
    from planner.problem.settings import DayChoice
    from planner.problem.solution import CancelCallback

DAYS = 3  # where nothing else is asked: real days per period
GAP = 5e-4  # how closely each plan is proven, so that differences of plans are not lost in it


def scenario_of(subject: Scenario | Plan, where: str) -> Scenario:
    """The scenario of a study. ScenarioError: of no single site, or a plan of least cost, which has no value."""
    check_type(subject, (Scenario, Plan), where, "a scenario of one site, or a plan made of one")
    scenario = Scenario.from_values(subject.manifest["scenario"]) if isinstance(subject, Plan) else subject
    if scenario.objective.kind != "maximise_npv":
        problem = f"{where} needs a net present value; {scenario.objective.kind} was read (objective.kind)."
        raise ScenarioError(located(scenario.name, problem, "set objective.kind to maximise_npv."))
    return scenario


def days_of(subject: Any, days: DayChoice | None) -> DayChoice:
    """The days chosen; where none are, those of the plan, and of a scenario 3 a period."""
    if days is not None:
        return days
    chosen: DayChoice = subject.manifest["days"] if isinstance(subject, Plan) else DAYS
    return chosen


def days_of_both(a: Plan, b: Plan) -> DayChoice:
    """The days of two plans where they stand on the same few; else 3 a period."""
    days: DayChoice = a.manifest["days"]
    return days if days == b.manifest["days"] and days != "all" else DAYS


def plan_of(
    subject: Scenario | Plan, days: DayChoice, processes: int | None = None, cancel: CancelCallback | None = None
) -> Plan:
    """The plan whose decisions a study holds; of a scenario the best there is, to the usual gap."""
    if isinstance(subject, Plan):
        return subject
    with WhatIf(subject, days=days, processes=processes) as what_if:
        return what_if.solve(cancel=cancel)


def in_order(low: float, high: float, where: str) -> None:
    """Refuse bounds that hold nothing between them. ScenarioError."""
    if not low < high:
        problem = f"{low:g} to {high:g} was given; the first must be less than the second."
        raise ScenarioError(located(where, problem, f"give {min(low, high):g} and a larger number."))
