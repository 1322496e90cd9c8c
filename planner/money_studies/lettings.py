"""All racks let by the GPU-hour at the lowest rents that are public: what they fetch without a single customer.

Source of the rents: data/gpu/gpu_rents.csv. GPUs without a figure of their own, newer than the B200, take that of the
B200; so does the GB200, whose one figure is doubtful by its own note.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from planner.assumption import Assumption
from planner.catalogue.market import gpu_rents
from planner.catalogue.racks import rack_spec
from planner.errors import DataError, located
from planner.inputs.demand.workloads import GPUS_PER_KGPU, rent_path
from planner.inputs.racks.fleet import rack_product
from planner.problem.site import ModelInputs, Points, Workloads

if TYPE_CHECKING:
    from pathlib import Path

    from planner.arrays import Ints
    from planner.scenario.schema import Scenario

LET = "let "
STANDS_FOR = {"GB200": "B200", "B300": "B200", "GB300": "B200", "Vera Rubin": "B200"}  # never less is paid for newer
RENTS_FILE = "data/gpu/gpu_rents.csv"


def lowest_rent_usd(product: str, data_dir: Path | None = None) -> float:
    """Lowest rent of a GPU of this product in the table [USD per GPU-hour]. DataError where there is none."""
    gpu = rack_spec(product, data_dir).gpu
    of = next((other for name, other in STANDS_FOR.items() if gpu.startswith(name)), gpu)
    rents = gpu_rents(data_dir)
    own = rents.loc[[of.startswith(str(name)) for name in rents["gpu"]], ["usd_per_gpu_hour", "usd_low"]]
    lowest = float(np.nanmin(own.to_numpy(dtype=np.float64))) if own.notna().to_numpy().any() else math.nan
    if math.isnan(lowest):
        raise DataError(located(RENTS_FILE, f"no rent of {gpu} is in it.", f"add a row for {gpu} with its source."))
    return lowest


def let_at_market_rents(
    x: ModelInputs, scenario: Scenario, installed_racks: Ints, let_share: float = 1.0, data_dir: Path | None = None
) -> ModelInputs:
    """The same site with one kind of work per rack product: its GPUs let, `let_share` of all hours, at the lowest rent.

    Rents move by `power.burst.price_change_per_year`, as those paid elsewhere do. A rack that is let draws what it
    draws when it serves. No token is sold, no contract runs, nothing is rented elsewhere. `installed_racks`: R, P.
    """
    fleet, periods = x.fleet, x.periods
    usd = np.array([lowest_rent_usd(name, data_dir) for name in fleet.racks])
    path = rent_path(scenario, np.cumsum(periods.years) - periods.years / 2)
    hours_of_gpus: list[Literal["gpu_hours"]] = ["gpu_hours"] * len(fleet.racks)
    names = tuple(f"{LET}{name}" for name in fleet.racks)
    eur = usd[:, None] / scenario.finance.usd_per_eur * path
    per_rack = fleet.gpus / GPUS_PER_KGPU
    nothing, zeros = np.zeros_like(eur), np.zeros(len(fleet.racks))
    work = Workloads(
        names=names, unit=tuple(hours_of_gpus), window_hours=zeros.astype(np.int64),
        sovereign=np.ones(len(names), dtype=np.bool_), headroom=zeros,
        units_per_hour=np.full(len(names), GPUS_PER_KGPU), revenue_eur=eur, burst_eur=nothing, penalty_eur=nothing,
    )  # fmt: skip
    kw = [rack_product(name, scenario, data_dir).for_points().serving_kw for name in fleet.racks]
    points = Points(
        names=names, workload=np.arange(len(names)), rack=np.arange(len(names)), rate=per_rack.astype(np.float64),
        kw=np.array(kw), tokens_per_s_per_user=np.full(len(names), np.nan), source=(RENTS_FILE,) * len(names),
    )  # fmt: skip
    demand = (let_share * fleet.availability * per_rack)[:, None] * installed_racks
    hours = replace(x.hours, demand=demand[:, x.days.hour_period])
    rows = tuple(
        Assumption(
            f"lenders.rent.{name}", f"{usd[r]:g}", "USD/GPU-hour", "estimated", RENTS_FILE,
            "The lowest figure of the table: a floor.", RENTS_FILE,
        )
        for r, name in enumerate(fleet.racks)
    )  # fmt: skip
    assumptions = (*x.assumptions, *rows)
    return replace(x, workloads=work, points=points, hours=hours, offers=None, rented=None, assumptions=assumptions)
