"""The numbers of one dispatch day, which the equations of a day are written with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.arrays import Floats, Ints
    from planner.problem.site import ModelInputs


@dataclass(frozen=True)
class Day:
    """The numbers of one dispatch day, T hours. Costs in kEUR, undiscounted, for one real day."""

    period: int
    hours: int  # T
    tariff_class: Ints  # T
    demand: Floats  # W, T
    window_demand: Floats  # W, T: demand that arrived within the window, the most that can be waiting
    energy_keur_per_mwh: Floats  # T
    overrun_keur_per_mwh: Floats  # T
    burst_keur: Floats  # W, T: per unit of work for an hour
    unserved_keur: Floats  # W, T
    auxiliaries_mw: Floats  # T
    heat_factor: Floats  # T: 1 + cooling; that of the air loop where racks are charged by the loops
    most_unserved: Floats  # W, T: of uncommitted work; infinite where nothing else of the workload may go unserved
    most_grid_mw: Floats  # T: infinite where only the connection bounds the power at the meter
    of_parts: Mapping[str, Floats] = field(default_factory=dict)  # numbers of the parts the site has, by name


@dataclass(frozen=True)
class Writing:
    """One row of the table of what differs between days: this array of `Day` stands in this place of the matrix."""

    place: Literal["right_hand_side", "at_most", "cost", "upper", "coefficient"]
    component: str  # constraint or variable
    field: str  # of Day, or a number of a part
    column: str = ""  # for a coefficient: the variable, indexed like the constraint or not; or the constraint is not
    sign: Literal[1, -1] = 1  # of the number in this place of the row


def unserved_eur(x: ModelInputs) -> Floats:
    """What one unserved unit costs, shape (W, P) [EUR per Mtoken or GPU-hour].

    Maximising NPV: the revenue lost and the penalty. Minimising cost: the penalty, or the value of lost load.
    """
    if x.objective == "maximise_npv":
        return x.workloads.revenue_eur + x.workloads.penalty_eur
    return np.maximum(x.workloads.penalty_eur, x.lost_load_multiple * x.workloads.revenue_eur)


def window_demand(demand: Floats, window_hours: Ints) -> Floats:
    """Demand of the last `window_hours` hours at the end of each hour, the day taken as a circle. Shape (W, T)."""
    hours = demand.shape[1]
    waiting = np.zeros_like(demand)
    for w, window in enumerate(window_hours):
        if window >= hours:
            waiting[w] = demand[w].sum()
        else:
            for lag in range(int(window)):
                waiting[w] += np.roll(demand[w], lag)
    return waiting
