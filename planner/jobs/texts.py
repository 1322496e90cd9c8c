"""What people are told of a solve under way: its name, days, phase, and how far it is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planner.words import formats, say
from planner.words.names import phase_name

if TYPE_CHECKING:
    from planner.jobs.jobs import JobStatus


def name_of(job: JobStatus) -> str:
    """What people called the scenario of a job, else its file."""
    return job.title or job.scenario.replace("\\", "/").rpartition("/")[2].removesuffix(".yaml")


def days_text(days: str, locale: str) -> str:
    """On which days a job dispatches."""
    return say("on all", locale) if days == "all" else say("on days", locale, days=days)


def phase_text(job: JobStatus, locale: str) -> str:
    """What a solve is doing."""
    return say("keeping short", locale) if job.stop_asked else phase_name(job.phase, locale)


def progress_text(job: JobStatus, locale: str) -> str:
    """Phase, time, best plan, bound and gap, as far as known."""
    parts = [
        f"{say('phase', locale)}{formats.colon(locale)}{phase_name(job.phase, locale)}",
        f"{say('elapsed', locale)}{formats.colon(locale)}{formats.number(job.elapsed_s, 0, locale)}{formats.NO_BREAK}s",
    ]
    if job.incumbent_meur is not None and math.isfinite(job.incumbent_meur):
        parts.append(f"{say('best', locale)}{formats.colon(locale)}{formats.money_meur(job.incumbent_meur, locale)}")
    if job.bound_meur is not None and math.isfinite(job.bound_meur):
        parts.append(f"{say('bound', locale)}{formats.colon(locale)}{formats.money_meur(job.bound_meur, locale)}")
    if job.gap is not None and math.isfinite(job.gap):
        goal = formats.percent(job.gap_asked, locale, 1)
        parts.append(f"{say('gap', locale)}{formats.colon(locale)}{formats.percent(job.gap, locale, 2)} (→ {goal})")
    return " · ".join(parts)


def progress_share(gap: float | None, goal: float) -> float:
    """How far the gap has closed, on a log scale from 100 % to what was asked: 0 to 1."""
    if gap is None or not math.isfinite(gap) or gap >= 1.0:
        return 0.0
    if gap <= goal:
        return 1.0
    return min(1.0, max(0.0, math.log(gap) / math.log(goal)))
