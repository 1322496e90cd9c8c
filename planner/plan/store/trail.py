"""Who did what with which run: one line of JSON each, beside the runs, only ever added to.

A line is written in one piece at the end of the file (O_APPEND), so two processes of one host lose none. A line that
cannot be read is counted and hides no other.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, get_args

from planner.access.rights import Action
from planner.errors import StoreError, located

TRAIL = "trail.jsonl"
LONGEST_COMMENT = 1000
ACTIONS: tuple[Action, ...] = get_args(Action)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True)
class Entry:
    """One action of one person on one run."""

    action: Action
    run_id: str
    who: str
    comment: str
    when_utc: str = field(default_factory=_now)
    entry_id: str = field(default_factory=lambda: secrets.token_hex(6))

    @property
    def when(self) -> dt.datetime:
        """When it was done, in UTC."""
        return dt.datetime.fromisoformat(self.when_utc)


@dataclass(frozen=True)
class Trail:
    """All entries in the order of the file, and the numbers of lines that cannot be read."""

    entries: tuple[Entry, ...] = ()
    damaged_lines: tuple[int, ...] = ()

    def until(self, when: dt.datetime) -> Trail:
        """The trail as it stood just before a moment, by the clock of who wrote."""
        return Trail(tuple(entry for entry in self.entries if entry.when < when))


def append(store_dir: str | Path, entry: Entry) -> None:
    """Add one entry, whole or with an error. StoreError where the file cannot be written to."""
    path = Path(store_dir) / TRAIL
    line = json.dumps(asdict(entry), ensure_ascii=False).encode() + b"\n"
    try:
        file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            if not _ends_a_line(file):
                line = b"\n" + line  # what broke off before stays a line of its own
            written = os.write(file, line)
            os.fsync(file)
        finally:
            os.close(file)
    except OSError as error:
        raise StoreError(located(str(path), f"the trail cannot be written ({error.strerror or error}).")) from error
    if written != len(line):
        raise StoreError(located(str(path), "the disk is full; the action was not recorded.", "free some space."))


def _ends_a_line(file: int) -> bool:
    size = os.lseek(file, 0, os.SEEK_END)
    if size == 0:
        return True
    os.lseek(file, size - 1, os.SEEK_SET)
    return os.read(file, 1) == b"\n"


def read(store_dir: str | Path) -> Trail:
    """The whole trail; empty where nothing was ever recorded. StoreError where the file cannot be read at all."""
    path = Path(store_dir) / TRAIL
    try:
        lines = path.read_bytes().split(b"\n")
    except (FileNotFoundError, NotADirectoryError):
        return Trail()
    except OSError as error:
        raise StoreError(located(str(path), f"the trail cannot be read ({error.strerror or error}).")) from error
    entries: list[Entry] = []
    damaged: list[int] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entries.append(entry_of(json.loads(line)))
        except (ValueError, TypeError, KeyError):
            damaged.append(number)
    return Trail(tuple(entries), tuple(damaged))


def entry_of(values: dict[str, Any]) -> Entry:
    """One entry from its values. ValueError, TypeError or KeyError where it is none."""
    texts = {name: values[name] for name in Entry.__dataclass_fields__}
    if not all(isinstance(text, str) for text in texts.values()) or texts["action"] not in ACTIONS:
        raise ValueError(str(values))
    entry = Entry(**texts)
    if entry.when.tzinfo is None:
        raise ValueError(entry.when_utc)
    return entry
