"""The notebook in docs/ runs as it is, from the first cell to the last."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

MOST_SECONDS = 60


@pytest.fixture(scope="module")
def notebook(repo_root: Path) -> Any:
    return nbformat.read(repo_root / "docs" / "notebooks" / "first_plan.ipynb", as_version=4)


def test_the_notebook_is_kept_without_outputs(notebook: Any) -> None:
    """Proves: nothing computed on somebody's machine is in the repository."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert cells
    assert all(cell.outputs == [] and cell.execution_count is None for cell in cells)


def test_the_notebook_runs(notebook: Any, repo_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: load, with_, solve, tables, chart and comparison work from a notebook, and what they show is a plan."""
    monkeypatch.setenv("PYTHONPATH", str(repo_root))
    folder = str(repo_root / "docs" / "notebooks")
    client = NotebookClient(notebook, timeout=MOST_SECONDS, resources={"metadata": {"path": folder}})
    done = client.execute()
    outputs = [cell.outputs for cell in done.cells if cell.cell_type == "code"]
    headline = outputs[0][-1]["data"]["text/plain"]
    assert any(words in headline for words in ("limits us", "served", "would not pay"))
    assert "npv_meur" in outputs[1][-1]["data"]["text/plain"]
    assert len(outputs[3][-1]["data"]["application/vnd.plotly.v1+json"]["data"]) > 0
    assert "power.spot.scale" in outputs[4][-1]["data"]["text/plain"]
