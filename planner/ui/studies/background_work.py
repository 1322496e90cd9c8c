"""What is worked out in the background for a run and kept with it: where it stands, and the button that starts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from planner.errors import PlannerError
from planner.jobs import background
from planner.ui.kit import components, state, timed
from planner.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.plan.plan import Plan

EVERY_S = 2


@dataclass(frozen=True)
class _Study:
    """What is worked out of a plan, from another one on where it takes two, and the picture of its button."""

    plan: Plan
    work: background.Work
    icon: str
    begins_at: str

    def status(self) -> background.BackgroundStatus:
        return background.status(self.plan.run_id, state.store_path(), self.work, begins_at=self.begins_at)


def watched(plan: Plan, work: background.Work, draw: Callable[[Plan], bool], icon: str, *, begins_at: str = "") -> None:
    """What `draw` shows of a study (whether it was there), then its state; drawn again while it is under way."""
    study = _Study(plan, work, icon, begins_at)
    running = study.status().running
    timed.part(_drawn, f"{EVERY_S}s" if running else None)(study, draw, looks_again=running)


def _drawn(study: _Study, draw: Callable[[Plan], bool], *, looks_again: bool) -> None:
    locale, now = state.locale(), study.status()
    if looks_again and not now.running:
        timed.whole_page()  # which then looks no more
    there = draw(study.plan)
    if now.running:
        st.caption(say("sensitivity running", locale))
        return
    if now.message:
        st.error(f"{say('sensitivity failed', locale)}\n\n```\n{now.message}\n```")
    _button(study, locale, again=there)


def _button(study: _Study, locale: str, *, again: bool) -> None:
    if not study.plan.manifest.get("scenario"):
        st.info(say("sensitivity without", locale), icon=":material/info:")
        return
    if not again:
        components.note(say(f"{study.work} ask", locale, days=background.DAYS))
    label = say("sensitivity again" if again else f"{study.work} start", locale)
    if st.button(label, key=f"{study.work}-start", icon=study.icon):
        try:
            other = {"begins_at": study.begins_at} if study.begins_at else {}
            background.start(study.plan.run_id, state.store_path(), study.work, **other)
        except PlannerError as error:
            st.error(str(error))
            return
        st.rerun()
