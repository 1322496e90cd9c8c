"""What nearly won, on the page Sensitivity: looked for in the background, shown at once from the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.jobs import background
from planner.plan.store.studies import put_study
from planner.words import say
from tests.alternatives.near_tables import near_tables
from tests.charts.small_plan import small_plan
from tests.ui.test_pages import start, text

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_what_nearly_won_is_asked_for_and_then_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: a button starts the work for this run; with tables sure orders are named, in both languages."""
    run_id = small_plan(1).with_manifest(scenario={"name": "tiny"}).save(tmp_path)
    started: list[tuple[str, str]] = []
    monkeypatch.setattr(background, "start", lambda run, store, work: started.append((run, work)))
    app = start(monkeypatch, tmp_path, "sensitivity", run=run_id)
    app.button(key="alternatives-start").click().run()
    assert started == [(run_id, "alternatives")]
    for name, table in near_tables().tables.items():
        put_study(tmp_path, run_id, name, table)
    app = start(monkeypatch, tmp_path, "sensitivity", run=run_id)
    words = text(app).replace("\u00a0", " ")
    assert "In every plan within 1% of the best: 1 of 2 orders (at least 4 of 6 VR NVL72 in Q2 2027)." in words
    assert "on 3 real days per period" in words
    assert say("near racks", "en") in words
    assert any("11 ordered; without it the site loses" in table.value.to_csv() for table in app.table)
    french = text(start(monkeypatch, tmp_path, "sensitivity", run=run_id, lang="fr"))
    assert say("near racks", "fr") in french
