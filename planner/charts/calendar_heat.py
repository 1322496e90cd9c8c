"""Every day of the plan at a glance: mean MW of each day, laid out as a calendar."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from planner.charts import theme
from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Iterable

SCALE = [[0.0, "#F1F5F8"], [0.5, theme.SKY], [1.0, "#003D66"]]
WEEKS, WEEKDAY_COUNT = 54, 7
BAND = WEEKDAY_COUNT + 1  # rows from one year to the next
WEEKDAYS_SHOWN = (0, 2, 4, 6)
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


def quarter_bars(daily: pd.DataFrame, locale: str = "en") -> list[tuple[str, float]]:
    """The calendar as lines, one a quarter: mean power and the busiest day, the share that of the busiest of all."""
    dates = pd.to_datetime(daily["date"])
    days = daily.assign(quarter=[f"{date.year}-Q{(date.month + 2) // 3}" for date in dates])
    most = float(days["mean_mw"].max()) if len(days) else 0.0
    bars = []
    for quarter, own in days.groupby("quarter", sort=True):
        mean, busiest = float(own["mean_mw"].mean()), own.iloc[int(own["mean_mw"].to_numpy().argmax())]
        text = say(
            "calendar line",
            locale,
            quarter=formats.period_name(str(quarter), locale),
            mean=formats.number(mean, 2, locale),
            day=formats.date(pd.Timestamp(busiest["date"]).date(), locale),
            most=formats.number(float(busiest["mean_mw"]), 2, locale),
        )
        bars.append((text, mean / most if most else 0.0))
    return bars


def calendar_heatmap(daily: pd.DataFrame, locale: str = "en", height: int = 0) -> go.Figure:
    """One band a year, one column a week, one row a weekday; colour is the day's mean MW, white means no day.

    All bands stand on one pair of axes, an empty row apart: a browser draws that in three quarters of the time of a
    pair of axes for each year.
    """
    days = pd.to_datetime(daily["date"])
    years = sorted(set(days.dt.year))
    chart = go.Figure()
    chart.update_layout(
        template=theme.TEMPLATE,
        separators=theme.separators(locale),
        height=height or 70 + ROW_PX * max(len(years), 1),
        hovermode="closest",
        coloraxis=_colours(daily),
        margin={"t": 64},
    )
    if years:
        bands = [_grid(daily.loc[days.dt.year == year], year) for year in years]
        chart.add_heatmap(
            z=np.vstack(bands)[:-1], x=list(range(WEEKS)), y=list(range(BAND * len(years) - 1)), coloraxis="coloraxis",
            xgap=1, ygap=1, hoverinfo="skip",
        )  # fmt: skip
        chart.add_scatter(**_targets(daily, years[0], locale))
    chart.update_xaxes(
        range=[-0.5, WEEKS - 0.5],
        showgrid=False,
        zeroline=False,
        ticks="",
        tickvals=[_first_week(month) for month in range(1, 13)],
        ticktext=list(formats.months(locale)),
        tickfont={"size": 11},
    )
    weekdays = formats.weekdays(locale)
    chart.update_yaxes(
        tickvals=[BAND * band + day for band in range(len(years)) for day in WEEKDAYS_SHOWN],
        ticktext=[_row_name(year, day, weekdays) for year in years for day in WEEKDAYS_SHOWN],
        tickfont={"size": 9},
        range=[BAND * len(years) - 1.5, -0.5],
        showgrid=False,
        zeroline=False,
    )
    return chart


def _row_name(year: int, day: int, weekdays: tuple[str, ...] | list[str]) -> str:
    """The weekday of a row of ticks, the first one with its year."""
    return f"<b>{year}</b>  {weekdays[day]}" if day == WEEKDAYS_SHOWN[0] else weekdays[day]


def _targets(daily: pd.DataFrame, first_year: int, locale: str) -> dict[str, Any]:
    """Unseen squares over the days, as a click selects points of a scatter and no cells: each tells and is its date."""
    days = pd.to_datetime(daily["date"])
    offset = np.array([pd.Timestamp(year, 1, 1).weekday() for year in days.dt.year])
    square: dict[str, Any] = {"symbol": "square", "size": ROW_PX / BAND, "opacity": 0}
    return {
        "x": ((days.dt.day_of_year - 1 + offset) // WEEKDAY_COUNT).tolist(),
        "y": (BAND * (days.dt.year - first_year) + days.dt.day_of_week).tolist(),
        "customdata": [[f"{day:%Y-%m-%d}"] for day in days],
        "mode": "markers",
        "marker": square,
        "selected": {"marker": {"opacity": 0}},
        "unselected": {"marker": {"opacity": 0}},
        "text": _texts(daily, locale),
        "hovertemplate": "%{text}<extra></extra>",
        "showlegend": False,
    }


def _colours(daily: pd.DataFrame) -> dict[str, Any]:
    """The scale of colours in whole MW, with its bar above the chart."""
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
    return {"colorscale": SCALE, "cmin": floor, "cmax": ceiling, "colorbar": bar}


def _first_week(month: int) -> float:
    return (pd.Timestamp(2027, month, 15).day_of_year + 3) / 7.0


def _grid(daily: pd.DataFrame, year: int) -> np.ndarray:
    """Mean MW by weekday (7, and an empty row) and week (54) of one year, NaN where there is no day."""
    values = np.full((BAND, WEEKS), np.nan)
    offset = pd.Timestamp(year, 1, 1).weekday()
    for date, mean in zip(pd.to_datetime(daily["date"]), daily["mean_mw"], strict=True):
        values[date.weekday(), (date.day_of_year - 1 + offset) // WEEKDAY_COUNT] = mean
    return values


def _texts(daily: pd.DataFrame, locale: str) -> list[str]:
    """What each day says when it is pointed at: its date, mean and largest MW."""
    rows = zip(pd.to_datetime(daily["date"]), daily["mean_mw"], daily["peak_mw"], strict=True)
    return [
        f"{formats.date(date.date(), locale)}<br>{formats.number(mean, 2, locale)} MW, "
        f"max {formats.number(peak, 2, locale)} MW"
        for date, mean, peak in rows
    ]
