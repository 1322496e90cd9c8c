"""Covenants, tested at the end of each quarter in which something is owed: what is left to the limit, and what is not.

Each in its own measure, and in money: how much cash available, or equity, or cash there would be to lose. The cover
that the plan was made with (`debt.planning`) is tested too: what the site earns before tax, when it earns it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.inputs.money.months import QUARTER_ENDS
from planner.inputs.money.planned_loan import cover_tests
from planner.plan.accounts.loans import CENT
from planner.plan.accounts.ratios import debt_owed, debt_service, loan_life_cover
from planner.plan.money.cash_flow import EUR_PER_MEUR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.plan.accounts.statements import Accounts
    from planner.scenario.fields.money.debt import Covenants, Debt

COLUMNS = ["covenant", "period", "value", "limit", "unit", "headroom", "headroom_meur", "breach", "note"]
PLANNED = "planned_dscr"
NAMES = {
    "minimum_dscr": "debt service cover", "minimum_llcr": "loan life cover",
    PLANNED: "debt service cover before tax, as planned,",
}  # fmt: skip
NOT_EARNED = ("capex", "resale", "vat", "before")  # groups of the ledger that are no cash available before tax
Test = tuple[str, float, float, float]  # covenant, value, headroom, headroom [EUR]


def covenants_table(accounts: Accounts) -> pd.DataFrame:
    """One row per covenant and quarter in which it is tested; COLUMNS. `breach` says whether it fails, `note` how."""
    debt, months = accounts.ledger.terms.debt, accounts.ledger.months
    if debt is None:
        return pd.DataFrame(columns=COLUMNS)
    names, rows = months.names("quarter"), []
    for month, (covenant, value, headroom, eur), limit in [*_of_lender(accounts, debt), *_planned(accounts, debt)]:
        unit = "MEUR" if covenant == "least_cash_meur" else "1"
        note = _note(covenant, names[month], (value, limit, eur / EUR_PER_MEUR)) if headroom < 0 else ""
        rows.append((covenant, names[month], value, limit, unit, headroom, eur / EUR_PER_MEUR, headroom < 0, note))
    return pd.DataFrame(rows, columns=COLUMNS).sort_values("covenant", kind="stable", ignore_index=True)


def _of_lender(accounts: Accounts, debt: Debt) -> Iterator[tuple[int, Test, float]]:
    """Month, test and limit of the lender's covenants."""
    if debt.covenants is None:
        return
    owed = debt_owed(accounts)
    before = np.concatenate([[0.0], owed[:-1]])
    for month in np.flatnonzero(np.isin(accounts.ledger.months.of_year, QUARTER_ENDS)).tolist():
        if max(owed[month], before[max(0, month - 2) : month + 1].max()) > CENT:
            for test in _tests(accounts, debt.covenants, month):
                yield month, test, float(getattr(debt.covenants, test[0]))


def _planned(accounts: Accounts, debt: Debt) -> Iterator[tuple[int, Test, float]]:
    """Month, test and limit of the cover that the plan was made with: the row of the optimiser, from the ledger."""
    if debt.planning is None or debt.planning.minimum_dscr is None:
        return
    ledger, limit = accounts.ledger, debt.planning.minimum_dscr
    own = [i for i, group in enumerate(ledger.groups) if group not in NOT_EARNED]
    of_period = np.bincount(ledger.months.period, ledger.earned[own].sum(axis=0), len(ledger.months.periods))
    earned, service = ledger.months.spread(of_period.astype(np.float64)), debt_service(accounts)
    for month, months in zip(*cover_tests(debt.planning, ledger.months), strict=True):
        available, due = float(months @ earned), float(months @ service)
        if due > CENT:
            headroom = _not_rounding(available / due - limit)
            yield int(month), (PLANNED, available / due, headroom, available - limit * due), limit


def _tests(accounts: Accounts, covenants: Covenants, month: int) -> Iterator[Test]:
    """The tests of a quarter that ends with `month`; none where its ratio is not defined."""
    if covenants.minimum_dscr is not None:
        first = max(0, month + 1 - covenants.dscr_months)
        yield from _service_cover(accounts, covenants.minimum_dscr, slice(first, month + 1))
    if covenants.minimum_llcr is not None:
        worth, left = float(loan_life_cover(accounts)[month]), float(accounts.financing.flows["loan left"][month])
        if worth and left > CENT:
            headroom = worth / left - covenants.minimum_llcr
            yield "minimum_llcr", worth / left, _not_rounding(headroom), worth - covenants.minimum_llcr * left
    if covenants.highest_gearing is not None:
        yield from _gearing(accounts, covenants.highest_gearing, month)
    if covenants.least_cash_meur is not None:
        least = float(accounts.balance["cash"][max(0, month - 2) : month + 1].min()) / EUR_PER_MEUR
        headroom = _not_rounding(least - covenants.least_cash_meur)
        yield "least_cash_meur", least, headroom, headroom * EUR_PER_MEUR


def _service_cover(accounts: Accounts, limit: float, own: slice) -> Iterator[Test]:
    """Cash available over debt service of these months; where interest or principal is due in them."""
    service, fees = debt_service(accounts)[own], accounts.financing.flows["fees"][own]
    if float((service - fees).sum()) > CENT:
        available, due = float(accounts.financing.flows["available"][own].sum()), float(service.sum())
        yield "minimum_dscr", available / due, _not_rounding(available / due - limit), available - limit * due


def _gearing(accounts: Accounts, limit: float, month: int) -> Iterator[Test]:
    """Debt over debt and equity; in money, the equity x that could be lost: D / (D + E − x) = limit."""
    debt, equity = float(debt_owed(accounts)[month]), float(accounts.balance["equity"][month])
    if debt > CENT:
        both = debt + equity
        value = debt / both if both > CENT else float("inf")
        yield "highest_gearing", value, _not_rounding(limit - value), both - debt / limit


def _not_rounding(headroom: float) -> float:
    """A loan that is sculpted to its covenant meets it; the last digits do not break it."""
    return 0.0 if abs(headroom) < 1e-9 else headroom


def _note(covenant: str, quarter: str, of: tuple[float, float, float]) -> str:
    value, limit, meur = of
    if covenant == "highest_gearing":
        return f"{quarter}: gearing is {value:.1%}, above {limit:.1%}: {-meur:.2f} M€ of equity are missing."
    if covenant == "least_cash_meur":
        return f"{quarter}: cash falls to {value:.2f} M€, {-meur:.2f} below {limit:.2f}."
    missing = f"{-meur:.2f} M€ of cash available are missing."
    return f"{quarter}: {NAMES[covenant]} is {value:.2f}, below {limit:.2f}: {missing}"
