"""What changed between two runs: moves of orders and offers by hand, causes before effects, both languages."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.cli import main
from planner.plan.changed.changes import STEP_COLUMNS, changes_of
from planner.plan.changed.last import changes_in, changes_since_last, put_steps, run_before
from planner.plan.changed.orders import offer_moves, order_moves
from planner.plan.changed.sentences import MOST
from planner.plan.plan import Plan
from tests.charts.small_plan import small_plan

QUARTERS = ("2027-Q1", "2027-Q2", "2027-Q3")
RACKS = ("A", "B")
EACH_MEUR = {"A": 2.0, "B": 3.0}
Orders = dict[tuple[str, str], int]


def with_orders(racks: Orders, **manifest: Any) -> Plan:
    """A plan that orders so many racks of a product in a period, A at 2 MEUR, B at 3."""
    rows = [(rack, period, n, n * EACH_MEUR[rack]) for (rack, period), n in racks.items() if n]
    orders = pd.DataFrame(rows, columns=["rack", "order_period", "racks", "cost_meur"])
    return dataclasses.replace(small_plan(), orders=orders).with_manifest(**manifest)


def moves(a: Orders, b: Orders) -> list[list[Any]]:
    return order_moves(with_orders(a), with_orders(b)).to_numpy().tolist()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({("A", "2027-Q1"): 5}, {("A", "2027-Q2"): 5}, ["later", "A", 5, "2027-Q1", "2027-Q2", "", 0, 10.0]),
        ({("A", "2027-Q3"): 2}, {("A", "2027-Q1"): 2}, ["earlier", "A", 2, "2027-Q3", "2027-Q1", "", 0, 4.0]),
        ({("A", "2027-Q1"): 1}, {("A", "2027-Q1"): 4}, ["more", "A", 3, "2027-Q1", "", "", 0, 6.0]),
        ({("B", "2027-Q1"): 4}, {("B", "2027-Q1"): 1}, ["fewer", "B", 3, "2027-Q1", "", "", 0, 9.0]),
        ({("A", "2027-Q2"): 6}, {("B", "2027-Q2"): 2}, ["other rack", "A", 6, "2027-Q2", "", "B", 2, 12.0]),
    ],
)
def test_each_move_by_hand(before: Orders, after: Orders, expected: list[Any]) -> None:
    """Proves: earlier, later, more, fewer and another rack are told apart, with racks, periods and money."""
    assert moves(before, after) == [expected]


def test_a_shift_and_what_is_left_over() -> None:
    """Proves: of 5 racks of Q1, 3 that move to Q2 are later and the other 2 fewer; the larger in money comes first."""
    assert [row[:5] for row in moves({("A", "2027-Q1"): 5}, {("A", "2027-Q2"): 3})] == [
        ["later", "A", 3, "2027-Q1", "2027-Q2"],
        ["fewer", "A", 2, "2027-Q1", ""],
    ]


RANDOM = st.dictionaries(st.tuples(st.sampled_from(RACKS), st.sampled_from(QUARTERS)), st.integers(0, 9))


@settings(max_examples=25)
@given(RANDOM, RANDOM)
def test_moves_lead_from_a_to_b(a: Orders, b: Orders) -> None:
    """Proves, on any orders: a with all its moves carried out orders what b orders, rack for rack."""
    racks = {key: a.get(key, 0) for key in ((rack, period) for rack in RACKS for period in QUARTERS)}
    for move, rack, n, period, to_period, other_rack, other_racks, _ in moves(a, b):
        racks[rack, period] += n if move == "more" else -n
        if to_period:
            racks[rack, to_period] += n
            assert (to_period < period) == (move == "earlier")
        if other_rack:
            racks[other_rack, period] += other_racks
    assert racks == {key: b.get(key, 0) for key in racks}


def with_offers(rows: list[tuple[str, str, float, float]]) -> Plan:
    columns = ["offer", "decision", "share", "revenue_meur"]
    offers = pd.DataFrame(rows, columns=columns).assign(workload="chat")
    return dataclasses.replace(small_plan(), offers=offers)


def test_offers_that_are_signed_otherwise() -> None:
    """Proves: signed, dropped and with another share, the largest revenue first; the share of a declined one is 0."""
    a = with_offers(
        [("chat: x", "declined", 0.4, 0.0), ("chat: y", "signed now", 1.0, 9.0), ("chat: z", "signed now", 0.5, 2.0)]
    )
    b = with_offers(
        [("chat: x", "signed now", 1.0, 5.0), ("chat: y", "declined", 0.0, 0.0), ("chat: z", "signed now", 0.8, 3.0)]
    )
    assert offer_moves(a, b).to_numpy().tolist() == [
        ["not signed", "chat: y", 1.0, 0.0, -9.0],
        ["signed", "chat: x", 0.0, 1.0, 5.0],
        ["larger share", "chat: z", 0.5, 0.8, 1.0],
    ]
    assert offer_moves(a, a).empty


# ------------------------------------------------------------------ causes and sentences

BASE = {"name": "a", "power": {"spot": {"scale": 1.0}}, "site": {"connection_mw": 1.0}, "fleet": {"availability": 0.95}}


def dearer(plan: Plan, meur: float) -> Plan:
    """A plan whose first item of cash is so much less."""
    cash = plan.cash_flow
    cash.loc[cash.index[0], "present_eur"] -= meur * 1e6
    return dataclasses.replace(plan, cash_flow=cash)


def pair(**changes: Any) -> tuple[Plan, Plan]:
    """A plan, and one worth 7 MEUR less whose scenario or manifest differs."""
    a = small_plan().with_manifest(scenario=BASE, run_id="a", gap=0.0)
    b = dearer(a, 7.0).with_manifest(**{"scenario": BASE, "run_id": "b"} | changes)
    return a, b


def test_one_driver_takes_the_whole_difference() -> None:
    """Proves: where one driver differs its effect is known from the runs alone, and its sentence comes first."""
    changes = changes_of(*pair(scenario=BASE | {"power": {"spot": {"scale": 1.3}}}))
    assert changes.driver == "power"
    assert changes.steps["meur"].tolist() == [pytest.approx(-7.0)]
    first = changes.sentences("en")[0]
    assert first == "Power and cooling (power.spot.scale 1 → 1.3): -7.0\xa0M€ of net present value."
    assert changes.sentences("fr")[0].startswith("Électricité et froid (power.spot.scale 1 → 1,3) : -7,0")


def test_two_drivers_have_no_effect_of_their_own_without_a_solve() -> None:
    """Proves: no figure is made up; with effects that were solved for, the largest comes first."""
    a, b = pair(scenario=BASE | {"power": {"spot": {"scale": 1.3}}, "site": {"connection_mw": 2.0}})
    quick = changes_of(a, b)
    assert quick.driver is None
    assert np.isnan(quick.steps["meur"].astype(float)).all()
    assert "its effect alone is not worked out" in quick.sentences()[0]
    rows = [
        ("grid", "driver", -6.0, "site.connection_mw", "solved"),
        ("power", "driver", -1.5, "power.spot.scale", "solved"),
    ]
    solved = changes_of(a, b, pd.DataFrame(rows, columns=STEP_COLUMNS))
    assert solved.driver == "grid"
    assert "-6.0" in solved.sentences()[0]
    assert len(solved.sentences()) <= MOST


def test_other_days_are_a_cause_and_nothing_is_no_change() -> None:
    """Proves: runs on other days say so; two runs of one plan have no sentence."""
    changes = changes_of(*pair(days="all"))
    assert changes.driver == "run"
    assert "days 3 → all" in changes.sentences()[0]
    a, _ = pair()
    same = changes_of(a, a)
    assert (same.steps.empty, same.orders.empty, same.sentences()) == (True, True, [])


def test_unlike_runs_of_like_inputs_are_not_explained() -> None:
    """Proves: a difference without a cause is called that, not given to a driver."""
    changes = changes_of(*pair())
    assert changes.steps["kind"].tolist() == ["residual"]
    assert changes.sentences()[0].startswith("Not explained: -7.0")


@pytest.fixture
def store(tmp_path: Path) -> tuple[Path, Plan, Plan]:
    a, b = pair(scenario=BASE | {"power": {"spot": {"scale": 1.3}}, "site": {"connection_mw": 2.0}})
    plans = []
    for plan, when in ((a, "2026-11-01T06:00:00+00:00"), (b, "2026-11-08T06:00:00+00:00")):
        made = plan.with_manifest(created_utc=when)
        plans.append(made.with_manifest(run_id=made.save(tmp_path)))
    return tmp_path, plans[0], plans[1]


def test_effects_are_kept_beside_the_run(store: tuple[Path, Plan, Plan]) -> None:
    """Proves: what was solved for is read the next time, of that pair alone, and the run stays whole."""
    folder, a, b = store
    rows = [("grid", "driver", -6.0, "site.connection_mw", "solved")]
    put_steps(folder, a, b, pd.DataFrame(rows, columns=STEP_COLUMNS))
    put_steps(folder, a.with_manifest(run_id="another"), b, pd.DataFrame(rows, columns=STEP_COLUMNS))
    assert changes_in(folder, a, b).driver == "grid"
    assert changes_in(folder, b, a).driver is None
    assert run_before(folder, b) == a.run_id
    assert run_before(folder, a) is None
    since = changes_since_last(folder, b)
    assert since is not None
    assert since.driver == "grid"


def test_the_command_prints_both_languages_and_json(
    store: tuple[Path, Plan, Plan], capsys: pytest.CaptureFixture[str]
) -> None:
    """Proves: sentences and tables for people, all frames for machines; options without effect are refused."""
    folder, a, b = store
    assert main(["changed", a.run_id, b.run_id, "--store", str(folder)]) == 0
    assert "power.spot.scale" in capsys.readouterr().out
    assert main(["changed", a.run_id, b.run_id, "--store", str(folder), "--locale", "fr"]) == 0
    assert "Raccordement et réseau" in capsys.readouterr().out
    assert main(["changed", a.run_id, b.run_id, "--store", str(folder), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["difference_meur"] == pytest.approx(-7.0)
    assert {"steps", "inputs", "orders", "offers", "money", "largest"} <= answer.keys()
    assert main(["changed", a.run_id, b.run_id, "--store", str(folder), "--days", "1"]) == 2
    assert "--days: it would be ignored" in capsys.readouterr().err
