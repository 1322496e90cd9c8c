"""Grid support in the plan: the table `grid_support`, what it earns, what is on offer in each hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints
    from planner.plan.tables.sums import Sums
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Dispatch, Solution


ITEM = "grid support: "
COLUMNS = [
    "period", "product", "open_hours", "mean_mw", "highest_mw", "offered_mw_h", "battery_share", "price_eur_per_mw_h",
    "revenue_meur",
]  # fmt: skip


def no_support() -> pd.DataFrame:
    """The table of a plan without grid support: its columns, no row."""
    texts = {"period", "product"}
    return pd.DataFrame({name: pd.Series(dtype=object if name in texts else float) for name in COLUMNS})


def support_table(inputs: ModelInputs, solution: Solution, sums: Sums) -> pd.DataFrame:
    """One row per product and period in which it is bought; the mean is over its open hours."""
    support, offered = inputs.grid_support, solution.dispatch.support_mw
    if support is None or offered is None:
        return no_support()
    battery = solution.dispatch.support_battery_mw
    of_battery = sums.by_period(np.zeros_like(offered) if battery is None else battery)
    total, open_hours = sums.by_period(offered), sums.by_period((support.most_mw > 0).astype(np.float64))
    rows = []
    for g, name in enumerate(support.names):
        for p, period in enumerate(inputs.periods.names):
            if open_hours[g, p] > 0:
                price, mw_h = float(support.price_eur_per_mw_h[g, p]), float(total[g, p])
                highest = float(offered[g, sums.hours_in_period[p]].max())
                share = float(of_battery[g, p]) / mw_h if mw_h > 0 else 0.0
                mean = mw_h / float(open_hours[g, p])
                rows.append(
                    (period, name, float(open_hours[g, p]), mean, highest, mw_h, share, price, mw_h * price / 1e6)
                )
    return pd.DataFrame(rows, columns=COLUMNS) if rows else no_support()


def support_flows(inputs: ModelInputs, solution: Solution, sums: Sums) -> list[tuple[str, str, Floats]]:
    """What each product earns in each period; amounts [EUR, P]."""
    support, offered = inputs.grid_support, solution.dispatch.support_mw
    if support is None or offered is None:
        return []
    earned = sums.by_period(offered) * support.price_eur_per_mw_h
    return [(f"{ITEM}{name}", "energy", earned[g]) for g, name in enumerate(support.names)]


def support_columns(dispatch: Dispatch, hours: Ints) -> dict[str, Floats]:
    """Hourly column of what is on offer, all products together [MW]; none where there is no product."""
    offered = dispatch.support_mw
    return {} if offered is None else {"support_mw": np.asarray(offered[:, hours].sum(axis=0))}
