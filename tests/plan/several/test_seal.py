"""Plans for paths and portfolios are sealed as runs are: a flipped bit is refused, measurements may come later."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from planner.errors import StoreError
from planner.plan.several import portfolio, uncertain
from planner.plan.several.spread import MEASUREMENT_COLUMNS
from planner.plan.store import disk, seal
from planner.plan.store.archive import backup, restore
from planner.plan.store.listing import PORTFOLIO_SUFFIX
from planner.plan.store.seal import SEAL, with_seal
from planner.plan.store.upkeep import prune, verify
from tests.charts.small_uncertain import small_uncertain
from tests.plan.answers import plan


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("several")
    return folder, small_uncertain().save(folder)


@pytest.fixture
def store(saved: tuple[Path, str], tmp_path: Path) -> tuple[Path, Path]:
    """A store of its own, and the folder of the plan in it."""
    shutil.copytree(saved[0], tmp_path / "runs")
    return tmp_path / "runs", uncertain.folder_of(tmp_path / "runs", saved[1])


def test_a_flipped_bit_of_any_file_is_refused(store: tuple[Path, Path]) -> None:
    """Proves: in each file of a plan for paths, the seal too, one flipped bit is named when it is read and verified."""
    runs, folder = store
    uncertain.load(runs, "latest")
    for file in sorted(folder.iterdir()):
        before = file.read_bytes()
        place = len(before) // 2
        file.write_bytes(before[:place] + bytes([before[place] ^ 1]) + before[place + 1 :])
        with pytest.raises(StoreError, match=f"{file.name}: this file is damaged"):
            uncertain.load(runs, "latest")
        (problem,) = verify(runs)["problem"]
        assert file.name in problem
        file.write_bytes(before)
    assert verify(runs)["state"].tolist() == ["whole"]


def test_measurements_come_later_and_every_moment_is_whole(
    store: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: a writer killed before, between and after the two files leaves a plan that opens; others stay sealed."""
    runs, folder = store
    before = uncertain.load(runs, "latest")
    after = before.with_manifest(predicted_times=0)
    write, written = uncertain.write_whole, []
    for moment in range(3):

        def dying(file: Path, fill: object, moment: int = moment) -> Path:
            if len(written) == moment:
                raise SystemExit
            written.append(file)
            return write(file, fill)  # type: ignore[arg-type]

        monkeypatch.setattr(uncertain, "write_whole", dying)
        written.clear()
        if moment < 2:
            with pytest.raises(SystemExit):
                uncertain.put_measurements(runs, after)
        else:
            uncertain.put_measurements(runs, after)
        pd.testing.assert_frame_equal(uncertain.load(runs, "latest").measurements, after.measurements)
    assert uncertain.load(runs, "latest").manifest["predicted_times"] == 0
    (folder / "paths.parquet").write_bytes(b"PAR1")
    monkeypatch.undo()
    uncertain.put_measurements(runs, after)
    with pytest.raises(StoreError, match=r"paths\.parquet: this file is damaged"):
        uncertain.load(runs, "latest")


def test_a_plan_of_before_seals_opens(store: tuple[Path, Path]) -> None:
    """Proves: without a seal nothing is checked, a table of later is empty, and a list still shows it."""
    runs, folder = store
    (folder / SEAL).unlink()
    (folder / "measurements.parquet").unlink()
    assert list(uncertain.load(runs, "latest").measurements.columns) == MEASUREMENT_COLUMNS
    assert verify(runs)["state"].tolist() == ["not checked"]
    assert len(uncertain.list_runs(runs)) == 1


def test_a_missing_table_is_damage(store: tuple[Path, Path]) -> None:
    runs, folder = store
    (folder / "measurements.parquet").unlink()
    with pytest.raises(StoreError):
        uncertain.load(runs, "latest")


def test_latest_is_by_sequence_not_by_clock(store: tuple[Path, Path]) -> None:
    """Proves: of a plan for paths and one saved after it with an older clock, the one saved last is the latest."""
    runs, _ = store
    plan("npv").with_manifest(run_id="alone", created_utc="2001-01-01T00:00:00+00:00").save(runs)
    assert seal.read_seal(runs / "alone").sequence == 2
    assert uncertain.open_either(runs, "latest").run_id == "alone"
    later = small_uncertain().with_manifest(run_id="paths", created_utc="1999-01-01T00:00:00+00:00")
    later.save(runs)
    assert uncertain.open_either(runs, "latest").run_id == "paths"


def test_the_file_of_a_portfolio_is_sealed_and_its_sites_are_not_pruned(tmp_path: Path) -> None:
    """Proves: another run in place of a site's is refused; pruning leaves the sites; a missing site is said."""
    for name in ("a", "b"):
        plan("npv").with_manifest(run_id=name).save(tmp_path)
    file = tmp_path / f"p{PORTFOLIO_SUFFIX}"
    content = {"scenario_name": "p", "title": "P", "sites": {"north": "a"}, "shares": {"share": [1.0]}}
    file.write_text(json.dumps(with_seal(content)), encoding="utf-8")
    assert portfolio.load(tmp_path, "p").shares["share"].tolist() == [1.0]
    assert verify(tmp_path)["state"].tolist() == ["whole"] * 3
    assert list(prune(tmp_path, 1)) == []
    file.write_text(json.dumps(with_seal(content) | {"sites": {"north": "b"}}), encoding="utf-8")
    with pytest.raises(StoreError, match="this file is damaged"):
        portfolio.load(tmp_path, "p")
    with pytest.raises(StoreError, match="this file is damaged"):
        list(prune(tmp_path, 1))
    file.write_text(json.dumps(with_seal(content)), encoding="utf-8")
    disk.delete(tmp_path, "a")
    assert "the run of a site, a, is not there" in verify(tmp_path)["problem"].iloc[-1]


def test_a_damaged_plan_for_paths_is_not_restored(store: tuple[Path, Path], tmp_path: Path) -> None:
    runs, folder = store
    (folder / "costs.parquet").write_bytes(b"PAR1")
    backup(runs, tmp_path / "all.tar")
    with pytest.raises(StoreError, match=r"costs\.parquet"):
        restore(tmp_path / "back", tmp_path / "all.tar")
