"""Contracts with customers, and GPUs rented elsewhere, for hand-solved tests: money in MEUR, work in units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from planner.problem.offers import Offers, Rented
from planner.problem.site import ModelInputs
from tests.optimisation.recompute import period_of_hour, weight_of_hour


@dataclass(frozen=True)
class Deal:
    """One contract. `demand` is that of the hours of a day in its term; prices in MEUR per unit."""

    demand: ArrayLike
    price: float
    workload: int = 0
    credit: float = 0.0
    cap: float = np.inf  # MEUR a period
    floor: float = 0.0  # units that are paid in each period, used or not
    fee: float = np.inf  # MEUR for ending it
    signed: bool = False
    whole: bool = True
    term: tuple[int, int] = (0, 99)  # first period, and the one after the last
    decision: int = -1
    name: str = "deal"


def with_deals(x: ModelInputs, deals: Sequence[Deal]) -> ModelInputs:
    """The same inputs with these contracts."""
    period, weight, size = period_of_hour(x), weight_of_hour(x), len(x.periods.names)
    days = len(x.days.period)
    demand = np.array(
        [np.broadcast_to(np.asarray(d.demand, float), (days, len(period) // days)).ravel() for d in deals]
    )
    running = np.array([[d.term[0] <= p < d.term[1] for p in range(size)] for d in deals])
    demand = demand * running[:, period]
    used = np.array([np.bincount(period, weights=row * weight, minlength=size) for row in demand])

    def each(name: str) -> np.ndarray:
        return np.where(running, np.array([getattr(d, name) for d in deals], dtype=float)[:, None], 0.0)

    return replace(
        x,
        offers=Offers(
            names=tuple(f"{d.name}-{n}" for n, d in enumerate(deals)),
            workload=np.array([d.workload for d in deals]),
            demand=demand,
            throttled=np.zeros_like(demand),
            peak=demand,
            floor=np.where(running, np.array([d.floor for d in deals])[:, None], 0.0),
            contracted=np.where(running, np.maximum(used, 1e-9), 0.0),
            price_eur=each("price"),
            revenue_meur=each("price") * np.maximum(used, each("floor")),
            credit_eur=each("credit"),
            cap_meur=np.repeat(np.array([d.cap for d in deals])[:, None], size, axis=1),
            termination_meur=np.repeat(np.array([d.fee for d in deals])[:, None], size, axis=1),
            signed=np.array([d.signed for d in deals]),
            whole=np.array([d.whole for d in deals]),
            market_priced=np.zeros(len(deals), dtype=bool),
            decision_period=np.array([d.decision for d in deals]),
        ),
    )


def with_rented(
    x: ModelInputs, gpus_per_unit: Sequence[float], on_demand: float, reserved: float, most: float, most_reserved: float
) -> ModelInputs:
    """GPUs in thousands; prices in MEUR for a thousand during an hour, that on demand is in the price of work too."""
    size = len(x.periods.names)
    gpus = np.array(gpus_per_unit, dtype=float)
    return replace(
        x,
        workloads=replace(x.workloads, burst_eur=np.repeat((gpus * on_demand)[:, None], size, axis=1)),
        rented=Rented(
            gpus_per_unit=gpus,
            on_demand_keur=np.full(size, 1000 * on_demand),
            most_on_demand=most,
            reserved_keur=np.full(size, 1000 * reserved),
            most_reserved=np.full(size, most_reserved),
        ),
    )
