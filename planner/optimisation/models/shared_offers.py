"""Contracts with customers that several sites of a portfolio may serve: signed, ended and broken once, for all of them.

Each of these sites holds the whole contract, as it holds the whole demand of its workload. Investment decides which
share of its two lines, owing and in breach, a site serves in a period: that share is the right-hand side of its days.
A site owes the credits of what it leaves unserved, bears the cap of a breach in its share, and has revenue likewise.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo

from planner.optimisation.matrix.layout import periods_of
from planner.optimisation.parts.offers import add_breaches, add_signatures, share_in_force, share_left

if TYPE_CHECKING:
    from pyomo.core.base.expression import NumericValue

    from planner.problem.several import PortfolioInputs
    from planner.problem.site import ModelInputs


def shared_offers(x: PortfolioInputs) -> list[int]:
    """Contracts that several sites may serve."""
    return [] if x.offers is None else [int(n) for n in np.flatnonzero(x.offers.shared)]


def _serving(x: PortfolioInputs, n: int) -> list[int]:
    """Sites that may serve a contract."""
    assert x.offers is not None
    return [int(s) for s in np.flatnonzero(x.may_serve[x.offers.workload[n]])]


def add_shared_offer_variables(m: pyo.ConcreteModel, x: PortfolioInputs) -> None:
    """Share of each shared contract signed, and ended at the start of a period; breach declared (binary)."""
    if shared := shared_offers(x):
        every_contract = replace(x.sites[0], offers=x.offers)
        add_signatures(m, every_contract, shared)
        add_breaches(m, every_contract, shared)


def add_share_offer(m: pyo.ConcreteModel, x: PortfolioInputs) -> None:
    """Sites share a contract that is signed and not ended, in every period anew.

    sum_s (owing[s,n,p] + breached[s,n,p]) = signed[n] - sum_{q<=p} terminated[n,q]
    over the sites that may serve the workload of n                                                [-]

    Golden: lp/share_offer.lp
    Proved by: test_a_contract_is_shared_by_two_sites_of_which_neither_could_serve_it
    """
    m.share_offer = pyo.Constraint(
        shared_offers(x),
        range(periods_of(x)),
        rule=lambda m, n, p: (
            pyo.quicksum(share_in_force(m.site[s], n, p) for s in _serving(x, n)) - share_left(m, n, p) == 0
        ),
        doc="a contract is shared by sites",
    )


def add_shared_breach_declared(m: pyo.ConcreteModel, x: PortfolioInputs) -> None:
    """No site is in breach of a shared contract unless that is declared for the portfolio.

    sum_s breached[s,n,p] <= breach[n,p]                                                           [-]

    Golden: lp/shared_breach_declared.lp
    Proved by: test_a_shared_contract_is_not_broken_at_one_site_alone
    """
    m.shared_breach_declared = pyo.Constraint(
        list(m.breach) if shared_offers(x) else [],
        rule=lambda m, n, p: pyo.quicksum(m.site[s].breached[n, p] for s in _serving(x, n)) - m.breach[n, p] <= 0,
        doc="breach of a period, of all sites",
    )


def add_shared_breach_whole(m: pyo.ConcreteModel, x: PortfolioInputs) -> None:
    """A breach of a shared contract is of all that is in force at all sites.

    sum_s owing[s,n,p] + breach[n,p] <= 1                                                          [-]

    Golden: lp/shared_breach_whole.lp
    Proved by: test_a_shared_contract_is_not_broken_at_one_site_alone
    """
    m.shared_breach_whole = pyo.Constraint(
        list(m.breach) if shared_offers(x) else [],
        rule=lambda m, n, p: pyo.quicksum(m.site[s].owing[n, p] for s in _serving(x, n)) + m.breach[n, p] <= 1,
        doc="a breach is whole, of all sites",
    )


def ending_cost_meur(m: pyo.ConcreteModel, x: ModelInputs) -> NumericValue:
    """What one site bears of the fees for ending shared contracts: an equal part of each [MEUR]."""
    if x.offers is None or not x.offers.shared.any() or x.objective == "minimise_cost":
        return 0.0
    fee = x.periods.discount * x.offers.termination_meur
    return pyo.quicksum(float(fee[n, p]) * m.terminated[n, p] for n, p in m.terminated if x.offers.shared[n])


EQUATIONS = (add_share_offer, add_shared_breach_declared, add_shared_breach_whole)
