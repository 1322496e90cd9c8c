"""Two drivers at once, and what a run keeps of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from planner import cli
from planner.errors import ScenarioError
from planner.money_studies import tornado as tornado_module
from planner.money_studies import two_way as two_way_module
from planner.money_studies.drivers import Driver, changed
from planner.money_studies.two_way import two_way, widest_two
from planner.plan.store.studies import study_of
from planner.what_if import WhatIf
from tests.money_studies.cases import DAYS, HOW, plan, scenario

PRICE, CONNECTION = Driver("price", 0.9, 1.1), Driver("connection", 0.9, 1.0)


def test_a_grid_is_the_scenario_with_both_turned() -> None:
    """Proves: four points; a corner is worth what the scenario with both changes is; more price is worth more."""
    counts: list[int] = []
    grid = two_way(scenario("plain"), PRICE, CONNECTION, points=2, progress=counts.append, **HOW | {"gap": 0.01})
    assert counts == [1, 2, 3, 4]
    assert grid[["value", "other_value"]].to_numpy().tolist() == [[0.9, 0.9], [0.9, 1.0], [1.1, 0.9], [1.1, 1.0]]
    both = changed(changed(scenario("plain"), "price", 1.1).scenario, "connection", 0.9).scenario
    with WhatIf(both, days=DAYS, gap=0.01, processes=1) as what_if:
        alone = what_if.solution(both)[0]
    assert grid["npv_meur"].iloc[2] <= alone.bound_meur + 1e-6
    assert grid["npv_meur"].iloc[2] == pytest.approx(alone.objective_meur, rel=0.02)
    assert grid["npv_meur"].iloc[2] > grid["npv_meur"].iloc[0]


def test_senseless_grids_are_refused() -> None:
    """Proves: the same driver twice, a range that is none, and one point are errors before anything is solved."""
    for one, other, points, message in (
        (PRICE, PRICE, 2, "price was given twice"),
        (PRICE, Driver("demand", 1.1, 0.9), 2, "must be less"),
        (PRICE, CONNECTION, 1, "allowed are 2 to 30"),
    ):
        with pytest.raises(ScenarioError, match=message):
            two_way(scenario("plain"), one, other, points=points)


def test_the_widest_two_by_hand() -> None:
    """Proves: the largest difference on either side ranks; a dotted path has no usual range; rates come last."""
    rows = [("price", -5.0), ("price", 1.0), ("finance.discount_rate", 9.0), ("rate", 4.0), ("demand", 3.0)]
    table = pd.DataFrame(rows, columns=["driver", "difference_meur"])
    assert [driver.name for driver in widest_two(table)] == ["price", "demand"]


def test_the_sensitivity_of_a_run_stays_beside_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Proves: the command keeps both tables with the run as they come, and says to who waits that it has ended."""
    rows = [("price", 0.8, -5.0, 1.0), ("price", 1.2, 6.0, 1.0), ("demand", 0.8, -1.0, 1.0)]
    made = pd.DataFrame(rows, columns=["driver", "value", "difference_meur", "own_value"])
    grid = pd.DataFrame([("price", 0.8, "demand", 0.8, 3.0, -1.0, "")], columns=two_way_module.COLUMNS)

    def tornado(subject: Any, **how: Any) -> pd.DataFrame:
        assert how["days"] == 1
        return made

    def both(subject: Any, one: Driver, other: Driver, **how: Any) -> pd.DataFrame:
        assert (one.name, other.name) == ("price", "demand")
        return grid

    monkeypatch.setattr(tornado_module, "tornado", tornado)
    monkeypatch.setattr(two_way_module, "two_way", both)
    run_id = plan("plain").save(tmp_path)
    assert study_of(tmp_path, run_id, "tornado") is None
    progress = tmp_path / "progress.json"
    command = ["sensitivity", run_id, "--store", str(tmp_path), "--days", "1", "--progress-file", str(progress)]
    assert cli.main([*command, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["npv_meur"] == 3.0
    kept_tornado, kept_grid = (study_of(tmp_path, run_id, name) for name in ("tornado", "two_way"))
    assert kept_tornado is not None
    assert kept_grid is not None
    assert kept_tornado["difference_meur"].tolist() == [-5.0, 6.0, -1.0]
    assert kept_grid.to_numpy().tolist() == grid.to_numpy().tolist()
    assert json.loads(progress.read_text(encoding="utf-8"))["exit_code"] == 0
