"""Demand beyond what was promised: on a path with more demand than the scenario's, the rest is not under contract.

A penalty is owed for volume that a contract promises. The scenario's demand is that volume; what a path asks beyond it
earns the same when served, and costs nothing but its revenue when it is not. So each workload with a penalty gets a
twin without one, on the same racks and at the same operating points, which holds the rest. Axes as in `ModelInputs`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints
    from planner.problem.site import ModelInputs

BEYOND = "-uncommitted"


def with_uncommitted(x: ModelInputs) -> tuple[ModelInputs, Ints]:
    """Inputs with a twin of every workload that has a penalty, its demand zero; and the workload each is twin of.

    Returns:
        The inputs, and for each of their workloads the workload of `x` whose demand it is part of, W'.
    """
    work, points = x.workloads, x.points
    twins = np.flatnonzero((work.penalty_eur > 0).any(axis=1))
    parent = np.concatenate([np.arange(len(work.names)), twins])
    if not len(twins):
        return x, parent
    rows = np.concatenate([np.flatnonzero(points.workload == w) for w in twins])
    place = {int(w): len(work.names) + i for i, w in enumerate(twins)}
    penalty = work.penalty_eur[parent].copy()
    penalty[len(work.names) :] = 0.0
    demand = x.hours.demand[parent].copy()
    demand[len(work.names) :] = 0.0
    workloads = replace(
        work,
        names=work.names + tuple(f"{work.names[w]}{BEYOND}" for w in twins),
        unit=tuple(work.unit[w] for w in parent),
        window_hours=work.window_hours[parent],
        sovereign=work.sovereign[parent],
        headroom=work.headroom[parent],
        units_per_hour=work.units_per_hour[parent],
        revenue_eur=work.revenue_eur[parent],
        burst_eur=work.burst_eur[parent],
        penalty_eur=penalty,
    )
    more = replace(
        points,
        names=points.names + tuple(f"{points.names[o]}{BEYOND}" for o in rows),
        workload=np.concatenate([points.workload, [place[int(points.workload[o])] for o in rows]]),
        rack=np.concatenate([points.rack, points.rack[rows]]),
        rate=np.concatenate([points.rate, points.rate[rows]]),
        kw=np.concatenate([points.kw, points.kw[rows]]),
        tokens_per_s_per_user=np.concatenate([points.tokens_per_s_per_user, points.tokens_per_s_per_user[rows]]),
        source=points.source + tuple(points.source[o] for o in rows),
    )
    return replace(x, workloads=workloads, points=more, hours=replace(x.hours, demand=demand)), parent


def split(demand: Floats, factor: Floats, parent: Ints, promised: int) -> Floats:
    """Demand of a path: what was promised and asked for stays, the rest goes to the twin.

    Args:
        demand: of the scenario, before twins, W, H.
        factor: of the path on it, W, H.
        parent: of each workload with twins, W'.
        promised: number of workloads before twins, W.

    Returns:
        demand · min(factor, 1) where a workload has a twin, demand · max(factor − 1, 0) for the twin, W', H.
    """
    asked = demand * factor
    have_twin = parent[promised:]
    beyond = np.maximum(asked[have_twin] - demand[have_twin], 0.0)
    asked[have_twin] -= beyond
    return np.concatenate([asked, beyond])
