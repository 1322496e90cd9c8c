"""The report in a real browser: it draws, asks for nothing, fits a phone and prints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

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


@pytest.mark.parametrize(("width", "height", "charts"), [(1440, 900, 3), (390, 844, 2)])
def test_it_draws_asks_for_nothing_and_fits(
    browser: Browser, report: Path, width: int, height: int, charts: int
) -> None:
    """Proves: the only request is the file itself, no script fails, charts are drawn (on a phone the table stands for
    the Sankey), and nothing but tables scrolls sideways."""
    page = browser.new_page(viewport={"width": width, "height": height})
    asked: list[str] = []
    trouble: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda line: trouble.append(line.text) if line.type == "error" else None)
    page.goto(report.as_uri())
    page.wait_for_selector("#chart-power .main-svg")
    assert page.locator(".js-plotly-plot:visible").count() == charts
    assert page.locator("#electrons table").is_visible()
    assert page.locator("h1").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert (asked, trouble) == ([report.as_uri()], [])
    page.close()


def test_a_plan_for_paths_draws_asks_for_nothing_and_fits(browser: Browser, tmp_path: Path) -> None:
    """Proves: on a phone the only request is the file, no script fails, charts are drawn, the heat map is its table."""
    report = write_report(small_uncertain(), tmp_path / "paths.html", "fr")
    page = browser.new_page(viewport={"width": 390, "height": 844})
    asked: list[str] = []
    trouble: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(report.as_uri())
    page.wait_for_selector("#chart-paths .main-svg")
    assert page.locator(".js-plotly-plot:visible").count() == 3
    assert page.locator("#waiting table").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert (asked, trouble) == ([report.as_uri()], [])
    page.close()


def test_it_prints(browser: Browser, report: Path, tmp_path: Path) -> None:
    """Proves: on paper folded tables are open and charts fit the sheet; afterwards the page is as before."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(report.as_uri())
    page.wait_for_selector("#chart-power .main-svg")
    folded = page.locator("details:not([open])").count()
    assert folded > 0
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    widths = page.eval_on_selector_all(".js-plotly-plot", "charts => charts.map(chart => chart.layout.width)")
    assert widths == [660] * 3
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details:not([open])").count() == folded
    paper = page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    assert paper.startswith(b"%PDF")
    page.close()
