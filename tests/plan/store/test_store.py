"""Runs on disk: whole or not at all, read back the same, broken ones left out."""

from __future__ import annotations

import errno
import json
import logging
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from planner.errors import StoreError
from planner.plan.plan import TABLES
from planner.plan.store import disk as store
from planner.plan.tables.hours import TABLES as HOURLY
from tests.plan.answers import plan


def test_a_run_reads_back_as_it_was_written(tmp_path: Path) -> None:
    """Proves: tables, hourly tables, manifest and headline survive the disk."""
    ours = plan("crowded")
    run_id = ours.save(tmp_path)
    theirs = store.load(tmp_path, run_id)
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(theirs, name), getattr(ours, name), check_dtype=False)
    for table in HOURLY:
        pd.testing.assert_frame_equal(theirs.hours(table), ours.hours(table), check_dtype=False)
    assert theirs.manifest == ours.manifest
    assert theirs.headline("fr") == ours.headline("fr")
    assert (theirs.run_id, theirs.periods) == (run_id, ours.periods)
    json.dumps(theirs.manifest, allow_nan=False)


def test_one_partition_per_period(tmp_path: Path) -> None:
    run_id = plan("npv").save(tmp_path)
    files = sorted(path.name for path in (tmp_path / run_id / "hourly").iterdir())
    assert files == ["2027-Q1.parquet", "2027-Q2.parquet", "2027-Q3.parquet"]
    assert plan("npv").hours("hourly", "2027-Q2")["grid_mw"].dtype == "float32"
    with pytest.raises(StoreError, match=r'the plan has no period "2027-Q5"'):
        store.load(tmp_path, run_id).hours("hourly", "2027-Q5")


def test_the_same_plan_is_not_saved_twice(tmp_path: Path) -> None:
    plan("npv").save(tmp_path)
    with pytest.raises(StoreError, match=r"this plan is in the store already"):
        plan("npv").save(tmp_path)
    assert len(list(tmp_path.iterdir())) == 1


def test_two_people_in_the_same_second_both_keep_their_run(tmp_path: Path) -> None:
    """Proves: another plan with the same run_id gets its own name; neither is lost."""
    other = plan("npv").with_manifest(created_utc="2026-11-24T09:00:00.000001+00:00")
    first, second = plan("npv").save(tmp_path), other.save(tmp_path)
    assert second == f"{first}-2"
    assert store.load(tmp_path, second).run_id == second


@pytest.mark.parametrize(
    ("code", "says"),
    [(errno.ENOSPC, "the disk is full; the run was not saved"), (errno.EACCES, "may not be written to")],
)
def test_a_run_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, says: str) -> None:
    """Proves: when the disk fills up half way, the store is as it was before."""
    written: list[Any] = []
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "elsewhere"))  # as full as the store
    runs = tmp_path / "runs"

    def full(table: Any, path: Path, **options: Any) -> None:
        written.append(path)
        if len(written) > 5:
            raise OSError(code, "from the test")
        Path(path).write_bytes(b"x")

    monkeypatch.setattr("pyarrow.parquet.write_table", full)
    with pytest.raises(StoreError, match=says):
        plan("npv").save(runs)
    assert len([path for path in written if runs in path.parents]) == 6
    assert list(runs.iterdir()) == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_store_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match=r"this is a file, not a folder"):
        plan("npv").save(tmp_path / "runs")


def test_broken_and_unfinished_runs_are_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Proves: a run that died, a run without a table and a stray file do not hide the good one."""
    good = plan("npv").save(tmp_path)
    (tmp_path / ".writing-abc").mkdir()
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "manifest.json").write_text('{"kpis": ', encoding="utf-8")
    (tmp_path / "torn").mkdir()
    manifest = (tmp_path / good / "manifest.json").read_text(encoding="utf-8")
    (tmp_path / "torn" / "manifest.json").write_text(manifest, encoding="utf-8")
    (tmp_path / "note.txt").write_text("", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        table = store.list_runs(tmp_path)
    assert table["run_id"].tolist() == [good]
    assert "half is not a whole run" in caplog.text
    assert "torn is not a whole run" in caplog.text
    with pytest.raises(StoreError, match=r"this run is broken"):
        store.load(tmp_path, "torn")
    assert table.loc[0, "npv_meur"] == pytest.approx(plan("npv").kpi("npv_meur"))


def test_runs_are_found_by_their_beginning(tmp_path: Path) -> None:
    assert store.list_runs(tmp_path / "none").empty
    with pytest.raises(StoreError, match=r"there are no runs here"):
        store.load(tmp_path, "latest")
    run_id = plan("npv").save(tmp_path)
    assert store.resolve(tmp_path, "latest") == run_id
    assert store.resolve(tmp_path, run_id[:8]) == run_id
    with pytest.raises(StoreError, match=rf'there is no run "{run_id}x"\.\n\nhint: Did you mean "{run_id}"'):
        store.load(tmp_path, f"{run_id}x")
    with pytest.raises(StoreError, match=r"there is no run"):
        store.load(tmp_path, "../elsewhere")
    store.delete(tmp_path, run_id)
    assert list(tmp_path.iterdir()) == []


def test_without_any_folder_of_temporary_files_the_first_error_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: where neither store nor temporary files can be written to, one sentence names the store."""

    def nowhere() -> str:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory")

    (tmp_path / "store").write_text("", encoding="utf-8")
    monkeypatch.setattr(tempfile, "gettempdir", nowhere)
    with pytest.raises(StoreError, match="this is a file, not a folder"):
        plan("npv").save(tmp_path / "store")
