"""The ranking of racks and the joules of a token, against sums done by hand."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from planner.plan.studies import rack_ranking
from planner.plan.studies.joules import joules_per_token
from planner.plan.studies.rack_ranking import RackAtWork
from tests.charts.small_plan import small_plan

PLAN = small_plan()
LEAN = RackAtWork(
    "chat", "lean", tokens_per_s=1e6 / 3.6, kw=100.0, price_eur=876_000.0, life_years=5.0, basis="measured"
)
CHEAP = dataclasses.replace(LEAN, rack="cheap", kw=200.0, price_eur=87_600.0)


def test_cost_of_a_mtoken_by_hand() -> None:
    """Proves: 1,000 Mtokens/h; 876 kEUR over 5 years without interest is 20 EUR/h, at half availability 40; energy is
    100 kW · 1.5 · 0.1 EUR/kWh = 15 EUR/h."""
    capital, energy = rack_ranking.cost_per_mtoken(LEAN, 0.0, 0.5, 1.5, 100.0)
    assert capital == pytest.approx(0.040)
    assert energy == pytest.approx(0.015)


def test_yearly_charge_is_an_annuity() -> None:
    """Proves: two payments of the charge, a year and two years on, are worth the price today at 10 % a year."""
    charge = rack_ranking.yearly_charge(1000.0, 2.0, 0.1)
    assert charge / 1.1 + charge / 1.21 == pytest.approx(1000.0)


def test_ranks_differ_where_the_lean_rack_is_the_dear_one() -> None:
    """Proves: rows come cheapest first; each rank follows its own column; pairs the plan used carry its tokens/kWh."""
    table = rack_ranking.ranking([LEAN, CHEAP], 0.0, 1.0, 1.25, 10.0, {("chat", "lean"): 7.0})
    assert list(table["rack"]) == ["cheap", "lean"]
    assert list(table["rank_cost"]) == [1, 2]
    assert list(table["rank_energy"]) == [2, 1]
    assert table["tokens_per_kwh"].iloc[1] == pytest.approx(1e9 / 125)
    assert table["eur_per_mtoken"].iloc[1] == pytest.approx(0.020 + 125 * 0.01 / 1000)
    assert table["plan_tokens_per_kwh"].isna().tolist() == [True, False]


def test_site_terms_are_those_of_the_plan() -> None:
    """Proves: the factor takes tokens/kWh at the rack to the plan's own at the meter, and price · energy is what the
    cash flow paid for electricity."""
    row = PLAN.rack_efficiency.iloc[0]
    factor, price = rack_ranking.site_terms(PLAN, [str(row["period"])])
    assert row["tokens_per_kwh_it"] / factor == pytest.approx(row["tokens_per_kwh"])
    cash = PLAN.cash_flow.loc[PLAN.cash_flow["period"].astype(str) == str(row["period"])]
    drawn = PLAN.power.set_index("period")["energy_mwh"][row["period"]]
    paid = cash.loc[cash["group"].isin(["energy", "tariff", "tax"]), "eur"].sum()
    assert price * drawn == pytest.approx(-paid)


@pytest.mark.parametrize("span", ["all", "2027", "2027-Q2"])
def test_joules_per_token_close_on_tokens_per_kwh(span: str) -> None:
    """Proves: the supply of a token is 3.6 MJ over the plan's tokens/kWh, and its steps with serving add up to it."""
    names = [name for name in PLAN.periods if span == "all" or name.startswith(span)]
    table = joules_per_token(PLAN, names).set_index("step")["joules_per_token"]
    assert table["supply"] == pytest.approx(3.6e6 / PLAN.kpi("tokens_per_kwh", period=span))
    assert table.drop("supply").sum() == pytest.approx(table["supply"])


def test_joules_per_token_by_hand() -> None:
    """Proves: with half of serving energy on GPU-hours, tokens carry half of the overhead: 4 MWh of losses and 6 of
    serving on 1,000 Mtokens leave 2 and 3 MWh to tokens, 7.2 and 10.8 J each."""
    links = [("grid", "electrical losses", 4.0), ("grid", "it", 6.0), ("it", "serving", 6.0), ("serving", "chat", 3.0),
             ("serving", "tuning", 3.0)]  # fmt: skip
    electrons = pd.DataFrame([("2027-Q1", *link) for link in links], columns=["period", "stage", "to", "mwh"])
    tokens = pd.DataFrame(
        {"period": "2027-Q1", "unit": ["Mtokens", "GPU-hours"], "served_here": [1000.0, 5.0], "serving_mwh_it": 3.0}
    )
    table = joules_per_token(dataclasses.replace(PLAN, electrons=electrons, tokens=tokens), ["2027-Q1"])
    assert dict(zip(table["step"], table["joules_per_token"], strict=True)) == pytest.approx(
        {"supply": 18.0, "electrical losses": 7.2, "serving": 10.8}
    )


def test_no_tokens_no_joules() -> None:
    """Proves: a plan that makes no token has no joules per token."""
    none = PLAN.tokens.loc[PLAN.tokens["unit"] != "Mtokens"]
    assert joules_per_token(dataclasses.replace(PLAN, tokens=none)).empty
