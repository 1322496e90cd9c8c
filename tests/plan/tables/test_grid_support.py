"""Grid support in the tables of a plan: by product and period, in the cash flow, on the page."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from planner.charts.findings import power
from planner.optimisation.search.session import solve_inputs
from planner.plan.plan import Plan
from planner.plan.store.disk import load
from planner.plan.studies.bill_views import paid_in_plan_eur
from planner.plan.tables.grid_support import COLUMNS
from planner.problem.site import ModelInputs
from planner.problem.solution import Solution
from planner.ui.kit import account_tables
from tests.charts.small_plan import small_plan
from tests.inputs.tiny import tiny_inputs
from tests.optimisation.make_on_site import Product, capacity, with_battery, with_support
from tests.plan.answers import scenario


@cache
def site() -> ModelInputs:
    x = tiny_inputs(periods=3, workloads=3, seed=3)
    tank = capacity(x, 0.01, most=0.4, least=[0.2, 0.2, 0.3])
    x = with_battery(x, tank, tank)
    is_open = np.arange(len(x.hours.utc)) % 24 >= 8
    return with_support(
        x,
        Product(2e-5, most=0.3, open=is_open, hours=2, daily=True, sheds=(1, 2)),
        Product(1e-5, most=0.5, hours=1, sheds=(1,)),
    )


@cache
def solved() -> tuple[ModelInputs, Solution]:
    x = site()
    return x, solve_inputs(x, gap=1e-4, processes=1)


@cache
def plan() -> Plan:
    return Plan.from_solution(scenario(), *solved(), {"gap_asked": 1e-4})


def test_table_and_cash_flow_hold_what_is_on_offer() -> None:
    """Proves: MW·h times price is the revenue, by product and period; it is in the cash flow, under energy, but not in
    what electricity is billed; open hours are real hours; the hourly column adds up to the same.
    """
    p, (x, s) = plan(), solved()
    table = p.grid_support
    assert list(table.columns) == COLUMNS
    assert len(table) == 6
    assert table["offered_mw_h"].sum() > 0
    assert (table["revenue_meur"] * 1e6).to_numpy() == pytest.approx(
        (table["offered_mw_h"] * table["price_eur_per_mw_h"]).to_numpy()
    )
    assert table["mean_mw"].to_numpy() == pytest.approx((table["offered_mw_h"] / table["open_hours"]).to_numpy())
    assert (table["highest_mw"] <= [0.3] * 3 + [0.5] * 3).all()
    always = table.loc[table["product"] == "product-1", "open_hours"].to_numpy()
    days = np.array([x.days.weight[x.days.period == q].sum() for q in range(3)])
    assert always == pytest.approx(24 * days)
    hourly = p.hourly
    assert float((hourly["support_mw"].astype(float) * hourly["weight"]).sum()) == pytest.approx(
        table["offered_mw_h"].sum(), rel=1e-5
    )
    flows = p.cash_flow.loc[p.cash_flow["item"].str.startswith("grid support: ")]
    assert flows["eur"].sum() == pytest.approx(1e6 * table["revenue_meur"].sum())
    assert set(flows["group"]) == {"energy"}
    energy = p.cash_flow.loc[(p.cash_flow["item"] == "energy at spot price"), "eur"].sum()
    billed = sum(paid_in_plan_eur(p, period) for period in p.periods)
    assert billed >= -energy
    assert 0 <= table["battery_share"].min() <= table["battery_share"].max() <= 1
    assert s.dispatch.support_battery_mw is not None


def test_a_run_keeps_its_offers_and_the_page_names_them(tmp_path: Path) -> None:
    """Proves: a saved run has the table, one without products none; the page has its sentence and rows."""
    run = load(tmp_path, plan().save(tmp_path))
    own = account_tables.contracts_of(run.grid_support, "2027")
    assert len(own) == len(plan().grid_support) == 6
    earned = f"{own['revenue_meur'].sum() * 1e3:,.0f}\u00a0k€"
    assert power.grid_support(own).startswith(f"Grid support earns {earned} with")
    shown = account_tables.support_table(own, "fr")
    assert list(shown.columns)[:2] == ["Produit", "Période"]
    assert len(shown) == 6
    assert small_plan().grid_support.empty
    assert "support_mw" not in small_plan().hourly
