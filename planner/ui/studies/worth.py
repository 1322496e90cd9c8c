"""Page *Plan*: the site against itself without orders, and what one more is worth, filled in while one looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from planner.charts.worth import against_data, against_finding, one_more_data
from planner.errors import PlannerError
from planner.jobs import background
from planner.plan.manifest import why_no_reference
from planner.plan.store import disk
from planner.ui.kit import components, state, timed
from planner.words import say

if TYPE_CHECKING:
    from planner.plan.plan import Plan

EVERY_S = 2


def against(plan: Plan) -> None:
    """The site, the site without orders, and the orders."""
    locale = state.locale()
    finding = against_finding(plan, locale)
    components.finding(finding or say("against", locale))
    if not finding:
        components.note(say(why_no_reference(plan.manifest), locale))
        return
    components.plain_table(against_data(plan, locale))
    components.note(say("against note", locale))
    components.table_below(plan.reference, "reference")


def one_more(plan: Plan) -> None:
    """The values worked out so far; while more are on their way they are looked up again every two seconds."""
    components.finding(say("one more", state.locale()))
    running = background.status(plan.run_id, state.store_path()).running
    timed.part(_values, f"{EVERY_S}s" if running else None)(plan, looks_again=running)


def _values(plan: Plan, *, looks_again: bool) -> None:
    locale, store = state.locale(), state.store_path()
    now = background.status(plan.run_id, store)
    if looks_again and not now.running:
        timed.whole_page()  # which then looks no more
    table = disk.one_more(store, plan.run_id)
    if len(table):
        components.plain_table(one_more_data(table, locale))
        components.note(say("worth how", locale, days=str(table["days"].iloc[0])))
    if now.running:
        st.caption(say("worth running", locale, count=int(table["larger_step"].notna().sum() + len(table))))
        return
    if now.message:
        st.error(f"{say('worth failed', locale)}\n\n```\n{now.message}\n```")
    if len(table):
        components.table_below(table, "one-more")
    _button(plan, locale, again=len(table) > 0)


def _button(plan: Plan, locale: str, *, again: bool) -> None:
    if not plan.manifest.get("scenario"):
        return
    if not again:
        components.note(say("worth ask", locale, days=background.DAYS))
    if st.button(
        say("worth again" if again else "worth start", locale), key="one-more-start", icon=":material/exposure_plus_1:"
    ):
        try:
            background.start(plan.run_id, state.store_path())
        except PlannerError as error:
            st.error(str(error))
            return
        st.rerun()
