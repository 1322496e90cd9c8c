"""The choice of a year that the pages on power, bill and carbon share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from planner.charts.spans import ALL, full_years, years
from planner.ui.kit import components, state
from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.plan.plan import Plan

YEAR_KEY = "year"


def pick_year(plan: Plan, locale: str) -> str:
    """The year chosen; the first that the horizon covers whole until one is."""
    whole, every = full_years(plan), years(plan.periods)
    first = whole[:1] or every[:1]
    options = [*first, *(year for year in every if year not in first)]
    year = state.choice(YEAR_KEY, options) or first[0]
    not_there_note(options, year, locale)
    st.pills(
        say("span", locale),
        every,
        required=True,
        key=YEAR_KEY,
        on_change=state.picked,
        args=(YEAR_KEY,),
        label_visibility="collapsed",
    )
    if year not in whole:
        components.note(say("part of a year", locale, year=year))
    return year


def not_there_note(options: Sequence[str], year: str, locale: str) -> None:
    """Where a link asks for a year that the plan does not cover: so, and which is shown."""
    wanted = state.not_there(YEAR_KEY, [*options, ALL])
    if wanted is not None:
        components.note(say("no such choice", locale, value=components.as_text(wanted), shown=year))


def days_note(plan: Plan, locale: str, key: str = "days dispatched") -> None:
    """On a plan of few days: what the figures of the page stand on."""
    if not plan.manifest["every_day"]:
        days = formats.number(plan.manifest["dispatched_days"], 0, locale)
        components.note(f":material/info: {say(key, locale, days=days)}")
