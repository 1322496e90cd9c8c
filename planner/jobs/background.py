"""What is worked out in the background for a run that is there: as `planner.jobs.jobs`, and one at a time for a run.

What one more is worth, what moves the value most, what nearly won, and lender's cases, of a plan; which measurement
first, of a plan for paths.

The values are in the store beside the run's tables, as they come; here is only whether somebody is at it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from planner.errors import StoreError, located
from planner.jobs import jobs
from planner.whole_files import write_text_whole

DAYS = 3
Work = Literal["one-more", "measure-first", "sensitivity", "alternatives", "lenders", "bridge"]  # the command

OWN_DAYS: frozenset[Work] = frozenset({"lenders", "bridge"})  # which know by themselves on what days


@dataclass(frozen=True)
class BackgroundStatus:
    """Whether the values of a run are being worked out, and what went wrong."""

    running: bool
    message: str  # empty unless it failed


def start(run_id: str, store: str | Path = jobs.DEFAULT_STORE, work: Work = "one-more", *, begins_at: str = "") -> None:
    """Start a process that outlives its caller, unless one is at it already. StoreError if none can be started.

    `begins_at`: the other run of a bridge, which ends at `run_id`.
    """
    folder = Path(store) / jobs.FOLDER
    if status(run_id, store, work, begins_at=begins_at).running:
        return
    runs, run_id = [*([begins_at] if begins_at else []), run_id], _key(run_id, begins_at)
    progress = _file(folder, run_id, work, "progress.json")
    days = [] if work in OWN_DAYS else ["--days", str(DAYS)]
    command = [sys.executable, "-m", "planner", work, *runs, "--json", *days]
    command += ["--store", str(Path(store).resolve()), "--progress-file", str(progress.resolve())]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        progress.unlink(missing_ok=True)
        with _file(folder, run_id, work, "log").open("wb") as log:
            pid = jobs.spawn(command, log)
        write_text_whole(
            _file(folder, run_id, work, "process.json"), json.dumps({"pid": pid, "started_s": time.time()})
        )
    except (OSError, subprocess.SubprocessError) as error:
        problem = f"nothing could be started here ({error})."
        raise StoreError(located(str(folder), problem, "check the disk and the rights of the folder.")) from error


def status(
    run_id: str, store: str | Path = jobs.DEFAULT_STORE, work: Work = "one-more", *, begins_at: str = ""
) -> BackgroundStatus:
    """What became of the last start for a run; neither running nor failed where there was none."""
    folder, run_id = Path(store) / jobs.FOLDER, _key(run_id, begins_at)
    process = jobs.read(_file(folder, run_id, work, "process.json"))
    if not process:
        return BackgroundStatus(running=False, message="")
    alive = jobs.is_alive(int(process["pid"]), float(process["started_s"]))
    progress = jobs.read(_file(folder, run_id, work, "progress.json"))
    code = progress.get("exit_code")
    if code is not None:
        return BackgroundStatus(running=False, message="" if int(code) == 0 else str(progress.get("message", "")))
    return BackgroundStatus(running=alive, message="" if alive else jobs.last_words(_file(folder, run_id, work, "log")))


def _key(run_id: str, begins_at: str) -> str:
    """What the files of a start are named after: the run, or both runs of a bridge."""
    return f"{begins_at}~{run_id}" if begins_at else run_id


def _file(folder: Path, run_id: str, work: Work, kind: str) -> Path:
    return folder / f"{run_id}.{work}.{kind}"
