"""The investment model: what is common to many days. Its dispatch cost is known only through cuts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo
from pyomo.repn import generate_standard_repn

from planner.optimisation import carbon_cap, connection, contracts, fleet, grid_limits, on_site, portfolio

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyomo.core.base.expression import NumericValue

    from planner.inputs.model_inputs import ModelInputs
    from planner.inputs.portfolio_inputs import PortfolioInputs

EQUATIONS = (
    fleet.add_order_in_tiers,
    fleet.add_one_tier,
    fleet.add_tier_floor,
    fleet.add_tier_ceiling,
    fleet.add_retirement,
    fleet.add_installed_fleet,
    connection.add_phase_stays_open,
    connection.add_phases_in_order,
    connection.add_connection_power,
    connection.add_rising_subscription,
    connection.add_hold_subscription,
    connection.add_keep_subscription,
    connection.add_subscription_within_connection,
    connection.add_rack_positions,
    connection.add_liquid_cooling,
    connection.add_floor_load,
    connection.add_standby_within_connection,
)


def least_dispatch_cost_meur(x: ModelInputs) -> NDArray[np.float64]:
    """A cost no dispatch can go below, shape (P,): the whole connection bought at every negative price.

    Every other cost of a day is zero or more.
    """
    energy = x.hours.spot_eur_per_mwh + x.hours.network_eur_per_mwh + x.hours.tax_eur_per_mwh
    hours_of_day = np.diff(x.days.first_hour)
    weight = np.repeat(x.days.weight, hours_of_day)
    per_mw: NDArray[np.float64] = np.bincount(
        np.repeat(x.days.period, hours_of_day),
        weights=np.minimum(energy, 0.0) * weight,
        minlength=len(x.periods.names),
    ).astype(np.float64)
    least: NDArray[np.float64] = per_mw * float(x.phases.connection_mw.sum()) / 1e6
    return least


def revenue_by_workload_eur(x: ModelInputs) -> NDArray[np.float64]:
    """Present revenue of each workload if all its demand were served [EUR], shape (W, P)."""
    hours_of_day = np.diff(x.days.first_hour)
    weight = np.repeat(x.days.weight, hours_of_day)
    period = np.repeat(x.days.period, hours_of_day)
    work = np.array(
        [np.bincount(period, weights=demand * weight, minlength=len(x.periods.names)) for demand in x.hours.demand]
    )
    revenue_eur = work * x.workloads.units_per_hour[:, None] * x.workloads.revenue_eur
    present: NDArray[np.float64] = revenue_eur * x.periods.discount
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


def add_investment(m: pyo.ConcreteModel, x: ModelInputs) -> NumericValue:
    """All variables and equations of the investment of one site, in MEUR, MW and racks.

    Returns:
        Its present cost [MEUR].
    """
    periods = range(len(x.periods.names))
    least = least_dispatch_cost_meur(x)
    fleet.add_fleet_variables(m, x)
    connection.add_connection_variables(m, x)
    m.dispatch_cost_meur = pyo.Var(periods, bounds=lambda m, p: (float(least[p]), None))
    for add in EQUATIONS:
        add(m, x)
    on_site.add_on_site(m, x)
    grid_limits.add_flexible_variables(m, x)
    grid_limits.add_grid_limits(m, x)
    cost = (
        fleet.fleet_cost_meur(m, x)
        + connection.connection_cost_meur(m, x)
        + on_site.on_site_cost_meur(m, x)
        + pyo.quicksum(float(x.periods.discount[p]) * m.dispatch_cost_meur[p] for p in periods)
    )
    if x.contracts.names:
        contracts.add_contract_variables(m, x)
        for add in contracts.EQUATIONS:
            add(m, x)
        cost += contracts.contract_cost_meur(m, x)
    if x.carbon_cap:
        carbon_cap.add_carbon_variables(m, x)
        for add in carbon_cap.EQUATIONS:
            add(m, x)
    return cost


def add_portfolio(m: pyo.ConcreteModel, x: PortfolioInputs) -> None:
    """The investment of all sites, a block each, and what couples them; a site alone needs no block."""
    if x.alone:
        m.present_cost_meur = pyo.Objective(expr=add_investment(m, x.sites[0]))
        return
    m.site = pyo.Block(range(len(x.sites)))
    for s, site in enumerate(x.sites):
        m.site[s].cost_meur = pyo.Expression(expr=add_investment(m.site[s], site))
    portfolio.add_portfolio_variables(m, x)
    for add in portfolio.EQUATIONS:
        add(m, x)
    m.present_cost_meur = pyo.Objective(expr=pyo.quicksum(m.site[s].cost_meur for s in range(len(x.sites))))


def fixed_cost_meur(m: pyo.ConcreteModel, x: PortfolioInputs) -> list[float]:
    """What each site costs whatever is decided [MEUR], S: the constants of its present cost."""
    if x.alone:
        return []
    return [float(generate_standard_repn(m.site[s].cost_meur.expr).constant) for s in range(len(x.sites))]


def build_investment(x: PortfolioInputs) -> pyo.ConcreteModel:
    """The investment model; `decomposition` adds a cut per site, period and pass."""
    m = pyo.ConcreteModel(name="investment")
    add_portfolio(m, x)
    return m
