"""Solves that wait, run and have ended, of everybody; below a running one its bound and best plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from planner.charts.solves.progress import progress_chart, progress_finding
from planner.errors import StoreError
from planner.jobs import queue as bounds
from planner.jobs import texts
from planner.jobs.jobs import UNDER_WAY
from planner.ui.kit import components, solving, state, timed
from planner.words import formats, say

if TYPE_CHECKING:
    from planner.jobs.jobs import JobStatus

MOST_ENDED = 12


def queue() -> None:
    """The queue, drawn again every second while something is under way."""
    locale = state.locale()
    listed = solving.all_jobs()
    if not listed:
        return
    components.finding(say("queue", locale))
    if any(job.state in UNDER_WAY for job in listed):
        timed.part(_draw, "1s")()
    else:
        _draw()


def _draw() -> None:
    locale = state.locale()
    listed = solving.shared_jobs()
    waiting = [job for job in reversed(listed) if job.state == "queued"]
    running = [job for job in listed if job.state == "running"]
    components.note(say("queue note", locale, waiting=len(waiting), running=len(running), most=_at_once()))
    ended = [job for job in listed if job.state not in UNDER_WAY][:MOST_ENDED]
    st.dataframe(queue_table([*running, *waiting, *ended], locale), hide_index=True, key="queue-table")
    for job in running:
        if job.history:
            finding = progress_finding(job.gap, job.gap_asked, locale)
            st.markdown(f"**{solving.title(job, locale)}** · {finding}")
            chart = progress_chart(job.history, job.elapsed_s, locale)
            components.chart(chart, f"progress-{job.job_id}", finding)


def _at_once() -> int:
    try:
        return bounds.bound(bounds.AT_ONCE_VARIABLE, bounds.AT_ONCE)
    except StoreError:
        return bounds.AT_ONCE


def queue_table(listed: list[JobStatus], locale: str) -> pd.DataFrame:
    """Jobs as people read them, one a row."""
    waiting = [job.job_id for job in listed if job.state == "queued"]
    return pd.DataFrame(
        {
            say("variant name", locale): [texts.name_of(job) for job in listed],
            say("owner", locale): [job.owner or formats.MISSING for job in listed],
            say("state", locale): [_state_text(job, waiting, locale) for job in listed],
            say("days", locale): [say("every", locale) if job.days == "all" else job.days for job in listed],
            say("paths count", locale): [formats.MISSING if job.paths is None else str(job.paths) for job in listed],
            say("elapsed seconds", locale): [formats.number(job.elapsed_s, 0, locale) for job in listed],
            say("best", locale): [formats.money_meur(job.incumbent_meur, locale) for job in listed],
            say("bound", locale): [formats.money_meur(job.bound_meur, locale) for job in listed],
            say("gap", locale): [formats.percent(job.gap, locale, 2) for job in listed],
            say("run id", locale): [job.run_id or formats.MISSING for job in listed],
        }
    )


def _state_text(job: JobStatus, waiting: list[str], locale: str) -> str:
    if job.state == "queued":
        return say("job queued", locale, place=waiting.index(job.job_id) + 1)
    if job.state == "running":
        return texts.phase_text(job, locale)
    return say(f"job {job.state}", locale)
