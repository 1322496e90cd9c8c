"""Who does a run of an entry: one process of all hosts that share a store.

A claim is a file that only one can make (O_EXCL, which network file systems keep too), numbered by attempt; its holder
touches it while at work. One that nobody touches for ten minutes, or whose process on this host is gone, is stale: the
next attempt may be claimed. What is done is marked, and never claimed again. A holder that slept through that sees a
higher number than its own, and leaves the rest to its successor.
"""

from __future__ import annotations

import json
import os
import re
import socket
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from planner.jobs.processes import is_alive, read
from planner.whole_files import to_disk, write_text_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

STALE_S = 600.0
BEAT_S = 30.0
OLD_S = 400 * 86_400.0  # of a claim that no run can come back to: longer than from one 29 February entry to a month end
DONE = ".done"
PROBE = ".clock"


@dataclass(frozen=True)
class Claim:
    """The right to do a run, as long as no later attempt is claimed."""

    folder: Path
    key: str
    attempt: int

    @property
    def is_latest(self) -> bool:
        """Whether nobody took over since."""
        return _last_attempt(self.folder, self.key) == self.attempt

    def done(self) -> None:
        """Nobody will do this run again. OSError."""
        write_text_whole(self.folder / f"{self.key}{DONE}", "")

    def give_back(self) -> None:
        """Let the next attempt be claimed at once. OSError."""
        os.utime(_file(self.folder, self.key, self.attempt), (0, 0))

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Touch the claim while the work is done."""
        stop = threading.Event()
        file = _file(self.folder, self.key, self.attempt)

        def beat() -> None:
            while not stop.wait(BEAT_S):
                with suppress(OSError):  # the next beat comes before it counts
                    file.touch()

        worker = threading.Thread(target=beat, daemon=True)
        worker.start()
        try:
            yield
        finally:
            stop.set()
            worker.join()


def claim(folder: Path, key: str) -> Claim | None:
    """The right to do a run; None where it is done, or somebody is at it. OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    if is_done(folder, key):
        return None
    last = _last_attempt(folder, key)
    if last and not _is_stale(folder, key, last):
        return None
    file = _file(folder, key, last + 1)
    me = psutil.Process()
    holder = {"host": socket.gethostname(), "pid": me.pid, "started_s": me.create_time()}
    try:
        number = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
    except FileExistsError:
        return None
    with os.fdopen(number, "w", encoding="utf-8") as text:
        json.dump(holder, text)
    to_disk(folder)
    return Claim(folder, key, last + 1)


def is_done(folder: Path, key: str) -> bool:
    """Whether a run is done."""
    return (folder / f"{key}{DONE}").exists()


def prune(folder: Path, now_s: float) -> None:
    """Remove claims and marks that are older than any run that may come back."""
    for path in folder.iterdir() if folder.is_dir() else ():
        with suppress(OSError):
            if path.name != PROBE and now_s - path.stat().st_mtime > OLD_S and path.stat().st_mtime > 0:
                path.unlink()


def _file(folder: Path, key: str, attempt: int) -> Path:
    return folder / f"{key}.{attempt}"


def _last_attempt(folder: Path, key: str) -> int:
    pattern = re.compile(re.escape(key) + r"\.(\d+)")
    numbers = [int(match[1]) for path in folder.glob(f"{key}.*") if (match := pattern.fullmatch(path.name))]
    return max(numbers, default=0)


def _is_stale(folder: Path, key: str, attempt: int) -> bool:
    """Given back, not touched for long by the clock of the file system, or of a process of this host that is gone."""
    file = _file(folder, key, attempt)
    try:
        touched = file.stat().st_mtime
        holder = read(file)
        probe = folder / PROBE
        probe.touch()
        now = probe.stat().st_mtime
    except OSError:
        return False
    if touched == 0 or now - touched > STALE_S:
        return True
    if holder.get("host") != socket.gethostname() or not {"pid", "started_s"} <= holder.keys():
        return False
    return not is_alive(int(holder["pid"]), float(holder["started_s"]))


def seconds_until_stale() -> float:
    """How long whoever finds a run claimed waits before looking again."""
    return STALE_S


def moment_key(name: str, at_s: float) -> str:
    """The key of the run of an entry at a moment."""
    return f"{name}@{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime(at_s))}"
