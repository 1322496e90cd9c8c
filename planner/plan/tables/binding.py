"""The table `binding`: what keeps the site from serving more, in each period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.plan.money.cover import BUDGET, DEBT, capital_rows
from planner.plan.tables import fleet, sums
from planner.plan.tables.connection import usable_mw

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution

CONNECTION, SUPPLY, POSITIONS, DEMAND, CAPITAL = "connection", "supply", "positions", "demand", "capital"
NEAR = 1e-3  # grid power this close to the connection, relative, is at the connection
SHARE_OF_HOURS = 0.01
WORTH_MEUR = 1e-6  # a marginal value below is zero
SERVED_NEAR = 1e-4  # less than this share of demand unserved or rented is none


@dataclass(frozen=True)
class _Case:
    inputs: ModelInputs
    solution: Solution
    sums: sums.Sums
    vintages: fleet.Vintages
    capital: list[tuple[int, str, str]]  # period, name and sentence of the limits to capital that bind

    def connection(self, p: int) -> str | None:
        """At the connection in at least 1 % of hours, and a MW has a shadow price."""
        limit = float(self.sums.solution.connection_mw[p])
        hours = self.sums.hours_in_period[p]
        usable = usable_mw(self.inputs, self.solution, self.sums)[hours]
        at_limit = self.solution.dispatch.grid_mw[hours] >= usable * (1.0 - NEAR)
        share = float(self.sums.weight[hours][at_limit].sum() / max(float(self.sums.hours[p]), 1e-9))
        worth = float(self.solution.marginal.megawatt_meur[p])
        if limit <= 0 or share < SHARE_OF_HOURS or worth <= WORTH_MEUR:
            return None
        return f"at the connection of {limit:.4g} MW in {share:.0%} of hours"

    def supply(self, p: int) -> list[str]:
        """Orders placed in p that take all the supply of their product; or p comes before any order can be live."""
        fleet = self.inputs.fleet
        early: list[str] = []
        possible = fleet.live_period[(fleet.order_period >= 0) & (fleet.max_racks > 0)]
        if len(possible) and p < possible.min():
            worth = float(self.solution.marginal.installed_meur_per_rack[:, p].max(initial=0.0))
            if worth > WORTH_MEUR and not self.all_served(p):
                early = ["no rack ordered within the horizon is live yet"]
        rows = np.flatnonzero(
            (fleet.order_period == p) & (fleet.max_racks > 0) & (self.solution.order_racks >= fleet.max_racks)
        )
        return early + [
            f"{fleet.racks[fleet.vintage_rack[v]]}: all {int(fleet.max_racks[v])} racks on offer are ordered"
            for v in rows
        ]

    def positions(self, p: int) -> str | None:
        """No room, cooling or floor for one more of the smallest rack."""
        fleet, phases = self.inputs.fleet, self.inputs.phases
        installed, is_open = self.solution.installed_racks[:, p], self.solution.phase_open[:, p]
        limits: tuple[tuple[str, Floats, float], ...] = (
            ("floor positions", fleet.positions, float(phases.positions @ is_open)),
            ("liquid cooling", fleet.liquid_kw / 1000.0, float(phases.liquid_mw @ is_open)),
            ("floor load", fleet.weight_t, float(phases.floor_t @ is_open)),
        )
        for name, each, limit in limits:
            needed = each[each > 0]
            if len(needed) and float(each @ installed) + float(needed.min()) > limit * (1.0 + 1e-9):
                return name
        return None

    def all_served(self, p: int) -> bool:
        """Nothing unserved, nothing rented elsewhere and no offer declined."""
        missing = self.sums.unserved[:, p] + self.sums.burst[:, p] + self.sums.declined[:, p]
        return bool(np.all(missing <= SERVED_NEAR * np.maximum(self.sums.demand[:, p], 1e-12)))

    def rows(self, p: int) -> list[tuple[str, str]]:
        connection, positions, supply = self.connection(p), self.positions(p), self.supply(p)
        rows = [(CONNECTION, connection)] if connection else []
        rows += [(SUPPLY, detail) for detail in supply]
        rows += [(what, detail) for at, what, detail in self.capital if at == p]
        if positions and not self.all_served(p):
            rows.append((POSITIONS, f"no room for one more rack: {positions}"))
        if not rows:
            if self.all_served(p):
                rows.append((DEMAND, "all demand is served here"))
            else:
                rows.append((CAPITAL, "more racks would not pay for themselves"))
        return rows


def binding_table(inputs: ModelInputs, solution: Solution, sums: sums.Sums, vintages: fleet.Vintages) -> pd.DataFrame:
    """One row per period and limit that binds: connection, supply, positions; else demand or capital.

    connection: grid within 0.1 % of the connection in 1 % of hours or more, and its shadow price is not zero;
    supply (in the order period): an order takes all that is on offer, or (in the live period) no order could be
    live so early; positions: no room, liquid cooling or
    floor load for one more of the smallest rack while demand is left; budget (in the first of its periods) and debt (in
    the last period of a test of its cover; the amount of the loan in the first of all): more of it would be worth
    something; demand: nothing binds, all is served;
    capital: nothing binds, but more racks would not pay.
    """
    case = _Case(inputs, solution, sums, vintages, capital_rows(inputs, solution, vintages))
    rows = [(period, what, detail) for p, period in enumerate(inputs.periods.names) for what, detail in case.rows(p)]
    return pd.DataFrame(rows, columns=["period", "what", "detail"])


def limit_by_period(binding: pd.DataFrame, orders: pd.DataFrame, periods: list[str]) -> list[str]:
    """The one limit that matters most in each period.

    The connection before positions before supply before budget and loan. Supply limits from the period of an order that
    took all on offer until its racks are live.
    """
    waiting: set[str] = set()
    limited = binding.loc[binding["what"] == SUPPLY]
    for period, detail in zip(limited["period"], limited["detail"], strict=True):
        rack = str(detail).split(":", 1)[0]
        own = orders.loc[(orders["rack"] == rack) & (orders["order_period"] == period), "live_period"]
        first = periods.index(period)
        live = str(own.iloc[0]) if len(own) else period
        last = periods.index(live) if live in periods else len(periods)
        waiting |= set(periods[first : max(last, first + 1)])
    limits: list[str] = []
    for period in periods:
        names = set(binding.loc[binding["period"] == period, "what"])
        if period in waiting:
            names.add(SUPPLY)
        limits.append(
            next(name for name in (CONNECTION, POSITIONS, SUPPLY, BUDGET, DEBT, DEMAND, CAPITAL) if name in names)
        )
    return limits
