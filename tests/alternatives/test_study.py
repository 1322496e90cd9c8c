"""The study of a scenario, as a command that keeps it with a run; its prices tried by solving at them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import planner
from planner import cli
from planner.errors import ScenarioError
from planner.plan.store.studies import study_of
from tests.random_scenarios import random_scenario

if TYPE_CHECKING:
    from pathlib import Path

SHARE, CLOSE = 0.05, 2e-4
LEAD = "fleet.racks.H200_HGX.lead_time_months"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    planner.solve(random_scenario(2), days=1, gap=CLOSE, processes=1, store=folder)
    return folder


@pytest.fixture(scope="module")
def answer(store: Path) -> dict[str, Any]:
    """What the command writes as JSON."""
    words = ["alternatives", "latest", "--within", str(SHARE), "--days", "1", "--processes", "1", "--count", "2"]
    with pytest.MonkeyPatch.context() as patch:
        lines: list[str] = []
        patch.setattr("builtins.print", lambda *text, **_: lines.extend(map(str, text)))
        assert cli.main([*words, "--store", str(store), "--json"]) == 0
    tables: dict[str, Any] = json.loads(lines[-1])
    return tables


def test_a_study_is_written_and_kept_with_its_run(store: Path, answer: dict[str, Any]) -> None:
    """Proves: five tables, the same on disk; the best plan's racks lie in the ranges, other plans within the share."""
    (about,) = answer["about"]
    assert (about["within"], about["days"], about["whole"]) == (SHARE, "1", True)
    assert answer["ranges"]
    for row in answer["ranges"]:
        assert row["least_proven"] <= row["least_reached"] <= row["best"] <= row["most_reached"] <= row["most_proven"]
    for row in answer["plans"]:
        assert row["loss_meur"] <= SHARE * abs(about["value_meur"]) + 1e-9
        assert row["residual_rel"] < 1e-6
    assert {row["rack"] for row in answer["racks"]} == set(random_scenario(2).fleet.racks)
    for name, rows in answer.items():
        kept_table = study_of(store, "latest", f"near_{name}")  # type: ignore[arg-type]
        assert kept_table is not None
        assert len(kept_table) == len(rows)
    assert planner.open_run("latest", store).run_id  # its seal still holds


def test_a_rack_is_ordered_below_its_price_and_not_above(answer: dict[str, Any]) -> None:
    """Proves: with the price in the scenario a hair below the first price some are ordered, above the second none."""
    scenario = random_scenario(2)
    with planner.WhatIf(scenario, days=1, gap=CLOSE, processes=1) as what_if:
        for row in answer["racks"]:
            rack = row["rack"]
            for name, factor, some in (("surely_to_usd", 0.99, True), ("never_from_usd", 1.01, False)):
                price = {f"fleet.racks.{rack}.price_usd": row[name] * factor}
                plan = what_if.solve(scenario.with_(**price))
                assert (plan.orders["rack"] == rack).any() == some, (rack, name)


def test_a_product_that_cannot_come_says_so() -> None:
    """Proves: where no order can be made the reason stands in place of a price, and nothing is said to be too dear."""
    scenario = random_scenario(2)
    late = scenario.with_(**{f"fleet.racks.{name}.lead_time_months": 24 for name in scenario.fleet.racks})
    study = planner.near_optimal(late, (SHARE,), days=1, processes=1)
    assert study.racks["reason"].tolist() == ["too late"] * len(scenario.fleet.racks)
    assert study.ranges.empty
    assert study.plans.empty


@pytest.mark.parametrize(
    ("within", "gap", "message"),
    [
        ((), 5e-4, "above 0"),
        ((0.0, 0.01), 5e-4, "above 0"),
        ((2.0,), 5e-4, "1 at the most"),
        ((0.01,), 0.02, "a gap of"),
    ],
)
def test_senseless_shares_are_refused(within: tuple[float, ...], gap: float, message: str) -> None:
    """Proves: shares must be above zero, and the best plan proven more closely than the smallest of them."""
    with pytest.raises(ScenarioError, match=message):
        planner.near_optimal(random_scenario(2), within, gap=gap)
