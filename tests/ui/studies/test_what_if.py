"""The what-if bar: off until wanted, its figures are another scenario's, a name, and solves in the background."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from planner.jobs import what_if_worker
from planner.jobs.what_if_worker import Reply
from planner.plan.studies.what_if import Answer
from planner.scenario.files.load import load
from planner.words import say
from tests.charts.small_plan import small_plan
from tests.plan.studies.test_what_if import AFTER, BEFORE
from tests.ui.claims import claims
from tests.ui.test_pages import SCENARIO, goto, start, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import Any


class Ready:
    """A worker that has every answer at hand, and notes what it is asked."""

    alive, busy, waiting_s = True, False, 0.0
    answer: Answer | None = AFTER
    state, message = "whole", ""

    def __init__(self, run_id: str, store: object) -> None:
        self.run_id, self.wishes = run_id, list[tuple[dict[str, float], str]]()

    def wish(self, values: Mapping[str, float], rate_of: str = "") -> int:
        self.wishes.append((dict(values), rate_of))
        return len(self.wishes)

    def reply(self, wish: int) -> Reply:
        return Reply(wish, self.state, 0.1, self.message, self.answer) if wish else self.unchanged()  # type: ignore[arg-type]

    def unchanged(self) -> Reply:
        return Reply(0, "whole", 1.0, "", BEFORE)

    def stop(self) -> None:
        self.state = "stopped"

    def close(self) -> None:
        self.alive = False


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A run with a scenario, and workers that need no solver; folder and run_id."""
    monkeypatch.setattr(what_if_worker, "Worker", Ready)
    values = load(SCENARIO).values()
    run_id = small_plan(1).with_manifest(scenario=values).save(tmp_path)
    yield tmp_path, run_id
    what_if_worker.close_all()


def workers() -> list[Any]:
    return list(what_if_worker._workers.values())


def opened(monkeypatch: pytest.MonkeyPatch, store: tuple[Path, str], page: str = "", **link: str) -> Any:
    app = start(monkeypatch, store[0], page, run=store[1], **link)
    app.toggle(key="what-if-open").set_value(True).run()
    assert not app.exception, [error.value for error in app.exception]
    return app


def turn(app: Any, label: str, value: float) -> None:
    slider = next(one for one in app.slider if one.label.startswith(label))
    slider.set_value(value).run()
    assert not app.exception, [error.value for error in app.exception]


def test_nothing_is_solved_until_the_bar_is_wanted(monkeypatch: pytest.MonkeyPatch, store: tuple[Path, str]) -> None:
    """Proves: a page that is only read starts no process; switched off again, the process ends."""
    app = start(monkeypatch, store[0], run=store[1])
    assert workers() == []
    app.toggle(key="what-if-open").set_value(True).run()
    (worker,) = workers()
    assert worker.wishes == []  # the scenario as it is needs no wish
    assert say("what-if ready", "en") in text(app)
    app.toggle(key="what-if-open").set_value(False).run()
    assert (workers(), worker.alive) == ([], False)


def test_a_slider_asks_once_and_shows_both_sides(monkeypatch: pytest.MonkeyPatch, store: tuple[Path, str]) -> None:
    """Proves: the worker gets the lever in its own unit, once; the page says what it would be worth, days named.

    The figures of a what-if are no claims about the plan: what the page says of it stays the same.
    """
    app = start(monkeypatch, store[0], run=store[1])
    before = [*claims(app, "plan")]
    app.toggle(key="what-if-open").set_value(True).run()
    turn(app, "Demand", 10.0)
    during = [*claims(app, "plan")]
    assert before
    assert [(claim.quantity, claim.words) for claim in during] == [(claim.quantity, claim.words) for claim in before]
    (worker,) = workers()
    app.run()
    assert worker.wishes == [({"demand": 10.0}, "")]
    assert "Demand +10\u00a0%: the site is worth 3.0\u00a0M€ more (between +2.0 and +3.5" in text(app).replace("\\", "")
    assert "on 3 real days per period" in text(app)
    assert any("Value of the whole site" in table.value.to_numpy() for table in app.table)
    goto(app, "electrons")
    # AppTest keeps no widget over a change of page, as browsers do: tests/ui/test_browser.py has that.
    app.toggle(key="what-if-open").set_value(True).run()
    turn(app, "Demand", 10.0)
    assert "Demand +10\u00a0%" in text(app)  # the same what-if on the other page
    assert say("what-if yield", "en") in text(app)
    app.button(key="what-if-reset").click().run()
    assert say("what-if ready", "en") in text(app)


def test_kept_and_exact_are_solved_under_a_name(
    monkeypatch: pytest.MonkeyPatch, store: tuple[Path, str], no_solves: list[tuple[Any, ...]]
) -> None:
    """Proves: the changed scenario, whole, with the name typed: 3 days to keep, every day to be exact; no rates."""
    app = opened(monkeypatch, store)
    turn(app, "Connection", 12.0)
    app.text_input[0].set_value("Twelve MW!").run()
    app.button(key="what-if-keep").click().run()
    app.button(key="what-if-exact").click().run()
    (kept, exact) = no_solves
    assert (kept[2], exact[2]) == (3, "all")
    for started in (kept, exact):
        scenario = started[0]
        assert scenario["site"]["connection_mw"] == 12.0
        assert (scenario["name"], scenario["title"]) == ("twelve-mw", "Twelve MW!")
    turn(app, "Rate of models", 5.0)
    assert app.button(key="what-if-keep").disabled
    assert say("what-if rate only", "en") in text(app)


def test_no_plan_and_a_stop_are_said(monkeypatch: pytest.MonkeyPatch, store: tuple[Path, str]) -> None:
    """Proves: what contradicts itself is said in the words of the error; a stop says how to go on; no figures."""
    monkeypatch.setattr(Ready, "answer", None)
    monkeypatch.setattr(Ready, "state", "failed")
    monkeypatch.setattr(Ready, "message", "the limits of the site contradict each other")
    app = opened(monkeypatch, store)
    turn(app, "Connection", 5.0)
    assert "the limits of the site contradict each other" in text(app)
    assert not any("Value of the whole site" in table.value.to_numpy() for table in app.table)
    monkeypatch.setattr(Ready, "state", "stopped")
    app.run()
    assert say("what-if stopped", "en") in text(app)


def test_without_a_scenario_there_is_nothing_to_turn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: a run saved without its scenario, or one of least cost, says why there is no bar."""
    least = dataclasses.replace(small_plan(2)).with_manifest(scenario=None)
    app = start(monkeypatch, tmp_path, run=least.save(tmp_path))
    app.toggle(key="what-if-open").set_value(True).run()
    assert "solved without a scenario file" in text(app)
    assert not app.slider
