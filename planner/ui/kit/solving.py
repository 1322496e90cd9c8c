"""Solves in the background: start, progress, stop, what to do when they end. They are other processes."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import streamlit as st

from planner.access import rights
from planner.errors import PlannerError
from planner.jobs import jobs, watched
from planner.jobs.queue import advance
from planner.jobs.texts import days_text, name_of, progress_share, progress_text
from planner.problem.settings import SolveSettings
from planner.ui.kit import components, state, timed
from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from planner.jobs.jobs import JobStatus

QUICK_DAYS = 3
GAP = 0.005
GAP_OF_PATHS = 0.01
OWN_EVERY, OTHERS_EVERY = "1s", "5s"  # how often a page looks at solves under way
SEEN, CLOSED, ANNOUNCED = "jobs_seen_running", "jobs_closed", "jobs_announced"


def start(
    scenario: Path | Mapping[str, Any],
    days: Any,
    overlay: Mapping[str, Any] | None = None,
    paths: int | None = None,
    trial: int = 0,
) -> str | None:
    """Start a solve; says what is wrong and returns None where that is not possible."""
    settings = SolveSettings(days, GAP_OF_PATHS if paths else GAP, paths=paths, trial=trial)
    try:
        if not rights.may(state.person(), "solve"):
            st.error(say("work may not", state.locale(), person=components.as_text(state.person())))
            return None
        owner = state.logged_in()
        whose = {"owner": owner} if owner else {}
        job_id = jobs.start(scenario, state.store_path(), settings, overlay=overlay, **whose)
    except PlannerError as error:
        st.error(str(error))
        return None
    _seen().add(job_id)
    return job_id


def _may_solve() -> bool:
    """Whether this person may start solves; not where the file of roles is wrong."""
    try:
        return rights.may(state.person(), "solve")
    except PlannerError:
        return False


def _seen() -> set[str]:
    job_ids: set[str] = st.session_state.setdefault(SEEN, set())
    return job_ids


def _announced() -> set[str]:
    """Jobs whose end is on the page already."""
    job_ids: set[str] = st.session_state.setdefault(ANNOUNCED, set())
    return job_ids


def _closed() -> set[str]:
    job_ids: set[str] = st.session_state.setdefault(CLOSED, set())
    return job_ids


def all_jobs() -> list[JobStatus]:
    """All jobs of the store, newest first; none where the store cannot be read. Those whose turn it is begin."""
    with contextlib.suppress(PlannerError):
        advance(state.store_path())
    try:
        return jobs.list_jobs(state.store_path())
    except PlannerError:
        return []


def shared_jobs() -> list[JobStatus]:
    """The same for parts of pages that are drawn every second: what another session listed just now will do."""
    return watched.shared(state.store_path(), all_jobs)


def needs_full_run(listed: list[JobStatus], runs: pd.DataFrame) -> bool:
    """True right after the first start: the only job and the only run there have ever been are the base on few days.

    Read from the store, not from the session, so that a reload in between changes nothing.
    """
    return (
        len(listed) == 1
        and len(runs) == 1
        and listed[0].state == "done"
        and listed[0].days != "all"
        and listed[0].run_id == runs["run_id"].iloc[0]
        and runs["scenario_name"].iloc[0] == state.base_scenario().stem
    )


def first_start() -> None:
    """Without any run: solve the base scenario on few days before one's eyes, or say what to do."""
    locale = state.locale()
    base = state.base_scenario()
    listed = all_jobs()
    if any(job.state in jobs.UNDER_WAY for job in listed):
        st.info(say("first", locale), icon=":material/hourglass_top:")
        return
    if not base.is_file():
        st.info(say("no base", locale, file=base.name), icon=":material/info:")
        return
    if not listed:
        st.info(say("first", locale), icon=":material/hourglass_top:")
        if start(base, QUICK_DAYS):
            st.rerun()
        return
    if st.button(say("start", locale), type="primary", key="first-start") and start(base, QUICK_DAYS):
        st.rerun()


def watch() -> None:
    """Progress of solves under way and the end of one's own seen here; polls only while there is something to see."""
    listed = all_jobs()
    if needs_full_run(listed, state.runs()) and _may_solve() and start(state.base_scenario(), "all"):
        listed = all_jobs()
    watched.share(state.store_path(), listed)  # what was started just now is there at once
    _seen().update(job.job_id for job in listed if job.state in jobs.UNDER_WAY)
    own = _own(listed)
    ended = [job for job in listed if job.state not in jobs.UNDER_WAY and job.job_id in own & _seen()]
    ended = [job for job in ended if job.job_id not in _closed()]
    _announced().update(job.job_id for job in ended)
    _closed().update(job.job_id for job in ended[watched.MOST_WATCHED :])
    for job in ended[: watched.MOST_WATCHED]:
        _ended(job)
    under_way = [job for job in listed if job.state in jobs.UNDER_WAY]
    if under_way:
        timed.part(_show_all, OWN_EVERY if any(job.job_id in own for job in under_way) else OTHERS_EVERY)()
    if not state.shown_run():
        for job in listed:
            if job.state == "failed" and job.job_id not in own & _seen():
                _ended(job)
                break


def _show_all() -> None:
    """The part of the page that is drawn again and again; the whole page once one's own has ended.

    Or anybody's, where no plan is shown yet: with many solves of many people, pages would do nothing else.
    """
    listed = shared_jobs()
    own = _own(listed)
    shown, more = watched.watched_of(listed, state.person())
    for job in shown:
        _under_way(job)
    if more:
        st.caption(say("more under way", state.locale(), count=more))
    ended = [job for job in listed if job.job_id in _seen() - _closed() - _announced()]
    for job in [job for job in ended if job.state not in jobs.UNDER_WAY]:
        if job.job_id not in own and state.shown_run() is not None:
            continue
        _announced().add(job.job_id)
        if job.run_id and not job.paths and _waits_for_a_plan(job.run_id):
            state.show_run(job.run_id)
            _closed().add(job.job_id)
        if job.run_id and job.paths and job.job_id in own:
            state.show_uncertain(job.run_id)  # who waits for it on the page Risk sees it at once
        timed.whole_page()


def _own(listed: list[JobStatus]) -> set[str]:
    """Jobs of whoever looks at the page; who that is takes Streamlit a millisecond to say, so it is asked once."""
    person = state.person()
    return {job.job_id for job in listed if job.owner == person}


def _waits_for_a_plan(run_id: str) -> bool:
    """This run is the first there is, and nothing is shown: not because a link asks for a run that is gone."""
    return state.shown_run() is None and state.missing_run() is None and state.runs()["run_id"].tolist() == [run_id]


def _under_way(job: JobStatus) -> None:
    """One solve that waits or runs: what it does, whose it is, and the button that ends it."""
    locale = state.locale()
    with st.container(border=True, key=f"job-{job.job_id}"):
        left, right = st.columns([4, 1], vertical_alignment="center")
        doing = say("waits", locale) if job.state == "queued" else progress_text(job, locale)
        whose = say("owned by", locale, who=components.as_text(job.owner)) if job.owner else ""
        left.markdown(" · ".join(part for part in (f"**{title(job, locale)}**", whose, doing) if part))
        if job.state == "running":
            left.progress(progress_share(job.gap, job.gap_asked))
        stopping = job.stop_asked and job.state == "running"
        if stopping:
            right.caption(_keeping(job, locale))
        words = "stop now" if stopping else "take out" if job.state == "queued" else _stop_words(job)
        texts = {"label": say(words, locale), "help": say(f"{words} help", locale), "key": f"{words}-{job.job_id}"}
        if right.button(texts["label"], key=texts["key"], help=texts["help"], icon=":material/stop_circle:"):
            _stop(job, at_once=stopping)
        left.caption(say("leave", locale))


def _stop_words(job: JobStatus) -> str:
    return "stop" if job.has_plan else "stop none"


def _stop(job: JobStatus, *, at_once: bool) -> None:
    try:
        jobs.stop(job.job_id, state.store_path(), at_once=at_once)
        watched.forget(state.store_path())
    except PlannerError as error:
        st.error(str(error))
        return
    st.rerun(scope="fragment")


def _keeping(job: JobStatus, locale: str) -> str:
    """What is kept of a solve that was stopped."""
    if not job.has_plan:
        return say("stopping", locale)
    gap = formats.percent(job.gap, locale, 2)
    return say("keeping", locale, best=formats.money_meur(job.incumbent_meur, locale), gap=gap)


def _ended(job: JobStatus) -> None:
    locale = state.locale()
    left, middle, right = st.columns([5, 1.4, 1], vertical_alignment="center")
    name = components.as_text(name_of(job))
    if job.run_id and job.paths:
        left.success(say("risk ready", locale, scenario=name))
    elif job.run_id:
        if job.run_id == state.shown_run():
            return
        left.success(say("finished", locale, scenario=name, days=days_text(job.days, locale)))
        middle.button(say("show", locale), key=f"show-{job.job_id}", type="primary", on_click=_show, args=(job,))
    elif job.state == "stopped":
        left.info(say("stopped nothing", locale, scenario=name))
    else:
        left.error(f"{say('failed', locale, scenario=name)}\n\n```\n{job.message}\n```")
    right.button(say("dismiss", locale), key=f"close-{job.job_id}", on_click=_close, args=(job,))


def _show(job: JobStatus) -> None:
    if job.run_id:
        state.show_run(job.run_id)
    _close(job)


def _close(job: JobStatus) -> None:
    _closed().add(job.job_id)


def title(job: JobStatus, locale: str) -> str:
    """What is being solved."""
    return say("solving", locale, scenario=components.as_text(name_of(job)), days=days_text(job.days, locale))
