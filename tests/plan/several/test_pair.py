"""A plan and the plan for paths of the same scenario, side by side in a store."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from planner.plan.several import pair
from planner.plan.several.pair import paths_beside, plan_beside, relation, same_scenario
from planner.words import formats
from tests.charts.small_plan import small_plan
from tests.charts.small_uncertain import small_uncertain

VALUES = {"name": "a", "title": "A", "site": {"connection_mw": 10}}
PATHS = VALUES | {"name": "b", "title": "B", "uncertainty": {"paths": 12}}


def test_what_a_single_plan_does_not_read_makes_no_other_scenario() -> None:
    """Proves: name, title and uncertainty may differ, a megawatt may not; without a scenario nothing is the same."""
    assert same_scenario({"scenario": VALUES}, {"scenario": PATHS})
    assert not same_scenario({"scenario": VALUES}, {"scenario": PATHS | {"site": {"connection_mw": 12}}})
    assert not same_scenario({"scenario": None}, {"scenario": None})
    assert not same_scenario({}, {})


def test_both_find_each_other_in_a_store_and_no_other(tmp_path: Path) -> None:
    """Proves: each finds the newest of the same scenario; one of another, or a broken one, is passed by."""
    plan = small_plan(1).with_manifest(scenario=VALUES)
    paths = small_uncertain().with_manifest(scenario=PATHS)
    assert paths_beside(tmp_path, plan) is None
    run_id, several = plan.save(tmp_path), paths.save(tmp_path)
    small_plan(2).with_manifest(scenario=VALUES | {"site": {}}).save(tmp_path)
    both = paths_beside(tmp_path, plan), plan_beside(tmp_path, paths)
    assert [one.run_id for one in both if one is not None] == [several, run_id]
    assert paths_beside(tmp_path, small_plan(2)) is None
    (tmp_path / f"{several}.uncertain" / "costs.parquet").unlink()
    assert paths_beside(tmp_path, plan) is None
    (tmp_path / run_id / "kpis.parquet").write_bytes(b"broken")
    assert plan_beside(tmp_path, paths) is None


def test_one_sentence_relates_their_orders_and_values() -> None:
    """Proves: equal orders are called the same; others are both named; both values stand in the sentence."""
    plan, paths = small_plan(1), small_uncertain()
    until = str(paths.manifest["decide_until"])
    early = pair.racks_until(plan, until)
    same = paths.orders.iloc[:0]
    for rack, racks in early.items():
        row = paths.orders.iloc[0].to_dict() | {"rack": rack, "racks": racks, "order_period": until}
        same = type(same)([*same.to_dict("records"), row])
    text = relation(plan, dataclasses.replace(paths, orders=same))
    assert "are the same" in text
    assert formats.money_meur(plan.kpi("npv_meur")) in text
    other = relation(plan, dataclasses.replace(paths, orders=same.assign(racks=same["racks"] + 1)), "fr")
    for racks in early.values():
        assert f"{racks}\u00a0" in other
        assert f"{racks + 1}\u00a0" in other
