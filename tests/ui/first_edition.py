"""The first edition of the base case with what may come otherwise: customers that owe a penalty, racks bought early."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
_FOLDER = tempfile.TemporaryDirectory(prefix="first-edition-")


def uncertain() -> Path:
    """A file like les-ulis-uncertain.yaml that extends the first edition."""
    folder = Path(_FOLDER.name)
    shutil.copy(SCENARIOS / "les-ulis-first-edition.yaml", folder)
    text = (SCENARIOS / "les-ulis-uncertain.yaml").read_text(encoding="utf-8")
    text = text.replace("extends: les-ulis-base.yaml", "extends: les-ulis-first-edition.yaml")
    path = folder / "les-ulis-uncertain.yaml"
    path.write_text(text.replace("decide_until: {value: 2027-Q2", "decide_until: {value: 2027-Q1"), encoding="utf-8")
    return path
