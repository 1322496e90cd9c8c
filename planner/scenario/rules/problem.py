"""One broken rule between fields, as all modules of rules state it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One broken rule: the field, what was read and what is allowed (sentences), and what to do."""

    path: str
    read: str
    allowed: str
    hint: str = ""
