"""Megawatts by period: where they go, what is subscribed, what the connection allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from planner.charts import theme
from planner.words import formats, say

if TYPE_CHECKING:
    from planner.plan.plan import Plan

AREAS = ("it", "cooling", "losses")
LABELS = {"losses": "losses|short"}
LABEL_SHARE = 0.075  # labels stand at least this far apart, as a share of the axis
ROOM_ABOVE = 1.14
LABEL_PX = 112


def power_data(plan: Plan) -> pd.DataFrame:
    """Average MW by use, peak hour, subscribed power and connection, by period."""
    power = plan.power
    return pd.DataFrame(
        {
            "period": power["period"].astype(str),
            "it_mw": power["it_average_mw"],
            "cooling_mw": power["cooling_average_mw"],
            "losses_mw": power["losses_average_mw"] + power["auxiliaries_average_mw"],
            "average_mw": power["average_mw"],
            "peak_mw": power["peak_mw"],
            "subscribed_mw": power["subscribed_mw_max"],
            "connection_mw": power["connection_mw"],
        }
    )


def firm_data(plan: Plan) -> pd.DataFrame:
    """Firm part of the connection by period, where a part is flexible; else no row."""
    table = plan.connection
    chosen = table.loc[table["flexible_mw"].cumsum() > 0, ["period", "firm_mw"]]
    return chosen.assign(period=chosen["period"].astype(str))


def power_by_period(plan: Plan, locale: str = "en", height: int = 340) -> go.Figure:
    """Areas of average IT, cooling, losses with auxiliaries; lines of subscribed power, connection and its firm part.

    Each is named beside its area or line; there is no legend.
    """
    data = power_data(plan)
    chart = theme.figure(locale, height, margin={"r": LABEL_PX, "t": 8, "l": 8, "b": 8})
    x = theme.period_axis(chart, list(data["period"]), locale)
    for part in AREAS:
        chart.add_scatter(
            x=x,
            y=data[f"{part}_mw"],
            mode="lines",
            name=say(part, locale),
            stackgroup="uses",
            line={"width": 0.8, "color": "white", "shape": "hvh"},
            fillcolor=theme.STAGES[part],
            hovertemplate=f"{say(part, locale)}{formats.colon(locale)}%{{y:,.2f}} MW<extra></extra>",
        )
    for name, colour, dash in (
        ("subscribed", theme.SUBSCRIBED, "dash"),
        ("connection", theme.CONNECTION, "solid"),
    ):
        chart.add_scatter(
            x=x,
            y=data[f"{name}_mw"],
            mode="lines",
            name=say(name, locale),
            line={"color": colour, "dash": dash, "width": 2.4, "shape": "hvh"},
            hovertemplate=f"{say(name, locale)}{formats.colon(locale)}%{{y:,.2f}} MW<extra></extra>",
        )
    firm = firm_data(plan)
    if len(firm):
        chart.add_scatter(
            x=[x[list(data["period"]).index(period)] for period in firm["period"]],
            y=firm["firm_mw"],
            mode="lines",
            name=say("firm", locale),
            line={"color": theme.CONNECTION, "dash": "dot", "width": 1.6, "shape": "hvh"},
            hovertemplate=f"{say('firm', locale)}{formats.colon(locale)}%{{y:,.2f}} MW<extra></extra>",
        )
    top = float(data[["connection_mw", "subscribed_mw", "average_mw"]].max().max()) if len(data) else 1.0
    chart.update_yaxes(title_text="MW", range=[0, top * ROOM_ABOVE])
    if len(data):
        chart.update_xaxes(range=[-0.5, len(data) - 0.5])  # else the axis makes room for the labels beside it
        _label_areas(chart, data, top * ROOM_ABOVE, locale)
        _label_lines(chart, data, x, locale)
    return chart


def _label_areas(chart: go.Figure, data: pd.DataFrame, axis_mw: float, locale: str) -> None:
    """Names to the right of the areas, moved apart where the areas are thin."""
    parts = [float(data[f"{part}_mw"].iloc[-1]) for part in AREAS]
    wanted = [sum(parts[:i]) + parts[i] / 2 for i in range(len(parts))]
    wanted[0] = min(wanted[0], parts[0] - LABEL_SHARE * axis_mw / 2)
    for i in range(1, len(wanted)):
        wanted[i] = max(wanted[i], wanted[i - 1] + LABEL_SHARE * axis_mw)
    for part, y in zip(AREAS, wanted, strict=True):
        _write(chart, None, y, say(LABELS.get(part, part), locale), theme.MUTED, "left", 6)


def _label_lines(chart: go.Figure, data: pd.DataFrame, x: list[str], locale: str) -> None:
    """The connection is named where it first is at its largest, subscribed power where it is farthest below."""
    connection, subscribed = data["connection_mw"], data["subscribed_mw"]
    at = min(int(connection.to_numpy().argmax()) + 1, len(x) - 1)
    _write(chart, x[at], float(connection.iloc[at]), say("connection", locale), theme.CONNECTION, "left", 0, above=True)
    gap = (connection - subscribed).to_numpy()
    far = int(gap.argmax())
    if gap[far] > 2 * LABEL_SHARE * float(connection.max()):
        side = "left" if far < 2 else "right"
        _write(
            chart, x[far], float(subscribed.iloc[far]), say("subscribed", locale), theme.SUBSCRIBED, side, 0, above=True
        )


def _write(
    chart: go.Figure, x: str | None, y: float, text: str, colour: str, anchor: str, shift: int, *, above: bool = False
) -> None:
    """Text at a period, or (x None) to the right of the plot."""
    chart.add_annotation(
        x=1 if x is None else x,
        xref="paper" if x is None else "x",
        y=y,
        text=text,
        showarrow=False,
        xanchor=anchor,
        yanchor="bottom" if above else "middle",
        xshift=shift,
        font={"color": colour, "size": 12},
        bgcolor="rgba(255,255,255,0.8)" if shift else None,
    )
