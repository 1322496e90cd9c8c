"""How a model is served, as a scenario states it, and points that a plan may not take."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.errors import ScenarioError
from planner.inputs.build import build_inputs
from planner.inputs.demand.workloads import needs
from planner.inputs.racks.for_plan import query_of, roofline
from planner.inputs.racks.operating_points import TokenNeed
from planner.performance.predict import predict
from planner.performance.query import Serving
from planner.scenario.schema import Scenario
from tests.inputs.plain import plain_scenario
from tests.inputs.racks.test_choice import facts, measured, predicted


def need_of(scenario: Scenario, workload: str = "assistant") -> TokenNeed:
    need = needs(scenario)[workload]
    assert isinstance(need, TokenNeed)
    return need


def test_what_is_stated_for_all_or_for_one_workload_reaches_the_question() -> None:
    """Proves: a workload's own word counts before that for all; what is not stated stays open."""
    stated = {"speculative": "mtp", "engine": "vllm", "software_date": "2026-07-01"}
    scenario = predicted(**stated).with_(**{"workloads.assistant.speculative": "none"})
    own = need_of(scenario)
    assert own.serving == Serving("none", None, None, "vllm", pytest.approx(2026 + 6 / 12 + 1 / 365))
    assert need_of(scenario, "document-batch").serving.speculative == "mtp"
    question = query_of(own, "B200_HGX")
    assert (question.speculative, question.engine, question.n_gpus) == ("none", "vllm", None)
    two = query_of(replace(own, serving=Serving(pools="two", gpus_per_replica=4)), "B200_HGX")
    assert (two.pools, two.n_gpus, two.decode_gpus_per_worker) == ("two", None, 4)


def test_stating_the_replica_narrows_the_interval_and_the_list_says_what_silence_costs() -> None:
    large = {"workloads.assistant.model": "Mistral-Large-3", "workloads.assistant.min_tokens_per_s_per_user": 30.0}
    silent = facts(predicted().with_(**large)).points["assistant"]["GB300_NVL72"]
    stated = facts(predicted(gpus_per_replica=8).with_(**large)).points["assistant"]["GB300_NVL72"]
    assert "; not stated: gpus_per_replica makes it " in silent.text
    assert "not stated" not in stated.text


def test_a_rack_smaller_than_the_replica_is_left_out() -> None:
    found = facts(predicted(gpus_per_replica=16))
    assert set(found.points["assistant"]) == {"GB300_NVL72"}
    assert found.left_out["assistant"]["B200_HGX"] == (
        "a replica of 16 GPUs (gpus_per_replica) is more than the 8 GPUs of B200_HGX"
    )
    servers = {name: plain_scenario().values()["fleet"]["racks"][name] for name in ("H200_HGX", "B200_HGX")}
    only = {"fleet.racks": servers, "fleet.opening": [], "power.burst.rack": "H200_HGX"}
    with pytest.raises(ScenarioError, match=r"no rack of the fleet may do it\.\na replica of 72 GPUs"):
        build_inputs(predicted(gpus_per_replica=72).with_(**only), days=1)


def test_a_plan_never_takes_a_point_at_the_edge_unless_it_was_measured() -> None:
    """Proves: a rack whose front is steeper than -4 there is left out and the reason said; a measurement brings it in.

    The speed is the first of a rising series whose answer is flagged.
    """
    need = need_of(predicted())
    speeds = np.geomspace(35, 0.99 * roofline(need, "H200_HGX")[1], 60)
    edge = next(float(s) for s in speeds if predict(query_of(need, "H200_HGX", float(s))).at_the_edge)
    needed = {"workloads.assistant.min_tokens_per_s_per_user": edge}
    found = facts(predicted().with_(**needed))
    assert "H200_HGX" not in found.points["assistant"]
    assert found.left_out["assistant"]["H200_HGX"] == (
        f"Mistral-Medium-3.5 on H200_HGX at {edge:g} tokens/s per user is at the edge of its front: "
        "a plan takes only a measurement there"
    )
    row = {"rack": "H200_HGX", "tokens_per_s_per_user": edge + 0.1, "tokens_per_s_per_gpu": 5.0, "rack_kw": 7.0}
    own = facts(measured(row).with_(**needed))
    assert own.points["assistant"]["H200_HGX"].rate_per_gpu == 5
    assert "H200_HGX" not in own.left_out["assistant"]


def test_fields_of_tokens_are_refused_for_gpu_hours_and_other_words_with_what_is_allowed() -> None:
    with pytest.raises(ScenarioError, match=r'workloads\.simulation\.software_date is "2026-01-01"') as error:
        plain_scenario({"workloads.simulation.software_date": "2026-01-01"})
    assert "It belongs to the unit tokens; unit is gpu_hours." in str(error.value)
    for name, allowed in {"speculative": "none, mtp", "pools": "one, two", "engine": "trtllm, sglang, vllm"}.items():
        with pytest.raises(ScenarioError, match=f"fleet.operating_points.{name}") as error:
            predicted(**{name: "eagle"})
        assert allowed in str(error.value)


def test_what_the_nearest_row_does_not_read_is_said() -> None:
    scenario = plain_scenario({"fleet.operating_points": {"basis": "nearest-row", "engine": "vllm"}})
    text = "fleet.operating_points.engine: read by fleet.operating_points.basis: predicted alone, but for power caps."
    assert text in build_inputs(scenario, days=1).warnings
    assert not any("read by" in each for each in build_inputs(predicted(engine="vllm"), days=1).warnings)


def test_a_measurement_of_one_workload_moves_the_others_of_its_model_on_that_rack() -> None:
    """Proves: the level of assistant on GB300 reaches document-batch, which serves the model too, and no other rack."""
    same = {"workloads.document-batch.model": "Mistral-Medium-3.5"}
    before = facts(predicted().with_(**same)).points
    rate = before["assistant"]["GB300_NVL72"].rate_per_gpu
    after = facts(measured({"tokens_per_s_per_gpu": 0.7 * rate, "tokens_per_s_per_user": 35.0}).with_(**same)).points
    was, now = before["document-batch"]["GB300_NVL72"], after["document-batch"]["GB300_NVL72"]
    assert now.rate_per_gpu < 0.9 * was.rate_per_gpu
    assert now.log_time_sigma < was.log_time_sigma
    assert "; own measurements of the model on it move all times × 1." in now.text
    assert after["document-batch"]["B200_HGX"] == before["document-batch"]["B200_HGX"]
    assert after["assistant"]["GB300_NVL72"].basis == "measured"
