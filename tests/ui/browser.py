"""A headless Chromium and the app as its own process, for the browser tests."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from planner.access.door import OWN_MACHINE
from tests.programs import first_there

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDE, PHONE = (1440, 900), (390, 844)
START_S, WAIT_MS, REDRAWN_MS = 60.0, 60_000, 600
TALLEST_PX = 6000


def chromium() -> str:
    """The system's Chromium. RuntimeError says how to get one."""
    return first_there(NAMES, "The browser tests need Chromium: make chromium, or apt install chromium.")


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    """A Chromium that ends with the block."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        try:
            yield opened
        finally:
            opened.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextlib.contextmanager
def served(store: Path, log: Path, port: int | None = None, **environment: str) -> Iterator[str]:
    """The app on a store, at a free port if none is given; gives its address, stops the process at the end."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    command += ["--server.port", str(port), "--server.fileWatcherType", "none"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | {"PLANNER_STORE": str(store)} | environment, stdout=out, stderr=out
        )
    address = f"http://localhost:{port}"
    try:
        _wait_until_up(address, process, log)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def _wait_until_up(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=2)
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    message = f"The app did not start:\n{log.read_text(encoding='utf-8', errors='replace')}"
    raise RuntimeError(message)


def settle(page: Page) -> None:
    """Wait until the page has its heading and the server has nothing left to draw."""
    page.wait_for_selector("h2", timeout=WAIT_MS)
    page.wait_for_timeout(400)
    page.wait_for_function(
        "() => !document.querySelector('[data-testid=stApp][data-test-script-state=running]')", timeout=WAIT_MS
    )
    page.wait_for_timeout(700)


def picture(page: Page, path: Path) -> None:
    """The whole page, as tall as its content."""
    size = page.viewport_size or {"width": WIDE[0], "height": WIDE[1]}
    tall = int(page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight"))
    page.set_viewport_size({"width": size["width"], "height": min(max(tall + 40, size["height"]), TALLEST_PX)})
    page.wait_for_timeout(900)
    page.screenshot(path=path)
    page.set_viewport_size(size)


def overflow_px(page: Page) -> int:
    """By how much the page is wider than its window."""
    script = (
        "(() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - m.clientWidth })()"
    )
    return int(page.evaluate(script))


def barriers(page: Page) -> list[str]:
    """What axe calls serious or critical for people who see or use a page otherwise: rule, and where."""
    from axe_playwright_python.sync_playwright import Axe

    violations = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['target']}" for one in violations if one["impact"] in {"serious", "critical"}
    ]


def outside(url: str) -> list[str]:
    """The address asked for, if it is of another machine."""
    parts = urlsplit(url)
    return [url] if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in OWN_MACHINE else []
