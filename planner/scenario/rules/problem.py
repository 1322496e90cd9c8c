"""One broken rule between fields, as all modules of rules state it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One broken rule: the field, what was read and what is allowed (sentences), and what to do."""

    path: str
    read: str
    allowed: str
    hint: str = ""


def years_before(path: str, years: Iterable[int], start: str) -> Iterator[Problem]:
    """Years of a mapping at `path` before the quarter `start`; years after the horizon are no fault: it may shorten."""
    for year in years:
        if year < int(start[:4]):
            allowed = f"Allowed: {start[:4]}, the start of the horizon, or later."
            yield Problem(f"{path}.{year}", "lies before the horizon.", allowed)
