"""What a line of the statements is made of, and the rows that lines are made of; by month, M [EUR]."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.plan.accounts.statements import BALANCE, CASH, PROFIT, opening_equity_eur
from planner.plan.money.cash_flow import EUR_PER_MEUR

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from planner.arrays import Floats
    from planner.plan.accounts.statements import Accounts

EARNED, PAID = "earned or owed", "received or paid"
BOUGHT, WRITTEN_OFF, LEAVES = "put into use", "written off", "book value of what leaves"
FINANCING, TAX, OTHER = "financing", "tax of the month", "other"
KINDS = (EARNED, PAID, BOUGHT, WRITTEN_OFF, LEAVES, FINANCING, OTHER)  # rows that are given
STATEMENTS = (PROFIT, CASH, BALANCE)  # rows that are worked out
OPENING_FLEET = "fleet"
CENT = 0.005

Rows = dict[str, dict[str, "Floats"]]  # by kind and name, M [EUR]


@dataclass(frozen=True)
class Part:
    """Rows of one kind that a line adds (sign 1) or takes off (−1)."""

    sign: int
    kind: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Recipe:
    """A line of a month: Σ sign · rows; a `running` one: what was there before, and all months up to its end.

    `opening`: sign and name in `opening_eur`. `assumptions`: patterns of paths of the scenario that feed it.
    """

    parts: tuple[Part, ...]
    running: bool = False
    opening: tuple[tuple[int, str], ...] = ()
    assumptions: tuple[str, ...] = ()
    is_total: bool = False


def given_rows(accounts: Accounts) -> Rows:
    """The rows that statements start from: ledger, assets, financing; kind → name → M [EUR]."""
    ledger, books, flows = accounts.ledger, accounts.books, accounts.financing.flows
    assets = _unique(asset.name for asset in books.assets)
    by_item = {EARNED: ledger.earned, PAID: ledger.paid}
    by_asset = {BOUGHT: books.bought, WRITTEN_OFF: books.depreciation, LEAVES: books.disposed}
    return {
        **{kind: dict(zip(ledger.items, values, strict=True)) for kind, values in by_item.items()},
        **{kind: dict(zip(assets, values, strict=True)) for kind, values in by_asset.items()},
        FINANCING: {**flows, TAX: accounts.financing.tax},
        OTHER: {},
    }


def statement_rows(accounts: Accounts) -> Rows:
    """The lines of the three statements: statement → line → M [EUR]."""
    return {PROFIT: accounts.profit, CASH: accounts.cash, BALANCE: accounts.balance}


def _unique(names: Iterable[str]) -> list[str]:
    """Names, a number behind those that stand twice: racks of one order may go live in two periods."""
    counts: dict[str, int] = {}
    listed = []
    for name in names:
        counts[name] = counts.get(name, 0) + 1
        listed.append(name if counts[name] == 1 else f"{name} ({counts[name]})")
    return listed


def asset_names(accounts: Accounts, kind: str, *, opening: bool = True) -> tuple[str, ...]:
    """Assets of a kind, as `given_rows` names them; without the opening fleet where it is not wanted."""
    names = _unique(asset.name for asset in accounts.books.assets)
    return tuple(
        name
        for name, asset in zip(names, accounts.books.assets, strict=True)
        if asset.kind == kind and (opening or " opening " not in asset.name)
    )


def opening_eur(accounts: Accounts) -> dict[str, float]:
    """What was there and what was owed on the first day, by field of `finance.opening` [EUR]."""
    opening = accounts.ledger.terms.opening
    fields = ("rack_deposits", "rent_deposit", "cash", "receivables", "payables", "debt")
    amounts = {name: float(getattr(opening, f"{name}_meur")) * EUR_PER_MEUR for name in fields}
    others = sum(amounts[name] for name in fields[:4]) - amounts["payables"] - amounts["debt"]
    return {OPENING_FLEET: opening_equity_eur(accounts.ledger, accounts.books) - others, **amounts}


def values_of(recipe: Recipe, rows: Mapping[str, Mapping[str, Floats]], opening: Mapping[str, float]) -> Floats | None:
    """What a recipe gives, M [EUR]; None where a row that it names is not there."""
    if any(name not in rows.get(part.kind, {}) for part in recipe.parts for name in part.names):
        return None
    amounts = [part.sign * rows[part.kind][name] for part in recipe.parts for name in part.names]
    count = len(next(iter(rows[PROFIT].values())))
    total = np.sum(amounts, axis=0) if amounts else np.zeros(count)
    return sum(sign * opening[name] for sign, name in recipe.opening) + np.cumsum(total) if recipe.running else total
