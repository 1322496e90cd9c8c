"""Files and folders are there whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.whole_files import folder_aside, write_text_whole, write_whole


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
