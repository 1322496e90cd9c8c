"""The workspace through AppTest: drafts that survive, errors at their field, parts, files, two people, names."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from planner.drafts import store
from planner.drafts.draft import edited
from planner.drafts.edits import Edits
from planner.errors import ScenarioError
from planner.scenario.files.load import load
from planner.ui.kit import solving
from planner.ui.workspace import files
from tests.ui.test_pages import edit, start, status, text

if TYPE_CHECKING:
    from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
BASE = load(FOLDER / "les-ulis-base.yaml")
SMALL = "extends: les-ulis-base.yaml\nname: own\ntitle: Own\n"


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """The page Scenario on a store without runs."""
    monkeypatch.setattr("planner.ui.kit.solving.first_start", lambda: None)
    return lambda **link: start(monkeypatch, tmp_path, "scenario", **link)


def test_a_draft_survives_reload_and_another_browser(page: Any, tmp_path: Path, no_solves: Any) -> None:
    """Proves: an edit is on disk at once; its link opens it in a new session, with undo; undo and redo are steps."""
    app = page()
    edit(app, "site.connection_mw", 8.0)
    (draft,) = store.drafts(tmp_path)
    assert draft.edits == Edits({"site.connection_mw": 8.0})
    link = app.query_params["parent"]
    other = page(parent=link)
    assert "1 change against les-ulis-base.yaml" in text(other)
    other.button(key="undo").click().run()
    assert "No change against" in text(other)
    other.button(key="redo").click().run()
    assert "1 change against les-ulis-base.yaml" in text(other)
    assert store.drafts(tmp_path)[0].edits == Edits({"site.connection_mw": 8.0})
    assert not no_solves


def test_an_error_stands_at_its_field_and_on_top(page: Any) -> None:
    """Proves: the words of the rules stand right below the field and in the summary; Solve waits; undo mends it."""
    app = page()
    edit(app, "site.connection_mw", -1.0)
    summary, beside = app.error
    assert "site.connection_mw is -1 MW" in summary.value
    assert "is -1 MW" in beside.value
    assert app.button(key="solve").disabled
    app.button(key="undo").click().run()
    assert not app.error
    assert not app.button(key="solve").disabled


def test_two_people_at_one_draft(page: Any, tmp_path: Path) -> None:
    """Proves: what ben saved meanwhile stays, what ana types goes on under a name of its own; that is said."""
    app = page()
    edit(app, "site.connection_mw", 8.0)
    (draft,) = store.drafts(tmp_path)
    store.save(tmp_path, edited(draft, Edits({"site.connection_mw": 6.0})), "ben")
    edit(app, "power.spot.scale", 1.5)
    assert "ben saved" in app.warning[0].value
    mine, others = sorted(store.drafts(tmp_path), key=lambda one: one.edits.count, reverse=True)
    assert mine.edits == Edits({"site.connection_mw": 8.0, "power.spot.scale": 1.5})
    assert others.edits == Edits({"site.connection_mw": 6.0})
    store.save(tmp_path, edited(mine, Edits({"site.connection_mw": 5.0})), "ben")
    app.run()
    app.run()
    assert next(box.value for box in app.number_input if "connection_mw" in str(box.key)) == 5.0


def test_drafts_of_one_name_are_told_apart(page: Any, tmp_path: Path) -> None:
    """Proves: of two drafts named alike in one minute each stays itself; the browser names a choice by its label."""
    first, second = page(), page()
    edit(first, "site.connection_mw", 8.0)
    edit(second, "site.connection_mw", 6.0)
    edit(second, "power.spot.scale", 1.5)
    drafts = {str(draft.edits.changes["site.connection_mw"]): draft.edits.count for draft in store.drafts(tmp_path)}
    assert drafts == {"8.0": 1, "6.0": 2}


def test_debt_is_added_as_a_file_has_it_and_taken_away(page: Any, tmp_path: Path) -> None:
    """Proves: a part that the scenario lacks comes with the values of the file that has it, and goes again."""
    app = page()
    app.segmented_control(key="section").set_value("finance").run()
    next(button for button in app.button if "les-ulis-loan" in button.label).click().run()
    assert not app.exception
    loan = load(FOLDER / "les-ulis-loan.yaml").values()["finance"]["debt"]
    assert store.drafts(tmp_path)[0].edits == Edits({"finance.debt": loan})
    keys = [button.key for button in app.button if str(button.key).endswith("|finance.debt")]
    app.button(key=keys[0]).click().run()
    assert store.drafts(tmp_path)[0].edits == Edits()


@pytest.mark.parametrize("title", ["<script>alert(1)</script> ../../etc/passwd **b**", "🚀"])
def test_a_name_is_text(page: Any, tmp_path: Path, no_solves: Any, title: str) -> None:
    """Proves: whatever the name, the draft is in its folder, the page shows no error, and the solve carries it."""
    app = page()
    edit(app, "site.connection_mw", 8.0)
    next(box for box in app.text_input if str(box.key).startswith("draft-title")).set_value(title).run()
    assert not app.exception
    assert store.drafts(tmp_path)[0].title == title
    app.button(key="solve").click().run()
    overlay = no_solves[0][-1]
    assert overlay["title"] == title
    assert BASE.with_(name=overlay["name"], title=title).name == overlay["name"] != BASE.name
    assert {path.name for path in tmp_path.iterdir()} <= {".drafts", ".jobs"}


def test_a_name_of_200_characters_is_told_its_limit(page: Any, tmp_path: Path) -> None:
    """Proves: the sentence says how many there are and may be, and the draft keeps the name it had."""
    app = page()
    edit(app, "site.connection_mw", 8.0)
    next(box for box in app.text_input if str(box.key).startswith("draft-title")).set_value("x" * 200).run()
    assert "200 characters" in app.error[0].value
    assert store.drafts(tmp_path)[0].title == "Les Ulis · base · variant"


def test_twelve_paths_on_a_scenario_without_uncertainty(page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: the solve is for 12 paths, with the spread of the file that has one, under the draft's name."""
    started: list[Any] = []
    monkeypatch.setattr("planner.jobs.jobs.start", lambda *given, **named: started.append((given, named)) or "job")
    app = page()
    edit(app, "site.connection_mw", 8.0)
    app.segmented_control(key="solve-futures").set_value("many").run()
    app.button(key="solve").click().run()
    (_, _, settings), named = started[0]
    assert settings.paths == 12
    assert named["overlay"]["name"] == "les-ulis-base-variant"
    section = named["overlay"]["uncertainty"]
    assert section == load(FOLDER / "les-ulis-uncertain.yaml").values()["uncertainty"]


def test_a_viewer_reads(page: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: who is a viewer sees the form, cannot change it or solve, and is told why."""
    roles = tmp_path / "roles.yaml"
    roles.write_text("everyone: viewer\n", encoding="utf-8")
    monkeypatch.setenv("PLANNER_ROLES", str(roles))
    app = page()
    assert "is a viewer" in text(app)
    assert app.button(key="solve").disabled
    assert all(box.disabled for box in app.number_input)


def test_a_viewer_starts_no_solve(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, no_solves: Any) -> None:
    """Proves: an empty store that a viewer opens is not solved for them; a sentence says why."""
    roles = tmp_path / "roles.yaml"
    roles.write_text("everyone: viewer\n", encoding="utf-8")
    monkeypatch.setenv("PLANNER_ROLES", str(roles))
    assert "is a viewer" in text(start(monkeypatch, tmp_path / "store"))
    assert not no_solves


# ------------------------------------------------------------------ files


def test_an_uploaded_file_is_a_draft_and_comes_back_the_same() -> None:
    """Proves: against the file it extends, an upload changes what it says; downloaded and read again it is itself."""
    own = SMALL + "site: {connection_mw: 7}\n"
    draft = files.draft_from(own.encode(), "own.yaml", "les-ulis-base.yaml", BASE)
    assert (draft.title, draft.parent, draft.edits) == ("Own", "les-ulis-base.yaml", Edits({"site.connection_mw": 7}))
    text_of_file = files.yaml_of(draft, BASE, BASE.with_(**draft.edits.changes, name="own", title="Own"))
    assert "extends: les-ulis-base.yaml" in text_of_file
    assert files.draft_from(text_of_file.encode(), "x.yaml", "", BASE).edits == draft.edits


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"site: {connection_mw: [", "this is not YAML"), (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"a: 1\n" * 6_000_000, "bytes"), (BOMB.encode(), "anchors"), (b"!!python/object:os.system x", "a mapping"),
        ((SMALL + "site: {connection_mw: -1}\n").encode(), "Allowed: above 0"),
        (b"extends: ../../../etc/passwd.yaml\n", "Allowed: a file in the folder"),
        (b"extends: none.yaml\n", "is not a file"), (b"", "missing"),
    ],
)  # fmt: skip
def test_a_bad_upload_is_a_sentence(content: bytes, words: str) -> None:
    """Proves: broken, not text, 30 MB, aliases, code, wrong values, a path out: each is refused in words, at once."""
    began = time.monotonic()
    with pytest.raises(ScenarioError, match=words):
        files.draft_from(content, "<script>/../own.yaml", "les-ulis-base.yaml", BASE)
    assert time.monotonic() - began < 5


def test_a_variant_is_kept_as_a_file_and_overwrites_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: kept beside its parent it loads as itself; a file of that name that is there stays as it was."""
    for name in ("les-ulis-base.yaml", "scenario.schema.json"):
        os.link(FOLDER / name, tmp_path / name)
    monkeypatch.setenv("PLANNER_SCENARIOS", str(tmp_path))
    draft = files.draft_from((SMALL + "site: {connection_mw: 7}\n").encode(), "own.yaml", "les-ulis-base.yaml", BASE)
    current = BASE.with_(**draft.edits.changes, name="own", title="Own")
    files.keep_as_file(draft, BASE, current)
    assert load(tmp_path / "own.yaml") == current
    with pytest.raises(ScenarioError, match="not overwritten"):
        files.keep_as_file(draft, BASE, current)


# ------------------------------------------------------------------ solves


def test_a_solve_of_another_person_is_seen_and_can_be_stopped(page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: who opens the page later sees the solve with its owner, place, bound and best plan, and can end it."""
    job = status(
        state="running", run_id=None, exit_code=None, title="Ben’s *try*", owner="ben", history=((1.0, 12.0, 10.0),),
        gap=0.2, bound_meur=12.0, incumbent_meur=10.0,
    )  # fmt: skip
    waiting = status(job_id="w", state="queued", run_id=None, exit_code=None, incumbent_meur=None, title="W", owner="a")
    stopped: list[Any] = []
    monkeypatch.setattr("planner.ui.kit.solving.all_jobs", lambda: [waiting, job])
    monkeypatch.setattr("planner.jobs.jobs.stop", lambda job_id, _, at_once: stopped.append((job_id, at_once)))
    app = page()
    assert "Ben’s \\*try\\*" in text(app)
    assert "owner ben" in text(app)
    assert "waits for its turn" in text(app)
    assert "The best plan is within 20.00% of what no plan can beat" in text(app)
    table = next(one.value for one in app.dataframe if "Ben’s *try*" in one.value.to_string())
    assert "waiting, number 1" in table.to_string()
    app.button(key="stop-j").click().run()
    app.button(key="take out-w").click().run()
    assert stopped == [("j", False), ("w", False)]


def test_a_stop_says_what_it_keeps(page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: once asked to stop, a solve with a plan says which it keeps, and can still be ended at once."""
    job = status(state="running", run_id=None, exit_code=None, stop_asked=True, incumbent_meur=10.0, gap=0.2)
    monkeypatch.setattr("planner.ui.kit.solving.all_jobs", lambda: [job])
    stopped: list[Any] = []
    monkeypatch.setattr("planner.jobs.jobs.stop", lambda job_id, _, at_once: stopped.append((job_id, at_once)))
    app = page()
    assert "Keeping the best so far (10.0\u00a0M€, gap 20.00%)" in text(app)
    app.button(key="stop now-j").click().run()
    assert stopped == [("j", True)]


def test_an_end_is_told_once_while_others_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: the page is drawn anew when a solve ends, and not again and again while another still runs.

    A bug would give: with one solve ended and one running, a whole page every second.
    """
    listed = [status(state="running", job_id="a", run_id=None, exit_code=None), status(job_id="b", state="done")]
    announced: set[str] = set()
    drawn: list[str] = []
    monkeypatch.setattr(solving, "all_jobs", lambda: listed)
    monkeypatch.setattr(solving, "_seen", lambda: {"a", "b"})
    monkeypatch.setattr(solving, "_closed", set)
    monkeypatch.setattr(solving, "_announced", lambda: announced)
    monkeypatch.setattr(solving, "_under_way", lambda job: drawn.append(job.job_id))
    monkeypatch.setattr(solving, "_waits_for_a_plan", lambda _: False)
    monkeypatch.setattr(solving.st, "rerun", lambda: drawn.append("page"))
    solving._show_all()
    announced.add("b")  # as `watch` does when it draws the end
    solving._show_all()
    assert drawn == ["a", "page", "a"]
