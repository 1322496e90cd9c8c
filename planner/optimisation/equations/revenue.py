"""Revenue if all demand were served: the constant between present cost and net present value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.problem.several import PortfolioInputs
    from planner.problem.site import ModelInputs


def demand_of_periods(x: ModelInputs) -> Floats:
    """Demand of each workload in each period, all real hours [Mtokens or GPU-hours], shape (W, P)."""
    period, weight, size = x.days.hour_period, x.days.hour_weight, len(x.periods.names)
    work = [np.bincount(period, weights=hourly * weight, minlength=size) for hourly in x.hours.demand]
    demand: Floats = np.array(work) * x.workloads.units_per_hour[:, None]
    return demand


def revenue_by_workload_eur(x: ModelInputs) -> Floats:
    """Present revenue of each workload if all its demand were served [EUR], shape (W, P)."""
    present: Floats = demand_of_periods(x) * x.workloads.revenue_eur * x.periods.discount
    return present


def revenue_asked_meur(x: ModelInputs) -> float:
    """Present revenue if all demand were served [MEUR]; the constant between cost and net present value."""
    return float(revenue_by_workload_eur(x).sum() / 1e6)


def portfolio_revenue_meur(x: PortfolioInputs) -> float:
    """The same for a portfolio: what several sites may serve is asked once."""
    if x.alone:
        return revenue_asked_meur(x.sites[0])
    by_site = [revenue_by_workload_eur(site).sum(axis=1) for site in x.sites]
    revenue_eur = np.max(by_site, axis=0)  # zero where a workload may not be served, else the same at all sites
    return float(revenue_eur.sum() / 1e6)
