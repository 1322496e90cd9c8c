"""Indicators worked by hand, and how they hang together."""

from __future__ import annotations

import numpy as np
import pytest

from planner.plan.indicators.kpis import INDICATORS
from planner.plan.money.cash_flow import internal_rate_of_return, subscribed_cost_eur
from planner.plan.money.levelised import annuity
from tests.inputs.tiny import tiny_inputs
from tests.plan.answers import answer, plan


def test_irr_of_a_loan_over_two_years() -> None:
    """Pay 100, get 60 after one and 60 after two years: 60/1.13066 + 60/1.13066² = 100, so 13.066 %."""
    assert internal_rate_of_return(np.array([0.0, 1.0, 2.0]), np.array([-100.0, 60.0, 60.0])) == pytest.approx(
        0.1306624, abs=1e-6
    )


def test_irr_is_left_out_where_it_means_nothing() -> None:
    """All income: no rate. −100, +230, −132: both 10 % and 20 % are rates, so neither is shown."""
    times = np.array([0.0, 1.0, 2.0])
    assert internal_rate_of_return(times, np.array([1.0, 2.0, 3.0])) is None
    assert internal_rate_of_return(times, np.array([-100.0, 230.0, -132.0])) is None


def test_annuity_keeps_the_present_value() -> None:
    """120 present over two periods of a year with discounts 1 and 0.5: 80 a year, as 80 + 0.5 · 80 = 120."""
    charge = annuity(np.array([120.0]), np.array([[1.0, 1.0]]), np.array([1.0, 1.0]), np.array([1.0, 0.5]))
    assert charge.tolist() == [[80.0, 80.0]]
    unused = annuity(np.array([120.0]), np.array([[0.0, 0.0]]), np.array([1.0, 1.0]), np.array([1.0, 0.5]))
    assert unused.tolist() == [[0.0, 0.0]]


def test_subscribed_power_costs_its_steps() -> None:
    """One year, b = 20 and 10 EUR/kW: 1 MW in the first class and 3 MW in the second cost 20,000 + 2 · 10,000 EUR.

    Charging each class in full would give 50,000.
    """
    inputs = tiny_inputs(periods=1, tariff_classes=2, tariff={"power_eur_per_kw_year": [[20.0], [10.0]]})
    cost = subscribed_cost_eur(inputs, np.array([[1.0], [3.0]])) / inputs.periods.years
    assert cost.tolist() == pytest.approx([40_000.0])


def test_shares_of_workloads_add_up_to_the_site() -> None:
    """Proves: carbon of all workloads, tokens and GPU-hours, is the carbon of the grid energy, no more and no less."""
    found = plan("crowded")
    tokens = found.tokens.query("unit == 'Mtokens'").groupby("workload")["served_here"].sum()
    by_workload = sum((found.kpi("gco2e_per_mtoken", name) or 0.0) * tokens[name] for name in tokens.index)
    together = found.kpi("gco2e_per_mtoken")
    assert together is not None
    assert by_workload == pytest.approx(together * tokens.sum())
    energy = found.electrons.query("stage == 'serving'").groupby("workload")["mwh"].sum()
    share = energy[tokens.index].sum() / energy.sum()
    hourly = found.hourly
    grams = (hourly["grid_mw"] * hourly["carbon_g_per_kwh"] * hourly["weight"]).astype(float).sum() * 1e3
    assert by_workload == pytest.approx(grams * share, rel=0.02)  # shared by period, not over the whole horizon
    assert share < 1


def test_efficiency_of_the_site_is_the_mean_of_its_racks() -> None:
    """Proves: tokens per kWh by rack, weighted by energy at the meter, give the indicator of the period."""
    found, period = plan("crowded"), "2027-Q2"
    racks = found.rack_efficiency.query("period == @period")
    kwh = (racks["mtokens"] * 1e6 / racks["tokens_per_kwh"]).sum()
    assert found.kpi("tokens_per_kwh", period=period) == pytest.approx(racks["mtokens"].sum() * 1e6 / kwh, rel=1e-5)


def test_pue_is_above_one_and_that_of_the_power_table() -> None:
    power = plan("npv").power
    pue = plan("npv").kpi("pue")
    assert pue == pytest.approx(power["energy_mwh"].sum() / (power["energy_mwh"] / power["pue"]).sum())
    assert pue is not None
    assert 1.0 < pue < 1.4


def test_npv_is_the_objective_when_value_is_maximised() -> None:
    assert plan("npv").kpi("npv_meur") == pytest.approx(plan("npv").manifest["objective_meur"])


def test_levelised_cost_earns_back_all_that_is_spent() -> None:
    """Proves: tokens and GPU-hours sold at their levelised cost pay for racks (less resale), running and power.

    Without the opening fleet's own value on the first day the cost would be too low by just that.
    """
    found = plan("npv")
    flows = found.cash_flow.loc[found.cash_flow["group"].isin(["capex", "opex", "energy", "tariff", "tax", "resale"])]
    spent = -flows["present_eur"].sum() - found.cash_flow.query("group == 'terminal'")["present_eur"].sum()
    inputs, _ = answer("npv")
    opening = float((inputs.fleet.opening_racks * inputs.fleet.resale_meur[:, 0]).sum()) * 1e6
    discount = dict(zip(inputs.periods.names, inputs.periods.discount, strict=True))
    sold = 0.0
    for row in found.tokens.to_dict("records"):
        name = "lcot_eur_per_mtoken" if row["unit"] == "Mtokens" else "cost_eur_per_gpu_hour"
        price = found.kpi(name, row["workload"], row["period"])
        sold += (price or 0.0) * row["served_here"] * discount[row["period"]]
    assert sold == pytest.approx(spent + opening, rel=1e-6)


def test_years_and_periods_have_their_own_rows() -> None:
    table = plan("year").kpis
    periods = set(table["period"])
    assert {"all", "2027", "2028", "2027-Q1", "2028-Q2"} <= periods
    assert set(table.loc[table["kpi"] == "npv_meur", "period"]) == {"all"}
    assert {indicator.name for indicator in INDICATORS} >= set(table["kpi"])
    assert (table["formula"].str.len() > 0).all()
    assert (table["standard"].str.len() > 0).all()


def test_an_indicator_without_a_meaning_has_no_row() -> None:
    assert plan("npv").kpi("lcot_eur_per_mtoken", "fine-tuning") is None
    assert plan("npv").kpi("no such indicator") is None
