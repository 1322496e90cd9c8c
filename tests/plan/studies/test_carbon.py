"""Carbon and the regulator's table against sums done again from the hourly tables, and against figures by hand."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from planner.plan.studies import carbon, regulator
from planner.words import has
from planner.words.app import regulator as regulator_words
from tests.charts.small_plan import small_plan

PLAN = small_plan()
TABLE = carbon.carbon_table(PLAN)
MIX = carbon.mix_by_hour(PLAN)


def scenario(**power: dict[str, object]) -> object:
    """The same plan with figures of `power` in its manifest."""
    return PLAN.with_manifest(scenario={"power": power})


def contracts(kind: str, mwh: float) -> pd.DataFrame:
    """One contract that delivers the same energy in every period."""
    return pd.DataFrame({"period": list(PLAN.periods), "contract": "one", "kind": kind, "energy_mwh": mwh})


def test_location_based_is_the_sum_over_hours_and_agrees_with_the_indicator() -> None:
    """Proves: tonnes are Σ weight · MW · g/kWh, and over IT energy they are the plan's own CUE."""
    hours = PLAN.hourly
    tonnes = float((hours["weight"] * hours["grid_mw"] * hours["carbon_g_per_kwh"]).sum()) / 1e3
    assert TABLE["location_t"].sum() == pytest.approx(tonnes, rel=1e-6)
    cue = regulator.regulator_table(PLAN, TABLE, "all").set_index("kpi")["value"]
    assert cue["CUE"] == pytest.approx(PLAN.kpi("cue_kg_per_kwh"), rel=1e-5)
    assert cue["PUE"] == pytest.approx(PLAN.kpi("pue"), rel=1e-5)
    assert cue["WUE"] == pytest.approx(PLAN.kpi("wue_l_per_kwh"), rel=1e-5)


def test_without_contracts_all_is_residual_mix_and_nothing_is_matched() -> None:
    """Proves: market-based is energy × the residual mix, the 24/7 score is 0 and the grid's own share is not."""
    assert TABLE["market_t"].sum() == pytest.approx(TABLE["energy_mwh"].sum() * 52.0 / 1e3)
    assert (TABLE["matched_share"] == 0).all()
    assert TABLE["grid_carbon_free_share"].between(0.85, 1.0).all()
    assert (TABLE["carbon_free_share"] == TABLE["grid_carbon_free_share"]).all()


def test_guarantees_lower_the_market_based_figure_but_match_no_hour() -> None:
    """Proves: a quarter covered by guarantees is a quarter off the market-based tonnes, nothing off the others."""
    half = carbon.carbon_table(scenario(carbon={"guarantees_of_origin_share": 0.25}))
    np.testing.assert_allclose(half["market_t"], 0.75 * TABLE["market_t"])
    np.testing.assert_allclose(half["location_t"], TABLE["location_t"])
    assert (half["matched_share"] == 0).all()


def test_sun_matches_fewer_hours_than_its_energy_says() -> None:
    """Proves: solar of all the year's energy meets well under all of it in the same hour, never an hour of night."""
    energy = TABLE["energy_mwh"].mean()
    table = carbon.carbon_table(PLAN, contracts("solar", energy))
    assert (table["matched_share"] < 0.7).all()
    assert (table["matched_share"] > 0.1).all()
    hours = carbon.carbon_hours(PLAN, PLAN.periods[1], MIX, contracts("solar", energy))
    night = pd.DatetimeIndex(hours["utc"]).tz_convert("Europe/Paris").hour < 4
    assert float(hours.loc[night, "matched_mw"].sum()) < 1e-3 * float(hours["matched_mw"].sum())
    assert float(hours["weight"] @ hours["contracted_mw"]) == pytest.approx(energy)
    assert (hours["matched_mw"] <= hours["grid_mw"] + 1e-12).all()


def test_a_block_from_the_mix_proves_nothing() -> None:
    """Proves: baseload bought on the market covers nothing; a nuclear contract does, up to all of it."""
    pd.testing.assert_frame_equal(carbon.carbon_table(PLAN, contracts("baseload", 1e6)), TABLE)
    full = carbon.carbon_table(PLAN, contracts("nuclear", 1e9))
    assert (full["market_t"] == 0).all()
    np.testing.assert_allclose(full["matched_share"], 1.0)


def test_embodied_is_spread_over_lives() -> None:
    """Proves: GPUs × kg over 6 years, connection × t/MW over 30, for the years of each period."""
    years = [PLAN.hours("hourly", period)["weight"].astype(float).sum() / 8760 for period in PLAN.periods]
    gpus = PLAN.fleet.groupby("period")["gpus"].sum().reindex(list(PLAN.periods)).to_numpy()
    np.testing.assert_allclose(TABLE["embodied_racks_t"], gpus * 318 / 6 / 1e3 * years)
    np.testing.assert_allclose(TABLE["embodied_building_t"], PLAN.power["connection_mw"] * 1000 / 30 * years)


def test_carbon_price_is_only_reported() -> None:
    """Proves: tonnes × price; the plan's NPV does not hold it."""
    dear = carbon.carbon_table(scenario(carbon={"price_eur_per_t": 1000.0}))
    np.testing.assert_allclose(dear["cost_location_meur"], dear["location_t"] * 1e-3)
    assert not PLAN.cash_flow["item"].str.contains("carbon").any()


def test_each_figure_has_formula_inputs_and_article() -> None:
    """Proves: no row of the report is bare, and what a plan cannot give is empty rather than zero."""
    table = regulator.regulator_table(PLAN, TABLE, "all")
    assert table["kpi"].is_unique
    assert (table[["formula", "inputs", "article"]] != "").all(axis=None)
    empty = set(table.loc[table["value"].isna(), "kpi"])
    assert {"SDC, SCR", "TWH, TIN", "CSERV, CSTOR"} <= empty
    assert {"PUE", "WUE", "ERF", "REF", "CER", "CUE", "EDC", "EIT"} <= set(table["kpi"]) - empty


def test_each_word_of_the_report_is_there_in_french() -> None:
    """Proves: what is no name of the regulation, number or unit has French words, none of which is left over."""
    table = regulator.regulator_table(PLAN, TABLE, "all")
    texts = {str(text) for name in ("kpi", "unit", "formula", "inputs", "article") for text in table[name]}
    words = {text for text in texts if set(re.findall(r"[a-z]{3,}", text)) - {"kWh", "waste_heat_reused_share"}}
    assert {text for text in words if not has(f"to file {text}")} == set()
    assert {key.removeprefix("to file ") for key in regulator_words.WORDS} <= texts


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({"electro_sensitive": "yes"}, regulator.UNKNOWN),
        ({}, regulator.MISSED),  # the plan works the test on value added out, and it fails
        ({"energy_management_system": "no"}, regulator.MISSED),
        ({"pue_limit": 1.0001}, regulator.MISSED),
        (
            {
                "building_dedicated": "yes", "energy_management_system": "yes", "best_practice_programme": "yes",
                "electro_sensitive": "yes", "pue_limit": 3.0, "water_limit_l_per_kwh": 5.0,
            },
            regulator.MET,
        ),
    ],
)  # fmt: skip
def test_reduced_rate_needs_every_condition(answers: dict[str, object], state: str) -> None:
    """Proves: one answer missing leaves the rate to be confirmed, one condition missed loses it."""
    table = regulator.excise_conditions(scenario(reporting=answers), TABLE, "all")
    assert regulator.reduced_rate_state(table) == state


def test_reused_heat_stands_in_for_the_pue_limit() -> None:
    """Proves: heat put to use meets the heat-or-PUE condition and gives ERF its value."""
    plan = scenario(reporting={"waste_heat_reused_share": 0.2})
    states = regulator.excise_conditions(plan, TABLE, "all").set_index("condition")["state"]
    assert states["waste heat used, or PUE below limit"] == regulator.MET
    assert regulator.regulator_table(plan, TABLE, "all").set_index("kpi")["value"]["ERF"] == pytest.approx(0.2)


def test_size_classes() -> None:
    """Proves: the edges of Annex IV: 500 kW, 2 MW, more than 10 MW."""
    assert [regulator.size_class(kw) for kw in (499, 500, 2000, 10_000, 10_001)] == [
        "", "medium or small", "large", "large", "very large",
    ]  # fmt: skip
