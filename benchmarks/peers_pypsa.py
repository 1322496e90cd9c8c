"""The energy part in PyPSA: the IT load of a plan, its subscribed power and connection; what does the power cost?"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.measure import own_seconds

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution


def keep_plan(x: ModelInputs, plan: Solution, path: Path) -> None:
    """Write what PyPSA is given: load, and what power it may draw, hour by hour [MW]."""
    period = np.repeat(x.days.period, np.diff(x.days.first_hour))
    connection = (plan.phase_open * x.phases.connection_mw[:, None]).sum(axis=0)
    subscribed = plan.subscribed_mw[x.hours.tariff_class, period]
    np.savez(path, it_mw=plan.dispatch.it_mw, subscribed_mw=subscribed, connection_mw=connection[period])


def electricity_meur(x: ModelInputs, plan: Solution) -> float:
    """What the plan's own hours cost: energy and overrun, undiscounted [MEUR]."""
    energy, overrun, weight = _hourly(x)
    return float((weight * (energy * plan.dispatch.grid_mw + overrun * plan.dispatch.overrun_mw)).sum() / 1e6)


def _hourly(x: ModelInputs) -> tuple[Floats, Floats, Floats]:
    """Price of energy and of overrun [EUR/MWh], and how many real hours an hour stands for; shape (H,)."""
    lengths = np.diff(x.days.first_hour)
    period = np.repeat(x.days.period, lengths)
    energy = x.hours.spot_eur_per_mwh + x.hours.network_eur_per_mwh + x.hours.tax_eur_per_mwh
    return energy, x.tariff.overrun_eur_per_mwh[x.hours.tariff_class, period], np.repeat(x.days.weight, lengths)


def by_pypsa(x: ModelInputs, path: Path) -> dict[str, Any]:
    """A network of two buses: the meter with power within and above what is subscribed, and the racks behind it."""
    import pandas as pd
    import pypsa

    given = np.load(path)
    energy, overrun, weight = _hourly(x)
    period = np.repeat(x.days.period, np.diff(x.days.first_hour))
    began = time.perf_counter()
    n = pypsa.Network()
    n.set_snapshots(pd.RangeIndex(len(energy), name="hour"))
    for column in n.snapshot_weightings:
        n.snapshot_weightings[column] = weight / 1e6  # costs in MEUR

    def series(values: Floats) -> Any:
        return pd.Series(values, index=n.snapshots)

    most = float(given["connection_mw"].max())
    n.add("Bus", ["grid", "meter", "racks"])
    within = given["subscribed_mw"] / most
    n.add("Generator", "subscribed", bus="grid", p_nom=most, p_max_pu=series(within), marginal_cost=series(energy))
    n.add("Generator", "overrun", bus="grid", p_nom=most, marginal_cost=series(energy + overrun))
    limit = given["connection_mw"] / most
    n.add("Link", "connection", bus0="grid", bus1="meter", p_nom=most, p_max_pu=series(limit))
    chain = x.electrical_efficiency / (1 + x.hours.cooling)
    n.add("Link", "chain", bus0="meter", bus1="racks", p_nom=2 * most, efficiency=series(chain))
    n.add("Load", "it", bus="racks", p_set=series(given["it_mw"]))
    n.add("Load", "auxiliaries", bus="meter", p_set=series(x.auxiliaries_mw[period] / x.electrical_efficiency))
    n.optimize.create_model(include_objective_constant=False)
    build, began = own_seconds(began), time.perf_counter()
    status, condition = n.optimize.solve_model(
        solver_name="highs", io_api="direct", progress=False, log_to_console=False, threads=1
    )
    return {
        "build_s": build,
        "solve_s": own_seconds(began),
        "status": f"{status}, {condition}",
        "cost_meur": float(n.objective),
        "columns": int(n.model.nvars),
    }
