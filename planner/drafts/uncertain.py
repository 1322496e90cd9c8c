"""What may come otherwise, for a scenario that does not say: taken from one that does, as far as it fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.scenario.fields.parts import quarter_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.scenario.schema import Scenario


def spread_for(scenario: Scenario, pattern: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a section `uncertainty` for another scenario, to be checked by laying them over that.

    Workloads that the scenario does not have are left out; a last common quarter outside its horizon becomes its first.
    """
    sigmas = pattern["demand"]["sigma_per_year_of"]
    own = {name: sigma for name, sigma in sigmas.items() if name in scenario.workloads}
    section = {**pattern, "demand": {**pattern["demand"], "sigma_per_year_of": own}}
    until = section["decide_until"]
    start, end = quarter_number(scenario.horizon.start), quarter_number(scenario.horizon.end)
    if until is not None and not start <= quarter_number(until) <= end:
        section["decide_until"] = None
    return section
