"""Page Schedules: next, last, duration and result; what a viewer does not see; both languages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from planner.schedule import record
from planner.schedule.delivery import outbox
from planner.schedule.fields import Delivery
from planner.schedule.record import Record
from planner.ui.kit import state
from tests.charts.small_plan import small_plan
from tests.ui.test_front_page import start

TIMETABLE = """
schedules:
  board: {cron: "0 6 * * mon", scenarios: [base.yaml]}
  nightly: {cron: "30 2 * * *", scenarios: [base.yaml]}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A timetable with an entry that failed months ago and one that never ran, and a letter that waits."""
    (tmp_path / "base.yaml").write_text("name: any\n", encoding="utf-8")
    (tmp_path / "schedules.yaml").write_text(TIMETABLE, encoding="utf-8")
    monkeypatch.setenv(state.SCHEDULES_VARIABLE, str(tmp_path / "schedules.yaml"))
    store = tmp_path / "runs"
    small_plan().save(store)
    at, end = "2026-01-05T05:00:00+00:00", "2026-01-05T05:02:05+00:00"
    record.put(store, Record("board", at, at, end, "failed", "base.yaml: No plan."))
    target = Delivery(mail_to=("ana@site.example",))
    outbox.put(store, outbox.letter("one", "board", target, "Plan", "text", [], dt.datetime(2026, 1, 5, tzinfo=dt.UTC)))
    return store


def table(app: AppTest, place: int) -> list[list[object]]:
    rows: list[list[object]] = app.dataframe[place].value.to_numpy().tolist()
    return rows


def test_a_planner_sees_all_and_a_viewer_no_address(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: last run and duration stand in Paris time; who may only read sees results, no address and no error."""
    app = start(monkeypatch, folder, "schedules", lang="fr")
    rows = {str(row[0]): row for row in table(app, 0)}
    assert rows["board"][2:] == ["2026-01-05 06:00", "125", "échoué", 1, "base.yaml: No plan."]
    assert rows["nightly"][4] == "jamais exécuté"
    assert "Rien ne semble tenir le calendrier : board" in app.warning[0].value
    assert table(app, 1)[0][1] == "mail to ana@site.example"
    roles = tmp_path / "roles.yaml"
    roles.write_text("everyone: viewer\n", encoding="utf-8")
    monkeypatch.setenv("PLANNER_ROLES", str(roles))
    viewed = start(monkeypatch, folder, "schedules")
    assert len(viewed.dataframe) == 1
    assert "No plan." not in str(table(viewed, 0))


def test_without_and_with_a_wrong_timetable(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: the page says what is missing, or what is wrong and where."""
    file = tmp_path / "schedules.yaml"
    file.write_text(TIMETABLE.replace("0 6", "0 66"), encoding="utf-8")
    app = start(monkeypatch, folder, "schedules")
    assert "the field hour is '66'" in app.error[0].value
    file.unlink()
    app.run()
    assert "There is no schedules.yaml here" in app.info[0].value
