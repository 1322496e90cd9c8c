"""What people wait for in the app, in a browser: the first page, a change to each page, a slider until its chart.

`python -m benchmarks pages STORE`, on a copy of a store with a solved base case. Warm: each page was open before. A
page counts as there once the server has no more to draw of it and every chart has its lines. Takes minutes.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measure import machine, save

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROUNDS, TURNS, STEP = 3, 10, 5  # a turn of the slider is 5 % of demand
WAIT_MS = 120_000
GROUPS = {
    "Plan and money": ("plan", "money", "statements"),
    "Energy": ("electrons", "power", "bill", "carbon"),
    "Demand and risk": ("demand", "risk", "sensitivity"),
    "Work": ("scenario", "runs", "happened", "schedules"),
}
THERE = """(url) => (location.pathname.endsWith('/' + url) || (url === 'plan' && location.pathname === '/'))
  && !document.querySelector('[data-testid=stApp][data-test-script-state=running]')
  && document.querySelector('h2, [data-testid=stMain] [data-testid=stMarkdown]')
  && !document.querySelector('[data-stale=true]')
  && [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every((chart) => chart.querySelector('.main-svg'))"""
ANSWERED = """(wish) => { const bar = document.querySelector('.st-key-what-if-bar');
  return bar && bar.innerText.replace(/\\u00a0/g, ' ').match(wish) && bar.querySelector('.main-svg') }"""


def until_there(page: Page, url: str) -> None:
    """Wait until a page is drawn: twice in a row, as the server begins a moment after the click."""
    for _ in range(2):
        page.wait_for_function(THERE, arg=url, timeout=WAIT_MS)
        page.wait_for_timeout(30)


def first_page_s(chrome: Browser, address: str) -> float:
    """From the address typed to the page, in a browser that was never here."""
    context = chrome.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    began = time.perf_counter()
    page.goto(address)
    until_there(page, "")
    seconds = time.perf_counter() - began
    context.close()
    return seconds


def change_s(page: Page, group: str, url: str) -> float:
    """From the click in the menu to the page: on the group for its first page, below it for the others."""
    menu = page.locator(".st-key-menu" if url == GROUPS[group][0] else ".st-key-submenu")
    link = menu.locator(f'a[href^="{url}?"]').first
    link.wait_for(timeout=WAIT_MS)
    began = time.perf_counter()
    link.click()
    until_there(page, url)
    return time.perf_counter() - began


def changes(page: Page) -> dict[str, list[float]]:
    """Seconds of each change to each page, all pages once before."""
    seconds: dict[str, list[float]] = {url: [] for urls in GROUPS.values() for url in urls}
    for turn in range(ROUNDS + 1):
        for group, urls in GROUPS.items():
            for url in urls:
                taken = change_s(page, group, url)
                if turn:
                    seconds[url].append(taken)
                print(f"{url:12} {taken:6.2f} s", flush=True)
    return seconds


def turns(page: Page, address: str) -> list[float]:
    """Seconds from each press of a key on the slider of demand to the sentence and the chart of that demand."""
    page.goto(f"{address}/electrons")
    until_there(page, "electrons")
    page.locator(".st-key-what-if-open label").click()
    page.get_by_text("Ready. Turn a slider.").wait_for(timeout=WAIT_MS)
    slider = page.get_by_role("slider", name="Demand")
    seconds = []
    for turn in range(1, TURNS + 1):
        slider.focus()
        began = time.perf_counter()
        page.keyboard.press("ArrowRight")
        page.wait_for_function(ANSWERED, arg=rf"Demand \+{STEP * turn}\D.*(more|less|within)", timeout=WAIT_MS)
        seconds.append(time.perf_counter() - began)
        print(f"slider {turn:5} {seconds[-1]:6.2f} s", flush=True)
        page.wait_for_timeout(1500)  # whoever reads it does not turn at once
    return seconds


def main() -> None:
    """Measure on a copy of the store and keep the figures."""
    from tests.ui import browser

    if len(sys.argv) < 3 or not Path(sys.argv[2]).is_dir():
        print("hint: python -m benchmarks pages STORE, a folder of runs with a solved base case.")
        sys.exit(2)
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "runs"
        shutil.copytree(sys.argv[2], store)
        log = Path(folder) / "app.log"
        with browser.served(store, log) as address, browser.browser() as chrome:
            first_page_s(chrome, address)
            first = [first_page_s(chrome, address) for _ in range(ROUNDS)]
            page = chrome.new_context(viewport={"width": 1440, "height": 900}).new_page()
            page.goto(f"{address}/runs")
            until_there(page, "runs")
            seconds = {"first page": first} | changes(page) | {"slider to chart": turns(page, address)}
    rows = [row(what, taken) for what, taken in seconds.items()]
    medians = {str(one["what"]): one["median_s"] for one in rows}
    save("pages", rows, medians=medians, command="python -m benchmarks pages STORE")  # whose path is nobody's business


def row(what: str, taken: list[float]) -> dict[str, Any]:
    """Median and slowest of some waits."""
    return {
        "what": what,
        "median_s": round(statistics.median(taken), 3),
        "slowest_s": round(max(taken), 3),
        "count": len(taken),
    }
