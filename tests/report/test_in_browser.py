"""The report in a real browser: it draws, asks for nothing, fits a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

from planner.report.html import write_report
from tests.charts.small_plan import small_plan
from tests.charts.small_uncertain import small_uncertain

pytestmark = pytest.mark.browser
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(small_plan(), tmp_path_factory.mktemp("report") / "report.html", "fr")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_it_draws_asks_for_nothing_and_fits(browser: Browser, report: Path, width: int, height: int) -> None:
    """Proves: the only request is the file itself, nothing fails, charts are drawn, and only charts and tables scroll
    sideways, each in its own frame."""
    page = browser.new_page(viewport={"width": width, "height": height})
    asked, trouble = opened(page, report)
    assert page.locator("figure svg:visible").count() == 4
    assert all(box["height"] > 100 for box in map(dict, filter(None, boxes(page, "figure svg"))))
    assert page.locator("h1").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert (asked, trouble) == ([report.as_uri()], [])
    page.close()


def test_a_plan_for_paths_draws_asks_for_nothing_and_fits(browser: Browser, tmp_path: Path) -> None:
    """Proves: on a phone the only request is the file, nothing fails, charts are drawn, batches are a table."""
    report = write_report(small_uncertain(), tmp_path / "paths.html", "fr")
    page = browser.new_page(viewport={"width": 390, "height": 844})
    asked, trouble = opened(page, report)
    assert page.locator("figure svg:visible").count() == 3
    assert page.locator("#waiting table").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert (asked, trouble) == ([report.as_uri()], [])
    page.close()


def opened(page: Page, report: Path) -> tuple[list[str], list[str]]:
    """What a page requests while it opens, and what goes wrong."""
    asked: list[str] = []
    trouble: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda line: trouble.append(line.text) if line.type == "error" else None)
    page.goto(report.as_uri())
    return asked, trouble


def boxes(page: Page, selector: str) -> list[FloatRect | None]:
    return [one.bounding_box() for one in page.locator(selector).all()]
