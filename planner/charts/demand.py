"""Demand as a forecast: fans by quarter, the shape of a week, and what they say in one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from planner.charts import theme
from planner.charts.calendar_heat import SCALE
from planner.words import formats, say
from planner.words.names import or_as_it_is, workload_name

if TYPE_CHECKING:
    from planner.arrays import Floats

HOURS = 24
MTOKENS_BELOW = 0.1  # below it in Mtokens/s, ktokens/s read better
NB = formats.NO_BREAK
LABEL_PX = 64
SAME = 1e-9  # relative: two figures that are one
BACKTEST_HEADS = ("series", "ahead", "method", "origins", "mase", "wql", "coverage")
FINDINGS_HEADS = ("workload", "finding", "since", "until", "count", "text read", "remedy")


def fan_data(quantiles: pd.DataFrame, workload: str, quantity: str) -> pd.DataFrame:
    """Bands of one workload and quantity by quarter: quarter, unit, p10, p50, p90, given."""
    own = quantiles[(quantiles["workload"] == workload) & (quantiles["quantity"] == quantity)]
    return own[["quarter", "unit", "p10", "p50", "p90", "given"]].reset_index(drop=True)


def fan_chart(data: pd.DataFrame, colour: str, locale: str = "en", height: int = 360) -> go.Figure:
    """Band from P10 to P90, line of P50, and the demand the scenario gives, by quarter; named beside their ends."""
    chart = theme.figure(locale, height, margin={"r": LABEL_PX, "t": 8, "l": 8, "b": 8})
    x = theme.period_axis(chart, list(data["quarter"].astype(str)), locale)
    unit = str(data["unit"].iloc[0])
    line = theme.AS_LINE.get(colour, colour)
    chart.add_scatter(x=x, y=data["p10"], mode="lines", line={"width": 0}, hoverinfo="skip")
    chart.add_scatter(
        x=x, y=data["p90"], mode="lines", line={"width": 0}, fill="tonexty", fillcolor=theme.faded(line, 0.22),
        customdata=data[["p10"]], name="P10–P90",
        hovertemplate="P10–P90: %{customdata[0]:,.3g} – %{y:,.3g} " + unit + "<extra></extra>",
    )  # fmt: skip
    given = say("given", locale)
    labels = {given: "given"} if certain(data) else {"P10": "p10", "P50": "p50", "P90": "p90", given: "given"}
    for name, column, dash, shade in (("P50", "p50", "solid", line), (given, "given", "dash", theme.INK)):
        chart.add_scatter(
            x=x, y=data[column], mode="lines", name=name, line={"color": shade, "width": 2.4, "dash": dash},
            hovertemplate=f"{name}: %{{y:,.3g}} {unit}<extra></extra>",
        )  # fmt: skip
    for text, y in _apart(labels, data):
        chart.add_annotation(
            x=1, xref="paper", xanchor="left", y=y, yref="y", text=text, showarrow=False, font={"size": 12}, xshift=4
        )
    chart.update_yaxes(title_text=unit, rangemode="tozero")
    return chart


def certain(data: pd.DataFrame) -> bool:
    """True where no source gives a band: P10 is P90 and both are the demand given, in every quarter."""
    return bool(
        (
            (data["p90"] <= data["p10"] * (1 + SAME))
            & ((data["p50"] - data["given"]).abs() <= SAME * data["given"].abs())
        ).all()
    )


def _apart(labels: dict[str, str], data: pd.DataFrame) -> list[tuple[str, float]]:
    """Labels at the ends of their lines, pushed up where two would touch."""
    top = float(data[["p90", "given"]].to_numpy().max()) or 1.0
    placed: list[tuple[str, float]] = []
    for text, column in sorted(labels.items(), key=lambda item: float(data[item[1]].iloc[-1])):
        y = float(data[column].iloc[-1])
        placed.append((text, max(y, placed[-1][1] + 0.075 * top) if placed else y))
    return placed


def shape_data(week: Floats) -> pd.DataFrame:
    """Weekday (0 Monday), local hour and demand over its mean. 168 rows."""
    at = np.arange(len(week))
    return pd.DataFrame({"weekday": at // HOURS, "hour": at % HOURS, "over_mean": week})


def shape_heatmap(week: Floats, locale: str = "en", height: int = 250) -> go.Figure:
    """A week as seven rows of 24 hours; colour is demand over its mean."""
    chart = theme.figure(locale, height, margin={"t": 8, "l": 8, "b": 8, "r": 8})
    chart.add_heatmap(
        z=week.reshape(7, HOURS), x=list(range(HOURS)), y=list(formats.weekdays(locale)), colorscale=SCALE,
        xgap=1, ygap=1, colorbar={"thickness": 10, "nticks": 5, "tickprefix": "×"},
        hovertemplate="%{y}, %{x} h: ×%{z:,.2f}<extra></extra>",
    )  # fmt: skip
    chart.update_yaxes(autorange="reversed", showgrid=False, zeroline=False)
    chart.update_xaxes(tickvals=list(range(0, HOURS, 3)), ticksuffix=f"{NB}h")
    chart.update_layout(hovermode="closest")
    return chart


def headline(data: pd.DataFrame, workload: str, locale: str = "en") -> str:
    """The band of the last quarter, and how far apart its ends are."""
    last = data.iloc[-1]
    low, middle, high = (amount(float(last[name]), str(last["unit"]), locale) for name in ("p10", "p50", "p90"))
    name, quarter = workload_name(workload, locale), formats.period_name(str(last["quarter"]), locale)
    if float(last["p90"]) <= float(last["p10"]) * (1 + SAME):
        return say("demand certain", locale, name=name, middle=middle, quarter=quarter)
    apart = formats.significant(float(last["p90"] / last["p10"]), 2, locale)
    return say("demand band", locale, name=name, low=low, high=high, quarter=quarter, middle=middle, apart=apart)


def amount(value: float, unit: str, locale: str) -> str:
    """A rate as people read it: 0.18 Mtokens/s, 42 ktokens/s, 400 GPUs."""
    if unit == "kGPU":
        return f"{formats.significant(value * 1000, 2, locale)}{NB}GPU"
    if value < MTOKENS_BELOW:
        return f"{formats.significant(value * 1000, 2, locale)}{NB}ktokens/s"
    return f"{formats.significant(value, 2, locale)}{NB}Mtokens/s"


def fan_finding(data: pd.DataFrame, locale: str = "en") -> str:
    """Where the demand given lies in the band of the last quarter."""
    last = data.iloc[-1]
    if certain(data):
        first = data.loc[data["given"] > 0].iloc[:1]
        if first.empty:
            return say("nothing asked", locale)
        ends = ((first.iloc[0], first.iloc[0]["given"]), (last, last["given"]))
        start, end = (amount(float(value), str(row["unit"]), locale) for row, value in ends)
        since = formats.period_name(str(first.iloc[0]["quarter"]), locale)
        until = formats.period_name(str(last["quarter"]), locale)
        return say("demand from to", locale, start=start, since=since, end=end, until=until)
    given, low, high = float(last["given"]), float(last["p10"]), float(last["p90"])
    if given > high:
        return say("given above band", locale)
    if given < low:
        return say("given below band", locale)
    ratio = formats.significant(given / float(last["p50"]), 2, locale)
    return say("given inside band", locale, ratio=ratio)


def shape_finding(week: Floats, locale: str = "en") -> str:
    """The busiest and the quietest hour of the week over its mean."""
    high, low = (formats.number(float(value), 2, locale) for value in (week.max(), week.min()))
    if float(np.ptp(week)) < 1e-9:
        return say("hours alike", locale)
    return say("busiest hour", locale, high=high, low=low)


def backtest_shown(table: pd.DataFrame, locale: str = "en") -> pd.DataFrame:
    """Back-test as a table to read: all classes together, growth reports; methods side by side."""
    both = table[table["series"].isin(["all", "growth"])]
    names = {"all": "ServeGen", "growth": say("growth reports", locale)}
    rows = [
        (
            f"{names[str(row.series)]}, {_words(str(row.step), locale)}"
            if row.series == "all"
            else names[str(row.series)],
            _words(str(row.ahead), locale),
            _words(str(row.method), locale),
            formats.number(float(str(row.origins)), 0, locale),
            formats.number(float(str(row.mase)), 2, locale),
            formats.number(float(str(row.wql)), 2, locale),
            formats.percent(float(str(row.coverage)), locale),
        )
        for row in both.itertuples()
    ]
    return pd.DataFrame(rows, columns=[say(key, locale) for key in BACKTEST_HEADS])


def backtest_in_short(table: pd.DataFrame) -> pd.DataFrame:
    """Of the rows by the hour, the method that forecasts use and the one anybody could."""
    return table[(table["series"] != "all") | table["method"].isin(["combined", "seasonal naive"])]


def _words(text: str, locale: str) -> str:
    return or_as_it_is(f"history {text}", text, locale)


def backtest_finding(table: pd.DataFrame, locale: str = "en") -> str:
    """MASE against seasonal naive one and seven days ahead, by the hour."""
    own = table[(table["series"] == "all") & (table["step"] == "hour")].set_index(["ahead", "method"])["mase"]
    day, week = (float(own[(a, "combined")] / own[(a, "seasonal naive")]) for a in ("1 day", "7 days"))
    a, b = (formats.number(value, 2, locale) for value in (day, week))
    return say("back-test error", locale, day_ahead=a, week_ahead=b)


def findings_shown(findings: pd.DataFrame, locale: str = "en") -> pd.DataFrame:
    """What was wrong in histories as a table to read, in the order of the dates."""
    rows = [
        (
            workload_name(str(row.workload), locale),
            _words(str(row.kind), locale),
            str(row.first),
            str(row.last),
            formats.number(float(str(row.count)), 0, locale),
            row.read,
            _words(str(row.done), locale),
        )
        for row in findings[["workload", "kind", "first", "last", "count", "read", "done"]].itertuples(index=False)
    ]
    return pd.DataFrame(rows, columns=[say(key, locale) for key in FINDINGS_HEADS])


def weights_shown(weights: pd.DataFrame, locale: str = "en") -> pd.DataFrame:
    """Sources of each workload and their weights, a row a workload."""
    if weights.empty:
        return weights
    wide = weights.pivot_table(index="workload", columns="source", values="weight", aggfunc="sum", sort=False)
    shown = wide.map(lambda value: formats.percent(value, locale))
    shown.index = [workload_name(str(name), locale) for name in shown.index]
    shown.columns = [_words(str(name), locale) for name in shown.columns]
    return shown.rename_axis(say("workload", locale)).reset_index()
