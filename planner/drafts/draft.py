"""One draft: its name, its owner, its parent, what it changes, and every step that led there."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from planner.drafts.edits import Edits

LONGEST_TITLE = 120  # as the title of a scenario
LONGEST_NAME = 60
MOST_STATES = 200
NAMELESS = "variant"
DRAFT_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


@dataclass(frozen=True)
class Draft:
    """A draft as it was read or saved; `revision` is 0 until it is saved first."""

    draft_id: str
    title: str
    owner: str
    parent: str  # a scenario file, or "run:" and a run_id
    states: tuple[Edits, ...] = (Edits(),)
    place: int = 0  # which of the states is the draft now; those after it can be redone
    revision: int = 0
    saved_utc: str = ""
    saved_by: str = ""

    @property
    def edits(self) -> Edits:
        """What it changes against its parent, now."""
        return self.states[self.place]

    @property
    def can_undo(self) -> bool:
        """Whether there is a step before."""
        return self.place > 0

    @property
    def can_redo(self) -> bool:
        """Whether a step was undone."""
        return self.place < len(self.states) - 1


def new_draft(title: str, owner: str, parent: str, edits: Edits | None = None) -> Draft:
    """A draft that is not saved yet. Its id is ours: whatever the title says, it is no path."""
    states = (Edits(),) if edits is None else (Edits(), edits)
    return Draft(
        f"{slug(title)[:40] or NAMELESS}-{secrets.token_hex(4)}", title, owner, parent, states, len(states) - 1
    )


def edited(draft: Draft, edits: Edits) -> Draft:
    """One step further; what was undone before is forgotten, and of very many steps the oldest."""
    if edits == draft.edits:
        return draft
    states = (*draft.states[: draft.place + 1], edits)[-MOST_STATES:]
    return replace(draft, states=states, place=len(states) - 1)


def undone(draft: Draft) -> Draft:
    """One step back; the same where there is none."""
    return replace(draft, place=max(0, draft.place - 1))


def redone(draft: Draft) -> Draft:
    """The step forward that was undone; the same where there is none."""
    return replace(draft, place=min(len(draft.states) - 1, draft.place + 1))


def slug(title: str) -> str:
    """A title as scenario files name themselves: small letters, digits, hyphens. Empty where it has none of them."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:LONGEST_NAME].strip("-")


def variant_name(draft: Draft) -> str:
    """The name that its solves carry; of a title without letters, that of the draft."""
    return slug(draft.title) or draft.draft_id[:LONGEST_NAME]


def cleaned(title: str) -> str:
    """A title in one line, without characters that are not seen."""
    text = "".join(" " if unicodedata.category(mark) in ("Cc", "Cs") else mark for mark in title)
    return " ".join(text.split())


def to_values(draft: Draft) -> dict[str, Any]:
    """A draft as JSON holds it."""
    states = [{"changes": dict(state.changes), "removed": list(state.removed)} for state in draft.states]
    return {name: getattr(draft, name) for name in Draft.__dataclass_fields__} | {"states": states}


def from_values(values: Mapping[str, Any]) -> Draft:
    """A draft from JSON. ValueError, TypeError or KeyError where it is none."""
    states = tuple(Edits(dict(state["changes"]), tuple(map(str, state["removed"]))) for state in values["states"])
    texts = {name: values[name] for name in ("draft_id", "title", "owner", "parent", "saved_utc", "saved_by")}
    place, revision = int(values["place"]), int(values["revision"])
    whole = all(isinstance(text, str) for text in texts.values()) and 0 <= place < len(states)
    if not whole or not DRAFT_ID.fullmatch(texts["draft_id"]):
        raise ValueError(str(texts))
    return Draft(**texts, states=states, place=place, revision=revision)
