"""A run as a PDF: the HTML report, printed on A4 by a browser that is on the machine."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import stat
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from planner.errors import StoreError, located
from planner.report.html import render
from planner.report.on_disk import save_report
from planner.whole_files import LEFT_OVER_S

if TYPE_CHECKING:
    from planner.plan.plan import Plan
    from planner.plan.several.uncertain import UncertainPlan
    from planner.report.parts import Changed

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge")
NAMED_BY = "PLANNER_BROWSER"  # environment variable: a program of the Chromium family
TIME_LIMIT_S = 120.0
FOLDERS = "planner-report-"  # of temporary files: page, profile and sheet of one print
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-extensions",
    "--disable-background-networking",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)


def write_pdf(plan: Plan | UncertainPlan, path: str | Path, locale: str = "en") -> Path:
    """Print the report of a run to `path`, whole or not at all; returns the path. Errors as `printed`."""
    sheets = printed(plan, path, locale)
    return save_report(path, lambda file: file.write_bytes(sheets))


def printed(
    plan: Plan | UncertainPlan,
    path: str | Path = "",
    locale: str = "en",
    paths: UncertainPlan | None = None,
    changed: Changed | None = None,
) -> bytes:
    """The report of a run as a PDF; `path` is what a message calls it.

    locale: "en" or "fr" (ValueError for others). `paths`, `changed`: see `html.render`. StoreError if no browser is
    found, or it prints nothing.
    """
    program = browser(path)
    text = render(plan, locale, paths=paths, changed=changed)
    return of_the_run(_printed(program, text, path), plan)


def of_the_run(sheets: bytes, plan: Plan | UncertainPlan) -> bytes:
    """The same PDF dated as the run: two prints of one run are the same bytes, and no place in the file moves."""
    when = dt.datetime.fromisoformat(plan.manifest["created_utc"]).astimezone(dt.UTC)
    stamp = f"D:{when:%Y%m%d%H%M%S}+00'00'".encode("ascii")
    return re.sub(rb"D:\d{14}\+00'00'", stamp, sheets)


def browser(path: str | Path = "") -> str:
    """The browser that prints: that of the environment variable PLANNER_BROWSER, or the first known one that is found.

    StoreError, about the report `path`, if there is none.
    """
    named = os.environ.get(NAMED_BY)
    for name in (named,) if named else BROWSERS:
        if program := shutil.which(name):
            return program
    what = f"{NAMED_BY} names {named}, which is not a program." if named else "no browser was found to print it."
    hint = f"install Chromium, or name one in {NAMED_BY}; --format html needs none, and any browser prints it."
    raise StoreError(located(str(path), f"the report could not be printed: {what}", hint))


def _printed(program: str, text: str, path: str | Path) -> bytes:
    """The page as PDF. The folder with page and profile is gone afterwards."""
    _sweep()
    with tempfile.TemporaryDirectory(prefix=FOLDERS, ignore_cleanup_errors=True) as folder:
        page, sheet = Path(folder) / "report.html", Path(folder) / "report.pdf"
        page.write_text(text, encoding="utf-8")
        own = [f"--user-data-dir={folder}/profile", f"--print-to-pdf={sheet}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            own.append("--no-sandbox")  # Chromium's sandbox does not start for root
        command = [program, *FLAGS, *own, page.as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=TIME_LIMIT_S, check=False)
        except subprocess.TimeoutExpired:
            raise StoreError(_not_printed(path, program, f"was not done after {TIME_LIMIT_S:.0f} s")) from None
        if done.returncode != 0 or not sheet.is_file():
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise StoreError(_not_printed(path, program, f"ended with code {done.returncode} ({last[:200]})"))
        return sheet.read_bytes()


def _sweep() -> None:
    """Remove the folders of our prints that were killed: none takes an hour."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDERS}*"):
        with suppress(OSError):
            about = folder.lstat()
            ours = stat.S_ISDIR(about.st_mode) and (not hasattr(os, "geteuid") or about.st_uid == os.geteuid())
            if ours and time.time() - about.st_mtime > LEFT_OVER_S:
                shutil.rmtree(folder, ignore_errors=True)


def _not_printed(path: str | Path, program: str, why: str) -> str:
    hint = f"name another browser in {NAMED_BY}, or use --format html and print that."
    return located(str(path), f"the report could not be printed: {program} {why}.", hint)
