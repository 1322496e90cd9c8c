"""What is written is there whole or not at all: filled under a name that nobody reads, then renamed."""

from __future__ import annotations

import fcntl
import secrets
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ASIDE = ".writing-"
LOCK = ".lock"


def write_whole(path: str | Path, write: Callable[[Path], object]) -> Path:
    """Let `write` fill a file beside `path`, then put it in place; returns `path`.

    OSError if that fails; what was there before then stays, and no half file does.
    """
    file = Path(path)
    aside = file.with_name(f"{ASIDE}{secrets.token_hex(6)}.tmp")
    try:
        write(aside)
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)
    return file


def write_text_whole(path: str | Path, text: str) -> Path:
    """Write a text in UTF-8, whole; returns `path`. OSError as `write_whole`."""
    return write_whole(path, lambda aside: aside.write_text(text, encoding="utf-8"))


@contextmanager
def folder_aside(parent: Path) -> Iterator[Path]:
    """An empty folder in `parent` (made if need be), to fill and to rename; removed if it is not renamed. OSError."""
    aside = parent / f"{ASIDE}{secrets.token_hex(6)}"
    aside.mkdir(parents=True)
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Let one process at a time read and write what is in a folder (made if need be). OSError.

    The system gives the lock back when its holder ends, however it ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
