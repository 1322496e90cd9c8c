"""A real plan of the small site with contracts of all kinds, and GPUs rented elsewhere on demand and reserved."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import NamedTuple

import numpy as np

from planner.optimisation.search.session import solve_inputs
from planner.plan.plan import Plan
from planner.problem.offers import Offers, Rented
from planner.problem.site import ModelInputs
from tests.charts.small_plan import TERMS
from tests.inputs.tiny import tiny_inputs

PERIODS, DAYS = 5, 2
EUR_PER_GPU_HOUR, RESERVED_EUR = 2.5, 1.7
SECONDS = 3600.0


class Deal(NamedTuple):
    """Shares are of the demand of the workload, its price and the amount of the period."""

    name: str
    workload: int
    share: float
    first: int
    price: float
    credit: float
    peak: float
    signed: bool


DEALS = (
    Deal("assistant: pilot", 0, 0.25, 0, 1.3, 0.3, 1.2, True),
    Deal("assistant: lot-1", 0, 0.50, 1, 1.6, 0.3, 1.1, False),
    Deal("assistant: lot-2", 0, 0.80, 3, 0.4, 0.5, 1.2, False),
    Deal("fine-tuning: academy", 2, 0.50, 2, 1.2, 0.2, 9.0, False),
)


def customers_inputs() -> ModelInputs:
    """The small site with four contracts and a limit on what is rented."""
    x = tiny_inputs(periods=PERIODS, days_per_period=DAYS, workloads=3, seed=1, bill=TERMS)
    kgpu = float(x.workloads.burst_eur[0, 0]) * SECONDS / (1000 * EUR_PER_GPU_HOUR)  # for a Mtoken/s
    most = 0.3 * kgpu * float(x.hours.demand[0].mean())
    rented = Rented(
        gpus_per_unit=np.array([kgpu, 0.0, 0.0]),
        on_demand_keur=np.full(PERIODS, EUR_PER_GPU_HOUR),
        most_on_demand=most,
        reserved_keur=np.full(PERIODS, RESERVED_EUR),
        most_reserved=np.full(PERIODS, most / 2),
    )
    burst = np.repeat((rented.gpus_per_unit * EUR_PER_GPU_HOUR * 1000 / SECONDS)[:, None], PERIODS, axis=1)
    return replace(x, offers=_offers(x), rented=rented, workloads=replace(x.workloads, burst_eur=burst))


def _offers(x: ModelInputs) -> Offers:
    running = np.array([np.arange(PERIODS) >= deal.first for deal in DEALS])
    workload = np.array([deal.workload for deal in DEALS])
    work = np.array([x.hours.demand[d.workload] * d.share for d in DEALS]) * running[:, x.days.hour_period]
    mean = np.array([row[row > 0].mean() for row in work])
    used = np.minimum(work, mean[:, None] * np.array([[deal.peak] for deal in DEALS]))
    units = np.array([np.bincount(x.days.hour_period, weights=row * x.days.hour_weight) for row in used])
    units *= x.workloads.units_per_hour[workload, None]
    price = x.workloads.revenue_eur[workload] * np.array([[deal.price] for deal in DEALS]) * running
    return Offers(
        names=tuple(deal.name for deal in DEALS),
        workload=workload,
        demand=used,
        throttled=work - used,
        peak=mean[:, None] * np.array([[deal.peak] for deal in DEALS]) * running[:, x.days.hour_period],
        floor=np.zeros_like(units),
        contracted=units,
        price_eur=price,
        revenue_meur=price * units / 1e6,
        credit_eur=price * np.array([[deal.credit] for deal in DEALS]),
        cap_meur=np.maximum(0.1 * price * units / 1e6, 1e-9),
        termination_meur=np.full((len(DEALS), PERIODS), np.inf),
        signed=np.array([deal.signed for deal in DEALS]),
        whole=np.ones(len(DEALS), dtype=np.bool_),
        market_priced=np.zeros(len(DEALS), dtype=np.bool_),
        decision_period=np.array([deal.first - 1 for deal in DEALS]),
    )


@cache
def customers_plan() -> Plan:
    """Solved once for a test session."""
    inputs = customers_inputs()
    solution = solve_inputs(inputs, gap=0.01, processes=1)
    return Plan.from_solution(None, inputs, solution, {"days": DAYS, "gap_asked": 0.01, "data_hash": "none"})
