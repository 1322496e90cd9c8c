"""The twelve stories from an empty store to a locked plan, in a real browser; each asserts what a person reads.

1 first run (tests/ui/test_browser.py, `solved`: it takes the base case); 2 edit with an error and its mending, 3 clone,
save, solve under its name; 4 slider, new plan, kept; 5 leave during a solve and come back; 6 stop and keep the best;
7 compare three and open the link in a fresh browser; 8 the report from the page; 9 two users, one locks; 10 session
expired; 11 phone; 12 French.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect
from pypdf import PdfReader

import planner
from planner.jobs import jobs
from planner.plan.store import disk
from planner.problem.settings import SolveSettings
from tests.ui import browser as b
from tests.ui.stories.conftest import ANA, BEN, Town

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

SOLVED_MS = 120_000
MOST_TABS = 150
FOCUSED = """(() => { const one = document.activeElement;  // not a pane that scrolls, which holds all words of the page
  return one.matches('a, button, input, textarea') ? one.getAttribute('aria-label') || one.innerText || '' : '' })()"""


def wait(page: Page, text: str | re.Pattern[str], timeout: float = SOLVED_MS) -> None:
    """Until a person can read it."""
    page.get_by_text(text).first.wait_for(timeout=timeout)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what is called so has the focus, as people without a mouse do."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if any(line.startswith(name) for line in str(page.evaluate(FOCUSED)).splitlines()):
            return
    message = f"no Tab leads to {name}"
    raise AssertionError(message)


def connection(page: Page) -> Locator:
    return page.get_by_role("spinbutton", name=re.compile("Grid connection"))


def run_of(town: Town, name: str) -> str:
    runs = disk.list_runs(town.store)
    return str(runs.loc[runs["scenario_name"] == name, "run_id"].iloc[0])


def test_story_2_and_3_by_keyboard_alone(town: Town) -> None:
    """Proves: without a mouse a person opens the page by the menu, mistypes a connection, reads what is allowed beside
    the field, mends it, names the variant, solves it under that name, and scrolls the table of every assumption."""
    page = town.page("runs")
    tab_to(page, "Scenario")
    page.keyboard.press("Enter")
    wait(page, "No change against")
    tab_to(page, "Name of the variant")
    page.keyboard.press("Control+A")
    page.keyboard.type("Typed by hand")
    page.keyboard.press("Tab")
    tab_to(page, "Grid connection")
    page.keyboard.press("Control+A")
    page.keyboard.type("-3")
    page.keyboard.press("Enter")
    wait(page, "This is not allowed yet; what you typed is kept.")
    wait(page, re.compile(r"site\.connection_mw"))
    expect(page.get_by_role("button", name="Solve", exact=True)).to_be_disabled(timeout=b.WAIT_MS)  # drawn last
    connection(page).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    wait(page, "1 change against les-ulis-base.yaml")
    tab_to(page, "Solve")
    page.keyboard.press("Enter")
    wait(page, "Solving Typed by hand, 3 days per quarter")
    wait(page, "Typed by hand, 3 days per quarter, is solved.", SOLVED_MS)
    tab_to(page, "Search names, values, sources")
    page.keyboard.type("wacc")
    page.keyboard.press("Enter")
    wait(page, re.compile(r"^\d of \d+ values"))
    page.close()
    assert run_of(town, "typed-by-hand")


def test_story_3_twelve_paths_under_its_own_name(town: Town) -> None:
    """Proves: a clone under a new name is solved for twelve paths under that name; the queue says whose it is."""
    page = town.page("scenario?parent=les-ulis-base.yaml", BEN)
    connection(page).fill("8")
    connection(page).press("Enter")
    wait(page, "1 change against les-ulis-base.yaml")
    b.settle(page)
    page.get_by_role("button", name="Clone").click()
    page.wait_for_function("() => [...document.querySelectorAll('input')].some((box) => box.value.endsWith('copy'))")
    b.settle(page)
    name = page.get_by_role("textbox", name="Name of the variant")
    name.fill("Eight megawatts")
    name.press("Enter")
    wait(page, re.compile("Draft saved at .* by ben@site.example"))
    page.get_by_text("12 paths", exact=True).click()
    b.settle(page)
    page.get_by_role("button", name="Solve", exact=True).click()
    wait(page, "Solving Eight megawatts")
    wait(page, "owner ben@site.example")
    (job,) = [job for job in jobs.list_jobs(town.store) if job.paths]
    assert (job.paths, job.title, job.owner) == (12, "Eight megawatts", "ben@site.example")
    jobs.stop(job.job_id, town.store, at_once=True)
    page.close()


def test_story_4_a_slider_and_a_new_plan_that_is_kept(town: Town) -> None:
    """Proves: what is turned on one page is answered in a sentence, stands on the other page, and is kept as a run."""
    page = town.page(f"electrons?run={run_of(town, 'les-ulis-base')}")
    page.locator(".st-key-what-if-open label").click()
    wait(page, "Ready. Turn a slider.")
    page.get_by_role("slider", name="Demand").focus()
    page.keyboard.press("ArrowRight")
    wait(page, re.compile(r"Demand \+5.*(more|less|within the proof)"))
    page.get_by_role("link", name="Plan and money", exact=True).click()
    page.wait_for_url("**/plan**", timeout=b.WAIT_MS)
    wait(page, re.compile(r"Demand \+5.*(more|less|within the proof)"))
    page.get_by_role("button", name="Keep as scenario").click()
    wait(page, re.compile(r"Demand \+5.*, 3 days per quarter, is solved"), SOLVED_MS)
    page.close()


def test_stories_5_and_6_come_back_to_a_solve_and_keep_its_best(town: Town) -> None:
    """Proves: who closes the window and opens another finds the solve; the button says beforehand what a stop keeps,
    the page what is kept; the plan then is there, and says what was left out."""
    two_years = {"name": "two-years", "title": "Two years", "horizon": {"start": "2027-Q1", "end": "2028-Q4"}}
    settings = SolveSettings("all", 1e-6, processes=1)  # a gap that takes its time
    base = town.scenarios / "les-ulis-base.yaml"
    job_id = jobs.start(base, town.store, settings, overlay=two_years, owner=ANA["email"])
    page = town.page("runs")
    wait(page, "Solving Two years, every day")
    page.close()
    page = town.page("runs")
    page.get_by_role("button", name="Stop and keep the best").click(timeout=SOLVED_MS)
    wait(page, "Keeping the best so far")
    wait(page, "Two years, every day, is solved.", SOLVED_MS)
    page.locator(f'[class*="st-key-show-{job_id}"] button').click()  # other stories' notices may stand beside it
    page.wait_for_url("**run=two-years*", timeout=b.WAIT_MS)
    page.get_by_role("link", name="Plan and money", exact=True).click()
    wait(page, "What the orders are worth was not worked out, as the solve was stopped")
    page.close()
    kept = jobs.status(job_id, town.store)
    assert (kept.state, kept.run_id is None) == ("stopped", False)


def test_story_7_three_are_compared_and_the_link_opens_elsewhere(town: Town) -> None:
    """Proves: the first of three is the reference, what differs is named, and the address is a link for anybody."""
    chosen = ",".join(run_of(town, name) for name in ("les-ulis-base", "narrow", "wide"))
    page = town.page("runs")
    box = page.get_by_role("combobox", name="Two to five runs to compare")
    for run_id in chosen.split(","):
        box.click()
        page.keyboard.type(run_id, delay=20)
        page.keyboard.press("Enter")
        page.wait_for_timeout(200)
    page.wait_for_url(re.compile("compare=.*%2C.*%2C"), timeout=b.WAIT_MS)
    link = page.url.partition("/runs")[2]
    page.close()
    context = town.fresh(BEN)
    page = context.new_page()
    page.goto(f"{town.address}/runs{link}")
    wait(page, "Inputs that differ")
    wait(page, "site.connection_mw")
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=b.WAIT_MS)
    page.set_viewport_size({"width": b.PHONE[0], "height": b.PHONE[1]})
    b.settle(page)
    assert b.overflow_px(page) <= 0
    assert len([name for name in ("les-ulis-base", "narrow", "wide") if run_of(town, name) in link]) == 3
    context.close()


def test_story_8_the_report_from_the_page(town: Town, tmp_path: Path) -> None:
    """Proves: whoever reads a plan takes it away in three formats; each says what the page says, the HTML in a browser
    without a line to anywhere."""
    run = run_of(town, "les-ulis-base")
    page = town.page(f"money?run={run}")
    served = f"{planner.open_run(run, town.store).kpi('served_share'):.1%}"
    page.get_by_role("button", name="Report").click()
    files = {}
    for kind, label in (("html", "HTML"), ("pdf", "PDF"), ("xlsx", "Excel")):
        with page.expect_download(timeout=SOLVED_MS) as download:
            page.get_by_role("button", name=label).click()
        files[kind] = tmp_path / download.value.suggested_filename
        download.value.save_as(files[kind])
        assert files[kind].name == f"{run}-en.{kind}"
    page.close()
    assert served in "".join(part.extract_text() for part in PdfReader(files["pdf"]).pages)
    assert load_workbook(files["xlsx"]).sheetnames
    offline = town.chrome.new_context(offline=True)
    page = offline.new_page()
    page.goto(files["html"].as_uri())
    wait(page, served)
    offline.close()


def test_story_9_two_people_and_one_locks(town: Town) -> None:
    """Proves: a planner proposes and is offered no lock; an approver locks with a reason; the planner's next page
    says so, and it is everybody's first page."""
    run = run_of(town, "les-ulis-base")
    ben, ana = town.page(f"plan?run={run}", BEN), town.page(f"plan?run={run}", ANA)
    for page, action in ((ben, "Propose"), (ana, "Lock")):
        page.reload()
        b.settle(page)
        page.locator("summary", has_text="Plan of record").click()
        page.get_by_role("textbox", name="Why").fill("agreed on Monday")
        page.keyboard.press("Tab")
        b.settle(page)  # what is written is taken first, and moves what is below it
        assert page.get_by_role("button", name="Lock", exact=True).count() == (action == "Lock")
        page.get_by_role("button", name=action, exact=True).click()
        wait(page, re.compile("agreed on Monday"))
    ben.goto(town.address)
    wait(ben, re.compile(r"plan of record.*locked on .* by ana@site\.example"))
    ben.close()
    ana.close()


def test_story_10_a_session_that_expired(town: Town) -> None:
    """Proves: a login that is gone is asked for again; what was typed before is there afterwards."""
    page = town.page("scenario?parent=les-ulis-base.yaml", BEN)
    connection(page).fill("9")
    connection(page).press("Enter")
    page.wait_for_url("**parent=draft**", timeout=b.WAIT_MS)
    where = page.url
    page.context.clear_cookies()
    page.reload()
    town.log_in(page, BEN)
    page.goto(where)
    wait(page, "1 change against les-ulis-base.yaml")
    assert connection(page).input_value() == "9"
    page.close()


def test_stories_11_and_12_on_a_phone_in_french(town: Town) -> None:
    """Proves: the page a director opens fits a phone from the start; the address brings the language of menu, sentence
    and numbers, and the page says which language it is in."""
    page = town.page(f"plan?run={run_of(town, 'les-ulis-base')}&lang=fr")
    page.set_viewport_size({"width": b.PHONE[0], "height": b.PHONE[1]})
    page.reload()
    b.settle(page)
    wait(page, "Demande et risque")
    wait(page, "Aucune commande")
    assert page.evaluate("document.documentElement.lang") == "fr"
    assert page.locator('[data-testid="stException"]').count() == 0
    assert b.overflow_px(page) <= 0
    page.goto(f"{town.address}/electrons?lang=fr&year=2027&run={run_of(town, 'les-ulis-base')}")
    b.settle(page)
    wait(page, "1 kWh du réseau devient")
    assert page.locator(".st-key-narrow-sankey li").first.is_visible()
    assert not page.locator(".st-key-wide-sankey").is_visible()
    table = page.locator('[data-testid="stTable"] table[data-stacked]').first
    assert table.locator("td").nth(1).get_attribute("data-head")
    assert not table.locator("thead").is_visible()
    page.set_viewport_size({"width": b.WIDE[0], "height": b.WIDE[1]})
    assert not page.locator(".st-key-narrow-sankey li").first.is_visible()
    page.close()
