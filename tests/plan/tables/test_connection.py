"""The connection in the plan: table, indicators and sentence worked by hand, and nothing where nothing is asked."""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from planner.charts.energy import power
from planner.charts.findings import connection
from planner.optimisation.search.session import solve_inputs
from planner.plan.plan import Plan
from planner.plan.store import disk as store
from planner.plan.tables.connection import COLUMNS
from planner.problem.connection import GridLimit
from tests.optimisation.make import Phase, Rack, Work, world
from tests.optimisation.make_connection import with_cap, with_flexible
from tests.plan.answers import plan as plan_without
from tests.plan.answers import scenario


@cache
def hand() -> Plan:
    """Two years of two hours, 2 MW of work worth 10 a MWh, 1 MW of 3 flexible: in the first hour half of it is away.

    Transformers leave 2.5 MW with one lost. 2 t/MWh then 1 t/MWh; a cap of 5 t leaves 1 of 6 t to be given up: half a
    MWh at 2 t, 5 MEUR a year. Nothing else costs anything.
    """
    x = world([Rack(mw=1, opening=4)], [Work(demand=[2, 2], penalty=10)], periods=2, phases=[Phase(mw=3)])
    x = with_cap(with_flexible(x, [1.0], called=[0.5, 0]), 5, [2, 1], year=[2027, 2028])
    limit = GridLimit(mw=np.full(4, 2.5), n_minus_1_mw=2.5, transformers_mw=5.0)
    x = dataclasses.replace(x, grid_limit=limit)
    return Plan.from_solution(scenario(), x, solve_inputs(x, gap=1e-6, processes=1))


def test_the_table_by_hand() -> None:
    """Proves: firm and flexible part, hours and MWh taken away, N-1, carbon and its price. Units: t, EUR/t, MWh."""
    table = hand().connection
    assert list(table.columns) == COLUMNS
    assert table["firm_mw"].tolist() == [2, 2]
    assert table["curtailed_mwh"].tolist() == pytest.approx([0.5, 0.5])
    assert table["curtailed_hours"].tolist() == pytest.approx([0.5, 0.5])
    assert table["shedding_eur_per_mwh"].isna().all()
    assert table["n_minus_1_mw"].tolist() == [2.5, 2.5]
    assert table["headroom_n_minus_1_mw"].tolist() == pytest.approx([0.5, 0.5])
    assert table["limited_hours"].tolist() == [2, 2]
    assert table["carbon_t"].tolist() == pytest.approx([5, 5])
    assert table["carbon_share_t"].tolist() == pytest.approx([5, 5])
    assert table["carbon_eur_per_t"].tolist() == pytest.approx([5e6, 5e6])


def test_indicators_by_hand() -> None:
    """Proves: each indicator for the whole and for a year."""
    plan = hand()
    assert plan.kpi("curtailed_mwh") == pytest.approx(1)
    assert plan.kpi("curtailed_hours_per_year") == pytest.approx(0.5)
    assert plan.kpi("headroom_n_minus_1_mw") == pytest.approx(0.5)
    assert plan.kpi("carbon_under_cap_t") == pytest.approx(10)
    assert plan.kpi("carbon_under_cap_t", period="2028") == pytest.approx(5)
    assert plan.kpi("carbon_cap_eur_per_t") == pytest.approx(5e6)


def test_nothing_is_asked_nothing_is_said() -> None:
    """Proves: without any of it the table is empty with its columns, and no indicator appears."""
    plan = plan_without("npv")
    assert list(plan.connection.columns) == COLUMNS
    assert plan.connection.empty
    ours = {"curtailed_mwh", "curtailed_hours_per_year", "headroom_n_minus_1_mw", "carbon_under_cap_t"}
    assert not ours & set(plan.kpis["kpi"])


def test_a_saved_plan_has_its_connection(tmp_path: Path) -> None:
    """Proves: the table comes back from the store as it was; that of a plan without is empty again."""
    back = store.load(tmp_path, hand().save(tmp_path))
    pd.testing.assert_frame_equal(back.connection, hand().connection)
    assert store.load(tmp_path, plan_without("npv").save(tmp_path)).connection.empty


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        (
            "en",
            "2027: 0 MWh of the flexible part are curtailed (0 h); with one transformer lost 0.5 MW are left at the "
            "peak; 5 t of CO2e count, a tonne more would be worth €5,000,000",
        ),
        ("fr", "un transformateur perdu, il reste 0,5 MW à la pointe"),
    ],
)
def test_what_the_page_says(locale: str, sentence: str) -> None:
    """Proves: the sentence of the page, its table by period, and the firm part on the chart."""
    said = connection.finding(hand(), "2027", locale)
    assert sentence in said.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    shown = connection.shown(hand(), "2027", locale)
    assert list(shown.columns)[1:] == ["2027"]
    assert len(shown) == 8
    names = [trace.name for trace in power.power_by_period(hand(), locale).data]
    assert ("Firm part" if locale == "en" else "Part ferme") in names
    assert "Firm part" not in [trace.name for trace in power.power_by_period(plan_without("npv")).data]
