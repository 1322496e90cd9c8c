"""One real day, hour by hour: racks, megawatts, price, PUE and work that waits, above each other."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from planner.charts import theme
from planner.inputs.money.months import period_start
from planner.words import say
from planner.words.names import workload_name

if TYPE_CHECKING:
    from planner.plan.plan import Plan
    from planner.plan.tables.hours import HourlyTable

NOT_SERVING = {"parked": "#DDE2E7", "idle": "#B7BEC6"}
ZONE = "Europe/Paris"
SMALLEST = 1e-9


@dataclass(frozen=True)
class DayTables:
    """The hours of one local day: site, workloads, racks; each with a column `hour` (Europe/Paris wall time)."""

    site: pd.DataFrame
    workloads: pd.DataFrame
    racks: pd.DataFrame


def day_tables(site: pd.DataFrame, workloads: pd.DataFrame, racks: pd.DataFrame, date: pd.Timestamp) -> DayTables:
    """Cut one local day out of the hourly tables of its period."""
    own = site.loc[pd.to_datetime(site["date"]) == pd.Timestamp(date)].copy()
    own["hour"] = _wall(own)
    hours = own.set_index("utc")["hour"]

    def cut(table: pd.DataFrame) -> pd.DataFrame:
        part = table.loc[table["utc"].isin(hours.index)].copy()
        part["hour"] = part["utc"].map(hours)
        return part.sort_values("utc")

    own["pue"] = own["facility_mw"] / own["it_mw"].where(own["it_mw"] > SMALLEST)
    return DayTables(own.sort_values("utc"), cut(workloads), cut(racks))


def _wall(table: pd.DataFrame) -> pd.Series:
    local = pd.to_datetime(table["utc"], utc=True).dt.tz_convert(ZONE)
    return local.dt.tz_localize(None)


def hourly_of(plan: Plan, period: str, date: pd.Timestamp) -> DayTables:
    """Read the hours of a period from a plan and cut one day out."""
    names: tuple[HourlyTable, ...] = ("hourly", "hourly_workloads", "hourly_racks")
    site, workloads, racks = (plan.hours(name, period) for name in names)
    return day_tables(site, workloads, racks, date)


def period_of(plan: Plan, date: pd.Timestamp) -> str:
    """The period that a day falls into: the last whose name does not begin after it. ValueError if there is none."""
    starts = {name: pd.Timestamp(period_start(name)) for name in plan.periods}
    begun = [name for name, start in starts.items() if start <= date]
    if not begun:
        message = f"{date:%Y-%m-%d} is before the first period, {plan.periods[0]}."
        raise ValueError(message)
    return begun[-1]


def day_data(day: DayTables) -> pd.DataFrame:
    """One row an hour, for the table under the chart: power, price, PUE, racks and backlog by workload."""
    columns = [
        "hour",
        "grid_mw",
        "it_mw",
        "cooling_mw",
        "subscribed_mw",
        "spot_eur_per_mwh",
        "energy_eur_per_mwh",
        "pue",
    ]
    table = day.site.set_index("utc")[columns]
    racks = day.racks.groupby(["utc", "workload"], observed=True)["racks"].sum().unstack().fillna(0.0)
    racks.columns = [f"racks_{name}" for name in racks.columns]
    return table.join(racks).reset_index(drop=True)


def day_chart(day: DayTables, locale: str = "en", height: int = 860) -> go.Figure:
    """Five small charts with one time axis, steps of an hour; lines are named in colour above their chart."""
    site = day.site
    waiting = _waiting(day)
    lines = (("grid", theme.STAGES["grid"]), ("subscribed", theme.SUBSCRIBED), ("it", theme.STAGES["serving"]))
    titles = [
        say("racks by workload", locale),
        say("power mw", locale) + _named([(say(name, locale), colour) for name, colour in lines]),
        say("price", locale),
        say("pue", locale),
        say("backlog", locale) + _named([(workload_name(name, locale), _line(name)) for name in waiting]),
    ]
    chart = make_subplots(
        rows=5, cols=1, shared_xaxes=True, vertical_spacing=0.055, row_heights=[0.36, 0.22, 0.16, 0.1, 0.16],
        subplot_titles=titles,
    )  # fmt: skip
    chart.update_layout(
        template=theme.TEMPLATE, separators=theme.separators(locale), height=height, margin={"t": 110},
        showlegend=True, legend={"y": 1.04},
    )  # fmt: skip
    chart.update_annotations(x=0, xanchor="left", font={"size": 12, "color": theme.MUTED})
    _racks(chart, day, locale)
    for (name, colour), column, dash in zip(
        lines, ("grid_mw", "subscribed_mw", "it_mw"), ("solid", "dash", "dot"), strict=True
    ):
        _step(chart, 2, site["hour"], site[column], say(name, locale), colour, dash, " MW")
    _step(chart, 3, site["hour"], site["energy_eur_per_mwh"], say("price", locale), theme.PRICE, "solid", " €/MWh")
    _step(chart, 4, site["hour"], site["pue"], "PUE", theme.STAGES["serving"], "solid", "")
    for (name, hours), dash in zip(waiting.items(), itertools.cycle(("solid", "dash", "dot"))):
        _step(chart, 5, hours.index, hours, workload_name(name, locale), _line(name), dash, " h")
    chart.update_yaxes(rangemode="tozero", row=1, col=1)
    chart.update_yaxes(rangemode="tozero", nticks=5, row=2, col=1)
    chart.update_yaxes(nticks=4, row=3, col=1)
    pue = site["pue"].dropna()
    if len(pue):
        chart.update_yaxes(range=[1.0, max(1.2, float(pue.max()) + 0.02)], tickformat=".2f", nticks=3, row=4, col=1)
    chart.update_yaxes(rangemode="tozero", nticks=4, row=5, col=1)
    chart.update_xaxes(tickformat="%H:%M", nticks=9)
    return chart


def _named(lines: list[tuple[str, str]]) -> str:
    """Names of lines in their colours, to stand in a title."""
    return "".join(f" · <span style='color:{colour}'><b>{name}</b></span>" for name, colour in lines)


def _line(workload: str) -> str:
    """The colour of a workload as a line: pale ones in a darker shade of their hue."""
    colour = theme.WORKLOADS.get(workload, theme.BLACK)
    return theme.AS_LINE.get(colour, colour)


def _racks(chart: go.Figure, day: DayTables, locale: str) -> None:
    sums = day.racks.groupby(["hour", "workload"], observed=True)["racks"].sum().unstack().fillna(0.0)
    sums = sums.reindex(day.site["hour"], fill_value=0.0)
    names = [str(name) for name in sums.columns]
    serving = sorted((n for n in names if n not in NOT_SERVING), key=lambda n: -sums[n].to_numpy().sum())
    colours = theme.colour_of(serving, theme.WORKLOADS) | NOT_SERVING
    for name in [*serving, *(n for n in ("idle", "parked") if n in names)]:
        label = workload_name(name, locale)
        chart.add_scatter(
            x=sums.index, y=sums[name], mode="lines", stackgroup="racks", name=label,
            line={"width": 0.8, "color": theme.outline(colours[name])["color"], "shape": "hv"},
            fillcolor=colours[name], hovertemplate=f"{label}: %{{y:,.1f}}<extra></extra>", row=1, col=1,
        )  # fmt: skip


def _step(chart: go.Figure, row: int, x: object, y: pd.Series, name: str, colour: str, dash: str, unit: str) -> None:
    chart.add_scatter(
        x=x, y=y, mode="lines", name=name, showlegend=False,
        line={"color": colour, "dash": dash, "width": 2, "shape": "hv"},
        hovertemplate=f"{name}: %{{y:,.2f}}{unit}<extra></extra>", row=row, col=1,
    )  # fmt: skip


def _waiting(day: DayTables) -> dict[str, pd.Series]:
    """Work waiting at the end of each hour by workload, in hours of the day's mean demand, so that units compare."""
    waits = {}
    for name, own in day.workloads.groupby("workload", observed=True):
        mean = float(own["demand"].mean())
        if mean > SMALLEST and float(own["backlog"].max()) > SMALLEST:
            waits[str(name)] = own.set_index("hour")["backlog"] / mean
    return waits
