"""Every day of the plan at a glance: mean MW of each day, laid out as a calendar."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from planner.charts import theme
from planner.words import formats
from planner.words.charts import MONTHS, WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterable

SCALE = [[0.0, "#F1F5F8"], [0.5, theme.SKY], [1.0, "#003D66"]]
WEEKS, WEEKDAY_COUNT = 54, 7
ROW_PX = 105


def daily_data(hourly: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Mean and peak MW and mean all-in price of each local day; from the tables `hourly` of any periods."""
    parts = [table[["date", "grid_mw", "facility_mw", "energy_eur_per_mwh", "it_mw"]] for table in hourly]
    if not parts:
        return pd.DataFrame(columns=["date", "mean_mw", "peak_mw", "energy_eur_per_mwh", "pue"])
    days = pd.concat(parts, ignore_index=True).assign(date=lambda t: pd.to_datetime(t["date"])).groupby("date")
    table = pd.DataFrame(
        {
            "mean_mw": days["grid_mw"].mean(),
            "peak_mw": days["grid_mw"].max(),
            "energy_eur_per_mwh": days["energy_eur_per_mwh"].mean(),
            "pue": days["facility_mw"].sum() / days["it_mw"].sum(),
        }
    )
    return table.reset_index()


def calendar_heatmap(daily: pd.DataFrame, locale: str = "en", height: int = 0) -> go.Figure:
    """One band a year, one column a week, one row a weekday; colour is the day's mean MW, white means no day."""
    days = pd.to_datetime(daily["date"])
    years = sorted(set(days.dt.year))
    chart = make_subplots(rows=max(len(years), 1), cols=1, shared_xaxes=True, vertical_spacing=0.02)
    chart.update_layout(
        template=theme.TEMPLATE,
        separators=theme.separators(locale),
        height=height or 70 + ROW_PX * max(len(years), 1),
        hovermode="closest",
    )
    language = formats.language(locale)
    for row, year in enumerate(years, start=1):
        own = daily.loc[days.dt.year == year]
        values, texts = _grid(own, year, locale)
        chart.add_heatmap(
            z=values,
            x=list(range(WEEKS)),
            y=list(range(WEEKDAY_COUNT)),
            text=texts,
            coloraxis="coloraxis",
            xgap=1,
            ygap=1,
            hovertemplate="%{text}<extra></extra>",
            hoverongaps=False,
            row=row,
            col=1,
        )
        chart.update_yaxes(
            title_text=str(year),
            tickvals=[0, 2, 4, 6],
            ticktext=[WEEKDAYS[language][d] for d in (0, 2, 4, 6)],
            tickfont={"size": 9},
            autorange="reversed",
            showgrid=False,
            zeroline=False,
            row=row,
            col=1,
        )
    chart.update_xaxes(showticklabels=False)
    chart.update_xaxes(
        showticklabels=True,
        tickvals=[_first_week(month) for month in range(1, 13)],
        ticktext=list(MONTHS[language]),
        tickfont={"size": 11},
        row=max(len(years), 1),
        col=1,
    )
    low = float(daily["mean_mw"].min()) if len(daily) else 0.0
    high = float(daily["mean_mw"].max()) if len(daily) else 1.0
    bar = {
        "ticksuffix": " MW",
        "showticksuffix": "last",
        "nticks": 5,
        "tickangle": 0,
        "thickness": 10,
        "orientation": "h",
        "y": 1.0,
        "yanchor": "bottom",
        "len": 0.6,
        "x": 0.3,
    }
    floor = math.floor(low)
    ceiling = math.ceil(high) if math.ceil(high) > floor else floor + 1
    chart.update_layout(
        coloraxis={"colorscale": SCALE, "cmin": floor, "cmax": ceiling, "colorbar": bar}, margin={"t": 64}
    )
    return chart


def _first_week(month: int) -> float:
    return (pd.Timestamp(2027, month, 15).day_of_year + 3) / 7.0


def _grid(daily: pd.DataFrame, year: int, locale: str) -> tuple[np.ndarray, list[list[str]]]:
    """Mean MW by weekday (7) and week (54) of one year, NaN where there is no day, and the hover texts."""
    values = np.full((WEEKDAY_COUNT, WEEKS), np.nan)
    texts = [[""] * WEEKS for _ in range(WEEKDAY_COUNT)]
    offset = pd.Timestamp(year, 1, 1).weekday()
    for date, mean, peak in zip(pd.to_datetime(daily["date"]), daily["mean_mw"], daily["peak_mw"], strict=True):
        week = (date.day_of_year - 1 + offset) // 7
        values[date.weekday(), week] = mean
        words = f"{formats.number(mean, 2, locale)} MW, max {formats.number(peak, 2, locale)} MW"
        texts[date.weekday()][week] = f"{formats.date(date.date(), locale)}<br>{words}"
    return values, texts
