"""The forecast of a scenario: laws of bands, weights and paths; the same by Python and on the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import planner
from planner import cli
from planner.errors import DataError, ScenarioError
from planner.inputs.build import build_inputs
from planner.inputs.forecast.quarters import given_demand, quarters_of
from tests.inputs.forecast.test_history import text

if TYPE_CHECKING:
    from pathlib import Path

    from planner.scenario.schema import Scenario

BASE, EXAMPLE = "les-ulis-first-edition.yaml", "les-ulis-forecast.yaml"


@pytest.fixture(scope="module")
def base(repo_root: Path) -> Scenario:
    found: Scenario = planner.load(repo_root / "scenarios" / BASE)
    return found


def with_sources(base: Scenario, **workloads: dict[str, Any]) -> Scenario:
    named = {name.replace("_", "-"): own for name, own in workloads.items()}
    return base.with_(forecast={"draws": 400, "workloads": named})


def test_without_the_section_demand_is_as_given(base: Scenario) -> None:
    """Proves: every factor is exactly 1, so that nothing built on a forecast changes the base plan."""
    found = planner.forecast(base)
    assert found.samples.shape == (1, len(base.workloads), 17)
    np.testing.assert_array_equal(found.samples, 1.0)
    for column in ("p10", "p50", "p90"):
        np.testing.assert_array_equal(found.quantiles[column], found.quantiles["given"])
    assert found.findings.empty


def test_a_forecast_changes_no_plan(repo_root: Path) -> None:
    """Proves: the inputs of the example with sources are those of the base case."""
    files = (repo_root / "scenarios" / name for name in ("les-ulis-base.yaml", EXAMPLE))
    one, other = (build_inputs(planner.load(file), days=1) for file in files)
    np.testing.assert_array_equal(one.hours.demand, other.hours.demand)


def test_given_demand_is_that_of_the_plan(base: Scenario) -> None:
    """Proves: the demand that factors multiply is the mean demand of each quarter as the optimiser gets it."""
    x = build_inputs(base, days="all")
    given = given_demand(base, quarters_of(base))
    by_hour = x.hours.demand
    period = np.repeat(x.days.period, np.diff(x.days.first_hour))
    means = np.array([[row[period == p].mean() for p in range(given.shape[1])] for row in by_hour])
    np.testing.assert_allclose(given, means, rtol=1e-9)


def test_all_weight_on_given_is_given(base: Scenario) -> None:
    found = planner.forecast(with_sources(base, coding={"weights": {"given": 1.0}}))
    np.testing.assert_allclose(found.samples, 1.0, rtol=1e-12)


def test_laws_of_the_example(repo_root: Path) -> None:
    """Proves: bands are ordered, paths positive, weights add up, correlation is met, and the seed decides."""
    file = repo_root / "scenarios" / EXAMPLE
    found = planner.forecast(file)
    bands = found.quantiles
    assert ((bands["p10"] <= bands["p50"]) & (bands["p50"] <= bands["p90"])).all()
    assert (found.samples > 0).all()
    assert found.weights.groupby("workload")["weight"].sum().to_numpy() == pytest.approx(1.0)
    named = list(dict.fromkeys(found.weights["workload"]))
    gap = found.found_correlation().loc[named, named] - found.correlation.loc[named, named]
    assert np.abs(gap.to_numpy()).max() < 0.05
    np.testing.assert_array_equal(found.samples, planner.forecast(file).samples)
    assert not np.array_equal(found.samples, planner.forecast(file, seed=2).samples)
    assert len(planner.forecast(file, draws=300).samples) == 300


def test_bands_are_those_of_the_paths(repo_root: Path) -> None:
    """Proves: P90 of a workload and quarter is that of its factors times what is given."""
    found = planner.forecast(repo_root / "scenarios" / EXAMPLE)
    rows = found.quantiles.query("workload == 'coding' and quantity == 'output'")
    np.testing.assert_allclose(rows["p90"], found.factors("coding")["p90"].to_numpy() * rows["given"].to_numpy())
    with pytest.raises(ScenarioError, match="Did you mean"):
        found.factors("codding")


def test_a_mixture_has_the_paths_of_its_sources(base: Scenario) -> None:
    """Proves: with 40 % on given, 40 % of the paths are exactly the scenario's; a mean of quantiles has none."""
    found = planner.forecast(with_sources(base, coding={"weights": {"given": 0.4, "growth": 0.6}, "growth": {}}))
    own = found.samples[:, list(base.workloads).index("coding")]
    assert np.isclose(own, 1.0, rtol=1e-12).all(axis=1).mean() == pytest.approx(0.4)


def test_history_from_a_file(base: Scenario, tmp_path: Path) -> None:
    """Proves: a history that ends before the first quarter is carried on near its level; what was wrong is reported."""
    file = tmp_path / "tokens.csv"
    file.write_text(text({30: "0"}, days=560), encoding="utf-8")
    found = planner.forecast(base, {"enterprise": file}, draws=300)
    row = found.quantiles.query("workload == 'enterprise' and quantity == 'output'").iloc[0]
    assert row["p10"] < 0.94 * np.exp(0.56) * 1.06  # the level of its last weeks
    assert row["p10"] < row["p50"] < row["p90"]
    assert row["p50"] == pytest.approx(0.94 * np.exp(0.6), rel=0.2)
    assert found.findings["kind"].tolist() == ["gap", "zero"]
    assert set(found.history["workload"]) == {"enterprise"}
    assert "times the level the scenario gives" in found.notes[0]
    late = found.quantiles.query("workload == 'enterprise' and quantity == 'output'")
    spread = (late["p90"] / late["p10"]).to_numpy()
    assert spread[-1] > spread[0]


def test_histories_that_cannot_reach_the_horizon(base: Scenario, tmp_path: Path) -> None:
    for name, shift, message in (("old", "2021", "more than two years before"), ("new", "2028", "after 2026-Q4")):
        file = tmp_path / f"{name}.csv"
        file.write_text(text(days=200).replace("2025-", f"{shift}-"), encoding="utf-8")
        with pytest.raises(DataError, match=message):
            planner.forecast(base, {"enterprise": file})


def test_bad_calls(base: Scenario, repo_root: Path, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="Did you mean"):
        planner.forecast(base, {"enterprize": tmp_path / "x.csv"})
    with pytest.raises(DataError, match="cannot be read"):
        planner.forecast(base, {"enterprise": tmp_path / "x.csv"})
    with pytest.raises(ScenarioError, match="a portfolio was read"):
        planner.forecast(repo_root / "scenarios" / "portfolio-1gw.yaml")


def test_the_command_line_says_the_same(repo_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: --json holds the bands of planner.forecast; the table has them too; findings go to stderr."""
    file = str(repo_root / "scenarios" / EXAMPLE)
    assert cli.main(["forecast", file, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    wanted = planner.forecast(file).quantiles
    assert [row["p90"] for row in answer["quantiles"]] == pytest.approx(wanted["p90"].tolist())
    assert answer["draws"] == 1000
    history = tmp_path / "h.csv"
    history.write_text(text({30: "-1"}, days=560), encoding="utf-8")
    assert cli.main(["forecast", file, "--history", f"coding={history}"]) == 2
    assert "h.csv would change nothing: history has no weight for coding" in capsys.readouterr().err
    alone = ["forecast", str(repo_root / "scenarios" / BASE), "--history", f"coding={history}", "--draws", "200"]
    assert cli.main(alone) == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines()[0].split()[:3] == ["workload", "quarter", "quantity"]
    assert "coding: negative, 2025-02-05 to 2025-02-05" in shown.err
    assert cli.main(["forecast", file, "--history", "coding"]) == 2
    assert "WORKLOAD=FILE.csv" in capsys.readouterr().err
