"""Drafts on disk: steps back and forth, a second browser, two people at one draft, names that try to be more."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from planner.drafts import store
from planner.drafts.draft import (
    LONGEST_TITLE,
    MOST_STATES,
    cleaned,
    edited,
    new_draft,
    redone,
    slug,
    undone,
    variant_name,
)
from planner.drafts.edits import Edits
from planner.errors import StoreError

ONE, TWO, THREE = (Edits({"site.connection_mw": float(number)}) for number in (1, 2, 3))


def test_undo_and_redo() -> None:
    """Proves: steps go back and forth; a new edit after an undo forgets what was undone; of many steps the oldest."""
    draft = edited(edited(new_draft("d", "ana", "base.yaml"), ONE), TWO)
    assert undone(draft).edits == ONE
    assert redone(undone(draft)).edits == TWO
    assert undone(undone(undone(draft))).edits == Edits()
    other = edited(undone(draft), THREE)
    assert (other.edits, other.can_redo) == (THREE, False)
    assert edited(draft, TWO) is draft
    for number in range(300):
        draft = edited(draft, Edits({"site.connection_mw": number}))
    assert len(draft.states) == MOST_STATES
    assert draft.edits.changes == {"site.connection_mw": 299}


def test_a_draft_survives_with_its_steps(tmp_path: Path) -> None:
    """Proves: another browser reads the draft with its undo, its owner and its parent; and the file is plain JSON."""
    draft = undone(edited(edited(new_draft("Été 8 MW", "ana", "base.yaml"), ONE), Edits({}, ("site.phases.phase-2",))))
    saved = store.save(tmp_path, draft, "ana").draft
    assert saved.revision == 1
    (again,) = store.drafts(tmp_path)
    assert again == saved == store.read(tmp_path, saved.draft_id)
    assert redone(again).edits.removed == ("site.phases.phase-2",)
    assert json.loads((tmp_path / ".drafts" / f"{saved.draft_id}.json").read_text(encoding="utf-8"))["owner"] == "ana"


def test_two_people_at_one_draft_lose_nothing(tmp_path: Path) -> None:
    """Proves: who saves second finds the text in a draft of its own; what the first saved is as it was."""
    draft = store.save(tmp_path, new_draft("plan", "ana", "base.yaml"), "ana").draft
    first = store.save(tmp_path, edited(draft, ONE), "ben")
    second = store.save(tmp_path, edited(draft, TWO), "ana")
    assert first.other is None
    assert second.other == first.draft
    assert (second.draft.title, second.draft.owner, second.draft.edits) == ("plan · ana", "ana", TWO)
    there = store.read(tmp_path, draft.draft_id)
    assert there is not None
    assert (there.edits, there.saved_by, there.revision) == (ONE, "ben", 2)
    assert len(store.drafts(tmp_path)) == 2


def test_of_many_at_once_one_wins_and_all_are_there(tmp_path: Path) -> None:
    """Proves: eight saves of one revision at once give one winner and seven drafts beside it, none lost."""
    draft = store.save(tmp_path, new_draft("plan", "ana", "base.yaml"), "ana").draft
    texts = [Edits({"site.connection_mw": float(number)}) for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda edits: store.save(tmp_path, edited(draft, edits), "ben"), texts))
    assert sum(one.other is None for one in done) == 1
    values = sorted(one.edits.changes["site.connection_mw"] for one in store.drafts(tmp_path))
    assert values == list(range(8))


def test_a_deleted_draft_comes_back_with_the_next_save(tmp_path: Path) -> None:
    """Proves: a draft that another browser removed is not lost to who still edits it; a newer one is not removed."""
    draft = store.save(tmp_path, new_draft("plan", "ana", "base.yaml"), "ana").draft
    newer = store.save(tmp_path, edited(draft, ONE), "ben").draft
    assert not store.delete(tmp_path, draft)
    assert store.delete(tmp_path, newer)
    assert store.drafts(tmp_path) == []
    assert store.save(tmp_path, edited(newer, TWO), "ana").draft.edits == TWO
    assert len(store.drafts(tmp_path)) == 1


@pytest.mark.parametrize("text", ["", "{", "[]", '{"draft_id": "../x"}', "null"])
def test_a_damaged_draft_hides_no_other(tmp_path: Path, text: str) -> None:
    """Proves: a file that is no draft is left out of the list, and read as none."""
    saved = store.save(tmp_path, new_draft("plan", "ana", "base.yaml"), "ana").draft
    (tmp_path / ".drafts" / "broken.json").write_text(text, encoding="utf-8")
    assert store.drafts(tmp_path) == [saved]
    assert store.read(tmp_path, "broken") is None


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    """Proves: where the store is a file, saving says so and the draft stays with who edits it."""
    (tmp_path / "store").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError, match="could not be saved"):
        store.save(tmp_path / "store", new_draft("plan", "ana", "base.yaml"), "ana")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("<script>alert(1)</script>", "script-alert-1-script"), ("../../etc/passwd", "etc-passwd"), ("🚀🚀", ""),
        ("Été à Évry", "ete-a-evry"), ("Les Ulis · 8 MW", "les-ulis-8-mw"),
        ("  ", ""), ("x" * 200, "x" * 60), ("a\x00b\nc", "a-b-c"), ("=1+1", "1-1"),
    ],
)  # fmt: skip
def test_names_are_harmless(tmp_path: Path, title: str, name: str) -> None:
    """Proves: whatever is typed as a name, the file is in its folder, and the variant has a name of plain letters."""
    assert slug(title) == name
    draft = store.save(tmp_path, new_draft(cleaned(title)[:LONGEST_TITLE], "ana", "base.yaml"), "ana").draft
    assert [path.parent.name for path in tmp_path.rglob("*.json")] == [".drafts"]
    assert variant_name(draft).replace("-", "").isalnum()
    assert store.read(tmp_path, "../" + draft.draft_id) is None
