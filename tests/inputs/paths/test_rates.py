"""The error of predicted rates: one draw for each model on each GPU, through front, speed and watts into paths."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from planner.errors import ScenarioError
from planner.inputs.build import build_inputs
from planner.inputs.paths.paths import draw_paths, fresh_paths
from planner.inputs.paths.rates import Rates, normal_scores, predicted_rates, sensitivity, shifted
from planner.inputs.racks.for_plan import points_for, query_of
from planner.performance.predict import predict
from planner.problem.site import ModelInputs
from planner.scenario.schema import Scenario
from tests.inputs.plain import plain_scenario


@cache
def scenario() -> Scenario:
    return plain_scenario({"fleet.operating_points": {"basis": "predicted"}})


@cache
def inputs() -> ModelInputs:
    return build_inputs(scenario(), days=1)


@cache
def rates() -> Rates:
    return predicted_rates(scenario())


def test_each_model_on_each_rack_is_one_pair_whatever_serves_it() -> None:
    assert set(rates().pairs) == {
        (model, rack)
        for model in ("Mistral-Medium-3.5", "Mistral-Small-4")
        for rack in ("H200_HGX", "B200_HGX", "GB300_NVL72")
    }
    assert all(point.sigma > 0 for point in rates().points)
    two = scenario().with_(**{"workloads.document-batch.model": "Mistral-Medium-3.5"})
    shared = predicted_rates(two)
    assert len(shared.pairs) == 3
    assert len(shared.points) == 6


def test_a_draw_moves_the_front_and_the_point_is_read_at_the_same_speed() -> None:
    """Proves: at score z a point is the predictor's own with all times longer by z sigma, at the speed users need.

    It is not the rate times a factor: the front is steep, so the rate moves by more than the time.
    """
    score = np.zeros(len(rates().pairs))
    point = next(p for p in rates().points if p.name == "assistant on H200_HGX")
    score[point.pair] = 1.0
    moved = shifted(rates(), score)
    at = query_of(point.need, point.rack)
    plain, slower = predict(at), predict(replace(at, log_time_shift=point.sigma))
    assert moved[point.name][0] == pytest.approx(slower.tokens_per_s_per_gpu[1] / plain.tokens_per_s_per_gpu[1])
    assert slower.tokens_per_s_per_user[1] == plain.tokens_per_s_per_user[1] == 35
    assert moved[point.name][0] < math.exp(-point.sigma)
    own = points_for(point.need, point.rack, (), point.nameplate_kw, None, point.sigma)
    assert moved[point.name][1] == own[0].expected_kw
    for name, (ratio, kw) in moved.items():
        if name != point.name:
            o = inputs().points.names.index(name)
            assert (ratio, kw) == pytest.approx((1.0, inputs().points.kw[o]))


def test_paths_hold_the_rates_watts_and_price_of_renting_that_were_drawn() -> None:
    """Proves: rate and kW of every predicted point follow the path's own factor; work in GPU-hours stays."""
    paths = fresh_paths(scenario(), inputs(), 5, seed=3)
    points = inputs().points
    for path in paths:
        score = np.array(
            [math.log(path.factors[f"time_per_token.{m} on {r}"]) / rates().sigma(k)
             for k, (m, r) in enumerate(rates().pairs)]
        )  # fmt: skip
        moved = shifted(rates(), score)
        for o, name in enumerate(points.names):
            ratio, kw = moved.get(name, (1.0, points.kw[o]))
            assert path.inputs.points.rate[o] == pytest.approx(points.rate[o] * ratio, rel=1e-6)
            assert path.inputs.points.kw[o] == pytest.approx(max(kw, inputs().fleet.idle_kw[points.rack[o]]), rel=1e-6)
        rented = scenario().power.burst.rack
        w = inputs().workloads.names.index("assistant")
        expected = inputs().workloads.burst_eur[w] / moved[f"assistant on {rented}"][0]
        np.testing.assert_allclose(path.inputs.workloads.burst_eur[w], expected, rtol=1e-6)
    assert len({tuple(path.inputs.points.rate) for path in paths}) == 5


def test_scores_are_normal_and_do_not_depend_on_what_else_is_drawn() -> None:
    scores = normal_scores(2000, 4, 7)
    assert np.abs(scores.mean(axis=0)).max() < 0.01
    assert scores.std(axis=0) == pytest.approx(np.ones(4), abs=0.02)
    np.testing.assert_array_equal(scores, normal_scores(2000, 4, 7))
    other = scenario().with_(uncertainty={"paths": 3, "demand": {"sigma_per_year": 0.3}})
    plain = scenario().with_(uncertainty={"paths": 3})
    for a, b in zip(fresh_paths(other, inputs(), 3, 1), fresh_paths(plain, inputs(), 3, 1), strict=True):
        np.testing.assert_array_equal(a.inputs.points.kw[: len(b.inputs.points.kw)], b.inputs.points.kw)


def test_without_a_section_predicted_rates_alone_are_drawn_and_a_scale_of_zero_draws_none() -> None:
    drawn = draw_paths(scenario(), inputs(), count=4, sample=40)
    table = drawn.table()
    assert set(table.loc[table["quantity"] == "time_per_token", "workload"]) == {" on ".join(p) for p in rates().pairs}
    assert (table.loc[table["quantity"] != "time_per_token", "factor"].isin([0.0, 1.0])).all()
    assert len(drawn.paths) == 4
    still = scenario().with_(uncertainty={"paths": 4, "log_time_sigma_scale": 0.0})
    assert len(draw_paths(still, inputs()).paths) == 1
    with pytest.raises(ScenarioError, match="has no such section"):
        draw_paths(plain_scenario(), inputs())


def test_half_the_scale_is_half_the_standard_deviation() -> None:
    half = predicted_rates(scenario().with_(uncertainty={"paths": 1, "log_time_sigma_scale": 0.5}))
    assert [p.sigma for p in half.points] == pytest.approx([p.sigma / 2 for p in rates().points])
    size = sensitivity(rates(), inputs().points.names)
    assert size.shape == (len(inputs().points.names), len(rates().pairs))
    assert ((size > 0).sum(axis=1) <= 1).all()
