"""A seeded part of `python -m benchmarks fuzz`: no mutated file ends in a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.fuzz import answer, make

COUNTS = {"scenario": 25, "table": 150, "workbook": 30}


@pytest.mark.parametrize("kind", COUNTS)
def test_a_mutated_file_is_read_or_refused(kind: str, tmp_path: Path) -> None:
    """Proves: mutated scenarios, tables and workbooks end as what they are or as one of our errors; some of each."""
    for parent in Path("scenarios").glob("les-ulis-*.yaml"):
        (tmp_path / parent.name).write_bytes(parent.read_bytes())
    ends = {answer(kind, tmp_path, make(kind, seed)) for seed in range(1000, 1000 + COUNTS[kind])}
    assert "read" in ends
    assert ends - {"read"}
