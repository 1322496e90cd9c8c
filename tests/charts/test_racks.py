"""Racks in depth: the fronts, caps, ranking and joules as drawn, against the tables they come from."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from planner.charts import racks
from planner.charts.energy import joules
from planner.inputs.racks.cap_effect import cap_effect
from planner.inputs.racks.operating_points import TokenNeed
from planner.inputs.racks.rack_fronts import rack_fronts
from planner.performance.evidence import hardware, measured
from planner.plan.studies import rack_ranking
from tests.charts.small_plan import small_plan

PLAN = small_plan()
OWN = TokenNeed("chat", "DeepSeek-R1", 671.0, 37.0, "fp8", 8192.0, 0.0, 1024.0, 40.0)
RELATED = TokenNeed("chat", "Mistral-Large-3", 675.0, 41.0, "fp8", 3000.0, 0.0, 400.0, 40.0)
NAMEPLATES = {"H200_HGX": math.nan, "GB300_NVL72": 140.0}
FRONTS = rack_fronts(OWN, NAMEPLATES)


def test_predicted_lines_fall_inside_their_band() -> None:
    """Proves: on each rack more speed per user never gives more tokens per kW, and the band holds the line."""
    for rack, line in FRONTS.lines.groupby("rack"):
        assert (line["low"] <= line["tokens_per_s_per_kw"]).all(), rack
        assert (line["tokens_per_s_per_kw"] <= line["high"]).all(), rack
        assert (np.diff(line["tokens_per_s_per_kw"]) < 0).all(), rack
        assert (line["rack_kw"] < {"H200_HGX": 10.2, "GB300_NVL72": 140.0}[str(rack)]).all()


def test_dots_are_measured_rows_of_the_model() -> None:
    """Proves: each dot is a row of the data, at its rate and speed, and its kW are near what the boards can draw."""
    table = measured.table().set_index("row_id")
    assert FRONTS.own_rows
    assert set(FRONTS.dots["rack"]) == set(NAMEPLATES)
    for dot in FRONTS.dots.to_dict("records"):
        row = table.loc[dot["row_id"]]
        assert (row["family"], row["product"]) == ("DeepSeek-R1", dot["rack"])
        assert dot["tokens_per_s_per_user"] == pytest.approx(row["speed"])
        tdp_kw = hardware.find(dot["rack"]).tdp_w / 1000
        assert 0.3 * tdp_kw < row["rate"] / dot["tokens_per_s_per_kw"] < 2 * tdp_kw


def test_a_model_never_measured_shows_its_relative() -> None:
    """Proves: without rows of its own a model shows those of one relative on all racks, hollow and named as such."""
    fronts = rack_fronts(RELATED, NAMEPLATES)
    assert not fronts.own_rows
    table = measured.table().set_index("row_id")
    assert set(table.loc[fronts.dots["row_id"], "family"]) == {"DeepSeek-R1"}
    chart = racks.fronts_chart(fronts, 40.0, "en")
    assert {trace.marker.color for trace in chart.data if trace.mode == "markers"} == {"white"}


def test_a_model_too_large_has_no_line() -> None:
    """Proves: a rack whose memory does not hold the model is left out of the lines, not drawn at nothing."""
    large = TokenNeed("chat", "Kimi-K2.5", 1040.0, 32.0, "bf16", 1000.0, 0.0, 300.0, 20.0)
    assert set(rack_fronts(large, NAMEPLATES).lines["rack"]) == {"GB300_NVL72"}


def test_fronts_chart_draws_line_band_and_dots_with_their_source() -> None:
    """Proves: a line, a closed band and full dots for each rack; hovering a dot names its row and its source."""
    chart = racks.fronts_chart(FRONTS, 40.0, "fr")
    lines = {trace.legendgroup: trace for trace in chart.data if trace.mode == "lines" and not trace.fill}
    bands = {trace.legendgroup: trace for trace in chart.data if trace.fill}
    for rack in NAMEPLATES:
        own = FRONTS.lines.loc[FRONTS.lines["rack"] == rack]
        np.testing.assert_allclose(lines[rack].y, own["tokens_per_s_per_kw"])
        np.testing.assert_allclose(bands[rack].y, [*own["high"], *own["low"][::-1]])
    dots = [trace for trace in chart.data if trace.mode == "markers"]
    assert "white" not in {trace.marker.color for trace in dots}
    words = [text for trace in dots for text in trace.customdata]
    for text, row, source in zip(words, FRONTS.dots["row_id"], FRONTS.dots["source"], strict=True):
        assert row in text
        assert source in text
    assert any("puissance" in text for text in words)
    assert chart.layout.shapes[0].x0 == 40.0


def test_a_cap_never_adds_tokens_nor_power() -> None:
    """Proves: from full power down both fall or stay; shares start at 1; tokens/kWh is tokens/s over kW."""
    effect = cap_effect(OWN, "H200_HGX")
    assert list(effect["cap_share"])[:2] == [1.0, 0.95]
    assert (np.diff(effect["tokens_per_s_per_rack"]) <= 1e-9).all()
    assert (np.diff(effect["rack_kw"]) <= 1e-9).all()
    assert effect[["rate_share", "per_kwh_share"]].iloc[0].tolist() == [1.0, 1.0]
    expected = effect["tokens_per_s_per_rack"] * 3600 / effect["rack_kw"]
    np.testing.assert_allclose(effect["tokens_per_kwh_it"], expected)
    chart = racks.caps_chart(effect, "en")
    np.testing.assert_allclose(chart.data[1].y, effect["rate_share"] * 100)


def test_a_cap_on_a_rack_that_cannot_serve_is_empty() -> None:
    """Proves: a speed above the roofline gives no point and no error."""
    fast = TokenNeed("chat", "DeepSeek-R1", 671.0, 37.0, "fp8", 8192.0, 0.0, 1024.0, 1e6)
    assert cap_effect(fast, "H200_HGX").empty


def test_ranking_is_said_and_listed() -> None:
    """Proves: the sentence names the cheapest and the leanest rack; the table lists each with rank and basis."""
    lean = rack_ranking.RackAtWork("coding", "GB300_NVL72", 1e5, 100.0, 5e6, 5.0, "predicted")
    cheap = rack_ranking.RackAtWork("coding", "H200_HGX", 1e4, 12.0, 1e5, 5.0, "interpolated")
    table = rack_ranking.ranking([lean, cheap], 0.08, 0.97, 1.2, 90.0)
    said = racks.ranking_finding(table, "coding", "en")
    assert said.startswith("Coding agents: H200 HGX is cheapest")
    assert "GB300 NVL72 yields most" in said
    shown = racks.ranking_table(table, "coding", "fr")
    assert list(shown["Rang"]) == ["1", "2"]
    assert list(shown["Rang, tokens/kWh"]) == ["2", "1"]
    assert list(shown["Connu par"]) == ["interpolé", "prédit"]
    both = rack_ranking.ranking([lean], 0.08, 0.97, 1.2, 90.0)
    assert "GB300 NVL72 is cheapest and yields most" in racks.ranking_finding(both, "coding", "en")
    assert "No rack" in racks.ranking_finding(table.iloc[:0], "coding", "en")
    assert racks.ranking_table(pd.DataFrame(columns=table.columns), "coding").empty


def test_waterfall_falls_from_supply_to_serving() -> None:
    """Proves: the first bar less all steps is the last, in J per token, and every bar has its value written on it."""
    bar = joules.joules_waterfall(PLAN, "2028", "fr").data[0]
    assert list(bar.measure) == ["absolute", *["relative"] * (len(bar.x) - 2), "absolute"]
    assert sum(bar.x[:-1]) == pytest.approx(bar.x[-1])
    assert bar.x[0] == pytest.approx(3.6e6 / PLAN.kpi("tokens_per_kwh", period="2028"))
    assert all(bar.text)
