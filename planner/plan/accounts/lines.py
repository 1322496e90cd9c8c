"""What financing starts from, by month: profit before interest, cash of operation and of investment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.plan.accounts.assets import RACKS, SITE
from planner.plan.accounts.ledger import (
    CUSTOMERS,
    DEPOSIT,
    DUE_BEFORE,
    OWED_BEFORE,
    POWER,
    PREPAYMENT,
    RACK_ITEMS,
    RENT,
)
from planner.plan.accounts.tax import cvae_eur, cvae_rate
from planner.plan.money.cash_flow import EUR_PER_MEUR

if TYPE_CHECKING:
    from pathlib import Path

    from planner.arrays import Floats
    from planner.plan.accounts.assets import Books
    from planner.plan.accounts.ledger import Ledger
    from planner.plan.plan import Plan

DECEMBER = 12
CVAE_MONTHS = (6, 9)  # instalments of a half, CGI, art. 1679 septies
LEFT_OVER = "prepayment for days after the horizon: "


@dataclass(frozen=True)
class Lines:
    """By month, M [EUR]; income positive. Of `earned` each has a counterpart in `paid`."""

    earned: dict[str, Floats]
    paid: dict[str, Floats]
    written_off: dict[str, Floats]
    sold: Floats  # result of racks sold: what they fetch less their book value
    prepaid_left: Floats  # prepaid electricity at the end of each month
    turnover: Floats

    @property
    def ebitda(self) -> Floats:
        """Earnings before interest, taxes, depreciation and results of sales."""
        return np.asarray(np.sum(list(self.earned.values()), axis=0))

    @property
    def ebit(self) -> Floats:
        """Earnings before interest and tax."""
        return np.asarray(self.ebitda + np.sum(list(self.written_off.values()), axis=0) + self.sold)


OPERATION = (
    "from customers", "work rented elsewhere", "electricity and grid", "operation", "rent", "local taxes", "VAT",
)  # fmt: skip
INVESTMENT = ("racks", "site and equipment", "prepaid electricity", "deposit on the rent", "racks sold")


def lines_of(plan: Plan, ledger: Ledger, books: Books, data_dir: Path | None = None) -> Lines:
    """The lines of a plan; the law is read from `data_dir`."""
    e, p = ledger.earned, ledger.paid
    prepaid, rent = ledger.rows(PREPAYMENT), ledger.rows(RENT)
    operation = sorted(set(ledger.of_groups("opex")) - set(rent))
    racks, deposit = ledger.rows(*RACK_ITEMS), ledger.rows(DEPOSIT)
    site = sorted(set(ledger.of_groups("capex")) - {*racks, *deposit, *prepaid})
    used = _prepaid_used(plan, ledger)
    local, local_paid = _local_taxes(ledger, data_dir)
    revenue, owed = ledger.of_groups("revenue"), ledger.of_groups("penalty")
    sold = ledger.of_groups("resale")
    earned = {
        "revenue": e[revenue].sum(axis=0),
        "credits and fees owed": e[owed].sum(axis=0),
        "work rented elsewhere": e[ledger.of_groups("burst")].sum(axis=0),
        "electricity and grid": e[ledger.of_groups(*POWER)].sum(axis=0),
        "prepaid electricity used": -used,
        "operation": e[operation].sum(axis=0),
        "rent": e[rent].sum(axis=0),
        "local taxes": local,
    }
    paid = {
        "from customers": p[[*ledger.of_groups(*CUSTOMERS), *ledger.rows(OWED_BEFORE)]].sum(axis=0),
        "work rented elsewhere": p[ledger.of_groups("burst")].sum(axis=0),
        "electricity and grid": p[ledger.of_groups(*POWER)].sum(axis=0),
        "operation": p[[*operation, *ledger.rows(DUE_BEFORE)]].sum(axis=0),
        "rent": p[rent].sum(axis=0),
        "local taxes": local_paid,
        "VAT": p[ledger.of_groups("vat")].sum(axis=0),
        "racks": p[racks].sum(axis=0),
        "site and equipment": p[site].sum(axis=0),
        "prepaid electricity": p[prepaid].sum(axis=0),
        "deposit on the rent": p[deposit].sum(axis=0),
        "racks sold": p[sold].sum(axis=0),
    }
    written_off = {f"depreciation of {kind}": -books.of_kind(books.depreciation, kind) for kind in (RACKS, SITE)}
    result = e[sold].sum(axis=0) - books.disposed.sum(axis=0)
    left = np.cumsum(-e[prepaid].sum(axis=0) - used)
    return Lines(earned, paid, written_off, result, left, e[revenue].sum(axis=0))


def _prepaid_used(plan: Plan, ledger: Ledger) -> Floats:
    """Prepayments as they are used, with the energy of their contract; what the plan leaves for later days is left."""
    used, contracts, outside = np.zeros(ledger.months.count), plan.contracts, ledger.outside
    left = dict(zip(outside["item"], outside["eur"], strict=True))
    for i in ledger.rows(PREPAYMENT):
        name = ledger.items[i].removeprefix(PREPAYMENT)
        own = contracts.loc[contracts["contract"] == name]
        energy = dict(zip(own["period"].astype(str), own["energy_mwh"], strict=True))
        weights = np.array([float(energy.get(period, 0.0)) for period in ledger.months.periods])
        if weights.sum() > 0:
            total = -float(ledger.earned[i].sum()) - float(left.get(f"{LEFT_OVER}{name}", 0.0))
            used += ledger.months.spread(total * weights / weights.sum())
    return used


def _local_taxes(ledger: Ledger, data_dir: Path | None) -> tuple[Floats, Floats]:
    """Local taxes as they are owed, by months, and as they are paid, in December; the CVAE in two parts.

    Value added: revenue less what is bought from others, electricity and GPUs elsewhere. Rents of more than six months
    and staff do not lower it (CGI, art. 1586 sexies).
    """
    months, tax = ledger.months, ledger.terms.tax
    owed = np.full(months.count, -tax.local_taxes_meur_per_year * EUR_PER_MEUR / DECEMBER)
    paid = np.zeros(months.count)
    for month in np.flatnonzero(months.of_year == DECEMBER):
        paid[month] = owed[months.year == months.year[month]].sum()
    if not tax.cvae:
        return owed, paid
    turnover = ledger.earned[ledger.of_groups("revenue")].sum(axis=0)
    bought = ledger.earned[ledger.of_groups("penalty", "burst", *POWER)].sum(axis=0)
    for year in np.unique(months.year):
        own = months.year == year
        earned = float(turnover[own].sum())
        due = -cvae_eur(earned + float(bought[own].sum()), earned, cvae_rate(int(year), data_dir))
        owed[own] += due / own.sum()
        instalments = own & np.isin(months.of_year, CVAE_MONTHS)
        paid[instalments] += due / max(1, instalments.sum())
    return owed, paid
