"""Work of a path that a plan is tried on: what is to be served and what goes unserved, contracts included."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from planner.optimisation.equations.revenue import demand_of_periods
from planner.problem.demand import total_demand

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.arrays import Floats
    from planner.optimisation.matrix.answers import DayDispatch
    from planner.problem.offers import OfferDecisions
    from planner.problem.site import ModelInputs


def work_to_serve(x: ModelInputs, decisions: OfferDecisions | None) -> Floats:
    """Uncommitted work and that of contracts in force, W × P [Mtokens or GPU-hours]."""
    return demand_of_periods(replace(x, hours=replace(x.hours, demand=total_demand(x, decisions))))


def unserved_work(x: ModelInputs, days: Mapping[int, DayDispatch]) -> Floats:
    """Work unserved, of contracts too, W × P [Mtokens or GPU-hours]."""
    workloads = len(x.workloads.names)
    unserved = np.zeros((workloads, len(x.periods.names)))
    for d, day in days.items():
        hourly = np.maximum(day.values["unserved"], 0.0).reshape(workloads, -1).sum(axis=1)
        if x.offers is not None:
            of_line = np.maximum(day.values["unserved_of_line"], 0.0).reshape(len(x.offers.line_workload), -1)
            np.add.at(hourly, x.offers.line_workload, of_line.sum(axis=1))
        unserved[:, x.days.period[d]] += hourly * x.days.weight[d] * x.workloads.units_per_hour
    return unserved
