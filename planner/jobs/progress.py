"""What a solve says of itself while it runs, in a file that others read."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.whole_files import write_text_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.problem.solution import Progress

FAILED = 4  # of an error without a code of its own
FILE_EVERY_S = 0.25
MOST_STEPS = 120  # of the history; of more, every other one is left out


def _process() -> dict[str, Any]:
    """Which process this is: whoever began it may have been killed before writing that down."""
    import psutil

    return {"pid": os.getpid(), "process_s": psutil.Process().create_time(), "host": platform.node()}


class ProgressFile:
    """Progress of a solve as JSON in a file, written aside and renamed, so that no reader sees half of it."""

    def __init__(self, path: str | Path | None) -> None:
        self._path = Path(path) if path else None
        self._written, self._began = 0.0, time.monotonic()
        self._now: dict[str, Any] = {"phase": "starting", "pass_number": 0} | _process()
        self._history: list[list[float | None]] = []

    def phase(self, name: str) -> None:
        """Say what is being done, before the solver has anything to report."""
        self._now |= {"phase": name}
        self._write()

    def step(self, progress: Progress) -> None:
        """Take over one step of the solver; steps that follow each other quickly are not all written."""
        self._remember(progress)
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

    def _remember(self, progress: Progress) -> None:
        """Add bound and best plan to the history, where either has moved."""
        step = (progress.bound_meur, progress.incumbent_meur)
        if step == (None, None) or (self._history and step == tuple(self._history[-1][1:])):
            return
        self._history.append([round(time.monotonic() - self._began, 2), *step])
        if len(self._history) > MOST_STEPS:
            del self._history[1:-1:2]
        self._now |= {"history": self._history}

    def end(self, *, exit_code: int, message: str, run_id: str | None = None) -> None:
        """Say how it ended."""
        self._now |= {"exit_code": exit_code, "message": message, "run_id": run_id}
        self._write()

    @contextlib.contextmanager
    def failures(self) -> Iterator[None]:
        """Say how it ended where an error breaks off what is done within; the error goes on."""
        try:
            yield
        except BaseException as error:
            self.end(exit_code=getattr(error, "exit_code", FAILED), message=str(error))
            raise

    def _write(self) -> None:
        if self._path is None:
            return
        self._written = time.monotonic()
        self._now |= {"elapsed_s": round(self._written - self._began, 2)}
        with contextlib.suppress(OSError):  # progress that cannot be shown must not end a solve
            write_text_whole(self._path, json.dumps(self._now, ensure_ascii=False))
