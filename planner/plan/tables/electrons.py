"""The table `electrons`: where each MWh from the grid goes, for the Sankey chart. What comes in goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.plan.tables.sums import Sums
    from planner.problem.site import ModelInputs


GRID, IT, SERVING = "grid", "it", "serving"


def electrons_table(inputs: ModelInputs, sums: Sums) -> pd.DataFrame:
    """Links of three stages by period [MWh].

    grid → electrical losses, cooling, auxiliaries, it; with a battery or PV, `grid` is all that feeds the site: meter,
    pv, genset → grid → battery losses and the rest. it → network, idle, parked, serving; serving → workload.
    Racks that failed draw idle power and count as idle.
    """
    serving = sums.serving_mwh
    links = [
        (GRID, "electrical losses", "", sums.losses_mwh),
        (GRID, "cooling", "", sums.cooling_mwh),
        (GRID, "auxiliaries", "", sums.auxiliaries_mwh),
        (GRID, IT, "", sums.it_mwh),
        *_on_site(inputs, sums),
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


def _on_site(inputs: ModelInputs, sums: Sums) -> list[tuple[str, str, str, Floats]]:
    """What feeds the site and what the battery loses; nothing where only the grid feeds it."""
    links: list[tuple[str, str, str, Floats]] = []
    if inputs.battery:
        links.append((GRID, "battery losses", "", sums.charge_mwh - sums.discharge_mwh))
    if inputs.pv:
        links.append(("pv", GRID, "", sums.pv_mwh))
    if inputs.gensets and inputs.gensets.peak_shaving:
        links.append(("genset", GRID, "", sums.genset_mwh))
    return [("meter", GRID, "", sums.grid_mwh), *links] if links else []


def imbalance_mwh(electrons: pd.DataFrame) -> pd.DataFrame:
    """Inflow less outflow of `it`, `serving`, and `grid` where it has inflows, by period [MWh].

    Zero up to rounding in a sound plan.
    """
    flows = electrons.pivot_table(index="period", columns=["stage", "to"], values="mwh", aggfunc="sum")
    outflow = flows.T.groupby(level="stage").sum().T
    fed = flows.T.groupby(level="to").sum().T
    grid = {GRID: fed[GRID] - outflow[GRID]} if GRID in fed else {}
    return pd.DataFrame(
        grid
        | {
            IT: flows[(GRID, IT)] - outflow[IT],
            SERVING: flows[(IT, SERVING)] - outflow[SERVING],
        }
    )
