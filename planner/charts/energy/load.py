"""The load of a span: by hour of the day and tariff class, as a duration curve, and beside price and carbon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from planner.charts import theme
from planner.charts.spans import in_span
from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.plan.plan import Plan

CLASSES = ("pointe", "HPH", "HCH", "HPB", "HCB")
ROOM_ABOVE = 1.16
COLUMNS = [
    "utc", "local", "date", "period", "tariff_class", "weight", "grid_mw", "subscribed_mw", "spot_eur_per_mwh",
    "carbon_g_per_kwh",
]  # fmt: skip


def hours_of(plan: Plan, periods: Iterable[str]) -> pd.DataFrame:
    """The dispatched hours of periods: time, class, MW, subscribed and connected MW, spot price, carbon."""
    frames = [plan.hours("hourly", period)[COLUMNS] for period in periods]
    connection = plan.power.set_index(plan.power["period"].astype(str))["connection_mw"]
    return pd.concat(frames, ignore_index=True).assign(
        tariff_class=lambda t: t["tariff_class"].astype(str),
        period=lambda t: t["period"].astype(str),
        connection_mw=lambda t: t["period"].map(connection),
    )


def connection_mw(plan: Plan, span: str) -> float:
    """Largest connection of a span [MW]."""
    return float(in_span(plan.power, span)["connection_mw"].max())


def by_hour_data(hours: pd.DataFrame) -> pd.DataFrame:
    """Highest and mean MW by tariff class and local hour, with what was subscribed in the hour nearest its limit."""
    table = hours.assign(
        hour=pd.to_datetime(hours["utc"], utc=True).dt.tz_convert("Europe/Paris").dt.hour,
        mwh=hours["grid_mw"] * hours["weight"],
        room=hours["subscribed_mw"] - hours["grid_mw"],
    )
    grouped = table.groupby(["tariff_class", "hour"], sort=True)
    sums = grouped[["mwh", "weight"]].sum()
    tight = table.loc[grouped["room"].idxmin()].set_index(["tariff_class", "hour"])
    return pd.DataFrame(
        {
            "mean_mw": sums["mwh"] / sums["weight"],
            "highest_mw": grouped["grid_mw"].max(),
            "tightest_mw": tight["grid_mw"],
            "subscribed_then_mw": tight["subscribed_mw"],
        }
    ).reset_index()


def by_hour(hours: pd.DataFrame, connection: float, locale: str = "en", height: int = 360) -> go.Figure:
    """A panel a tariff class: MW of the hour that comes nearest to what was subscribed, that beside it, by local hour.

    The connection is the black line.
    """
    data = by_hour_data(hours)
    there = set(data["tariff_class"])
    names = [*(name for name in CLASSES if name in there), *sorted(there - set(CLASSES))]
    chart = make_subplots(rows=1, cols=len(names), shared_yaxes=True, horizontal_spacing=0.015, subplot_titles=names)
    chart.update_layout(
        template=theme.TEMPLATE, separators=theme.separators(locale), height=height, margin={"t": 44}, bargap=0.1,
        showlegend=True, legend={"y": 1.1},
    )  # fmt: skip
    chart.update_annotations(font={"size": 12, "color": theme.MUTED})
    for column, name in enumerate(names, start=1):
        own = data.loc[data["tariff_class"] == name].set_index("hour").reindex(range(24))
        chart.add_bar(
            x=own.index, y=own["tightest_mw"], name=say("tightest", locale), showlegend=column == 1,
            marker={"color": theme.STAGES["cooling"]}, hovertemplate="%{x} h: %{y:,.2f} MW<extra></extra>",
            row=1, col=column,
        )  # fmt: skip
        chart.add_scatter(
            x=own.index, y=own["subscribed_then_mw"], name=say("subscribed", locale), showlegend=column == 1,
            mode="lines", line={"color": theme.SUBSCRIBED, "width": 2.2, "shape": "hvh"},
            hovertemplate=f"{say('subscribed', locale)}{formats.colon(locale)}%{{y:,.2f}} MW<extra></extra>",
            row=1, col=column,
        )  # fmt: skip
        chart.add_scatter(
            x=[-0.5, 23.5], y=[connection, connection], name=say("connection", locale), showlegend=column == 1,
            mode="lines", line={"color": theme.CONNECTION, "width": 2}, hoverinfo="skip", row=1, col=column,
        )  # fmt: skip
    chart.update_xaxes(tickvals=[0, 12], range=[-0.6, 23.6], tickfont={"size": 11})
    top = max(connection, float(data["highest_mw"].max()) if len(data) else 0.0)
    chart.update_yaxes(range=[0, top * 1.06])
    chart.update_yaxes(title_text="MW", row=1, col=1)
    return chart


def _level(chart: go.Figure, y: float, text: str, colour: str, dash: str, anchor: str) -> None:
    """A line across the chart with its name at its right end."""
    chart.add_hline(y=y, line={"color": colour, "dash": dash, "width": 2})
    chart.add_annotation(
        x=1, xref="paper", xanchor="right", y=y, yanchor=anchor, text=text, showarrow=False,
        font={"color": colour, "size": 12}, bgcolor="rgba(255,255,255,0.7)",
    )  # fmt: skip


def duration_data(hours: pd.DataFrame) -> pd.DataFrame:
    """Load duration: MW, falling, and the share of real hours in which at least so much is drawn."""
    order = np.argsort(-hours["grid_mw"].to_numpy(dtype=float), kind="stable")
    weight = hours["weight"].to_numpy(dtype=float)[order]
    return pd.DataFrame(
        {"hours_share": np.cumsum(weight) / weight.sum(), "grid_mw": hours["grid_mw"].to_numpy(dtype=float)[order]}
    )


def duration_curve(hours: pd.DataFrame, connection: float, locale: str = "en", height: int = 360) -> go.Figure:
    """Hours of the span from the highest load to the lowest, against the connection."""
    data = duration_data(hours)
    chart = theme.figure(locale, height)
    chart.add_scatter(
        x=np.concatenate([[0.0], data["hours_share"]]) * 100, y=np.concatenate([data["grid_mw"][:1], data["grid_mw"]]),
        mode="lines", line={"color": theme.STAGES["grid"], "width": 2.4, "shape": "vh"}, fill="tozeroy",
        fillcolor=theme.faded(theme.STAGES["grid"], 0.12), name=say("grid", locale),
        hovertemplate="%{x:.0f} %: ≥ %{y:,.2f} MW<extra></extra>",
    )  # fmt: skip
    _level(chart, connection, say("connection", locale), theme.CONNECTION, "solid", "bottom")
    chart.update_xaxes(title_text=f"{say('share of hours', locale)}, %", range=[0, 100], tickvals=[0, 25, 50, 75, 100])
    chart.update_yaxes(title_text="MW", range=[0, max(connection, float(data["grid_mw"].max())) * ROOM_ABOVE])
    return chart


def daily_means(hours: pd.DataFrame) -> pd.DataFrame:
    """Mean load, spot price and carbon intensity of each dispatched day."""
    columns = ["grid_mw", "spot_eur_per_mwh", "carbon_g_per_kwh"]
    means = hours.groupby(pd.to_datetime(hours["date"]))[columns].mean().sort_index()
    return means.rename_axis("date").reset_index()


def price_carbon_load(hours: pd.DataFrame, locale: str = "en", height: int = 520) -> go.Figure:
    """Load, spot price and carbon of the grid above each other on one time axis, a point a dispatched day."""
    data = daily_means(hours)
    titles = [say(name, locale) for name in ("load", "spot price", "carbon intensity")]
    chart = make_subplots(rows=3, cols=1, shared_xaxes=True, vertical_spacing=0.09, subplot_titles=titles)
    chart.update_layout(
        template=theme.TEMPLATE, separators=theme.separators(locale), height=height, margin={"t": 30},
    )  # fmt: skip
    chart.update_annotations(x=0, xanchor="left", font={"size": 12, "color": theme.MUTED})
    few = len(data) < 0.5 * max(1, (data["date"].max() - data["date"].min()).days)
    panels = (
        ("grid_mw", theme.STAGES["grid"], " MW"),
        ("spot_eur_per_mwh", theme.VERMILION, " €/MWh"),
        ("carbon_g_per_kwh", theme.GREEN, " g/kWh"),
    )
    for row, (column, colour, unit) in enumerate(panels, start=1):
        chart.add_scatter(
            x=data["date"], y=data[column], mode="markers+lines" if few else "lines", marker={"size": 7},
            line={"color": theme.faded(colour, 0.35) if few else colour, "width": 1.2 if few else 1.6},
            marker_color=colour, hovertemplate=f"%{{y:,.1f}}{unit}<extra></extra>", row=row, col=1,
        )  # fmt: skip
        chart.update_yaxes(rangemode="tozero", nticks=4, row=row, col=1)
    chart.update_xaxes(tickformat=formats.month_axis(locale))
    return chart
