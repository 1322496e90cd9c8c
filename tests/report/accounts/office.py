"""LibreOffice without a screen: opens workbooks, works every formula out again, and saves what it got."""

from __future__ import annotations

import subprocess
from pathlib import Path

from openpyxl import Workbook, load_workbook

from tests.programs import first_there

PROGRAMS = ("soffice", "libreoffice")
FORMAT = "xlsx:Calc MS Excel 2007 XML"


def program() -> str:
    """LibreOffice. RuntimeError says how to get it."""
    message = "The tests of Excel formulas need LibreOffice: make libreoffice, or apt install libreoffice-calc."
    return first_there(PROGRAMS, message)


def recalculated(files: list[Path], folder: Path) -> list[Workbook]:
    """The workbooks with the values that LibreOffice gives their formulas; our files hold none to copy."""
    command = [program(), "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    command += ["--convert-to", FORMAT, "--outdir", str(folder / "out"), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return [load_workbook(folder / "out" / file.name, data_only=True) for file in files]
