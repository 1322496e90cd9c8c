"""Whole racks by rounding, for models whose whole racks no MIP finds in time: thousands of orders and retirements.

Phases are whole already. Orders of a product at a site are rounded down in their running total, so that the
fleet is never larger, and never more than one rack smaller, than the one with racks in parts; what the common supply or
a budget then refuses is ordered later or not at all. Retirements are rounded up in their running total.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from planner.optimisation.equations.fleet import ordered_vintages, retirement_periods
from planner.optimisation.matrix.layout import periods_of, prefix
from planner.optimisation.parts.parts import BUILT, capacities

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.optimisation.search.cuts import CutModel
    from planner.problem.periods import Budget
    from planner.problem.several import PortfolioInputs
    from planner.problem.site import ModelInputs

    Orders = dict[tuple[int, int], int]  # (site, vintage) → racks
    ColumnValues = dict[int, float]  # column → value

HAIR = 1e-6  # racks


def round_whole(model: CutModel, x: PortfolioInputs, columns: Floats, up: float = HAIR) -> Floats | None:
    """ColumnValues with whole racks near `columns`, whose phases are whole; None where rounding breaks a limit.

    `up` as in `round_orders`.
    """
    orders = round_orders(x, _table(model, x, "order_racks", columns), up)
    every = range(len(x.sites))
    for budget, sites in [
        *((budget, every) for budget in x.budgets),
        *((budget, range(s, s + 1)) for s, site in enumerate(x.sites) for budget in site.budgets),
    ]:
        orders = within_budget(x, orders, budget, _phase_capital(model, x, columns, budget, sites), sites)
    fixed = {
        model.compiled.columns[f"{prefix(x, s)}order_racks"][(v,)]: float(racks) for (s, v), racks in orders.items()
    }
    chosen = {*_columns(model, x, "phase_open"), *model.solver.signatures()}
    fixed |= {column: round(columns[column]) for column in chosen} | _tiers(model, x, orders)
    parts = model.solver.hold(fixed)
    if parts is None:
        return None
    fixed |= _retirements(model, x, parts[1], orders)
    whole = model.solver.hold(fixed)
    return None if whole is None else model.solver.around(whole[1])[1]


def _table(model: CutModel, x: PortfolioInputs, name: str, columns: Floats) -> dict[tuple[int, int], float]:
    return {
        (s, key[0]): float(columns[column])
        for s in range(len(x.sites))
        for key, column in model.compiled.columns.get(f"{prefix(x, s)}{name}", {}).items()
    }


def round_orders(x: PortfolioInputs, parts: dict[tuple[int, int], float], up: float = HAIR) -> Orders:
    """Whole orders, rounded in the running total of each site and product, within each period's supply.

    A running total short of the next whole rack by `up` or less is rounded up to it: 0.5 rounds to the nearest.
    """
    orders: Orders = {}
    owed: dict[tuple[int, str], float] = {}
    for p in range(periods_of(x)):
        due: dict[str, list[tuple[int, int]]] = {}
        for s, site in enumerate(x.sites):
            for v in ordered_vintages(site):
                if site.fleet.order_period[v] == p:
                    due.setdefault(site.fleet.racks[site.fleet.vintage_rack[v]], []).append((s, v))
        for rack, places in due.items():
            for s, v in places:
                owed[s, rack] = owed.get((s, rack), 0.0) + parts.get((s, v), 0.0)
                most = int(x.sites[s].fleet.max_racks[v])
                orders[s, v] = max(0, min(most, math.floor(owed[s, rack] + up)))
            excess = sum(orders[place] for place in places) - int(x.supply[rack][p]) if rack in x.supply else 0
            for s, v in sorted(places, key=lambda place: owed[place[0], rack] % 1)[: max(0, excess)]:
                orders[s, v] = max(0, orders[s, v] - 1)
            for s, v in places:
                owed[s, rack] -= orders[s, v]
    return orders


def within_budget(
    x: PortfolioInputs, orders: Orders, budget: Budget, phases_meur: float, sites: range | None = None
) -> Orders:
    """Give up racks, the cheapest that is enough, until a budget of some sites, or of all, holds."""
    due = {
        place: _due_meur(x.sites[place[0]], place[1], racks, budget) if sites is None or place[0] in sites else 0.0
        for place, racks in orders.items()
    }
    affordable = dict(orders)
    while True:
        over = phases_meur + sum(due[place] * racks for place, racks in affordable.items()) - budget.meur
        paid = [place for place, racks in affordable.items() if racks and due[place] > 0]
        if over <= HAIR or not paid:
            return affordable
        enough = [place for place in paid if due[place] >= over] or [max(paid, key=lambda place: due[place])]
        affordable[min(enough, key=lambda place: due[place])] -= 1


def _due_meur(site: ModelInputs, v: int, racks: int, budget: Budget) -> float:
    """What one rack of an order of this size costs in the periods of a budget."""
    fleet = site.fleet
    discount = fleet.tier_discount[int(np.searchsorted(fleet.tier_from_racks, max(1, racks), side="right")) - 1]
    share = fleet.paid_at_order * (int(fleet.order_period[v]) in budget.periods)
    share += (1 - fleet.paid_at_order) * (int(fleet.live_period[v]) in budget.periods)
    return float(share * fleet.price_meur[v] * (1 - discount))


def _columns(model: CutModel, x: PortfolioInputs, name: str) -> list[int]:
    tables = (model.compiled.columns.get(f"{prefix(x, s)}{name}", {}) for s in range(len(x.sites)))
    return [column for table in tables for column in table.values()]


def _phase_capital(model: CutModel, x: PortfolioInputs, columns: Floats, budget: Budget, sites: range) -> float:
    """What phases, battery and PV of some sites take of a budget [MEUR]."""
    total = 0.0
    for s in sites:
        site = x.sites[s]
        table = model.compiled.columns.get(f"{prefix(x, s)}phase_open", {})
        for b, p in table:
            if p in budget.periods:
                before = columns[table[b, p - 1]] if (b, p - 1) in table else 0.0
                total += float(site.phases.capex_meur[b]) * round(columns[table[b, p]] - before)
        for name, capacity in capacities(site).items():
            built = model.compiled.columns[f"{prefix(x, s)}{BUILT[name]}"]
            total += sum(float(capacity.price_meur[p]) * float(columns[built[(p,)]]) for p in budget.periods)
    return total


def _tiers(model: CutModel, x: PortfolioInputs, orders: Orders) -> ColumnValues:
    """The tier of every order that has a choice."""
    fixed: ColumnValues = {}
    for s, site in enumerate(x.sites):
        for (v, j), column in model.compiled.columns.get(f"{prefix(x, s)}tier_chosen", {}).items():
            reached = int(np.searchsorted(site.fleet.tier_from_racks, orders[s, v], side="right")) - 1
            fixed[column] = float(j == reached and orders[s, v] > 0)
    return fixed


def _retirements(model: CutModel, x: PortfolioInputs, parts: Floats, orders: Orders) -> ColumnValues:
    """Retirements rounded up in their running total, never more than were bought."""
    fixed: ColumnValues = {}
    for s, site in enumerate(x.sites):
        table = model.compiled.columns.get(f"{prefix(x, s)}retire_racks", {})
        for v in range(len(site.fleet.vintage_rack)):
            bought = orders.get((s, v), int(site.fleet.opening_racks[v]))
            total, gone = 0.0, 0
            for p in retirement_periods(site, v):
                total += float(parts[table[v, p]])
                leaving = max(0, min(bought, math.ceil(total - HAIR)) - gone)
                fixed[table[v, p]], gone = float(leaving), gone + leaving
    return fixed
