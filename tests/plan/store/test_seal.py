"""What was written is what is read: hashes, versions, fields; and one bad run hides no other."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pandas as pd
import pytest

from planner import whole_files
from planner.errors import StoreError
from planner.plan.plan import TABLES
from planner.plan.store import disk, listing
from planner.plan.store.fields import IF_ANY, NEEDED, check_fields
from planner.plan.store.seal import LATER, MANIFEST, SEAL, VERSION, read_seal
from planner.plan.store.studies import Study, put_study
from planner.plan.store.upkeep import verify
from planner.plan.studies.one_more import no_one_more
from planner.plan.tables import hours
from tests.plan.answers import plan

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one run, "a"."""
    folder = tmp_path_factory.mktemp("saved")
    plan("npv").with_manifest(run_id="a").save(folder)
    return folder


@pytest.fixture
def store(saved: Path, tmp_path: Path) -> Path:
    shutil.copytree(saved, tmp_path, dirs_exist_ok=True)
    return tmp_path


def opened(store: Path, run: str) -> None:
    """Read all of a run that there is."""
    theirs = disk.load(store, run)
    for table in hours.TABLES:
        for period in theirs.periods:
            theirs.source.read(table, period)


def flip(path: Path, bit: int) -> None:
    content = bytearray(path.read_bytes())
    content[bit // 8 % len(content)] ^= 1 << bit % 8
    path.write_bytes(content)


def sealed_files(store: Path) -> None:
    seal = read_seal(store / "a")
    for name in seal.files:
        seal.read(name)


def test_three_hundred_flipped_bits_are_three_hundred_refusals(store: Path) -> None:
    """Proves: one bit anywhere in a run is refused, and the message names the run; a dozen by opening all of it.

    A bug would give: figures of a damaged table, shown as if they were those of the plan.
    """
    files = sorted(path for path in (store / "a").rglob("*") if path.is_file())
    draw = random.Random(7)
    for n in range(300):
        path = draw.choice(files)
        before = path.read_bytes()
        flip(path, draw.randrange(8 * len(before)))
        with pytest.raises(StoreError, match=r"a\b"):
            opened(store, "a") if n % 25 == 0 else sealed_files(store)
        path.write_bytes(before)
    opened(store, "a")


def test_studies_that_come_later_are_no_damage(store: Path) -> None:
    """Proves: what one more is worth, a tornado, lender's cases: put beside a sealed run, and put anew, it opens with
    them, is whole, and every study that can be kept is among what is not sealed."""
    table = pd.DataFrame({"value": [1.0]})
    for _ in range(2):
        disk.put_one_more(store, "a", no_one_more())
        for study in get_args(Study):
            put_study(store, "a", study, table)
            table = table.assign(value=table["value"] + 1.0)
    assert disk.load(store, "a").one_more.empty
    assert verify(store)["state"].to_list() == ["whole"]
    assert {f"{study}.parquet" for study in get_args(Study)} | {disk.ONE_MORE} == LATER


def test_the_message_names_run_and_table(store: Path) -> None:
    flip(store / "a" / "orders.parquet", 100)
    with pytest.raises(StoreError, match=r"^a, orders\.parquet: this file is damaged.*\n\nhint: restore it"):
        disk.load(store, "a")
    assert verify(store).to_dict(orient="records")[0]["state"] == "broken"


def test_a_table_that_went_or_came_is_refused(store: Path) -> None:
    """Proves: a table that was written is not taken for one that never was, and none is slipped in."""
    files = {name: f"{name}.parquet" for name in disk.TABLES_IF_ANY}
    there = next(name for name, file in files.items() if file not in LATER and not (store / "a" / file).exists())
    shutil.copy(store / "a" / "orders.parquet", store / "a" / f"{there}.parquet")
    with pytest.raises(StoreError, match=rf"{there}\.parquet: this file is damaged: it was not written with the run"):
        disk.load(store, "a")


@pytest.mark.parametrize("name", ["b", "a copy", "a.2"])
def test_a_copied_or_renamed_run_opens(store: Path, name: str) -> None:
    """Proves: a run is what its folder is called, and the seal holds under any name."""
    shutil.copytree(store / "a", store / name)
    theirs = disk.load(store, name)
    assert theirs.run_id == name
    assert disk.list_runs(store)["run_id"].tolist() == [name, "a"]
    assert verify(store)["state"].tolist() == ["whole", "whole"]


def test_stored_samples_of_all_versions_open(tmp_path: Path) -> None:
    """Proves: what earlier planners wrote opens with all its tables, and is said to be not checked."""
    shutil.copytree(SAMPLES, tmp_path, dirs_exist_ok=True)
    assert not (tmp_path / "version-1" / SEAL).exists()
    opened(tmp_path, "version-1")
    assert not read_seal(tmp_path / "version-1").checked
    assert verify(tmp_path).to_dict(orient="records") == [
        {"run_id": "version-1", "state": "not checked", "problem": ""}
    ]


def test_every_version_is_brought_up_and_none_is_skipped(tmp_path: Path) -> None:
    """Proves: a manifest of version 1 without owner and warnings gets them; there is a step for each version."""
    shutil.copytree(SAMPLES / "version-1", tmp_path / "old")
    path = tmp_path / "old" / MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({k: v for k, v in manifest.items() if k not in ("owner", "warnings")}), encoding="utf-8")
    theirs = disk.load(tmp_path, "old")
    assert (theirs.manifest["owner"], theirs.manifest["warnings"]) == ("", [])
    assert {path.name for path in SAMPLES.iterdir()} == {f"version-{n}" for n in range(1, VERSION)}


def test_a_run_of_a_newer_planner_is_refused(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.plan.store.seal.VERSION", 1)
    with pytest.raises(StoreError, match=r"this run has version 2 of the store; this planner reads up to 1"):
        disk.load(store, "a")


def test_latest_is_the_last_saved_whatever_the_clock_says(tmp_path: Path) -> None:
    """Proves: a clock set back does not hide the newest run; runs of before numbers come first, by their clock."""
    shutil.copytree(SAMPLES, tmp_path, dirs_exist_ok=True)
    for run, when in (("second", "2030-01-01"), ("first", "2020-01-01")):
        plan("npv").with_manifest(run_id=run, created_utc=f"{when}T09:00:00.000000+00:00").save(tmp_path)
    assert disk.run_ids(tmp_path) == ["version-1", "second", "first"]
    assert disk.resolve(tmp_path, "latest") == "first"
    assert disk.list_runs(tmp_path)["run_id"].tolist() == ["first", "second", "version-1"]


# ------------------------------------------------------------------ manifests


def mutated(manifest: dict[str, Any], draw: random.Random) -> Any:
    """A manifest with one thing wrong: a value of another kind, a field gone, or no object at all."""
    odd: list[Any] = [None, True, -1, 1e400, "", "x" * 300, [], [1], {}, {"a": []}, [[[]]], "2026-13-45", 10**30]
    name = draw.choice(sorted(NEEDED))
    if draw.random() < 0.2:
        return {key: value for key, value in manifest.items() if key != name}
    if draw.random() < 0.1:
        return draw.choice(odd)
    return manifest | {name: draw.choice(odd)}


def test_two_hundred_mutated_manifests_leave_the_list_as_it_was(store: Path) -> None:
    """Proves: whatever stands in one manifest, the list shows the others, and a run is opened or refused by name."""
    shutil.copytree(SAMPLES / "version-1", store / "b")
    path, draw = store / "b" / MANIFEST, random.Random(3)
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for _ in range(200):
        path.write_text(json.dumps(mutated(manifest, draw)), encoding="utf-8")
        listed = disk.list_runs(store)["run_id"].tolist()
        assert [run for run in listed if run != "b"] == ["a"]
        assert set(disk.run_ids(store)) == {"a", "b"}
        if "b" not in listed:
            with pytest.raises(StoreError):
                disk.load(store, "b")


@pytest.mark.parametrize("text", ["", "[", "[" * 100_000, "null", '{"a": NaN}', "\udcff"])
def test_what_is_no_manifest_at_all_hides_no_other(store: Path, text: str) -> None:
    (store / "b").mkdir()
    (store / "b" / MANIFEST).write_bytes(text.encode("utf-8", "surrogateescape"))
    assert disk.list_runs(store)["run_id"].tolist() == ["a"]
    with pytest.raises(StoreError):
        disk.load(store, "b")


@pytest.mark.parametrize("name", sorted({*NEEDED, *IF_ANY}))
def test_every_field_is_checked(name: str) -> None:
    """Proves: each field refuses what no planner writes, and the message has field, value and what is allowed."""
    good = plan("npv").manifest
    check_fields(good)
    with pytest.raises(StoreError, match=rf"{name} is <object object at .*; allowed is "):
        check_fields({**good, name: object()})


# ------------------------------------------------------------------ writing


def test_nothing_is_named_before_it_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: a power cut at any moment leaves a whole run or none: every file, then its folder, is synced before the
    rename, and the store after it. A stub of fsync and rename writes down the order.
    """
    order: list[str] = []
    rename = Path.rename

    def sync(path: Path) -> None:
        order.append(f"sync {path.name if path != tmp_path else 'store'}")

    def renamed(path: Path, target: Path) -> Path:
        order.append("rename")
        return rename(path, target)

    monkeypatch.setattr(whole_files, "to_disk", sync)
    monkeypatch.setattr(disk, "to_disk", sync)
    monkeypatch.setattr(Path, "rename", renamed)
    run = plan("npv").save(tmp_path)
    at = order.index("rename")
    files = {path.name for path in (tmp_path / run).rglob("*") if path.is_file()}
    assert files <= {line.removeprefix("sync ") for line in order[:at]}
    assert order[at - 1].startswith("sync .writing-")
    assert order[at + 1 :] == ["sync store"]


def test_a_full_disk_keeps_the_plan_somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: hours of solving are not lost with the disk: the message says where the plan is, and how to get it in."""
    store, other = tmp_path / "runs", tmp_path / "other"
    monkeypatch.setattr("tempfile.tempdir", str(other))
    write = disk._write_table

    def full(frame: pd.DataFrame, path: Path, compression: str = "snappy") -> None:
        if store in path.parents:
            raise OSError(28, "No space left on device")
        write(frame, path, compression)

    monkeypatch.setattr(disk, "_write_table", full)
    with pytest.raises(StoreError, match=r"the disk is full") as caught:
        plan("npv").with_manifest(run_id="a").save(store)
    there = other / disk.UNSAVED / "a"
    assert f"The plan is whole in {there}." in str(caught.value)
    shutil.move(there, store / "a")
    opened(store, "a")


LIVE = """
    import sys, time
    from pathlib import Path
    from planner.whole_files import folder_aside
    with folder_aside(Path(sys.argv[1])) as aside:
        print(aside.name, flush=True)
        sys.stdin.read()
"""


def test_left_overs_are_swept_and_what_is_live_is_not(store: Path) -> None:
    """Proves: what a killed writer or deleter left goes once it is old; a folder that a live process fills stays."""
    old = [store / ".writing-1", store / ".deleting-2", store / ".writing-3.tmp", store / ".logs"]
    for path in (old[0], old[1], old[3]):
        path.mkdir()
    old[2].write_text("", encoding="utf-8")
    command = [sys.executable, "-c", textwrap.dedent(LIVE), str(store)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        live = store / writer.stdout.readline().strip()
        fresh = store / ".writing-fresh"
        fresh.mkdir()
        for path in (*old, live):
            os.utime(path, (time.time() - 10_000,) * 2)
        assert sorted(whole_files.sweep(store)) == [".deleting-2", ".writing-1", ".writing-3.tmp"]
        assert live.is_dir()
        assert fresh.is_dir()
        writer.communicate("")
    assert not live.exists()


def test_saving_sweeps(store: Path) -> None:
    left = store / ".writing-left"
    left.mkdir()
    os.utime(left, (0, 0))
    plan("npv").with_manifest(run_id="b").save(store)
    assert not left.exists()


# ------------------------------------------------------------------ the index


@pytest.fixture
def many(store: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of three that remembers what it has read."""
    monkeypatch.setattr(listing, "INDEX_FROM", 2)
    for name in ("b", "c"):
        shutil.copytree(store / "a", store / name)
    disk.list_runs(store)
    return store


def refuse(*_: Any) -> None:
    pytest.fail("read again")


@pytest.mark.parametrize(
    "change",
    [
        lambda run: flip(run / MANIFEST, 8),
        lambda run: (run / f"{TABLES[0]}.parquet").unlink(),
    ],
)
def test_a_run_that_changed_is_read_again_and_no_other(
    many: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    """Proves: the index is believed as long as nothing changed, and no longer."""
    with monkeypatch.context() as patch:
        listing._remembered.cache_clear()  # of this process; here the file speaks
        patch.setattr(listing, "_of_folder", refuse)
        assert len(disk.list_runs(many)) == 3
    change(many / "b")
    assert set(disk.list_runs(many)["run_id"]) == {"a", "c"}
    shutil.rmtree(many / "c")
    assert disk.run_ids(many)[-1] == "a"


@pytest.mark.parametrize("text", ["", "{}", '{"columns": [], "runs": {}}', "[" * 100_000, '{"columns": 1, "runs": 3}'])
def test_a_damaged_index_is_made_anew(many: Path, text: str) -> None:
    before = disk.list_runs(many)
    (many / listing.INDEX).write_text(text, encoding="utf-8")
    pd.testing.assert_frame_equal(disk.list_runs(many), before)
    assert json.loads((many / listing.INDEX).read_text(encoding="utf-8"))["columns"] == listing.RUN_COLUMNS


def test_an_index_that_cannot_be_written_is_done_without(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: a store that may only be read is listed all the same."""
    (many / listing.INDEX).unlink()

    def read_only(*_: Any) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(listing, "write_text_whole", read_only)
    assert len(disk.list_runs(many)) == 3
