"""A portfolio plan: its sites are ordinary plans, what is added up adds up, and it comes back from the store."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import planner
from planner.cli import main
from planner.errors import StoreError
from planner.optimisation.search.session import Session
from planner.plan.plan import Plan
from planner.plan.several.portfolio import PortfolioPlan, load
from planner.problem.several import coupled
from tests.optimisation.make import Rack, Work, world
from tests.optimisation.make_offers import Deal, with_deals, with_rented


@pytest.fixture(scope="module")
def scenario(repo_root: Path) -> Path:
    return repo_root / "scenarios" / "portfolio-1gw.yaml"


@pytest.fixture(scope="module")
def plan(scenario: Path) -> PortfolioPlan:
    shorter = {"every_site": {"horizon": {"end": "2030-Q1"}}}
    return planner.solve(planner.load(scenario, shorter), days=1, gap=0.02, processes=1)


def test_sites_add_up(plan: PortfolioPlan) -> None:
    """Proves: money, racks and megawatts of the portfolio are those of its sites, and all demand is taken once."""
    assert set(plan.sites) == {"les-ulis", "bruyeres", "borlange"}
    assert sum(site.manifest["objective_meur"] for site in plan.sites.values()) == pytest.approx(
        plan.manifest["objective_meur"], rel=1e-9
    )
    each = sum(site.fleet["installed_racks"].sum() for site in plan.sites.values())
    assert plan.fleet["installed_racks"].sum() == each
    assert plan.power.columns[0] == "site"
    assert plan.shares.groupby(["period", "workload"])["share"].sum().to_numpy() == pytest.approx(1, abs=1e-9)
    assert plan.totals()["connection_mw_end"] >= 200 - 1e-6
    assert "3 sites" in plan.headline()
    assert plan.within_gap


def test_a_portfolio_comes_back_from_the_store(plan: PortfolioPlan, tmp_path: Path) -> None:
    run = plan.save(tmp_path)
    again = load(tmp_path, run)
    assert load(tmp_path, "latest").run_id == run
    assert again.shares.equals(plan.shares)
    assert again.totals() == pytest.approx(plan.totals())
    assert len(planner.open_run(again.sites["borlange"].run_id, tmp_path).hourly) > 0
    with pytest.raises(StoreError, match="there is no portfolio"):
        load(tmp_path, "nothing")


def test_the_command_line_solves_a_portfolio(
    scenario: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    overlay = tmp_path / "short.yaml"
    overlay.write_text("every_site: {horizon: {end: 2030-Q1}}\n", encoding="utf-8")
    arguments = ["solve", str(scenario), "--overlay", str(overlay), "--days", "1", "--gap", "0.05", "--processes", "1"]
    code = main([*arguments, "--store", str(tmp_path / "runs"), "--json", "--quiet"])
    result = json.loads(capsys.readouterr().out)
    assert code == 0
    assert set(result) == {"status", "objective", "bound", "gap", "seconds", "run_id", "kpis"}
    assert result["kpis"]["racks_ordered"] >= 0


def test_a_contract_is_in_the_plan_of_the_site_that_serves_it() -> None:
    """Proves: sites with contracts and reserved GPUs are plans that add up; a contract is a row of its own site alone.

    By hand: "here" serves work of the contract, 2 units at 3 MEUR with one rack and 1 thousand GPUs at 1: 6 − 1 MEUR;
    "there" one unit uncommitted at 1 MEUR. Work of the other site is rented nowhere.
    A bug would give: the contract at both sites, or its revenue twice.
    """
    rack = Rack(opening=1, serves={"here": 1.0, "there": 1.0})
    work = [Work("here", demand=[0], revenue=1), Work("there", demand=[1], revenue=1, sovereign=True)]
    x = world([rack], work, objective="maximise_npv")
    x = with_deals(with_rented(x, [1.0, 0.0], 4, 1, 0, 9), [Deal([2], price=3, credit=1, cap=9, signed=True)])
    may = np.array([[True, False], [False, True]])
    with Session(1) as session:
        solution = session.solve_portfolio(coupled("two", {"a": x, "b": x}, may), gap=1e-7)
    plans = {
        name: Plan.from_solution(None, inputs, site)
        for name, inputs, site in zip(solution.site_names, solution.inputs, solution.sites, strict=True)
    }
    assert solution.objective_meur == pytest.approx(6)
    assert plans["a"].offers["offer"].tolist() == ["deal-0"]
    assert plans["b"].offers.empty
    assert [plan.kpi("npv_meur") for plan in plans.values()] == pytest.approx([5, 1])
    together = PortfolioPlan("two", "Two", plans, pd.DataFrame(), {})
    assert together.offers["site"].tolist() == ["a"]
    assert together.rented.groupby("site")["reserved_eur"].sum().tolist() == pytest.approx([1e6, 0])


def test_a_contract_that_two_sites_serve_is_counted_once() -> None:
    """Proves: revenue, work and the five words of the sites' plans add up to those of one contract.

    By hand: 3 units at 2 MEUR, racks for 1 and 2: 6 MEUR. A second contract of 5 units is declined by both: 5 in all.
    A bug would give: 10 units declined, a revenue of 12 MEUR.
    """
    deals = [Deal([3], price=2, credit=1, cap=9), Deal([5], price=1, credit=4, cap=99)]
    sites = {
        name: with_deals(world([Rack(opening=count)], [Work(demand=[0], revenue=1)], objective="maximise_npv"), deals)
        for name, count in {"a": 1, "b": 2}.items()
    }
    with Session(1) as session:
        solution = session.solve_portfolio(coupled("two", sites, np.ones((1, 2), dtype=bool)), gap=1e-7)
    plans = {
        name: Plan.from_solution(None, inputs, site)
        for name, inputs, site in zip(solution.site_names, solution.inputs, solution.sites, strict=True)
    }
    together = PortfolioPlan("two", "Two", plans, pd.DataFrame(), {})
    assert solution.objective_meur == pytest.approx(6)
    assert [plan.kpi("npv_meur") for plan in plans.values()] == pytest.approx([2, 4])
    assert together.offers["decision"].tolist() == ["signed now", "declined"] * 2
    assert together.offers["revenue_meur"].tolist() == pytest.approx([2, 0, 4, 0])
    tokens = together.tokens[["served_here", "burst", "declined", "throttled", "unserved"]].sum() / 1e6
    assert tokens.tolist() == pytest.approx([3, 0, 5, 0, 0])
