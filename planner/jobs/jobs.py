"""Solves in the background: another process, a progress file, a stop file, a log. They survive a page reload.

A job waits in the queue (`planner.jobs.queue`) until it may begin. Each has four files in `<store>/.jobs/`:
`<id>.job.json` (what was started, its process once there is one), `<id>.progress.json`
(rewritten by the solve at every step), `<id>.stop` (asks it to stop and keep the best plan) and `<id>.log`.
Whoever reads them needs nothing but the store: a restarted app finds its solves again.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import re
import secrets
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from planner.access.people import person
from planner.errors import StoreError, located, nearest
from planner.jobs import queue
from planner.jobs.processes import FOLDER as FOLDER
from planner.jobs.processes import file_of, process_of
from planner.jobs.processes import is_alive as is_alive
from planner.jobs.processes import last_words as last_words
from planner.jobs.processes import read as read
from planner.jobs.processes import spawn as spawn
from planner.problem.settings import SolveSettings
from planner.whole_files import write_text_whole

State = Literal["queued", "running", "done", "stopped", "failed"]
UNDER_WAY: tuple[State, ...] = ("queued", "running")
History = tuple[tuple[float, float | None, float | None], ...]  # seconds, bound [MEUR], best plan [MEUR]
DEFAULT_STORE = "runs"
_log = logging.getLogger("planner.jobs")
NOTHING_KEPT = "Stopped before there was a plan; nothing was kept."
BEGINS_AGAIN = "Its process was killed; it begins once more."
STATE_OF_CODE: Mapping[int, State] = {0: "done", 5: "stopped"}


@dataclass(frozen=True)
class JobStatus:
    """What a background solve is doing, or how it ended."""

    job_id: str
    state: State
    scenario: str
    days: str
    gap_asked: float
    started_utc: str
    phase: str
    pass_number: int
    elapsed_s: float
    bound_meur: float | None
    incumbent_meur: float | None
    gap: float | None
    run_id: str | None
    message: str  # headline of the plan, or what went wrong
    exit_code: int | None
    stop_asked: bool
    log: Path
    paths: int | None = None  # planned for so many paths; None: the scenario as it stands
    title: str = ""  # of what is solved, as people named it
    owner: str = ""
    history: History = ()

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan that a stop would keep."""
        return self.incumbent_meur is not None


def start(
    scenario: str | Path | Mapping[str, Any],
    store: str | Path = DEFAULT_STORE,
    settings: SolveSettings | None = None,
    *,
    overlay: Mapping[str, Any] | None = None,
    owner: str | None = None,
) -> str:
    """Queue a solve that outlives its caller, and begin it if its turn has come; returns its job_id.

    `scenario` is a file, or the values of a whole scenario; `overlay` are values on top of it; the plan is that of
    `owner`, by default of who runs this process. StoreError if the store cannot be written to, no process can be
    started, or a bound of the queue is senseless. What is wrong with the scenario shows in `status`.
    """
    settings = settings or SolveSettings()
    queue.bound(queue.AT_ONCE_VARIABLE, queue.AT_ONCE)
    folder = Path(store) / FOLDER
    name = str(scenario.get("name", "scenario")) if isinstance(scenario, Mapping) else Path(scenario).stem
    title = str((overlay or {}).get("title") or (scenario.get("title") if isinstance(scenario, Mapping) else "") or "")
    safe = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")[:60] or "scenario"
    started = dt.datetime.now(dt.UTC)
    job_id = f"{safe}-{started:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = Path(scenario) if not isinstance(scenario, Mapping) else folder / f"{job_id}.scenario.yaml"
        if isinstance(scenario, Mapping):
            path.write_text(json.dumps(scenario, ensure_ascii=False, indent=1), encoding="utf-8")
        command = _command(path, Path(store), job_id, settings)
        if overlay:
            over = folder / f"{job_id}.overlay.yaml"
            over.write_text(json.dumps(overlay, ensure_ascii=False, indent=1), encoding="utf-8")
            command += ["--overlay", str(over.resolve())]
        record = {
            "job_id": job_id,
            "pid": None,
            "command": command,
            "scenario": str(scenario) if not isinstance(scenario, Mapping) else name,
            "title": title,
            "owner": owner or person(),
            "days": str(settings.days),
            "paths": settings.paths,
            "gap_asked": float(settings.gap),
            "started_utc": started.isoformat(timespec="seconds"),
            "started_s": time.time(),
        }
        write_text_whole(file_of(folder, job_id, "job.json"), json.dumps(record, ensure_ascii=False))
    except OSError as error:
        problem = f"no solve could be started here ({error.strerror or error})."
        raise StoreError(located(str(folder), problem, "check the disk and the rights of the folder.")) from error
    _log.info("queued", extra=queue.about(record))
    queue.advance(store)
    return job_id


def _command(scenario: Path, store: Path, job_id: str, settings: SolveSettings) -> list[str]:
    """`planner solve` with these settings, for one job of a store."""
    folder = store / FOLDER
    command = [sys.executable, "-m", "planner", "solve", str(scenario.resolve()), "--json"]
    command += ["--store", str(store.resolve()), "--days", str(settings.days), "--gap", repr(float(settings.gap))]
    command += ["--progress-file", str(file_of(folder, job_id, "progress.json").resolve())]
    command += ["--stop-file", str(file_of(folder, job_id, "stop").resolve())]
    given = {"--processes": settings.processes, "--cluster": settings.cluster, "--time-limit": settings.time_limit_s}
    command += [part for option, value in given.items() if value for part in (option, str(value))]
    if settings.paths:
        command += ["--paths", str(settings.paths), "--trial", str(settings.trial)]
    return command


def status(job_id: str, store: str | Path = DEFAULT_STORE) -> JobStatus:
    """What a job is doing. One whose process was killed waits to begin once more; killed again it has failed.

    One that was killed after a stop, as there was nothing to keep yet, is stopped.
    """
    folder = Path(store) / FOLDER
    names = [path.name.removesuffix(queue.ENDING) for path in folder.glob(f"*{queue.ENDING}")]
    job = read(file_of(folder, job_id, "job.json")) if job_id in names else {}
    if not job:
        raise StoreError(located(str(folder), f'there is no job "{job_id}".', nearest(job_id, names)))
    return _status(folder, job_id, job)


def _status(folder: Path, job_id: str, job: Mapping[str, Any]) -> JobStatus:
    """What a job of a record is doing."""
    process, progress = process_of(folder, job), read(file_of(folder, job_id, "progress.json"))
    alive = "exit_code" not in progress and process is not None and is_alive(*process)
    progress = read(file_of(folder, job_id, "progress.json"))  # after the process was seen: its last word counts
    log, stop_asked = file_of(folder, job_id, "log"), file_of(folder, job_id, "stop").exists()
    state, message = _state(job, progress, log, begun=process is not None, alive=alive, stop_asked=stop_asked)
    elapsed_s = float(progress.get("elapsed_s", 0.0))
    return JobStatus(
        job_id=job_id,
        state=state,
        scenario=str(job["scenario"]),
        days=str(job["days"]),
        gap_asked=float(job["gap_asked"]),
        started_utc=str(job["started_utc"]),
        phase=str(progress.get("phase", "starting")),
        pass_number=int(progress.get("pass_number", 0)),
        elapsed_s=time.time() - float(job["started_s"]) if state in UNDER_WAY else elapsed_s,
        bound_meur=progress.get("bound_meur"),
        incumbent_meur=progress.get("incumbent_meur"),
        gap=progress.get("gap"),
        run_id=progress.get("run_id"),
        message=message,
        exit_code=progress.get("exit_code"),
        stop_asked=stop_asked,
        log=log,
        paths=job.get("paths"),
        title=str(job.get("title", "")),
        owner=str(job.get("owner", "")),
        history=tuple((float(step[0]), step[1], step[2]) for step in progress.get("history", ())),
    )


def _state(
    job: Mapping[str, Any], progress: Mapping[str, Any], log: Path, *, begun: bool, alive: bool, stop_asked: bool
) -> tuple[State, str]:
    """State and message: the job's last word, else what its process shows."""
    code = progress.get("exit_code")
    message = str(progress.get("message", ""))
    if code is not None:
        return STATE_OF_CODE.get(int(code), "failed"), message
    if not begun:
        return "queued", message
    if alive:
        return "running", message
    if stop_asked:
        return "stopped", NOTHING_KEPT
    if queue.comes_back(log.parent, job):
        return "queued", BEGINS_AGAIN
    return "failed", last_words(log)


def stop(job_id: str, store: str | Path = DEFAULT_STORE, *, at_once: bool = False) -> None:
    """Ask a job to stop and keep its best plan; what has no plan yet, or `at_once`, is killed and keeps nothing.

    A job that waits is taken out of the queue. The next in the queue begins when this one has ended.
    """
    now = status(job_id, store)
    folder = Path(store) / FOLDER
    if now.state not in UNDER_WAY:
        return
    try:
        if now.state == "queued" and queue.cancel(store, job_id):
            return
        file_of(folder, job_id, "stop").touch()
        _log.info("asked to stop", extra={"job_id": job_id, "owner": now.owner})
        if at_once or not now.has_plan:
            process = process_of(folder, read(file_of(folder, job_id, "job.json")))
            if process is not None:
                os.killpg(process[0], signal.SIGKILL)
    except ProcessLookupError:
        return
    except OSError as error:
        raise StoreError(located(str(folder), f"the job cannot be stopped ({error.strerror}).")) from error


def list_jobs(store: str | Path = DEFAULT_STORE) -> list[JobStatus]:
    """All jobs of a store, newest first."""
    folder = Path(store) / FOLDER
    records = {path.name.removesuffix(queue.ENDING): read(path) for path in folder.glob(f"*{queue.ENDING}")}
    jobs = [_status(folder, job_id, job) for job_id, job in records.items() if job]
    return sorted(jobs, key=lambda job: (job.started_utc, job.job_id), reverse=True)
