"""The pages Power, Bill and contracts, Carbon and reporting through Streamlit's AppTest, and their tables."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from planner.charts.energy import load
from planner.charts.findings import connection, power
from planner.optimisation.search.session import solve_inputs
from planner.plan.plan import Plan
from planner.plan.studies import bill_views, carbon, regulator
from planner.problem.connection import GridLimit
from planner.ui.kit import account_tables
from planner.words import formats, has
from planner.words.flags import flag
from planner.words.names import bill_item_name
from tests.charts.small_plan import small_plan
from tests.inputs.tiny import tiny_inputs
from tests.optimisation.make_connection import with_cap, with_flexible
from tests.ui.test_pages import start, text

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

PLAN = small_plan(1)
YEAR = "2027"


@pytest.mark.parametrize("page", ["power", "bill", "carbon"])
def test_page_says_that_only_some_days_were_dispatched(
    monkeypatch: pytest.MonkeyPatch, two_runs: Any, page: str
) -> None:
    """Proves: each page opens in French as in English, and names the days its figures stand on."""
    folder, first, _ = two_runs
    days = PLAN.manifest["dispatched_days"]
    assert f"Only {days} real days of the horizon were dispatched" in text(start(monkeypatch, folder, page, run=first))
    french = text(start(monkeypatch, folder, page, run=first, lang="fr"))
    assert f"Seuls {days} jours réels de l’horizon sont calculés" in french


def test_power_follows_the_year(monkeypatch: pytest.MonkeyPatch, two_runs: Any) -> None:
    """Proves: the sentence is that of the first whole year, and of another once it is chosen."""
    folder, first, _ = two_runs
    app = start(monkeypatch, folder, "power", run=first)
    hours = load.hours_of(PLAN, [name for name in PLAN.periods if name.startswith(YEAR)])
    assert power.power(hours, load.connection_mw(PLAN, YEAR), YEAR) in text(app)
    app.pills(key="year").set_value("2028").run()
    assert not app.exception
    assert "In 2028 the site draws" in text(app)
    assert "The plan covers 2028 in part" in text(app)


def test_power_shows_the_connection(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: curtailment, room with one transformer lost and carbon stand on the page where a plan has them."""
    x = tiny_inputs(periods=5, days_per_period=3, workloads=3, seed=1)
    size = len(x.hours.utc)
    part = x.phases.connection_mw / 4
    x = with_flexible(with_cap(x, 1e6, np.full(size, 0.05)), part.tolist(), called=np.arange(size) % 24 == 18)
    total = float(x.phases.connection_mw.sum())
    x = dataclasses.replace(x, grid_limit=GridLimit(np.full(size, total), 2 * total, 3 * total))
    made = {"days": 3, "gap_asked": 0.01, "data_hash": "none"}
    plan = Plan.from_solution(None, x, solve_inputs(x, gap=0.01, processes=1), made)
    app = start(monkeypatch, tmp_path, "power", run=plan.save(tmp_path))
    assert connection.finding(plan, YEAR) in text(app)
    assert "with one transformer lost" in text(app)


def test_bill_holds_the_total_of_the_engine(monkeypatch: pytest.MonkeyPatch, two_runs: Any) -> None:
    """Proves: the table ends with the sum of all lines, and the versions come with ours marked."""
    folder, first, _ = two_runs
    app = start(monkeypatch, folder, "bill", run=first)
    rows = bill_views.bill_of_year(PLAN, YEAR)
    assert app.table[0].value.iloc[-1]["k€"] == f"{rows['amount_eur'].sum() / 1e3:,.1f}"
    assert app.table[1].value["Version"].str.contains("planned with").sum() == 1
    assert "No contract" in text(app)


def test_carbon_shows_every_figure_to_file(monkeypatch: pytest.MonkeyPatch, two_runs: Any) -> None:
    """Proves: six cards, the conditions with their state, and each row of the regulator's table."""
    folder, first, _ = two_runs
    app = start(monkeypatch, folder, "carbon", run=first)
    table = carbon.carbon_table(PLAN)
    assert len(app.metric) == 6
    assert power.carbon(carbon.carbon_of(table, YEAR), YEAR) in text(app)
    report = regulator.regulator_table(PLAN, table, YEAR)
    assert app.table[1].value["Figure"].tolist() == report["kpi"].tolist()
    assert "not secured" in text(app) or "is lost" in text(app)


def test_a_run_without_its_hours_is_explained(monkeypatch: pytest.MonkeyPatch, two_runs: Any, tmp_path: Path) -> None:
    """Proves: on the bill page a missing hourly table gives a sentence, not a traceback."""
    folder, first, _ = two_runs
    copy = tmp_path / "store"
    shutil.copytree(folder / first, copy / first)
    shutil.rmtree(copy / first / "hourly")
    assert "No bill can be worked out" in text(start(monkeypatch, copy, "bill", run=first))


def test_findings_about_contracts_and_versions() -> None:
    """Proves: cover is energy over consumption; a version that saves is named with what it saves."""
    energy = float(PLAN.power.loc[PLAN.power["period"].str.startswith(YEAR), "energy_mwh"].sum())
    half = pd.DataFrame({"period": [f"{YEAR}-Q1"], "kind": ["solar"], "energy_mwh": [energy / 2]})
    assert power.cover(PLAN, half, YEAR).startswith("Contracts deliver 50%")
    assert power.cover(PLAN, None, YEAR).startswith("No contract")
    assert len(account_tables.contracts_of(half, YEAR)) == 1
    lu, mu = "turpe7-htb1-lu", "turpe7-htb1-mu"
    table = pd.DataFrame({"tariff": [lu, mu, mu], "total_eur": [1e6, 1.2e6, 1.3e6], "basis": ["best", "best", "plan"]})
    assert power.versions(table) == "Version LU of the grid tariff would save 200\u00a0k€ a year"
    swapped = table.assign(tariff=[lu, mu, lu])
    assert power.versions(swapped) == "Version LU of the grid tariff is the cheapest, by 200\u00a0k€ a year"


def test_charts_hold_what_the_tables_hold() -> None:
    """Proves: the duration curve keeps the energy, the panels the load nearest to what was subscribed."""
    hours = load.hours_of(PLAN, PLAN.periods)
    curve = load.duration_data(hours)
    widths = curve["hours_share"].diff().fillna(curve["hours_share"].iloc[0]) * hours["weight"].sum()
    assert float(widths @ curve["grid_mw"]) == pytest.approx(PLAN.power["energy_mwh"].sum(), rel=1e-5)
    assert curve["grid_mw"].is_monotonic_decreasing
    data = load.by_hour_data(hours)
    room = (hours["subscribed_mw"] - hours["grid_mw"]).min()
    assert (data["subscribed_then_mw"] - data["tightest_mw"]).min() == pytest.approx(room)
    panels = load.by_hour(hours, 10.0)
    assert sum(trace.type == "bar" for trace in panels.data) == hours["tariff_class"].nunique()


def test_every_condition_state_and_item_has_words_in_both_languages() -> None:
    """Proves: no reader meets a key: conditions, states and line items are all in the word list, both ways."""
    conditions = regulator.excise_conditions(PLAN, carbon.carbon_table(PLAN), YEAR)
    keys = [f"condition {name}" for name in conditions["condition"]]
    keys += [f"state {name}" for name in (regulator.MET, regulator.MISSED, regulator.UNKNOWN, "due by 15 May")]
    assert all(has(key) for key in keys)
    rows = bill_views.bill_of_year(PLAN, YEAR)
    for item in rows["item"].unique():
        assert bill_item_name(item, "fr") != item


def test_contracts_that_begin_later_are_not_denied() -> None:
    """Proves: in a year before the first delivery the page says when it is; it does not say there is no contract."""
    later = pd.DataFrame({"period": ["2031-Q1", "2029-Q1"], "kind": ["solar", "solar"], "energy_mwh": [5.0, 0.0]})
    said = power.cover(PLAN, later, YEAR)
    assert said.startswith(f"No contract delivers in {YEAR}:")
    assert said.endswith("run from 2031 on")


def test_contracts_are_shown_in_words_with_their_gain() -> None:
    """Proves: no column name of the plan's table is shown; what was settled to our good is a gain."""
    row = {
        "period": "2028-Q1", "contract": "block-2028", "kind": "baseload", "mw": 2.45, "energy_mwh": 5350.0,
        "strike_eur_per_mwh": 61.71, "spot_eur_per_mwh": 78.02, "settlement_meur": -0.0873, "prepayment_meur": 0.0,
    }  # fmt: skip
    shown = account_tables.contracts_table(pd.DataFrame([row]), "en")
    assert not any("_" in str(cell) for cell in [*shown.columns, *shown.iloc[0]])
    assert shown.iloc[0].tolist() == ["block 2028", "Q1\u00a02028", "2.45", "5,350", "61.71", "78.02", "87"]


def test_what_a_bill_assumes_is_said_in_french() -> None:
    """Proves: what the engine flags is a key with its values, and both languages say it with its date and figure."""
    from planner.billing.hours import HOURS_UNVERIFIED

    assert HOURS_UNVERIFIED.text("fr").startswith("heures des classes")
    moved = flag("rates moved once", day=dt.date(2026, 8, 1), yearly_share=0.02, years=1)
    assert moved.text("fr") == "tarif du 2026-08-01 porté de 2,00\u202f% par an pendant 1\u00a0an"
    assert moved.text("en") == "rates of 2026-08-01 moved by 2.00% a year for 1 year"
    assert flag("confidence", confidence="own words").text("fr") == "confiance dans le niveau : own words"


def test_flags_of_a_year_are_those_of_its_bill() -> None:
    """Proves: what the page lists under the bill is what the rows of the bill say, no more and no less."""
    rows = bill_views.bill_of_year(PLAN, YEAR)
    of_rows = {text for cell in rows["flag"] for text in str(cell).split("; ") if text}
    assert of_rows
    assert {one.text("en") for one in bill_views.flags_of_year(PLAN, rows)} == of_rows


def test_no_percentage_is_minus_nothing() -> None:
    assert formats.percent(-1e-9) == "0%"
    assert formats.percent(-0.004, "fr") == "0\u202f%"
