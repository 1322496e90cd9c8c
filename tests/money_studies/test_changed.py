"""Eight pairs, one driver changed in each: it comes first, its effect that of a re-solve of it alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import planner
from planner.errors import ScenarioError
from planner.plan.plan import Plan
from planner.what_if import WhatIf
from tests.money_studies.cases import HOW, scenario

# What is changed in each pair.
PAIRS: dict[str, dict[str, Any]] = {
    "volume": {"workloads.enterprise.level_tokens_per_s": 9e4},
    "token price": {"workloads.assistant.price_change_per_year": -0.6},
    "rates": {"fleet.availability": 0.7},
    "rack price": {"fleet.opex_share_per_year": 0.2},
    "power": {"power.spot.scale": 8.0},
    "grid": {"site.connection_mw": 0.6},
    "capital": {"site.opex_meur_per_year": 3.0},
    "timing": {"fleet.racks.GB300_NVL72.lead_time_months": 12},
}
TOLERANCE = 0.05


@pytest.fixture(scope="module")
def solver() -> Iterator[WhatIf]:
    with WhatIf(scenario("plain"), **HOW) as what_if:
        yield what_if


@pytest.fixture(scope="module")
def before(solver: WhatIf) -> Plan:
    return quick_plan(solver, {})


def quick_plan(solver: WhatIf, fields: dict[str, Any]) -> Plan:
    """The plan of the scenario with some fields changed, without its reference."""
    return next(solver.in_two_steps(scenario("plain").with_(**fields))).with_manifest(run_id="-".join(["run", *fields]))


@pytest.mark.parametrize("driver", PAIRS)
def test_the_driver_that_was_changed_comes_first(driver: str, solver: WhatIf, before: Plan) -> None:
    """Proves: from the saved runs alone, the driver is named and its effect is within 5 % of a re-solve of it alone."""
    changes = planner.what_changed(before, quick_plan(solver, PAIRS[driver]))
    alone = solver.solution(scenario("plain").with_(**PAIRS[driver]))[0].objective_meur
    effect = alone - solver.solution()[0].objective_meur
    assert changes.driver == driver
    assert changes.steps["basis"].tolist() == ["runs"]
    assert changes.steps["meur"].iloc[0] == pytest.approx(effect, rel=TOLERANCE)
    assert changes.table()["kind"].iloc[0] == "driver"


def test_of_two_drivers_each_alone(solver: WhatIf, before: Plan) -> None:
    """Proves: solved for one at a time, the larger comes first; with what they do together all adds up."""
    fields = PAIRS["capital"] | PAIRS["power"]
    after = quick_plan(solver, fields)
    names: list[str] = []
    changes = planner.what_changed(before, after, exact=True, progress=names.append, **HOW)
    steps = changes.steps.set_index("driver")
    assert names == ["power", "capital"]
    assert changes.driver == "capital"
    assert steps.index.tolist() == ["capital", "power", "together", "residual"]
    start = solver.solution()[0].objective_meur
    for driver in ("capital", "power"):
        alone = solver.solution(scenario("plain").with_(**PAIRS[driver]))[0].objective_meur
        assert steps.loc[driver, "meur"] == pytest.approx(alone - start, rel=TOLERANCE)
    assert changes.steps["meur"].sum() == pytest.approx(changes.difference_meur)
    assert abs(float(steps.loc["residual", "meur"])) <= changes.open_meur + 4 * HOW["gap"] * abs(start)


def test_a_plan_is_needed(before: Plan) -> None:
    """Proves: what was read and what is allowed."""
    with pytest.raises(ScenarioError, match="type str was read; allowed: a plan of one site"):
        planner.what_changed(before, "latest")  # type: ignore[arg-type]
