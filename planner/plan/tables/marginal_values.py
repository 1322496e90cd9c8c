"""What one more rack, subscribed megawatt or megawatt of connection would be worth, by period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution

INSTALLED, SUBSCRIBED, CONNECTION = "installed_racks", "subscribed", "connection"
FLEET_HELD_MW, FLEET_HELD_RACK = "fleet_held_connection", "fleet_held_rack"
NAMES_BEFORE = {"one_more_connection": FLEET_HELD_MW, "one_more_rack": FLEET_HELD_RACK}  # of runs saved before


def marginal_values_table(inputs: ModelInputs, solution: Solution) -> pd.DataFrame:
    """What one more unit saves in the dispatch of a period: undiscounted, before the price of that unit.

    Rows named after constraints are shadow prices; rows `fleet_held_…` come from dispatching every day again, with the
    fleet held as it is: no rack is bought for another megawatt. What one more is worth to a plan that may use it is
    `plan.one_more`.
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
        rows.append((FLEET_HELD_MW, period, "", one_mw, "MEUR per MW"))
        rows.append((FLEET_HELD_RACK, period, inputs.fleet.racks[marginal.one_more_rack[p]], one_rack, "MEUR per rack"))
    return pd.DataFrame(rows, columns=["name", "period", "item", "value_meur", "unit"])
