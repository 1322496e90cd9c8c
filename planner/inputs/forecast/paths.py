"""Sample paths of one workload from one source, by quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.errors import DataError, located
from planner.inputs.forecast import drivers, growth
from planner.inputs.forecast.conformal import fit_errors, past_errors, rolling_origins
from planner.inputs.forecast.methods import combined, logs_of, one_thread

if TYPE_CHECKING:
    from pathlib import Path

    from planner.arrays import Floats, Ints
    from planner.inputs.forecast.history import Series
    from planner.inputs.forecast.quarters import Quarters
    from planner.scenario.fields.forecast import GrowthPrior

RANDOM_WALK = 0.5  # least growth of errors beyond what a history can show: it is years to the end of a horizon
DAYS_OF_STEP = {"week": 7.0, "month": 30.4375}
LONGEST_BRIDGE_YEARS = 2.0  # from the end of a history to the first quarter


def from_history(series: Series, quarters: Quarters, count: int, random: np.random.Generator, name: str) -> Floats:
    """Paths of the mean rate [unit of the series]. (count, Q).

    path[h] = exp(point[h] + scale[h] · error(u)), with one u for each path: a path that is high stays high, so bands by
    quarter are those of the steps. Quarters that the history covers in part take its figures there. DataError: it ends
    more than two years before the first quarter.
    """
    first = np.array([day.toordinal() for day in series.first], dtype=np.int64)
    steps = _steps_to(series, int(quarters.edges[-1]))
    logs = logs_of(series.rate)
    if quarters.edges[0] - first[-1] > LONGEST_BRIDGE_YEARS * 365.25:
        problem = f"it ends in {series.first[-1]:%Y-%m}, more than two years before {quarters.names[0]}."
        raise DataError(located(name, problem))
    if first[0] >= quarters.edges[1]:
        raise DataError(located(name, f"it begins on {series.first[0]}, after {quarters.names[0]}, the first quarter."))
    origins = rolling_origins(len(logs), series.season)
    errors = fit_errors(past_errors(logs, series.season, origins, steps))
    with one_thread():
        point = combined(logs, series.season, steps)
    even = (random.permutation(count) + 0.5) / count
    paths = np.exp(point + errors.offset(even)[:, None] * errors.scale(steps, RANDOM_WALK))
    edges = _edges(series, first, steps)
    whole = np.hstack([np.broadcast_to(series.rate, (count, len(series.rate))), paths])
    return quarters.mean_of(edges[:-1], edges[1:], whole)


def from_growth(
    prior: GrowthPrior,
    level: float,
    quarters: Quarters,
    count: int,
    random: np.random.Generator,
    data_dir: Path | None = None,
) -> Floats:
    """Paths from the level of the first quarter along S-curves [unit of `level`]. (count, Q)."""
    fitted = growth.fitted_to(tuple(prior.series), data_dir)
    return level * growth.sample(
        fitted, quarters.start_year, quarters.years, count, random, prior.spread_per_year, prior.most_over_start
    )


from_drivers = drivers.sample


def _steps_to(series: Series, after_last: int) -> int:
    """Steps from the end of the history to the end of the horizon; at least 1."""
    days = after_last - series.first[-1].toordinal()
    return max(1, int(np.ceil(days / DAYS_OF_STEP[series.step])))


def _edges(series: Series, first: Ints, steps: int) -> Ints:
    """First days of all steps of the history and of the forecast, and the day after the last, as ordinals."""
    if series.step == "week":
        return np.concatenate([first, first[-1] + 7 * np.arange(1, steps + 2)])
    month = np.datetime64(series.first[-1], "M")
    later = (month + np.arange(1, steps + 2)).astype("datetime64[D]").astype(np.int64) + _EPOCH
    return np.concatenate([first, later])


_EPOCH = 719_163  # 1970-01-01 as an ordinal
