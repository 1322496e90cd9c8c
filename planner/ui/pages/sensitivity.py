"""Page *Sensitivity and why*: what moves the value most, what binds, and what one more is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from planner.charts.studies.binding import binding_shown
from planner.charts.studies.sensitivity import tornado_chart, tornado_finding, two_way_chart, two_way_finding
from planner.errors import PlannerError
from planner.jobs import background
from planner.plan.store.studies import study_of
from planner.ui.kit import components, state, worth
from planner.words import say

if TYPE_CHECKING:
    from planner.plan.plan import Plan

WORK: background.Work = "sensitivity"
EVERY_S = 2


def show(plan: Plan) -> None:
    """The tornado and the two widest drivers at once, from the store or worked out in the background; then why."""
    locale = state.locale()
    running = background.status(plan.run_id, state.store_path(), WORK).running
    st.fragment(_studies, run_every=f"{EVERY_S}s" if running else None)(plan, looks_again=running)
    components.finding(say("why", locale))
    components.plain_table(binding_shown(plan, locale))
    components.note(say("why note", locale))
    components.table_below(plan.binding, "binding")
    worth.one_more(plan)


def _studies(plan: Plan, *, looks_again: bool) -> None:
    locale, store = state.locale(), state.store_path()
    now = background.status(plan.run_id, store, WORK)
    if looks_again and not now.running:
        st.rerun()  # the whole page, which then looks no more
    tornado, grid = study_of(store, plan.run_id, "tornado"), study_of(store, plan.run_id, "two_way")
    if tornado is None or tornado["difference_meur"].dropna().empty:
        components.headline(say("sensitivity lead", locale))
    else:
        title = tornado_finding(tornado, locale)
        components.headline(title)
        components.note(say("sensitivity note", locale, days=background.DAYS))
        components.chart(tornado_chart(tornado, locale), "tornado", title)
        components.table_below(tornado, "tornado")
    if grid is not None and not grid["npv_meur"].dropna().empty:
        title = two_way_finding(grid, locale)
        components.finding(title)
        components.note(say("two-way note", locale, days=background.DAYS))
        components.chart(two_way_chart(grid, locale), "two-way", title)
        components.table_below(grid, "two-way")
    if now.running:
        st.caption(say("sensitivity running", locale))
        return
    if now.message:
        st.error(f"{say('sensitivity failed', locale)}\n\n```\n{now.message}\n```")
    _button(plan, locale, again=tornado is not None)


def _button(plan: Plan, locale: str, *, again: bool) -> None:
    if not plan.manifest.get("scenario"):
        st.info(say("sensitivity without", locale), icon=":material/info:")
        return
    if not again:
        components.note(say("sensitivity ask", locale, days=background.DAYS))
    label = say("sensitivity again" if again else "sensitivity start", locale)
    if st.button(label, key="sensitivity-start", icon=":material/align_horizontal_center:"):
        try:
            background.start(plan.run_id, state.store_path(), WORK)
        except PlannerError as error:
            st.error(str(error))
            return
        st.rerun()
