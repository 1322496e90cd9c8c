"""Files and folders are there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from planner.report.on_disk import save_report
from planner.whole_files import folder_aside, sweep_below, write_text_whole, write_whole


def half(path: Path) -> None:
    path.write_text("ha", encoding="utf-8")
    raise OSError(28, "No space left on device")


def test_a_file_that_cannot_be_finished_leaves_what_was_there(tmp_path: Path) -> None:
    """Proves: the old text stays, and nothing else is left in the folder."""
    path = tmp_path / "plan.json"
    assert write_text_whole(path, "é, old") == path
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, half)
    assert path.read_text(encoding="utf-8") == "é, old"
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_is_put_where_there_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_text_whole(tmp_path / "none" / "plan.json", "text")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_filled_aside_and_renamed_or_gone(tmp_path: Path) -> None:
    """Proves: only a folder that was renamed is there afterwards; the parent is made."""
    store = tmp_path / "a" / "store"
    with folder_aside(store) as aside:
        assert aside.name.startswith(".")  # no reader of a store looks at it
        (aside / "table").write_text("1", encoding="utf-8")
        aside.rename(store / "run")
    with pytest.raises(OSError, match="No space left"), folder_aside(store) as aside:
        half(aside / "table")
    assert [path.name for path in store.iterdir()] == ["run"]
    assert (store / "run" / "table").read_text(encoding="utf-8") == "1"


def left(folder: Path, name: str, age_s: float = 10_000.0) -> Path:
    """What a writer that was killed so long ago has left."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("ha", encoding="utf-8")
    then = path.stat().st_mtime - age_s
    os.utime(path, (then, then))
    return path


def test_what_is_left_at_any_depth_is_swept(tmp_path: Path) -> None:
    """Proves: left-overs of jobs, schedules and runs go, fresh ones and all else stay.

    A bug would give: a queue whose folder fills with the halves of what killed solves were writing.
    """
    jobs, outbox, run = tmp_path / ".jobs", tmp_path / ".schedules" / "outbox", tmp_path / "run"
    old = [left(folder, ".writing-0a1b2c.tmp") for folder in (tmp_path, jobs, outbox, run)]
    stays = [left(jobs, "a.job.json"), left(jobs, ".writing-fresh.tmp", age_s=0.0), left(run, "power.parquet")]
    assert len(sweep_below(tmp_path)) == len(old)
    assert not any(path.exists() for path in old)
    assert all(path.exists() for path in stays)
    assert sweep_below(tmp_path / "none") == []


def test_a_report_sweeps_its_folder_of_reports_only(tmp_path: Path) -> None:
    """Proves: what a killed report left goes with the next one; a folder of somebody else's is left alone."""
    old, other = left(tmp_path, ".writing-0a1b2c.tmp"), left(tmp_path / ".writing-notes", "mine.txt")
    os.utime(other.parent, (0, 0))
    save_report(tmp_path / "plan.html", lambda file: file.write_text("<html></html>", encoding="utf-8"))
    assert not old.exists()
    assert other.exists()
