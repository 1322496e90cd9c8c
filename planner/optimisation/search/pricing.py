"""What the days say of a point: cost and slope of every period of a site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.optimisation.matrix.layout import DayTable, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.arrays import Floats
    from planner.optimisation.matrix.answers import DayAnswer
    from planner.optimisation.search.incumbent import Search
    from planner.optimisation.workers.pool import DayPool


@dataclass(frozen=True)
class Priced:
    """What the days say of one point: cost and slope of every row (period of a site)."""

    dispatch_meur: Floats  # S·P
    slope_meur: Floats  # S·P, L
    level_meur: Floats  # S·P: what the cut says at the point: the cost or a hair less


def add_up(days: DayTable, answers: Mapping[int, DayAnswer], shape: tuple[int, int]) -> Priced:
    """Cost and slope of every row, the days added up in their order."""
    cost, level, slope = np.zeros(shape[0]), np.zeros(shape[0]), np.zeros(shape)
    for d in sorted(answers):
        row, share, answer = int(days.row[d]), float(days.weight[d]) / 1000, answers[d]
        cost[row] += share * answer.cost_keur
        level[row] += share * answer.bound_keur
        slope[row, : len(answer.reduced_cost_keur)] += share * answer.reduced_cost_keur
    return Priced(cost, slope, level)


def gathered(rows: Sequence[tuple[float, Floats, float]]) -> Priced:
    """Cost, slope and level of rows, put together."""
    costs, slopes, levels = zip(*rows, strict=True)
    return Priced(np.array(costs), np.array(slopes), np.array(levels))


def price_apart(search: Search, pool: DayPool, given: Floats, only: set[int] | None) -> Priced:
    """Cost and slope of every row at a point, where days share nothing; a few days stand for all.

    A row is a problem of its own: one that is given what it or a row alike was given before is not dispatched again.
    """
    days, shape = search.days, (len(given), given.shape[1])
    if only is None:
        keys = [(int(search.alike[row]), given[row].tobytes()) for row in range(len(given))]
        new = sorted({key: row for row, key in reversed([*enumerate(keys)]) if key not in pool.priced}.values())
        new_days = None if len(new) == len(given) else set(np.flatnonzero(np.isin(days.row, new)).tolist())
        if new:
            fresh = add_up(days, pool.evaluate(given, new_days), shape)
            pool.priced.update(
                {
                    keys[row]: (fresh.dispatch_meur[row], fresh.slope_meur[row].copy(), float(fresh.level_meur[row]))
                    for row in new
                }
            )
        return gathered([pool.priced[key] for key in keys])
    answers = pool.evaluate(given, only)
    priced = add_up(days, answers, shape)
    chosen = np.array(sorted(answers))
    rows = rows_of(search.x)
    weight = np.bincount(days.row[chosen], weights=days.weight[chosen], minlength=rows)
    whole = np.bincount(days.row, weights=days.weight, minlength=rows) / weight
    return Priced(priced.dispatch_meur * whole, priced.slope_meur * whole[:, None], priced.level_meur * whole)
