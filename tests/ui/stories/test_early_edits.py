"""What a browser sends before it has heard of the last drawing: address and choices of before, two edits at once.

The keyboard story types as fast as a browser takes it; here each of the ways is by itself, through AppTest.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from planner.drafts import store
from planner.drafts.edits import Edits
from tests.ui.test_pages import edit, start, text

if TYPE_CHECKING:
    from typing import Any


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """The page Scenario on a store without runs."""
    monkeypatch.setattr("planner.ui.kit.solving.first_start", lambda: None)
    return lambda **link: start(monkeypatch, tmp_path, "scenario", **link)


def test_an_edit_made_before_the_browser_had_the_address_is_no_step_back(page: Any, tmp_path: Path) -> None:
    """Proves: the address of before that comes with a typed value loses nothing; the same address alone is Back."""
    app = page()
    edit(app, "site.connection_mw", 8.0)
    link = app.query_params.pop("parent")
    edit(app, "power.spot.scale", 1.5)
    (draft,) = store.drafts(tmp_path)
    assert draft.edits == Edits({"site.connection_mw": 8.0, "power.spot.scale": 1.5})
    assert "2 changes against les-ulis-base.yaml" in text(app)
    app.query_params["parent"] = link[0]
    app.run()
    del app.query_params["parent"]
    app.run()
    assert "No change against les-ulis-base.yaml" in text(app)


def test_an_edit_made_before_the_browser_showed_the_draft_stays_in_it(page: Any, tmp_path: Path) -> None:
    """Proves: the choice of before, which a browser sends with an edit until it has heard of the draft, is no choice;
    chosen by itself it is."""
    app = page()
    edit(app, "site.connection_mw", 8.0)
    app.selectbox(key="parent").set_value("les-ulis-base.yaml")
    edit(app, "power.spot.scale", 1.5)
    (draft,) = store.drafts(tmp_path)
    assert draft.edits == Edits({"site.connection_mw": 8.0, "power.spot.scale": 1.5})
    assert "2 changes against les-ulis-base.yaml" in text(app)
    app.selectbox(key="parent").set_value("les-ulis-base.yaml").run()
    assert "No change against les-ulis-base.yaml" in text(app)


def test_solve_pressed_with_a_name_just_typed_solves_under_it(page: Any, no_solves: Any) -> None:
    """Proves: a name and a press that reach the app together both count, and once."""
    app = page()
    edit(app, "site.connection_mw", 8.0)
    name = next(box for box in app.text_input if str(box.key).startswith("draft-title"))
    name.set_value("Eight megawatts")
    app.button(key="solve").click().run()
    ((_, _, days, _, overlay),) = no_solves
    assert (days, overlay["name"], overlay["title"]) == (3, "eight-megawatts", "Eight megawatts")
    app.run()
    assert len(no_solves) == 1
