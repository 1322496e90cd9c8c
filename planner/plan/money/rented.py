"""GPUs rented elsewhere in money: what is paid on demand, what for those reserved; and the table `rented`.

Work rented elsewhere is priced on demand, hour by hour; what reserved GPUs do of it is not paid again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.plan.tables.sums import Sums
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution

COLUMNS = [
    "period", "on_demand_gpu_hours", "on_demand_eur", "reserved_gpus", "reserved_gpu_hours_used",
    "reserved_used_share", "reserved_eur",
]  # fmt: skip
GPUS_PER_KGPU = EUR_PER_KEUR = 1e3
CENT = 0.01


def no_rented() -> pd.DataFrame:
    """The table of a plan that counts no GPUs elsewhere: its columns, no row."""
    return pd.DataFrame({name: pd.Series(dtype=object if name == "period" else float) for name in COLUMNS})


def reserved_at_work(solution: Solution) -> Floats:
    """Reserved GPUs at work [kGPU], H."""
    reserved = solution.dispatch.of_parts.get("reserved_kgpu")
    return np.zeros(len(solution.dispatch.grid_mw)) if reserved is None else reserved


def _gpus_of_work(inputs: ModelInputs, solution: Solution) -> Floats:
    """GPUs that do the work rented elsewhere [kGPU], W, H."""
    assert inputs.rented is not None
    return np.asarray(inputs.rented.gpus_per_unit[:, None] * solution.dispatch.burst)


def on_demand_eur(inputs: ModelInputs, solution: Solution, sums: Sums) -> Floats:
    """What is paid on demand for each workload, W, P [EUR]; work of reserved GPUs is shared out by GPUs."""
    paid = np.asarray(sums.burst * inputs.workloads.burst_eur)
    if inputs.rented is None:
        return paid
    gpus, reserved = _gpus_of_work(inputs, solution), reserved_at_work(solution)
    total = gpus.sum(axis=0)
    share = np.divide(gpus, total, out=np.zeros_like(gpus), where=total > 0)
    saved = sums.by_period(share * reserved) * inputs.rented.on_demand_keur * EUR_PER_KEUR
    left = np.asarray(paid - saved)
    left[np.abs(left) < CENT] = 0.0  # all reserved: what is left is rounding
    return left


def reserved_eur(inputs: ModelInputs, solution: Solution, sums: Sums) -> Floats:
    """What reserved GPUs cost, used or not, P [EUR]."""
    if inputs.rented is None or not len(solution.reserved_kgpu):
        return np.zeros(len(inputs.periods.names))
    return np.asarray(solution.reserved_kgpu * inputs.rented.reserved_keur * sums.hours * EUR_PER_KEUR)


def rent_flows(inputs: ModelInputs, solution: Solution, sums: Sums) -> list[tuple[str, str, Floats]]:
    """What is paid for GPUs elsewhere, by period: item, group, amounts [EUR, P]."""
    paid = on_demand_eur(inputs, solution, sums)
    flows = [(f"rented elsewhere: {name}", "burst", -paid[w]) for w, name in enumerate(inputs.workloads.names)]
    if inputs.rented is not None:
        flows.append(("rented elsewhere, reserved GPUs", "burst", -reserved_eur(inputs, solution, sums)))
    return flows


def rented_table(inputs: ModelInputs, solution: Solution, sums: Sums) -> pd.DataFrame:
    """One row per period: GPU-hours on demand and reserved, and what each costs; no row where GPUs are not counted."""
    if inputs.rented is None:
        return no_rented()
    work = sums.by_period(_gpus_of_work(inputs, solution).sum(axis=0)) * GPUS_PER_KGPU
    used = sums.by_period(reserved_at_work(solution)) * GPUS_PER_KGPU
    gpus = solution.reserved_kgpu * GPUS_PER_KGPU if len(solution.reserved_kgpu) else np.zeros_like(work)
    reserved_hours = gpus * sums.hours
    return pd.DataFrame(
        {
            "period": list(inputs.periods.names),
            "on_demand_gpu_hours": work - used,
            "on_demand_eur": on_demand_eur(inputs, solution, sums).sum(axis=0),
            "reserved_gpus": gpus,
            "reserved_gpu_hours_used": used,
            "reserved_used_share": np.divide(
                used, reserved_hours, out=np.full_like(reserved_hours, np.nan), where=reserved_hours > 0
            ),
            "reserved_eur": reserved_eur(inputs, solution, sums),
        },
        columns=COLUMNS,
    )
