"""The equations of docs/model.md written in linopy from the same `ModelInputs`, all hours in one array.

Two things differ, neither the optimum: dispatch cost stands in the objective instead of in a variable per period, and
a level is held for twelve months from one period to the next instead of between all pairs of periods.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.measure import own_seconds

if TYPE_CHECKING:
    from linopy import Model

    from planner.arrays import Floats
    from planner.problem.site import ModelInputs


GAP = 0.005


def _array(values: Any, *dims: str) -> Any:
    """A labelled array whose coordinates count from 0."""
    import xarray as xr

    values = np.asarray(values)
    return xr.DataArray(values, dims=dims, coords={d: np.arange(n) for d, n in zip(dims, values.shape, strict=True)})


def _index(name: str, size: int) -> Any:
    import pandas as pd

    return pd.RangeIndex(size, name=name)


def add_investment(m: Model, x: ModelInputs, *, whole: bool) -> Any:
    """Fleet, phases, connection and subscribed power; returns their present cost [MEUR]."""
    from planner.optimisation.equations.connection import least_rack_kw, worst_cooling
    from planner.optimisation.equations.fleet import (
        holding_value_meur,
        payment_factors,
        retirement_periods,
        tiers_within_reach,
    )

    f, n_p = x.fleet, len(x.periods.names)
    n_v, n_r, n_j, n_b, n_k = (
        len(f.vintage_rack),
        len(f.racks),
        len(f.tier_from_racks),
        len(x.phases.names),
        len(x.tariff.classes),
    )
    vintages, tiers, periods = _index("v", n_v), _index("j", n_j), _index("p", n_p)
    reach = (
        np.array([[j in tiers_within_reach(x, v) for j in range(n_j)] for v in range(n_v)]) & (f.max_racks > 0)[:, None]
    )
    ceiling = np.array([[_ceiling(x, v, j) for j in range(n_j)] for v in range(n_v)], dtype=float)
    may_retire = np.array([[p in retirement_periods(x, v) for p in range(n_p)] for v in range(n_v)])
    supply = _array(f.max_racks.astype(float), "v")
    order = m.add_variables(0, supply, coords=[vintages], name="order_racks", integer=whole)
    in_tier = m.add_variables(0, coords=[vintages, tiers], name="order_in_tier", mask=_array(reach, "v", "j"))
    chosen = m.add_variables(
        0, coords=[vintages, tiers], name="tier_chosen", mask=_array(reach, "v", "j"), **_binary(whole)
    )
    retire = m.add_variables(
        0, coords=[vintages, periods], name="retire_racks", mask=_array(may_retire, "v", "p"), integer=whole
    )
    installed = m.add_variables(0, coords=[_index("r", n_r), periods], name="installed_racks")

    can_order = _array(f.max_racks > 0, "v")
    m.add_constraints(order - in_tier.sum("j") == 0, name="order_in_tiers", mask=can_order)
    m.add_constraints(chosen.sum("j") <= 1, name="one_tier", mask=can_order)
    tier_mask = _array(reach, "v", "j")
    m.add_constraints(
        in_tier - _array(f.tier_from_racks.astype(float), "j") * chosen >= 0, name="tier_floor", mask=tier_mask
    )
    m.add_constraints(in_tier - _array(ceiling, "v", "j") * chosen <= 0, name="tier_ceiling", mask=tier_mask)
    opening = _array(f.opening_racks.astype(float), "v")
    some = may_retire.any(axis=1)
    by_force = f.end_of_life_period < n_p
    left = retire.sum("p") - order
    m.add_constraints(left == opening, name="retirement_by_force", mask=_array(some & by_force, "v"))
    m.add_constraints(left <= opening, name="retirement", mask=_array(some & ~by_force, "v"))
    member = (f.vintage_rack[None, :] == np.arange(n_r)[:, None]).astype(float)  # R, V
    live = (f.live_period[:, None] == np.arange(n_p)[None, :]).astype(float)  # V, P
    arrived = member[:, :, None] * live[None, :, :]
    m.add_constraints(
        installed
        - installed.shift(p=1)
        - (order * _array(arrived, "r", "v", "p")).sum("v")
        + (retire * _array(member, "r", "v")).sum("v")
        == _array(np.einsum("rvp,v->rp", arrived, f.opening_racks), "r", "p"),
        name="installed_fleet",
    )

    possible = (np.arange(n_p)[None, :] >= x.phases.earliest_period[:, None]).astype(float)
    must = possible * x.phases.committed[:, None]
    phases = _index("b", n_b)
    opened = m.add_variables(
        _array(must, "b", "p"), _array(possible, "b", "p"), coords=[phases, periods], name="phase_open", integer=whole
    )
    connection = m.add_variables(0, coords=[periods], name="connection_mw")
    subscribed = m.add_variables(0, coords=[_index("k", n_k), periods], name="subscribed_mw")
    if n_p > 1:
        m.add_constraints((opened - opened.shift(p=1)).isel(p=slice(1, None)) >= 0, name="phase_stays_open")
    if n_b > 1:
        m.add_constraints((opened - opened.shift(b=1)).isel(b=slice(1, None)) <= 0, name="phases_in_order")
    m.add_constraints(
        connection - (opened * _array(x.phases.connection_mw, "b")).sum("b") == 0, name="connection_power"
    )
    m.add_constraints((subscribed - subscribed.shift(k=1)).isel(k=slice(1, None)) >= 0, name="rising_subscription")
    changes = x.tariff.subscription_may_change
    held = [p for p in range(1, n_p) if not changes[p]]
    kept = [p for p in range(1, n_p) if not (changes[p] and x.tariff.subscription_may_fall)]
    step, grown = subscribed - subscribed.shift(p=1), connection - connection.shift(p=1)
    if held:
        m.add_constraints(step.isel(p=held) - grown.isel(p=held) <= 0, name="hold_subscription")
    if kept:
        m.add_constraints(step.isel(p=kept) >= 0, name="keep_subscription")
    m.add_constraints(subscribed.isel(k=n_k - 1) - connection <= 0, name="subscription_within_connection")
    rooms = {
        "rack_positions": (f.positions, x.phases.positions),
        "liquid_cooling": (f.liquid_kw / 1000, x.phases.liquid_mw),
        "floor_load": (f.weight_t, x.phases.floor_t),
    }
    for name, (need, room) in rooms.items():
        if need.any():
            taken = (installed * _array(need, "r")).sum("r")
            m.add_constraints(taken - (opened * _array(room, "b")).sum("b") <= 0, name=name)
    least = least_rack_kw(x)[:, None] / 1000 * (1 + worst_cooling(x))[None, :]
    m.add_constraints(
        (installed * _array(least, "r", "p")).sum("r") - x.electrical_efficiency * connection
        <= _array(-x.auxiliaries_mw, "p"),
        name="standby_within_connection",
    )

    holding, price, d = holding_value_meur(x), f.price_meur * payment_factors(x), x.periods.discount
    held_from = np.where(f.max_racks > 0, holding[np.arange(n_v), f.live_period], 0.0)
    tier_price = np.where(reach, price[:, None] * (1 - f.tier_discount)[None, :], 0.0)
    back = np.where(may_retire, holding[:, :n_p] + f.resale_meur[:, :n_p] * d, 0.0)
    b_meur = x.tariff.power_eur_per_kw_year * x.periods.years / 1000
    steps = b_meur - np.vstack([b_meur[1:], np.zeros((1, n_p))])
    first_paid = x.phases.capex_meur[:, None] * (d - np.append(d[1:], 0.0))[None, :]  # open_p - open_{p-1}, summed by p
    return (
        (order * _array(held_from, "v")).sum()
        + (in_tier * _array(tier_price, "v", "j")).sum()
        - (retire * _array(back, "v", "p")).sum()
        + (subscribed * _array(steps * d, "k", "p")).sum()
        + (connection * _array(x.phases.shell_meur_per_mw * d, "p")).sum()
        + (opened * _array(first_paid, "b", "p")).sum()
    )


def constant_meur(x: ModelInputs) -> float:
    """Present cost that no decision changes: site, fixed tariff, the opening fleet held to the end [MEUR]."""
    from planner.optimisation.equations.fleet import holding_value_meur

    opening = holding_value_meur(x)[np.arange(len(x.fleet.vintage_rack)), x.fleet.live_period] * x.fleet.opening_racks
    fixed = x.periods.discount @ (x.phases.site_opex_meur + x.tariff.fixed_meur)
    return float(opening.sum() + fixed)


def _ceiling(x: ModelInputs, v: int, j: int) -> int:
    last = j + 1 == len(x.fleet.tier_from_racks) or x.fleet.tier_from_racks[j + 1] > x.fleet.max_racks[v]
    return int(x.fleet.max_racks[v] if last else x.fleet.tier_from_racks[j + 1] - 1)


def _binary(whole: bool) -> dict[str, Any]:
    return {"binary": True} if whole else {"upper": 1}


def add_dispatch(m: Model, x: ModelInputs) -> Any:
    """Every hour of every day; returns their present cost [MEUR]."""
    from planner.optimisation.equations.serving import deferrable, interactive, may_burst
    from planner.optimisation.matrix.day_numbers import day_of

    days = [day_of(x, d) for d in range(len(x.days.period))]
    lengths = np.diff(x.days.first_hour)
    period = np.repeat(x.days.period, lengths)
    n_h, n_o, n_r, n_w = len(period), len(x.points.rate), len(x.fleet.racks), len(x.workloads.names)

    def hourly(name: str) -> Floats:
        return np.concatenate([getattr(day, name) for day in days], axis=-1)

    hours, at = _index("h", n_h), _array(period, "h")
    serving = m.add_variables(0, coords=[_index("o", n_o), hours], name="serving_racks")
    parked = m.add_variables(0, coords=[_index("r", n_r), hours], name="parked_racks")
    rented = np.isin(np.arange(n_w), may_burst(x))
    later = np.isin(np.arange(n_w), deferrable(x))
    work = _index("w", n_w)
    burst = m.add_variables(0, coords=[work, hours], name="burst", mask=_array(np.tile(rented, (n_h, 1)).T, "w", "h"))
    unserved = m.add_variables(0, coords=[work, hours], name="unserved")
    backlog = m.add_variables(
        0,
        _array(hourly("window_demand"), "w", "h"),
        coords=[work, hours],
        name="backlog",
        mask=_array(np.tile(later, (n_h, 1)).T, "w", "h"),
    )
    it, facility, grid, overrun = (
        m.add_variables(0, coords=[hours], name=name) for name in ("it_mw", "facility_mw", "grid_mw", "overrun_mw")
    )
    installed, subscribed = m.variables["installed_racks"].sel(p=at), m.variables["subscribed_mw"]

    demand, rate = hourly("demand"), x.points.rate / (1 + x.workloads.headroom[x.points.workload])
    before = np.arange(n_h) - 1
    before[x.days.first_hour[:-1]] = x.days.first_hour[1:] - 1  # a day is a circle
    for w in range(n_w):
        points = np.flatnonzero(x.points.workload == w)
        done = (serving.isel(o=points) * _array(rate[points], "o").assign_coords(o=points)).sum("o") + unserved.isel(
            w=w
        )
        if rented[w]:
            done = done + burst.isel(w=w)
        if w in interactive(x):
            m.add_constraints(done == _array(demand[w], "h"), name=f"serve_demand_{w}")
        else:
            waiting = backlog.isel(w=w)
            carried = waiting.isel(h=before).assign_coords(h=np.arange(n_h))
            m.add_constraints(waiting - carried + done == _array(demand[w], "h"), name=f"carry_backlog_{w}")
    for r in range(n_r):
        points = np.flatnonzero(x.points.rack == r)
        shared = parked.isel(r=r) - float(x.fleet.availability[r]) * installed.isel(r=r)
        if len(points):
            shared = shared + serving.isel(o=points).sum("o")
        m.add_constraints(shared <= 0, name=f"share_racks_{r}")
    f = x.fleet
    m.add_constraints(
        it
        - (serving * _array((x.points.kw - f.idle_kw[x.points.rack]) / 1000, "o")).sum("o")
        + (parked * _array((f.idle_kw - f.standby_kw) / 1000, "r")).sum("r")
        - (installed * _array((f.idle_kw + f.network_kw) / 1000, "r")).sum("r")
        == 0,
        name="it_power",
    )
    m.add_constraints(
        x.electrical_efficiency * facility - _array(hourly("heat_factor"), "h") * it
        == _array(hourly("auxiliaries_mw"), "h"),
        name="facility_power",
    )
    m.add_constraints(grid - facility == 0, name="grid_balance")
    allowed = subscribed.sel(k=_array(hourly("tariff_class"), "h"), p=at)
    m.add_constraints(grid - overrun - allowed <= 0, name="within_subscribed")
    m.add_constraints(grid - m.variables["connection_mw"].sel(p=at) <= 0, name="within_connection")

    share = np.repeat(x.days.weight, lengths) * x.periods.discount[period] / 1000  # kEUR of a day → present MEUR
    costs = ((grid, "energy_keur_per_mwh"), (overrun, "overrun_keur_per_mwh"))
    flat = [(v * _array(hourly(name) * share, "h")).sum() for v, name in costs]
    burst_cost = hourly("burst_keur") * share * rented[:, None]
    by_work = [
        (burst * _array(burst_cost, "w", "h")).sum(),
        (unserved * _array(hourly("unserved_keur") * share, "w", "h")).sum(),
    ]
    return flat[0] + flat[1] + by_work[0] + by_work[1]


def by_linopy(x: ModelInputs, *, whole: bool) -> dict[str, Any]:
    """Build, hand to HiGHS in memory, solve."""
    import linopy

    import planner.optimisation.models.joint  # noqa: F401 - loaded before the clock starts

    linopy.options["semantics"] = "legacy"  # a variable that a mask leaves out counts as 0
    began = time.perf_counter()
    m = linopy.Model()
    cost = add_investment(m, x, whole=whole)
    m.add_objective(cost + add_dispatch(m, x))
    build, began = own_seconds(began), time.perf_counter()
    options: dict[str, Any] = {"threads": 1, "mip_rel_gap": GAP, "log_to_console": False}
    status, condition = m.solve("highs", io_api="direct", progress=False, **options)
    constant = constant_meur(x)
    found = float(m.objective.value or np.nan) + constant
    info = m.solver_model.getInfo()
    return {
        "build_s": build,
        "solve_s": own_seconds(began),
        "status": f"{status}, {condition}",
        "cost_meur": found,
        "bound_meur": info.mip_dual_bound + constant if whole else found,
        "columns": int(m.nvars),
    }
