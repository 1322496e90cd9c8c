"""What a phone shows in place of a drawing: the same figures as the drawing, line by line."""

from __future__ import annotations

import pandas as pd
import pytest
import streamlit as st

from planner.charts import calendar_heat
from planner.charts.energy.electrons import electrons_bars, electrons_data, sankey
from planner.charts.studies.sensitivity import two_way_bars
from planner.ui.kit import phone
from tests.charts.small_plan import small_plan

PLAN = small_plan(1)


def test_bars_say_what_the_sankey_says() -> None:
    """Proves: the same labels in the same order; the first is the grid, whole; serving is the sum of its workloads."""
    bars = electrons_bars(PLAN, locale="fr")
    drawing = sankey(PLAN, locale="fr").data[0]
    assert [text for text, _ in bars] == list(drawing.node.label)
    shares = dict(bars)
    assert next(iter(shares.values())) == pytest.approx(1.0)
    data = electrons_data(PLAN)
    total = data.loc[data["stage"] == "grid", "mwh"].sum()
    serving = data.loc[data["workload"] != "", "mwh"].sum() / total
    workloads = [share for text, share in bars if "→" in text]
    assert sum(workloads) == pytest.approx(serving)


def test_the_calendar_in_lines_by_hand() -> None:
    """Proves: one line a quarter with its mean and its busiest day; the share is that of the busiest day of all."""
    daily = pd.DataFrame(
        {"date": pd.to_datetime(["2027-01-05", "2027-03-31", "2027-04-01"]), "mean_mw": [2.0, 4.0, 1.0]}
    )
    first, second = calendar_heat.quarter_bars(daily)
    assert first[0].replace("\u00a0", " ") == "Q1 2027 · 3.00 MW on average, most on 31 March 2027 (4.00 MW)"
    assert (first[1], second[1]) == (0.75, 0.25)
    assert calendar_heat.quarter_bars(daily, "fr")[1][0].startswith("T2\u00a02027")
    assert calendar_heat.quarter_bars(daily.iloc[:0]) == []


def test_the_grid_in_lines_by_hand() -> None:
    """Proves: the best cell first, each with both drivers; what has no plan is left out."""
    head = ["driver", "value", "other_driver", "other_value", "npv_meur"]
    table = pd.DataFrame(
        [["price", 0.8, "demand", 1.0, 10.0], ["price", 1.2, "demand", 1.0, 50.0], ["price", 1.0, "demand", 1.0, None]],
        columns=head,
    )
    best, worst = two_way_bars(table)
    assert best[0].startswith("Token prices")
    assert best[0].replace("\u00a0", " ").endswith(": 50 M€")
    assert (best[1], worst[1]) == (1.0, 0.0)


def test_names_in_a_line_are_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: a name with marks of HTML changes nothing of the page; a bar is never wider than its line."""
    shown: list[str] = []
    monkeypatch.setattr(st, "html", shown.append)
    phone.bar_list("x", [("<script>alert(1)</script>", 1.7), ("b", -1.0)])
    assert "<script>" not in shown[0]
    assert "&lt;script&gt;" in shown[0]
    assert "width: 100.0%" in shown[0]
    assert "width: 0.0%" in shown[0]
