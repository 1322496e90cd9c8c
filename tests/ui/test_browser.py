"""The app in a real browser: a first start solves before one's eyes, and every page fits a desk and a phone.

The other stories are in tests/ui/stories.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import planner
from planner.jobs import jobs
from planner.plan.store import disk as store
from tests.ui import browser as b
from tests.ui import first_edition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser

SOLVED_MS = 240_000
PAGES = {
    "plan": "plan", "money": "money", "statements": "statements",
    "electrons": "electrons", "demand": "demand", "risk": "risk", "power": "power", "bill": "bill",
    "carbon": "carbon", "sensitivity": "sensitivity", "scenario": "scenario", "runs": "runs",
    "schedules": "schedules", "happened": "happened",
}  # fmt: skip
CHARTS = {"plan": 4, "money": 2, "electrons": 5, "demand": 3, "risk": 4, "power": 4, "bill": 1, "carbon": 1}
BASE = b.ROOT / "scenarios" / "les-ulis-base.yaml"
UNCERTAIN = first_edition.uncertain()


@pytest.fixture(scope="module")
def chrome() -> Iterator[BrowserContext]:
    """One Chromium for all tests of this file, which keeps what it has loaded, as people's do.

    Proves at the end: no page asked anybody but this machine for anything.
    """
    outside: set[str] = set()
    with b.browser() as opened:
        context = opened.new_context()
        context.on("request", lambda request: outside.update(b.outside(request.url)))
        yield context
    assert not outside


@pytest.fixture(scope="module")
def solved(chrome: BrowserContext, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The app after a first start: it solved 3 days per quarter and went on with all days, until a click stopped it.

    The clicks and what they must lead to are asserted here, once, because they take a minute.
    """
    folder = tmp_path_factory.mktemp("first-start")
    with b.served(folder, folder.parent / "app.log") as address:
        page = opened_page(chrome)
        page.goto(address)
        page.get_by_text("No plan yet").wait_for(timeout=b.WAIT_MS)
        page.get_by_text("Solving les-ulis-base, 3 days per quarter").wait_for(timeout=b.WAIT_MS)
        picture(page, "first-start-1440.png")
        page.wait_for_selector("h2", timeout=SOLVED_MS)
        page.get_by_text("Solving les-ulis-base, every day").wait_for(timeout=b.WAIT_MS)
        picture(page, "full-run-in-background-1440.png")
        page.reload()
        page.get_by_role("button", name=re.compile("^Stop( and|;)")).click(timeout=b.WAIT_MS)  # with a plan or without
        page.get_by_text("Solving les-ulis-base, every day").wait_for(state="detached", timeout=SOLVED_MS)
        page.close()
        planner.solve(UNCERTAIN, paths=2, days=1, gap=0.05).save(folder)  # for the page Risk
        yield address, folder
        for job in jobs.list_jobs(folder):
            jobs.stop(job.job_id, folder, at_once=True)


def opened_page(chrome: BrowserContext, size: tuple[int, int] = b.WIDE) -> Page:
    """An empty page of a desk, or of another size."""
    page = chrome.new_page()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    return page


def newest(folder: Path) -> str:
    """What a link to the newest run says: it is stopped, so the bare address does not show it."""
    return f"run={store.list_runs(folder)['run_id'].iloc[0]}"


def picture(page: Page, name: str) -> None:
    """A picture of the page in the folder that PLANNER_PICTURES names; none where it names none."""
    folder = os.environ.get("PLANNER_PICTURES", "")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        b.picture(page, Path(folder) / name)


def test_story_1_first_run_solves_and_is_kept(solved: tuple[str, Path]) -> None:
    """Proves: the plan on 3 days is in the store, and exactly two solves were ever started, despite a reload."""
    _, folder = solved
    table = store.list_runs(folder)
    assert "3" in set(table["days"])
    assert sorted(job.days for job in jobs.list_jobs(folder)) == ["3", "all"]


@pytest.mark.parametrize("url", PAGES)
def test_page_fits_and_has_no_error(chrome: BrowserContext, solved: tuple[str, Path], url: str) -> None:
    """Proves: each page opens by its address, without a traceback, draws its charts, fits a desk and a phone, and shows
    axe nothing serious or critical, light at a desk and dark on a phone.

    Opened wide and then made narrow, as a phone is turned: a page knows nothing of its window's size on the server.
    """
    address, folder = solved
    page = opened_page(chrome)
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.goto(f"{address}/{url}?{newest(folder)}")
    b.settle(page)
    wanted = CHARTS.get(url, 0)
    drawn = "n => document.querySelectorAll('.js-plotly-plot .main-svg').length >= n"
    for size, scheme, axe in ((b.WIDE, "light", True), (b.PHONE, "light", False), (b.PHONE, "dark", True)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.wait_for_timeout(b.REDRAWN_MS)  # by the browser alone: the server hears of neither
        page.wait_for_function(drawn, arg=wanted, timeout=b.WAIT_MS)  # a busy machine draws late
        if scheme == "light":
            picture(page, f"{PAGES[url]}-{size[0]}.png")
        assert page.locator('[data-testid="stException"]').count() == 0
        assert not failures
        assert b.overflow_px(page) <= 0
        assert not axe or b.barriers(page) == []
    page.close()


def test_a_click_in_the_calendar_opens_its_day_and_back_undoes_it(
    chrome: BrowserContext, solved: tuple[str, Path]
) -> None:
    """Proves: a click on a day and one in the menu are one entry of the history each, and Back goes through both."""
    address, folder = solved
    page = opened_page(chrome)
    page.goto(f"{address}/electrons?{newest(folder)}")
    b.settle(page)
    days = page.locator(".st-key-calendar .scatterlayer .point")
    days.first.wait_for(state="attached", timeout=b.WAIT_MS)
    before = page.evaluate("history.length")
    days.nth(3).scroll_into_view_if_needed()
    days.nth(3).click(force=True)
    page.wait_for_url("**day=2027-**", timeout=b.WAIT_MS)
    b.settle(page)
    page.get_by_role("link", name="Power", exact=True).click()
    page.wait_for_url("**/power?**", timeout=b.WAIT_MS)
    b.settle(page)
    assert newest(folder) in page.url
    assert page.evaluate("history.length") == before + 2
    page.go_back()
    page.wait_for_url("**/electrons?**day=2027-**", timeout=b.WAIT_MS)
    b.settle(page)
    page.go_back()
    page.wait_for_function("() => !location.search.includes('day=')", timeout=b.WAIT_MS)
    b.settle(page)
    assert "day=" not in page.url
    page.close()


def test_chromium_is_there() -> None:
    """Proves: the browser tests did not pass for want of a browser."""
    assert shutil.which(Path(b.chromium()).name)
