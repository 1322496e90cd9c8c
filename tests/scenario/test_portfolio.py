"""Portfolio files: each site is what it extends, what every site shares, and its own; messages name file and line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import planner
from planner.errors import ScenarioError
from planner.inputs.portfolio import build_portfolio_inputs
from planner.scenario.portfolio import Portfolio, is_portfolio, load_portfolio
from planner.scenario.words.spec import flatten


@pytest.fixture(scope="module")
def folder(repo_root: Path) -> Path:
    return repo_root / "scenarios"


@pytest.fixture(scope="module")
def portfolio(folder: Path) -> Portfolio:
    return load_portfolio(folder / "portfolio-1gw.yaml")


def written(folder: Path, tmp_path: Path, text: str) -> Path:
    base = (folder / "les-ulis-first-edition.yaml").read_text(encoding="utf-8")
    (tmp_path / "les-ulis-base.yaml").write_text(base, encoding="utf-8")
    (tmp_path / "p.yaml").write_text(f"kind: portfolio\n{text}", encoding="utf-8")
    return tmp_path / "p.yaml"


def test_load_tells_a_portfolio_from_a_scenario(folder: Path) -> None:
    assert is_portfolio(folder / "portfolio-1gw.yaml")
    assert not is_portfolio(folder / "les-ulis-first-edition.yaml")
    assert isinstance(planner.load(folder / "portfolio-1gw.yaml"), planner.Portfolio)
    assert isinstance(planner.load(folder / "les-ulis-first-edition.yaml"), planner.Scenario)


def test_the_programme_grows_from_200_mw_to_1_gw(portfolio: Portfolio) -> None:
    """Proves: what is committed by the end of 2027 is the announced 200 MW, all phases are the announced 1 GW."""
    phases = [
        (s.site.connection_mw * f.connection_share, f) for s in portfolio.sites.values() for f in s.site.phases.values()
    ]
    committed = sum(mw for mw, phase in phases if phase.committed and phase.earliest <= "2027-Q4")
    assert committed == pytest.approx(200)
    assert sum(mw for mw, _ in phases) == pytest.approx(1000)
    assert portfolio.first.horizon.start == "2026-Q4"
    assert portfolio.first.horizon.end == "2036-Q3"


def test_every_value_of_a_site_says_where_it_comes_from(portfolio: Portfolio) -> None:
    """Proves: no number of the portfolio is without a source, an assumption has a reason."""
    for site in portfolio.sites.values():
        for field in flatten(site):
            known = field.provenance
            if field.path in ("name", "title"):
                continue
            if known is None:
                assert field.value in (None, 1.0, 0.0, ()), field.path
            elif known.kind == "assumption":
                assert known.reason, field.path
            else:
                assert known.source not in ("", "assumption"), field.path


def test_levels_are_scaled_once_and_the_same_everywhere(folder: Path, portfolio: Portfolio) -> None:
    base = planner.load(folder / "les-ulis-first-edition.yaml")
    for site in portfolio.sites.values():
        assert site.workloads["assistant"].level_tokens_per_s == 25 * base.workloads["assistant"].level_tokens_per_s
        assert site.workloads["simulation"].level_gpus == 25 * base.workloads["simulation"].level_gpus


def test_inputs_hold_what_is_shared(folder: Path) -> None:
    """Proves: supply and budgets land in their periods; demand is zero where a workload may not be served."""
    x = build_portfolio_inputs(
        load_portfolio(folder / "portfolio-1gw.yaml", {"every_site": {"horizon": {"end": "2030-Q4"}}}), days=1
    )
    assert x.site_names == ("les-ulis", "bruyeres", "borlange")
    assert x.supply["VR_NVL72"].tolist() == [120] * 6 + [600] * 11
    assert [(b.name, b.periods, b.meur) for b in x.budgets][:1] == [("2027", (1, 2, 3, 4), 4000.0)]
    enterprise = x.sites[0].workloads.names.index("enterprise")
    assert not x.sites[2].hours.demand[enterprise].any()
    assert np.array_equal(x.sites[0].hours.demand[enterprise], x.sites[1].hours.demand[enterprise])


REFUSED = {
    "sites: {a: {extends: les-ulis-base.yaml}}\ndemand_scale: 0": r"line 3: demand_scale is 0",
    "sites: {a: {}}": r"line 2: sites.a extends no scenario",
    "sites: [a]": r"line 2: sites is \['a'\]",
    "sites: {a: {extends: les-ulis-base.yaml, site: {conection_mw: 3}}}": r"line 2: site.conection_mw is not a known",
    "sites: {a: {extends: les-ulis-base.yaml}}\nworkload_sites: {coding: [b]}": r'3: workload_sites.coding names "b"',
    "sites: {a: {extends: les-ulis-base.yaml}}\nworkload_sites: {codin: [a]}": r'Did you mean "coding"',
    "sites: {a: {extends: les-ulis-base.yaml}}\nshared_supply: {VR: {per_quarter: 3}}": r"VR is not a rack",
    "sites: {a: {extends: les-ulis-base.yaml}}\ncapital_budget_meur: {2020: 3}": r"lies before the horizon",
    "sites: {a: {extends: les-ulis-base.yaml}}\nbudget: 3": r"line 3: budget is not a known field",
    "sites: {a: {extends: les-ulis-base.yaml}, b: {extends: les-ulis-base.yaml, finance: {inflation: 0.05}}}": (
        r"sites.b.finance differs from that of a"
    ),
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_wrong_is_named_with_its_line(folder: Path, tmp_path: Path, text: str) -> None:
    with pytest.raises(ScenarioError, match=REFUSED[text]):
        load_portfolio(written(folder, tmp_path, text))
