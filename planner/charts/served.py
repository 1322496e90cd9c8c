"""How much of what is asked is served, by workload and year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from planner.charts import theme
from planner.words import formats
from planner.words.names import workload_name

if TYPE_CHECKING:
    from planner.plan.plan import Plan

SCALE = [[0.0, theme.VERMILION], [0.75, "#F6CDB0"], [0.98, "#F3F5F7"], [1.0, "#E3EEF6"]]  # what is missing stands out


def served_data(plan: Plan) -> pd.DataFrame:
    """Demand, served here, rented and unserved by year and workload, with the shares of demand."""
    table = plan.tokens.assign(year=plan.tokens["period"].astype(str).str.partition("-")[0])
    amounts = ["demand", "served_here", "burst", "unserved"]
    sums = table.groupby(["year", "workload", "unit"], sort=False, observed=True)[amounts].sum().reset_index()
    demand = sums["demand"].where(sums["demand"] > 0)
    return sums.assign(
        served_share=1.0 - sums["unserved"] / demand,
        rented_share=sums["burst"] / demand,
        unserved_share=sums["unserved"] / demand,
    )


def served_share_by_workload(plan: Plan, locale: str = "en", height: int = 0) -> go.Figure:
    """A table of colour: one row a workload, one column a year, the share served written in each cell."""
    data = served_data(plan)
    workloads = list(dict.fromkeys(data["workload"].astype(str)))
    grid = data.pivot_table(index="workload", columns="year", values="served_share", observed=True).reindex(workloads)
    order = grid.iloc[:, -1].sort_values(na_position="first").index if len(grid) else grid.index
    grid = grid.loc[order]
    chart = theme.figure(locale, height or 60 + 36 * max(len(grid), 2), hovermode="closest")
    chart.add_heatmap(
        z=grid.to_numpy(),
        x=[str(year) for year in grid.columns],
        y=[workload_name(str(name), locale) for name in grid.index],
        text=[[formats.percent(value, locale) for value in row] for row in grid.to_numpy()],
        texttemplate="%{text}",
        textfont={"color": theme.INK},
        colorscale=SCALE,
        zmin=0.0,
        zmax=1.0,
        xgap=2,
        ygap=2,
        showscale=False,
        hovertemplate="%{y}, %{x}: %{text}<extra></extra>",
    )
    chart.update_xaxes(type="category", side="top")
    chart.update_yaxes(showgrid=False, zeroline=False)
    return chart
