"""The tables `tokens` and `rack_efficiency`: work asked, done, rented and left, and what a kWh yields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from planner.plan.money.offers import contract_money, of_workloads
from planner.plan.money.rented import on_demand_eur

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.plan.tables.sums import Sums
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution

Basis = Literal["measured", "interpolated", "predicted", "derived", "estimated", "specification ratio"]
BASES: tuple[Basis, ...] = (
    "measured",
    "interpolated",
    "predicted",
    "derived",
    "estimated",
    "specification ratio",
)
TOKENS_PER_MTOKEN = 1e6
KWH_PER_MWH = 1e3
RACK_COLUMNS = [
    "period", "rack", "workload", "mtokens", "serving_mwh_it", "tokens_per_kwh_it", "tokens_per_kwh", "basis",
]  # fmt: skip


def tokens_table(inputs: ModelInputs, solution: Solution, sums: Sums) -> pd.DataFrame:
    """Work of each workload and period in its unit (Mtokens or GPU-hours), with what it earns and costs.

    With contracts: their revenue is in `revenue_meur`; credits, caps of breaches and fees in `penalty_meur`; and
    `declined` and `throttled` stand beside, no part of `demand`; `at_stake_meur` is what the work that is served would
    cost if it were not: its price, and the credit where one is owed. Rent is what is paid on demand.
    """
    work, money = inputs.workloads, contract_money(inputs, solution, sums)
    periods, count = inputs.periods.names, len(work.names)
    demand, unserved = sums.demand, sums.unserved
    share = np.divide(demand - unserved, demand, out=np.full_like(demand, np.nan), where=demand > 0)
    unit = ["Mtokens" if is_tokens else "GPU-hours" for is_tokens in sums.is_tokens]
    meur = 1e-6
    left = sums.uncommitted_unserved
    revenue, penalty = (sums.uncommitted - left) * work.revenue_eur, left * work.penalty_eur
    beside: dict[str, Floats] = {}
    if money is not None:
        revenue = revenue + of_workloads(inputs, money.revenue_eur)
        penalty = penalty + of_workloads(inputs, money.owed_eur)
        stake = (sums.uncommitted - left) * work.revenue_eur + of_workloads(inputs, money.at_stake_eur)
        beside = {"declined": sums.declined, "throttled": sums.throttled, "at_stake_meur": stake * meur}
    return pd.DataFrame(
        {
            "period": np.repeat(np.array(periods, dtype=object), count),
            "workload": np.tile(np.array(work.names, dtype=object), len(periods)),
            "unit": np.tile(np.array(unit, dtype=object), len(periods)),
            "demand": demand.T.ravel(),
            "served_here": sums.served_here.T.ravel(),
            "burst": sums.burst.T.ravel(),
            "unserved": unserved.T.ravel(),
            "revenue_meur": (revenue * meur).T.ravel(),
            "burst_cost_meur": (on_demand_eur(inputs, solution, sums) * meur).T.ravel(),
            "penalty_meur": (penalty * meur).T.ravel(),
            "served_share": share.T.ravel(),
            "serving_mwh_it": sums.serving_mwh.T.ravel(),
        }
        | {name: values.T.ravel() for name, values in beside.items()}
    )


def basis_of(source: str) -> Basis:
    """How the throughput of an operating point is known: the first words of its source, up to the colon.

    measured: that product, that model; interpolated: between measured points of it; predicted: by physics; derived:
    that product, the nearest model; estimated: another product, times a ratio of benchmarks; specification ratio: a
    ratio of data sheets. A source that does not say is an estimate.
    """
    word = source.partition(":")[0].strip().lower()
    return next((basis for basis in BASES if basis == word), "estimated")


def rack_efficiency_table(inputs: ModelInputs, sums: Sums) -> pd.DataFrame:
    """Output tokens per kWh of each product and token workload, where it served any.

    tokens_per_kwh_it counts the racks' own energy while serving; tokens_per_kwh adds all overheads of the site
    (idle and parked racks, network, cooling, auxiliaries, losses), shared by serving energy:
    tokens_per_kwh = tokens_per_kwh_it · Σ serving / grid.
    """
    points = inputs.points
    serving_total = sums.serving_mwh.sum(axis=0)
    rows: list[dict[str, Any]] = []
    pairs = sorted({(int(r), int(w)) for r, w in zip(points.rack, points.workload, strict=True)})
    for r, w in pairs:
        if not sums.is_tokens[w]:
            continue
        own = np.flatnonzero((points.rack == r) & (points.workload == w))
        mtokens, energy = sums.served_by_point[own].sum(axis=0), sums.serving_mwh_point[own].sum(axis=0)
        for p in np.flatnonzero(energy > 1e-9):
            at_rack = mtokens[p] * TOKENS_PER_MTOKEN / (energy[p] * KWH_PER_MWH)
            most_used = own[int(sums.served_by_point[own, p].argmax())]
            rows.append(
                {
                    "period": inputs.periods.names[p],
                    "rack": inputs.fleet.racks[r],
                    "workload": inputs.workloads.names[w],
                    "mtokens": float(mtokens[p]),
                    "serving_mwh_it": float(energy[p]),
                    "tokens_per_kwh_it": float(at_rack),
                    "tokens_per_kwh": float(at_rack * serving_total[p] / sums.supply_mwh[p]),
                    "basis": basis_of(points.source[most_used]),
                }
            )
    return pd.DataFrame(rows, columns=RACK_COLUMNS)
