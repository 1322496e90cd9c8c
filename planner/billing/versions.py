"""The best subscribed power for a known load, and the versions of a tariff compared at their best.

The yearly cost of subscribed power P₁ ≤ … ≤ P_K is a sum of one convex function of each class: w·P, with
w = b_k − b_(k+1), and the overrun Σ over months of α·b·√Σ(p − P)₊², a norm of a convex function. With the order of
the classes this is an isotonic regression with convex losses: pooling neighbours that break the order finds its
optimum (Best, Chakravarti and Ubhaya, SIAM J. Optim. 10(3), 2000), here in whole kW.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.billing.bill import BillOptions, bill
from planner.billing.hours import NO_SIGNALLED_DAY, classes_of_steps
from planner.billing.load_curve import LoadCurve
from planner.billing.rates import TARIFFS, rate_path, tariff_named
from planner.billing.reading import load_curve
from planner.billing.turpe import MONTHS_PER_YEAR, K, month_of_step
from planner.errors import DataError, ScenarioError, located, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from planner.arrays import Floats, Ints

LEAST_PEAK_KW = 100.0  # a site on HTA or HTB draws more; less looks like MW


@dataclass(frozen=True)
class _ClassCost:
    """Cost of subscribed power of one class over the whole curve; months without the class left out."""

    weight: float  # EUR per kW, may be 0
    kw: Floats  # power of the class's steps
    month: Ints
    coefficient: Floats  # α·b of each month
    metered_steps: int

    def at(self, subscribed_kw: float) -> float:
        """Cost [EUR] without the parts that do not depend on it."""
        over = np.maximum(self.kw - subscribed_kw, 0.0)
        squares = np.bincount(self.month, weights=over * over, minlength=len(self.coefficient))
        return self.weight * subscribed_kw + float(self.coefficient @ np.sqrt(self.metered_steps * squares))


def best_subscribed_kw(
    load: LoadCurve | pd.Series[Any] | pd.DataFrame | str | Path,
    tariff: str,
    options: BillOptions | None = None,
    data_dir: Path | None = None,
) -> tuple[int, ...]:
    """Subscribed power of least cost [whole kW], K, rising with the classes, for a load known beforehand.

    One set for the whole curve. Of powers that cost the same the lowest is taken.
    """
    options = options or BillOptions()
    curve = load_curve(load)
    costs = _class_costs(curve, tariff, options, data_dir)
    top = int(np.ceil(curve.kw.max()))
    pools: list[tuple[list[_ClassCost], int]] = []
    for cost in costs:
        members, best = [cost], _least([cost], top)
        while pools and pools[-1][1] > best:
            members = pools.pop()[0] + members
            best = _least(members, top)
        pools.append((members, best))
    return tuple(best for members, best in pools for _ in members)


def _class_costs(curve: LoadCurve, name: str, options: BillOptions, data_dir: Path | None) -> list[_ClassCost]:
    tariff = tariff_named(name)
    path = rate_path(tariff, inflation=options.inflation, data_dir=data_dir)
    classes = classes_of_steps(curve, tariff, options.hours, options.mobile_peak_days, data_dir)
    months = month_of_step(curve)
    sets = [path.on(month.first) for month in curve.months]
    b = np.array([[rate.value for rate in rates.power] for rates in sets])  # M × K
    alpha = np.array([rates.alpha.value for rates in sets])
    share = np.array([month.share for month in curve.months]) / MONTHS_PER_YEAR
    weight = share @ (b - np.append(b[:, 1:], np.zeros((len(b), 1)), axis=1))
    return [
        _ClassCost(float(weight[k]), curve.kw[of_class], months[of_class], alpha * b[:, k], curve.metered_steps)
        for k in range(K)
        for of_class in [classes == k]
    ]


def _least(costs: Sequence[_ClassCost], top: int) -> int:
    """Lowest whole kW in 0 … top at which the sum of the costs is least: its first differences never fall."""

    def rises(kw: int) -> bool:
        return sum(cost.at(kw + 1) - cost.at(kw) for cost in costs) >= -1e-9

    low, high = 0, top
    while low < high:
        middle = (low + high) // 2
        if rises(middle):
            high = middle
        else:
            low = middle + 1
    return low


def compare_versions(
    load: LoadCurve | pd.Series[Any] | pd.DataFrame | str | Path,
    domain: str,
    subscribed_kw: Sequence[float] | None = None,
    options: BillOptions | None = None,
    data_dir: Path | None = None,
) -> pd.DataFrame:
    """All versions of a domain (HTB1, HTB2 or HTA) for one load, the cheapest first.

    Each with its own best subscribed power, or all with `subscribed_kw`. Columns: tariff, subscribed_kw (tuple, K),
    fixed_eur, energy_eur, overrun_eur, levies_eur, total_eur (exact sums), eur_per_mwh, omitted (rows without a level),
    flag (a mobile peak without its signalled days looks cheaper than it is).
    """
    names = [tariff.name for tariff in TARIFFS.values() if tariff.domain == domain.upper()]
    if not names:
        domains = sorted({tariff.domain for tariff in TARIFFS.values()})
        raise ScenarioError(located("domain", f'there is no domain "{domain}". {nearest(domain, domains)}'))
    options = options or BillOptions()
    curve = load_curve(load)
    if options.check_size and 0 < curve.kw.max() < LEAST_PEAK_KW:
        row = int(curve.kw.argmax())
        problem = f"the highest power is {curve.kw[row]:g} kW, too little for {domain}: this looks like MW."
        hint = "multiply the powers by 1000; if the site really draws so little, switch this check off (check_size)."
        raise DataError(located(f"{curve.place(row)}, column kw", problem, hint))
    rows = []
    for name in names:
        best = subscribed_kw or best_subscribed_kw(curve, name, options, data_dir)
        checked = replace(options, check_size=options.check_size and subscribed_kw is not None)
        found = bill(curve, name, best, checked, data_dir)
        group = found["item"].map(group_of)
        eur = found["amount_exact_eur"].groupby(group).sum()
        total = float(eur.sum())
        rows.append(
            {
                "tariff": name,
                "subscribed_kw": tuple(best),
                **{f"{part}_eur": float(eur.get(part, 0.0)) for part in ("fixed", "energy", "overrun", "levies")},
                "total_eur": total,
                "eur_per_mwh": total / curve.energy_mwh if curve.energy_mwh else np.nan,
                "omitted": int(found["rate"].isna().sum()),
                "flag": NO_SIGNALLED_DAY if tariff_named(name).mobile_peak and not options.mobile_peak_days else "",
            }
        )
    return pd.DataFrame(rows).sort_values("total_eur", kind="stable", ignore_index=True)


def group_of(item: str) -> str:
    """Part of the bill that an item belongs to: fixed, energy, overrun or levies."""
    if item.startswith(("management", "metering", "subscribed_power")):
        return "fixed"
    return item.split("_")[0] if item.startswith(("energy_", "overrun_")) else "levies"
