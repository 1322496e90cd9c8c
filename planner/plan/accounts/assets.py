"""What the books hold and how it is written off: racks by vintage, the site and its equipment, the opening fleet.

Straight line over whole months, from the month in which a thing is in use: a month writes off 1/n of what is there.
Racks that are sold or worn out leave at the start of a period with what they are not yet written off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import StoreError, located
from planner.plan.accounts.ledger import BEFORE, DEPOSIT, PREPAYMENT, RACK_ITEMS
from planner.plan.money.cash_flow import END, EUR_PER_MEUR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.arrays import Floats
    from planner.plan.accounts.ledger import Ledger
    from planner.plan.plan import Plan

AFTER = "after the horizon"
RACKS, SITE = "racks", "site and equipment"


@dataclass(frozen=True)
class Asset:
    """A thing that is written off: what it cost, from which month, over how many, and when parts of it leave."""

    name: str
    kind: str
    cost_eur: float
    start: int  # month, from 0
    months: int
    racks: int = 0
    rack: str = ""
    leaving: tuple[tuple[int, int], ...] = ()  # month, racks that leave at its start


@dataclass(frozen=True)
class Books:
    """By month, M [EUR]: what is written off, what leaves, and what is left at its end, for racks and for the site."""

    assets: tuple[Asset, ...]
    bought: Floats  # A, M: put into use
    depreciation: Floats  # A, M
    disposed: Floats  # A, M: book value of what leaves
    advances: Floats  # M: paid for racks that are not there yet, at the end of the month

    @property
    def value(self) -> Floats:
        """Book value at the end of each month, A, M."""
        return np.cumsum(self.bought - self.depreciation - self.disposed, axis=1)

    def of_kind(self, values: Floats, kind: str) -> Floats:
        """Rows of `values` (A, M) of one kind, added up (M)."""
        own = np.array([asset.kind == kind for asset in self.assets], dtype=np.bool_)
        return np.asarray(values[own].sum(axis=0))


def books_of(plan: Plan, ledger: Ledger) -> Books:
    """The books of a plan."""
    assets = (*_racks(plan, ledger), *_site(ledger))
    shape = (len(assets), ledger.months.count)
    bought, depreciation, disposed = (np.zeros(shape) for _ in range(3))
    for a, asset in enumerate(assets):
        bought[a, asset.start] = asset.cost_eur
        depreciation[a], disposed[a] = _written_off(asset, ledger.months.count)
    paid = -ledger.paid[ledger.rows(*RACK_ITEMS)].sum(axis=0)
    paid[0] += ledger.terms.opening.rack_deposits_meur * EUR_PER_MEUR
    new = np.array([asset.kind == RACKS and not _is_opening(asset.name) for asset in assets], dtype=np.bool_)
    advances = np.cumsum(paid - bought[new].sum(axis=0))
    return Books(assets, bought, depreciation, disposed, advances)


def _written_off(asset: Asset, count: int) -> tuple[Floats, Floats]:
    """Depreciation and book value of what leaves, M [EUR]."""
    month = np.arange(count)
    left = np.clip(1.0 - (month - asset.start) / asset.months, 0.0, 1.0)  # of cost, at the start of the month
    after = np.clip(1.0 - (month + 1 - asset.start) / asset.months, 0.0, 1.0)
    gone = np.zeros(count)
    for at, racks in asset.leaving:
        gone[at] += racks / max(asset.racks, 1)
    there = 1.0 - np.cumsum(gone)
    used = month >= asset.start
    return asset.cost_eur * used * there * (left - after), asset.cost_eur * used * gone * left


def _is_opening(vintage: str) -> bool:
    return " opening " in vintage


def _racks(plan: Plan, ledger: Ledger) -> Iterator[Asset]:
    """Every vintage that is in use within the horizon, at what was paid for it; the opening fleet at its book value."""
    leaves = _vintages(plan)
    cost = _costs(plan, ledger, leaves)
    opening, life = ledger.terms.opening.fleet, max(1, round(12 * ledger.terms.lives.racks_years))
    running: dict[str, int] = {}
    for (rack, vintage, _), (racks, _) in leaves.items():
        running[rack] = running.get(rack, 0) + racks * _is_opening(vintage)
    starts = dict(zip(plan.periods, ledger.months.starts.tolist(), strict=True))
    for (rack, vintage, live), (racks, periods) in leaves.items():
        if live not in starts:
            continue
        months = life
        if _is_opening(vintage):
            book = opening.get(rack)
            each = book.book_meur * EUR_PER_MEUR / running[rack] if book else 0.0
            total, months = each * racks, book.months_left if book else life
        else:
            total = cost.get(vintage, 0.0)
        leaving = tuple((starts[period], count) for period, count in periods if period != END)
        yield Asset(vintage, RACKS, total, starts[live], months, racks, rack, leaving)


Leaves = dict[tuple[str, str, str], tuple[int, list[tuple[str, int]]]]


def _vintages(plan: Plan) -> Leaves:
    """Rack, vintage and live period → its racks, and when they leave. StoreError for a run of before."""
    table = plan.retirements
    if table.empty and len(plan.orders):
        raise StoreError(located(plan.run_id, "this run does not say which racks leave when.", "solve it again."))
    leaves: Leaves = {}
    for row in table.to_dict("records"):
        key = (str(row["rack"]), str(row["vintage"]), str(row["live_period"]))
        racks, periods = leaves.get(key, (0, []))
        leaves[key] = (racks + int(row["racks"]), [*periods, (str(row["period"]), int(row["racks"]))])
    return leaves


def _costs(plan: Plan, ledger: Ledger, leaves: Leaves) -> dict[str, float]:
    """What each vintage cost [EUR]: its order, or what was paid ahead and is paid on delivery of racks on order."""
    orders = plan.orders
    cost = {
        f"{row['rack']} {row['order_period']}": float(row["cost_meur"]) * EUR_PER_MEUR
        for row in orders.to_dict("records")
    }
    before = {key: racks for key, (racks, _) in leaves.items() if key[1] not in cost and not _is_opening(key[1])}
    deposit = ledger.terms.opening.rack_deposits_meur * EUR_PER_MEUR / max(1, sum(before.values()))
    due = _due_by_period(ledger)
    weights = {key: racks * (ledger.terms.left_to_pay.get(key[1], 1.0) or 1e-9) for key, racks in before.items()}
    for key, racks in before.items():
        same = sum(weight for other, weight in weights.items() if other[2] == key[2])
        cost[key[1]] = deposit * racks + due.get(key[2], 0.0) * weights[key] / same
    return cost


def _due_by_period(ledger: Ledger) -> dict[str, float]:
    """What is paid on delivery for racks ordered before the plan [EUR], by period."""
    paid = -ledger.earned[ledger.rows(BEFORE)].sum(axis=0)
    by_period = np.bincount(ledger.months.period, weights=paid, minlength=len(ledger.months.periods))
    return dict(zip(ledger.months.periods, by_period.tolist(), strict=True))


def _site(ledger: Ledger) -> Iterator[Asset]:
    """Phases, fit-out, battery, PV and stores, each from the month in which it is paid for."""
    life = max(1, round(12 * ledger.terms.lives.site_years))
    own = set(ledger.of_groups("capex")) - set(ledger.rows(*RACK_ITEMS, DEPOSIT, PREPAYMENT))
    for i in sorted(own):
        for month in np.flatnonzero(ledger.earned[i]):
            name = f"{ledger.items[i]} {ledger.months.names()[month]}"
            yield Asset(name, SITE, -float(ledger.earned[i, month]), int(month), life)
