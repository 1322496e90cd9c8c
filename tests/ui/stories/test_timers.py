"""A click on the menu while a timer of the page left still runs, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from planner.jobs import jobs
from planner.problem.settings import SolveSettings
from tests.ui import browser as b
from tests.ui.stories.conftest import ANA, Town
from tests.ui.stories.test_twelve_stories import run_of, wait

if TYPE_CHECKING:
    from playwright.sync_api import WebSocketRoute

pytestmark = pytest.mark.browser
LATE_MS = 1_600  # the parts of a solve under way are drawn again every second


def test_a_timer_of_the_page_left_does_not_lead_back(town: Town) -> None:
    """Proves: where the browser hears of the next page late, so that a timer of the page left goes off meanwhile,
    the next page is drawn all the same, and stays."""
    settings = SolveSettings("all", 1e-6, processes=1)  # a gap that takes its time
    years = {"name": "three-years", "title": "Three years", "horizon": {"start": "2027-Q1", "end": "2029-Q4"}}
    job_id = jobs.start(town.scenarios / "les-ulis-base.yaml", town.store, settings, overlay=years, owner=ANA["email"])
    page = town.page("runs")  # logged in
    late: list[tuple[WebSocketRoute, str | bytes]] = []
    is_late: list[bool] = []

    def relay(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda text: late.append((socket, text)) if is_late else socket.send(text))

    def hear(until: int) -> None:
        for socket, text in late[:until]:
            socket.send(text)
        del late[:until]

    page.route_web_socket("**/_stcore/stream*", relay)
    page.goto(f"{town.address}/electrons?run={run_of(town, 'les-ulis-base')}")
    wait(page, "Solving Three years, every day")
    b.settle(page)
    is_late.append(True)
    page.locator(".st-key-what-if-open label").click()  # the whole page is drawn, and sets its timers
    page.wait_for_timeout(LATE_MS)
    drawn_before = len(late)
    page.get_by_role("link", name="Plan and money", exact=True).click()
    page.wait_for_timeout(LATE_MS / 4)
    hear(drawn_before)
    page.wait_for_timeout(LATE_MS)
    is_late.clear()
    hear(len(late))
    page.wait_for_url("**/plan**", timeout=b.WAIT_MS)
    wait(page, "Decision")
    page.wait_for_timeout(LATE_MS)
    assert "/plan?" in page.url
    assert page.get_by_text("Decision").first.is_visible()
    jobs.stop(job_id, town.store, at_once=True)
    page.close()
