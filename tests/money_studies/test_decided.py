"""What is held of a plan: by hand on small inputs."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from planner.errors import ScenarioError
from planner.money_studies.decided import Racks, decisions
from planner.problem.site import ModelInputs
from tests.inputs.tiny import tiny_inputs


def inputs() -> ModelInputs:
    return tiny_inputs(periods=4, seed=3)


def life_ends(x: ModelInputs) -> dict[str, int]:
    return dict(zip(x.fleet.vintage_names, x.fleet.end_of_life_period.tolist(), strict=True))


def an_order(x: ModelInputs) -> tuple[int, str, str]:
    """First vintage that can be ordered and then sold: its place, its product and its order period."""
    v = next(
        v for v in range(len(x.fleet.vintage_rack))
        if x.fleet.max_racks[v] > 0 and x.fleet.live_period[v] == x.fleet.order_period[v] == 0
    )  # fmt: skip
    return v, x.fleet.racks[x.fleet.vintage_rack[v]], x.periods.names[x.fleet.order_period[v]]


def test_orders_are_held_and_all_others_are_nothing() -> None:
    """Proves: the one order of the plan has its racks, every other vintage none, and none leaves that did not."""
    x = inputs()
    v, rack, period = an_order(x)
    values = decisions(Racks({(rack, period): 2}, {}, {}), x, life_ends(x))
    assert values["order_racks"].pop((v,)) == 2.0
    assert set(values["order_racks"].values()) == {0.0}
    ends = x.fleet.end_of_life_period
    assert not any(n for (u, _), n in values["retire_racks"].items() if ends[int(u)] >= len(x.periods.names))


def test_a_late_rack_is_sold_as_soon_as_it_may() -> None:
    """Proves, by hand: sold at the start of the second quarter; a quarter late, of the third; never twice."""
    x = inputs()
    v, rack, period = an_order(x)
    size = len(x.periods.names)
    end = np.where(np.arange(len(x.fleet.vintage_rack)) == v, size, x.fleet.end_of_life_period)
    on_time = dataclasses.replace(x, fleet=dataclasses.replace(x.fleet, end_of_life_period=end))
    live = x.fleet.live_period.copy()
    live[v] += 1
    late = dataclasses.replace(on_time, fleet=dataclasses.replace(on_time.fleet, live_period=live))
    racks = Racks({(rack, period): 2}, {(x.fleet.vintage_names[v], x.periods.names[1]): 2}, {})
    for case, sold_at in ((on_time, 1), (late, 2)):
        values = decisions(racks, case, life_ends(on_time))["retire_racks"]
        assert {p: n for (u, p), n in values.items() if u == v and n} == {sold_at: 2.0}


def test_racks_that_are_worn_out_are_gone() -> None:
    """Proves: at the end of its life all that is left of a vintage leaves, also where the plan sold a part before."""
    x = inputs()
    v, rack, period = an_order(x)
    end = np.where(np.arange(len(x.fleet.vintage_rack)) == v, 3, x.fleet.end_of_life_period)
    x = dataclasses.replace(x, fleet=dataclasses.replace(x.fleet, end_of_life_period=end))
    name = x.fleet.vintage_names[v]
    racks = Racks({(rack, period): 3}, {(name, x.periods.names[1]): 1, (name, x.periods.names[3]): 2}, {})
    values = decisions(racks, x, life_ends(x))["retire_racks"]
    assert {p: n for (u, p), n in values.items() if u == v and n} == {1: 1.0, 3: 2.0}


def test_an_order_that_a_case_does_not_offer_is_named() -> None:
    """Proves: the error says racks, product and period."""
    with pytest.raises(ScenarioError, match="5 racks of NONE were ordered in 2030-Q1"):
        decisions(Racks({("NONE", "2030-Q1"): 5}, {}, {}), inputs(), {})
