"""One app with a login, one small solved store and one Chromium for all stories."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import planner
from planner.access import rights
from planner.jobs import jobs
from tests.ui import browser as b
from tests.ui import first_edition, login_provider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

ANA = {"email": "ana@site.example", "roles": ["approver"]}
BEN = {"email": "ben@site.example", "roles": ["planner"]}
THREE_QUARTERS = """\
extends: les-ulis-first-edition.yaml
name: les-ulis-base
title: Les Ulis · small
horizon: {start: 2027-Q1, end: 2027-Q3}
"""


@dataclass
class Town:
    """The app of all stories: where it is, its store, who would log in next, and a window for each person."""

    address: str
    store: Path
    scenarios: Path
    chrome: Browser
    next_person: dict[str, Any]
    outside: set[str]
    windows: dict[str, BrowserContext] = field(default_factory=dict)

    def fresh(self, person: dict[str, Any]) -> BrowserContext:
        """A browser that has never been here, with a person logged in."""
        context = self.chrome.new_context(viewport={"width": b.WIDE[0], "height": b.WIDE[1]})
        context.set_default_timeout(b.WAIT_MS)  # a busy machine
        context.on("request", lambda request: self.outside.update(b.outside(request.url)))
        page = context.new_page()
        page.goto(f"{self.address}/runs")
        self.log_in(page, person)
        page.close()
        return context

    def log_in(self, page: Page, person: dict[str, Any]) -> None:
        """Through the page that asks for it."""
        self.next_person.clear()
        self.next_person.update(person)
        page.get_by_role("heading", name="Please log in").wait_for(timeout=b.WAIT_MS)
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("button", name=person["email"]).wait_for(timeout=b.WAIT_MS)

    def page(self, path: str, person: dict[str, Any] = ANA) -> Page:
        """A page in the window of a person, drawn to its end."""
        context = self.windows.get(person["email"]) or self.fresh(person)
        self.windows[person["email"]] = context
        page = context.new_page()
        page.goto(f"{self.address}/{path}")
        b.settle(page)
        return page


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Three quarters of the first edition: a proven plan on every day, and two variants on three days a quarter.

    Proves at the end: no page asked anybody but this machine for anything.
    """
    folder = tmp_path_factory.mktemp("stories")
    scenarios, runs, port = folder / "scenarios", folder / "runs", b.free_port()
    scenarios.mkdir()
    for file in (first_edition.uncertain(), first_edition.uncertain().parent / "les-ulis-first-edition.yaml"):
        shutil.copy(file, scenarios)
    (scenarios / "les-ulis-base.yaml").write_text(THREE_QUARTERS, encoding="utf-8")
    small = planner.load(scenarios / "les-ulis-base.yaml")
    with planner.WhatIf(small, processes=1) as what_if:
        for name, connection_mw in (("narrow", 6.0), ("wide", 14.0)):
            variant = small.with_(name=name, title=f"Les Ulis · {name}", **{"site.connection_mw": connection_mw})
            what_if.solve(variant).save(runs)
        what_if.make_exact().save(runs)
    claims: dict[str, Any] = dict(ANA)
    with contextlib.ExitStack() as stack:
        provider = stack.enter_context(login_provider.provider(claims))
        (folder / "secrets.toml").write_text(login_provider.secrets(provider, f"http://localhost:{port}"))
        names = {
            "STREAMLIT_SECRETS_FILES": str(folder / "secrets.toml"), rights.CLAIM_VARIABLE: "roles",
            "PLANNER_SCENARIOS": str(scenarios),
        }  # fmt: skip
        chrome = stack.enter_context(b.browser())
        address = stack.enter_context(b.served(runs, folder / "app.log", port=port, **names))
        made = Town(address, runs, scenarios, chrome, claims, set())
        yield made
        for job in jobs.list_jobs(runs):
            jobs.stop(job.job_id, runs, at_once=True)
    assert not made.outside
