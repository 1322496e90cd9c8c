"""The bill by month, and carbon by period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from planner.charts import theme
from planner.plan.studies.bill_views import by_group
from planner.words import formats, say

if TYPE_CHECKING:
    import pandas as pd

COLOURS = {
    "supply": theme.ORANGE,
    "network, fixed": theme.BLUE,
    "network, energy": theme.SKY,
    "network, overrun": theme.VERMILION,
    "taxes and levies": "#B7BEC6",
}
SMALLEST_EUR = 1.0


def bill_by_month(rows: pd.DataFrame, locale: str = "en", height: int = 360) -> go.Figure:
    """Stacked bars by month, a colour a group of line items [k€]; groups of nothing are left out."""
    data = by_group(rows)
    names = formats.months(locale)
    x = [names[int(month[5:7]) - 1] for month in data.index]
    chart = theme.figure(locale, height, barmode="relative", showlegend=True, margin={"t": 44})
    for name in data.columns:
        if data[name].abs().sum() < SMALLEST_EUR:
            continue
        chart.add_bar(
            x=x, y=data[name] / 1e3, name=say(name, locale),
            marker={"color": COLOURS[name], "line": theme.outline(COLOURS[name])},
            hovertemplate=f"{say(name, locale)}{formats.colon(locale)}%{{y:,.1f}} k€<extra></extra>",
        )  # fmt: skip
    chart.update_yaxes(title_text="k€")
    chart.update_xaxes(type="category")
    return chart


def carbon_by_period(table: pd.DataFrame, locale: str = "en", height: int = 360) -> go.Figure:
    """Tonnes of CO2e by period: energy by place and by contract side by side, and what making the equipment took."""
    chart = theme.figure(locale, height, barmode="group", showlegend=True, margin={"t": 44})
    x = theme.period_axis(chart, [str(name) for name in table["period"]], locale)
    bars = (
        ("location", table["location_t"], theme.STAGES["grid"]),
        ("market", table["market_t"], theme.BLUE),
        ("embodied", table["embodied_racks_t"] + table["embodied_building_t"], theme.ORANGE),
    )
    for name, tonnes, colour in bars:
        chart.add_bar(
            x=x, y=tonnes, name=say(name, locale), marker={"color": colour, "line": theme.outline(colour)},
            hovertemplate=f"{say(name, locale)}{formats.colon(locale)}%{{y:,.0f}} t<extra></extra>",
        )  # fmt: skip
    chart.update_yaxes(title_text="t CO2e")
    return chart
