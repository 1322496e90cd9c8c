"""Shadow prices of racks, subscribed megawatts, the connection and equipment, by period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution

INSTALLED, SUBSCRIBED, CONNECTION = "installed_racks", "subscribed", "connection"


def marginal_values_table(inputs: ModelInputs, solution: Solution) -> pd.DataFrame:
    """Shadow prices: the most that one more unit saves in the dispatch of a period, undiscounted, before its own price.

    The fleet is held as it is: no rack is bought for another megawatt. What one more is worth to a plan that may use it
    is `plan.one_more`.
    """
    marginal, rows = solution.marginal, []
    for p, period in enumerate(inputs.periods.names):
        for r, rack in enumerate(inputs.fleet.racks):
            value = float(marginal.installed_meur_per_rack[r, p])
            rows.append((INSTALLED, period, rack, value, "MEUR per rack"))
        for k, tariff_class in enumerate(inputs.tariff.classes):
            value = float(marginal.subscribed_meur_per_mw[k, p])
            rows.append((SUBSCRIBED, period, tariff_class, value, "MEUR per MW"))
        rows.append((CONNECTION, period, "", float(marginal.connection_meur_per_mw[p]), "MEUR per MW"))
        for name, value_meur in marginal.on_site_meur.items():
            rows.append(
                (name, period, "", float(value_meur[p]), "MEUR per MWh" if name.endswith("mwh") else "MEUR per MW")
            )
    return pd.DataFrame(rows, columns=["name", "period", "item", "value_meur", "unit"])
