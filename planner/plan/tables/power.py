"""The table `power`: what the site may draw, subscribes, draws, and where it goes, by period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.plan.tables.on_site import power_columns

if TYPE_CHECKING:
    from planner.plan.tables.site_power import SiteAsItIs
    from planner.plan.tables.sums import Sums
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution


def power_table(inputs: ModelInputs, solution: Solution, sums: Sums, site: SiteAsItIs) -> pd.DataFrame:
    """Megawatts by period; averages are over real hours, the peak is the largest hourly mean."""
    columns: dict[str, object] = {
        "period": list(inputs.periods.names),
        "connection_mw": sums.connection_mw,
        "subscribed_mw_max": solution.subscribed_mw.max(axis=0),
    }
    for k, name in enumerate(inputs.tariff.classes):
        columns[f"subscribed_mw_{name}"] = solution.subscribed_mw[k]
    supply = sums.supply_mwh
    pue = np.divide(supply, sums.it_mwh, out=np.full_like(supply, np.nan), where=sums.it_mwh > 0)
    columns |= {
        "peak_mw": sums.peak_mw,
        "average_mw": sums.grid_mwh / sums.hours,
        "it_average_mw": sums.it_mwh / sums.hours,
        "cooling_average_mw": sums.cooling_mwh / sums.hours,
        "losses_average_mw": sums.losses_mwh / sums.hours,
        "auxiliaries_average_mw": sums.auxiliaries_mwh / sums.hours,
        "energy_mwh": sums.grid_mwh,
        "pue": pue,
        "exact_average_mw": sums.by_period(site.facility_mw) / sums.hours,
        "heat_reuse_average_mw": sums.by_period(site.heat_reuse_mw) / sums.hours,
        "headroom_to_connection_mw": sums.connection_mw - sums.peak_mw,
    }
    columns |= power_columns(solution)
    return pd.DataFrame(columns)
