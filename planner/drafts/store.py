"""Drafts on disk: one file each in `<store>/.drafts/`, written whole, under a lock.

Who saves a draft that somebody else has saved since loses nothing and overwrites nothing: the text goes into a draft
of its own.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from pathlib import Path

from planner.drafts.draft import DRAFT_ID, LONGEST_TITLE, Draft, from_values, new_draft, to_values
from planner.errors import StoreError, located
from planner.whole_files import locked, write_text_whole

FOLDER = ".drafts"
ENDING = ".json"


@dataclass(frozen=True)
class Saved:
    """What was saved, and the draft of somebody else that it would have overwritten (None: nothing)."""

    draft: Draft
    other: Draft | None = None


def save(store: str | Path, draft: Draft, who: str) -> Saved:
    """Save a draft as its next revision. StoreError where the disk does not take it.

    Where the file has another revision than the draft was read with, `other` is what stands there, and `draft` what
    was saved beside it, under a name and an id of its own.
    """
    folder = Path(store) / FOLDER
    try:
        with locked(folder):
            there = _read(folder / f"{draft.draft_id}{ENDING}")
            if there is None or there.revision == draft.revision:
                return Saved(_write(folder, draft, who))
            return Saved(_write(folder, _beside(draft, who), who), there)
    except OSError as error:
        problem = f"the draft could not be saved ({error.strerror or error}); it is on the page still."
        raise StoreError(
            located(str(folder), problem, "free some space or mend the rights, then save again.")
        ) from error


def _write(folder: Path, draft: Draft, who: str) -> Draft:
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    saved = replace(draft, revision=draft.revision + 1, saved_utc=now, saved_by=who)
    text = json.dumps(to_values(saved), ensure_ascii=False, indent=1)
    write_text_whole(folder / f"{saved.draft_id}{ENDING}", text)
    return saved


def _beside(draft: Draft, who: str) -> Draft:
    """The same under a name of its own, with its steps."""
    mark = f" · {who}"
    own = new_draft(f"{draft.title[: LONGEST_TITLE - len(mark)]}{mark}"[:LONGEST_TITLE], who, draft.parent)
    return replace(own, states=draft.states, place=draft.place)


def read(store: str | Path, draft_id: str) -> Draft | None:
    """A draft by its id; None where there is none of it, or its file is damaged."""
    if not DRAFT_ID.fullmatch(draft_id):
        return None
    return _read(Path(store) / FOLDER / f"{draft_id}{ENDING}")


def _read(path: Path) -> Draft | None:
    try:
        draft = from_values(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return draft if draft.draft_id == path.stem else None


def drafts(store: str | Path) -> list[Draft]:
    """All drafts of a store, the one saved last first; files that are none are left out."""
    read_ones = [_read(path) for path in sorted((Path(store) / FOLDER).glob(f"*{ENDING}"))]
    there = [draft for draft in read_ones if draft is not None]
    return sorted(there, key=lambda draft: (draft.saved_utc, draft.draft_id), reverse=True)


def delete(store: str | Path, draft: Draft) -> bool:
    """Take a draft away unless somebody has saved it since; returns whether it is gone. StoreError."""
    folder = Path(store) / FOLDER
    path = folder / f"{draft.draft_id}{ENDING}"
    try:
        with locked(folder):
            there = _read(path)
            if there is not None and there.revision != draft.revision:
                return False
            path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(located(str(path), f"the draft cannot be removed ({error.strerror or error}).")) from error
    return True
