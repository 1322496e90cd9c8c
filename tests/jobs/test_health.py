"""What machines that watch the app read: health, figures of the queue, lines of the log."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from planner.errors import StoreError
from planner.jobs import health, jobs, log, queue
from planner.jobs.processes import FOLDER
from planner.problem.settings import SolveSettings


@pytest.fixture
def json_lines(monkeypatch: pytest.MonkeyPatch) -> logging.Logger:
    """The planner's logger as it is after the test."""
    logger = logging.getLogger("planner")
    before = list(logger.handlers), logger.level, logger.propagate
    monkeypatch.setenv(log.VARIABLE, "json")
    yield logger  # type: ignore[misc]
    logger.handlers[:], logger.level, logger.propagate = before


def test_a_store_that_takes_runs_is_healthy_and_others_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: a new store is made; a full disk, a file in its place and a senseless bound are told apart."""
    assert health.problem_of(tmp_path / "runs") == ""
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "cannot be reached" in health.problem_of(tmp_path / "file")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "may not be written to" in health.problem_of(tmp_path / "runs")
    monkeypatch.undo()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1))
    assert "less than 200 MB left" in health.problem_of(tmp_path / "runs")
    monkeypatch.undo()
    monkeypatch.setenv(queue.AT_ONCE_VARIABLE, "none")
    assert "whole number" in health.problem_of(tmp_path / "runs")


def test_figures_and_addresses_tell_of_the_queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: two queued solves are two in figures and in /metrics, with their wait; 503 says what is wrong."""
    from planner.ui import server

    monkeypatch.setenv("PLANNER_STORE", str(tmp_path))
    monkeypatch.setattr(queue, "advance", lambda _: None)
    for _ in range(2):
        jobs.start("x.yaml", tmp_path, SolveSettings())
    for path in (tmp_path / FOLDER).glob("*.job.json"):
        job = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(job | {"started_s": job["started_s"] - 60}), encoding="utf-8")
    now = health.figures(tmp_path)
    assert now.jobs == {"queued": 2, "running": 0, "done": 0, "stopped": 0, "failed": 0}
    assert 60 <= now.longest_wait_s < 120
    text = bytes(asyncio.run(server.metrics(None)).body).decode()  # type: ignore[arg-type]
    assert 'planner_jobs{state="queued"} 2.0' in text
    assert "process_resident_memory_bytes" in text
    answer = asyncio.run(server.healthz(None))  # type: ignore[arg-type]
    assert (answer.status_code, json.loads(bytes(answer.body))["ok"]) == (200, True)
    monkeypatch.setattr(server, "problem_of", lambda _: "the store is away.")
    answer = asyncio.run(server.healthz(None))  # type: ignore[arg-type]
    assert (answer.status_code, json.loads(bytes(answer.body))["problem"]) == (503, "the store is away.")


def test_events_are_lines_of_json(
    tmp_path: Path, json_lines: logging.Logger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Proves: queued, asked to stop and taken out stand with job and owner in a line each; a traceback is one line."""
    json_lines.handlers.clear()
    log.configure()
    log.configure()
    assert len(json_lines.handlers) == 1
    monkeypatch.setattr(queue, "advance", lambda _: None)
    job = jobs.start("x.yaml", tmp_path, SolveSettings(), owner="ana")
    jobs.stop(job, tmp_path)
    try:
        raise ValueError(job)
    except ValueError:
        logging.getLogger("planner.solve").exception("broken")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == ["queued", "taken out of the queue", "broken"]
    assert {(line["job_id"], line["owner"]) for line in lines[:2]} == {(job, "ana")}
    assert lines[2]["level"] == "error"
    assert "ValueError" in lines[2]["traceback"]


def test_another_kind_of_log_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(log.VARIABLE, "xml")
    with pytest.raises(StoreError, match=r'PLANNER_LOG: "xml" was given, allowed is json'):
        log.configure()
