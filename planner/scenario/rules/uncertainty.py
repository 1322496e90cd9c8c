"""Rules between the fields of `uncertainty`. Each check yields what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, get_args

import numpy as np

from planner.errors import nearest
from planner.scenario.fields.uncertainty import Driver
from planner.scenario.rules.problem import Problem

if TYPE_CHECKING:
    from planner.scenario.fields.uncertainty import Uncertainty
    from planner.scenario.schema import Scenario

TOLERANCE = 1e-9
MONTHS_PER_QUARTER = 3
DRIVERS: tuple[str, ...] = get_args(Driver)


def uncertainty(s: Scenario) -> Iterator[Problem]:
    """All rules of `uncertainty`; none where the scenario has no such section."""
    asked = s.uncertainty
    if asked is None:
        return
    if asked.paths > asked.sample:
        yield Problem("uncertainty.paths", f"is {asked.paths}.", f"Allowed: up to {asked.sample} (uncertainty.sample).")
    for name in ("rack_delay_quarters", "connection_delay_quarters"):
        yield from _sum_to_one(f"uncertainty.{name}", getattr(asked, name))
    for name in asked.demand.sigma_per_year_of:
        if name not in s.workloads:
            path = f"uncertainty.demand.sigma_per_year_of.{name}"
            yield Problem(path, f'is for "{name}".', "Allowed: a name of workloads.", nearest(name, s.workloads))
    yield from _correlations(asked)
    yield from _decision(s, asked)


def _sum_to_one(path: str, probabilities: tuple[float, ...]) -> Iterator[Problem]:
    total = sum(probabilities)
    if abs(total - 1) > TOLERANCE:
        shown = " + ".join(f"{share:g}" for share in probabilities)
        yield Problem(
            path,
            f"holds probabilities of {shown} = {total:g}.",
            "Allowed: probabilities that add up to 1.",
            "the first is that of no delay.",
        )


def _correlations(asked: Uncertainty) -> Iterator[Problem]:
    seen: set[frozenset[str]] = set()
    for i, pair in enumerate(asked.correlations):
        path = f"uncertainty.correlations.{i}.other"
        if pair.one == pair.other:
            yield Problem(path, f"is {pair.other}, as one.", "Allowed: two different things.")
        elif frozenset((pair.one, pair.other)) in seen:
            yield Problem(path, f"gives {pair.one} and {pair.other} again.", "Allowed: each pair once.")
        seen.add(frozenset((pair.one, pair.other)))
    lowest = float(np.linalg.eigvalsh(correlation_matrix(asked)).min())
    if lowest < -TOLERANCE:
        yield Problem(
            "uncertainty.correlations",
            f"cannot hold together: their matrix has the eigenvalue {lowest:.3g}.",
            "Allowed: a matrix without negative eigenvalues.",
            "two things that both move with a third cannot move strongly against each other: weaken one pair.",
        )


def correlation_matrix(asked: Uncertainty) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Correlations of all drivers, in the order of DRIVERS; pairs not given are 0."""
    matrix = np.eye(len(DRIVERS))
    for pair in asked.correlations:
        if pair.one != pair.other:
            a, b = DRIVERS.index(pair.one), DRIVERS.index(pair.other)
            matrix[a, b] = matrix[b, a] = pair.correlation
    return matrix


def _decision(s: Scenario, asked: Uncertainty) -> Iterator[Problem]:
    """A decision that is the same on all paths is taken before what it brings is there."""
    until, start, end = asked.decide_until, s.horizon.start, s.horizon.end
    if until is None or end < start:
        return
    path = "uncertainty.decide_until"
    if not start <= until <= end:
        yield Problem(path, f"is {until}.", f"Allowed: {start} to {end} (horizon).")
        return
    # Delivery of the first order of each product, by the product that takes longest.
    soonest = {
        name: _first_delivery(max(rack.order_from, start), rack.lead_time_months)
        for name, rack in s.fleet.racks.items()
    }
    slowest, delivered = max(soonest.items(), key=lambda item: item[1])
    if until > max(delivered, start):
        yield Problem(
            path,
            f"is {until}, but the first order of every product is delivered by {delivered} ({slowest}, the last).",
            f"Allowed: {start} (horizon.start) to {max(delivered, start)}.",
            "what is decided after the delivery is decided with the path in view: choose an earlier quarter.",
        )


def _first_delivery(ordered: str, lead_time_months: int) -> str:
    """Quarter that holds the first day of the order's quarter plus the lead time."""
    months = int(ordered[:4]) * 12 + MONTHS_PER_QUARTER * (int(ordered[-1]) - 1) + int(lead_time_months)
    return f"{months // 12}-Q{months % 12 // MONTHS_PER_QUARTER + 1}"
