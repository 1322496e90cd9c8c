"""A store and its copy at another address: each gets what the other has more, whole and checked."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import fsspec
import pytest

from planner import cli
from planner.errors import StoreError
from planner.plan.several import portfolio, uncertain
from planner.plan.store import disk, record
from planner.plan.store.listing import PORTFOLIO_SUFFIX
from planner.plan.store.remote import sync
from planner.plan.store.seal import SEAL, with_seal, write_seal
from planner.plan.store.trail import read as read_trail
from planner.plan.store.upkeep import verify
from tests.charts.small_uncertain import small_uncertain
from tests.plan.answers import plan

PROVEN = {"days": "all", "every_day": True, "status": "optimal_within_gap"}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Runs a and b, a plan for paths, a portfolio of a."""
    folder = tmp_path_factory.mktemp("saved")
    plan("npv").with_manifest(run_id="a", **PROVEN).save(folder)
    shutil.copytree(folder / "a", folder / "b")
    write_seal(folder / "b", 2)
    small_uncertain().with_manifest(run_id="paths").save(folder)
    content = {"scenario_name": "p", "title": "P", "sites": {"north": "a"}, "shares": {"share": [1.0]}}
    (folder / f"p{PORTFOLIO_SUFFIX}").write_text(json.dumps(with_seal(content)), encoding="utf-8")
    return folder


@pytest.fixture
def store(saved: Path, tmp_path: Path) -> Path:
    shutil.copytree(saved, tmp_path / "runs")
    return tmp_path / "runs"


@pytest.fixture(params=["memory", "folder"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An object store in memory, and a folder."""
    if request.param == "folder":
        return str(tmp_path / "there")
    fsspec.filesystem("memory").rm("/planner", recursive=True) if fsspec.filesystem("memory").exists(
        "/planner"
    ) else None
    return "memory://planner/site"


def lock(store: Path, run: str) -> None:
    for action in ("propose", "lock"):
        record.record(action, run, "because", store=store, who="ana")  # type: ignore[arg-type]


def test_another_machine_gets_all_and_gives_its_own(store: Path, address: str, tmp_path: Path) -> None:
    """Proves: all of a store and its trail arrive whole; what was saved there comes back; twice changes nothing."""
    lock(store, "a")
    sent = sync(store, address)
    assert sent.sent == ("a", "b", "paths.uncertain", f"p{PORTFOLIO_SUFFIX}")
    assert (sent.received, sent.refused, sent.entries) == ((), (), 2)
    other = tmp_path / "other"
    other.mkdir()
    got = sync(other, address)
    assert got.received == sent.sent
    assert got.entries == 2
    assert verify(other)["state"].tolist() == ["whole"] * 4
    assert disk.resolve(other, "locked") == "a"
    assert disk.load(other, "a").kpi("npv_meur") == disk.load(store, "a").kpi("npv_meur")
    assert uncertain.load(other, "paths").headline() == uncertain.load(store, "paths").headline()
    assert portfolio.load(other, "p").shares["share"].tolist() == [1.0]
    shutil.copytree(other / "a", other / "c")
    write_seal(other / "c", 3)
    record.record("unlock", "a", "later", store=other, who="ben")
    assert sync(other, address).sent == ("c",)
    back = sync(store, address)
    assert (back.sent, back.received, back.entries) == ((), ("c",), 1)
    assert [entry.action for entry in read_trail(store).entries] == ["propose", "lock", "unlock"]
    again = sync(store, address)
    assert (again.sent, again.received, again.refused, again.entries) == ((), (), (), 0)


def test_what_is_damaged_or_half_there_is_not_received(store: Path, tmp_path: Path) -> None:
    """Proves: a flipped table, a run without its mark and a file no run has stay at the address; the rest arrives."""
    there, other = tmp_path / "there", tmp_path / "other"
    other.mkdir()
    sync(store, str(there))
    (there / "runs" / "a" / "orders.parquet").write_bytes(b"PAR1")
    (there / "runs" / "b" / ".hidden").write_bytes(b"")
    (mark,) = (there / "marks").glob("paths.uncertain@*")
    mark.unlink()
    done = sync(other, str(there))
    assert done.received == (f"p{PORTFOLIO_SUFFIX}",)
    assert [text.partition(":")[0] for text in done.refused] == ["a", "b"]
    assert "orders.parquet" in done.refused[0]
    assert sorted(path.name for path in other.iterdir()) == [f"p{PORTFOLIO_SUFFIX}"]


def test_a_killed_sender_leaves_nothing_half_there(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: a sender that dies between two files has put no mark; the next one sends the run anew."""
    from planner.plan.store import remote

    there, write, written = tmp_path / "there", remote._Place.write, 0

    def dying(self: object, name: str, content: bytes) -> None:
        nonlocal written
        written += 1
        if written == 5:
            raise SystemExit
        write(self, name, content)  # type: ignore[arg-type]

    monkeypatch.setattr(remote._Place, "write", dying)
    with pytest.raises(SystemExit):
        sync(store, str(there))
    monkeypatch.undo()
    assert not (there / "marks").exists()
    assert len(sync(store, str(there)).sent) == 4


def test_runs_without_a_seal_stay(store: Path, tmp_path: Path) -> None:
    (store / "b" / SEAL).unlink()
    assert "b" not in sync(store, str(tmp_path / "there")).sent


def test_an_address_that_is_none_is_a_sentence(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for address, words in (
        ("nothing://x", "cannot be opened"),
        (str(store / "a" / "orders.parquet"), "cannot be read"),
    ):
        with pytest.raises(StoreError, match=words):
            sync(store, address)
    with pytest.raises(StoreError, match="no such folder"):
        sync(tmp_path / "none", str(tmp_path))
    assert cli.main(["runs", "sync", "--store", str(store)]) == 2
    assert "FILE is missing" in capsys.readouterr().err
    assert cli.main(["runs", "sync", str(tmp_path / "there"), "--store", str(store)]) == 0
    assert "4 sent, 0 received, 0 refused" in capsys.readouterr().out
