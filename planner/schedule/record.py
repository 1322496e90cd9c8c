"""What became of entries: one file each in the store, for the list, the page, and a timetable that starts again."""

from __future__ import annotations

import datetime as dt
import json
import socket
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from planner.jobs.processes import read
from planner.whole_files import write_text_whole

FOLDER = ".schedules"
CLAIMS, WORK, OUTBOX = "claims", "work", "outbox"
Result = Literal["running", "ok", "guard", "failed", "retry", "stopped"]


@dataclass(frozen=True)
class Record:
    """The last run of an entry."""

    name: str
    occurrence_utc: str  # the time of the timetable that it stands for
    began_utc: str
    ended_utc: str | None
    result: Result
    message: str = ""
    reports: tuple[str, ...] = ()
    run_ids: tuple[str, ...] = ()
    host: str = ""

    @property
    def seconds(self) -> float | None:
        """How long it took; None while it runs."""
        if self.ended_utc is None:
            return None
        return (dt.datetime.fromisoformat(self.ended_utc) - dt.datetime.fromisoformat(self.began_utc)).total_seconds()


def folder_of(store: str | Path, part: str = "") -> Path:
    """The folder of a store that holds what schedules write."""
    return Path(store) / FOLDER / part if part else Path(store) / FOLDER


def record_of(store: str | Path, name: str) -> Record | None:
    """The last run of an entry; None where it never ran, or its record cannot be read."""
    values = read(folder_of(store) / f"{name}.json")
    try:
        lists = {key: tuple(values.get(key, ())) for key in ("reports", "run_ids")}
        return Record(**values | lists)
    except TypeError:
        return None


def put(store: str | Path, record: Record) -> None:
    """Write the record of an entry, whole. OSError."""
    folder = folder_of(store)
    folder.mkdir(parents=True, exist_ok=True)
    own = asdict(record) | {"host": socket.gethostname()}
    write_text_whole(folder / f"{record.name}.json", json.dumps(own, ensure_ascii=False, indent=1))


def utc_text(moment: dt.datetime) -> str:
    """A moment as records hold it."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")


class Work:
    """What one run has done so far, on disk, so that who takes it over does it once: jobs, runs, reports."""

    def __init__(self, store: str | Path, key: str) -> None:
        self._file = folder_of(store, WORK) / f"{key}.json"
        self._done: dict[str, Any] = read(self._file)

    def get(self, scenario: str) -> dict[str, Any]:
        """What is done for a scenario: job_id, run_id."""
        return dict(self._done.get(scenario, {}))

    def note(self, scenario: str, **values: Any) -> None:
        """Add to it. OSError."""
        self._done[scenario] = self.get(scenario) | values
        self._file.parent.mkdir(parents=True, exist_ok=True)
        write_text_whole(self._file, json.dumps(self._done, ensure_ascii=False))

    def forget(self) -> None:
        """The run is over."""
        self._file.unlink(missing_ok=True)
