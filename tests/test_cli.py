"""The command line: exit codes, data on stdout, words on stderr, background jobs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from planner import cli
from planner.api import load, open_run
from planner.cli.solve import ProgressLine, Stop, line_of
from planner.errors import InfeasiblePlan, ScenarioError, SolverFailure, StoreError
from planner.jobs import jobs
from planner.jobs.progress import ProgressFile
from planner.jobs.queue import ATTEMPTS
from planner.problem.settings import SolveSettings
from planner.problem.solution import Progress
from planner.whole_files import write_text_whole
from tests.inputs.tiny import tiny_inputs
from tests.plan.answers import plan, scenario

STEP = Progress("all days", 7, 12.4, 120.5, 119.9, 0.005)


@pytest.fixture
def tiny_site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Scenario and inputs are those of a tiny site; returns the folder of the store."""
    monkeypatch.setattr("planner.api.load", lambda *_: scenario())
    monkeypatch.setattr("planner.inputs.build.build_inputs", lambda *_, **__: tiny_inputs())
    return tmp_path / "runs"


def test_solve_prints_json_only_and_saves(tiny_site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: stdout is one JSON document with the fields machines were promised; progress is on stderr."""
    code = cli.main(["solve", "tiny.yaml", "--store", str(tiny_site), "--processes", "1", "--json"])
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert code == 0
    assert list(found) == ["status", "objective", "bound", "gap", "seconds", "run_id", "kpis"]
    assert found["status"] == "optimal_within_gap"
    assert (tiny_site / found["run_id"] / "manifest.json").is_file()
    assert "pass 1" in said.err
    assert "gap" in said.err


def test_solve_tells_people_the_sentence(tiny_site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["solve", "tiny.yaml", "--store", str(tiny_site), "--processes", "1", "--quiet", "--locale", "fr"]
    assert cli.main(arguments) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert "tokens par kWh" in said.out
    assert "de l’optimum, prouvé" in said.out


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ScenarioError("base.yaml, line 3: no.\n\nhint: yes."), 2),
        (InfeasiblePlan("no plan"), 3),
        (SolverFailure("no answer"), 4),
        (StoreError("disk full"), 4),
    ],
)
def test_every_error_has_its_exit_code_and_no_traceback(
    error: Exception, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr("planner.api.load", lambda *_: scenario())
    monkeypatch.setattr("planner.api.solve", fail)
    progress = tmp_path / "p.json"
    assert cli.main(["solve", "x.yaml", "--store", str(tmp_path), "--progress-file", str(progress)]) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"error: {error}\n"
    assert json.loads(progress.read_text(encoding="utf-8"))["exit_code"] == code


def test_what_nobody_expected_goes_to_a_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Proves: one sentence for the user, the traceback in the store for whoever repairs it."""
    monkeypatch.setattr("planner.api.load", lambda *_: 1 / 0)
    assert cli.main(["solve", "x.yaml", "--store", str(tmp_path)]) == 4
    said = capsys.readouterr().err
    assert said.startswith("error: Something broke inside the planner. Please report it")
    assert "Traceback" not in said
    (log,) = (tmp_path / ".logs").iterdir()
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")
    assert str(log) in said


@pytest.mark.parametrize("arguments", [["solve"], ["solve", "x.yaml", "--days", "none"], ["fly"], ["report"]])
def test_wrong_arguments_are_bad_input(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == 2
    assert "usage: planner" in capsys.readouterr().err


def test_a_missing_file_is_bad_input_without_a_traceback(tmp_path: Path) -> None:
    """Proves, in a fresh process: exit code 2, nothing on stdout, the file named on stderr."""
    command = [sys.executable, "-m", "planner", "solve", str(tmp_path / "none.yaml"), "--store", str(tmp_path / "runs")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "none.yaml" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "runs").exists()


def test_help_comes_at_once() -> None:
    """Proves: help loads no library that takes a second to load; `python -m benchmarks at_once` has the time.

    A bug would give: a module of the planner that imports pandas, Pyomo or a solver at its top and is read for help.
    """
    code = (
        "import contextlib, sys\nfrom planner import cli\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(None):\n    cli.main(['--help'])\n"
        "print(*sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"pandas", "numpy", "pyomo", "highspy", "scipy", "plotly", "streamlit", "pydantic"}
    assert "planner.cli" in done.stdout.split()
    assert not heavy & set(done.stdout.split())


def test_stopping_keeps_the_best_plan(
    tiny_site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Proves: Ctrl-C during a solve saves the plan in hand and ends with 5."""
    made = plan("npv")

    def solve(*_: Any, cancel: Any, store: str, **__: Any) -> Any:
        os.kill(os.getpid(), signal.SIGINT)
        deadline = time.monotonic() + 5
        while not cancel():
            assert time.monotonic() < deadline
        stopped = made.with_manifest(status="stopped")
        stopped.save(store)
        return stopped

    monkeypatch.setattr("planner.api.solve", solve)
    before = signal.getsignal(signal.SIGINT)
    assert cli.main(["solve", "x.yaml", "--store", str(tiny_site), "--json"]) == 5
    said = capsys.readouterr()
    assert json.loads(said.out)["status"] == "stopped"
    assert "the best plan so far will be saved" in said.err
    assert signal.getsignal(signal.SIGINT) is before
    assert len(list(tiny_site.iterdir())) == 1


def test_a_stop_file_is_noticed(tmp_path: Path) -> None:
    stop = Stop(str(tmp_path / "stop"))
    assert not stop()
    (tmp_path / "stop").touch()
    time.sleep(0.35)
    assert stop()


def test_progress_away_from_a_terminal_is_one_line_per_phase(capsys: pytest.CaptureFixture[str]) -> None:
    line = ProgressLine(quiet=False)
    for number in (1, 2, 3):
        line(Progress("few days", number, 1.0, None, None, None))
    line(STEP)
    assert capsys.readouterr().err.splitlines() == ["few days, pass 1 · 1 s", line_of(STEP)]
    assert line_of(STEP) == "all days, pass 7 · 12 s · best 119.90 MEUR · bound 120.50 MEUR · gap 0.50%"


def test_runs_and_compare_read_the_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a = plan("npv").save(tmp_path)
    b = plan("crowded").with_manifest(run_id=f"other-{a}").save(tmp_path)
    assert cli.main(["runs", "--store", str(tmp_path), "--json"]) == 0
    assert {row["run_id"] for row in json.loads(capsys.readouterr().out)} == {a, b}
    assert cli.main(["runs", "--store", str(tmp_path)]) == 0
    assert a in capsys.readouterr().out
    assert cli.main(["compare", a, "other", "--store", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "Inputs that differ" in shown
    assert "Net present value, from a to b" in shown
    assert cli.main(["compare", a, b, "--store", str(tmp_path), "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out)) == {"a", "b", "inputs", "kpis", "orders", "bridge"}
    assert cli.main(["compare", a, "nothing", "--store", str(tmp_path)]) == 4
    assert 'there is no run "nothing"' in capsys.readouterr().err


def test_check_counts_and_shows_every_problem(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Proves: the second file is checked although the first is wrong, and the exit code says bad input."""

    def load(path: str) -> Any:
        if path == "bad.yaml":
            message = "bad.yaml, line 2: site.mw is not a field."
            raise ScenarioError(message)
        return scenario()

    monkeypatch.setattr("planner.api.load", load)
    monkeypatch.setattr("planner.inputs.build.build_inputs", lambda *_, **__: tiny_inputs())
    assert cli.main(["check", "bad.yaml", "good.yaml"]) == 2
    said = capsys.readouterr()
    assert "bad.yaml, line 2" in said.err
    assert said.out.startswith("good.yaml: ok · 2 periods · 4 days · 96 hours · 2 racks")
    assert cli.main(["check", "bad.yaml", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)[0]["ok"] is False


def test_check_counts_every_site_of_a_portfolio(capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: a portfolio is built as for solving, and each site says what it holds and warns of."""
    portfolio = str(Path(__file__).parents[1] / "scenarios" / "portfolio-1gw.yaml")
    assert cli.main(["check", portfolio, "--days", "1", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["counts"] == {"sites": 3, "periods": 40, "shared workloads": 7, "shared supplies": 2, "budgets": 4}
    assert list(found["sites"]) == ["les-ulis", "bruyeres", "borlange"]
    assert all(site["counts"]["days"] == 40 and site["warnings"] for site in found["sites"].values())
    assert cli.main(["check", portfolio, "--days", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{portfolio}: ok · 3 sites · 40 periods · 7 shared workloads · 2 shared supplies · 4 budgets"
    assert lines[1].startswith("  les-ulis: 40 periods · 40 days · 960 hours · 6 racks")
    assert lines[2].startswith("    ! Tokens per second are those of the nearest benchmark rows")
    assert lines[3].startswith("    ! Only a few real days")


def test_report_writes_one_file_and_names_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: the path of what was written is all that stdout gets, and the file is there."""
    plan("npv").save(tmp_path)
    out = tmp_path / "x.html"
    assert cli.main(["report", "latest", "--out", str(out), "--locale", "fr", "--store", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines() == [str(out)]
    assert '<html lang="fr"' in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments", [["--out", "x.xlsx"], ["--format", "xlsx"], ["--format", "xlsx", "--out", "y.xlsx"]]
)
def test_report_in_excel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    """Proves: the format is that of --format or of the file's ending, and the file is named after it or as told."""
    run = plan("npv").save(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["report", "latest", *arguments, "--store", str(tmp_path)]) == 0
    (said,) = capsys.readouterr().out.splitlines()
    assert said == (arguments[-1] if "--out" in arguments else f"reports/{run}.xlsx")
    assert Path(said).read_bytes().startswith(b"PK")


def test_schedule_shows_and_does_what_the_file_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Proves: names and folders arrive as given; `once` prints one path a line, `next` one entry a line."""
    from planner.schedule import run as schedules

    called: list[tuple[Any, ...]] = []

    def once(*arguments: Any) -> list[Path]:
        called.append(arguments)
        return [Path("a.html"), Path("b.html")]

    monkeypatch.setattr(schedules, "once", once)
    timetable = Path(__file__).parents[1] / "schedules.yaml"
    store = ["--store", str(tmp_path), "--file", str(timetable)]
    assert cli.main(["schedule", "once", "monday-base", *store]) == 0
    assert capsys.readouterr().out.splitlines() == ["a.html", "b.html"]
    assert called == [(str(timetable), "monday-base", str(tmp_path), "reports")]
    assert cli.main(["schedule", "next", *store]) == 0
    names = [line.split("  ")[1] for line in capsys.readouterr().out.splitlines()]
    assert sorted(names) == ["monday-base", "monthly-what-ifs"]
    assert cli.main(["schedule", "once", *store]) == 2
    assert "NAME is missing" in capsys.readouterr().err


# ------------------------------------------------------------------ background jobs


def wait_for(job: str, store: Path, states: set[str], seconds: float = 60.0) -> jobs.JobStatus:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        now = jobs.status(job, store)
        if now.state in states:
            return now
        time.sleep(0.1)
    pytest.fail(f"{job} is still {now.state}: {now}")


def test_a_job_with_a_wrong_scenario_says_why(tmp_path: Path) -> None:
    """Proves: a detached process tells its end through the store alone."""
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("sitte: 1\n", encoding="utf-8")
    job = jobs.start(wrong, tmp_path / "runs", SolveSettings(days=1))
    ended = wait_for(job, tmp_path / "runs", {"failed", "done", "stopped"})
    assert (ended.state, ended.exit_code) == ("failed", 2)
    assert "sitte" in ended.message
    assert [found.job_id for found in jobs.list_jobs(tmp_path / "runs")] == [job]


def test_a_changed_scenario_is_solved_in_the_background(tmp_path: Path, repo_root: Path) -> None:
    """Proves, on the real site, one day per quarter: values and overlay reach a detached process; it saves its run."""
    store = tmp_path / "runs"
    values = load(repo_root / "scenarios" / "les-ulis-base.yaml").values()
    settings = SolveSettings(days=1, gap=0.02, processes=1)
    job = jobs.start(values, store, settings, overlay={"power": {"spot": {"scale": 1.3}}})
    ended = wait_for(job, store, {"failed", "done", "stopped"}, seconds=120)
    assert ended.state == "done", ended
    assert ended.run_id is not None
    run = open_run(ended.run_id, store)
    assert run.manifest["scenario"]["power"]["spot"]["scale"] == 1.3
    assert ended.message == run.headline()
    assert "tokens_per_kwh" in ended.log.read_text(encoding="utf-8")


def fake_job(store: Path, pid: int, started_s: float) -> str:
    folder = store / ".jobs"
    folder.mkdir(parents=True, exist_ok=True)
    record = {
        "job_id": "base-1", "pid": pid, "scenario": "base.yaml", "days": "all", "gap_asked": 0.005,
        "started_utc": "2026-11-24T09:00:00+00:00", "started_s": started_s, "attempts": ATTEMPTS,
    }  # fmt: skip
    (folder / "base-1.job.json").write_text(json.dumps(record), encoding="utf-8")
    return "base-1"


def test_a_job_that_was_killed_is_not_running_for_ever(tmp_path: Path) -> None:
    """Proves: a process that is gone, or whose number another process has now, is reported with its last words."""
    job = fake_job(tmp_path, os.getpid(), started_s=0.0)
    (tmp_path / ".jobs" / "base-1.log").write_text("MemoryError\n", encoding="utf-8")
    now = jobs.status(job, tmp_path)
    assert now.state == "failed"
    assert now.message == "The solve ended without a result.\nMemoryError"


def test_progress_is_told_through_the_file_and_stop_through_another(tmp_path: Path) -> None:
    """Proves: a reader sees phase, bound and gap while the solve runs, and can ask it to stop."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        try:
            job = fake_job(tmp_path, process.pid, time.time())
            file = ProgressFile(tmp_path / ".jobs" / "base-1.progress.json")
            file.phase("reading the scenario")
            file.step(STEP)
            now = jobs.status(job, tmp_path)
            assert (now.state, now.phase, now.pass_number, now.gap) == ("running", "all days", 7, 0.005)
            assert not now.stop_asked
            jobs.stop(job, tmp_path)
            assert jobs.status(job, tmp_path).stop_asked
            file.end(exit_code=5, message="Order 1 rack.", run_id="base-x")
            assert (jobs.status(job, tmp_path).state, jobs.status(job, tmp_path).run_id) == ("stopped", "base-x")
        finally:
            process.kill()


def test_progress_is_never_seen_half_written(tmp_path: Path) -> None:
    """Proves: a thousand rewrites, and every read is whole JSON."""
    path = tmp_path / "p.json"
    write_text_whole(path, json.dumps({"text": "x" * 5000}))

    def write() -> None:
        for number in range(1000):
            write_text_whole(path, json.dumps({"text": "x" * 5000, "number": number}))

    writer = threading.Thread(target=write)
    writer.start()
    while writer.is_alive():
        assert len(json.loads(path.read_text(encoding="utf-8"))["text"]) == 5000
    writer.join()


def test_an_unknown_job_is_refused(tmp_path: Path) -> None:
    fake_job(tmp_path, 1, 0.0)
    with pytest.raises(StoreError, match=r'there is no job "base-2"\.\n\nhint: Did you mean "base-1"\?'):
        jobs.status("base-2", tmp_path)
