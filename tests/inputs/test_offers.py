"""Contracts with customers and GPUs rented elsewhere, from scenario to arrays: worked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import planner
from planner.errors import ScenarioError
from planner.inputs.build import build_inputs
from planner.problem.offers import Offers, moved
from planner.problem.site import ModelInputs
from planner.scenario.schema import Scenario

FIRST = "scenarios/les-ulis-first-edition.yaml"
DEAL = {"title": "A", "start": "2027-Q2", "term_quarters": 4, "demand_share": 0.5}


def scenario(offers: dict[str, Any], workload: str = "coding", **more: Any) -> Scenario:
    return planner.load(FIRST).with_(
        **{"horizon.start": "2027-Q1", "horizon.end": "2028-Q4", f"workloads.{workload}.offers": offers} | more
    )


def inputs(offers: dict[str, Any], workload: str = "coding", **more: Any) -> ModelInputs:
    return build_inputs(scenario(offers, workload, **more), days=3)


def deal_of(x: ModelInputs) -> Offers:
    assert x.offers is not None
    return x.offers


def totals(x: ModelInputs, hourly: np.ndarray, w: int) -> np.ndarray:
    size = len(x.periods.names)
    sums = np.bincount(x.days.hour_period, weights=hourly * x.days.hour_weight, minlength=size)
    return sums * x.workloads.units_per_hour[w]


def test_a_share_of_the_demand_in_its_term() -> None:
    """Proves: half of the workload's demand of each quarter, in the four quarters of the term and in no other.

    A bug would give: work before or after the term, or a share of the first quarter's level.
    """
    x = inputs({"a": DEAL | {"peak_multiple": 100.0}})
    o, w = deal_of(x), x.workloads.names.index("coding")
    asked, own = totals(x, o.demand[0], w), totals(x, x.hours.demand[w], w)
    assert o.names == ("coding: a",)
    assert asked == pytest.approx(np.where([0, 1, 1, 1, 1, 0, 0, 0], 0.5 * own, 0.0))
    assert o.contracted[0] == pytest.approx(asked)
    assert not o.throttled.any()
    assert o.decision_period.tolist() == [0]  # the day before the term


def test_a_peak_above_the_cap_is_throttled() -> None:
    """Proves: no hour asks more than the cap times the mean of its quarter; what is above is kept apart.

    A bug would give: a peak that is owed, or one lost from the books.
    """
    loose, tight = (deal_of(inputs({"a": DEAL | {"peak_multiple": cap}})) for cap in (100.0, 1.2))
    mean = loose.demand[0] * 0
    x = inputs({"a": DEAL})
    quarter = x.days.hour_period
    for p in range(1, 5):
        of = quarter == p
        weight = x.days.hour_weight[of]
        mean[of] = (loose.demand[0, of] @ weight) / weight.sum()
    assert tight.demand[0] == pytest.approx(np.minimum(loose.demand[0], 1.2 * mean))
    assert tight.demand[0] + tight.throttled[0] == pytest.approx(loose.demand[0])
    assert tight.throttled[0].max() > 0


def test_a_ramp_has_a_mean_for_each_quarter() -> None:
    """Proves: 1,000, 2,000, 3,000, 4,000 tokens/s in the quarters of the term, whatever the workload grows by.

    A bug would give: the first number throughout, or Mtokens for tokens.
    """
    ramp = {k: v for k, v in DEAL.items() if k != "demand_share"} | {"mean_tokens_per_s": [1e3, 2e3, 3e3, 4e3]}
    x = inputs({"a": ramp | {"peak_multiple": 100.0}})
    hours = np.bincount(x.days.hour_period, weights=x.days.hour_weight)
    expected = np.array([0, 1, 2, 3, 4, 0, 0, 0]) * 1e3 * hours * 3600 / 1e6
    assert deal_of(x).contracted[0] == pytest.approx(expected)
    assert totals(x, deal_of(x).demand[0], x.workloads.names.index("coding")) == pytest.approx(expected)


def test_price_credit_cap_and_fee_are_those_of_the_customer() -> None:
    """Proves: 10 EUR in the first quarter, +20 % a year; the site gets 0.7 · 0.9 of it, the credit is of all of it.

    By hand, for the quarter p of the term: price 10 · 1.2^((p − 1)/4); credit 0.25 of it; cap 0.1 of the fee of the
    quarter; ending at its start costs half of the fees from then on.
    A bug would give: a credit of what reaches the site only, or a price of the mid-year.
    """
    terms = {
        "price_eur": 10.0, "price_change_per_year": 0.2, "credit_share": 0.25, "credit_cap_share": 0.1,
        "termination_fee_share": 0.5, "payment_loss_share": 0.1,
    }  # fmt: skip
    x = inputs({"a": DEAL | terms}, **{"finance.cost_of_sales_share": 0.3})
    o = deal_of(x)
    years = np.cumsum(x.periods.years) - x.periods.years / 2
    paid = np.where([0, 1, 1, 1, 1, 0, 0, 0], 10 * 1.2 ** (years - 0.375), 0.0)
    used = totals(x, o.demand[0], x.workloads.names.index("coding"))
    fee_meur = paid * used / 1e6
    assert o.price_eur[0] == pytest.approx(0.7 * 0.9 * paid)
    assert o.revenue_meur[0] == pytest.approx(0.7 * 0.9 * fee_meur)
    assert o.credit_eur[0] == pytest.approx(0.25 * paid)
    assert o.cap_meur[0] == pytest.approx(0.1 * fee_meur)
    assert o.termination_meur[0] == pytest.approx(0.5 * fee_meur[::-1].cumsum()[::-1])
    assert not o.market_priced.any()


def test_a_price_share_follows_the_price_of_the_workload() -> None:
    """Proves: 0.9 of the workload's price in the first quarter, and its changes from then on.

    A bug would give: 0.9 of the price at the start of the horizon.
    """
    x = inputs({"a": DEAL | {"price_share": 0.9}})
    w = x.workloads.names.index("coding")
    assert deal_of(x).price_eur[0, 1:5] == pytest.approx(0.9 * x.workloads.revenue_eur[w, 1:5], rel=2e-3)
    assert deal_of(x).market_priced.all()


def test_less_used_than_the_floor_is_paid_for() -> None:
    """Proves: use of 0.4 of the contracted mean, a floor of 0.6: paid is the floor, asked is the use.

    A bug would give: revenue of 0.4 of the volume.
    """
    used, floor = ({"used_share": 0.4, "peak_multiple": 100.0, "take_or_pay_share": part} for part in (0.0, 0.6))
    less, paid = deal_of(inputs({"a": DEAL | used})), deal_of(inputs({"a": DEAL | floor}))
    assert paid.demand == pytest.approx(less.demand)
    assert paid.revenue_meur[0, 1:5] == pytest.approx(1.5 * less.revenue_meur[0, 1:5])


def test_a_signed_contract_may_run_already_and_on() -> None:
    """Proves: signed two quarters before the horizon for three: one quarter is left, at the price then moved on.

    A bug would give: a refusal, or a term that begins with the horizon.
    """
    running = {"title": "A", "signed": True, "start": "2026-Q3", "term_quarters": 3, "demand_share": 0.5}
    o = deal_of(inputs({"a": running | {"price_eur": 8.0, "price_change_per_year": -0.2}}))
    assert o.in_term.tolist() == [[True] + [False] * 7]
    assert o.price_eur[0, 0] == pytest.approx(8.0 * 0.8**0.5, rel=5e-3)
    assert o.decision_period.tolist() == [-1]


def test_what_is_not_under_contract_is_uncommitted() -> None:
    """Proves: `uncommitted_share` scales what is sold as it comes, and nothing of the contracts.

    A bug would give: contracts of a share of what is left.
    """
    whole, rest = inputs({"a": DEAL}), inputs({"a": DEAL}, **{"workloads.coding.uncommitted_share": 0.25})
    w = whole.workloads.names.index("coding")
    assert rest.hours.demand[w] == pytest.approx(0.25 * whole.hours.demand[w])
    assert deal_of(rest).demand == pytest.approx(deal_of(whole).demand)


def test_gpus_rented_elsewhere_have_limits_and_a_path_of_rents() -> None:
    """Proves: a unit of work takes the GPUs its price says; rents fall by 10 % a year; reserved ones cost 0.7.

    A bug would give: kGPU for GPU, or the rent of the first period throughout.
    """
    section = {
        "power.burst.most_gpus": 500.0,
        "power.burst.reserved_price_share": 0.7,
        "power.burst.price_change_per_year": -0.1,
    }
    x = inputs({}, **section)
    r = x.rented
    assert r is not None
    w = x.workloads.names.index("assistant")
    per_hour_eur = r.gpus_per_unit[w] * 1000 * r.on_demand_keur[0]
    assert per_hour_eur == pytest.approx(x.workloads.burst_eur[w, 0] * x.workloads.units_per_hour[w])
    assert r.on_demand_keur[4] / r.on_demand_keur[0] == pytest.approx(0.9, rel=1e-3)
    assert r.reserved_keur == pytest.approx(0.7 * r.on_demand_keur)
    assert r.most_on_demand == pytest.approx(0.5)
    assert inputs({}).rented is None


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"start": "2026-Q4"}, "start", "signed: true"),
        ({"credit_share": 0.25}, "credit_cap_share", "a credit ends somewhere"),
        ({"demand_share": None, "mean_tokens_per_s": [1.0, 2.0]}, "mean_tokens_per_s", "1, or 4"),
        ({"mean_tokens_per_s": [1.0]}, "mean_tokens_per_s", "one of mean_tokens_per_s and demand_share"),
        ({"demand_share": None}, "mean_tokens_per_s", "contracted mean"),
        ({"mean_gpus": [3.0]}, "mean_gpus", "unit is tokens"),
        ({"price_eur": 2e-6}, "price_eur", "a million times as much here: 2"),
        ({"take_or_pay_share": 1.5}, "take_or_pay_share", "0 to 1"),
        ({"decision": "2026-10-01"}, "decision", "signed: true"),
        ({"signed": True, "start": "2025-Q1"}, "term_quarters", "over before the horizon"),
    ],
)
def test_a_wrong_contract_gets_one_clear_error(change: dict[str, Any], field: str, words: str) -> None:
    """Proves: field, what was read, what is allowed and a hint, for each mistake a planner makes.

    A bug would give: a contract that silently asks, pays or owes something else.
    """
    with pytest.raises(ScenarioError) as error:
        scenario({"a": DEAL | change})
    assert f"workloads.coding.offers.a.{field}" in str(error.value)
    assert words in str(error.value)


def test_a_cap_is_of_each_month_where_periods_are_months_and_the_plan_says_which() -> None:
    """Proves: by month a credit ends at the cap of its month; by quarter at that of three together, and that is told.

    By hand: the caps of a quarter are those of its months together, 0.1 of their fees.
    A bug would give: a plan by quarter that calls its caps monthly, or a note where each month has its own.
    """
    terms = DEAL | {"credit_share": 0.25, "credit_cap_share": 0.1}
    by_quarter, by_month = inputs({"a": terms}), inputs({"a": terms}, **{"horizon.period": "month"})
    caps, monthly = deal_of(by_quarter).cap_meur[0], deal_of(by_month).cap_meur[0]
    assert monthly.reshape(-1, 3).sum(axis=1) == pytest.approx(caps, rel=2e-2)
    counted = [
        [row.value for row in x.assumptions if "credit_cap_share, counted" in row.path] for x in (by_quarter, by_month)
    ]
    assert counted == [["by quarter"], []]
    assert not [row for row in inputs({"a": DEAL}).assumptions if "credit_cap_share, counted" in row.path]


def test_an_offer_after_the_horizon_is_left_out_and_told() -> None:
    """Proves: a shorter horizon is still planned; the offer that it cannot hold is named in a warning."""
    x = inputs({"a": DEAL, "late": DEAL | {"start": "2029-Q1"}})
    assert deal_of(x).names == ("coding: a",)
    assert any("late of coding begins in 2029-Q1, after the horizon" in text for text in x.warnings)


def test_offers_stand_beside_no_penalty_and_no_deferrable_part() -> None:
    """Proves: what is under no contract owes nothing where customers are given as offers."""
    with pytest.raises(ScenarioError, match=r"unserved_price_multiple.*\n.*0 with offers"):
        scenario({"a": DEAL}, "enterprise")
    with pytest.raises(ScenarioError, match="make what may wait a workload of its own"):
        scenario({"a": DEAL}, **{"workloads.coding.deferrable_share": 0.2, "workloads.coding.deferrable_hours": 12})


def test_on_a_path_customers_ask_more_within_their_peak_and_pay_their_floor() -> None:
    """Proves: twice the demand is cut at the peak, a third of it is paid as the floor, prices of the market move.

    By hand: floor 0.6 of the mean. At a third of use the revenue is 0.6 of the whole; a fixed price stays, one that
    follows the workload is halved.
    A bug would give: a contract that owes what nobody contracted, or a floor that is never paid.
    """
    terms = {"take_or_pay_share": 0.6, "peak_multiple": 1.2, "credit_share": 0.2, "credit_cap_share": 0.5}
    x = inputs({"a": DEAL | terms, "b": DEAL | terms | {"price_eur": 9.0, "price_change_per_year": 0.0}})
    o, units = deal_of(x), x.workloads.units_per_hour
    hours, half = np.ones_like(o.demand), np.full_like(o.price_eur, 0.5)
    twice = moved(o, 2 * hours, half, x.days, units)
    assert twice.demand == pytest.approx(np.minimum(2 * (o.demand + o.throttled), o.peak))
    assert twice.price_eur == pytest.approx(o.price_eur * np.array([[0.5], [1.0]]))
    third = moved(o, hours / 3, np.ones_like(half), x.days, units)
    expected = o.price_eur * np.maximum(o.contracted * 0.6, 0) / 1e6
    assert third.revenue_meur == pytest.approx(expected)
    assert third.cap_meur[:, 1:5] == pytest.approx(0.5 * expected[:, 1:5])
