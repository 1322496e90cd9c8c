"""Racks held by period, by product; what leaves is drawn below zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from planner.charts import theme
from planner.words import formats, say

if TYPE_CHECKING:
    from planner.plan.plan import Plan

__all__ = ["fleet_by_period", "fleet_data"]

SHARE_WITH_NAME = 0.12  # a bar this large, of the tallest, carries its name


def fleet_data(plan: Plan) -> pd.DataFrame:
    """Racks installed, arriving and leaving by period and product; products never held are left out."""
    table = plan.fleet[["period", "rack", "installed_racks", "live_racks", "retired_racks", "gpus"]]
    used = table.groupby("rack")[["installed_racks", "retired_racks"]].sum().sum(axis=1)
    return table.loc[table["rack"].isin(used.index[used > 0])].reset_index(drop=True)


def fleet_by_period(plan: Plan, locale: str = "en", height: int = 340) -> go.Figure:
    """Stacked bars of GPUs installed by rack product, racks sold or scrapped below zero, counted in GPUs.

    GPUs, not racks, because an NVL72 holds nine times the GPUs of an HGX; racks are in the hover text.
    """
    data = fleet_data(plan)
    periods = list(dict.fromkeys(data["period"].astype(str)))
    racks = list(dict.fromkeys(data["rack"].astype(str)))
    colours = theme.colour_of(racks, theme.RACKS)
    chart = theme.figure(locale, height, barmode="relative")
    x = theme.period_axis(chart, periods, locale)
    per_rack = gpus_per_rack(plan)
    tallest = float(data.groupby("period")["gpus"].sum().max()) if len(data) else 1.0
    retired_any, counted = False, say("racks counted", locale)
    for rack in racks:
        own = data.loc[data["rack"] == rack].set_index("period").reindex(periods)
        name = formats.rack_name(rack)
        gpus, count = own["gpus"].to_numpy(), own["installed_racks"].to_numpy()
        chart.add_bar(
            x=x,
            y=gpus,
            name=name,
            customdata=count,
            marker={"color": colours[rack], "line": theme.outline(colours[rack])},
            text=_name_once(gpus, name, tallest),
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            constraintext="none",
            textfont={"color": theme.on_dark(colours[rack]), "size": 11},
            hovertemplate=f"{name}: %{{y:,.0f}} GPU (%{{customdata:,.0f}} {counted})<extra></extra>",
        )
        gone = own["retired_racks"].to_numpy() * per_rack.get(rack, 1.0)
        if gone.sum() > 0:
            chart.add_bar(
                x=x,
                y=-gone,
                name=say("retired", locale),
                legendgroup="retired",
                showlegend=not retired_any,
                marker={
                    "line": {"color": theme.OUTLINE, "width": 0.8},
                    "pattern": {
                        "shape": "/",
                        "fillmode": "replace",
                        "bgcolor": colours[rack],
                        "fgcolor": "white",
                        "size": 5,
                    },
                },
                hovertemplate=f"{name}, {say('retired', locale)}{formats.colon(locale)}%{{y:,.0f}} GPU<extra></extra>",
            )
            retired_any = True
    chart.update_yaxes(title_text="GPU", tickformat=",d")
    chart.update_layout(showlegend=len(racks) > 1 or retired_any)
    return chart


def gpus_per_rack(plan: Plan) -> dict[str, float]:
    """GPUs per rack of each product that is ever held, from the table `fleet`."""
    owned = plan.fleet.loc[plan.fleet["installed_racks"] > 0]
    sums = owned.groupby("rack")[["gpus", "installed_racks"]].sum()
    return {str(rack): float(ratio) for rack, ratio in (sums["gpus"] / sums["installed_racks"]).items()}


def _name_once(heights: object, name: str, tallest: float) -> list[str]:
    """The name on the tallest bar of the series, if that bar is tall enough to hold it."""
    series = pd.Series(heights).fillna(0.0)
    texts = [""] * len(series)
    place = int(series.to_numpy().argmax()) if len(series) else 0
    if len(series) and series.iloc[place] >= SHARE_WITH_NAME * tallest and len(series) <= 6:
        texts[place] = name
    return texts
