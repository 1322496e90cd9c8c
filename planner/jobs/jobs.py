"""Solves in the background: another process, a progress file, a stop file, a log. They survive a page reload.

Each job has four files in `<store>/.jobs/`: `<id>.job.json` (what was started, its process), `<id>.progress.json`
(rewritten by the solve at every step), `<id>.stop` (asks it to stop and keep the best plan) and `<id>.log`.
Whoever reads them needs nothing but the store: a restarted app finds its solves again.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from planner.access.people import PERSON_VARIABLE
from planner.errors import StoreError, located, nearest
from planner.problem.settings import SolveSettings
from planner.whole_files import write_text_whole

if TYPE_CHECKING:
    from planner.problem.solution import Progress

State = Literal["running", "done", "stopped", "failed"]
FOLDER = ".jobs"
DEFAULT_STORE = "runs"
FILE_EVERY_S = 0.25
LOG_LINES = 12
STARTED_WITHIN_S = 5.0  # how far a process's own start time may be from what we wrote down
_children: dict[int, subprocess.Popen[bytes]] = {}  # of this process, so that they are waited for
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


class ProgressFile:
    """Progress of a solve as JSON in a file, written aside and renamed, so that no reader sees half of it."""

    def __init__(self, path: str | Path | None) -> None:
        self._path = Path(path) if path else None
        self._written, self._began = 0.0, time.monotonic()
        self._now: dict[str, Any] = {"phase": "starting", "pass_number": 0}

    def phase(self, name: str) -> None:
        """Say what is being done, before the solver has anything to report."""
        self._now |= {"phase": name}
        self._write()

    def step(self, progress: Progress) -> None:
        """Take over one step of the solver; steps that follow each other quickly are not all written."""
        changed = progress.phase != self._now["phase"]
        self._now |= {
            "phase": progress.phase,
            "pass_number": progress.pass_number,
            "bound_meur": progress.bound_meur,
            "incumbent_meur": progress.incumbent_meur,
            "gap": progress.gap if progress.gap is not None and progress.gap < float("inf") else None,
        }
        if changed or time.monotonic() - self._written > FILE_EVERY_S:
            self._write()

    def end(self, *, exit_code: int, message: str, run_id: str | None = None) -> None:
        """Say how it ended."""
        self._now |= {"exit_code": exit_code, "message": message, "run_id": run_id}
        self._write()

    def _write(self) -> None:
        if self._path is None:
            return
        self._written = time.monotonic()
        self._now |= {"elapsed_s": round(self._written - self._began, 2)}
        with contextlib.suppress(OSError):  # progress that cannot be shown must not end a solve
            write_text_whole(self._path, json.dumps(self._now, ensure_ascii=False))


def start(
    scenario: str | Path | Mapping[str, Any],
    store: str | Path = DEFAULT_STORE,
    settings: SolveSettings | None = None,
    *,
    overlay: Mapping[str, Any] | None = None,
    owner: str | None = None,
) -> str:
    """Start a solve that outlives its caller; returns its job_id.

    `scenario` is a file, or the values of a whole scenario; `overlay` are values on top of it; the plan is that of
    `owner`, by default of who runs this process. StoreError if the
    store cannot be written to or no process can be started. What is wrong with the scenario shows in `status`.
    """
    settings = settings or SolveSettings()
    folder = Path(store) / FOLDER
    name = str(scenario.get("name", "scenario")) if isinstance(scenario, Mapping) else Path(scenario).stem
    safe = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")[:60] or "scenario"
    started = dt.datetime.now(dt.UTC)
    job_id = f"{safe}-{started:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if isinstance(scenario, Mapping):
            path = folder / f"{job_id}.scenario.yaml"
            path.write_text(json.dumps(scenario, ensure_ascii=False, indent=1), encoding="utf-8")
        else:
            path = Path(scenario)
        command = _command(path, Path(store), job_id, settings)
        if overlay:
            over = folder / f"{job_id}.overlay.yaml"
            over.write_text(json.dumps(overlay, ensure_ascii=False, indent=1), encoding="utf-8")
            command += ["--overlay", str(over.resolve())]
        with _file(folder, job_id, "log").open("wb") as log:
            pid = spawn(command, log, owner)
        record = {
            "job_id": job_id,
            "pid": pid,
            "scenario": str(scenario) if not isinstance(scenario, Mapping) else name,
            "days": str(settings.days),
            "paths": settings.paths,
            "gap_asked": float(settings.gap),
            "started_utc": started.isoformat(timespec="seconds"),
            "started_s": time.time(),
        }
        write_text_whole(_file(folder, job_id, "job.json"), json.dumps(record, ensure_ascii=False))
    except OSError as error:
        problem = f"no solve could be started here ({error.strerror or error})."
        raise StoreError(located(str(folder), problem, "check the disk and the rights of the folder.")) from error
    return job_id


def _command(scenario: Path, store: Path, job_id: str, settings: SolveSettings) -> list[str]:
    """`planner solve` with these settings, for one job of a store."""
    folder = store / FOLDER
    command = [sys.executable, "-m", "planner", "solve", str(scenario.resolve()), "--json"]
    command += ["--store", str(store.resolve()), "--days", str(settings.days), "--gap", repr(float(settings.gap))]
    command += ["--progress-file", str(_file(folder, job_id, "progress.json").resolve())]
    command += ["--stop-file", str(_file(folder, job_id, "stop").resolve())]
    given = {"--processes": settings.processes, "--cluster": settings.cluster, "--time-limit": settings.time_limit_s}
    command += [part for option, value in given.items() if value for part in (option, str(value))]
    if settings.paths:
        command += ["--paths", str(settings.paths), "--trial", str(settings.trial)]
    return command


def spawn(command: list[str], log: BinaryIO, owner: str | None = None) -> int:
    """Start a process that outlives this one, its words in `log`; returns its number. OSError if there can be none."""
    whole = environment() | ({PERSON_VARIABLE: owner} if owner else {})
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env=whole
    )
    _children[process.pid] = process
    return process.pid


def environment() -> dict[str, str]:
    """The child finds this very planner, wherever it is started from."""
    home = str(Path(__file__).resolve().parents[2])
    before = os.environ.get("PYTHONPATH")
    return os.environ | {"PYTHONPATH": f"{home}{os.pathsep}{before}" if before else home}


def _file(folder: Path, job_id: str, kind: str) -> Path:
    return folder / f"{job_id}.{kind}"


def read(path: Path) -> dict[str, Any]:
    """A mapping from a JSON file; empty where there is none, or half of one."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def status(job_id: str, store: str | Path = DEFAULT_STORE) -> JobStatus:
    """What a job is doing. A process that died without a word is reported as failed, with the end of its log."""
    folder = Path(store) / FOLDER
    job = read(_file(folder, job_id, "job.json")) if job_id in _job_ids(folder) else {}
    if not job:
        raise StoreError(located(str(folder), f'there is no job "{job_id}".', nearest(job_id, _job_ids(folder))))
    alive = is_alive(int(job["pid"]), float(job["started_s"]))
    progress = read(_file(folder, job_id, "progress.json"))  # after the process was seen: its last word counts
    log = _file(folder, job_id, "log")
    code = progress.get("exit_code")
    message = str(progress.get("message", ""))
    if code is not None:
        state: State = STATE_OF_CODE.get(int(code), "failed")
    elif alive:
        state = "running"
    else:
        state, message = "failed", last_words(log)
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
        elapsed_s=time.time() - float(job["started_s"]) if state == "running" else elapsed_s,
        bound_meur=progress.get("bound_meur"),
        incumbent_meur=progress.get("incumbent_meur"),
        gap=progress.get("gap"),
        run_id=progress.get("run_id"),
        message=message,
        exit_code=code,
        stop_asked=_file(folder, job_id, "stop").exists(),
        log=log,
        paths=job.get("paths"),
    )


def is_alive(pid: int, started_s: float) -> bool:
    """The process exists, is not a zombie, and is ours rather than a later one with the same number."""
    import psutil

    if pid in _children:
        _children[pid].poll()  # takes its exit code, so that it does not stay a zombie
    try:
        process = psutil.Process(pid)
        same = abs(process.create_time() - started_s) < STARTED_WITHIN_S
        return bool(same and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def last_words(log: Path) -> str:
    """The end of a log, for a process that died without a word."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-LOG_LINES:]
    except OSError:
        lines = []
    text = "\n".join(lines) if lines else "Its log is empty: it was killed, or the machine was restarted."
    return f"The solve ended without a result.\n{text}"


def stop(job_id: str, store: str | Path = DEFAULT_STORE, *, at_once: bool = False) -> None:
    """Ask a job to stop and keep its best plan; `at_once` kills it and keeps nothing."""
    now = status(job_id, store)
    folder = Path(store) / FOLDER
    if now.state != "running":
        return
    try:
        _file(folder, job_id, "stop").touch()
        if at_once:
            os.killpg(int(read(_file(folder, job_id, "job.json"))["pid"]), signal.SIGKILL)
    except ProcessLookupError:
        return
    except OSError as error:
        raise StoreError(located(str(folder), f"the job cannot be stopped ({error.strerror}).")) from error


def list_jobs(store: str | Path = DEFAULT_STORE) -> list[JobStatus]:
    """All jobs of a store, newest first."""
    jobs = [status(job_id, store) for job_id in _job_ids(Path(store) / FOLDER)]
    return sorted(jobs, key=lambda job: (job.started_utc, job.job_id), reverse=True)


def _job_ids(folder: Path) -> list[str]:
    suffix = ".job.json"
    return sorted(path.name.removesuffix(suffix) for path in folder.glob(f"*{suffix}") if read(path))
