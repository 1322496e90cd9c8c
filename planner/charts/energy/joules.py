"""The joules of one output token, from the grid down to the racks that serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.charts import theme
from planner.charts.spans import in_span
from planner.plan.studies.joules import SERVING, SUPPLY, joules_per_token
from planner.words import formats
from planner.words.charts import say

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

    from planner.plan.plan import Plan

LABELS = {SUPPLY: "site supply", "idle": "idle only"}


def joules_data(plan: Plan, span: str = "all") -> pd.DataFrame:
    """The steps of `planner.plan.studies.joules` over a span: step, mwh, joules_per_token."""
    return joules_per_token(plan, list(in_span(plan.power, span)["period"].astype(str)))


def joules_waterfall(plan: Plan, span: str = "all", locale: str = "en", height: int = 0) -> go.Figure:
    """Bars that fall from what the site takes to what serving racks take [J per output token], each with its value."""
    data = joules_data(plan, span)
    names = [say(LABELS.get(step, step), locale) for step in data["step"]]
    values = [float(x) for x in data["joules_per_token"]]
    ends = [step in (SUPPLY, SERVING) for step in data["step"]]
    texts = [formats.significant(x, 3, locale) for x in values]
    chart = theme.figure(locale, height or 90 + 34 * max(len(names), 3), margin={"r": 60})
    chart.add_waterfall(
        orientation="h",
        y=names,
        x=[x if end else -x for x, end in zip(values, ends, strict=True)],
        measure=["absolute" if end else "relative" for end in ends],
        text=texts,
        textposition="outside",
        cliponaxis=False,
        connector={"line": {"color": theme.GRID, "width": 1}},
        decreasing={"marker": {"color": theme.STAGES["cooling"]}},
        increasing={"marker": {"color": theme.BLUE}},
        totals={"marker": {"color": theme.BLUE}},
        customdata=texts,
        hovertemplate="%{y}: %{customdata} J/token<extra></extra>",
    )
    top = max(values, default=1.0)
    chart.update_layout(hovermode="closest")
    chart.update_xaxes(title_text="J/token", range=[0, top * 1.15], showgrid=True)
    chart.update_yaxes(autorange="reversed", title_text="", zeroline=False)
    return chart
