"""The notebooks in docs/ run as they are, from the first cell to the last."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

MOST_SECONDS = 120  # of a cell, on a busy machine
NAMES = ("first_plan", "own_constraint", "sweep_and_tornado")


def notebook(repo_root: Path, name: str) -> Any:
    return nbformat.read(repo_root / "docs" / "notebooks" / f"{name}.ipynb", as_version=4)


def code(cells: list[Any]) -> list[Any]:
    return [cell for cell in cells if cell.cell_type == "code"]


@pytest.fixture(scope="module")
def outputs(repo_root: Path) -> dict[str, list[Any]]:
    """The outputs of each cell of code, by notebook, each run in a kernel of its own."""
    folder = str(repo_root / "docs" / "notebooks")
    answers: dict[str, list[Any]] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(repo_root))
        for name in NAMES:
            own = notebook(repo_root, name)
            NotebookClient(own, timeout=MOST_SECONDS, resources={"metadata": {"path": folder}}).execute()
            answers[name] = [cell.outputs for cell in code(own.cells)]
    return answers


def test_notebooks_are_kept_without_outputs(repo_root: Path) -> None:
    """Proves: nothing computed on somebody's machine is in the repository, and each notebook is run below."""
    names = sorted(path.stem for path in (repo_root / "docs" / "notebooks").glob("*.ipynb"))
    assert names == [*NAMES]
    for name in names:
        cells = code(notebook(repo_root, name).cells)
        assert cells
        assert all(cell.outputs == [] and cell.execution_count is None for cell in cells)


def test_sweep_and_tornado(outputs: dict[str, list[Any]]) -> None:
    """Proves: four points of a sweep are solved, and both drivers have both ends."""
    _, points, tornado = outputs["sweep_and_tornado"]
    assert points[-1]["data"]["text/plain"].count("optimal_within_gap") == 4
    rows = tornado[-1]["data"]["text/plain"].splitlines()[1:]
    assert len(rows) == 4
    assert {row.split()[1] for row in rows} == {"price", "power"}


def test_a_constraint_of_ones_own(outputs: dict[str, list[Any]]) -> None:
    """Proves: a plan shows itself; with the equation it subscribes no more than allowed, and is worth less."""
    free, _, limited, cost = outputs["own_constraint"]
    assert "<table>" in free[-1]["data"]["text/html"]
    wanted_mw, most_mw, mw = map(float, limited[0]["text"].split())
    assert mw <= most_mw + 1e-6 < wanted_mw
    assert float(cost[0]["text"].split()[0]) < 0.0


def test_the_first_plan(outputs: dict[str, list[Any]]) -> None:
    """Proves: load, with_, solve, tables, chart and comparison work from a notebook, and what they show is a plan."""
    first = outputs["first_plan"]
    headline = first[0][-1]["data"]["text/plain"]
    assert any(words in headline for words in ("limits us", "served", "would not pay"))
    assert "npv_meur" in first[1][-1]["data"]["text/plain"]
    assert len(first[3][-1]["data"]["application/vnd.plotly.v1+json"]["data"]) > 0
    assert "power.spot.scale" in first[4][-1]["data"]["text/plain"]
