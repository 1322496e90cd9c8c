"""Debt service of a loan that holds back orders, by what the plan pays; and what its limits leave and are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.plan.tables.on_site import offered

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.plan.tables.fleet import Vintages
    from planner.problem.site import ModelInputs
    from planner.problem.solution import CapitalLimit, Solution

BUDGET, DEBT = "budget", "debt"  # names of limits in the table `binding`


def drawn_meur(inputs: ModelInputs, solution: Solution, vintages: Vintages) -> Floats:
    """M: what is drawn of the loan in each month; nothing of a site without one [MEUR]."""
    loan, fleet, phases = inputs.loan, inputs.fleet, inputs.phases
    if loan is None:
        return np.zeros(0)
    paid = np.zeros(len(loan.draw_share) + 1)  # the last one: after the horizon
    cost = vintages.price_meur * vintages.racks
    ordered = fleet.order_period >= 0
    np.add.at(paid, loan.order_month[ordered], cost[ordered] * fleet.paid_at_order)
    np.add.at(paid, loan.live_month, cost * (1.0 - fleet.paid_at_order) + fleet.owed_meur)
    np.add.at(paid, loan.start_month, phases.capex_meur @ np.diff(solution.phase_open, axis=1, prepend=0).clip(min=0))
    for name, equipment in offered(inputs).items():
        np.add.at(paid, loan.start_month, equipment.price_meur * solution.on_site[name].built)
    return np.asarray(loan.draw_share * paid[:-1])


def capital_rows(inputs: ModelInputs, solution: Solution, vintages: Vintages) -> list[tuple[int, str, str]]:
    """Period, name and sentence of each limit to capital that binds: what is left of it, what a euro more is worth."""
    drawn = drawn_meur(inputs, solution, vintages)
    return [
        (one.period, BUDGET if one.kind == "budget" else DEBT, f"{_sentence(inputs, one, drawn)}, {_worth(one)}")
        for one in solution.capital_limits
        if one.worth > 0
    ]


def _worth(one: CapitalLimit) -> str:
    return f"and a euro more is worth {one.worth:.2f} € of present value, racks counted in parts"


def _sentence(inputs: ModelInputs, one: CapitalLimit, drawn: Floats) -> str:
    loan = inputs.loan
    if one.kind == "budget" or loan is None:
        budget = next(budget for budget in inputs.budgets if budget.periods[0] == one.period)
        return f"budget of {budget.name}: {one.room_meur:.2f} of {budget.meur:.2f} M€ are left"
    if one.kind == "loan":
        return f"term loan: {drawn.sum():.2f} of {loan.most_drawn_meur:.2f} M€ are drawn"
    q = int(np.flatnonzero(loan.tests == one.period)[0])
    service = float(loan.service_meur[q] + loan.service[q] @ drawn)
    cover = loan.minimum_dscr + one.room_meur / service if service > 0 else np.inf
    return (
        f"debt service cover before tax: {cover:.2f}, at least {loan.minimum_dscr:.2f}: "
        f"{one.room_meur:.2f} M€ of cash available are left"
    )
