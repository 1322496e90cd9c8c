"""The figures against the tables they draw: nothing lost, nothing made up, colours and texts as promised."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from planner.charts import calendar_heat, day, fleet, money, served, theme
from planner.charts.energy import efficiency, electrons, power
from planner.words import formats
from tests.charts.small_plan import small_plan

PLAN = small_plan()
PERIODS = list(PLAN.periods)


def traces(figure: object, kind: str) -> list[object]:
    """Traces of a type."""
    return [trace for trace in figure.data if trace.type == kind]


def test_fleet_bars_add_up_to_the_gpus_and_retirements_are_below_zero() -> None:
    """Proves: bars above zero sum to the GPUs installed; each rack that leaves is below zero, times its GPUs."""
    bars = traces(fleet.fleet_by_period(PLAN), "bar")
    values = np.array([np.nan_to_num(np.array(bar.y, dtype=float)) for bar in bars])
    expected = PLAN.fleet.groupby("period")["gpus"].sum().reindex(PERIODS)
    np.testing.assert_allclose(values.clip(min=0).sum(axis=0), expected)
    held = fleet.gpus_per_rack(PLAN)
    gone = (PLAN.fleet["retired_racks"] * PLAN.fleet["rack"].map(held).fillna(1.0)).sum()
    assert -values.clip(max=0).sum() == pytest.approx(gone)


def test_power_areas_add_up_to_the_average() -> None:
    """Proves: IT, cooling and losses with auxiliaries stack to the average MW; the lines are the table's own."""
    figure = power.power_by_period(PLAN)
    areas = [trace for trace in figure.data if trace.stackgroup]
    np.testing.assert_allclose(np.sum([area.y for area in areas], axis=0), PLAN.power["average_mw"], rtol=1e-9)
    lines = {trace.name: trace for trace in figure.data if not trace.stackgroup}
    np.testing.assert_allclose(lines["Connection"].y, PLAN.power["connection_mw"])
    np.testing.assert_allclose(lines["Subscribed"].y, PLAN.power["subscribed_mw_max"])
    assert lines["Connection"].line.shape == "hvh"
    assert {"IT", "Cooling", "Connection"} <= {note.text for note in figure.layout.annotations}


@pytest.mark.parametrize("span", ["all", "2027", "2027-Q2"])
def test_sankey_inflow_is_outflow(span: str) -> None:
    """Proves: at IT and serving nothing is lost in the drawing, and the grid feeds all of the span's energy."""
    sankey = electrons.sankey(PLAN, span).data[0]
    value, source, target = (np.array(sankey.link[key]) for key in ("value", "source", "target"))
    for node in set(source) & set(target):
        assert value[target == node].sum() == pytest.approx(value[source == node].sum(), rel=1e-9)
    chosen = [name for name in PERIODS if span == "all" or name.startswith(span)]
    drawn = PLAN.power.loc[PLAN.power["period"].isin(chosen), "energy_mwh"].sum()
    assert value[source == 0].sum() == pytest.approx(drawn, rel=1e-9)


def test_sankey_labels_name_the_tokens() -> None:
    """Proves: a workload's node says how many tokens its energy became, in the reader's language."""
    served_here = PLAN.tokens.loc[PLAN.tokens["workload"] == "documents", "served_here"].sum()
    figure = formats.significant(served_here / 1e6, 3)
    label = next(text for text in electrons.sankey(PLAN).data[0].node.label if text.startswith("Documents"))
    assert f"{figure}\u00a0trillion tokens" in label
    french = " ".join(electrons.sankey(PLAN, locale="fr").data[0].node.label)
    assert "billions de tokens" in french


def test_efficiency_of_a_span_is_weighted_by_energy() -> None:
    """Proves: over several periods tokens and kWh are added before they are divided (a mean of ratios would differ)."""
    data = efficiency.rack_efficiency_data(PLAN).set_index(["rack", "workload"])
    own = PLAN.rack_efficiency
    key = data.index[0]
    rows = own.loc[(own["rack"] == key[0]) & (own["workload"] == key[1])]
    expected = rows["mtokens"].sum() * 1e3 / rows["serving_mwh_it"].sum()
    assert data.loc[key, "tokens_per_kwh_it"] == pytest.approx(expected)
    meter = rows["mtokens"].sum() * 1e3 / (rows["mtokens"] * 1e3 / rows["tokens_per_kwh"]).sum()
    assert data.loc[key, "tokens_per_kwh"] == pytest.approx(meter)


def test_estimated_dots_are_hollow() -> None:
    """Proves: a measured point is filled, any other is white inside; the legend explains both."""
    known = PLAN.rack_efficiency["workload"] == "assistant"
    basis = known.map({True: "measured", False: "specification ratio"})
    plan = dataclasses.replace(PLAN, rack_efficiency=PLAN.rack_efficiency.assign(basis=basis))
    figure = efficiency.tokens_per_kwh_by_rack(plan)
    names = [trace.name for trace in figure.data]
    assert names[-2:] == ["measured", "estimated"]
    dots = figure.data[0]
    assert {name: colour == "white" for name, colour in zip(dots.y, dots.marker.color, strict=True)} == {
        "Assistant": False,
        "Documents": True,
    }


def test_served_share_is_of_the_years_demand() -> None:
    """Proves: a year's share is 1 − Σ unserved / Σ demand, not the mean of its periods' shares."""
    data = served.served_data(PLAN)
    row = data.loc[(data["workload"] == "assistant") & (data["year"] == "2027")].iloc[0]
    own = PLAN.tokens.loc[(PLAN.tokens["workload"] == "assistant") & PLAN.tokens["period"].str.startswith("2027")]
    assert row["served_share"] == pytest.approx(1 - own["unserved"].sum() / own["demand"].sum())
    heat = served.served_share_by_workload(PLAN).data[0]
    assert len(heat.y) == PLAN.tokens["workload"].nunique()


def test_daily_mean_of_the_calendar_and_its_place() -> None:
    """Proves: each dispatched day has one cell with its mean MW, in the row of its weekday; others are empty.

    Over each such cell, and over no other, lies a point that a click selects, with the date of the day.
    """
    daily = calendar_heat.daily_data(PLAN.hours("hourly", name) for name in PERIODS)
    hourly = PLAN.hourly
    first = daily.iloc[0]
    expected = hourly.loc[hourly["date"] == first["date"], "grid_mw"].mean()
    assert first["mean_mw"] == pytest.approx(expected, rel=1e-6)
    figure = calendar_heat.calendar_heatmap(daily)
    (grid,), (targets,) = ([t for t in figure.data if t.type == kind] for kind in ("heatmap", "scatter"))
    cells = np.array(grid.z, dtype=float)
    assert np.isfinite(cells).sum() == len(daily)
    assert np.isfinite(cells[first["date"].weekday()]).any()
    years = daily["date"].dt.year.nunique()
    assert cells.shape == (8 * years - 1, calendar_heat.WEEKS)
    assert np.isnan(cells[7::8]).all()  # between two years
    assert {(int(y), int(x)) for y, x in np.argwhere(np.isfinite(cells))} == set(zip(targets.y, targets.x, strict=True))
    dates = [pd.Timestamp(day) for (day,) in targets.customdata]
    assert dates == daily["date"].tolist()
    assert [date.weekday() + 8 * (date.year - dates[0].year) for date in dates] == list(targets.y)
    weeks = {date: (date.day_of_year - 1 + pd.Timestamp(date.year, 1, 1).weekday()) // 7 for date in dates}
    assert list(weeks.values()) == list(targets.x)


def test_day_has_its_hours_and_all_racks() -> None:
    """Proves: the cut holds one local day only, and the stacked racks add up to the racks installed, every hour."""
    daily = calendar_heat.daily_data(PLAN.hours("hourly", name) for name in PERIODS)
    date = pd.Timestamp(daily["date"].iloc[len(daily) // 2])
    period = day.period_of(PLAN, date)
    tables = day.hourly_of(PLAN, period, date)
    assert set(pd.to_datetime(tables.site["date"])) == {date}
    installed = PLAN.fleet.loc[PLAN.fleet["period"] == period, "installed_racks"].sum()
    figure = day.day_chart(tables)
    stacked = np.sum([np.array(trace.y, dtype=float) for trace in figure.data if trace.stackgroup], axis=0)
    np.testing.assert_allclose(stacked, installed, rtol=1e-4)
    assert len(day.day_data(tables)) == len(tables.site)


def test_period_of_a_day_before_the_plan_is_refused() -> None:
    """Proves: a date that no period holds is an error that names the first period."""
    assert day.period_of(PLAN, pd.Timestamp(2027, 6, 30)) == "2027-Q2"
    with pytest.raises(ValueError, match=r"2026-12-31 is before the first period, 2027-Q1\."):
        day.period_of(PLAN, pd.Timestamp(2026, 12, 31))


def test_cash_flow_adds_up_to_the_table() -> None:
    """Proves: bars of all groups add up to the money that moves before the end; the line is their running sum."""
    own = PLAN.cash_flow.loc[PLAN.cash_flow["in_npv"] & (PLAN.cash_flow["period"] != "end")]
    total = own["eur"].sum() / 1e6
    figure = money.cash_flow_by_period(PLAN)
    bars = np.sum([np.array(bar.y, dtype=float).sum() for bar in traces(figure, "bar")])
    assert bars == pytest.approx(total)
    assert traces(figure, "scatter")[0].y[-1] == pytest.approx(total)


def test_bridge_shows_what_is_not_explained_and_at_most_eight_steps() -> None:
    """Proves: eleven steps become seven and "other"; a gap between steps and totals is a step, never hidden."""
    steps = pd.DataFrame({"group": list(theme.GROUPS), "meur": np.arange(1.0, len(theme.GROUPS) + 1)})
    shown = money.bridge_steps(steps)
    assert len(shown) == 8
    assert shown["group"].iloc[-1] == "other"
    assert shown["meur"].sum() == pytest.approx(steps["meur"].sum())
    figure = money.bridge(("a", 10.0), steps.head(2), ("b", 20.0))
    assert "Not explained" in list(figure.data[0].y)
    assert sum(figure.data[0].x[1:-1]) == pytest.approx(10.0)
    exact = money.bridge(("a", 10.0), steps.head(2), ("b", 13.0))
    assert "Not explained" not in list(exact.data[0].y)


def test_separators_and_viewer_options() -> None:
    """Proves: French figures read 1 234,5; the viewer neither uploads nor shows a logo."""
    assert fleet.fleet_by_period(PLAN, "fr").layout.separators == ",\u202f"
    assert fleet.fleet_by_period(PLAN, "en").layout.separators == ".,"
    assert theme.config("fr")["showSendToCloud"] is False
    assert theme.config("fr")["displaylogo"] is False


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_lines_are_readable_on_white_and_pale_fills_are_outlined() -> None:
    """Proves: colours of lines have 3:1 on white (WCAG 1.4.11); a fill that has not is outlined.

    Pale purple is the one exception that Okabe-Ito has: 2.7:1, used for fills beside a white gap and for dots.
    """
    lines = [theme.BLUE, theme.VERMILION, theme.GREEN, theme.CONNECTION, theme.PRICE, *theme.AS_LINE.values()]
    assert all(1.05 / (luminance(colour) + 0.05) >= 3.0 for colour in lines)
    for colour in {*theme.RACKS.values(), *theme.WORKLOADS.values(), *theme.GROUPS.values()} & set(theme.SPARE[:7]):
        pale = 1.05 / (luminance(colour) + 0.05) < 2.5
        assert pale == (theme.outline(colour)["color"] == theme.OUTLINE)


def test_each_thing_has_one_colour_and_unknown_things_get_a_free_one() -> None:
    """Proves: no two racks (or workloads) share a colour; a product the theme does not know takes one that is free."""
    for colours in (theme.RACKS, theme.WORKLOADS):
        assert len(set(colours.values())) == len(colours)
    found = theme.colour_of(["H200_HGX", "NEW", "GB300_NVL72"], theme.RACKS)
    assert found["H200_HGX"] == theme.RACKS["H200_HGX"]
    assert len(set(found.values())) == 3
