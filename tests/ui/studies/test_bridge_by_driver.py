"""The bridge by driver of two runs compared: asked for in the background, kept with the second, of this pair only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from planner import cli
from planner.jobs import background, jobs
from planner.money_studies import bridge
from planner.plan.store.studies import study_of
from planner.words import say
from tests.charts.small_plan import small_plan
from tests.ui.test_pages import start, text

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def steps(first: str, last: str) -> pd.DataFrame:
    rows = [
        [first, "total", 100.0, 100.0, "", ""],
        ["token price", "change", -30.0, 70.0, "workloads.a.price_change_per_year", ""],
        ["grid", "change", 12.0, 82.0, "site.connection_mw", ""],
        ["residual", "residual", -2.0, 80.0, "", "days"],
        [last, "total", 80.0, 80.0, "", ""],
    ]
    return pd.DataFrame(rows, columns=bridge.COLUMNS)


def test_asked_for_worked_out_and_shown_for_this_pair(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: the button starts the work for both runs; the command keeps its table with the second and says how it
    ended; the page then names the largest driver; the way back is another pair, and shows the button again."""
    first, last = (small_plan(n).with_manifest(scenario={"name": f"site-{n}"}).save(tmp_path) for n in (1, 2))
    started: list[tuple[Any, ...]] = []
    monkeypatch.setattr(background, "start", lambda run, store, work, begins_at: started.append((begins_at, run, work)))
    app = start(monkeypatch, tmp_path, "runs", compare=f"{first},{last}")
    app.button(key="bridge-start").click().run()
    assert started == [(first, last, "bridge")]
    monkeypatch.setattr(bridge, "bridge", lambda a, b, **_: steps(a.run_id, b.run_id))
    progress = tmp_path / "progress.json"
    command = ["bridge", first, last, "--json", "--store", str(tmp_path), "--progress-file", str(progress)]
    assert cli.main(command) == 0
    assert jobs.read(progress)["exit_code"] == 0
    kept = study_of(tmp_path, last, "bridge")
    assert kept is not None
    assert kept.equals(steps(first, last))
    app = start(monkeypatch, tmp_path, "runs", compare=f"{first},{last}")
    assert say("by driver token price", "en").lower() in text(app)
    assert "−30.0" in text(app) or "-30.0" in text(app)
    app = start(monkeypatch, tmp_path, "runs", compare=f"{last},{first}")
    assert say("bridge start", "en") in [button.label for button in app.button]


def test_each_pair_has_files_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: one pair under way is not taken for another, nor for what is worked out of the second run alone."""
    commands: list[list[str]] = []
    monkeypatch.setattr(jobs, "spawn", lambda command, log: commands.append(command) or 1)
    monkeypatch.setattr(jobs, "is_alive", lambda *_: True)
    background.start("b", tmp_path, "bridge", begins_at="a")
    background.start("b", tmp_path, "bridge", begins_at="c")
    background.start("b", tmp_path, "bridge", begins_at="a")
    assert [command[3:6] for command in commands] == [["bridge", "a", "b"], ["bridge", "c", "b"]]
    assert background.status("b", tmp_path, "bridge", begins_at="a").running
    assert not background.status("b", tmp_path, "lenders").running
