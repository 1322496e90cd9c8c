"""Page Plan and actuals: a file handed in is kept with the run and read; a wrong one is answered and not kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.plan.happened.actuals import read_actuals
from planner.plan.happened.happened import units_of_work
from planner.plan.store.studies import put_study, study_of
from planner.words import say
from tests.charts.small_plan import small_plan
from tests.ui.test_front_page import start, text


def test_months_handed_in_are_held_against_the_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: without months the page says what to do; a slip is answered and not kept; good ones name the PUE."""
    store = tmp_path / "runs"
    run_id = small_plan().save(store)
    app = start(monkeypatch, store, "happened", run=run_id)
    assert say("happened none", "en") in app.info[0].value
    app.file_uploader(key="actuals").upload("months.csv", b"month,energy_joule\n2027-01,1\n", "text/csv").run()
    assert "this figure has another unit" in app.error[0].value
    assert study_of(store, run_id, "actuals") is None
    file = tmp_path / "months.csv"
    file.write_text("month,energy_mwh,it_energy_mwh\n2027-01,300,100\n2027-02,305,100\n", encoding="utf-8")
    put_study(store, run_id, "actuals", read_actuals(file, units_of_work(small_plan())))
    shown = start(monkeypatch, store, "happened", run=run_id, lang="fr")
    assert "1,196 prévu, 3,025 sur 2 mois" in text(shown)
    assert len(shown.dataframe) == 1
