"""What couples the sites of a portfolio: shares of demand, a common supply of racks, capital."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyomo.environ as pyo

from planner.optimisation.equations.fleet import ordered_vintages
from planner.optimisation.matrix.layout import periods_of
from planner.optimisation.models.capital import capital_meur
from planner.problem.several import shared_at, shared_workloads

if TYPE_CHECKING:
    from planner.problem.several import PortfolioInputs


def add_portfolio_variables(m: pyo.ConcreteModel, x: PortfolioInputs) -> None:
    """The share of the demand of a workload that a site takes in a period."""
    index = [(w, s, p) for s in range(len(x.sites)) for w in shared_at(x, s) for p in range(periods_of(x))]
    m.demand_share = pyo.Var(index, bounds=(0, 1))


def add_share_demand(m: pyo.ConcreteModel, x: PortfolioInputs) -> None:
    """Sites share the whole demand of a workload; what a site cannot serve is unserved there, at its price.

    sum_s demand_share[w,s,p] = 1   over the sites that may serve w                                [-]

    Golden: lp/share_demand.lp
    Proved by: test_work_goes_where_power_is_cheap_until_the_connection_is_full
    """
    m.share_demand = pyo.Constraint(
        shared_workloads(x),
        range(periods_of(x)),
        rule=lambda m, w, p: sum(m.demand_share[w, s, p] for s in range(len(x.sites)) if x.may_serve[w, s]) == 1,
        doc="shares of demand add up",
    )


def add_shared_supply(m: pyo.ConcreteModel, x: PortfolioInputs) -> None:
    """Orders of a product by all sites stay within its supply to the portfolio.

    sum_s sum_{v of r, ordered in p} order[s,v] <= supply[r,p]                                 [racks]

    Golden: lp/shared_supply.lp
    Proved by: test_a_common_supply_goes_to_the_better_site
    """

    def rule(m: pyo.ConcreteModel, r: str, p: int) -> object:
        orders = [
            m.site[s].order_racks[v]
            for s, site in enumerate(x.sites)
            for v in ordered_vintages(site)
            if site.fleet.racks[site.fleet.vintage_rack[v]] == r and site.fleet.order_period[v] == p
        ]
        return sum(orders) <= int(x.supply[r][p]) if orders else pyo.Constraint.Skip

    m.shared_supply = pyo.Constraint(list(x.supply), range(periods_of(x)), rule=rule, doc="supply shared by all sites")


def add_capital_budget(m: pyo.ConcreteModel, x: PortfolioInputs) -> None:
    """What all sites pay for racks and phases in the periods of a budget stays within it.

    sum_s sum_{p of i} capital[s,p] <= budget[i]                                                [MEUR]

    Golden: lp/capital_budget.lp
    Proved by: test_a_budget_stops_orders_and_phases
    """
    m.capital_budget = pyo.Constraint(
        range(len(x.budgets)),
        rule=lambda m, i: (
            pyo.quicksum(
                capital_meur(m.site[s], site, p) for s, site in enumerate(x.sites) for p in x.budgets[i].periods
            )
            <= float(x.budgets[i].meur)
        ),
        doc="capital of all sites within the budget",
    )


EQUATIONS = (add_share_demand, add_shared_supply, add_capital_budget)
