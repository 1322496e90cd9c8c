"""From the term loan of a scenario to `LoanTerms`: what a payment draws, and what it owes in each test of its cover.

A draw is a share of a payment and its schedule is proportional to it, so the debt service of any months is linear in
the payments of a plan: the schedule of one euro drawn in each month is all there is to work out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.inputs.money.loans import (
    MONTHS_PER_YEAR,
    Draw,
    is_balloon,
    last_draw_month,
    loan_rate,
    months_of_draw,
    scheduled_eur,
)
from planner.inputs.money.months import QUARTER_ENDS, months_between
from planner.problem.loan import LoanTerms
from planner.problem.periods import last_order_day

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints
    from planner.calendar import Calendar
    from planner.inputs.money.months import Months
    from planner.problem.site import Fleet
    from planner.scenario.fields.money.books import Opening
    from planner.scenario.fields.money.debt import Debt, Planning, TermLoan
    from planner.scenario.schema import Scenario


def planned_loan(scenario: Scenario, calendar: Calendar, fleet: Fleet) -> LoanTerms | None:
    """The loan that holds back orders; None where the scenario has none, or works it out once a plan is made."""
    debt = scenario.finance.debt
    if debt is None or debt.planning is None or debt.term_loan is None:
        return None
    loan, planning = debt.term_loan, debt.planning
    months = months_between(calendar.first_day[0], calendar.after_last_day, calendar.first_day, calendar.names)
    order_month, live_month = _payment_months(scenario, calendar, fleet, months)
    last = last_draw_month(loan, months)
    ends, windows = cover_tests(planning, months)
    owed, fixed = _owed_by_draw(debt, loan, months, last), _owed_anyway(loan, months, last)
    fixed = fixed + _debt_of_before(scenario.finance.opening, months)
    return LoanTerms(
        most_drawn_meur=float(loan.amount_meur),
        order_month=order_month,
        live_month=live_month,
        start_month=months.starts,
        draw_share=np.where(np.arange(months.count) <= last, float(loan.share_of_investment), 0.0),
        tests=months.period[ends],
        weight=(windows * months.share) @ np.eye(len(calendar.names))[months.period],
        service=windows @ owed.T,
        service_meur=windows @ fixed,
        minimum_dscr=float(planning.minimum_dscr or 0.0),
    )


def _payment_months(scenario: Scenario, calendar: Calendar, fleet: Fleet, months: Months) -> tuple[Ints, Ints]:
    """V: months of the payments at order, as late as the lead time allows, and on delivery."""
    starts = (*calendar.first_day, calendar.after_last_day)
    leads = {name: float(rack.lead_time_months) for name, rack in scenario.fleet.racks.items()}
    order = np.full(len(fleet.order_period), -1, dtype=np.int64)
    for v in np.flatnonzero(fleet.order_period >= 0):
        live = int(min(fleet.live_period[v], len(calendar.names)))
        day = last_order_day(starts, int(fleet.order_period[v]), live, leads[fleet.racks[fleet.vintage_rack[v]]])
        order[v] = months.at(day)
    return order, np.append(months.starts, months.count)[np.minimum(fleet.live_period, len(calendar.names))]


def cover_tests(planning: Planning, months: Months) -> tuple[Ints, Floats]:
    """Q: last month of each test, a period's last that ends a quarter; Q, M: the months that it looks back on."""
    numbers = np.arange(months.count)
    period_ends = np.append(months.starts[1:], months.count) - 1
    ends = period_ends[np.isin(months.of_year[period_ends], QUARTER_ENDS)]
    if planning.minimum_dscr is None:
        ends = ends[:0]
    elif planning.first_test is not None:
        ends = ends[ends >= months.quarter_end(planning.first_test)]
    inside = (numbers <= ends[:, None]) & (numbers > ends[:, None] - planning.months)
    return ends, inside.astype(np.float64)


def _owed_by_draw(debt: Debt, loan: TermLoan, months: Months, last_draw: int) -> Floats:
    """M, M: interest and principal by schedule that a euro drawn in a month owes in each, balloons apart.

    Less the commitment fee, which is then due on a euro less while the loan can be drawn.
    """
    rates = [loan_rate(debt, loan, int(year)) / MONTHS_PER_YEAR for year in months.year]
    owed = np.zeros((months.count, months.count))
    for month in range(min(last_draw + 1, months.count)):
        draw = Draw(1.0, *months_of_draw(loan, months, month), 1.0)
        for at in range(month, min(draw.last + 1, months.count)):
            due = scheduled_eur(draw, loan, at, rates[at])
            owed[month, at] = draw.left_eur * rates[at] + (0.0 if is_balloon(draw, loan, at) else due)
            draw.left_eur -= due
        owed[month, month : last_draw + 1] -= loan.commitment_fee / MONTHS_PER_YEAR
    return owed


def _owed_anyway(loan: TermLoan, months: Months, last_draw: int) -> Floats:
    """M: fees as if nothing were drawn [MEUR]."""
    fees = np.where(np.arange(months.count) <= last_draw, loan.commitment_fee / MONTHS_PER_YEAR, 0.0)
    fees[0] += loan.arrangement_fee
    return np.asarray(float(loan.amount_meur) * fees)


def _debt_of_before(opening: Opening, months: Months) -> Floats:
    """M: interest and equal parts of principal of the debt of before [MEUR]."""
    numbers = np.arange(months.count)
    each = opening.debt_meur / opening.debt_months_left
    left = np.maximum(0.0, opening.debt_meur - each * numbers)
    return np.asarray(left * opening.debt_rate / MONTHS_PER_YEAR + each * (numbers < opening.debt_months_left))
