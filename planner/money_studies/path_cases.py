"""Paths of rates, prices and demand on which a decided plan is dispatched: racks and phases come as agreed."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from planner.inputs.paths.paths import fresh_paths
from planner.under_uncertainty import forecast_of_draws

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.problem.site import ModelInputs
    from planner.scenario.schema import Scenario


def paths_as_agreed(scenario: Scenario, inputs: ModelInputs, count: int, seed: int) -> Iterator[ModelInputs]:
    """Fresh, equally likely paths of the scenario's `uncertainty`, with the fleet and the phases of the scenario."""
    for path in fresh_paths(scenario, inputs, count, seed, forecast_of_draws(scenario)):
        yield replace(
            path.inputs,
            fleet=inputs.fleet,
            phases=inputs.phases,
            auxiliaries_mw=inputs.auxiliaries_mw,
            site_power=inputs.site_power,
        )


def at_least(values: Sequence[float], share: float) -> float:
    """The largest of some equally likely values that at least this share of them reach or exceed: P90 for 0.9."""
    return sorted(values, reverse=True)[math.ceil(share * len(values) - 1e-9) - 1]
