"""The workbook on the page Scenario: down, edited, up; a wrong one is refused by sheet and cell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from planner.drafts import store
from planner.drafts.book.write import workbook
from planner.drafts.draft import new_draft
from planner.drafts.edits import Edits, between, laid_over, scenario_of
from planner.scenario.files.load import load
from planner.ui.workspace.workbook import draft_from
from tests.drafts.book.hand import Hand
from tests.ui.test_pages import start, text

if TYPE_CHECKING:
    from typing import Any

BASE = load(Path(__file__).resolve().parents[2] / "scenarios" / "les-ulis-base.yaml")
FILE = "les-ulis-base.yaml"


def test_a_workbook_goes_down_and_comes_up_as_a_draft(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: an edited workbook becomes a draft and its changed cells are listed; a wrong cell, or none, leaves it."""
    monkeypatch.setattr("planner.ui.kit.solving.first_start", lambda: None)
    app = start(monkeypatch, tmp_path, "scenario")
    hand = Hand(workbook(BASE, "en", FILE))
    upload(app, hand.content())
    assert "No cell was changed" in text(app)
    hand.type("site.connection_mw", "ten")
    upload(app, hand.content())
    assert "own.xlsx, sheet Site, cell B8: site.connection_mw is" in app.error[0].value
    assert store.drafts(tmp_path) == []
    hand.type("site.connection_mw", 8)
    hand.type("finance.inflation", 0.03)
    upload(app, hand.content())
    (draft,) = store.drafts(tmp_path)
    assert draft.edits == Edits({"site.connection_mw": 8.0, "finance.inflation": 0.03})
    assert draft.parent == FILE
    page = text(app)
    assert "2 changes against les-ulis-base.yaml" in page
    assert "2 cells changed in own.xlsx" in page
    assert not app.exception
    button = next(one for one in app.get("download_button") if one.proto.label == "Download as workbook")
    assert not button.proto.disabled


def upload(app: Any, content: bytes) -> None:
    """Give a file to the page, as the newest of its places for one."""
    place = next(one for one in app.file_uploader if str(one.key).startswith("book-up"))
    place.upload("own.xlsx", content, "application/octet-stream").run()


def test_the_order_of_rows_is_kept_in_a_draft() -> None:
    """Proves: racks in another order in the workbook are that scenario again from the draft, hash and all."""
    hand = Hand(workbook(BASE, "en", FILE))
    sheet = hand.book["Racks"]
    sheet.cell(7, 1).value, sheet.cell(8, 1).value = 2, 1
    draft, came_back, is_other = draft_from(hand.content(), "own.xlsx", FILE, BASE)
    assert not is_other
    assert list(came_back.scenario.fleet.racks)[:2] == ["B200_HGX", "H200_HGX"]
    assert [(one.where, one.aspect, one.old, one.new) for one in came_back.changes] == [
        ("Racks!A8", "order", 2, 1), ("Racks!A7", "order", 1, 2),
    ]  # fmt: skip
    assert list(draft.edits.changes) == ["fleet.racks"]
    assert scenario_of(BASE, draft.edits).content_hash == came_back.scenario.content_hash


def test_a_parent_that_has_changed_since_is_said() -> None:
    """Proves: what was downloaded from another version of the parent is known as such; from this version, it is not."""
    drafted = BASE.with_(**{"site.connection_mw": 9})
    for file_hash, other in ((BASE.content_hash, False), (drafted.content_hash, True), ("", False)):
        content = workbook(drafted, "en", FILE, file_hash)
        draft, came_back, is_other = draft_from(content, "own.xlsx", FILE, BASE)
        assert is_other is other
        assert came_back.changes == ()
        assert draft.edits == Edits({"site.connection_mw": 9.0})


def test_what_leads_from_values_to_others_keeps_their_order() -> None:
    """Proves: names in another order, and a new one between two, keep that order; a new one behind is one edit."""
    one, two, new = {"a": 1}, {"a": 2}, {"a": 3}
    before = {"group": {"x": one, "y": two}}
    for group in ({"y": two, "x": one}, {"x": one, "n": new, "y": two}, {"n": new, "y": two}):
        assert between(before, {"group": group}) == Edits({"group": group})
    assert between(before, {"group": {"x": one, "y": two, "n": new}}) == Edits({"group.n": new})
    assert between(before, {"group": {"y": two}}) == Edits({}, ("group.x",))
    edits = between(BASE.values(), BASE.values())
    assert laid_over(BASE.values(), edits) == BASE.values()
    assert new_draft("t", "ana", FILE, edits).edits == Edits()
