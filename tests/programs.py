"""Programs of the system that tests run."""

from __future__ import annotations

import shutil
from collections.abc import Iterable


def first_there(names: Iterable[str], message: str) -> str:
    """Path of the first of some programs that is there. RuntimeError: `message`, which says how to get one."""
    for name in names:
        path = shutil.which(name)
        if path:
            return path
    raise RuntimeError(message)
