"""Tax, loans and equity month by month, in order and once: nothing of a month depends on a later one, or on itself.

Each month: tax that is due (of the year before), draws for the investment, interest and fees, principal; then the
reserve account is filled, the revolver fills what cash lacks and takes what it has too much of, and equity pays what is
still missing. At the end of a year its tax is worked out; it is paid in the year after.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.inputs.money.loans import (
    MONTHS_PER_YEAR,
    Draw,
    base_rate,
    is_balloon,
    last_draw_month,
    months_of_draw,
    scheduled_eur,
)
from planner.plan.accounts.lender.reserve import draw_eur
from planner.plan.accounts.lender.waterfall import COST_OF_DEBT, FLOWS, Given, State, fill, pay_out, to_reserve
from planner.plan.accounts.lines import INVESTMENT, OPERATION
from planner.plan.accounts.loans import CENT, monthly_rates, sculpted_eur
from planner.plan.accounts.tax import Assessed, Carried, TaxYear, assessed, law
from planner.plan.money.cash_flow import EUR_PER_MEUR

if TYPE_CHECKING:
    from pathlib import Path

    from planner.arrays import Floats, Ints
    from planner.plan.accounts.ledger import Ledger
    from planner.plan.accounts.lines import Lines
    from planner.scenario.fields.money.debt import TermLoan

RESERVE_MONTHS = 24  # the most that a reserve account looks ahead


@dataclass(frozen=True)
class Financing:
    """What the months hold (M [EUR], by FLOWS), the tax of each year, and the tax of each month."""

    flows: dict[str, Floats]
    years: tuple[Assessed, ...]
    tax: Floats  # M: of the month, an equal part of its year's

    @property
    def interest(self) -> Floats:
        """All interest, M."""
        return np.asarray(self.flows["loan interest"] + self.flows["other interest"])


def finance(ledger: Ledger, lines: Lines, data_dir: Path | None = None) -> Financing:
    """Finance a plan month by month."""
    opening, months = ledger.terms.opening, ledger.months
    state = State(
        opening.cash_meur * EUR_PER_MEUR,
        opening.debt_meur * EUR_PER_MEUR,
        carried=Carried(opening.losses_meur * EUR_PER_MEUR, 0.0, opening.tax_of_last_year_meur * EUR_PER_MEUR),
    )
    rules, years = law(data_dir), list[Assessed]()
    flows = {name: np.zeros(months.count) for name in FLOWS}
    tax = np.zeros(months.count)
    operating = np.sum([lines.paid[name] for name in OPERATION], axis=0)
    investing = np.sum([lines.paid[name] for name in INVESTMENT], axis=0)
    bought = -np.minimum(lines.paid["racks"] + lines.paid["site and equipment"], 0.0)
    given = Given(ledger.terms.debt, monthly_rates(ledger, RESERVE_MONTHS), operating)
    for month in range(months.count):
        paid_tax = _tax_due(ledger, state, month)
        cash = (operating[month] - paid_tax, investing[month], bought[month])
        here = _month(ledger, given, state, month, cash) | {"tax paid": paid_tax}
        for name, value in here.items():
            flows[name][month] = value
        if month + 1 == months.count or months.year[month + 1] != months.year[month]:
            own = np.flatnonzero(months.year == months.year[month]).astype(np.int64)
            if ledger.terms.tax.corporate_tax:
                result, state.carried = assessed(_tax_year(ledger, lines, flows, own), state.carried, rules)
                years.append(result)
                tax[own] = result.tax / len(own)
                state.balance, state.instalments = result.tax - state.instalments, 0.0
            _close_year(lines, state, flows, own, float(tax[own].sum()))
    return Financing(flows, tuple(years), tax)


def _tax_due(ledger: Ledger, state: State, month: int) -> float:
    """Instalments of this year, each an equal part of last year's tax, and once the rest of last year's.

    CGI, art. 1668, 1: instalments of a quarter of the tax of the year before; the rest by 15 May. What was paid too
    much comes back with it.
    """
    terms, of_year, due = ledger.terms.tax, int(ledger.months.of_year[month]), 0.0
    if not terms.corporate_tax:
        return 0.0
    if of_year in terms.instalment_months:
        due = state.carried.tax / len(terms.instalment_months)
        state.instalments += due
    if of_year == terms.balance_month:
        due, state.balance = due + state.balance, 0.0
    return due


def _cost_of_debt(flows: dict[str, Floats], own: Ints) -> float:
    """Interest and fees of these months [EUR]."""
    return float(sum(flows[name][own].sum() for name in COST_OF_DEBT))


def _tax_year(ledger: Ledger, lines: Lines, flows: dict[str, Floats], own: Ints) -> TaxYear:
    interest = _cost_of_debt(flows, own)
    return TaxYear(
        year=int(ledger.months.year[own[0]]),
        months=len(own),
        profit=float(lines.ebit[own].sum()) - interest,
        interest=interest,
        depreciation=-float(np.sum(list(lines.written_off.values()), axis=0)[own].sum()),
        turnover=float(lines.turnover[own].sum()),
        elsewhere=ledger.terms.tax.turnover_elsewhere_meur * EUR_PER_MEUR,
    )


def _month(
    ledger: Ledger, given: Given, state: State, month: int, cash: tuple[float, float, float]
) -> dict[str, float]:
    """One month: `cash` is cash available for debt service, cash of the investment, and what of it a loan may pay."""
    available, investing, bought = cash
    debt, year = ledger.terms.debt, int(ledger.months.year[month])
    here = dict.fromkeys(FLOWS, 0.0) | {"available": available}
    _opening_debt(ledger, state, here, month)
    if debt is not None and debt.revolver is not None:
        line = debt.revolver
        rate = base_rate(debt, year) + line.margin
        here["other interest"] += state.revolver * rate / MONTHS_PER_YEAR
        undrawn = line.limit_meur * EUR_PER_MEUR - state.revolver
        here["fees"] += undrawn * line.commitment_fee / MONTHS_PER_YEAR
    if debt is not None and debt.term_loan is not None:
        _term_loan(ledger, given, debt.term_loan, state, here, (month, bought))
    before = state.cash + available + investing + here["drawn"]
    before -= sum(here[name] for name in COST_OF_DEBT)
    before -= sum(here[name] for name in ("scheduled", "balloon", "opening debt"))
    fill(debt, state, here, to_reserve(given, state, here, month, before))
    if ledger.terms.payout is not None:
        pay_out(ledger.terms.payout, debt, state, here, int(ledger.months.of_year[month]))
    return here


def _opening_debt(ledger: Ledger, state: State, here: dict[str, float], month: int) -> None:
    """Interest on the debt that was there, and its equal part of principal."""
    opening = ledger.terms.opening
    here["other interest"] += state.opening_debt * opening.debt_rate / MONTHS_PER_YEAR
    if month < opening.debt_months_left:
        here["opening debt"] = opening.debt_meur * EUR_PER_MEUR / opening.debt_months_left
    state.opening_debt -= here["opening debt"]
    here["opening debt left"] = state.opening_debt


def _term_loan(
    ledger: Ledger, given: Given, loan: TermLoan, state: State, here: dict[str, float], at: tuple[int, float]
) -> None:
    """Draw for what is bought in the month, then pay fees, interest and principal."""
    month, months = at[0], ledger.months
    amount = loan.amount_meur * EUR_PER_MEUR
    if month == 0:
        here["fees"] += loan.arrangement_fee * amount
    if month <= last_draw_month(loan, months):
        _draw(ledger, given, loan, state, here, at)
        here["fees"] += (amount - state.drawn) * loan.commitment_fee / MONTHS_PER_YEAR
    monthly = float(given.rates[month])
    here["loan interest"] = monthly * sum(draw.left_eur for draw in state.draws)
    if loan.repayment == "sculpted":
        here["scheduled"] = _sculpted(loan, state, here, month, quarter_ends=int(months.of_year[month]) % 3 == 0)
    for draw in state.draws:
        due_eur = scheduled_eur(draw, loan, month, monthly)
        draw.left_eur -= due_eur
        here["balloon" if is_balloon(draw, loan, month) else "scheduled"] += due_eur
    state.draws = [draw for draw in state.draws if draw.last > month]
    here["loan left"] = sum(draw.left_eur for draw in state.draws)


def _draw(
    ledger: Ledger, given: Given, loan: TermLoan, state: State, here: dict[str, float], at: tuple[int, float]
) -> None:
    """A draw for the share of what is bought in the month, and for the reserve account where draws fill it."""
    (month, bought), reserve = at, given.debt.reserve if given.debt else None
    wanted = for_investment = loan.share_of_investment * bought
    if reserve is not None and reserve.funded_from == "draws":
        of = (ledger.months, month, for_investment, state.reserve)
        wanted = draw_eur(reserve, loan, state.draws, given.rates, of)
    here["drawn"] = min(wanted, loan.amount_meur * EUR_PER_MEUR - state.drawn)
    here["drawn for reserve"] = max(0.0, here["drawn"] - for_investment)
    if here["drawn"] > 0:
        first, due = months_of_draw(loan, ledger.months, month)
        state.draws.append(Draw(here["drawn"], first, due, here["drawn"]))
        state.drawn += here["drawn"]


def _close_year(lines: Lines, state: State, flows: dict[str, Floats], own: Ints, tax: float) -> None:
    """Profit and debt service cover of a year that is over: what may be paid out in the next."""
    costs = _cost_of_debt(flows, own)
    state.profits += float(lines.ebit[own].sum()) - costs - tax
    service = float(costs + flows["scheduled"][own].sum() + flows["opening debt"][own].sum())
    state.cover = float(flows["available"][own].sum()) / service if service > CENT else math.inf


def _sculpted(loan: TermLoan, state: State, here: dict[str, float], month: int, *, quarter_ends: bool) -> float:
    """Principal at the end of a quarter: its debt service is its cash available / dscr, where interest is not more."""
    state.available += here["available"]
    state.service += sum(here[name] for name in COST_OF_DEBT) + here["opening debt"]
    if not quarter_ends:
        return 0.0
    payable, state.available, state.service = state.available / loan.dscr - state.service, 0.0, 0.0
    return sculpted_eur(state.draws, month, payable)
