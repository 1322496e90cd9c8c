"""What is worked out in the background for a run and kept with it: where it stands, and the button that starts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from planner.errors import PlannerError
from planner.jobs import background
from planner.ui.kit import components, state
from planner.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.plan.plan import Plan

EVERY_S = 2


def watched(plan: Plan, work: background.Work, draw: Callable[[Plan], bool], icon: str) -> None:
    """What `draw` shows of a study (whether it was there), then its state; drawn again while it is under way."""
    running = background.status(plan.run_id, state.store_path(), work).running
    st.fragment(_drawn, run_every=f"{EVERY_S}s" if running else None)(plan, work, draw, icon, looks_again=running)


def _drawn(plan: Plan, work: background.Work, draw: Callable[[Plan], bool], icon: str, *, looks_again: bool) -> None:
    locale = state.locale()
    now = background.status(plan.run_id, state.store_path(), work)
    if looks_again and not now.running:
        st.rerun()  # the whole page, which then looks no more
    there = draw(plan)
    if now.running:
        st.caption(say("sensitivity running", locale))
        return
    if now.message:
        st.error(f"{say('sensitivity failed', locale)}\n\n```\n{now.message}\n```")
    _button(plan, work, icon, locale, again=there)


def _button(plan: Plan, work: background.Work, icon: str, locale: str, *, again: bool) -> None:
    if not plan.manifest.get("scenario"):
        st.info(say("sensitivity without", locale), icon=":material/info:")
        return
    if not again:
        components.note(say(f"{work} ask", locale, days=background.DAYS))
    label = say("sensitivity again" if again else f"{work} start", locale)
    if st.button(label, key=f"{work}-start", icon=icon):
        try:
            background.start(plan.run_id, state.store_path(), work)
        except PlannerError as error:
            st.error(str(error))
            return
        st.rerun()
