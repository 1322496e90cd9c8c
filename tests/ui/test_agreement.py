"""No two pages say different things of one plan: all are walked, what each says is read, and compared."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from planner.plan.money.reference import COLUMNS
from planner.scenario.files.load import load
from tests.charts.customers_plan import customers_plan
from tests.charts.small_plan import small_plan
from tests.charts.small_uncertain import small_uncertain
from tests.ui.claims import Claim, claims, contradictory, spoken
from tests.ui.test_pages import SCENARIO, goto, start, text

if TYPE_CHECKING:
    from pathlib import Path

FILE = "les-ulis-first-edition.yaml"  # without a forecast, which would be worked out on the page Demand
PAGES = (
    "",
    "money",
    "statements",
    "electrons",
    "demand",
    "risk",
    "sensitivity",
    "power",
    "bill",
    "carbon",
    "scenario",
    "runs",
)
YEARS = {"plan", "electrons", "power", "bill", "carbon"}
SPOKEN = {
    "site npv": {"plan", "money", "risk", "runs"},
    "first year": YEARS,
    "last year": YEARS,
    "tokens per kWh": {"plan", "electrons"},
    "served here 2028": {"plan"},
    "unserved 2028": {"plan"},
}
MONEY = ("orders npv", "npv without", "deepest funding", "month of funding", "next order", "day of order", "dscr")
SPOKEN |= {quantity: {"plan", "money"} for quantity in MONEY}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A plan with contracts and a reference, and a plan for paths of the same scenario; folder and run."""
    folder = tmp_path_factory.mktemp("both")
    values = load(SCENARIO.with_name(FILE)).values()
    small_uncertain().with_manifest(scenario=values).save(folder)
    plan = customers_plan()
    npv = float(plan.kpi("npv_meur") or 0.0)
    rows = [("npv_meur", "MEUR", npv, npv - 1.25, 1.25), ("irr", "1", 0.2, 0.1, 0.3)]
    plan = dataclasses.replace(plan, reference=pd.DataFrame(rows, columns=COLUMNS))
    return folder, plan.with_manifest(scenario=values).save(folder)


def test_all_pages_agree(monkeypatch: pytest.MonkeyPatch, both: tuple[Path, str], tmp_path: Path) -> None:
    """Proves: net present values, funding, orders, years and shares served are the same wherever they are spoken of.

    Each quantity must be read on every page that speaks of it, so that the walk cannot pass by reading nothing.
    """
    folder, run_id = both
    (tmp_path / FILE).write_text(SCENARIO.with_name(FILE).read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setenv("PLANNER_SCENARIOS", str(tmp_path))
    app = start(monkeypatch, folder, run=run_id)
    made: list[Claim] = []
    for page in PAGES:
        if page:
            goto(app, page)
        made += claims(app, page or "plan")
    assert contradictory(made) == []
    spoken_on = {quantity: {claim.page for claim in made if claim.quantity == quantity} for quantity in SPOKEN}
    assert {
        quantity: SPOKEN[quantity] - pages for quantity, pages in spoken_on.items() if SPOKEN[quantity] - pages
    } == {}


def test_a_page_that_says_otherwise_is_noticed(monkeypatch: pytest.MonkeyPatch, both: tuple[Path, str]) -> None:
    """Proves: the walk fails where a page names another year, another funding, or another share."""
    folder, run_id = both
    monkeypatch.setattr("planner.ui.pages.plan.customers_finding", lambda *_: "In 2035, of the work on offer: all")
    monkeypatch.setattr("planner.charts.findings.money.deepest_funding", lambda *_: (9e9, "2027-05"))
    app = start(monkeypatch, folder, run=run_id)
    made = [*claims(app, "plan")]
    goto(app, "money")
    made += claims(app, "money")
    assert {"last year", "deepest funding", "month of funding"} <= {a.quantity for a, _ in contradictory(made)}


def test_figures_are_compared_to_their_own_decimals() -> None:
    """Proves: 38.6 and 39 are one figure, 38.4 and 39 are two; words must be the same."""

    def pair(a: str, b: str) -> list[tuple[Claim, Claim]]:
        return contradictory([Claim("x", "q", a), Claim("y", "q", b)])

    assert not pair("38.6\u00a0M€", "39 M€")
    assert pair("38.4\u00a0M€", "39\u00a0M€")
    assert pair("93%", "91.9%")
    assert pair("October 2027", "May 2027")
    assert spoken("order", "what", "Order 2\u00a0VR by 1 May 2027; more.") == ["2\u00a0VR"]


def test_a_plan_for_paths_without_its_plan_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: where the page Plan shows another scenario than the page Risk, the page Risk says so."""
    monkeypatch.setenv("PLANNER_SCENARIOS", str(tmp_path))
    small_uncertain().save(tmp_path)
    run_id = small_plan(1).save(tmp_path)
    assert "the page Plan shows another scenario" in text(start(monkeypatch, tmp_path, "risk", run=run_id))
