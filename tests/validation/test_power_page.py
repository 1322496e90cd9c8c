"""docs/power.md holds what its command writes, and its figures are those of the engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import power
from planner.billing import own


def test_the_page_is_what_its_command_writes(repo_root: Path) -> None:
    """Proves: no figure of the page was typed. `python -m benchmarks power` writes it again."""
    assert (repo_root / "docs" / "power.md").read_text(encoding="utf-8") == power.page()


def test_a_flat_load_pays_the_forward_of_its_year() -> None:
    """Proves: 8,760 hours of 2027 were billed: a flat load pays the mean of the year, its forward of 50.53 EUR/MWh."""
    load = power.flat()
    rows = power.year_bill(load, power.options())
    assert load.energy_mwh == pytest.approx(87_600)
    assert power.total_per_mwh(rows, load, own.SPOT) == pytest.approx(50.53, abs=0.005)
