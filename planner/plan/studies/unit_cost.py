"""From €/kWh and €/rack to €/Mtoken: what a million tokens needs of each thing, and what that thing costs.

LCOT = Σ parts; each part = price · need, all discounted: price = Σ d·s·cost / Σ d·s·quantity, need = Σ d·s·quantity /
Σ d·Mtokens; d the optimiser's discount, s the share of the work in tokens by serving IT energy. The capital charge of a
period is what its LCOT holds beside running costs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.plan.accounts.months import months_of
from planner.plan.indicators.book import ALL
from planner.plan.money.cash_flow import SITE_GROUPS

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.plan.plan import Plan

COLUMNS = ["part", "price", "price_unit", "need", "need_unit", "eur_per_mtoken"]
ELECTRICITY, CAPITAL, OPERATION, RENT = "electricity", "racks and site", "operation", "rent"
POWER = ("energy", "tariff", "tax")
SHELL, MTOKENS = "shell", "Mtokens"
LCOT = "lcot_eur_per_mtoken"


def unit_cost_table(plan: Plan, span: str = ALL) -> pd.DataFrame:
    """One row per part of the LCOT of a span ("all", a year or a period); COLUMNS. Empty where no token is served."""
    periods = [name for name in plan.periods if span in (ALL, name) or name.startswith(f"{span}-")]
    tokens = plan.tokens.loc[plan.tokens["unit"] == MTOKENS]
    served = _by_period(tokens, "served_here", periods)
    serving, all_serving = (_by_period(table, "serving_mwh_it", periods) for table in (tokens, plan.tokens))
    discount = _discount(plan, periods)
    below = float(discount @ served)
    if below <= 0:
        return pd.DataFrame(columns=COLUMNS)
    share = np.divide(serving, all_serving, out=np.zeros_like(served), where=all_serving > 0)
    weight = discount * share
    costs = _running_eur(plan, periods)
    lcot = np.array([plan.kpi(LCOT, period=name) or 0.0 for name in periods])
    running = np.sum(list(costs.values()), axis=0)
    costs[CAPITAL] = np.divide(lcot * served, share, out=np.zeros_like(served), where=share > 0) - running
    energy = _by_period(plan.power, "energy_mwh", periods) * 1e3
    racks = _by_period(plan.fleet, "installed_racks", periods) * _years(plan, periods)
    rows = []
    for part in (CAPITAL, OPERATION, RENT, ELECTRICITY):
        quantity, price_unit, need_unit = (racks, "EUR/rack/year", "rack-years/Mtoken")
        if part == ELECTRICITY:
            quantity, price_unit, need_unit = energy, "EUR/kWh", "kWh/Mtoken"
        cost, amount = float(weight @ costs[part]), float(weight @ quantity)
        rows.append((part, cost / amount if amount else np.nan, price_unit, amount / below, need_unit, cost / below))
    return pd.DataFrame(rows, columns=COLUMNS)


def _by_period(table: pd.DataFrame, column: str, periods: list[str]) -> Floats:
    sums = table.groupby(table["period"].astype(str))[column].sum()
    return np.asarray(sums.reindex(periods).fillna(0.0), dtype=np.float64)


def _discount(plan: Plan, periods: list[str]) -> Floats:
    flows = plan.cash_flow
    first = flows.groupby(flows["period"].astype(str))["discount"].first()
    return np.asarray(first.reindex(periods).fillna(1.0), dtype=np.float64)


def _running_eur(plan: Plan, periods: list[str]) -> dict[str, Floats]:
    """What running the site costs, by part and period."""
    flows = plan.cash_flow.loc[plan.cash_flow["group"].isin(SITE_GROUPS)]
    is_power, is_rent = flows["group"].isin(POWER), flows["item"] == SHELL
    parts = {ELECTRICITY: is_power, RENT: is_rent & ~is_power, OPERATION: ~is_power & ~is_rent}
    return {part: -_by_period(flows.loc[own], "eur", periods) for part, own in parts.items()}


def _years(plan: Plan, periods: list[str]) -> Floats:
    months = months_of(plan)
    length = dict(zip(months.periods, np.bincount(months.period) / 12.0, strict=True))
    return np.array([length[name] for name in periods])
