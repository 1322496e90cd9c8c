"""Debt service cover of a case beside the base: by the accounts room, on the debt service that the base plan owes.

    cover[q] = cash available for debt service of the case in q / debt service of the base in q

Debt service is interest, fees and principal by schedule, no balloon and no principal of the revolver (docs/money.md). A
loan is paid back by the schedule that was agreed on the base; a sculpted one worked out again for each case would show
the same cover in all of them. So the quarters are those in which the base owes; cash available is the case's own, after
the tax that it pays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.plan.accounts.ratios import DSCR, debt_service, ratios_table

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.plan.accounts.statements import Accounts

NO_DEBT = "no debt"


@dataclass(frozen=True)
class Service:
    """Debt service of each quarter with interest or principal of a loan; where only a revolver is there, of it.

    After a loan is paid back a revolver may owe the interest of a month: its cover says nothing.
    """

    quarters: tuple[str, ...]
    eur: Floats


def service_of(accounts: Accounts) -> Service:
    """What the base owes, by quarter; empty where there is no debt."""
    flows, table = accounts.financing.flows, ratios_table(accounts, "quarter")
    owing = table.loc[table["ratio"] == DSCR, "period"].astype(str).tolist()
    of_loans = _by_quarter(accounts, flows["loan interest"] + flows["scheduled"] + flows["opening debt"])
    named = [name for name in owing if of_loans[name] > 0] or owing
    sums = _by_quarter(accounts, debt_service(accounts))
    return Service(tuple(named), np.array([sums[name] for name in named]))


def covers(accounts: Accounts, service: Service) -> Floats:
    """Cover of each quarter of `service` by the cash available of these accounts."""
    available = _by_quarter(accounts, accounts.financing.flows["available"])
    return np.array([available[name] for name in service.quarters]) / service.eur


def mean_cover(covers_of_case: Floats, service: Service) -> float:
    """All cash available of these quarters over all debt service [1]: a quarter counts by what it owes."""
    return float((covers_of_case * service.eur).sum() / service.eur.sum())


def _by_quarter(accounts: Accounts, by_month: Floats) -> dict[str, float]:
    sums: dict[str, float] = {}
    for name, eur in zip(accounts.ledger.months.names("quarter"), by_month.tolist(), strict=True):
        sums[name] = sums.get(name, 0.0) + eur
    return sums


def shortfall_eur(covers_of_case: Floats, service: Service) -> float:
    """Debt service that cash available of the same quarter does not pay, over all quarters [EUR]."""
    return float((np.maximum(0.0, 1.0 - covers_of_case) * service.eur).sum())
