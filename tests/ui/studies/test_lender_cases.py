"""Lender's cases on the page Money: asked for in the background, kept with the run, shown at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planner import cli
from planner.charts.finance.lenders import as_stored, lender_cases_shown, lender_finding
from planner.jobs import background, jobs
from planner.money_studies import lenders
from planner.plan.store.studies import put_study, study_of
from planner.words import say
from tests.charts.small_plan import small_plan
from tests.ui.test_pages import start, text

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

CASES = pd.DataFrame(
    [
        ("base", 158.8, 0.0, 1.4, "2027-Q4", 1.72, 0.0, ""),
        ("P90", 68.3, -90.5, 0.74, "", 1.34, 2.8, "20 paths"),
        ("largest customer lost", 135.0, -23.8, 1.26, "2028-Q2", 1.6, 0.0, "lot 3"),
        ("racks a quarter late", None, None, None, "", None, None, "no plan"),
        ("market rents only", -103.0, -261.8, -0.38, "2027-Q1", 0.29, 47.5, ""),
    ],
    columns=lenders.COLUMNS,
)


def test_they_are_asked_for_and_then_shown_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: without figures a button starts the work for this run; with them the sentence and the table are there."""
    run_id = small_plan(1).with_manifest(scenario={"name": "tiny"}).save(tmp_path)
    started: list[tuple[str, str]] = []
    monkeypatch.setattr(background, "start", lambda run, store, work: started.append((run, work)))
    app = start(monkeypatch, tmp_path, "money", run=run_id)
    assert say("lenders", "en") in text(app)
    app.button(key="lenders-start").click().run()
    assert started == [(run_id, "lenders")]
    put_study(tmp_path, run_id, "lenders", as_stored(CASES))
    app = start(monkeypatch, tmp_path, "money", run=run_id)
    assert "covered 1.40 times at least; market rents only: -0.38" in text(app)
    assert any(say("lenders dscr_least", "en") in table.value.columns for table in app.table)


def test_the_command_keeps_them_with_the_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: started for a page, the command writes how it ended and keeps its table, covers that are words too."""
    run_id = small_plan(1).with_manifest(scenario={"name": "tiny"}).save(tmp_path)
    without = CASES.assign(dscr_least="no debt", dscr_average="no debt", shortfall_meur="no debt")
    monkeypatch.setattr(lenders, "lender_cases", lambda *_, **__: without)
    progress = tmp_path / "progress.json"
    assert cli.main(["lenders", run_id, "--json", "--store", str(tmp_path), "--progress-file", str(progress)]) == 0
    assert jobs.read(progress)["exit_code"] == 0
    kept = study_of(tmp_path, run_id, "lenders")
    assert kept is not None
    assert (
        lender_finding(kept, "en")
        == "Nothing is owed; the site is worth least in this case: market rents only, -103 M€"
    )
    shown = lender_cases_shown(kept, "fr")
    for name in ("lenders dscr_least", "lenders shortfall"):
        assert set(shown[say(name, "fr")]) == {say("no debt", "fr")}
    assert shown[say("lenders case", "fr")].to_list()[-1] == "loyers de marché seulement"
    assert shown[say("lenders npv", "fr")].to_list()[3] == "–"
