"""What a what-if says: by hand on small answers."""

from __future__ import annotations

import dataclasses
import json

import pytest

from planner.charts.studies.what_if import CHARTS, figures_data, finding, moved_data, wish_text
from planner.plan.studies.what_if import Answer, Lever, answer_of, difference, moved_orders, work_beside
from tests.charts.small_plan import small_plan

BEFORE = Answer(
    days=3,
    npv_meur=100.0,
    bound_meur=101.0,
    orders_npv_meur=20.0,
    with_reference=True,
    orders=(("A", "2027-Q1", 4), ("B", "2027-Q2", 2)),
    work=(("2027", "Mtokens", 0.9, 0.0, 0.0, 0.0, 0.1), ("2028", "Mtokens", 0.8, 0.1, 0.0, 0.0, 0.1)),
    gpus=(("2027-Q1", "A", 8.0),),
    yields=(("2027-Q1", 1000.0), ("2027-Q2", None)),
)
AFTER = dataclasses.replace(
    BEFORE,
    npv_meur=103.0,
    bound_meur=103.5,
    orders_npv_meur=None,
    with_reference=False,
    orders=(("A", "2027-Q1", 4), ("B", "2027-Q3", 2)),
    work=(("2027", "Mtokens", 0.95, 0.0, 0.0, 0.0, 0.05), ("2028", "Mtokens", 0.8, 0.2, 0.0, 0.0, 0.0)),
)
DEMAND = Lever("demand", "%", -50.0, 50.0, 5.0, 0.0)


def test_a_difference_is_as_wide_as_both_proofs() -> None:
    """Proves: 103 to 103.5 less 100 to 101 is 3, between 2 and 3.5; the sentence says more, less, or open."""
    by = difference(BEFORE, AFTER)
    assert (by.npv_meur, by.low_meur, by.high_meur, by.orders_npv_meur) == (3.0, 2.0, 3.5, None)
    assert "3.0\u00a0M€ more (between +2.0 and +3.5" in finding(BEFORE, AFTER, "Demand +5", "en")
    assert "3.0\u00a0M€ less (between −3.5 and −2.0" in finding(AFTER, BEFORE, "Demand +5", "en")
    near = dataclasses.replace(BEFORE, npv_meur=100.5)
    assert "within the proof (−0.5 to +1.0" in finding(BEFORE, near, "Demand +5", "en")


def test_few_days_never_stand_beside_others() -> None:
    """Proves: a comparison of 3 days with 5 is refused."""
    with pytest.raises(ValueError, match="5 days a period cannot be compared with 3"):
        difference(BEFORE, dataclasses.replace(AFTER, days=5))


def test_orders_that_move() -> None:
    """Proves: what is the same is left out; what moves a quarter is one less here and one more there."""
    rows = moved_orders(BEFORE, AFTER).to_numpy().tolist()
    assert rows == [["B", "2027-Q2", 2, 0, -2], ["B", "2027-Q3", 0, 2, 2]]
    assert len(moved_data(BEFORE, AFTER, "en")) == 2
    assert moved_data(BEFORE, BEFORE, "fr").empty


def test_figures_as_texts() -> None:
    """Proves: values and shares with their difference; what is still being solved says so; zeros are left out."""
    rows = [[str(cell).replace("\u00a0", " ") for cell in row] for row in figures_data(BEFORE, AFTER, "en").to_numpy()]
    assert rows[0] == ["Value of the whole site", "100.0 M€", "103.0 M€", "+3.0 M€"]
    assert rows[1] == ["Value that the orders bring", "20.0 M€", "being solved", "–"]
    assert ["Served here, 2027", "90.0%", "95.0%", "+5.0 points"] in rows
    assert not any(row[0].startswith("Declined") for row in rows)
    assert list(work_beside(BEFORE, AFTER)["year"].unique()) == ["2027", "2028"]


def test_levers_in_words() -> None:
    """Proves: only what was turned is said, with its unit and the workload whose rate moves."""
    rate = Lever("rate", "%", -30.0, 30.0, 5.0, 0.0)
    delay = Lever("delay", "quarters", 0.0, 8.0, 1.0, 0.0, "VR_NVL72")
    mw = Lever("connection", "MW", 5.0, 15.0, 0.5, 10.0)
    text = wish_text((mw, DEMAND, rate, delay), {"connection": 11.5, "rate": -5.0, "delay": 2.0}, "coding", "en")
    expected = "Connection 11.5 MW, Rate of models −5 % (coding), Delay of VR NVL72 2 quarters later"
    assert text.replace("\u00a0", " ") == expected
    assert wish_text((mw, DEMAND), {"connection": 10.0}, "", "fr") == ""


def test_a_plan_sends_its_answer_whole() -> None:
    """Proves: what another process reads from JSON is what was sent, and adds up to the plan's own tables."""
    plan = small_plan(1)
    answer = answer_of(plan, with_reference=False)
    assert Answer.from_json(json.loads(json.dumps(answer.as_json()))) == answer
    assert answer.npv_meur == pytest.approx(plan.kpi("npv_meur"))
    assert sum(racks for *_, racks in answer.orders) == plan.orders["racks"].sum()
    assert sum(gpus for *_, gpus in answer.gpus) == pytest.approx(plan.fleet["gpus"].sum())
    for row in answer.work:
        assert sum(row[2:]) == pytest.approx(1.0)


@pytest.mark.parametrize("view", ["fleet", "yield"])
def test_charts_draw_both_sides(view: str) -> None:
    """Proves: the unchanged scenario is in the chart beside the what-if, by its name."""
    answer = answer_of(small_plan(1), with_reference=False)
    for locale, name in (("en", "Unchanged"), ("fr", "Inchangé")):
        chart = CHARTS[view](answer, answer, locale)
        assert name in {trace.name for trace in chart.data}
        assert len(chart.data) > 1
