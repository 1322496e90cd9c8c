"""The plan of record: states from the trail alone, at most one locked, nothing lost, one clear refusal."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import cli
from planner.access import people, rights
from planner.errors import ScenarioError, StoreError
from planner.jobs import jobs
from planner.plan.store import disk, record, standing, trail
from planner.plan.store.seal import SEAL
from planner.plan.store.trail import Entry, Trail
from planner.plan.tables import hours
from tests.plan.answers import plan

PROVEN = {"days": "all", "every_day": True, "status": "optimal_within_gap"}
RUNS = ("a", "b", "c")


def run_beside(folder: Path, name: str, **manifest: Any) -> None:
    """A copy of a run under another name, that may be locked unless its manifest says otherwise."""
    shutil.copytree(folder / "original", folder / name)
    path = folder / name / disk.MANIFEST
    values = json.loads(path.read_text(encoding="utf-8")) | PROVEN | {"run_id": name} | manifest
    path.write_text(json.dumps(values), encoding="utf-8")
    (folder / name / SEAL).unlink(missing_ok=True)  # as runs of before: nothing to check what was changed with


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with three runs that may be locked, and two that may not."""
    folder = tmp_path_factory.mktemp("runs")
    plan("npv").with_manifest(run_id="original").save(folder)
    for table in hours.TABLES:
        shutil.rmtree(folder / "original" / table)
    for name in RUNS:
        run_beside(folder, name)
    run_beside(folder, "few", days=3, every_day=False)
    run_beside(folder, "cut-short", status="stopped")
    shutil.rmtree(folder / "original")
    return folder


@pytest.fixture
def store(runs: Path, tmp_path: Path) -> Path:
    """One of one's own of these."""
    shutil.copytree(runs, tmp_path, dirs_exist_ok=True)
    return tmp_path


def do(store: Path, *steps: str) -> None:
    """Steps such as "lock a"."""
    for step in steps:
        action, run = step.split()
        record.record(action, run, "because", store=store, who="ana")


def states(store: Path) -> dict[str, str]:
    table = record.runs(store)
    return dict(zip(table["run_id"], table["state"], strict=True))


def test_a_plan_goes_from_draft_to_locked_and_the_next_one_supersedes_it(store: Path) -> None:
    """Proves: each step is in the trail with who, when and why; the earlier locked plan is superseded, not lost."""
    assert set(states(store).values()) == {"draft"}
    do(store, "propose a", "propose b", "lock a")
    assert (states(store)["a"], states(store)["b"]) == ("locked", "candidate")
    do(store, "lock b")
    assert (states(store)["a"], states(store)["b"]) == ("superseded", "locked")
    do(store, "unlock b", "withdraw b", "propose a")
    assert (states(store)["a"], states(store)["b"]) == ("candidate", "draft")
    assert record.plan_of_record(store) is None
    table = record.trail_table(trail.read(store))
    assert table["action"].tolist() == ["propose", "propose", "lock", "lock", "unlock", "withdraw", "propose"]
    assert set(table["who"]) == {"ana"}
    assert set(table["comment"]) == {"because"}
    assert table["effect"].all()
    assert record.trail_table(trail.read(store), "a")["run_id"].unique().tolist() == ["a"]


@pytest.mark.parametrize("action", ["propose", "lock"])
@pytest.mark.parametrize(
    ("run", "says"),
    [("few", r"few stands on 3 days per period; a plan of record stands on every day\."), ("cut-short", "was stopped")],
)
def test_only_a_proven_plan_on_every_day_can_be_locked(store: Path, action: Any, run: str, says: str) -> None:
    """Proves: the refusal is one sentence that says why, with a way out, and nothing is recorded."""
    with pytest.raises(StoreError, match=says):
        record.record(action, run, "because", store=store, who="ana")
    assert trail.read(store) == Trail()


def test_a_plan_that_missed_its_gap_is_no_plan_of_record() -> None:
    row = {"run_id": "r", "days": "all", "status": "best_found"}
    assert "not proven within its gap" in str(record.refusal(row))
    assert record.refusal(row | {"status": "optimal_within_gap"}) is None


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        (("lock a",), r"a: it is draft; to lock it must be candidate\.\n\nhint: propose it first"),
        (("propose a", "propose a"), r"it is candidate; to propose it must be draft or superseded"),
        (("unlock a",), r"it is draft; to unlock it must be locked"),
        (("propose nowhere",), r'there is no run "nowhere"'),
        (("remove a",), r'"remove" is no action'),
    ],
)
def test_a_step_that_cannot_be_is_refused(store: Path, steps: tuple[str, ...], says: str) -> None:
    with pytest.raises((StoreError, ScenarioError), match=says):
        do(store, *steps)


@pytest.mark.parametrize(("comment", "says"), [("  ", "the comment is missing"), ("x" * 1001, "has 1001 characters")])
def test_a_comment_is_asked_for(store: Path, comment: str, says: str) -> None:
    with pytest.raises(ScenarioError, match=says):
        record.record("propose", "a", comment, store=store)


def test_the_locked_run_cannot_be_deleted(store: Path) -> None:
    """Proves: the locked run stays until it is unlocked; a run that was removed by hand can still be unlocked.

    It answers to "locked" wherever a run is named; without one, or with its folder gone, that is said.
    """
    with pytest.raises(StoreError, match="no run is locked as plan of record"):
        disk.resolve(store, "locked")
    do(store, "propose a", "lock a")
    assert disk.resolve(store, "locked") == "a"
    with pytest.raises(StoreError, match=r"a: it is locked as plan of record.*\n\nhint: planner record unlock a"):
        disk.delete(store, "a")
    assert "a" in disk.run_ids(store)
    (store / "a").rename(store / ".gone")
    assert record.front(disk.list_runs(store), trail.read(store)) == record.Front("gone", "a")
    with pytest.raises(StoreError, match="the plan of record, a, is not there any more"):
        disk.resolve(store, "locked")
    do(store, "unlock a")
    assert record.plan_of_record(store) is None


def test_the_front_page_is_the_locked_plan_or_the_newest_that_could_be(store: Path, tmp_path: Path) -> None:
    """Proves: a newer run that was stopped or stands on few days is never everyone's plan."""
    rows = [
        {"run_id": "stopped", "days": "all", "status": "stopped"},
        {"run_id": "few", "days": "3", "status": "optimal_within_gap"},
        {"run_id": "new", "days": "all", "status": "optimal_within_gap"},
        {"run_id": "old", "days": "all", "status": "optimal_within_gap"},
    ]
    table = pd.DataFrame(rows)
    assert record.front(table, Trail()) == record.Front("newest", "new")
    assert record.front(table.iloc[:2], Trail()) == record.Front("none")
    locked = Trail((Entry("propose", "old", "ana", "x"), Entry("lock", "old", "ana", "x")))
    assert record.front(table, locked) == record.Front("locked", "old")


def test_last_month_is_what_was_locked_when_this_month_began() -> None:
    """Proves: locked on 30 November and on 2 December, seen on 5 December: last month's is the first."""

    def entry(action: Any, run: str, day: str) -> Entry:
        return Entry(action, run, "ana", "x", f"2026-{day}T10:00:00+00:00")

    entries = (entry("propose", "a", "11-01"), entry("lock", "a", "11-30"), entry("propose", "b", "12-01"),
               entry("lock", "b", "12-02"))  # fmt: skip
    seen = dt.datetime(2026, 12, 5, tzinfo=dt.UTC)
    assert standing.standings(Trail(entries)).locked == "b"
    assert record.before_this_month(Trail(entries), seen) == "a"
    assert record.before_this_month(Trail(entries), dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)) is None


@given(st.lists(st.tuples(st.sampled_from(sorted(standing.MOVES)), st.sampled_from(RUNS)), max_size=30))
def test_any_sequence_of_entries_gives_one_consistent_state(steps: list[tuple[Any, str]]) -> None:
    """Proves: at most one run is locked, and entries without effect can be left out."""
    entries = tuple(Entry(action, run, "ana", "x") for action, run in steps)
    after = standing.standings(Trail(entries))
    assert sum(one.state == "locked" for one in after.by_run.values()) <= 1
    kept_entries = tuple(entry for entry in entries if entry.entry_id not in after.without_effect)
    again = standing.standings(Trail(kept_entries))
    assert again.by_run == after.by_run
    assert not again.without_effect
    for run, one in after.by_run.items():
        own = [entry for entry in kept_entries if entry.run_id == run]
        moved = standing.MOVES[own[-1].action][1]
        assert one.state == moved or (one.state, moved) == ("superseded", "locked")


@settings(max_examples=40)
@given(st.text(max_size=80), st.text(min_size=1, max_size=20))
def test_an_entry_reads_back_as_it_was_written(comment: str, who: str) -> None:
    """Proves: quotes, line breaks and other scripts in a comment stay one entry."""
    comment, who = (text.encode("utf-8", "ignore").decode() for text in (comment, who))
    entry = Entry("propose", "a", who, comment)
    with tempfile.TemporaryDirectory() as folder:
        trail.append(folder, entry)
        trail.append(folder, entry)
        assert trail.read(folder) == Trail((entry, entry))


def test_a_damaged_line_is_counted_and_hides_no_other(tmp_path: Path) -> None:
    """Proves: a line that broke off, one that is no entry and one in another encoding are named; the rest is read."""
    first, last = Entry("propose", "a", "ana", "x"), Entry("lock", "a", "ana", "x")
    trail.append(tmp_path, first)
    with (tmp_path / trail.TRAIL).open("ab") as file:
        file.write(b'{"action": "burn", "run_id": "a"}\n[1]\n\xff\xfe\n{"action": "lock", "run')
    trail.append(tmp_path, last)
    whole = trail.read(tmp_path)
    assert whole.entries == (first, last)
    assert whole.damaged_lines == (2, 3, 4, 5)
    assert standing.standings(whole).locked == "a"


def test_two_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    """Proves: 2 × 300 entries written at the same time are all there, each whole."""
    code = (
        "import sys; from planner.plan.store.trail import Entry, append\n"
        "for n in range(300): append(sys.argv[1], Entry('propose', f'{sys.argv[2]}{n}', 'ana', 'x' * (n % 90)))"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), name]) for name in ("p", "q")]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    whole = trail.read(tmp_path)
    assert whole.damaged_lines == ()
    assert {entry.run_id for entry in whole.entries} == {f"{name}{n}" for name in "pq" for n in range(300)}
    assert len(whole.entries) == 600


def test_who_comes_second_is_told(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: an entry written between the check and ours takes effect, ours says that it did not."""
    do(store, "propose a")
    ours = trail.append

    def second(folder: Any, entry: Entry) -> None:
        ours(folder, Entry("withdraw", "a", "ben", "not yet"))
        ours(folder, entry)

    monkeypatch.setattr(record, "append", second)
    with pytest.raises(StoreError, match="somebody else was faster: it is draft now"):
        record.record("lock", "a", "because", store=store, who="ana")
    assert record.trail_table(trail.read(store))["effect"].tolist() == [True, True, False]


def test_a_store_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / trail.TRAIL).mkdir()
    with pytest.raises(StoreError, match="the trail cannot be written"):
        trail.append(tmp_path, Entry("propose", "a", "ana", "x"))
    with pytest.raises(StoreError, match="the trail cannot be read"):
        trail.read(tmp_path)


# ------------------------------------------------------------------ who, and who may


def test_a_run_has_its_owner(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: a plan is its maker's: the person named for the process, else the user of the system."""
    monkeypatch.setenv(people.PERSON_VARIABLE, "ana@site.example")
    assert people.person() == "ana@site.example"
    monkeypatch.delenv(people.PERSON_VARIABLE)
    monkeypatch.setattr("getpass.getuser", lambda: "ben")
    assert people.person() == "ben"
    owners = disk.list_runs(store)["owner"]
    assert (owners == plan("npv").manifest["owner"]).all()


def test_a_solve_that_the_app_starts_is_that_of_who_clicked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: the process of a solve runs under the name of the person logged in; without one, under its own."""
    environments: list[dict[str, str]] = []

    def start(command: list[str], *, env: dict[str, str], **how: Any) -> SimpleNamespace:
        environments.append(env)
        return SimpleNamespace(pid=1)

    monkeypatch.delenv(people.PERSON_VARIABLE, raising=False)
    monkeypatch.setattr(jobs, "_children", {})
    monkeypatch.setattr(jobs.subprocess, "Popen", start)
    jobs.spawn([], io.BytesIO(), "ana@site.example")
    jobs.spawn([], io.BytesIO())
    assert environments[0][people.PERSON_VARIABLE] == "ana@site.example"
    assert people.PERSON_VARIABLE not in environments[1]


def test_without_a_file_of_roles_all_may_do_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(rights.ROLES_VARIABLE, raising=False)
    assert all(rights.may("anybody", action) for action in trail.ACTIONS)


def test_a_file_of_roles_says_who_may(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: a planner proposes and does not lock; who is not named reads; the refusal names the role it takes."""
    roles = store / "roles.yaml"
    roles.write_text("ana: approver\nben: planner\n", encoding="utf-8")
    monkeypatch.setenv(rights.ROLES_VARIABLE, str(roles))
    record.record("propose", "a", "because", store=store, who="ben")
    with pytest.raises(ScenarioError, match="lock: ben is planner; it takes approver to lock"):
        record.record("lock", "a", "because", store=store, who="ben")
    assert not rights.may("carl", "propose")
    assert record.record("lock", "a", "because", store=store, who="ana").state == "locked"
    roles.write_text("everyone: planner\n", encoding="utf-8")
    assert rights.may("carl", "propose")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ana: approver\nben: chief\n", r'roles\.yaml, line 2: "chief" is the role of ben'),
        ("ana: approver\nana: viewer\n", r"roles\.yaml, line 2: this is not YAML"),
        ("- ana\n", "roles are lines such as"),
        ("", "roles are lines such as"),
    ],
)
def test_a_wrong_file_of_roles_lets_nobody_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, says: str
) -> None:
    """Proves: a mistake in the file is named with its line, and is no way to more rights."""
    (tmp_path / "roles.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv(rights.ROLES_VARIABLE, str(tmp_path / "roles.yaml"))
    with pytest.raises(ScenarioError, match=says):
        rights.may("ana", "lock")


# ------------------------------------------------------------------ on the command line


def test_the_command_line_says_what_it_did(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: state, owner and age stand in the list of runs; the trail who, what and why."""
    where = ["--store", str(store)]
    assert cli.main(["record", "propose", "a", "--comment", "fits the budget", *where]) == 0
    assert cli.main(["record", "lock", "a", "--comment", "board of 3 December", *where, "--json"]) == 0
    shown = capsys.readouterr().out
    assert f"a is candidate now (by {people.person()})." in shown
    assert '"state": "locked"' in shown
    assert cli.main(["record", "lock", "few", "--comment", "x", *where]) == 4
    assert "error: lock: few stands on 3 days per period" in capsys.readouterr().err
    with (store / trail.TRAIL).open("a", encoding="utf-8") as file:
        file.write("half a li")
    assert cli.main(["runs", *where]) == 0
    listed = capsys.readouterr()
    assert any(line.split()[0] == "a" and " locked " in line for line in listed.out.splitlines())
    assert "what stands in line 3 cannot be read" in listed.err
    assert cli.main(["record", "trail", "a", *where]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[3] for line in lines[1:]] == ["propose", "lock"]
    assert "board of 3 December" in lines[2]
    assert cli.main(["record", "lock", *where]) == 2
    assert "RUN is missing" in capsys.readouterr().err


def test_age_is_in_whole_days() -> None:
    run = {"created_utc": "2026-11-24T09:00:00+00:00", "owner": float("nan")}
    assert record.age_days(run, dt.datetime(2026, 11, 26, 8, tzinfo=dt.UTC)) == 1
    assert record.owner_of(run) == ""
