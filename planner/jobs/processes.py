"""Processes that outlive their caller, and the files in which they are told of."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from planner.access.people import PERSON_VARIABLE

FOLDER = ".jobs"
LOG_LINES = 12
STARTED_WITHIN_S = 5.0  # how far a process's own start time may be from what we wrote down
MOST_READ = 4096
NICENESS = 10  # of 19
_children: dict[int, subprocess.Popen[bytes]] = {}  # of this process, so that they are waited for
_read: dict[Path, tuple[tuple[int, int, int], dict[str, Any]]] = {}  # which file it was, and what stood in it


def file_of(folder: Path, job_id: str, kind: str) -> Path:
    """The file of a job of one kind: job.json, progress.json, stop, log."""
    return folder / f"{job_id}.{kind}"


def read(path: Path) -> dict[str, Any]:
    """A mapping from a JSON file; empty where there is none, or half of one.

    Twenty pages read the files of two hundred jobs every second: one that was not written anew is not parsed again.
    """
    try:
        about = path.stat()
        which = (about.st_ino, about.st_mtime_ns, about.st_size)
        before, values = _read.get(path, ((), {}))
        if before != which:
            values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(values, dict):
        return {}
    if len(_read) >= MOST_READ:
        _read.clear()
    _read[path] = which, values
    return dict(values)


def spawn(command: list[str], log: BinaryIO, owner: str | None = None) -> int:
    """Start a process that outlives this one, its words in `log`; returns its number. OSError if there can be none.

    It gives way to the pages of the app, where both want the same processor.
    """
    whole = environment() | ({PERSON_VARIABLE: owner} if owner else {})
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env=whole
    )
    _children[process.pid] = process
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process.pid, max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))
    return process.pid


def reap() -> None:
    """Take the exit codes of processes of ours that have ended, so that none stays a zombie."""
    for pid, child in list(_children.items()):
        if child.poll() is not None:
            _children.pop(pid, None)


def take(log: BinaryIO) -> bool:
    """Hold a log for us and for the process that will write to it, until both have ended; False where others hold it.

    The system keeps this, whoever is killed. Where the file system knows no locks, it is always ours.
    """
    try:
        fcntl.flock(log, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def process_of(folder: Path, job: Mapping[str, Any]) -> tuple[int, float] | None:
    """Number and start [s] of the process of a job: what who began it wrote down, else what it says of itself."""
    if job["pid"] is not None:
        return int(job["pid"]), float(job["started_s"])
    own = read(file_of(folder, str(job["job_id"]), "progress.json"))
    return (int(own["pid"]), float(own["process_s"])) if {"pid", "process_s"} <= own.keys() else None


def environment() -> dict[str, str]:
    """The child finds this very planner, wherever it is started from."""
    home = str(Path(__file__).resolve().parents[2])
    before = os.environ.get("PYTHONPATH")
    return os.environ | {"PYTHONPATH": f"{home}{os.pathsep}{before}" if before else home}


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
