"""Page *Electrons to tokens*: where do the electrons go, and where is the next percent?"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from planner.charts import day
from planner.charts.calendar_heat import calendar_heatmap, daily_data, quarter_bars
from planner.charts.energy.chain import chain_table
from planner.charts.energy.efficiency import (
    rack_efficiency_data,
    tokens_per_kwh_by_period,
    tokens_per_kwh_by_rack,
    tokens_per_kwh_data,
)
from planner.charts.energy.electrons import electrons_bars, electrons_data, sankey
from planner.charts.energy.joules import joules_data, joules_waterfall
from planner.charts.findings import plan as findings
from planner.charts.spans import ALL, years
from planner.ui.kit import components, link, phone, state
from planner.ui.kit.years import YEAR_KEY, not_there_note
from planner.ui.pages import measurement, racks
from planner.ui.studies import what_if
from planner.words import formats, say

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from planner.plan.plan import Plan

DAY_KEY = "day"
CALENDAR_KEY = "calendar"


def show(plan: Plan) -> None:
    """The sentence, the Sankey with its table, the chain link by link, yields, and any day hour by hour."""
    locale = state.locale()
    spans = [ALL, *years(plan.periods)]
    span = state.choice(YEAR_KEY, spans) or ALL
    st.pills(
        say("span", locale),
        spans,
        required=True,
        format_func=lambda name: say("all years", locale) if name == ALL else name,
        key=YEAR_KEY,
        on_change=state.picked,
        args=(YEAR_KEY,),
        label_visibility="collapsed",
    )
    not_there_note(spans, say("all years", locale) if span == ALL else span, locale)
    title, bars = findings.electrons(plan, span, locale), electrons_bars(plan, span, locale)
    components.headline(title)
    what_if.bar(plan, "yield")
    components.note(say("sankey", locale))
    figures = _figures(str(state.store_path()), plan.run_id, span, locale)
    phone.chart_or_bars(figures["sankey"], "sankey", title, bars)
    components.table_below(electrons_data(plan, span), "electrons", say("sankey table", locale))
    _joules(plan, span, locale, figures)
    components.finding(say("chain", locale))
    components.plain_table(_chain(str(state.store_path()), plan.run_id, span, locale))
    components.note(say("chain note", locale))
    left, right = st.columns(2, gap="large")
    with left:
        title = findings.rack_efficiency(plan, span, locale)
        components.finding(title)
        components.note(say("dots", locale))
        components.chart(figures["dots"], "dots", title)
        components.table_below(rack_efficiency_data(plan, span), "tokens-per-kwh-by-rack")
    with right:
        title = findings.tokens_per_kwh(plan, locale)
        components.finding(title)
        components.note(say("by period", locale))
        components.chart(figures["yield"], "yield", title)
        components.table_below(tokens_per_kwh_data(plan), "tokens-per-kwh-by-period")
    racks.show(plan, span, locale)
    measurement.show(locale)
    _days(plan, locale)


def _joules(plan: Plan, span: str, locale: str, figures: dict[str, go.Figure]) -> None:
    data = joules_data(plan, span)
    if data.empty:
        return
    title = say("joules", locale, joules=formats.significant(float(data["joules_per_token"].iloc[0]), 3, locale))
    components.finding(title)
    components.note(say("joules note", locale))
    components.chart(figures["joules"], "joules", title)
    components.table_below(data, "joules-per-token")


@st.cache_data(max_entries=6, show_spinner=False)
def _daily(folder: str, run_id: str) -> pd.DataFrame:
    run = state.plan(run_id)
    return daily_data(run.hours("hourly", period) for period in run.periods)


@st.cache_resource(max_entries=24, show_spinner=False)
def _figures(folder: str, run_id: str, span: str, locale: str) -> dict[str, go.Figure]:
    """The charts of a plan and its span; a plan that is saved never changes."""
    plan = state.plan(run_id)
    figures = {
        "sankey": sankey(plan, span, locale),
        "dots": tokens_per_kwh_by_rack(plan, span, locale),
        "yield": tokens_per_kwh_by_period(plan, locale),
    }
    return figures if joules_data(plan, span).empty else figures | {"joules": joules_waterfall(plan, span, locale)}


@st.cache_data(max_entries=24, show_spinner=False)
def _chain(folder: str, run_id: str, span: str, locale: str) -> pd.DataFrame:
    return chain_table(state.plan(run_id), span, locale)


@st.cache_resource(max_entries=6, show_spinner=False)
def _calendar(folder: str, run_id: str, locale: str) -> go.Figure:
    return calendar_heatmap(_daily(folder, run_id), locale)


def _days(plan: Plan, locale: str) -> None:
    daily = _daily(str(state.store_path()), plan.run_id)
    title = findings.calendar(daily, locale)
    components.finding(title)
    components.note(f"{say('any day', locale)}. {say('calendar note', locale)}")
    figure = _calendar(str(state.store_path()), plan.run_id, locale)
    with st.container(key="wide-calendar"):
        components.chart(figure, CALENDAR_KEY, title, on_select=_open_day)
    phone.bar_list("calendar", quarter_bars(daily, locale))
    components.table_below(daily, "days")
    if daily.empty:
        return
    chosen = _pick_day(daily, locale)
    date = nearest_day(daily["date"], pd.Timestamp(chosen))
    if date != pd.Timestamp(chosen):
        components.note(say("no such day", locale, day=formats.date(chosen, locale)))
    tables = day.hourly_of(plan, day.period_of(plan, date), date)
    title = findings.day(tables, date, locale)
    components.finding(title)
    components.chart(day.day_chart(tables, locale), "day-chart", title)
    components.table_below(day.day_data(tables), f"day-{date:%Y-%m-%d}")


def _open_day() -> None:
    """A click in the calendar picks its day."""
    points = st.session_state[CALENDAR_KEY].selection.points
    if points:
        link.pick(DAY_KEY, str(points[0]["customdata"][0]))


def _pick_day(daily: pd.DataFrame, locale: str) -> dt.date:
    """The day picked, clicked or linked to; the busiest until one is. A day outside the plan is said."""
    dates = [pd.Timestamp(day).date() for day in daily["date"]]
    first, last, busiest = min(dates), max(dates), dates[int(daily["mean_mw"].to_numpy().argmax())]
    wanted = link.picked(DAY_KEY)
    day_wanted = date_of(wanted)
    if wanted is not None and (day_wanted is None or not first <= day_wanted <= last):
        shown = formats.date(busiest, locale)
        components.note(say("no such choice", locale, value=components.as_text(wanted), shown=shown))
        day_wanted = None
    if day_wanted is not None:
        link.put(DAY_KEY, day_wanted.isoformat())
    st.session_state[DAY_KEY] = day_wanted or busiest
    chosen: dt.date = st.date_input(
        say("pick day", locale),
        min_value=first,
        max_value=last,
        format="DD/MM/YYYY",
        key=DAY_KEY,
        width=220,
        on_change=state.picked,
        args=(DAY_KEY,),
    )
    return chosen


def date_of(text: str | None) -> dt.date | None:
    """A day from an address, such as 2027-02-05; None where it is none."""
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return None


def nearest_day(days: pd.Series, chosen: pd.Timestamp) -> pd.Timestamp:
    """The dispatched day closest to the one asked for."""
    return pd.Timestamp(days.iloc[int((days - chosen).abs().to_numpy().argmin())])
