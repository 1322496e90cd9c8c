"""The numbers of one dispatch day, which the equations of a day are written with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints
    from planner.problem.site import ModelInputs


@dataclass(frozen=True)
class Day:
    """The numbers of one dispatch day, T hours. Costs in kEUR, undiscounted, for one real day."""

    period: int
    hours: int  # T
    tariff_class: Ints  # T
    demand: Floats  # W, T
    window_demand: Floats  # W, T: demand that arrived within the window, the most that can be waiting
    energy_keur_per_mwh: Floats  # T
    overrun_keur_per_mwh: Floats  # T
    burst_keur: Floats  # W, T: per unit of work for an hour
    unserved_keur: Floats  # W, T
    auxiliaries_mw: Floats  # T
    heat_factor: Floats  # T: 1 + cooling; that of the air loop where racks are charged by the loops
    most_grid_mw: Floats  # T: infinite where only the connection bounds the power at the meter
    liquid_saving: Floats = field(default_factory=lambda: np.zeros(0))  # T: cooling of air less liquid; empty: no loops
    sun: Floats = field(default_factory=lambda: np.zeros(0))  # T: profile of PV, 1 in the dark; empty: no PV
    most_pv_mw: Floats = field(default_factory=lambda: np.zeros(0))  # T: 0 in the dark, else infinite
    wear_keur_per_mwh: Floats = field(default_factory=lambda: np.zeros(0))  # T: of discharge
    genset_keur_per_mwh: Floats = field(default_factory=lambda: np.zeros(0))  # T
    chilling: Floats = field(default_factory=lambda: np.zeros(0))  # T: of cold into the thermal store
    saved_chilling: Floats = field(
        default_factory=lambda: np.zeros(0)
    )  # T: of cold out of it; 1 where it saves nothing
    most_cold_discharge_mw: Floats = field(default_factory=lambda: np.zeros(0))  # T: 0 there, else infinite
    most_support_mw: Floats = field(default_factory=lambda: np.zeros((0, 0)))  # G, T: 0 where it is not bought
    closed_support_mw: Floats = field(default_factory=lambda: np.zeros((0, 0)))  # G, T: its most there, else 0
    support_keur: Floats = field(default_factory=lambda: np.zeros((0, 0)))  # G, T: per MW and hour
    support_heat: Floats = field(default_factory=lambda: np.zeros((0, 0)))  # pools, T: 1 + cooling
    flexible_left: Floats = field(default_factory=lambda: np.zeros(0))  # T: share of the flexible part left, 1 if none
    most_flexible_mw: Floats = field(default_factory=lambda: np.zeros(0))  # T: 0 where none is left, else infinite
    agreed: Floats = field(default_factory=lambda: np.zeros(0))  # T: 1 where the site may shed, else 0
    t_per_mwh: Floats = field(default_factory=lambda: np.zeros(0))  # T: CO2e of a MWh at the meter, under a cap


def unserved_eur(x: ModelInputs) -> Floats:
    """What one unserved unit costs, shape (W, P) [EUR per Mtoken or GPU-hour].

    Maximising NPV: the revenue lost and the penalty. Minimising cost: the penalty, or the value of lost load.
    """
    if x.objective == "maximise_npv":
        return x.workloads.revenue_eur + x.workloads.penalty_eur
    return np.maximum(x.workloads.penalty_eur, x.lost_load_multiple * x.workloads.revenue_eur)


def window_demand(demand: Floats, window_hours: Ints) -> Floats:
    """Demand of the last `window_hours` hours at the end of each hour, the day taken as a circle. Shape (W, T)."""
    hours = demand.shape[1]
    waiting = np.zeros_like(demand)
    for w, window in enumerate(window_hours):
        if window >= hours:
            waiting[w] = demand[w].sum()
        else:
            for lag in range(int(window)):
                waiting[w] += np.roll(demand[w], lag)
    return waiting
