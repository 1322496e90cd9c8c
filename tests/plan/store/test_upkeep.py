"""A store looked after: pruned, copied to one file and back, and nothing led out of it."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
from pathlib import Path

import pytest

from planner import cli
from planner.errors import ScenarioError, StoreError
from planner.plan.store import disk, record
from planner.plan.store.archive import backup, restore
from planner.plan.store.seal import SEAL, write_seal
from planner.plan.store.trail import read as read_trail
from planner.plan.store.upkeep import prune, verify
from tests.plan.answers import plan

PROVEN = {"days": "all", "every_day": True, "status": "optimal_within_gap"}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with runs a to d, saved in this order, that may be locked."""
    folder = tmp_path_factory.mktemp("saved")
    plan("npv").with_manifest(run_id="a", **PROVEN).save(folder)
    for sequence, name in enumerate("bcd", start=2):
        shutil.copytree(folder / "a", folder / name)
        write_seal(folder / name, sequence)
    return folder


@pytest.fixture
def store(saved: Path, tmp_path: Path) -> Path:
    shutil.copytree(saved, tmp_path / "runs")
    return tmp_path / "runs"


def lock(store: Path, run: str) -> None:
    for action in ("propose", "lock"):
        record.record(action, run, "because", store=store, who="ana")  # type: ignore[arg-type]


def test_the_last_runs_and_those_that_count_survive_pruning(store: Path) -> None:
    """Proves: the locked run and a proposed one stay however old they are; of the rest the last saved."""
    lock(store, "a")
    record.record("propose", "b", "next", store=store, who="ana")
    assert list(prune(store, 1)) == ["c"]
    assert disk.run_ids(store) == ["a", "b", "d"]
    assert disk.resolve(store, "locked") == "a"
    with pytest.raises(ScenarioError, match=r"--keep: 0 was given"):
        list(prune(store, 0))


def test_a_store_comes_back_from_one_file(store: Path, tmp_path: Path) -> None:
    """Proves: runs, states and order of saving are those of before, temporary files are not; twice changes nothing."""
    lock(store, "b")
    (store / ".logs").mkdir()
    (store / ".writing-1").mkdir()
    (store / "portfolio.portfolio.json").write_text('{"sites": {"north": "a"}}', encoding="utf-8")
    file, back = tmp_path / "all.tar.gz", tmp_path / "back"
    assert backup(store, file) == 4
    done = restore(back, file)
    assert done.names == ("a", "b", "c", "d", "portfolio.portfolio.json")
    assert (done.there_already, done.entries) == ((), 2)
    assert sorted(path.name for path in back.iterdir()) == [*done.names, "trail.jsonl"]
    assert verify(back)["state"].tolist() == ["whole"] * 4 + ["not checked"]
    assert disk.run_ids(back) == disk.run_ids(store)
    assert read_trail(back) == read_trail(store)
    again = restore(back, file)
    assert (again.names, again.entries, len(again.there_already)) == ((), 0, 5)


def test_what_the_store_has_is_not_overwritten(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "all.tar"
    backup(store, file)
    disk.delete(store, "c")
    marked = (store / "a" / "manifest.json").stat().st_mtime_ns
    assert restore(store, file).names == ("c",)
    assert (store / "a" / "manifest.json").stat().st_mtime_ns == marked


def packed(path: Path, *members: tuple[str, bytes | None]) -> Path:
    """A tar with these members; None for a link to /etc/passwd."""
    with tarfile.open(path, "w") as tar:
        for name, content in members:
            member = tarfile.TarInfo(name)
            if content is None:
                member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
            else:
                member.size = len(content)
            tar.addfile(member, io.BytesIO(content or b""))
    return path


@pytest.mark.parametrize(
    "name", ["../out", "/out", "a/../../out", ".ssh/key", "a/b/c/d/e", "a\\..\\out", "x" * 500, "a/.hidden"]
)
def test_a_member_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    """Proves: nothing is written outside the store, nor in it, by a backup that somebody made up."""
    file = packed(tmp_path / "evil.tar", ("fine/manifest.json", b"{}"), (name, b"x"))
    with pytest.raises(StoreError, match=r"which no store has; nothing was restored"):
        restore(tmp_path / "runs", file)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["evil.tar", "runs"]


@pytest.mark.parametrize("members", [[("a/link", None)], [("a", b"1"), ("a", b"2")]])
def test_links_and_repeated_members_are_refused(tmp_path: Path, members: list[tuple[str, bytes | None]]) -> None:
    with pytest.raises(StoreError, match="which no store has"):
        restore(tmp_path / "runs", packed(tmp_path / "evil.tar", *members))


def test_a_damaged_backup_is_refused_whole(store: Path, tmp_path: Path) -> None:
    """Proves: a bit flipped in one run of a backup brings back none of them."""
    file = tmp_path / "all.tar"
    backup(store, file)
    content = bytearray(file.read_bytes())
    at = content.index(b"PAR1")
    content[at + 50] ^= 1
    file.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        restore(tmp_path / "back", file)
    assert list((tmp_path / "back").iterdir()) == []
    file.write_bytes(b"no tar")
    with pytest.raises(StoreError, match="this is no whole backup"):
        restore(tmp_path / "back", file)


def test_the_command_line_looks_after_a_store(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: verify ends with 4 where something is broken, and each action answers in JSON too."""
    file, at = str(tmp_path / "all.tar"), ["--store", str(store), "--json"]
    assert cli.main(["runs", "backup", file, *at]) == 0
    assert json.loads(capsys.readouterr().out) == {"runs": 4}
    assert cli.main(["runs", "prune", "--keep", "2", *at]) == 0
    assert json.loads(capsys.readouterr().out) == {"deleted": ["a", "b"]}
    assert cli.main(["runs", "restore", file, *at]) == 0
    assert json.loads(capsys.readouterr().out)["restored"] == ["a", "b"]
    (store / "c" / SEAL).unlink()
    (store / "d" / "orders.parquet").write_bytes(b"")
    assert cli.main(["runs", "verify", *at]) == 4
    states = {row["run_id"]: row["state"] for row in json.loads(capsys.readouterr().out)}
    assert states == {"a": "whole", "b": "whole", "c": "not checked", "d": "broken"}
    assert cli.main(["runs", "verify", "--store", str(store)]) == 4
    assert "d: broken (d, orders.parquet: this file is damaged" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["backup"], "FILE is missing"),
        (["verify", "x.tar"], "'x.tar' was given"),
        (["prune"], "--keep N is missing"),
        (["list", "--keep", "3"], "--keep is no option of list"),
    ],
)
def test_senseless_options_are_refused(
    tmp_path: Path, arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["runs", *arguments, "--store", str(tmp_path)]) == 2
    assert says in capsys.readouterr().err


def test_a_backup_does_not_lie_in_its_own_store(store: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not lie in its own store"):
        backup(store, store / "all.tar")
    with pytest.raises(StoreError, match="there is no such folder"):
        backup(tmp_path / "none", tmp_path / "all.tar")
