"""Which points a sweep looks at: a grid, a Latin hypercube, or a list made by hand."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from planner.errors import ScenarioError, located
from planner.scenario.changes import plain

Point = dict[str, Any]  # dotted path of a scenario → value
Design = Mapping[str, Sequence[Any]] | Iterable[Mapping[str, Any]]


def grid(values: Mapping[str, Sequence[Any]]) -> list[Point]:
    """Every combination of the values of each path; the last path varies fastest. ScenarioError if one has none."""
    for path, given in values.items():
        values_of_path: object = given  # a caller without type checks may pass anything
        if hasattr(values_of_path, "tolist"):  # an array or a series of numbers
            given = values_of_path = values_of_path.tolist()
        if isinstance(values_of_path, str | bytes) or not isinstance(values_of_path, Sequence) or not values_of_path:
            problem = f"{given!r} was given, allowed is a list of one value or more."
            raise ScenarioError(located(path, problem, f'{{"{path}": [8, 10, 14]}}'))
    return [dict(zip(values, combination, strict=True)) for combination in itertools.product(*values.values())]


def latin_hypercube(ranges: Mapping[str, tuple[float, float]], points: int, seed: int = 0) -> list[Point]:
    """Points spread so that each of `points` equal parts of each range (low, high) holds exactly one.

    The same seed gives the same points. Values are decimal numbers: for a whole-number field use a grid or a list.
    Method: McKay, Beckman and Conover 1979, doi 10.2307/1268522. ScenarioError for an empty range or no points.
    """
    from scipy.stats import qmc

    if not ranges or points < 1:
        problem = f"{points} points of {len(ranges)} ranges were asked for, allowed is one or more of each."
        raise ScenarioError(located("latin_hypercube", problem))
    for path, (low, high) in ranges.items():
        if not low < high:
            problem = f"the range {low:g} to {high:g} was given, the first has to be below the second."
            raise ScenarioError(located(path, problem))
    unit = qmc.LatinHypercube(d=len(ranges), rng=seed).random(points)
    scaled = qmc.scale(unit, [low for low, _ in ranges.values()], [high for _, high in ranges.values()])
    return [dict(zip(ranges, map(float, row), strict=True)) for row in scaled]


def points_of(design: Design) -> list[Point]:
    """The points of a design: a mapping of paths to values is a grid. ScenarioError if there are none."""
    given: Any = design.to_dict("records") if isinstance(design, pd.DataFrame) else design
    try:
        points = grid(given) if isinstance(given, Mapping) else [dict(point) for point in given]
    except (TypeError, ValueError):
        problem = f"a design of type {type(design).__name__} was read; allowed are a mapping or a list of mappings."
        raise ScenarioError(located("sweep", problem, '{"site.connection_mw": [8, 10, 14]} is one.')) from None
    points = [plain(point) for point in points]
    if not points or not any(points):
        problem = "the design has no points."
        raise ScenarioError(located("sweep", problem, '{"site.connection_mw": [8, 10, 14]} is one with three.'))
    return points


def paths_of(points: Iterable[Mapping[str, Any]]) -> list[str]:
    """Every path that some point sets, in the order they first appear."""
    return list(dict.fromkeys(path for point in points for path in point))
