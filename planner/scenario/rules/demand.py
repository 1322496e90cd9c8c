"""Rules between the fields of a workload about when it is asked for. Each yields what is wrong, where, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.scenario.rules.problem import Problem

if TYPE_CHECKING:
    from planner.scenario.schema import Scenario

TOLERANCE = 1e-9
DEFERRABLE = "-deferrable"  # ends the name of the part of a workload that may wait


def customers(s: Scenario) -> Iterator[Problem]:
    """Shares of customers add up to 1, in countries whose public holidays are known."""
    for name, workload in s.workloads.items():
        path = f"workloads.{name}.customers"
        if not workload.customers:
            continue
        total = sum(workload.customers.values())
        if abs(total - 1) > TOLERANCE:
            shares = " + ".join(f"{share:g}" for share in workload.customers.values())
            yield Problem(path, f"has shares of {shares} = {total:g}.", "Allowed: shares that add up to 1.")
        from holidays import list_supported_countries  # 0.1 s to import, and only here

        known = list_supported_countries()
        for country in workload.customers:
            if country not in known:
                allowed = "Allowed: a country whose public holidays are known, by its two letters in ISO 3166."
                yield Problem(f"{path}.{country}", f'is for "{country}".', allowed)


def deferrable(s: Scenario) -> Iterator[Problem]:
    """A deferrable share says how long it may wait, is of work that else may not, and has a name of its own."""
    for name, workload in s.workloads.items():
        path = f"workloads.{name}"
        share, hours = workload.deferrable_share, workload.deferrable_hours
        if (share is None) != (hours is None):
            missing, other = ("deferrable_share", "deferrable_hours")[:: 1 if share is None else -1]
            yield Problem(f"{path}.{missing}", "is missing.", f"It is needed because {other} is given.")
        if share is None:
            continue
        if workload.window_hours > 0:
            hint = "set window_hours to 0, or deferrable_share to null."
            allowed = f"Allowed: null, as all of it may wait {workload.window_hours} h (window_hours)."
            yield Problem(f"{path}.deferrable_share", f"is {share:g}.", allowed, hint)
        if f"{name}{DEFERRABLE}" in s.workloads:
            allowed = f"Allowed: null, as {name}{DEFERRABLE} is a workload already, and the part would have its name."
            yield Problem(f"{path}.deferrable_share", f"is {share:g}.", allowed)
