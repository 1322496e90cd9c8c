"""The investment model: what is common to many days. Its dispatch cost is known only through cuts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo

from planner.optimisation.equations import connection, contracts, fleet
from planner.optimisation.equations.own import own_equations
from planner.optimisation.models import capital, debt, paths, portfolio, shared_offers
from planner.optimisation.parts.parts import parts_of
from planner.problem.support import most_revenue_eur

if TYPE_CHECKING:
    from pyomo.core.base.expression import NumericValue

    from planner.arrays import Floats
    from planner.problem.several import PortfolioInputs
    from planner.problem.site import ModelInputs

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


def least_dispatch_cost_meur(x: ModelInputs) -> Floats:
    """A cost no dispatch can go below, shape (P,): the whole connection bought at every negative price, and all that
    grid support could pay.

    Every other cost of a day is zero or more.
    """
    energy = x.hours.spot_eur_per_mwh + x.hours.network_eur_per_mwh + x.hours.tax_eur_per_mwh
    period, weight = x.days.hour_period, x.days.hour_weight
    per_mw: Floats = np.bincount(
        period,
        weights=np.minimum(energy, 0.0) * weight,
        minlength=len(x.periods.names),
    ).astype(np.float64)
    least: Floats = per_mw * float(x.phases.connection_mw.sum()) / 1e6
    if x.grid_support is not None:
        least = least - most_revenue_eur(x.grid_support, period, weight) / 1e6
    return least


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
    for add in (*EQUATIONS, *own_equations()):
        add(m, x)
    cost = (
        fleet.fleet_cost_meur(m, x)
        + connection.connection_cost_meur(m, x)
        + pyo.quicksum(float(x.periods.discount[p]) * m.dispatch_cost_meur[p] for p in periods)
    )
    if x.contracts.names:
        contracts.add_contract_variables(m, x)
        for add in contracts.EQUATIONS:
            add(m, x)
        cost += contracts.contract_cost_meur(m, x)
    parts_cost = sum(part.add_investment(m, x) for part in parts_of(x))
    if x.budgets:
        capital.add_site_budget(m, x)
    if x.loan is not None:
        for add in debt.EQUATIONS:
            add(m, x)
    return cost + parts_cost


def add_portfolio(m: pyo.ConcreteModel, x: PortfolioInputs) -> None:
    """The investment of all sites or paths, a block each, and what couples them; a site alone needs no block."""
    if x.alone:
        m.present_cost_meur = pyo.Objective(expr=add_investment(m, x.sites[0]))
        return
    shared_offers.add_shared_offer_variables(m, x)
    m.site = pyo.Block(range(len(x.sites)))
    for s, site in enumerate(x.sites):
        cost = add_investment(m.site[s], site) + shared_offers.ending_cost_meur(m, site)
        m.site[s].cost_meur = pyo.Expression(expr=cost)
    if x.futures is not None:
        m.present_cost_meur = pyo.Objective(expr=paths.add_futures(m, x))
        return
    portfolio.add_portfolio_variables(m, x)
    for add in (*portfolio.EQUATIONS, *shared_offers.EQUATIONS):
        add(m, x)
    m.present_cost_meur = pyo.Objective(expr=pyo.quicksum(m.site[s].cost_meur for s in range(len(x.sites))))


def build_investment(x: PortfolioInputs) -> pyo.ConcreteModel:
    """The investment model; the search adds a cut per site, period and pass."""
    m = pyo.ConcreteModel(name="investment")
    add_portfolio(m, x)
    return m
