"""Tokens per kWh: by rack product and workload, and over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from planner.charts import theme
from planner.charts.spans import in_span, period_names
from planner.words import formats
from planner.words.charts import say, workload_name

if TYPE_CHECKING:
    from planner.plan.plan import Plan

MEASURED = "measured"


def rack_efficiency_data(plan: Plan, span: str = "all") -> pd.DataFrame:
    """Output tokens per kWh over the span: rack, workload, at the rack and at the meter, and how it is known."""
    rows = in_span(plan.rack_efficiency, span)
    if rows.empty:
        return pd.DataFrame(columns=["rack", "workload", "tokens_per_kwh_it", "tokens_per_kwh", "mtokens", "basis"])
    rows = rows.assign(meter_mwh=rows["mtokens"] * 1e3 / rows["tokens_per_kwh"])
    sums = rows.groupby(["rack", "workload"], observed=True)[["mtokens", "serving_mwh_it", "meter_mwh"]].sum()
    largest = rows.sort_values("mtokens").groupby(["rack", "workload"], observed=True)["basis"].last()
    return pd.DataFrame(
        {
            "tokens_per_kwh_it": sums["mtokens"] * 1e3 / sums["serving_mwh_it"],
            "tokens_per_kwh": sums["mtokens"] * 1e3 / sums["meter_mwh"],
            "mtokens": sums["mtokens"],
            "basis": largest,
        }
    ).reset_index()


def tokens_per_kwh_by_rack(plan: Plan, span: str = "all", locale: str = "en", height: int = 0) -> go.Figure:
    """Dots, one row a workload, one colour a rack: full when measured, hollow when estimated. Log scale."""
    data = rack_efficiency_data(plan, span)
    best = data.groupby("workload")["tokens_per_kwh_it"].max().sort_values()
    rows = [workload_name(str(name), locale) for name in best.index]
    racks = list(dict.fromkeys(plan.fleet["rack"].astype(str)))
    colours = theme.colour_of(racks, theme.RACKS)
    chart = theme.figure(locale, height or 130 + 46 * max(len(rows), 3))
    for rack in racks:
        own = data.loc[data["rack"] == rack]
        if own.empty:
            continue
        measured = [basis == MEASURED for basis in own["basis"]]
        words = [say("measured" if known else "estimated", locale) for known in measured]
        chart.add_scatter(
            x=own["tokens_per_kwh_it"],
            y=[workload_name(str(name), locale) for name in own["workload"]],
            mode="markers",
            name=formats.rack_name(rack),
            customdata=words,
            marker={
                "size": 13,
                "color": [colours[rack] if known else "white" for known in measured],
                "line": {"color": _edge(colours[rack], measured), "width": 2.2},
            },
            hovertemplate=f"{formats.rack_name(rack)}, %{{y}}: %{{x:,.3s}} tokens/kWh, %{{customdata}}<extra></extra>",
        )
    # Two grey dots in the legend say what full and hollow mean.
    for key, fill in (("measured", theme.MUTED), ("estimated", "white")):
        chart.add_scatter(
            x=[None], y=[None], mode="markers", name=say(key, locale),
            marker={"size": 11, "color": fill, "line": {"color": theme.MUTED, "width": 2.2}},
        )  # fmt: skip
    chart.update_layout(showlegend=True, hovermode="closest")
    chart.update_xaxes(type="log", title_text="tokens/kWh IT", showgrid=True, nticks=6, tickformat="~s", tickangle=0)
    chart.update_yaxes(categoryorder="array", categoryarray=rows, showgrid=True, title_text="")
    return chart


def _edge(colour: str, measured: list[bool]) -> list[str]:
    return [theme.OUTLINE if known and colour in theme.OUTLINED else colour for known in measured]


def tokens_per_kwh_data(plan: Plan) -> pd.DataFrame:
    """Output tokens per kWh at the meter by period, all token workloads together."""
    rows = plan.kpis.loc[(plan.kpis["kpi"] == "tokens_per_kwh") & (plan.kpis["workload"] == "all")]
    values = rows.set_index(rows["period"].astype(str))["value"]
    periods = period_names(plan.power)
    return pd.DataFrame({"period": periods, "tokens_per_kwh": [values.get(name) for name in periods]})


def tokens_per_kwh_by_period(plan: Plan, locale: str = "en", height: int = 280) -> go.Figure:
    """A line from zero, the first and last value written beside it."""
    data = tokens_per_kwh_data(plan)
    values = data["tokens_per_kwh"].astype(float)
    texts = [""] * len(data)
    for place in {0, len(data) - 1} & set(range(len(data))):
        texts[place] = formats.significant(values.iloc[place], 3, locale)
    chart = theme.figure(locale, height, margin={"r": 76})
    chart.add_scatter(
        x=theme.period_axis(chart, list(data["period"]), locale),
        y=values,
        mode="lines+markers+text",
        line={"color": theme.BLUE, "width": 2.4},
        marker={"size": 6},
        text=texts,
        textposition=["top right", *["top center"] * max(len(data) - 2, 0), "middle right"][: len(data)],
        cliponaxis=False,
        hovertemplate="%{y:,.0f} tokens/kWh<extra></extra>",
    )
    top = float(values.max()) if len(values.dropna()) else 1.0
    chart.update_yaxes(title_text="tokens/kWh", range=[0, top * 1.18], tickformat=",d")
    return chart
