"""What is written is there whole or not at all: filled under a name that nobody reads, brought to the disk, renamed.

A folder that is being filled is locked by the process that fills it (flock), so that another can sweep what a killed
one left, and never what a live one is at.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ASIDE = ".writing-"
GOING = ".deleting-"
FILE = ".tmp"
LEFT_OVER_S = 3600.0  # what nobody has touched for so long, and nobody holds, is left over


def write_whole(path: str | Path, write: Callable[[Path], object]) -> Path:
    """Let `write` fill a file beside `path`, then put it in place; returns `path`.

    OSError if that fails; what was there before then stays, and no half file does, not after a power cut either.
    """
    file = Path(path)
    aside = file.with_name(f"{ASIDE}{secrets.token_hex(6)}{FILE}")
    try:
        write(aside)
        to_disk(aside)
        aside.replace(file)
        to_disk(file.parent)
    finally:
        aside.unlink(missing_ok=True)
    return file


def write_text_whole(path: str | Path, text: str) -> Path:
    """Write a text in UTF-8, whole; returns `path`. OSError as `write_whole`."""
    return write_whole(path, lambda aside: aside.write_text(text, encoding="utf-8"))


def to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk. OSError."""
    with _opened(path) as file:
        os.fsync(file)


def tree_to_disk(folder: Path) -> None:
    """The same of all that is in a folder. OSError."""
    for path in (*folder.rglob("*"), folder):
        to_disk(path)


@contextmanager
def folder_aside(parent: Path) -> Iterator[Path]:
    """An empty folder in `parent` (made if need be), to fill and to rename; removed if it is not renamed. OSError."""
    aside = parent / f"{ASIDE}{secrets.token_hex(6)}"
    aside.mkdir(parents=True)
    try:
        with locked(aside):
            yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a file or folder, waiting for who holds it; a folder that is not there is made. OSError.

    The system gives it back when its holder ends, however it ends. Where the file system knows no locks, without.
    """
    if not path.exists():
        path.mkdir(parents=True, exist_ok=True)
    with _opened(path) as file:
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def sweep(folder: Path, older_than_s: float = LEFT_OVER_S, ending: str = "") -> list[str]:
    """Remove what writers and deleters that were killed have left in a folder; names of what was removed.

    What is younger, or held by a live process, stays; so does what cannot be removed. `ending`: only names with it.
    """
    swept = []
    for path in list(folder.iterdir()) if folder.is_dir() else ():
        ours = path.name.startswith((ASIDE, GOING)) and path.name.endswith(ending)
        if ours and not path.is_symlink() and _is_left_over(path, older_than_s):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
            swept.append(path.name)
    return swept


def sweep_below(folder: Path, older_than_s: float = LEFT_OVER_S) -> list[str]:
    """The same in a folder and in all that are in it: jobs, schedules, drafts and studies of runs are written, too."""
    swept = []
    for place, folders, _ in os.walk(folder):
        swept += sweep(Path(place), older_than_s)
        folders[:] = [name for name in folders if not name.startswith((ASIDE, GOING))]
    return swept


def _is_left_over(path: Path, older_than_s: float) -> bool:
    try:
        newest = max(one.lstat().st_mtime for one in (path, *(path.rglob("*") if path.is_dir() else ())))
        if time.time() - newest < older_than_s:
            return False
        with _opened(path) as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # held, gone, or none of ours
        return False
    return True


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    file = os.open(path, os.O_RDONLY)
    try:
        yield file
    finally:
        os.close(file)
