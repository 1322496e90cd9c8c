"""Hours of the tariff classes as data: one file, read by the bill and by the optimiser."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from planner.billing import bill
from planner.billing.grid_tariff import tariff_class
from planner.billing.rates import TARIFFS
from planner.billing.tariff_hours import hour_table
from planner.calendar import make_calendar
from planner.errors import DataError

REPOSITORY = Path(__file__).resolve().parents[2]
MORNING = "HTB,pointe,12 1 2,0 1 2 3 4,9 10 18 19,no,no,no,"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of data/ that a test may edit."""
    shutil.copytree(REPOSITORY / "data", tmp_path / "data", ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    return tmp_path / "data"


def edit(data: Path, old: str, new: str) -> None:
    path = data / "site" / "turpe_hours.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def flat() -> pd.Series:
    index = pd.date_range("2027-01-01", "2027-02-01", freq="h", tz="Europe/Paris", inclusive="left").tz_convert("UTC")
    return pd.Series(1000.0, index=index)


def test_one_edit_moves_bill_and_optimiser(data: Path) -> None:
    """Proves: both read the file. January 2027 has 20 working days: four peak hours each, then three."""
    calendar = make_calendar("2027-Q1", "2027-Q1", "month")
    for expected in (80, 60):
        rows = bill(flat(), "turpe7-htb1-lu", [2000.0] * 5, data_dir=data).set_index("item")
        of_january = tariff_class(calendar, data_dir=data)[calendar.month == 1]
        assert rows.loc["energy_pointe", "base"] == pytest.approx(expected)
        assert np.count_nonzero(of_january == 0) == expected
        if expected == 80:
            edit(data, MORNING, MORNING.replace("9 10 18 19", "9 10 18"))


def test_the_warning_comes_from_the_mark_of_the_file(data: Path) -> None:
    """Proves: marking all rows of HTB silences the flag; one row left keeps it. Those of HTA stay flagged."""
    bills = lambda name: bill(flat(), name, [2000.0] * 5, data_dir=data).set_index("item").loc["energy_HPH", "flag"]  # noqa: E731
    path = data / "site" / "turpe_hours.csv"
    assert "not verified" in bills("turpe7-htb1-lu")
    lines = path.read_text(encoding="utf-8").splitlines()
    marked = [line.replace(',no,"The commonly', ',yes,"The commonly') for line in lines]
    path.write_text("\n".join([*marked[:5], lines[5], *marked[6:]]) + "\n", encoding="utf-8")
    assert "not verified" in bills("turpe7-htb1-lu")
    path.write_text("\n".join(marked) + "\n", encoding="utf-8")
    assert hour_table("HTB", data).verified
    assert bills("turpe7-htb1-lu") == ""
    assert "not verified" in bills("turpe7-hta-lu-pf")


def test_every_tariff_has_a_class_for_every_hour() -> None:
    for name in TARIFFS:
        assert len(bill(flat(), name, [2000.0] * 5)) > 10


def test_a_bad_cell_is_named(data: Path) -> None:
    edit(data, MORNING, MORNING.replace("9 10 18 19", "9 24"))
    with pytest.raises(DataError, match=r'turpe_hours.csv, line 2, column hours: "9 24" was read; allowed are whole'):
        hour_table("HTB", data)
    with pytest.raises(DataError, match='no row for "HTC"'):
        hour_table("HTC", data)
