"""Where each run stands, worked out from the trail alone: draft, candidate, locked or superseded.

    draft  --propose→  candidate  --lock→  locked  --another is locked→  superseded
           ←withdraw--            ←unlock--                              --propose→  candidate

At most one run is locked. An entry that its run's state did not allow when its turn came (two people at once) changes
nothing; it stays in the trail.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.access.rights import Action
    from planner.plan.store.trail import Entry, Trail

State = Literal["draft", "candidate", "locked", "superseded"]
MOVES: Mapping[Action, tuple[tuple[State, ...], State]] = {
    "propose": (("draft", "superseded"), "candidate"),
    "withdraw": (("candidate",), "draft"),
    "lock": (("candidate",), "locked"),
    "unlock": (("locked",), "candidate"),
}


@dataclass(frozen=True)
class Standing:
    """The state of one run, and the entry that brought it there; a run nobody spoke of is a draft without one."""

    state: State = "draft"
    entry: Entry | None = None


DRAFT = Standing()


@dataclass(frozen=True)
class Standings:
    """The state of every run that the trail speaks of."""

    by_run: Mapping[str, Standing] = field(default_factory=dict)
    without_effect: frozenset[str] = frozenset()  # entry_id of entries that changed nothing

    def of(self, run_id: str) -> Standing:
        """That of one run."""
        return self.by_run.get(run_id, DRAFT)

    @property
    def locked(self) -> str | None:
        """The run that is locked; None where none is."""
        return next((run_id for run_id, standing in self.by_run.items() if standing.state == "locked"), None)


def standings(trail: Trail) -> Standings:
    """The states after all entries of a trail, in the order of the file."""
    by_run: dict[str, Standing] = {}
    without_effect = set()
    for entry in trail.entries:
        allowed, to = MOVES[entry.action]
        if by_run.get(entry.run_id, DRAFT).state not in allowed:
            without_effect.add(entry.entry_id)
            continue
        if to == "locked":
            locked = [run_id for run_id, standing in by_run.items() if standing.state == "locked"]
            by_run |= dict.fromkeys(locked, Standing("superseded", entry))
        by_run[entry.run_id] = Standing(to, entry)
    return Standings(by_run, frozenset(without_effect))
