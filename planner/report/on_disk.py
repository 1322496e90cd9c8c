"""A report on disk: whole or not at all, and the message when it cannot be written."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING

from planner.errors import StoreError, located
from planner.whole_files import FILE, sweep, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable


def save_report(path: str | Path, write: Callable[[Path], object]) -> Path:
    """Let `write` fill a file beside `path` and put it in place; returns `path`. Folders are made.

    StoreError if the file cannot be written; what was there before then stays, and no half file does.
    """
    file = Path(path)

    def readable(aside: Path) -> None:
        write(aside)
        aside.chmod(0o644)

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        sweep(file.parent, ending=FILE)
        return write_whole(file, readable)
    except OSError as error:
        raise StoreError(_cannot_write(file, error)) from error


def _cannot_write(file: Path, error: OSError) -> str:
    full = error.errno in {errno.ENOSPC, errno.EDQUOT}
    why = "the disk is full" if full else (error.strerror or str(error)).lower()
    hint = "free some space, or name another file." if full else "name another file with --out."
    return located(str(file), f"the report could not be written: {why}.", hint)
