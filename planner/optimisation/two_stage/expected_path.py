"""The expected path: the one that a planner without paths would plan for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.arrays import Floats
    from planner.problem.site import ModelInputs


def expected_inputs(sites: Sequence[ModelInputs], weight: Floats) -> ModelInputs:
    """The expected path: mean demand, prices, rates and settlement; dates of the path in the middle.

    Dates cannot be averaged: racks and phases are those of the path at which half of the probability has as early
    ones.
    """

    def mean(*names: str) -> Any:
        arrays = [np.asarray(_get(site, names), dtype=np.float64) for site in sites]
        first = arrays[0]
        same = all(array is first or np.array_equal(array, first) for array in arrays)
        return first if same else sum(share * array for share, array in zip(weight, arrays, strict=True))

    late = np.array([float(site.fleet.live_period.sum()) for site in sites])
    opens = np.array([float(site.phases.earliest_period.sum()) for site in sites])
    fleet, phases = sites[_middle(late, weight)].fleet, sites[_middle(opens, weight)].phases
    x = sites[0]
    return replace(
        x,
        fleet=fleet,
        phases=phases,
        hours=replace(x.hours, demand=mean("hours", "demand"), spot_eur_per_mwh=mean("hours", "spot_eur_per_mwh")),
        points=replace(x.points, rate=mean("points", "rate"), kw=mean("points", "kw")),
        workloads=replace(
            x.workloads,
            revenue_eur=mean("workloads", "revenue_eur"),
            burst_eur=mean("workloads", "burst_eur"),
            penalty_eur=mean("workloads", "penalty_eur"),
        ),
        contracts=replace(x.contracts, settlement_meur=mean("contracts", "settlement_meur")),
    )


def _get(x: object, names: tuple[str, ...]) -> object:
    for name in names:
        x = getattr(x, name)
    return x


def _middle(figure: Floats, weight: Floats) -> int:
    order = np.argsort(figure, kind="stable")
    return int(order[np.searchsorted(np.cumsum(weight[order]), 0.5 - 1e-12)])
