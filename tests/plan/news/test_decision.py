"""The decision as facts, and why nothing is ordered where nothing is."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from planner.plan.headline import decision_sentence, no_order_sentence, order_sentence
from planner.plan.manifest import order_choices
from planner.plan.news.decision import decision_facts, no_order_reason
from planner.problem.periods import Budget
from planner.words import say
from tests.charts.customers_plan import customers_plan
from tests.charts.small_uncertain import small_uncertain
from tests.inputs.tiny import tiny_inputs
from tests.plan.answers import plan


def test_orders_come_by_their_day_and_offers_with_their_decision() -> None:
    own = customers_plan()
    facts = decision_facts(own)
    orders = [one for one in facts if one.kind == "order"]
    assert [one.when for one in orders] == sorted(one.when for one in orders)
    assert sum(one.amount for one in orders) == own.orders["racks"].sum()
    assert sum(one.meur for one in orders) == pytest.approx(own.orders["cost_meur"].sum())
    signed = own.offers.loc[own.offers["decision"] == "signed now", "offer"].tolist()
    assert sorted(one.what for one in facts if one.kind == "sign") == sorted(signed)


def test_what_could_be_ordered_is_counted() -> None:
    """Proves: racks on offer, those live in time, and those of which a budget pays one; by hand on 3 quarters.

    The large rack costs about 3.6 M€ and the small one 0.32: a budget of 1 M€ in all quarters pays small ones only.
    """
    x = tiny_inputs(periods=3)
    offered = (x.fleet.order_period >= 0) & (x.fleet.max_racks > 0)
    in_time = offered & (x.fleet.live_period < 3)
    whole = order_choices(x)
    assert whole["racks"] == x.fleet.max_racks[offered].sum()
    assert whole["racks_in_time"] == whole["racks_paid_for"] == x.fleet.max_racks[in_time].sum()
    budget = Budget("2027", (0, 1, 2), 1.0)
    small = in_time & (x.fleet.price_meur < 1.0)
    assert order_choices(dataclasses.replace(x, budgets=(budget,)))["racks_paid_for"] == x.fleet.max_racks[small].sum()


@pytest.mark.parametrize(
    ("fleet", "budget_meur", "reason"),
    [
        ({"max_racks": 0}, None, "no supply"),
        ({"live_period": 3}, None, "too late"),
        ({"weight_t": 1e6}, None, "no room"),
        ({}, 0.0, "no capital"),
        ({}, None, "does not pay"),
    ],
)
def test_no_order_pays_is_said_only_where_one_could_be_made(
    fleet: dict[str, object], budget_meur: float | None, reason: str
) -> None:
    """Proves: supply of zero, lead times past the horizon, racks too heavy and no budget have their own sentences."""
    x = tiny_inputs(periods=3)
    ordered = x.fleet.order_period >= 0
    per_vintage = {name: len(getattr(x.fleet, name)) == len(ordered) for name in fleet}
    changed = {
        name: np.where(ordered, value, getattr(x.fleet, name))
        if per_vintage[name]
        else np.full(len(x.fleet.racks), value)
        for name, value in fleet.items()
    }
    x = dataclasses.replace(x, fleet=dataclasses.replace(x.fleet, **changed))
    if budget_meur is not None:
        x = dataclasses.replace(x, budgets=(Budget("2027", (0, 1, 2), budget_meur),))
    none = dataclasses.replace(plan("npv"), orders=plan("npv").orders.iloc[:0])
    none = none.with_manifest(order_choices=order_choices(x))
    assert no_order_reason(none) == reason
    assert (no_order_sentence(none) == say("no orders", "en")) == (reason == "does not pay")
    assert order_sentence(none, "fr") in decision_sentence(none, "fr")


def test_a_plan_for_paths_says_why_nothing_can_be_ordered() -> None:
    """Proves: where none could be made it is not "nothing yet"; where one could, or a run does not say, it is."""
    paths = small_uncertain()
    none = dataclasses.replace(paths, orders=paths.orders.iloc[:0])
    assert none.headline().startswith("Order nothing yet")
    choices = {"racks": 4, "racks_in_time": 4, "racks_with_room": 0, "racks_paid_for": 0}
    assert none.with_manifest(order_choices=choices).headline().startswith(say("no order, no room", "en"))
    late = none.with_manifest(order_choices=choices | {"racks_in_time": 0})
    assert late.headline("fr").startswith(say("no order, too late", "fr"))
    able = none.with_manifest(order_choices=dict.fromkeys(choices, 4))
    assert able.headline() == none.headline()


def test_a_run_that_does_not_say_or_was_stopped_claims_nothing() -> None:
    none = dataclasses.replace(plan("npv"), orders=plan("npv").orders.iloc[:0])
    assert no_order_reason(none.with_manifest(order_choices=None)) == "unclear"
    stopped = none.with_manifest(status="stopped")
    assert no_order_reason(stopped) == "stopped"
    assert "stopped before it was proven" in no_order_sentence(stopped)
