"""Where the cash of a month goes once it is counted: reserve account, revolver, equity, dividends, in this order."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.inputs.money.loans import Draw
from planner.plan.accounts.lender.reserve import target_eur
from planner.plan.accounts.loans import CENT
from planner.plan.accounts.tax import Carried
from planner.plan.money.cash_flow import EUR_PER_MEUR

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.scenario.fields.money.debt import Debt, Payout

# What a month of financing holds [EUR]; amounts paid are positive but for equity, draws and the revolver (net).
FLOWS = (
    "tax paid", "available", "drawn", "loan interest", "other interest", "fees", "scheduled", "balloon", "opening debt",
    "revolver", "equity", "dividends", "loan left", "revolver left", "opening debt left", "cash",
    "drawn for reserve", "to reserve", "reserve left", "reserve target",
)  # fmt: skip
COST_OF_DEBT = ("loan interest", "other interest", "fees")


@dataclass(frozen=True, eq=False)
class Given:
    """The same for all months: rates of the term loan (M and more), cash from operation before tax (M) [EUR]."""

    debt: Debt | None
    rates: Floats
    operating: Floats


@dataclass
class State:
    """What goes from a month to the next."""

    cash: float
    opening_debt: float
    revolver: float = 0.0
    drawn: float = 0.0
    reserve: float = 0.0
    draws: list[Draw] = field(default_factory=list)
    carried: Carried = field(default_factory=Carried)
    instalments: float = 0.0  # of the tax of this year, paid
    balance: float = 0.0  # of the tax of the year before, to be paid
    available: float = 0.0  # of this quarter so far
    service: float = 0.0  # of this quarter so far, principal of a sculpted loan left out
    profits: float = 0.0  # of the years that are over, less what was paid out
    cover: float = math.inf  # debt service cover of the year before


def least_cash_eur(debt: Debt | None) -> float:
    """What must stay in cash [EUR]."""
    return debt.minimum_cash_meur * EUR_PER_MEUR if debt else 0.0


def revolver_limit_eur(debt: Debt | None) -> float:
    """What the revolver gives at most [EUR]."""
    return debt.revolver.limit_meur * EUR_PER_MEUR if debt and debt.revolver else 0.0


def to_reserve(given: Given, state: State, here: dict[str, float], month: int, before: float) -> float:
    """Move cash to the reserve account and back; returns the cash that is left before revolver and equity [EUR].

    What the account holds above its target is free. It pays what debt service is above cash available, where cash is
    missing; and takes what it lacks from cash above its least, before the revolver is paid back.
    """
    debt = given.debt
    if debt is None or debt.reserve is None or debt.term_loan is None:
        return before
    at, there = (month, given.operating), state.reserve
    target = target_eur(debt.reserve, debt.term_loan, state.draws, given.rates, at)
    service = sum(here[name] for name in (*COST_OF_DEBT, "scheduled", "balloon", "opening debt"))
    paid_in = max(0.0, here["drawn for reserve"])
    free = max(0.0, there + paid_in - target)
    spare = before - paid_in + free - least_cash_eur(debt)
    used = min(max(0.0, -spare), there + paid_in - free, max(0.0, service - max(0.0, here["available"])))
    filled = min(max(0.0, spare), max(0.0, target - there - paid_in))
    here["to reserve"] = paid_in - free - used + filled
    state.reserve += here["to reserve"]
    here["reserve left"], here["reserve target"] = state.reserve, target
    return before - here["to reserve"]


def fill(debt: Debt | None, state: State, here: dict[str, float], before: float) -> None:
    """Bring cash to its least by the revolver, then by equity; pay the revolver back with what is above it."""
    missing = least_cash_eur(debt) - before
    if missing > 0:
        here["revolver"] = min(missing, revolver_limit_eur(debt) - state.revolver)
    else:
        here["revolver"] = -min(-missing, state.revolver)
    here["equity"] = max(0.0, missing - here["revolver"])
    state.revolver += here["revolver"]
    state.cash = before + here["revolver"] + here["equity"]
    here["revolver left"], here["cash"] = state.revolver, state.cash


def pay_out(payout: Payout, debt: Debt | None, state: State, here: dict[str, float], of_year: int) -> None:
    """Dividends of a month, out of profits of years that are over: nothing else may be paid out.

    Code de commerce, art. L232-11 and L232-12: the distributable profit of approved accounts.
    """
    least = least_cash_eur(debt)
    if of_year != payout.month or state.revolver > CENT or state.cover < payout.lock_up_dscr:
        return
    here["dividends"] = max(0.0, min(state.cash - least, payout.share * state.profits))
    state.cash -= here["dividends"]
    state.profits -= here["dividends"]
    here["cash"] = state.cash
