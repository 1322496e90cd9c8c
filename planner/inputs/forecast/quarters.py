"""The quarters of a horizon, and the scenario's own demand in each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.calendar import make_calendar, period_edges
from planner.inputs.demand import demand
from planner.inputs.demand.demand import DAYS_PER_YEAR
from planner.inputs.demand.hourly import asked_demand

if TYPE_CHECKING:
    from pathlib import Path

    from planner.arrays import Floats, Ints
    from planner.scenario.schema import Scenario


@dataclass(frozen=True)
class Quarters:
    """Quarters of a horizon: Q names, and Q + 1 edges as ordinals of local dates."""

    names: tuple[str, ...]
    edges: Ints

    @property
    def years(self) -> Floats:
        """Years from the middle of the first quarter to the middle of each. Q."""
        middle = (self.edges[:-1] + self.edges[1:]) / 2
        return np.asarray((middle - middle[0]) / DAYS_PER_YEAR)

    @property
    def start_year(self) -> float:
        """Middle of the first quarter, in years such as 2026.875."""
        middle = dt.date.fromordinal(int(self.edges[0] + self.edges[1]) // 2)
        return middle.year + (middle.timetuple().tm_yday - 0.5) / DAYS_PER_YEAR

    def mean_of(self, first_day: Ints, after: Ints, values: Floats) -> Floats:
        """Mean over each quarter of steps [first_day, after) of a value each, by the days they share. (…, Q).

        NaN where no step touches a quarter.
        """
        shared = np.minimum(after[:, None], self.edges[1:]) - np.maximum(first_day[:, None], self.edges[:-1])
        weight = np.maximum(shared, 0).astype(np.float64)
        total = weight.sum(axis=0)
        with np.errstate(invalid="ignore"):
            return np.asarray(values @ weight / np.where(total > 0, total, np.nan))


def quarters_of(scenario: Scenario) -> Quarters:
    """Quarters of the scenario's horizon. ScenarioError when it cannot be read."""
    names, edges = period_edges(scenario.horizon.start, scenario.horizon.end, "quarter")
    return Quarters(tuple(names), np.array([day.toordinal() for day in edges], dtype=np.int64))


def given_demand(scenario: Scenario, quarters: Quarters, data_dir: Path | None = None) -> Floats:
    """Mean demand of each workload by quarter as the scenario gives it [Mtokens/s of output, kGPU]. (W, Q).

    Hour by hour as the plan has it, over every hour of each quarter.
    """
    calendar = make_calendar(quarters.names[0], quarters.names[-1], "quarter")
    return demand.period_totals(calendar, asked_demand(scenario, calendar, data_dir)) / np.bincount(calendar.period)
