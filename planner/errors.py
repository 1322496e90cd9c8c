"""Every error a user can meet, one type per cause, and the layout of their messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, ClassVar

MOST_NAMES_LISTED = 20


class PlannerError(Exception):
    """Base of all errors worded for the person who must act; `exit_code` is what the command line returns."""

    exit_code: ClassVar[int] = 4


class ScenarioError(PlannerError):
    """The scenario says something that is not allowed, or does not say something that is needed.

    `by_field`: the problem of each field, by its dotted path, where a form can show it beside the field.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, by_field: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.by_field = dict(by_field or {})


class DataError(PlannerError):
    """A catalogue or a series is missing, too short, holds gaps, or is out of range."""

    exit_code: ClassVar[int] = 2


@dataclass(frozen=True)
class Reason:
    """A limit that no plan keeps: the first period in which, what is needed there at least, and what is available."""

    limit: str  # "connection", "carbon", "capital" ...: docs/no-plan.md
    period: str
    needed: float
    available: float
    unit: str
    site: str = ""  # of a portfolio, or the path; empty where there is only one


@dataclass(frozen=True)
class WayOut:
    """Changed fields with which there is a plan: it was tried."""

    fields: Mapping[str, Any]  # dotted path → new value
    instead_of: Mapping[str, Any]  # dotted path → value of the scenario
    limit: str  # that it mends
    period: str


class InfeasiblePlan(PlannerError):
    """No plan meets all rules of the scenario: which limits, and what would give way.

    `on_all_days`: False where only a few days were looked at, and all days may allow a plan.
    """

    exit_code: ClassVar[int] = 3

    def __init__(
        self,
        message: str,
        reasons: tuple[Reason, ...] = (),
        ways_out: tuple[WayOut, ...] = (),
        *,
        on_all_days: bool = True,
    ) -> None:
        super().__init__(message)
        self.reasons, self.ways_out, self.on_all_days = reasons, ways_out, on_all_days

    def __reduce__(self) -> tuple[Any, ...]:
        """So that a worker process can hand it on whole."""
        return type(self), (str(self), self.reasons, self.ways_out), {"on_all_days": self.on_all_days}


class SolverFailure(PlannerError):
    """The solver gave no answer, or one that did not pass our check."""

    exit_code: ClassVar[int] = 4


class Unfinished(SolverFailure):
    """A solve was stopped, or its time was up, before there was a whole plan."""


class StoreError(PlannerError):
    """A run cannot be read from, or written to, the store."""

    exit_code: ClassVar[int] = 4


def located(where: str, problem: str, hint: str | None = None) -> str:
    """Lay out a message: where, what was read and what is allowed, then a blank line and the hint.

    `where` is a file with its line, a cell or a field; it may be empty. `problem` may run over several lines.
    """
    message = f"{where}: {problem}" if where else problem
    return f"{message}\n\nhint: {hint}" if hint else message


def nearest(name: str, valid: Iterable[str]) -> str:
    """Suggest the valid name closest to `name`, or list the valid names when none is close."""
    names = list(dict.fromkeys(valid))
    by_lower_case = {candidate.lower(): candidate for candidate in names}
    close = get_close_matches(name.lower(), by_lower_case, n=1)
    if close:
        return f'Did you mean "{by_lower_case[close[0]]}"?'
    if not names:
        return "There are no valid names here."
    listed = ", ".join(names[:MOST_NAMES_LISTED])
    more = len(names) - MOST_NAMES_LISTED
    return f"Valid names: {listed} and {more} more." if more > 0 else f"Valid names: {listed}."
