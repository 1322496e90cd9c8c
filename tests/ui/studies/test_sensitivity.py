"""The page Sensitivity: asked for in the background, shown at once from the store; and why."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from planner.charts.studies.binding import binding_spans
from planner.charts.studies.sensitivity import tornado_chart, two_way_chart, two_way_finding
from planner.jobs import background
from planner.money_studies.tornado import COLUMNS
from planner.money_studies.two_way import COLUMNS as COLUMNS_OF_GRID
from planner.plan.store.studies import put_study
from planner.words import say
from tests.charts.small_plan import small_plan
from tests.ui.test_pages import start, text

if TYPE_CHECKING:
    from pathlib import Path

NONE = "no plan exists"
TORNADO = pd.DataFrame(
    [
        ("price", 0.8, 80.0, -78.8, -79.0, -78.0, 1.0, ""),
        ("price", 1.2, 240.0, 83.4, 83.0, 84.0, 1.0, ""),
        ("connection", 0.9, None, None, None, None, 1.0, NONE),
        ("connection", 1.1, 150.0, -8.0, -9.0, -7.0, 1.0, ""),
        ("finance.discount_rate", 0.06, 170.0, 12.8, 12.0, 13.0, 0.08, ""),
    ],
    columns=COLUMNS,
)
GRID = pd.DataFrame(
    [("price", p, "demand", d, v, 0.0, "") for p, d, v in ((0.8, 0.8, -5.0), (0.8, 1.2, 20.0), (1.2, 0.8, 90.0))],
    columns=COLUMNS_OF_GRID,
)


def test_it_is_asked_for_and_then_shown_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: without figures a button starts the work for this run; with them both charts' findings, days named."""
    run_id = small_plan(1).with_manifest(scenario={"name": "tiny"}).save(tmp_path)
    started: list[tuple[str, str]] = []
    monkeypatch.setattr(background, "start", lambda run, store, work: started.append((run, work)))
    app = start(monkeypatch, tmp_path, "sensitivity", run=run_id)
    assert say("sensitivity lead", "en") in text(app)
    app.button(key="sensitivity-start").click().run()
    assert started == [(run_id, "sensitivity")]
    put_study(tmp_path, run_id, "tornado", TORNADO)
    put_study(tmp_path, run_id, "two_way", GRID)
    words = text(start(monkeypatch, tmp_path, "sensitivity", run=run_id)).replace("\u00a0", " ")
    assert "Token prices: what moves the value of the site most, −78.8 M€ at −20 %, +83.4 M€ at +20 %" in words
    assert "the site is worth -5.0 M€ to 90.0 M€" in words
    assert "on 3 real days per period" in words
    assert say("why", "en") in words
    assert "Prix des tokens" in text(start(monkeypatch, tmp_path, "sensitivity", run=run_id, lang="fr"))


def test_a_run_without_scenario_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: nothing can be turned where no scenario was saved, and no button pretends so."""
    app = start(monkeypatch, tmp_path, "sensitivity", run=small_plan(1).save(tmp_path))
    assert any(say("sensitivity without", "en") in info.value for info in app.info)
    assert not [button for button in app.button if button.key == "sensitivity-start"]


def test_an_end_without_plan_has_no_bar() -> None:
    """Proves: the low end of the connection, where no plan exists, is empty, not zero nor the other end's bar."""
    low, high = tornado_chart(TORNADO).data
    assert list(low.x) == [-78.8, None, 12.8]
    assert list(high.x) == [83.4, -8.0, None]
    assert low.text[1] == ""


def test_the_grid_is_written_in_its_cells() -> None:
    """Proves: price across, demand upwards; a pair that was not solved is a dash; the sentence names both ends."""
    (heat,) = two_way_chart(GRID).data
    assert [list(row) for row in heat.text] == [["-5", "90"], ["20", "–"]]
    assert "Token prices and demand together" in two_way_finding(GRID, "en")


def test_stretches_of_one_limit_cover_the_horizon() -> None:
    """Proves: each begins where the last ended, none follows one of the same limit, all periods are in one."""
    plan = small_plan(1)
    spans, periods = binding_spans(plan), list(plan.periods)
    assert [spans[0][0], spans[-1][1]] == [periods[0], periods[-1]]
    for before, after in pairwise(spans):
        assert periods.index(after[0]) == periods.index(before[1]) + 1
        assert after[2] != before[2]
