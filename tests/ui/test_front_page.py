"""The first page: the plan of record and nothing in its place; links that say what they show."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from planner.plan.news.key_figures import key_figures
from planner.plan.news.make import news_of, today_utc
from planner.plan.store import record, trail
from planner.plan.studies.older_inputs import InputsSince, inputs_since
from planner.scenario.files.load import load
from planner.ui.kit import cards, components, solving
from planner.words import say
from tests.charts.small_plan import small_plan
from tests.ui.test_pages import goto, start, text

if TYPE_CHECKING:
    from typing import Any

SCENARIO = Path(__file__).resolve().parents[2] / "scenarios" / "les-ulis-base.yaml"
PROVEN = {"days": "all", "every_day": True, "status": "optimal_within_gap", "owner": "ana"}
OLD, NEW = "old-20261101-080000-aaaaaa", "new-20261120-080000-bbbbbb"


def put(store: Path, seed: int, run_id: str, **manifest: Any) -> None:
    """A run that may be locked, unless its manifest says otherwise."""
    day = run_id.partition("-202611")[2][:2]
    made = {"run_id": run_id, "created_utc": f"2026-11-{day}T08:00:00+00:00", "title": run_id.partition("-")[0]}
    small_plan(seed).with_manifest(**(PROVEN | made | manifest)).save(store)


@pytest.fixture(scope="module")
def proven(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two runs that may be locked, and a stopped one that is newer."""
    store = tmp_path_factory.mktemp("proven")
    put(store, 1, OLD)
    put(store, 2, NEW)
    put(store, 2, "cut-20261125-080000-cccccc", status="stopped")
    return store


@pytest.fixture
def locked(proven: Path) -> Any:
    """The older run of it is locked."""
    record.record("propose", OLD, "as agreed", store=proven, who="ana")
    record.record("lock", OLD, "board of 3 *December*", store=proven, who="finance")
    yield proven
    (proven / trail.TRAIL).unlink()


def test_a_stopped_run_or_one_on_few_days_is_not_everyones_plan(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, no_solves: Any
) -> None:
    """Proves: with only such runs no figure is shown and the newest is named for what it is; one click shows it."""
    put(tmp_path, 1, OLD, days=3, every_day=False)
    put(tmp_path, 1, NEW, status="stopped")
    app = start(monkeypatch, tmp_path)
    assert say("front none", "en") in text(app)
    assert "The newest run is new, every day, stopped" in text(app)
    assert not app.metric
    assert app.session_state["run"] is None
    assert not no_solves
    app.button(key="show-newest").click().run()
    assert app.session_state["run"] == NEW
    assert "**draft** · owner ana" in text(app)
    assert "stopped early" in text(app)


def test_without_a_locked_plan_the_newest_proven_one_is_a_draft(monkeypatch: pytest.MonkeyPatch, proven: Path) -> None:
    """Proves: the newest run is stopped, so the one before it is shown, and said to be nobody's."""
    app = start(monkeypatch, proven)
    assert app.session_state["run"] == NEW
    assert "Draft: newest plan, nobody has locked one." in text(app)
    assert app.query_params == {"run": NEW}


def test_the_locked_plan_is_everyones_first_page(monkeypatch: pytest.MonkeyPatch, locked: Path) -> None:
    """Proves: it comes before newer ones, with who locked it and why, as it was typed; another says it is not it."""
    app = start(monkeypatch, locked)
    assert app.session_state["run"] == OLD
    assert "**plan of record**, locked on" in text(app)
    assert r"by finance: “board of 3 \*December\*”" in text(app)
    assert "Draft" not in text(app)
    other = start(monkeypatch, locked, run=NEW)
    assert "This is not the plan of record. That is old, locked on" in text(other)
    difference = small_plan(2).kpi("npv_meur") - small_plan(1).kpi("npv_meur")
    line = f"vs plan of record {'+' if difference > 0 else cards.MINUS}{abs(difference):,.1f}\u00a0M€"
    assert line in text(other)
    other.button(key="show-record").click().run()
    assert other.session_state["run"] == OLD
    assert other.query_params == {"run": OLD}


def test_an_unknown_run_in_a_link_is_said_and_nothing_shown(monkeypatch: pytest.MonkeyPatch, locked: Path) -> None:
    """Proves: on each page that needs a plan there is one sentence and no figure; one click leads to the first page."""
    app = start(monkeypatch, locked, "power", run="gone")
    goto(app, "plan")
    assert [error.value for error in app.error] == [say("no such run", "en", run="gone")]
    assert not app.metric
    assert app.query_params == {"run": "gone"}
    app.button(key="show-front").click().run()
    assert app.session_state["run"] == OLD
    assert not app.error


def test_a_locked_plan_that_is_gone_is_not_replaced(monkeypatch: pytest.MonkeyPatch, proven: Path) -> None:
    """Proves: a plan of record whose folder was removed is named, with what to do, and no other is shown for it."""
    record.record("propose", OLD, "as agreed", store=proven, who="ana")
    record.record("lock", OLD, "as agreed", store=proven, who="ana")
    (proven / OLD).rename(proven / ".aside")
    try:
        app = start(monkeypatch, proven)
    finally:
        (proven / ".aside").rename(proven / OLD)
        (proven / trail.TRAIL).unlink()
    assert "is locked but no longer in the store" in text(app)
    assert not app.metric


def test_a_plan_is_proposed_and_locked_on_its_page(monkeypatch: pytest.MonkeyPatch, proven: Path) -> None:
    """Proves: without a comment no button works; with one the plan is candidate, then of record."""
    monkeypatch.setenv("PLANNER_PERSON", "ana@site.example")
    app = start(monkeypatch, proven, run=NEW)
    assert app.button(key="action-propose").disabled
    for action in ("propose", "lock"):
        app.text_input(key="record-comment").set_value(f"to {action}").run()
        app.button(key=f"action-{action}").click().run()
        assert not app.exception
    assert "**plan of record**" in text(app)
    goto(app, "runs")
    states = app.dataframe[0].value.set_index(say("run id", "en"))[say("state", "en")]
    assert states[NEW] == "plan of record"
    assert app.dataframe[1].value[say("trail who", "en")].tolist() == ["ana@site.example"] * 2
    assert app.dataframe[1].value[say("record comment", "en")].tolist() == ["to lock", "to propose"]
    (proven / trail.TRAIL).unlink()


def test_a_plan_that_cannot_be_locked_says_why_and_a_viewer_gets_no_button(
    monkeypatch: pytest.MonkeyPatch, proven: Path, tmp_path: Path
) -> None:
    app = start(monkeypatch, proven, run="cut-20261125-080000-cccccc", lang="fr")
    assert "Il ne peut pas être verrouillé : il a été arrêté avant d’être prouvé." in text(app)
    roles = tmp_path / "roles.yaml"
    roles.write_text("everyone: viewer\n", encoding="utf-8")
    monkeypatch.setenv("PLANNER_ROLES", str(roles))
    monkeypatch.setenv("PLANNER_PERSON", "carl")
    viewed = start(monkeypatch, proven, run=NEW)
    assert "carl is a viewer and may not change which plan is of record." in text(viewed)
    assert not any(str(button.key).startswith("action-") for button in viewed.button)


def test_a_link_compares_and_an_unknown_run_in_it_is_said(monkeypatch: pytest.MonkeyPatch, proven: Path) -> None:
    """Proves: the two runs of a link are compared; with one that is gone, it is named and nothing is compared."""
    app = start(monkeypatch, proven, "runs", compare=f"{OLD},{NEW}")
    assert app.multiselect(key="compare").value == [OLD, NEW]
    assert say("kpis side", "en") in text(app)
    assert say("changed head", "en") in text(app)
    app.query_params["compare"] = f"gone,{NEW}"
    app.run()
    assert say("no such compared", "en", runs="gone") in text(app)
    assert say("kpis side", "en") not in text(app)


def test_year_and_day_come_from_the_link(monkeypatch: pytest.MonkeyPatch, proven: Path) -> None:
    """Proves: a link opens a day; pages share the year; a new address wins, unknown years are said."""
    day = pd.Timestamp(small_plan(1).hours("hourly", "2027-Q3")["date"].iloc[0]).date()
    app = start(monkeypatch, proven, "electrons", run=OLD, year="2028", day=day.isoformat())
    assert app.date_input(key="day").value == day
    goto(app, "power")
    assert "In 2028 the site draws" in text(app)
    app.query_params["year"] = "2040"
    app.run()
    assert say("no such choice", "en", value="2040", shown="2027") in text(app)
    assert "In 2027 the site draws" in text(app)
    del app.query_params["year"]  # as Back to an address that names no year
    app.run()
    assert "The link asks for" not in text(app)


def test_a_run_of_older_inputs_says_so() -> None:
    """Proves: values that read otherwise now are counted, data by hash; without a file only the data."""
    scenario = load(SCENARIO)
    manifest = {"scenario_hash": scenario.content_hash, "scenario": scenario.values(), "data_hash": "a"}
    assert inputs_since(manifest, scenario, "a") == InputsSince()
    assert not inputs_since(manifest | {"data_hash": ""}, None, "a").older
    changed = scenario.with_(**{"site.connection_mw": 7.0, "power.spot.scale": 1.1})
    assert inputs_since(manifest, changed, "b") == InputsSince(2, data_changed=True)


def test_figures_stand_beside_others_in_one_line() -> None:
    """Proves: money in M€, shares in points, all else in percent; what reads zero is the same."""
    row: dict[str, Any] = {"against": "locked", "kpi": "pue", "unit": "1", "other": 1.2, "difference": 0.06}
    assert cards.beside_text(row) == "vs plan of record +5.0%"
    assert cards.beside_text(row | {"kpi": "served_share", "difference": -0.013}) == "vs plan of record −1.3\u00a0pt"
    assert cards.beside_text(row | {"unit": "MEUR", "difference": 12.0, "against": "nothing"}, "fr") == (
        "face à ne rien acheter +12,0\u00a0M€"
    )
    assert cards.beside_text(row | {"difference": 1e-6}) == "vs plan of record same"
    plan = small_plan(1)
    made = cards.cards(key_figures(plan, news_of(plan, today_utc()), None))
    shown = cards.beside_others(made, plan, {"locked": plan})
    assert [card.beside for card in shown if card.kpi] == [("vs plan of record same",)] * len(cards.COMPARED)
    assert [dataclasses.replace(card, beside=()) for card in shown] == made


def test_what_people_type_is_shown_as_text() -> None:
    assert components.as_text("[x](http://y) **z** :red[a] $b$\n# c@d.example") == (
        r"\[x\](http\://y) \*\*z\*\* \:red\[a\] \$b\$ \# c\@d.example"
    )


def test_only_the_first_run_of_a_store_is_shown_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: who waits for the first plan sees it; a later one, or one beside a link to a run that is gone, waits."""
    tables = {"first": pd.DataFrame({"run_id": ["r"]}), "later": pd.DataFrame({"run_id": ["r", "before"]})}
    session: dict[str, str | None] = {"shown": None, "missing": None}
    monkeypatch.setattr(solving.state, "shown_run", lambda: session["shown"])
    monkeypatch.setattr(solving.state, "missing_run", lambda: session["missing"])
    monkeypatch.setattr(solving.state, "runs", lambda: tables["first"])
    assert solving._waits_for_a_plan("r")
    session["missing"] = "gone"
    assert not solving._waits_for_a_plan("r")
    session["missing"] = None
    monkeypatch.setattr(solving.state, "runs", lambda: tables["later"])
    assert not solving._waits_for_a_plan("r")


def test_three_plans_are_compared_by_a_link(monkeypatch: pytest.MonkeyPatch, proven: Path) -> None:
    """Proves: a link of three plans shows a column each; plans of other days are not compared without saying so."""
    quick = dataclasses.replace(small_plan(2), title="Few days").with_manifest(title="Few days").save(proven)
    app = start(monkeypatch, proven, "runs", compare=f"{OLD},{NEW},{quick}")
    assert app.multiselect(key="compare").value == [OLD, NEW, quick]
    assert app.query_params["compare"] == f"{OLD},{NEW},{quick}"
    heads = [list(table.value.columns) for table in app.table]
    assert any(len(columns) == 4 and "Few days" in columns[-1] for columns in heads)
    assert any("do not stand on the same days" in warning.value for warning in app.warning)
    assert len(app.pills(key="bridge-to").options) == 2
    same = start(monkeypatch, proven, "runs", compare=f"{OLD},{NEW}")
    assert not any("do not stand on the same days" in warning.value for warning in same.warning)
