"""Profit and loss, cash flow statement and balance sheet of a plan, by month, quarter or year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.plan.accounts.assets import RACKS, SITE, books_of
from planner.plan.accounts.financing import finance
from planner.plan.accounts.lease import INTEREST, LIABILITY, PRINCIPAL, RIGHT_OF_USE, lease_of, with_lease
from planner.plan.accounts.ledger import ledger_of
from planner.plan.accounts.lines import INVESTMENT, OPERATION, lines_of
from planner.plan.money.cash_flow import EUR_PER_MEUR

if TYPE_CHECKING:
    from pathlib import Path

    from planner.arrays import Floats
    from planner.plan.accounts.assets import Books
    from planner.plan.accounts.financing import Financing
    from planner.plan.accounts.lease import Lease
    from planner.plan.accounts.ledger import Ledger
    from planner.plan.accounts.lines import Lines
    from planner.plan.plan import Plan

PROFIT, CASH, BALANCE = "profit and loss", "cash flow", "balance sheet"
COLUMNS = ["statement", "line", "period", "eur", "is_total"]
TO_RESERVE, RESERVE = "to the reserve account", "reserve account"  # there where the scenario has one
TOTALS = {
    "EBITDA", "EBIT", "profit before tax", "net profit", "cash from operation", "cash from investment",
    "cash before financing", "cash from financing", "change in cash", "assets", "liabilities", "equity",
    "liabilities and equity",
}  # fmt: skip


@dataclass(frozen=True)
class Accounts:
    """Everything that statements and ratios are made of; lines by month, M [EUR], in the order in which they stand."""

    ledger: Ledger
    books: Books
    lines: Lines
    financing: Financing
    profit: dict[str, Floats]
    cash: dict[str, Floats]
    balance: dict[str, Floats]  # at the end of each month


def accounts_of(plan: Plan, data_dir: Path | None = None) -> Accounts:
    """The accounts of a plan, from its tables and the terms of its scenario."""
    ledger = ledger_of(plan)
    books = books_of(plan, ledger)
    lines = lines_of(plan, ledger, books, data_dir)
    financing = finance(ledger, lines, data_dir)
    lease = lease_of(ledger, lines)
    shown = with_lease(lines, lease)
    profit, cash = _profit(shown, financing, lease), _cash(shown, financing, lease)
    balance = _balance(ledger, books, shown, financing, (profit["net profit"], cash["change in cash"], lease))
    return Accounts(ledger, books, lines, financing, profit, cash, balance)


def _profit(lines: Lines, financing: Financing, lease: Lease | None) -> dict[str, Floats]:
    before = lines.ebit - financing.interest - financing.flows["fees"] - (lease.interest if lease else 0.0)
    return {
        **lines.earned,
        "EBITDA": lines.ebitda,
        **lines.written_off,
        "result of racks sold": lines.sold,
        "EBIT": lines.ebit,
        "interest": -financing.interest,
        **({INTEREST: -lease.interest} if lease else {}),
        "fees of loans": -financing.flows["fees"],
        "profit before tax": before,
        "corporate tax": -financing.tax,
        "net profit": before - financing.tax,
    }


def _cash(lines: Lines, financing: Financing, lease: Lease | None) -> dict[str, Floats]:
    flows = financing.flows
    operation = {name: lines.paid[name] for name in OPERATION} | {"corporate tax": -flows["tax paid"]}
    investment = {name: lines.paid[name] for name in INVESTMENT}
    financed = {
        "term loan drawn": flows["drawn"],
        "term loan paid back": -flows["scheduled"] - flows["balloon"],
        "debt of before paid back": -flows["opening debt"],
        "revolver, drawn less paid back": flows["revolver"],
        "interest": -financing.interest,
        "fees of loans": -flows["fees"],
        "equity paid in": flows["equity"],
        "dividends": -flows["dividends"],
        **({PRINCIPAL: lease.interest - lease.rent, INTEREST: -lease.interest} if lease else {}),
        **({TO_RESERVE: -flows["to reserve"]} if flows["to reserve"].any() else {}),
    }
    from_operation, from_investment, from_financing = (
        np.sum(list(part.values()), axis=0) for part in (operation, investment, financed)
    )
    return {
        **operation,
        "cash from operation": from_operation,
        **investment,
        "cash from investment": from_investment,
        "cash before financing": from_operation + from_investment,
        **financed,
        "cash from financing": from_financing,
        "change in cash": from_operation + from_investment + from_financing,
    }


def _owed(opening_meur: float, *earned_less_paid: Floats) -> Floats:
    return opening_meur * EUR_PER_MEUR + np.cumsum(np.sum(earned_less_paid, axis=0))


def _balance(
    ledger: Ledger, books: Books, lines: Lines, financing: Financing, of: tuple[Floats, Floats, Lease | None]
) -> dict[str, Floats]:
    """Each line from its own flows; that both sides agree proves that none was forgotten.

    `of`: net profit, change in cash, the lease where it is in the balance sheet.
    """
    net_profit, cash_change, lease = of
    opening, earned, paid, flows = ledger.terms.opening, lines.earned, lines.paid, financing.flows
    suppliers = ("work rented elsewhere", "electricity and grid", "operation")
    assets = {
        "racks": books.of_kind(books.value, RACKS),
        "racks paid ahead": books.advances,
        "site and equipment": books.of_kind(books.value, SITE),
        **({RIGHT_OF_USE: lease.right_of_use} if lease else {}),
        "prepaid electricity": lines.prepaid_left,
        "deposit on the rent": _owed(opening.rent_deposit_meur, -paid["deposit on the rent"]),
        "owed by customers": _owed(
            opening.receivables_meur, earned["revenue"], earned["credits and fees owed"], -paid["from customers"]
        ),
        "rent paid ahead": _owed(0.0, earned["rent"], -paid["rent"]),
        "VAT to come back": _owed(0.0, -paid["VAT"]),
        "cash": opening.cash_meur * EUR_PER_MEUR + np.cumsum(cash_change),
        **({RESERVE: np.cumsum(flows["to reserve"])} if flows["to reserve"].any() else {}),
    }
    liabilities = {
        "owed to suppliers": _owed(opening.payables_meur, *(paid[name] - earned[name] for name in suppliers)),
        "local taxes owed": _owed(0.0, paid["local taxes"] - earned["local taxes"]),
        "corporate tax owed": _owed(0.0, financing.tax - flows["tax paid"]),
        "term loan": np.cumsum(flows["drawn"] - flows["scheduled"] - flows["balloon"]),
        "revolver": np.cumsum(flows["revolver"]),
        "debt of before": _owed(opening.debt_meur, -flows["opening debt"]),
        **({LIABILITY: lease.liability} if lease else {}),
    }
    equity = {
        "equity of before": np.full(ledger.months.count, opening_equity_eur(ledger, books)),
        "equity paid in": np.cumsum(flows["equity"]),
        "profit kept": np.cumsum(net_profit - flows["dividends"]),
    }
    sums = [np.sum(list(part.values()), axis=0) for part in (assets, liabilities, equity)]
    return {
        **assets,
        "assets": sums[0],
        **liabilities,
        "liabilities": sums[1],
        **equity,
        "equity": sums[2],
        "liabilities and equity": sums[1] + sums[2],
    }


def opening_equity_eur(ledger: Ledger, books: Books) -> float:
    """What is there on the first day less what is owed [EUR]."""
    o = ledger.terms.opening
    fleet = sum(asset.cost_eur for asset in books.assets if " opening " in asset.name)
    other = o.rack_deposits_meur + o.rent_deposit_meur + o.cash_meur + o.receivables_meur
    return fleet + (other - o.payables_meur - o.debt_meur) * EUR_PER_MEUR


def statements_table(accounts: Accounts, every: str = "quarter") -> pd.DataFrame:
    """The three statements, a row per line and month, quarter or year; COLUMNS, in the order in which lines stand.

    Profit and cash of a quarter or year are sums of its months, its balance sheet is that of its last month.
    """
    names = accounts.ledger.months.names(every)
    places = {name: i for i, name in enumerate(dict.fromkeys(names))}
    place = np.array([places[name] for name in names])
    last = np.searchsorted(place, np.arange(len(places)), side="right") - 1
    rows = []
    for statement, lines in ((PROFIT, accounts.profit), (CASH, accounts.cash), (BALANCE, accounts.balance)):
        for line, values in lines.items():
            each = values[last] if statement == BALANCE else np.bincount(place, weights=values, minlength=len(places))
            rows += [(statement, line, name, float(each[i]), line in TOTALS) for name, i in places.items()]
    return pd.DataFrame(rows, columns=COLUMNS)
