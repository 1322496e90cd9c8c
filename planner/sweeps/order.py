"""In which order points are solved: neighbours follow each other, so that each starts hot from the one before."""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from planner.errors import PlannerError
from planner.sweeps.design import paths_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.arrays import Floats
    from planner.scenario.schema import Scenario
    from planner.sweeps.design import Point
    from planner.what_if import DayChoice


STRUCTURE, DISPATCH, INVESTMENT = 0, 1, 2  # what a changed path costs: compiling, new days, nothing but investment
Item = TypeVar("Item")


def cost_of_change(scenario: Scenario, points: Sequence[Point], days: DayChoice) -> dict[str, int]:
    """For each path whether changing it touches the structure, the dispatch or only the investment.

    Found by building the inputs of the scenario with that one value changed.
    """
    from planner.inputs.build import build_inputs
    from planner.optimisation.matrix.reuse import same_dispatch, same_structure

    base = build_inputs(scenario, days=days)
    costs = {}
    for path in paths_of(points):
        values = [point[path] for point in points if path in point]
        try:
            tried = [build_inputs(scenario.with_(**{path: value}), days=days) for value in _ends(values)]
        except PlannerError:  # alone it is not allowed
            costs[path] = DISPATCH
            continue
        if all(same_dispatch(base, x) for x in tried):
            costs[path] = INVESTMENT
        else:
            costs[path] = DISPATCH if all(same_structure(base, x) for x in tried) else STRUCTURE
    return costs


def _ends(values: list[Any]) -> list[Any]:
    """The first value and one that differs from it: one of them differs from the scenario's own."""
    return [values[0], *[value for value in values if value != values[0]][-1:]]


def solving_order(points: Sequence[Point], costs: dict[str, int]) -> list[int]:
    """Indices of the points: costly paths change rarely, and the next point is the nearest of those left."""
    paths = paths_of(points)
    if not points:
        return []
    places = np.column_stack([_scaled([point.get(path) for point in points]) for path in paths])
    levels = [[i for i, path in enumerate(paths) if costs.get(path, DISPATCH) == cost] for cost in range(3)]
    return _walk(places, list(range(len(points))), [level for level in levels if level], np.zeros(len(paths)))


def _scaled(values: list[Any]) -> Floats:
    """Numbers between 0 and 1; anything else by its rank, so that equals lie together."""
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        numbers = np.asarray(values, dtype=np.float64)
    else:
        ranks = {text: rank for rank, text in enumerate(sorted({repr(value) for value in values}))}
        numbers = np.asarray([ranks[repr(value)] for value in values], dtype=np.float64)
    span = float(np.ptp(numbers))
    return (numbers - numbers.min()) / span if span > 0 else np.zeros(len(values))


def _walk(places: Floats, among: list[int], levels: list[list[int]], here: Floats) -> list[int]:
    """Nearest neighbour after nearest neighbour; all points with equal values of a level before the next."""
    if not levels:
        return among
    columns = levels[0]
    groups: dict[tuple[float, ...], list[int]] = {}
    for i in among:
        groups.setdefault(tuple(places[i, columns]), []).append(i)
    keys = np.asarray(list(groups), dtype=np.float64)
    members = list(groups.values())
    left = np.ones(len(members), dtype=bool)
    found: list[int] = []
    for _ in members:
        far = np.abs(keys - here[columns]).sum(axis=1)
        nearest = int(np.argmin(np.where(left, far, np.inf)))
        left[nearest] = False
        found += _walk(places, members[nearest], levels[1:], here)
        here = places[found[-1]]
    return found


class Shares(Generic[Item]):
    """Items in contiguous shares, one per worker; who has finished takes the second half of the longest share left."""

    def __init__(self, items: Sequence[Item], workers: int) -> None:
        cuts = np.linspace(0, len(items), workers + 1).round().astype(int)
        self._shares = [deque(items[a:b]) for a, b in pairwise(cuts)]
        self._lock = Lock()

    def take(self, worker: int) -> Item | None:
        """The next item for this worker, None when none is left."""
        with self._lock:
            mine = self._shares[worker]
            if not mine:
                longest = max(self._shares, key=len)
                for _ in range((len(longest) + 1) // 2):
                    mine.appendleft(longest.pop())
            return mine.popleft() if mine else None
