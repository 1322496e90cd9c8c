"""What one more rack, subscribed megawatt or megawatt of connection would be worth, by period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution

INSTALLED, SUBSCRIBED, CONNECTION = "installed_racks", "subscribed", "connection"
ONE_MORE_MW, ONE_MORE_RACK = "one_more_connection", "one_more_rack"


def marginal_values_table(inputs: ModelInputs, solution: Solution) -> pd.DataFrame:
    """What one more unit saves in the dispatch of a period: undiscounted, before the price of that unit.

    Rows named after constraints are shadow prices; rows `one_more_…` come from dispatching every day again.
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
        one_mw, one_rack = float(marginal.one_more_mw_meur[p]), float(marginal.one_more_rack_meur[p])
        rows.append((ONE_MORE_MW, period, "", one_mw, "MEUR per MW"))
        rows.append((ONE_MORE_RACK, period, inputs.fleet.racks[marginal.one_more_rack[p]], one_rack, "MEUR per rack"))
    return pd.DataFrame(rows, columns=["name", "period", "item", "value_meur", "unit"])
