"""The facts of the run shown, made once: with its plan for paths, accounts and what one more is worth, as stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from planner.errors import PlannerError
from planner.plan.news.key_figures import KeyFigure, key_figures
from planner.plan.news.make import news_of, today_utc
from planner.plan.several import pair, uncertain
from planner.plan.store import disk
from planner.ui.kit import state

if TYPE_CHECKING:
    import datetime as dt

    from planner.plan.accounts.statements import Accounts
    from planner.plan.news.fact import News
    from planner.plan.plan import Plan
    from planner.plan.several.uncertain import UncertainPlan


@dataclass(frozen=True, eq=False)
class Reading:
    """A plan as it is read today."""

    today: dt.date
    plan: Plan
    news: News
    accounts: Accounts | None
    paths: UncertainPlan | None


def reading(run_id: str) -> Reading:
    """What is to be told of a saved run; nothing is solved. Made again when what is stored beside it has changed."""
    return _reading(*_stored(run_id))


def figures(run_id: str, locale: str) -> list[KeyFigure]:
    """The key figures of a saved run, made again when its reading is."""
    return _figures(locale, *_stored(run_id))


def _stored(run_id: str) -> tuple[str, str, tuple[tuple[str, int], ...], int, dt.date]:
    """What a reading depends on."""
    folder = state.store_path().resolve()
    several = tuple((run, uncertain.changed_ns(folder, run)) for run in uncertain.run_ids(folder))
    return str(folder), run_id, several, len(disk.one_more(folder, run_id)), today_utc()


@st.cache_resource(max_entries=6, show_spinner=False)
def _reading(folder: str, run_id: str, several: tuple[tuple[str, int], ...], values: int, today: dt.date) -> Reading:
    plan = replace(state.plan(run_id), one_more=disk.one_more(folder, run_id))
    accounts = _accounts(run_id)
    paths = pair.paths_beside(folder, plan) if several else None
    return Reading(today, plan, news_of(plan, today, paths, accounts), accounts, paths)


@st.cache_resource(max_entries=12, show_spinner=False)
def _figures(locale: str, *stored: Any) -> list[KeyFigure]:
    now = _reading(*stored)
    return key_figures(now.plan, now.news, now.accounts, locale)


def _accounts(run_id: str) -> Accounts | None:
    try:
        return state.accounts(run_id)
    except PlannerError:
        return None
