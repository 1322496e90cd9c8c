"""Rules between the fields of a forecast."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.errors import nearest
from planner.scenario.rules.problem import Problem

if TYPE_CHECKING:
    from planner.scenario.fields.forecast import Forecast, WorkloadForecast
    from planner.scenario.schema import Scenario

WEIGHT_TOLERANCE = 1e-9
SOURCES = ("history", "drivers", "growth")


def forecast(s: Scenario) -> Iterator[Problem]:
    """Weights add up to 1 and have their source; names are workloads; dates are in order."""
    if s.forecast is None:
        return
    for name, own in s.forecast.workloads.items():
        path = f"forecast.workloads.{name}"
        if name not in s.workloads:
            allowed = "Allowed: a workload of the scenario."
            yield Problem(path, f'is named "{name}".', allowed, nearest(name, s.workloads))
            continue
        yield from _weights(path, own)
        yield from _drivers(path, own, s.workloads[name].unit)


def forecast_correlations(s: Scenario) -> Iterator[Problem]:
    """Pairs are two workloads of the forecast, each pair once; all together are possible at once."""
    if s.forecast is None:
        return
    seen: set[frozenset[str]] = set()
    for number, pair in enumerate(s.forecast.correlations):
        path = f"forecast.correlations.{number}"
        for field, name in (("first", pair.first), ("second", pair.second)):
            if name not in s.forecast.workloads:
                allowed = "Allowed: a workload of forecast.workloads."
                yield Problem(f"{path}.{field}", f'is "{name}".', allowed, nearest(name, s.forecast.workloads))
                return
        both = frozenset((pair.first, pair.second))
        if len(both) == 1 or both in seen:
            yield Problem(f"{path}.second", f'is "{pair.second}".', "Allowed: two workloads, each pair once.")
            return
        seen.add(both)
    least = _least_eigenvalue(s.forecast)
    if least <= 0:
        yield Problem(
            "forecast.correlations",
            f"contradict each other (least eigenvalue of their matrix: {least:.3g}).",
            "Allowed: correlations that can hold at once.",
            "if A goes with B and B with C, A cannot go against C: move the extreme ones towards 0.",
        )


def _weights(path: str, own: WorkloadForecast) -> Iterator[Problem]:
    weights = own.weights
    total = weights.given + weights.history + weights.drivers + weights.growth
    if abs(total - 1) > WEIGHT_TOLERANCE:
        yield Problem(f"{path}.weights", f"add up to {total:g}.", "Allowed: weights that add up to 1.")
    for source in SOURCES:
        weight, part = getattr(weights, source), getattr(own, source)
        if weight > 0 and part is None:
            yield Problem(f"{path}.{source}", "is missing.", f"It is needed because its weight is {weight:g}.")
    if own.history is not None and weights.history > 0 and not own.history.csv:
        yield Problem(f"{path}.history.csv", "is empty.", "It is needed because history has a weight.", "name a file.")


def _drivers(path: str, own: WorkloadForecast, unit: str) -> Iterator[Problem]:
    drivers = own.drivers
    if drivers is None:
        return
    if unit != "tokens":
        yield Problem(f"{path}.drivers", "is given.", f"They count tokens; the workload's unit is {unit}.")
    if drivers.usage is None and drivers.seats is None and not drivers.contracts:
        yield Problem(f"{path}.drivers", "has neither usage, seats nor contracts.", "Allowed: at least one of them.")
    for name, ramp in drivers.contracts.items():
        if ramp.end is not None and ramp.end < ramp.start:
            allowed = f"Allowed: {ramp.start} (start) or later."
            yield Problem(f"{path}.drivers.contracts.{name}.end", f"is {ramp.end}.", allowed)
    dates = [switch.date for switch in drivers.model_switches]
    for number in range(1, len(dates)):
        if dates[number] <= dates[number - 1]:
            allowed = f"Allowed: after {dates[number - 1]}, the switch before."
            yield Problem(f"{path}.drivers.model_switches.{number}.date", f"is {dates[number]}.", allowed)


def _least_eigenvalue(forecast: Forecast) -> float:
    import numpy as np

    names = list(forecast.workloads)
    matrix = np.full((len(names), len(names)), forecast.correlation)
    np.fill_diagonal(matrix, 1.0)
    for pair in forecast.correlations:
        a, b = names.index(pair.first), names.index(pair.second)
        matrix[a, b] = matrix[b, a] = pair.correlation
    matrix = 2 * np.sin(np.pi / 6 * matrix)  # of the normals behind the ranks, see planner/inputs/forecast/blend.py
    return float(np.linalg.eigvalsh(matrix).min())
