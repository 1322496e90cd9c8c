"""A store with two small runs, and the app on top of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from planner.jobs import jobs
from tests.charts.small_plan import small_plan

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def two_runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A store with the plans of two small sites; returns the folder and both run_ids, the older first."""
    folder = tmp_path_factory.mktemp("store")
    return folder, small_plan(1).save(folder), small_plan(2).save(folder)


@pytest.fixture
def no_solves(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Solves are noted instead of started."""
    started: list[tuple[object, ...]] = []

    def note(
        scenario: object, store: object, days: object, gap: object, *, overlay: object = None, **paths: object
    ) -> str:
        assert not any(paths.values())
        started.append((scenario, store, days, gap, overlay))
        return "noted"

    monkeypatch.setattr(jobs, "start", note)
    return started
