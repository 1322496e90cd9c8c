"""Cash flow by period and group, and how two plans differ in value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from planner.charts import theme
from planner.charts.spans import period_names
from planner.words import formats, say

if TYPE_CHECKING:
    from planner.plan.plan import Plan

EUR_PER_MEUR = 1e6
TERMINAL = "terminal"
STEPS_MOST = 8
SMALL_SHARE = 0.02


def cash_flow_data(plan: Plan) -> pd.DataFrame:
    """Money that moves by period, group and the sum, undiscounted [MEUR]; first row "start": the opening fleet where it
    is paid for; last row "end": value of racks left.
    """
    flows = plan.cash_flow
    if "in_npv" in flows:
        flows = flows.loc[flows["in_npv"].astype(bool)]
    wide = flows.pivot_table(index="period", columns="group", values="eur", aggfunc="sum", observed=True) / EUR_PER_MEUR
    order = ["start", *period_names(plan.power), "end"]
    wide = wide.reindex([name for name in order if name in wide.index]).fillna(0.0)
    groups = [name for name in theme.GROUPS if name in wide.columns]
    wide = wide[groups]
    net = wide.sum(axis=1)
    return wide.assign(net=net, cumulated=net.cumsum()).reset_index()


def cash_flow_by_period(plan: Plan, locale: str = "en", height: int = 420) -> go.Figure:
    """Above: bars by group, income above and cost below zero. Below: their running sum. Without the value at the end.

    Groups that move less than 2 % of all money are drawn together as "other"; the table keeps them apart.
    """
    data = cash_flow_data(plan)
    data = data.loc[data["period"] != "end"].drop(columns=[TERMINAL], errors="ignore")
    chart = make_subplots(
        rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.1, row_heights=[0.66, 0.34],
        subplot_titles=[say("per period", locale), say("cumulated", locale)],
    )  # fmt: skip
    chart.update_layout(
        template=theme.TEMPLATE, separators=theme.separators(locale), height=height, barmode="relative",
        showlegend=True, margin={"t": 88}, legend={"y": 1.1},
    )  # fmt: skip
    chart.update_annotations(x=0, xanchor="left", font={"size": 12, "color": theme.MUTED})
    x = theme.period_axis(chart, list(data["period"]), locale)
    for group, values in _large_groups(data).items():
        name, colour = say(group, locale), theme.GROUPS.get(group, theme.STAGES["network"])
        chart.add_bar(
            x=x, y=values, name=name, marker={"color": colour, "line": theme.outline(colour)},
            hovertemplate=f"{name}: %{{y:,.2f}} M€<extra></extra>", row=1, col=1,
        )  # fmt: skip
    chart.add_scatter(
        x=x, y=data["cumulated"], mode="lines", name=say("cumulated", locale), showlegend=False, fill="tozeroy",
        fillcolor=theme.faded(theme.BLACK, 0.08), line={"color": theme.BLACK, "width": 2.4},
        hovertemplate=f"{say('cumulated', locale)}{formats.colon(locale)}%{{y:,.1f}} M€<extra></extra>", row=2, col=1,
    )  # fmt: skip
    return chart


def _large_groups(data: pd.DataFrame) -> dict[str, pd.Series]:
    """Amounts by group, the small ones added up as "other"."""
    groups = data[[name for name in theme.GROUPS if name in data]]
    moved = groups.abs().sum()
    small = list(moved.index[moved < SMALL_SHARE * moved.sum()])
    large = {str(name): groups[name] for name in groups if name not in small}
    return large | ({"other": groups[small].sum(axis=1)} if small and moved[small].sum() > 0 else {})


def bridge_steps(steps: pd.DataFrame) -> pd.DataFrame:
    """At most eight steps, the small rest together as "other"; columns group, meur. Steps of zero are left out."""
    moved = steps.loc[steps["meur"].abs() > 1e-6, ["group", "meur"]]
    moved = moved.sort_values("meur", key=lambda values: -values.abs())
    if len(moved) <= STEPS_MOST:
        return moved.reset_index(drop=True)
    rest = pd.DataFrame({"group": ["other"], "meur": [float(moved["meur"].iloc[STEPS_MOST - 1 :].sum())]})
    return pd.concat([moved.iloc[: STEPS_MOST - 1], rest], ignore_index=True)


def bridge(
    start: tuple[str, float], steps: pd.DataFrame, end: tuple[str, float], locale: str = "en", height: int = 380
) -> go.Figure:
    """From the net present value of one plan to that of another, group by group [MEUR].

    `start` and `end` are name and value; `steps` has the columns group, meur. What the steps do not explain is
    shown as a step of its own.
    """
    shown = bridge_steps(steps)
    unexplained = end[1] - start[1] - float(shown["meur"].sum())
    if abs(unexplained) > 1e-3:
        rest = pd.DataFrame({"group": ["residual"], "meur": [unexplained]})
        shown = pd.concat([shown, rest], ignore_index=True)
    names = [say(str(group), locale) for group in shown["group"]]
    values = [start[1], *shown["meur"], end[1]]
    texts = [formats.number(value, 1, locale) for value in values]
    texts[1:-1] = [("+" if value > 0 else "") + text for value, text in zip(values[1:-1], texts[1:-1], strict=True)]
    chart = theme.figure(locale, height, hovermode="closest")
    chart.add_waterfall(
        orientation="h",
        y=[start[0], *names, end[0]],
        x=values,
        measure=["absolute", *["relative"] * len(names), "total"],
        text=texts,
        textposition="outside",
        cliponaxis=False,
        connector={"line": {"color": theme.MUTED, "width": 0.8}},
        increasing={"marker": {"color": theme.BLUE}},
        decreasing={"marker": {"color": theme.VERMILION}},
        totals={"marker": {"color": theme.STAGES["grid"]}},
        hovertemplate="%{y}: %{text} M€<extra></extra>",
    )
    chart.update_yaxes(autorange="reversed", showgrid=False)
    chart.update_xaxes(title_text="M€", showgrid=True, **_room(values))
    return chart


def _room(values: list[float]) -> dict[str, list[float]]:
    """An axis that leaves room for the numbers outside the bars; cut only when all levels are far from zero."""
    levels, level = [values[0]], values[0]
    for step in values[1:-1]:
        level += step
        levels.append(level)
    levels.append(values[-1])
    low, high = min(levels), max(levels)
    margin = 0.18 * max(high - min(low, 0.0), abs(high), 1e-9)
    return {"range": [min(low, 0.0) - (margin if low < 0 else 0.0), max(high, 0.0) + margin]}
