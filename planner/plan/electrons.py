"""The table `electrons`: where each MWh from the grid goes, for the Sankey chart. What comes in goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from planner.inputs.model_inputs import ModelInputs
    from planner.plan.sums import Sums

GRID, IT, SERVING = "grid", "it", "serving"


def electrons_table(inputs: ModelInputs, sums: Sums) -> pd.DataFrame:
    """Links of three stages by period [MWh].

    grid → electrical losses, cooling, auxiliaries, it; it → network, idle, parked, serving; serving → workload.
    Racks that failed draw idle power and count as idle.
    """
    serving = sums.serving_mwh
    links = [
        (GRID, "electrical losses", "", sums.losses_mwh),
        (GRID, "cooling", "", sums.cooling_mwh),
        (GRID, "auxiliaries", "", sums.auxiliaries_mwh),
        (GRID, IT, "", sums.it_mwh),
        (IT, "network", "", sums.network_mwh),
        (IT, "idle", "", sums.idle_mwh),
        (IT, "parked", "", sums.parked_mwh),
        (IT, SERVING, "", serving.sum(axis=0)),
        *((SERVING, name, name, serving[w]) for w, name in enumerate(inputs.workloads.names)),
    ]
    rows = [
        (period, stage, to, workload, float(mwh[p]))
        for p, period in enumerate(inputs.periods.names)
        for stage, to, workload, mwh in links
    ]
    return pd.DataFrame(rows, columns=["period", "stage", "to", "workload", "mwh"])


def imbalance_mwh(electrons: pd.DataFrame) -> pd.DataFrame:
    """Inflow less outflow of `it` and `serving` by period [MWh]; zero up to rounding in a sound plan."""
    flows = electrons.pivot_table(index="period", columns=["stage", "to"], values="mwh", aggfunc="sum")
    outflow = flows.T.groupby(level="stage").sum().T
    return pd.DataFrame(
        {
            IT: flows[(GRID, IT)] - outflow[IT],
            SERVING: flows[(IT, SERVING)] - outflow[SERVING],
        }
    )
