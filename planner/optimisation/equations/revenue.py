"""Revenue if all demand were served: the constant between present cost and net present value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.problem.several import PortfolioInputs
    from planner.problem.site import ModelInputs


def revenue_by_workload_eur(x: ModelInputs) -> Floats:
    """Present revenue of each workload if all its demand were served [EUR], shape (W, P)."""
    hours_of_day = np.diff(x.days.first_hour)
    weight = np.repeat(x.days.weight, hours_of_day)
    period = np.repeat(x.days.period, hours_of_day)
    work = np.array(
        [np.bincount(period, weights=demand * weight, minlength=len(x.periods.names)) for demand in x.hours.demand]
    )
    revenue_eur = work * x.workloads.units_per_hour[:, None] * x.workloads.revenue_eur
    present: Floats = revenue_eur * x.periods.discount
    return present


def revenue_asked_meur(x: ModelInputs) -> float:
    """Present revenue if all demand were served [MEUR]; the constant between cost and net present value."""
    return float(revenue_by_workload_eur(x).sum() / 1e6)


def portfolio_revenue_meur(x: PortfolioInputs) -> float:
    """The same for a portfolio: what several sites may serve is asked once."""
    if x.alone:
        return revenue_asked_meur(x.sites[0])
    by_site = [revenue_by_workload_eur(site).sum(axis=1) for site in x.sites]
    asked = np.max(by_site, axis=0)  # zero where a workload may not be served, else the same at all sites
    return float(asked.sum() / 1e6)
