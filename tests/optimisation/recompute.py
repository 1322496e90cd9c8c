"""The money and the power of a plan, added up again from `ModelInputs` and `Solution` in NumPy alone.

Written from docs/model.md and the issue, not from planner.optimisation: it shares no line with what it checks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from planner.problem.site import ModelInputs
from planner.problem.solution import Solution

if TYPE_CHECKING:
    from planner.arrays import Floats


def period_of_hour(x: ModelInputs) -> NDArray[np.int64]:
    return np.repeat(x.days.period, np.diff(x.days.first_hour))


def weight_of_hour(x: ModelInputs) -> Floats:
    return np.repeat(x.days.weight, np.diff(x.days.first_hour))


def racks_bought(x: ModelInputs, s: Solution) -> NDArray[np.int64]:
    """Shape (V,): the order, or the opening fleet."""
    return np.where(x.fleet.order_period < 0, x.fleet.opening_racks, s.order_racks)


def racks_held(x: ModelInputs, s: Solution) -> Floats:
    """Shape (V, P): racks of each vintage during each period."""
    arrived = np.arange(len(x.periods.names))[None, :] >= x.fleet.live_period[:, None]
    return np.where(arrived, racks_bought(x, s)[:, None], 0) - np.cumsum(s.retire_racks, axis=1)


def tier_discount(x: ModelInputs, racks: int) -> float:
    """Discount of the highest tier that an order of so many racks reaches."""
    reached = [d for d, n in zip(x.fleet.tier_discount, x.fleet.tier_from_racks, strict=True) if racks >= n]
    return float(reached[-1]) if reached else 0.0


def fleet_cost_meur(x: ModelInputs, s: Solution) -> float:
    """Present cost of orders and upkeep, less resale and terminal value."""
    f, discount, total = x.fleet, x.periods.discount, 0.0
    held = racks_held(x, s)
    for v, racks in enumerate(s.order_racks):
        if racks:
            price = f.price_meur[v] * (1 - tier_discount(x, int(racks))) * racks
            total += price * f.paid_at_order * discount[f.order_period[v]]
            total += price * (1 - f.paid_at_order) * discount[f.live_period[v]]
    total += float((held * f.opex_meur * discount).sum())
    total -= float((s.retire_racks * f.resale_meur[:, :-1] * discount).sum())
    return total - float(held[:, -1] @ f.resale_meur[:, -1]) * x.periods.discount_at_end


def site_cost_meur(x: ModelInputs, s: Solution) -> float:
    """Present cost of phases, shell, site, and of the subscribed power with its fixed part."""
    ph, total = x.phases, 0.0
    for p, factor in enumerate(x.periods.discount):
        opened = s.phase_open[:, p] - (s.phase_open[:, p - 1] if p else 0)
        b = x.tariff.power_eur_per_kw_year[:, p]
        subscribed_kw = 1000 * s.subscribed_mw[:, p]
        added_kw = np.diff(subscribed_kw, prepend=0.0)
        year_eur = float(b @ added_kw)
        total += factor * (
            float(opened @ ph.capex_meur)
            + ph.shell_meur_per_mw[p] * float(s.phase_open[:, p] @ ph.connection_mw)
            + ph.site_opex_meur[p]
            + x.tariff.fixed_meur[p]
            + year_eur * x.periods.years[p] / 1e6
        )
    return total


def on_site_cost_meur(x: ModelInputs, s: Solution) -> float:
    """Present cost of PV and battery, less their worth at the end, and of the tests and upkeep of back-up sets."""
    total = 0.0
    offered = {"pv_capacity_mw": x.pv.capacity} if x.pv else {}
    if x.battery:
        offered |= {"storage_mw": x.battery.power, "storage_mwh": x.battery.energy}
    if x.cold_store:
        offered |= {"cold_store_mw": x.cold_store.power, "cold_store_mwh": x.cold_store.energy}
    assert set(offered) == set(s.on_site)
    for name, c in offered.items():
        built, in_use = s.on_site[name].built, s.on_site[name].in_use
        total += float((c.price_meur * x.periods.discount - c.worth_meur * x.periods.discount_at_end) @ built)
        total += float(((c.opex_meur + c.augmentation_meur) * x.periods.discount) @ in_use)
    if x.gensets:
        tests_meur = x.gensets.test_mwh * x.gensets.energy_eur_per_mwh / 1e6
        total += float(x.periods.discount @ (tests_meur + x.gensets.fixed_meur))
    return total


def dispatch_money_meur(x: ModelInputs, s: Solution) -> dict[str, Floats]:
    """Undiscounted money of each period, shape (P,): revenue, energy, overrun, burst, penalty, lost revenue."""
    p, h, w, d = period_of_hour(x), x.hours, x.workloads, s.dispatch
    hourly = {
        "energy": (h.spot_eur_per_mwh + h.network_eur_per_mwh + h.tax_eur_per_mwh) * d.grid_mw,
        "overrun": x.tariff.overrun_eur_per_mwh[h.tariff_class, p] * d.overrun_mw,
        "burst": (w.burst_eur[:, p] * d.burst * w.units_per_hour[:, None]).sum(axis=0),
        "penalty": (w.penalty_eur[:, p] * d.unserved * w.units_per_hour[:, None]).sum(axis=0),
        "lost": (w.revenue_eur[:, p] * d.unserved * w.units_per_hour[:, None]).sum(axis=0),
        "revenue": (w.revenue_eur[:, p] * (h.demand - d.unserved) * w.units_per_hour[:, None]).sum(axis=0),
    }
    if x.battery and d.discharge_mw is not None:
        hourly["energy"] = hourly["energy"] + x.battery.wear_eur_per_mwh[p] * d.discharge_mw
    if x.gensets and d.genset_mw is not None:
        hourly["energy"] = hourly["energy"] + x.gensets.energy_eur_per_mwh[p] * d.genset_mw
    if x.grid_support and d.support_mw is not None:
        hourly["energy"] = hourly["energy"] - (x.grid_support.price_eur_per_mw_h[:, p] * d.support_mw).sum(axis=0)
    if x.objective == "minimise_cost":
        worth = np.maximum(w.penalty_eur, x.lost_load_multiple * w.revenue_eur)[:, p]
        hourly["penalty"] = (worth * d.unserved * w.units_per_hour[:, None]).sum(axis=0)
        hourly["lost"] = np.zeros(len(p))
    size = len(x.periods.names)
    return {name: np.bincount(p, weights=eur * weight_of_hour(x), minlength=size) / 1e6 for name, eur in hourly.items()}


def objective_meur(x: ModelInputs, s: Solution) -> float:
    """Present cost, or the net present value with the revenue of what was served."""
    money, discount = dispatch_money_meur(x, s), x.periods.discount
    cost = fleet_cost_meur(x, s) + site_cost_meur(x, s) + on_site_cost_meur(x, s)
    cost += sum(float(money[name] @ discount) for name in ("energy", "overrun", "burst", "penalty"))
    return float(money["revenue"] @ discount) - cost if x.objective == "maximise_npv" else cost


def it_mw(x: ModelInputs, s: Solution) -> Floats:
    """IT power of each hour: serving, parked, idle, and the network of all racks."""
    f, points, d = x.fleet, x.points, s.dispatch
    installed = s.installed_racks[:, period_of_hour(x)].astype(float)
    busy = np.array([d.serving_racks[points.rack == r].sum(axis=0) for r in range(len(f.racks))])
    idle = installed - busy - d.parked_racks
    kw = points.kw @ d.serving_racks + f.standby_kw @ d.parked_racks + f.idle_kw @ idle + f.network_kw @ installed
    return np.asarray(kw / 1000)


def served_here(x: ModelInputs, s: Solution) -> Floats:
    """Work done on the site's racks, shape (W, H)."""
    done = x.points.rate[:, None] * s.dispatch.serving_racks
    room = 1 + x.workloads.headroom
    return np.array([done[x.points.workload == w].sum(axis=0) / room[w] for w in range(len(room))])
