"""Files that people name: looked at before they are opened, so that none hangs, floods or breaks who reads it.

A pipe or a device would never end, a circle of links never begin, and a name with a NUL is none to any system.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Literal

Cause = Literal["absent", "too large", "name", "kind", "unreadable"]

LONGEST_NAME, LONGEST_PATH = 255, 4096  # bytes, of Linux (limits.h)
LONGEST_SHOWN = 120
KINDS = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket"}
HINTS: dict[Cause, str] = {
    "absent": "check the folder and the name.",
    "name": f"rename the file; a name may have {LONGEST_NAME} bytes, a path {LONGEST_PATH:,}.",
    "kind": "write what it holds to a plain file, and name that.",
}


class FileRefusedError(Exception):
    """Why a file is not read; whoever asked for it says where, in the type of error that is theirs."""

    def __init__(self, problem: str, cause: Cause) -> None:
        super().__init__(problem)
        self.problem, self.cause, self.hint = problem, cause, HINTS.get(cause)


def named(path: str | os.PathLike[str]) -> Path:
    """A path whose name can be one. FileRefusedError: a control character, no text in UTF-8, or too long."""
    text, problem = os.fspath(path), ""
    encoded = text.encode("utf-8", "surrogatepass")
    longest = max(map(len, encoded.split(b"/")))
    if any(ord(sign) < ord(" ") for sign in text):
        problem = "the name holds a control character, which no name of a file should."
    elif any("\ud800" <= sign <= "\udfff" for sign in text):  # a byte that is no UTF-8, or half a character
        problem = "the name is not text in UTF-8."
    elif longest > LONGEST_NAME or len(encoded) > LONGEST_PATH:
        problem = f"the path has {len(encoded):,} bytes, the longest name in it {longest:,}."
    if problem:
        raise FileRefusedError(problem, "name")
    return Path(path)


def shown(path: str | os.PathLike[str]) -> str:
    """A path as messages show it: what cannot be printed is escaped, what is long is cut."""
    text = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in os.fspath(path))
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."


def content_of(path: str | os.PathLike[str], most_bytes: int) -> bytes:
    """The bytes of a plain file. FileRefusedError: no such file, another kind, too large, or it cannot be read."""
    file = named(path)
    try:
        _check(file.stat(), most_bytes)
        with os.fdopen(os.open(file, os.O_RDONLY | os.O_NONBLOCK), "rb") as opened:
            _check(os.fstat(opened.fileno()), most_bytes)  # it may be another by now
            return opened.read(most_bytes)
    except OSError as error:
        problem, cause = f"{error.strerror or error}.", _cause(error)
        if cause == "absent":
            problem = "no such file."
        elif error.errno == errno.ELOOP:
            problem = "its links lead in a circle."
        raise FileRefusedError(problem, cause) from None


def _cause(error: OSError) -> Cause:
    return "absent" if isinstance(error, FileNotFoundError | NotADirectoryError) else "unreadable"


def _check(about: os.stat_result, most_bytes: int) -> None:
    if not stat.S_ISREG(about.st_mode):
        problem = f"this is {KINDS.get(stat.S_IFMT(about.st_mode), 'a device')}, not a file."
        raise FileRefusedError(problem, "kind")
    if about.st_size > most_bytes:
        problem = f"it has {about.st_size:,} bytes; {most_bytes:,} are allowed."
        raise FileRefusedError(problem, "too large")
