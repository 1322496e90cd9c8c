"""Battery, PV and a ten-megawatt meter over a real French year, 8,760 hours, against PyPSA.

Spot prices are those of 2025 (508 hours below zero), the sun that of the typical year; the load is made up and passes
the limit every day. In both, the battery ends each day (of 24 hours, UTC) as it began. PyPSA knows this for investment
periods; 365 of them take it two minutes to write, so its balance of the store is written for days here instead.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pypsa
import pytest

from planner.catalogue import racks as rack_data
from planner.optimisation.search.session import solve_inputs
from planner.physics.sun import pv_profile
from planner.problem.site import ModelInputs
from planner.problem.solution import Solution
from tests.optimisation.make import Phase, Rack, Work, world
from tests.optimisation.make_on_site import capacity, with_battery, with_pv

if TYPE_CHECKING:
    from planner.arrays import Floats

DAYS, HOURS = 365, 24
LIMIT = 10.0  # MW at the meter
SHED = 2000.0  # EUR/MWh not served
WEAR = 8.0  # EUR/MWh discharged
ONE_WAY = 0.955**0.5
PRICES = {"pv": 30_000.0, "power": 20_000.0, "energy": 18_000.0}  # EUR a year per MW, MW, MWh
THOUSAND = 1e3  # days count a thousand times, so that the solver meets numbers near 1; the objective is in kEUR


@cache
def spot() -> Floats:
    prices = rack_data.spot_price_eur_per_mwh()
    year = prices.loc["2025-01-01T00:00Z":"2025-12-31T23:00Z"].to_numpy(dtype=float)
    assert len(year) == DAYS * HOURS
    return np.asarray(year)


@cache
def sun() -> Floats:
    """Sun hour by hour in UTC; the typical year counts in UTC+1."""
    profile = pv_profile(
        rack_data.weather(), latitude_deg=48.7, longitude_deg=2.2, tilt_deg=10, azimuth_deg=180, losses_share=0.14
    )
    return np.roll(profile, -1)


def load() -> Floats:
    hour = np.arange(DAYS * HOURS)
    daily = 2.5 * np.sin((hour % HOURS - 9) / HOURS * 2 * np.pi)
    return np.asarray(8.0 + daily + 0.4 * np.cos(hour / len(hour) * 2 * np.pi))


def ours(fixed: tuple[float, float, float] | None) -> tuple[ModelInputs, Solution]:
    """Our plan; sizes (MW of PV, MW and MWh of battery) given for nothing, or decided at their prices."""
    x = world(
        [Rack(mw=1, opening=200)],
        [Work(demand=load().reshape(DAYS, HOURS), penalty=SHED / 1e6)],
        phases=[Phase(mw=LIMIT)],
        weights=[THOUSAND] * DAYS,
        spot=spot().reshape(DAYS, HOURS) / 1e6,
    )
    if fixed is None:
        sizes = [capacity(x, price / THOUSAND, most=30) for price in PRICES.values()]
    else:
        sizes = [capacity(x, least=size, most=size) for size in fixed]
    x = with_pv(x, sun(), sizes[0])
    x = with_battery(x, sizes[1], sizes[2], charge_efficiency=ONE_WAY, discharge_efficiency=ONE_WAY, wear=WEAR / 1e6)
    return x, solve_inputs(x, gap=5e-7, processes=1)


def theirs(fixed: tuple[float, float, float] | None) -> pypsa.Network:
    """The same in PyPSA; converter as two links of one power (as PyPSA-Eur ties them)."""
    n = pypsa.Network()
    n.set_snapshots(pd.date_range("2025-01-01", periods=DAYS * HOURS, freq="h"))

    def series(values: Floats) -> pd.Series:
        return pd.Series(values, index=n.snapshots)

    def size(index: int, price: float, prefix: str = "p") -> dict[str, float | bool]:
        if fixed is not None:
            return {f"{prefix}_nom": fixed[index]}
        return {f"{prefix}_nom_extendable": True, f"{prefix}_nom_max": 30.0, "capital_cost": price}

    n.add("Bus", ["meter", "cells"])
    n.add("Load", "load", bus="meter", p_set=series(load()))
    n.add("Generator", "grid", bus="meter", p_nom=LIMIT, marginal_cost=series(spot()))
    n.add("Generator", "shed", bus="meter", p_nom=100.0, marginal_cost=SHED)
    n.add("Generator", "pv", bus="meter", p_max_pu=series(sun()), **size(0, PRICES["pv"]))
    n.add("Store", "battery", bus="cells", e_cyclic=True, **size(2, PRICES["energy"], "e"))
    n.add("Link", "charger", bus0="meter", bus1="cells", efficiency=ONE_WAY, **size(1, PRICES["power"]))
    out = {"p_nom": fixed[1] / ONE_WAY} if fixed is not None else {"p_nom_extendable": True}
    n.add(
        "Link",
        "discharger",
        bus0="cells",
        bus1="meter",
        efficiency=ONE_WAY,
        marginal_cost=WEAR * ONE_WAY,  # PyPSA prices what goes in
        **out,
    )

    def by_day_and_one_converter(n: pypsa.Network, _: pd.Index) -> None:
        stored, given = n.model["Store-e"], n.model["Store-p"]
        hour = np.arange(DAYS * HOURS)
        before = stored.isel(snapshot=hour - hour % HOURS + (hour - 1) % HOURS)
        before = before.assign_coords(snapshot=n.snapshots)
        n.model.remove_constraints("Store-energy_balance")
        n.model.add_constraints(stored - before + given == 0, name="Store-energy_balance")
        if fixed is None:
            power = n.model["Link-p_nom"]
            charger, discharger = (power.sel(name=name, drop=True) for name in ("charger", "discharger"))
            n.model.add_constraints(charger - ONE_WAY * discharger == 0, name="one-converter")

    status, condition = n.optimize(
        solver_name="highs",
        extra_functionality=by_day_and_one_converter,
        log_to_console=False,
        include_objective_constant=False,
    )
    assert (status, condition) == ("ok", "optimal")
    return n


def by_day(x: ModelInputs, s: Solution) -> Floats:
    """Cost of each day of our plan [EUR]."""
    d = s.dispatch
    assert d.discharge_mw is not None
    hourly = x.hours.spot_eur_per_mwh * d.grid_mw + WEAR * d.discharge_mw + SHED * d.unserved[0]
    return np.asarray(hourly.reshape(DAYS, HOURS).sum(axis=1))


def test_given_sizes_cost_the_same_every_day() -> None:
    """Proves: the year costs what PyPSA says to 1e-6, and so does each of its 365 days.

    Hours of equal cost may be swapped inside a day (the same price twice): hence days, and the hours that differ are
    shown to be such ties by the cost of their day.
    A bug would give: charge past the meter's limit, losses on one way, a store carried over midnight.
    """
    fixed = (6.0, 3.0, 9.0)
    x, s = ours(fixed)
    n = theirs(fixed)
    assert s.objective_meur * THOUSAND == pytest.approx(float(n.objective), rel=1e-6)
    p = n.generators_t.p
    their_days = (p["grid"] * spot() + p["shed"] * SHED - n.links_t.p1["discharger"] * WEAR).to_numpy()
    assert by_day(x, s) == pytest.approx(their_days.reshape(DAYS, HOURS).sum(axis=1), rel=1e-6, abs=1e-3)
    same = np.abs(s.dispatch.grid_mw - p["grid"].to_numpy()) < 1e-4
    assert same.mean() > 0.9
    d = s.dispatch
    assert d.pv_mw is not None
    assert d.charge_mw is not None
    assert d.discharge_mw is not None
    assert d.grid_mw + d.pv_mw + d.discharge_mw - d.charge_mw == pytest.approx(d.facility_mw, abs=1e-6)


def test_sizes_decided_are_theirs() -> None:
    """Proves: with MW of PV, MW and MWh of battery decided, cost to 1e-6 and sizes are those of PyPSA.

    A bug would give: cuts without the value of a size, or a price counted at another rate.
    """
    _, s = ours(None)
    n = theirs(None)
    assert s.objective_meur * THOUSAND == pytest.approx(float(n.objective), rel=1e-6)
    sizes = {
        "pv_capacity_mw": n.generators.p_nom_opt["pv"],
        "storage_mw": n.links.p_nom_opt["charger"],
        "storage_mwh": n.stores.e_nom_opt["battery"],
    }
    for name, size in sizes.items():
        assert 0.5 < size < 29
        assert s.on_site[name].in_use[0] == pytest.approx(size, rel=0.01)


def test_the_year_is_real() -> None:
    """Proves: negative prices, night and a load above the meter are in what is compared."""
    assert (spot() < 0).sum() > 400
    assert (sun() == 0).sum() > 4000
    assert (load() > LIMIT).sum() > 1000
