"""Sweeps: designs, their order, rows, what is never solved twice, lost workers, two sweeps at once."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psutil
import pytest
from distributed import LocalCluster

import planner
from planner import cli
from planner.errors import DataError, ScenarioError
from planner.plan.store.disk import list_runs
from planner.scenario.schema import Scenario
from planner.sweeps.finished import NOTES
from planner.sweeps.order import DISPATCH, INVESTMENT, STRUCTURE, Shares, cost_of_change, solving_order
from planner.sweeps.sweep import RESULTS, SweepProgress
from planner.what_if import WhatIf

MW, RATE, SCALE = "site.connection_mw", "finance.discount_rate", "power.spot.scale"
SETTINGS: dict[str, Any] = {"days": 1, "processes": 1}
NEAR = {"horizon.end": "2027-Q2", "fleet.operating_points.basis": "nearest-row"}


@pytest.fixture(scope="module")
def short(repo_root: Path) -> Scenario:
    """The base case to the middle of 2027, without predicted rates: workers need not learn to predict."""
    return planner.load(repo_root / "scenarios" / "les-ulis-base.yaml").with_(**NEAR)


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch) -> list[Scenario]:
    """Which scenarios are solved in this process."""
    seen: list[Scenario] = []
    solve = WhatIf.solve

    def watched(self: WhatIf, changed: Any = None, **options: Any) -> Any:
        seen.append(changed)
        return solve(self, changed, **options)

    monkeypatch.setattr(WhatIf, "solve", watched)
    return seen


# ------------------------------------------------------------------ designs and order


def test_a_grid_has_every_combination() -> None:
    points = planner.grid({MW: [8, 10], SCALE: (0.8, 1.0, 1.2)})
    assert len(points) == 6
    assert points[0] == {MW: 8, SCALE: 0.8}
    assert points[-1] == {MW: 10, SCALE: 1.2}
    for wrong in ([], "8,10", 8):
        with pytest.raises(ScenarioError, match=r"site\.connection_mw: .* was given, allowed is a list"):
            planner.grid({MW: wrong})  # type: ignore[dict-item]


def test_a_latin_hypercube_has_one_point_in_every_part_of_every_range() -> None:
    points = planner.latin_hypercube({MW: (8, 14), SCALE: (0.8, 1.2)}, 12, seed=4)
    for path, low, width in ((MW, 8, 0.5), (SCALE, 0.8, 0.4 / 12)):
        parts = sorted(int((point[path] - low) / width) for point in points)
        assert parts == list(range(12))
    assert points == planner.latin_hypercube({MW: (8, 14), SCALE: (0.8, 1.2)}, 12, seed=4)
    assert points != planner.latin_hypercube({MW: (8, 14), SCALE: (0.8, 1.2)}, 12, seed=5)
    with pytest.raises(ScenarioError, match="the range 14 to 8 was given"):
        planner.latin_hypercube({MW: (14, 8)}, 3)
    with pytest.raises(ScenarioError, match="0 points of 1 ranges"):
        planner.latin_hypercube({MW: (8, 14)}, 0)


def test_what_a_change_costs_is_found_from_the_inputs(short: Scenario) -> None:
    """Proves: investment, dispatch and structure are told apart by what the days read, not by a list of names."""
    values = {RATE: [0.09, 0.1], SCALE: [1.0, 1.3], "site.electrical_efficiency": [0.955, 0.97], MW: [9, 10]}
    assert cost_of_change(short, planner.grid(values), 1) == {
        RATE: INVESTMENT, SCALE: DISPATCH, "site.electrical_efficiency": STRUCTURE, MW: INVESTMENT,
    }  # fmt: skip


def test_neighbours_follow_each_other() -> None:
    """Proves: what touches the days changes as rarely as it can, and each step of a grid changes one value by one."""
    points = planner.grid({RATE: [0.07, 0.09, 0.11], SCALE: [0.8, 1.0, 1.2], MW: [8, 9, 10, 11]})
    mixed = [points[i] for i in np.random.default_rng(1).permutation(len(points))]
    order = solving_order(mixed, {RATE: INVESTMENT, SCALE: DISPATCH, MW: INVESTMENT})
    assert sorted(order) == list(range(len(points)))
    walk = [mixed[i] for i in order]
    changes = [sum(a[path] != b[path] for path in a) for a, b in pairwise(walk)]
    assert sum(a[SCALE] != b[SCALE] for a, b in pairwise(walk)) == 2
    assert np.mean(changes) < 1.1
    assert solving_order([], {}) == []
    assert sorted(solving_order([{MW: 8}, {"objective.kind": "minimise_cost"}, {MW: 9}], {})) == [0, 1, 2]


def test_who_has_finished_helps_the_slowest() -> None:
    """Proves: every item is taken once, in contiguous runs, also when one worker takes none of its own."""
    shares = Shares(list(range(20)), 2)
    taken = [shares.take(1) for _ in range(20)]
    assert taken[:10] == list(range(10, 20))
    assert taken[10:15] == list(range(5, 10))
    assert sorted(t for t in taken if t is not None) == list(range(20))
    assert shares.take(0) is None


# ------------------------------------------------------------------ rows


def test_rows_are_those_of_single_solves(short: Scenario, tmp_path: Path) -> None:
    """Proves: two processes, hot starts and any order give what each point gives alone, within the gap both prove."""
    told: list[SweepProgress] = []
    table = planner.sweep(
        short, {MW: [8, 10], SCALE: [0.8, 1.2]}, days=1, processes=2, store=tmp_path, progress=told.append
    )
    assert list(table.columns) == [MW, SCALE, *RESULTS]
    assert [tuple(row) for row in table[[MW, SCALE]].to_numpy()] == [(8, 0.8), (8, 1.2), (10, 0.8), (10, 1.2)]
    assert (table["status"] == "optimal_within_gap").all()
    assert table["error"].isna().all()
    assert [step.done for step in told] == [1, 2, 3, 4]
    for _, row in table.iterrows():
        alone = planner.solve(short.with_(**{MW: row[MW], SCALE: row[SCALE]}), days=1, processes=1)
        assert row["objective_meur"] == pytest.approx(alone.manifest["objective_meur"], rel=0.005)
        assert row["bound_meur"] >= alone.manifest["objective_meur"] - 1e-6
        assert row["objective_meur"] <= alone.manifest["bound_meur"] + 1e-6
        saved = planner.open_run(str(row["run_id"]), tmp_path)
        assert saved.manifest["sweep"] == {"of": short.name, "point": {MW: row[MW], SCALE: row[SCALE]}}
        assert saved.manifest["scenario_hash"] == short.with_(**saved.manifest["sweep"]["point"]).content_hash
        assert saved.title.endswith(f"· connection_mw {row[MW]:.6g}, scale {row[SCALE]:.6g}")
        assert row["tokens_per_kwh"] == saved.kpi("tokens_per_kwh")


def test_a_point_without_a_plan_is_a_row(short: Scenario, tmp_path: Path, solved: list[Scenario]) -> None:
    """Proves: a value that the schema, the inputs or the model refuses is a row with its message; it is kept too."""
    values = [-1, 1, 10]
    first = planner.sweep(short, {MW: values}, store=tmp_path, **SETTINGS)
    assert list(first["status"]) == ["refused", "refused", "optimal_within_gap"]
    assert "Allowed: above 0" in first["error"][0]
    assert re.search(r"the opening fleet takes 2\.\d+ MW", first["error"][1])
    assert first["run_id"].isna().tolist() == [True, True, False]
    assert len(solved) == 2
    second = planner.sweep(short, {MW: values}, store=tmp_path, **SETTINGS)
    pd.testing.assert_frame_equal(first, second)
    assert len(solved) == 2
    assert len(list_runs(tmp_path)) == 1


def test_a_slip_in_a_path_is_said_before_anything_is_solved(short: Scenario, solved: list[Scenario]) -> None:
    with pytest.raises(ScenarioError, match=r'site has no "conection_mw".*\n\nhint: Did you mean "connection_mw"'):
        planner.sweep(short, {"site.conection_mw": [8, 10]}, **SETTINGS)
    with pytest.raises(ScenarioError, match="the design has no points"):
        planner.sweep(short, [], **SETTINGS)
    with pytest.raises(ScenarioError, match="gap: 0 was given"):
        planner.sweep(short, {MW: [8]}, gap=0, **SETTINGS)
    assert solved == []


# ------------------------------------------------------------------ never solved twice


def test_a_finished_point_is_never_solved_again(short: Scenario, tmp_path: Path, solved: list[Scenario]) -> None:
    """Proves: points of another sweep and of a plain solve are read; days, gap and a lost run make them new."""
    planner.solve(short.with_(**{MW: 9}), days=1, processes=1, store=tmp_path)
    planner.sweep(short, {MW: [8, 10]}, store=tmp_path, **SETTINGS)
    assert len(solved) == 3
    told: list[SweepProgress] = []
    again = planner.sweep(
        short, [{MW: 10}, {MW: 9}, {MW: 8}, {MW: 9}], store=tmp_path, progress=told.append, **SETTINGS
    )
    assert len(solved) == 3
    assert told[-1].reused == told[-1].done == 4
    assert again["run_id"].notna().all()
    assert again["run_id"][1] == again["run_id"][3]
    planner.sweep(short, {MW: [8, 9]}, store=tmp_path, gap=0.004, **SETTINGS)
    assert len(solved) == 5
    (tmp_path / str(again["run_id"][2]) / "fleet.parquet").unlink()
    planner.sweep(short, {MW: [8, 9]}, store=tmp_path, **SETTINGS)
    assert len(solved) == 6
    planner.sweep(short, {MW: [8]}, **SETTINGS)
    assert len(solved) == 7


def test_two_sweeps_into_one_store(short: Scenario, tmp_path: Path) -> None:
    """Proves: two sweeps of the same points at the same time both end well and the store is whole."""
    values = [8, 8.5, 9, 9.5, 10, 10.5]
    tables: list[pd.DataFrame] = []
    other = threading.Thread(
        target=lambda: tables.append(planner.sweep(short, {MW: values}, days=1, processes=2, store=tmp_path))
    )
    other.start()
    tables.append(planner.sweep(short, {MW: values[::-1]}, days=1, processes=2, store=tmp_path))
    other.join()
    runs = list_runs(tmp_path)
    assert len(tables) == 2
    assert len(values) <= len(runs) <= 2 * len(values)
    for table in tables:
        assert table["error"].isna().all()
        assert set(table["run_id"]) <= set(runs["run_id"])
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    for run in runs["run_id"]:
        assert planner.open_run(run, tmp_path).within_gap


# ------------------------------------------------------------------ bad luck


def test_a_worker_killed_in_the_middle_of_a_sweep(short: Scenario, tmp_path: Path) -> None:
    """Proves: the point it was at is solved elsewhere, all others too, and each once."""
    killed: list[int] = []

    def kill(step: SweepProgress) -> None:
        if step.done == 2:
            alive = [child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE]
            workers = [child for child in alive if "planner.sweeps.worker" in " ".join(child.cmdline())]
            killed.append(workers[0].pid)
            os.kill(workers[0].pid, signal.SIGKILL)

    values = [8 + 0.25 * i for i in range(9)]
    table = planner.sweep(short, {MW: values}, days=1, processes=2, store=tmp_path, progress=kill)
    assert len(killed) == 1
    assert (table["status"] == "optimal_within_gap").all()
    assert set(table["run_id"]) == set(list_runs(tmp_path)["run_id"])


def test_cancel_keeps_what_is_done(short: Scenario, tmp_path: Path) -> None:
    """Proves: stopped, the rows so far are there and saved, the others say why they are not; a later sweep goes on."""
    told: list[SweepProgress] = []
    points = {MW: [8, 9, 10, 11, 12]}
    table = planner.sweep(
        short, points, store=tmp_path, progress=told.append, cancel=lambda: len(told) >= 2, **SETTINGS
    )
    done = table["run_id"].notna()
    assert 2 <= done.sum() < 5
    assert (table.loc[~done, "status"] == "not solved").all()
    assert table.loc[~done, "error"].str.contains("stopped before this point").all()
    finished = planner.sweep(short, points, store=tmp_path, **SETTINGS)
    assert finished["run_id"].notna().all()
    assert set(table.loc[done, "run_id"]) < set(finished["run_id"])


def test_a_full_disk_loses_no_result(short: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: what cannot be saved is a row with its figures and one clear line; the store holds no half run."""

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pyarrow.parquet.write_table", full)
    table = planner.sweep(short, {MW: [8, 10]}, store=tmp_path, **SETTINGS)
    assert table["objective_meur"].notna().all()
    assert table["run_id"].isna().all()
    assert table["error"].str.contains("the disk is full; the run was not saved").all()
    assert list_runs(tmp_path).empty
    assert list(tmp_path.iterdir()) == []


def test_points_on_a_cluster(short: Scenario, tmp_path: Path) -> None:
    """Proves: Dask workers send plans back and this machine saves them; a killed worker's points are solved elsewhere.

    What is finished needs no cluster: the second sweep names one that is not there.
    """
    killed: list[int] = []
    points = {MW: [8, 1, 9, 10]}
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as local:

        def kill(_: SweepProgress) -> None:
            if not killed:
                killed.append(next(iter(local.workers.values())).pid)
                os.kill(killed[0], signal.SIGKILL)

        table = planner.sweep(short, points, days=1, store=tmp_path, cluster=local.scheduler_address, progress=kill)
    assert killed
    assert list(table["status"]) == ["optimal_within_gap", "refused", "optimal_within_gap", "optimal_within_gap"]
    assert set(table["run_id"].dropna()) == set(list_runs(tmp_path)["run_id"])
    again = planner.sweep(short, points, days=1, store=tmp_path, cluster="tcp://127.0.0.1:1")
    assert list(again["run_id"].dropna()) == list(table["run_id"].dropna())
    with pytest.raises(DataError, match="no Dask scheduler answers there"):
        planner.sweep(short, {MW: [8.5]}, days=1, store=tmp_path, cluster="nonsense")


# ------------------------------------------------------------------ command line


def command(repo_root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "planner", "sweep", "scenarios/les-ulis-base.yaml", *arguments],
        cwd=repo_root, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_command_prints_rows(repo_root: Path, tmp_path: Path) -> None:
    """Proves: data on stdout, progress on stderr, a grid by --vary, and nothing is solved the second time."""
    arguments = ["--vary", "horizon.end=2027-Q2", "--vary", f"{MW}=8,10", "--days", "1", "--store", str(tmp_path)]
    first = command(repo_root, *arguments)
    assert first.returncode == 0, first.stderr
    assert "2 of 2 · " in first.stderr
    assert first.stdout.count("optimal_within_gap") == 2
    second = command(repo_root, *arguments, "--json")
    rows = json.loads(second.stdout)
    assert second.stderr == ""
    assert [row[MW] for row in rows] == [8, 10]
    assert all(row["run_id"] in first.stdout for row in rows)


def test_the_options_of_the_command(
    short: Scenario, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Proves: a Latin hypercube by ranges; exit 3 without any plan; a wrong option is explained, exit 2."""
    monkeypatch.setattr("planner.api.load", lambda *_: short)
    basic = ["sweep", "x.yaml", "--days", "1", "--store", str(tmp_path), "--processes", "1", "--quiet"]
    assert cli.main([*basic, "--latin", "2", "--seed", "3", "--vary", f"{MW}=8:10", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row[MW] for row in rows] == [p[MW] for p in planner.latin_hypercube({MW: (8, 10)}, 2, seed=3)]
    assert cli.main([*basic, "--vary", f"{MW}=1"]) == 3
    assert re.search(r"the opening fleet takes 2\.\d+ MW", capsys.readouterr().out)
    for options, message in (
        (["--vary", MW], '"site.connection_mw" was given'),
        (["--vary", f"{MW}=8", "--vary", f"{MW}=9"], "a path may be given once"),
        (["--vary", f"{MW}=8,9", "--latin", "2"], "with --latin a range is needed"),
        (["--vary", f"{MW}x=8,9"], 'Did you mean "connection_mw"?'),
    ):
        assert cli.main([*basic, *options]) == 2
        assert message in capsys.readouterr().err


def test_notes_are_no_runs(short: Scenario, tmp_path: Path) -> None:
    planner.sweep(short, {MW: [1]}, store=tmp_path, **SETTINGS)
    assert len(list((tmp_path / NOTES).iterdir())) == 1
    assert list_runs(tmp_path).empty
