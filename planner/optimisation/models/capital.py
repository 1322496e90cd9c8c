"""Capital: what a site pays for racks, phases and equipment, and the budget that may hold it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyomo.environ as pyo

from planner.optimisation.equations.fleet import ordered_vintages, tiers_within_reach
from planner.optimisation.equations.limit import Limit
from planner.optimisation.parts.capacity import capital_meur as equipment_meur
from planner.optimisation.parts.parts import BUILT, capacities

if TYPE_CHECKING:
    from pyomo.core.base.expression import NumericValue

    from planner.optimisation.equations.limit import Key, Values
    from planner.problem.site import ModelInputs


def order_price_meur(m: pyo.Block, x: ModelInputs, v: int) -> NumericValue:
    """Price of an order after the discount of its tier [MEUR]."""
    price, tiers = float(x.fleet.price_meur[v]), tiers_within_reach(x, v)
    if len(tiers) <= 1:
        return price * m.order_racks[v]
    return pyo.quicksum(price * float(1 - x.fleet.tier_discount[j]) * m.order_in_tier[v, j] for j in tiers)


def site_capital_meur(m: pyo.Block, x: ModelInputs, p: int) -> NumericValue:
    """What a site pays at the start of `p` for phases, battery, PV and stores [MEUR]."""
    terms = []
    for b, capex in enumerate(x.phases.capex_meur):
        if capex:
            before = m.phase_open[b, p - 1] if p else 0
            terms.append(float(capex) * (m.phase_open[b, p] - before))
    return pyo.quicksum([*terms, equipment_meur(m, capacities(x), BUILT, p)])


def capital_meur(m: pyo.Block, x: ModelInputs, p: int) -> NumericValue:
    """What a site pays in `p` for racks (part at order, part on the live date), phases, battery and PV [MEUR]."""
    fleet, terms = x.fleet, []
    for v in ordered_vintages(x):
        due = fleet.paid_at_order * (fleet.order_period[v] == p) + (1 - fleet.paid_at_order) * (
            fleet.live_period[v] == p
        )
        if due:
            terms.append(float(due) * order_price_meur(m, x, v))
    return pyo.quicksum([*terms, site_capital_meur(m, x, p)])


def add_site_budget(m: pyo.Block, x: ModelInputs) -> None:
    """What a site pays for racks, phases and equipment in the periods of a budget stays within it.

    sum_{p of i} capital[p] <= budget[i]                                                        [MEUR]

    Golden: lp/site_budget.lp
    Proved by: test_a_budget_of_one_year_moves_an_order_to_the_next
    """
    budgets = {budget.periods[0]: budget for budget in x.budgets}
    m.site_budget = pyo.Constraint(
        list(budgets),
        rule=lambda m, first: (
            pyo.quicksum(capital_meur(m, x, p) for p in budgets[first].periods) <= float(budgets[first].meur)
        ),
        doc="capital of the site within the budget",
    )


def _paid_meur(x: ModelInputs, _value: Values, key: Key, excess: float) -> tuple[float, float]:
    budget = next(float(one.meur) for one in x.budgets if one.periods[0] == key[0])
    return budget + excess, budget


LIMITS = (
    Limit(
        "capital",
        ("site_budget",),
        "capital for the phases and equipment that must be built",
        "M€",
        "finance.capital_budget_meur",
        "raise finance.capital_budget_meur of that year, or make a phase optional",
        _paid_meur,
    ),
)
