"""Battery, PV and back-up sets in the tables of a plan."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from planner.charts.energy.electrons import sankey
from planner.optimisation.search.session import solve_inputs
from planner.plan.plan import Plan
from planner.plan.store.disk import load
from planner.plan.tables.electrons import imbalance_mwh
from planner.problem.site import ModelInputs
from planner.problem.solution import Solution
from tests.inputs.tiny import tiny_inputs
from tests.optimisation.make_on_site import capacity, with_battery, with_cold_store, with_gensets, with_pv
from tests.plan.answers import scenario


@cache
def answer() -> tuple[ModelInputs, Solution]:
    x = tiny_inputs(periods=3, workloads=3, seed=3)
    sun = np.tile([0, 0.2, 0.6, 0.1], len(x.hours.utc) // 4 + 1)[: len(x.hours.utc)]
    x = with_pv(x, sun, capacity(x, 0.05, opex=0.001, worth=0.02, most=0.3, least=[0, 0.1, 0.1]))
    battery = capacity(x, 0.01, augmentation=0.001, worth=0.004, most=0.4, least=[0.2, 0.2, 0.3])
    x = with_battery(x, battery, battery, charge_efficiency=0.9, discharge_efficiency=0.95, wear=5e-6)
    x = with_gensets(x, 0.2, 3e-4, peak_shaving=True, fixed=0.01, test_mwh=2.0)
    tank = capacity(x, 0.002, opex=0.001, worth=0.001, most=0.5, least=[0.1, 0.2, 0.2])
    chillers = np.maximum(x.hours.cooling - np.median(x.hours.cooling), 0)
    x = with_cold_store(x, chillers, tank, tank, kept=0.99)
    return x, solve_inputs(x, gap=1e-4, processes=1)


@cache
def plan() -> Plan:
    return Plan.from_solution(scenario(), *answer(), {"gap_asked": 1e-4})


def test_energy_closes_in_every_hour() -> None:
    """Proves: grid + PV + discharge - charge + back-up = facility in the hourly table, and nothing is fed in."""
    table = plan().hourly
    supply = table["grid_mw"] + table["pv_mw"] + table["discharge_mw"] - table["charge_mw"] + table["genset_mw"]
    assert supply.to_numpy() == pytest.approx(table["facility_mw"].to_numpy(), abs=1e-6)
    assert (table[["grid_mw", "pv_mw", "charge_mw", "discharge_mw", "stored_mwh", "genset_mw"]] >= 0).all().all()
    assert table["discharge_mw"].sum() > 0
    assert table["pv_mw"].sum() > 0


def test_cooling_power_holds_what_the_thermal_store_does() -> None:
    """Proves: hour by hour IT, cooling with what the store adds and saves, auxiliaries and losses are the facility; the
    exact site agrees with the line; the price, upkeep and worth of the store are in the cash flow.
    """
    x, s = answer()
    store, table = x.cold_store, plan().hourly.astype({"cold_charge_mw": float, "cold_discharge_mw": float})
    assert store is not None
    assert table["cold_discharge_mw"].max() > 0.01
    cooling = table["it_mw"] * table["cooling_fraction"] + store.charge_mwh_per_mwh * table["cold_charge_mw"]
    cooling -= store.saved_mwh_per_mwh * table["cold_discharge_mw"]
    assert table["cooling_mw"].to_numpy() == pytest.approx(cooling.to_numpy(), abs=1e-6)
    used = table[["it_mw", "cooling_mw", "auxiliaries_mw", "losses_mw"]].astype(float).sum(axis=1)
    assert used.to_numpy() == pytest.approx(table["facility_mw"].to_numpy(), abs=1e-6)
    assert table["exact_facility_mw"].to_numpy() == pytest.approx(table["facility_mw"].to_numpy(), abs=1e-6)
    flows, found = plan().cash_flow.groupby("item")["eur"].sum(), s.on_site["cold_store_mwh"]
    assert flows["thermal store, content"] == pytest.approx(-0.002e6 * found.built.sum())
    assert flows["operation of thermal store, content"] == pytest.approx(-0.001e6 * found.in_use.sum())
    assert flows["value of thermal store, content at the end"] == pytest.approx(0.001e6 * found.built.sum())
    assert plan().power["cold_store_mwh"].to_numpy() == pytest.approx(found.in_use)


def test_every_euro_is_in_the_cash_flow() -> None:
    """Proves: price, upkeep, augmentation, wear, tests, and worth at the end, each recomputed from the plan.

    That all of it adds up to the objective is checked when the plan is made.
    """
    _, s = answer()
    flows = plan().cash_flow.groupby("item")["eur"].sum()
    built = s.on_site["pv_capacity_mw"].built.sum()
    assert built > 0.09
    assert flows["PV"] == pytest.approx(-0.05e6 * built)
    assert flows["value of PV at the end"] == pytest.approx(0.02e6 * built)
    assert flows["operation of PV"] == pytest.approx(-0.001e6 * s.on_site["pv_capacity_mw"].in_use.sum())
    assert flows["augmentation of battery, energy"] == pytest.approx(-0.001e6 * s.on_site["storage_mwh"].in_use.sum())
    assert flows["upkeep of back-up sets"] == pytest.approx(-0.03e6)
    assert flows["tests of back-up sets"] == pytest.approx(-3 * 2.0 * 300)
    hours = plan().hourly
    discharged = float((hours["discharge_mw"].astype(float) * hours["weight"]).sum())
    assert flows["ageing of the battery by use"] == pytest.approx(-5.0 * discharged, rel=1e-5)


def test_sankey_feeds_and_losses() -> None:
    """Proves: what meter, PV and back-up sets bring in is what leaves, battery losses among it."""
    p = plan()
    assert imbalance_mwh(p.electrons).abs().max().max() < 1e-6
    flows = p.electrons.groupby(["stage", "to"])["mwh"].sum()
    assert flows[("pv", "grid")] > 0
    assert flows[("grid", "battery losses")] > 0
    assert "Site supply" in " ".join(sankey(p).data[0].node.label)


def test_indicators() -> None:
    """Proves: PUE counts all energy the site takes with the losses of the battery; shares and CO2 by hand."""
    p, (x, _) = plan(), answer()
    table = p.hourly.astype(dict.fromkeys(("grid_mw", "pv_mw", "genset_mw", "it_mw", "weight"), float))
    weight = table["weight"]
    energy = {name: float((table[name] * weight).sum()) for name in ("grid_mw", "pv_mw", "genset_mw", "it_mw")}
    supply = energy["grid_mw"] + energy["pv_mw"] + energy["genset_mw"]
    assert p.kpi("pue") == pytest.approx(supply / energy["it_mw"], rel=1e-5)
    assert p.kpi("pv_share") == pytest.approx(energy["pv_mw"] / supply, rel=1e-5)
    assert x.gensets is not None
    assert p.kpi("backup_carbon_t") == pytest.approx((energy["genset_mw"] + 6) * 0.7, rel=1e-4)
    cycles = p.kpi("battery_cycles_per_year")
    assert cycles is not None
    assert cycles > 0


def test_power_marginal_values_and_store(tmp_path: object) -> None:
    """Proves: sizes are in `power`, their shadow prices in `marginal_values`, and a saved run reads back the same."""
    p, (_, s) = plan(), answer()
    assert p.power["storage_mwh"].to_numpy() == pytest.approx(s.on_site["storage_mwh"].in_use)
    names = set(p.marginal_values["name"])
    assert {"pv_capacity_mw", "storage_mw", "storage_mwh"} <= names
    assert (p.marginal_values.loc[p.marginal_values["name"] == "storage_mw", "value_meur"] >= -1e-9).all()
    run = p.save(str(tmp_path))
    again = load(str(tmp_path), run)
    assert again.hourly.columns.tolist() == p.hourly.columns.tolist()
