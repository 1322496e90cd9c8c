"""Shape of demand inside the week and inside the hour: holidays where customers are, and room for bursts.

Request rates: `data/demand/servegen_request_rates_10min.parquet`, by class of model. Axes: L local days, H hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from planner.calendar import year_of
from planner.catalogue import racks as rack_data
from planner.catalogue.files import data_hash
from planner.errors import DataError, ScenarioError, located
from planner.inputs.demand import demand
from planner.scenario.rules.demand import DEFERRABLE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from planner.arrays import Floats, Ints
    from planner.calendar import Calendar
    from planner.scenario.fields.workloads import Workload
    from planner.scenario.schema import Scenario

WINDOWS_PER_HOUR = 6


@dataclass(frozen=True, eq=False)
class Burst:
    """How a class of request rates moves inside the hour."""

    hours: int  # full hours with traffic that it rests on
    ratio: Floats  # rate of each ten minutes over the mean of its hour, lowest first
    weight: Floats  # share of all traffic in each; sums to 1
    dispersion: float  # variance over mean of request counts inside ten minutes, of the mix of clients

    @property
    def peakedness(self) -> float:
        """Variance over mean of the requests in service, service times exponential: 1 + (dispersion − 1) / 2."""
        return 1 + (self.dispersion - 1) / 2


def weekly_shape(scenario: Scenario, workload: str, data_dir: Path | None = None) -> Floats:
    """Demand of a workload in the hours of a week without holidays, over its mean; 7 × 24, Monday 00:00 local first.

    Raises ScenarioError for a workload or class that is not known.
    """
    if workload not in scenario.workloads:
        raise ScenarioError(located("workload", f'there is no workload "{workload}" in {scenario.name}.'))
    asked = scenario.workloads[workload].shape
    week = demand.weekly_shape(rack_data.request_rates(data_dir), asked, scenario.demand.trough_local_time)
    return week.reshape(7, 24)


def resting_share(calendar: Calendar, customers: Mapping[str, float]) -> Floats:
    """Share of the customers for whom each local day is a public holiday; L.

    `customers`: shares by ISO 3166 code of the country; none: all where the site is, in France.
    """
    if not customers:
        return calendar.day_holiday.astype(np.float64)
    first, last = (year_of(calendar.day_ordinal[[at]])[0] for at in (0, -1))
    rest = np.zeros(len(calendar.day_ordinal))
    for country, share in customers.items():
        rest += share * np.isin(calendar.day_ordinal, holidays_of(country, int(first), int(last)))
    return rest


@lru_cache(maxsize=64)
def holidays_of(country: str, first_year: int, last_year: int) -> Ints:
    """National public holidays of a country, as ordinals of local dates. Raises ScenarioError for an unknown code."""
    from holidays import country_holidays, list_supported_countries  # 0.1 s to import

    if country not in list_supported_countries():
        raise ScenarioError(located("customers", f'"{country}" is no country whose holidays are known.'))
    found = country_holidays(country, years=range(first_year, last_year + 1))
    return np.array(sorted(day.toordinal() for day in found), dtype=np.int64)


# ------------------------------------------------------------------ inside the hour


def burst_of(rates: pd.DataFrame, shape: str, name: str = demand.SHAPE_FILE) -> Burst:
    """What the windows of ten minutes of a class say about the inside of its hours.

    Only hours with all six windows and traffic count. Slow: the rate of each window over its hour's mean; growth inside
    the hour is in it, as capacity is planned by the hour. Fast: counts of independent renewal processes have, over many
    gaps, a variance over mean of Σ rate · cv² / Σ rate, which is the square of `rate_weighted_client_cv`; the median
    over windows, as a few windows with hardly a gap hold enormous ones. Raises DataError for a class without such an
    hour.
    """
    own = rates[rates["model_class"] == shape]
    hour = (own["seconds_from_start"] // 3600).to_numpy(dtype=np.int64)
    rate = own["output_tokens_per_s"].to_numpy(dtype=np.float64)
    full = np.flatnonzero(np.bincount(hour, minlength=1) == WINDOWS_PER_HOUR)
    rows = np.array([rate[hour == h] for h in full]).reshape(-1, WINDOWS_PER_HOUR)
    rows = rows[rows.sum(axis=1) > 0]
    dispersion = own["rate_weighted_client_cv"].to_numpy(dtype=np.float64) ** 2
    dispersion = dispersion[np.isfinite(dispersion)]
    if not len(rows) or not len(dispersion):
        raise DataError(located(name, f"{shape} has no full hour with traffic; bursts cannot be learned from it."))
    ratio = (rows / rows.mean(axis=1, keepdims=True)).ravel()
    order = np.argsort(ratio, kind="stable")
    return Burst(
        hours=len(rows),
        ratio=ratio[order],
        weight=rows.ravel()[order] / rows.sum(),
        dispersion=float(np.median(dispersion)),
    )


def burst_headroom(burst: Burst, probability: float, tokens_per_s: float, tokens_per_s_per_user: float) -> float:
    """Spare capacity that holds the load at any moment of the hour with a probability, share of the hour's mean.

    The least headroom ≥ 0 with  Σ_i weight_i · Φ((1 + headroom − R_i) / √(peakedness · R_i · r / D)) ≥ probability

    with R_i the rate of ten minutes over its hour's mean, D the mean load and r the speed of each request, both in
    tokens/s: D / r requests are in service on average, and in a system with as many servers as it takes their variance
    is peakedness times their mean. A doubly stochastic (Cox) load: normal around a rate that is drawn from the measured
    ones. Source: square-root staffing for arrivals burstier than Poisson, He, Liu, Whitt 2016, Staffing a Service
    System with Non-Poisson Non-Stationary Arrivals, Probability in the Engineering and Informational Sciences 30.
    """
    from scipy.optimize import brentq  # not for the many plans whose headroom is given
    from scipy.stats import norm

    at = burst.ratio > 0
    ratio, weight, idle = burst.ratio[at], burst.weight[at], float(burst.weight[~at].sum())
    spread = np.sqrt(burst.peakedness * ratio * tokens_per_s_per_user / tokens_per_s)

    def short(headroom: float) -> float:
        return float(weight @ norm.cdf((1 + headroom - ratio) / spread) + idle - probability)

    if short(0.0) >= 0:
        return 0.0
    most = float(ratio.max() + 40 * spread.max())  # beyond this nothing is left: Φ(40) is 1
    return float(brentq(short, 0.0, most, xtol=1e-9))


@lru_cache(maxsize=16)
def _burst_of_class(shape: str, data_dir: Path | None, _: str) -> Burst:
    """The same for each state of data/."""
    return burst_of(rack_data.request_rates(data_dir), shape)


def headroom(scenario: Scenario, workload: str, data_dir: Path | None = None) -> float:
    """Spare capacity for bursts of a workload, share of its demand: given, or learned at a stated probability.

    `demand.service_probability` decides. Learned with the level of the first quarter, when the load is least and bursts
    weigh most; 0 for work that may wait. Raises ScenarioError where it cannot be learned.
    """
    asked, probability = scenario.workloads[workload], scenario.demand.service_probability
    if probability is None:
        return float(asked.headroom)
    if asked.window_hours > 0:
        return 0.0
    speed, level = asked.min_tokens_per_s_per_user, asked.level_tokens_per_s
    if asked.shape == demand.FLAT or speed is None or level is None:
        missing = "a class of request rates as shape, tokens, and min_tokens_per_s_per_user"
        problem = f"demand.service_probability is {probability:g}, but bursts of {workload} cannot be learned: "
        hint = "set demand.service_probability to null and give headroom."
        raise ScenarioError(located(f"workloads.{workload}", f"{problem}{missing} are needed.", hint))
    return burst_headroom(_burst_of_class(asked.shape, data_dir, data_hash(data_dir)), probability, level, speed)


# ------------------------------------------------------------------ what may wait


def with_deferrable(scenario: Scenario) -> Scenario:
    """Each workload with a deferrable share as two: what is answered at once, and what may wait, without headroom.

    The scenario itself where there is none. The second part has the name of the first with "-deferrable" behind it.
    """
    if not any(workload.deferrable_share for workload in scenario.workloads.values()):
        return scenario
    values = scenario.values()
    parts: dict[str, object] = {}
    for name, workload in scenario.workloads.items():
        share = workload.deferrable_share or 0.0
        own = values["workloads"][name] | {"deferrable_share": None, "deferrable_hours": None}
        parts[name] = own | _scaled(workload, 1 - share)
        if share > 0:
            later = {"window_hours": workload.deferrable_hours, "headroom": 0.0}
            parts[name + DEFERRABLE] = (
                own | _scaled(workload, share) | later | {"title": f"{own['title'][:65]}, may wait"}
            )
    values["workloads"] = parts
    for measured in list(values["fleet"]["operating_points"]["measurements"]):
        twin = f"{measured['workload']}{DEFERRABLE}"
        if twin in parts:
            values["fleet"]["operating_points"]["measurements"].append(measured | {"workload": twin})
    return type(scenario).from_values(values, provenance=scenario.provenance, parent=scenario.parent)


def parent_of(workload: str, scenario: Scenario) -> str:
    """The workload of the scenario that a workload of the inputs is, or is the part of that may wait."""
    return workload if workload in scenario.workloads else workload.removesuffix(DEFERRABLE)


def _scaled(workload: Workload, share: float) -> dict[str, float]:
    """Its level, times a share."""
    if workload.level_tokens_per_s is not None:
        return {"level_tokens_per_s": workload.level_tokens_per_s * share}
    return {"level_gpus": (workload.level_gpus or 0.0) * share}
