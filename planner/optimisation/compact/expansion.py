"""From the columns of a compact day to every variable of the day that `models.dispatch` defines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.optimisation.compact.shape import demand_of

if TYPE_CHECKING:
    from planner.arrays import Bools, Floats, Ints
    from planner.optimisation.compact.numbers import Block, Quantities, SiteNumbers
    from planner.optimisation.compact.shape import Shape


def _by_hour(once: Floats, demand: Floats, waits: Bools) -> Floats:
    """Work unserved by hour: as it is, or for work that may wait its sum over the day spread like the demand."""
    total = demand.sum(axis=2, keepdims=True)
    spread = once[:, :, :1] * np.divide(demand, total, out=np.zeros_like(demand), where=total > 0)
    return np.where(waits[:, None], spread, once)


def full_days(
    shape: Shape, site: SiteNumbers, block: Block, given: Quantities, lines: Ints, columns: Floats
) -> dict[str, Floats]:
    """Every variable of the days of a block, by name: (D, index, T) or (D, T).

    Args:
        shape: of the compact days.
        site: what all days have in common.
        block: the days, D.
        given: what investment gives them.
        lines: those that are there, l.
        columns: of the compact days, (D, columns).
    """
    days, hours = len(columns), block.hours
    serving = np.zeros((days, len(site.rate), hours))
    parked = np.zeros((days, len(site.saved_mw), hours))
    serving[:, shape.points], parked[:, shape.racks] = columns[:, shape.serving], columns[:, shape.parked]
    count, burst = len(site.waits), columns[:, shape.burst]
    short = columns[:, shape.short]
    unserved = _by_hour(short[:, :count], block.demand * given.shares[:, None], site.waits)
    of_line = np.zeros(block.line_demand.shape)
    line_demand = block.line_demand[:, lines] * given.line_shares[lines][:, None]
    of_line[:, lines] = _by_hour(short[:, count:], line_demand, site.waits[site.line_workload[lines]])
    it_mw = site.added_mw @ serving - site.saved_mw @ parked + site.always_mw @ given.racks
    grid_mw = (block.heat_factor * it_mw + block.auxiliaries_mw) / site.efficiency
    overrun_mw = np.maximum(0.0, grid_mw - given.subscribed_mw[block.tariff_class])
    left = demand_of(site, block, given) - unserved
    for i, w in enumerate(site.line_workload):
        left[:, w] -= of_line[:, i]
    for o, w in enumerate(site.workload):
        left[:, w] -= site.rate[o] * serving[:, o]
    for i, w in enumerate(site.burst):
        left[:, w] -= burst[:, i]
    backlog = np.cumsum(left[:, site.waits], axis=2)
    values = {
        "serving_racks": serving,
        "parked_racks": parked,
        "burst": burst,
        "unserved": unserved,
        "unserved_of_line": of_line,
        "backlog": backlog - backlog.min(axis=2, keepdims=True),
        "it_mw": it_mw,
        "facility_mw": grid_mw,
        "grid_mw": grid_mw,
        "overrun_mw": overrun_mw,
    }
    if site.gpus_per_unit is not None:
        values["reserved_kgpu"] = columns[:, shape.reserved]
    return values
