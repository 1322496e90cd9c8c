"""Which solves a page shows, and the list of them that all sessions of an app share for a moment."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path

from planner.jobs.jobs import UNDER_WAY, JobStatus

MOST_WATCHED = 3  # solves with a place of their own on each page; the page Runs has all
SHARED_S = 0.5  # how old a list may be
_shared: dict[Path, tuple[float, list[JobStatus]]] = {}  # by store: when, by the clock of this process, and what


def watched_of(listed: list[JobStatus], person: str) -> tuple[list[JobStatus], int]:
    """Solves under way that each page shows, in the order of the list, and how many more there are.

    One's own go before those of others, then what runs before what waits, then the oldest.
    """
    under_way = [job for job in reversed(listed) if job.state in UNDER_WAY]
    first = sorted(under_way, key=lambda job: (job.owner != person, job.state != "running"))[:MOST_WATCHED]
    return [job for job in listed if job in first], len(under_way) - len(first)


def shared(store: Path, read: Callable[[], list[JobStatus]]) -> list[JobStatus]:
    """The jobs of a store as any session has listed them just now, else as they are read."""
    when_s, listed = _shared.get(store, (-math.inf, []))
    if time.monotonic() - when_s > SHARED_S:
        listed = read()
        share(store, listed)
    return listed


def share(store: Path, listed: list[JobStatus]) -> None:
    """Let all sessions see what one has read."""
    _shared[store] = time.monotonic(), listed


def forget(store: Path) -> None:
    """Something has changed: the next to look reads it."""
    _shared.pop(store, None)
