"""Whether an app can do its work, and the figures of its queue, for who watches machines: nobody is named in them."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from planner.errors import StoreError
from planner.jobs import queue
from planner.jobs.jobs import State, list_jobs
from planner.jobs.processes import FOLDER

LEAST_FREE_BYTES = 200_000_000  # a run of every hour of the base case has 6 MB


@dataclass(frozen=True)
class Figures:
    """The queue and the store at one moment."""

    jobs: Mapping[State, int]
    longest_wait_s: float  # of the job that has waited longest; 0 where none waits
    at_once: int  # how many may solve at once
    free_bytes: int


def problem_of(store: str | Path) -> str:
    """What keeps a store from taking runs; empty where nothing does."""
    folder = Path(store)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        queue.bound(queue.AT_ONCE_VARIABLE, queue.AT_ONCE)
        if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            return "the store may not be written to."
        if shutil.disk_usage(folder).free < LEAST_FREE_BYTES:
            return f"the disk of the store has less than {LEAST_FREE_BYTES / 1e6:,.0f} MB left."
    except OSError as error:
        return f"the store cannot be reached ({error.strerror or error})."
    except StoreError as error:
        return str(error).splitlines()[0]
    return ""


def figures(store: str | Path) -> Figures:
    """Jobs by state, the longest wait, how many may solve, and the room left. OSError: no such store."""
    states = [job.state for job in list_jobs(store)]
    waiting = queue.waiting(Path(store) / FOLDER)
    return Figures(
        jobs={state: states.count(state) for state in get_args(State)},
        longest_wait_s=max((time.time() - float(job["started_s"]) for job in waiting), default=0.0),
        at_once=queue.bound(queue.AT_ONCE_VARIABLE, queue.AT_ONCE),
        free_bytes=shutil.disk_usage(store).free,
    )
