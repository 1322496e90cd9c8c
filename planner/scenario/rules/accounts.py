"""Rules of payments, opening balance and loans. Each yields what is wrong, where, what is allowed and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.errors import nearest
from planner.scenario.rules.planned_loan import planned_loan
from planner.scenario.rules.problem import Problem, years_before

if TYPE_CHECKING:
    from planner.scenario.fields.money.debt import Reserve, TermLoan
    from planner.scenario.schema import Scenario


def accounts(s: Scenario) -> Iterator[Problem]:
    """Racks in the books run, deposits are for racks on order, a lease lasts, a loan is drawn before it is due."""
    yield from _opening(s)
    yield from years_before("finance.capital_budget_meur", s.finance.capital_budget_meur, s.horizon.start)
    ends = s.finance.lease.ends
    if ends is not None and ends < s.horizon.end:
        allowed = f"Allowed: {s.horizon.end} (horizon.end) or later, or null."
        hint = "the plan pays rent as long as its horizon lasts."
        yield Problem("finance.lease.ends", f"is {ends}.", allowed, hint)
    debt = s.finance.debt
    if debt is not None and debt.term_loan is not None:
        yield from _loan(s, debt.term_loan)
    if debt is not None and debt.reserve is not None:
        yield from _reserve(debt.reserve, debt.term_loan)
    if debt is not None and debt.planning is not None:
        yield from planned_loan(s, debt)


def _opening(s: Scenario) -> Iterator[Problem]:
    there = [entry.rack for entry in s.fleet.opening]
    for rack in s.finance.opening.fleet:
        if rack not in there:
            allowed = "Allowed: a product of fleet.opening."
            yield Problem(
                f"finance.opening.fleet.{rack}", "is in the books and does not run.", allowed, nearest(rack, there)
            )
    paid = s.finance.opening.rack_deposits_meur
    if paid and not s.fleet.on_order:
        yield Problem(
            "finance.opening.rack_deposits_meur",
            f"is {paid:g} MEUR, and fleet.on_order is empty.",
            "Allowed: 0 where nothing is on order.",
            "list in fleet.on_order the racks that the deposit was paid for.",
        )


def _loan(s: Scenario, loan: TermLoan) -> Iterator[Problem]:
    path, last = "finance.debt.term_loan", loan.draw_until
    if last is not None and last < s.horizon.start:
        yield Problem(f"{path}.draw_until", f"is {last}.", f"Allowed: {s.horizon.start} (horizon.start) or later.")
    if loan.matures is not None and loan.matures <= (last or s.horizon.end):
        drawn = f"{last} (draw_until)" if last else f"{s.horizon.end} (horizon.end, as draw_until is null)"
        hint = "set draw_until to a quarter before it is due: nothing is drawn after maturity."
        yield Problem(f"{path}.matures", f"is {loan.matures}.", f"Allowed: after {drawn}.", hint)
    months = loan.years * 12
    if loan.grace_months >= months:
        yield Problem(
            f"{path}.grace_months",
            f"is {loan.grace_months} months.",
            f"Allowed: less than {months:g} months (years).",
            "a loan that is paid back at its maturity has repayment: bullet.",
        )
    contracted = loan.margin_contracted
    if contracted is not None and contracted > loan.margin:
        yield Problem(
            f"{path}.margin_contracted",
            f"is {contracted:g}.",
            f"Allowed: up to {loan.margin:g} (margin).",
            "contracts with investment-grade customers lower a margin.",
        )


def _reserve(reserve: Reserve, loan: TermLoan | None) -> Iterator[Problem]:
    path = "finance.debt.reserve"
    if loan is None:
        yield Problem(
            path, "is an account for a term loan that is not there.", "Allowed: null.", "give finance.debt.term_loan."
        )
        return
    if reserve.months >= loan.years * 12:
        allowed = f"Allowed: less than {loan.years * 12:g} months (term_loan.years)."
        yield Problem(f"{path}.months", f"is {reserve.months} months.", allowed)
    if reserve.funded_from == "draws" and loan.repayment == "sculpted":
        yield Problem(
            f"{path}.funded_from",
            "is draws, and the term loan is sculpted.",
            "Allowed: cash.",
            "what a sculpted loan owes follows cash that comes later, so no draw can be made for it.",
        )
