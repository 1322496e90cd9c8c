"""MW that can be shed against what a MWh is worth, one step curve a duration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.charts import theme
from planner.plan.studies.flexibility import DURATIONS_H, WAITING
from planner.words import formats
from planner.words.charts import say, workload_name

if TYPE_CHECKING:
    import plotly.graph_objects as go

COLOURS = {1: theme.BLUE, 4: theme.VERMILION, 24: theme.GREEN}


def flexibility_curve(table: pd.DataFrame, locale: str = "en", height: int = 320) -> go.Figure:
    """A step a workload: MW on average over the year (across) at the revenue a MWh of it earns (up, k€/MWh)."""
    chart = theme.figure(locale, height, showlegend=True, margin={"t": 40}, hovermode="closest")
    for hours in DURATIONS_H:
        own = table.loc[table["hours"] == hours]
        edges = np.concatenate([[0.0], own["cumulated_mw"].to_numpy(dtype=float)])
        worth = own["worth_eur_per_mwh"].to_numpy(dtype=float) / 1e3
        if not len(own):
            continue
        names = [workload_name(str(name), locale) for name in own["workload"]]
        chart.add_scatter(
            x=np.repeat(edges, 2)[1:-1], y=np.repeat(worth, 2), mode="lines", name=f"{hours}{formats.NO_BREAK}h",
            line={"color": COLOURS[hours], "width": 2.4}, text=list(np.repeat(names, 2)),
            hovertemplate=f"{hours} h, %{{text}}: %{{x:.2f}} MW, %{{y:,.1f}} k€/MWh<extra></extra>",
        )  # fmt: skip
    chart.update_xaxes(title_text=say("sheddable", locale), rangemode="tozero", showgrid=True)
    chart.update_yaxes(title_text="k€/MWh", rangemode="tozero")
    return chart


def shown(table: pd.DataFrame, locale: str = "en") -> pd.DataFrame:
    """A row a duration: MW that only wait, all MW, what is there in nine hours of ten, and the cheapest lost MWh."""
    french = formats.language(locale) == "fr"
    rows = []
    for hours in DURATIONS_H:
        own = table.loc[table["hours"] == hours]
        lost = own.loc[own["kind"] != WAITING]
        cheapest = float(lost["worth_eur_per_mwh"].min()) if len(lost) else None
        waits = float(own.loc[own["kind"] == WAITING, "mean_mw"].sum())
        rows.append(
            {
                "Durée" if french else "For": f"{hours}{formats.NO_BREAK}h",
                "MW, sans perte" if french else "MW, nothing lost": formats.number(waits, 2, locale),
                "MW, en tout" if french else "MW, in all": formats.number(float(own["mean_mw"].sum()), 2, locale),
                "€/MWh perdu" if french else "€/MWh lost, from": formats.significant(cheapest, 2, locale),
            }
        )
    return pd.DataFrame(rows)
