"""Rules of a term loan that holds back orders: what it owes must be linear in what is ordered (docs/decisions/0021)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.scenario.rules.problem import Problem

if TYPE_CHECKING:
    from planner.scenario.fields.money.debt import Debt, Planning, TermLoan
    from planner.scenario.schema import Scenario

PATH = "finance.debt.planning"
OR_NULL = f"or set {PATH} to null: the loan is then worked out once a plan is made."


def planned_loan(s: Scenario, debt: Debt) -> Iterator[Problem]:
    """There is a loan, value is maximised, tests lie in the horizon, and what is owed depends on no later cash."""
    planning, loan = debt.planning, debt.term_loan
    if planning is None:
        return
    if loan is None:
        allowed, hint = "Allowed: null.", "give finance.debt.term_loan."
        yield Problem(PATH, "holds orders back by a term loan that is not there.", allowed, hint)
        return
    if s.objective.kind != "maximise_npv":
        allowed = "Allowed: null, as objective.kind is minimise_cost: its lost load is a price, not cash."
        yield Problem(PATH, "holds orders back.", allowed, "set objective.kind to maximise_npv.")
    first = planning.first_test
    if first is not None and not s.horizon.start <= first <= s.horizon.end:
        allowed = f"Allowed: {s.horizon.start} to {s.horizon.end} (horizon), or null."
        yield Problem(f"{PATH}.first_test", f"is {first}.", allowed)
    if planning.minimum_dscr is not None:
        yield from _linear(debt, loan, planning)


def _linear(debt: Debt, loan: TermLoan, planning: Planning) -> Iterator[Problem]:
    because, path = f"as {PATH}.minimum_dscr is {planning.minimum_dscr:g}", "finance.debt"
    if loan.repayment == "sculpted":
        yield Problem(
            f"{path}.term_loan.repayment",
            "is sculpted: its service is a share of cash after tax, so its cover is what dscr says.",
            f"Allowed: bullet, equal-principal, annuity, {because}.",
            f"give another repayment, {OR_NULL}",
        )
    if loan.margin_contracted is not None and loan.margin_contracted != loan.margin:
        yield Problem(
            f"{path}.term_loan.margin_contracted",
            f"is {loan.margin_contracted:g}: the rate then follows the revenue of the plan.",
            f"Allowed: null, {because}.",
            f"give one margin for all, {OR_NULL}",
        )
    if debt.revolver is not None:
        yield Problem(
            f"{path}.revolver",
            "is there: its interest follows cash after tax and dividends.",
            f"Allowed: null, {because}.",
            f"leave it out, {OR_NULL}",
        )
    if debt.reserve is not None and debt.reserve.funded_from == "draws":
        yield Problem(
            f"{path}.reserve.funded_from",
            "is draws: they follow what is owed later.",
            f"Allowed: cash, {because}.",
            f"fund the reserve from cash, {OR_NULL}",
        )
