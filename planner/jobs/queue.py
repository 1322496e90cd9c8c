"""Which of the solves that wait may begin: so many at once in a store, and so many of a person.

Nobody has to watch it. Whoever starts a solve, ends one or looks at the list lets the next begin, one at a time under
the lock of the folder; what waits stands in its file, so the queue outlives all of them.
"""

from __future__ import annotations

import json
import logging
import os
import platform
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planner.access import rights
from planner.errors import StoreError, located
from planner.jobs.processes import FOLDER, file_of, is_alive, process_of, read, reap, spawn, take
from planner.jobs.progress import ProgressFile
from planner.whole_files import locked, write_text_whole

AT_ONCE_VARIABLE, OF_A_PERSON_VARIABLE = "PLANNER_SOLVES", "PLANNER_SOLVES_PER_PERSON"
AT_ONCE = 2
MOST = rights.MOST_SOLVES
ATTEMPTS = 2  # a job whose process was killed begins once more: docs/decisions/0027
STOPPED = 5  # as `planner solve` returns it
ENDING = ".job.json"
_log = logging.getLogger("planner.jobs")


def bound(variable: str, default: int) -> int:
    """How many may solve at once, from the environment. StoreError for what is no such number."""
    text = os.environ.get(variable, "").strip()
    if not text:
        return default
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        problem = f'"{text}" was given, allowed is a whole number from 1 to {MOST}.'
        raise StoreError(located(variable, problem, f"leave it out for {default}."))
    return int(text)


def advance(store: str | Path) -> None:
    """Let those begin whose turn it is: first come, first served, but nobody's beyond the bound of a person.

    That of a person stands in the file of roles, else in the environment.

    StoreError for a senseless bound, or a folder that cannot be written to; ScenarioError for a wrong file of roles.
    """
    reap()
    at_once = bound(AT_ONCE_VARIABLE, AT_ONCE)
    of_a_person = bound(OF_A_PERSON_VARIABLE, at_once)
    folder = Path(store) / FOLDER
    if not any(waits(folder, job) or comes_back(folder, job) for job in _jobs(folder)):
        return
    try:
        with locked(folder):
            _bring_back(folder)
            running = [str(job.get("owner", "")) for job in _jobs(folder) if _runs(folder, job)]
            for job in waiting(folder):
                owner = str(job.get("owner", ""))
                if len(running) >= at_once:
                    break
                if running.count(owner) < (rights.solves_of(owner) or of_a_person):
                    _begin(folder, job)
                    running.append(owner)  # also one that was begun by somebody who was killed before saying so
    except OSError as error:
        problem = f"no solve could be started here ({error.strerror or error})."
        raise StoreError(located(str(folder), problem, "check the disk and the rights of the folder.")) from error


def waiting(folder: Path) -> list[dict[str, Any]]:
    """Jobs that have not begun, in the order they came."""
    listed = [job for job in _jobs(folder) if waits(folder, job)]
    return sorted(listed, key=lambda job: (float(job["started_s"]), str(job["job_id"])))


def comes_back(folder: Path, job: Mapping[str, Any]) -> bool:
    """Whether the process of a job was killed, by nobody who asked it to stop, and it may begin once more here."""
    process, progress = process_of(folder, job), read(file_of(folder, job["job_id"], "progress.json"))
    return (
        process is not None
        and int(job.get("attempts", 1)) < ATTEMPTS
        and {**progress, **job}.get("host", platform.node()) == platform.node()  # of another machine nothing is known
        and "exit_code" not in progress
        and not file_of(folder, job["job_id"], "stop").exists()
        and not is_alive(*process)
    )


def _bring_back(folder: Path) -> None:
    """Put the jobs whose processes were killed back into the queue, in the place they had."""
    for job in _jobs(folder):
        if comes_back(folder, job):
            file_of(folder, job["job_id"], "progress.json").unlink(missing_ok=True)
            again = {**job, "pid": None, "attempts": int(job.get("attempts", 1)) + 1}
            write_text_whole(file_of(folder, job["job_id"], "job.json"), json.dumps(again, ensure_ascii=False))
            _log.warning("killed, begins again", extra=about(job))


def waits(folder: Path, job: dict[str, Any]) -> bool:
    """Whether a job has neither begun nor been taken out of the queue."""
    ended = "exit_code" in read(file_of(folder, job["job_id"], "progress.json"))
    return not ended and process_of(folder, job) is None


def cancel(store: str | Path, job_id: str) -> bool:
    """Take a job out of the queue; False where it has begun, or ended."""
    folder = Path(store) / FOLDER
    with locked(folder):
        job = read(file_of(folder, job_id, "job.json"))
        if not job or not waits(folder, job):
            return False
        file_of(folder, job_id, "stop").touch()  # a process of it that nobody knows of yet ends by it
        ended = ProgressFile(file_of(folder, job_id, "progress.json"))
        ended.end(exit_code=STOPPED, message="Taken out of the queue before it began.")
    _log.info("taken out of the queue", extra=about(job))
    return True


def _jobs(folder: Path) -> list[dict[str, Any]]:
    listed = (read(path) for path in folder.glob(f"*{ENDING}"))
    return [job for job in listed if {"job_id", "pid", "started_s"} <= job.keys()]


def _runs(folder: Path, job: dict[str, Any]) -> bool:
    """Whether a job is being solved: its process is there and has not said how it ended."""
    process = process_of(folder, job)
    if process is None or "exit_code" in read(file_of(folder, job["job_id"], "progress.json")):
        return False
    return is_alive(*process)


def _begin(folder: Path, job: dict[str, Any]) -> None:
    with file_of(folder, job["job_id"], "log").open("ab") as log:
        if not take(log):
            return
        log.truncate(0)
        pid = spawn(list(map(str, job["command"])), log, job.get("owner"))
    begun = {**job, "pid": pid, "host": platform.node(), "started_s": time.time()}
    write_text_whole(file_of(folder, job["job_id"], "job.json"), json.dumps(begun, ensure_ascii=False))
    _log.info("begun", extra=about(begun))


def about(job: Mapping[str, Any]) -> dict[str, Any]:
    """What a line of the log says of a job."""
    return {name: job[name] for name in ("job_id", "owner", "scenario", "pid") if job.get(name) is not None}
