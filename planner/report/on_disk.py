"""A report on disk: written beside and then renamed, so that a file is there whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from planner.errors import StoreError, located

if TYPE_CHECKING:
    from collections.abc import Callable


def write_whole(path: str | Path, write: Callable[[Path], object]) -> Path:
    """Let `write` fill a file beside `path` and put it in place; returns `path`. Folders are made.

    StoreError if the file cannot be written; what was there before then stays, and no half file does.
    """
    file = Path(path)
    aside: Path | None = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".writing-", suffix=file.suffix, dir=file.parent)
        os.close(handle)
        aside = Path(name)
        write(aside)
        aside.chmod(0o644)
        aside.replace(file)
    except OSError as error:
        raise StoreError(_cannot_write(file, error)) from error
    finally:
        if aside is not None:
            aside.unlink(missing_ok=True)
    return file


def _cannot_write(file: Path, error: OSError) -> str:
    full = error.errno in {errno.ENOSPC, errno.EDQUOT}
    why = "the disk is full" if full else (error.strerror or str(error)).lower()
    hint = "free some space, or name another file." if full else "name another file with --out."
    return located(str(file), f"the report could not be written: {why}.", hint)
