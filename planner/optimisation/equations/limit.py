"""A limit that can leave a site without a plan: its name, its rows of the model, and what was needed and available."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from planner.problem.site import ModelInputs

Key = tuple[int, ...]
Values = Callable[[str, Key], float]  # variable, index → its value in a solution
Amounts = Callable[["ModelInputs", Values, Key, float], tuple[float, float]]
Days = Literal["none", "worst", "sum"]


@dataclass(frozen=True)
class Limit:
    """What people know as one limit. Each of its rows says that what is needed is at most what is available.

    `amounts` gives both in `unit`, of a solution in which a row was exceeded by so much of the row's own unit.
    `days` says what days have to do with it: nothing; its worst hour counts, so a few days never ask more than all;
    or sums over the days do, which a few days misstate either way.
    """

    name: str
    rows: tuple[str, ...]
    what: str  # is needed
    unit: str
    field: str  # of the scenario that sets it
    cure: str
    amounts: Amounts
    days: Days = "none"
    period: Callable[[ModelInputs, Values, Key], int] = lambda _x, _value, key: key[0]
    kind: Callable[[ModelInputs, Key], str] | None = None  # a more exact name, where rows stand for several things

    def name_of(self, x: ModelInputs, key: Key) -> str:
        """The name of the limit that one of its rows stands for."""
        return self.name if self.kind is None else self.kind(x, key)


def beyond(available: Callable[[ModelInputs, Values, Key], float], unit: float = 1.0) -> Amounts:
    """Amounts of a limit of which `available` is known in the row's unit; one of that is so many of people's."""

    def amounts(x: ModelInputs, value: Values, key: Key, excess: float) -> tuple[float, float]:
        room = available(x, value, key)
        return (room + excess) * unit, room * unit

    return amounts
