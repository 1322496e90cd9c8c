"""Physical sense: what must hold whatever was fitted."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.catalogue import racks as rack_data
from planner.errors import DataError
from planner.performance import board, physics, power
from planner.performance.board import PowerParameters
from planner.performance.evidence import architectures, hardware, measured, precision, setup
from planner.performance.physics import Parameters

P = Parameters()
MODELS = ["Llama-3.1-8B", "Llama-3.1-70B", "DeepSeek-R1", "gpt-oss-120b", "Qwen3-30B-A3B", "Mistral-Medium-3.5"]
case = st.builds(
    lambda model, product, name, isl, osl: setup.Case(
        architectures.find(model), hardware.gpus()[product], precision.named(name), isl, osl
    ),
    st.sampled_from(MODELS),
    st.sampled_from(["H100_HGX", "H200_HGX", "B200_HGX", "GB300_NVL72", "VR_NVL72"]),
    st.sampled_from(["fp4", "fp8", "bf16"]),
    st.floats(16, 16000),
    st.floats(16, 8000),
)


@settings(max_examples=60, deadline=None)
@given(case, st.floats(0, 6), st.floats(0.01, 2), st.sampled_from([1, 2, 4, 8]))
def test_more_batch_serves_more_and_each_user_less(c: setup.Case, log_users: float, more: float, n: int) -> None:
    """Proves: with more users a replica never makes fewer tokens/s, and no user gets more."""
    s = setup.arrays([c])
    few, many = np.exp(log_users), np.exp(log_users + more)
    rate, speed = physics.served(P, s, float(n), few)
    rate_of_many, speed_of_many = physics.served(P, s, float(n), many)
    assert rate_of_many[0] >= rate[0] * (1 - 1e-9) or architectures.find(c.architecture.family).experts
    assert speed_of_many[0] <= speed[0] * (1 + 1e-9)


@settings(max_examples=60, deadline=None)
@given(case, st.floats(1, 4), st.floats(1, 4), st.floats(0, 5))
def test_a_better_gpu_is_never_slower(c: setup.Case, bandwidth: float, compute: float, log_users: float) -> None:
    """Proves: more memory bandwidth or FLOPS never lowers tokens/s, per GPU or per user."""
    g = c.gpu
    better = dataclasses.replace(
        g,
        bandwidth_tb_per_s=g.bandwidth_tb_per_s * bandwidth,
        tflops_16=g.tflops_16 * compute,
        tflops_8=g.tflops_8 * compute,
        tflops_4=g.tflops_4 * compute,
    )
    s, t = setup.arrays([c]), setup.arrays([dataclasses.replace(c, gpu=better)])
    for here, there in zip(
        physics.served(P, s, 8.0, np.exp(log_users)), physics.served(P, t, 8.0, np.exp(log_users)), strict=True
    ):
        assert there[0] >= here[0] * (1 - 1e-9)


@settings(max_examples=60, deadline=None)
@given(case, st.floats(0, 8), st.sampled_from([1, 2, 4, 8]))
def test_nothing_exceeds_the_roofline(c: setup.Case, log_users: float, n: int) -> None:
    s = setup.arrays([c])
    roof_rate, roof_speed = physics.roofline(s)
    rate, speed = physics.served(P, s, float(n), np.exp(log_users))
    assert rate[0] <= roof_rate[0] * (1 + 1e-9)
    assert speed[0] <= roof_speed[0] * (1 + 1e-9)


def test_rows_above_the_roofline_are_refused_and_named() -> None:
    """Proves: the roofline is a bound of the world. Five derived rows claim up to nine times what the GPU can compute
    (their prompts came from a cache); all others stay below it."""
    assert len(measured.refused()) == 5
    assert "L00913" in measured.refused()
    assert not measured.table()["row_id"].isin(measured.refused()).any()
    assert len(measured.table()) + 5 == len(measured.all_points())


@settings(max_examples=80, deadline=None)
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.3, 1.0), st.floats(0.01, 0.3), st.floats(0, 1))
def test_a_lower_cap_never_raises_power_or_speed(
    memory: float, compute: float, cap: float, lower: float, bound: float
) -> None:
    gpu = hardware.gpus()["B200_HGX"]
    a = board.Activity(np.array(memory * gpu.bandwidth_tb_per_s), np.array(compute), np.array(0.0), np.array(0.0))
    drawn = float(board.board_w(PowerParameters(), a, gpu.tdp_w))
    high, kept = power.capped(gpu, drawn, cap * gpu.tdp_w, bound)
    low, kept_low = power.capped(gpu, drawn, max(cap - lower, 0.2) * gpu.tdp_w, bound)
    assert low <= high + 1e-9
    assert kept_low <= kept + 1e-12
    assert 0 < kept_low <= 1


@given(st.floats(200, 1000), st.floats(1, 1e5))
def test_tokens_per_s_times_joules_is_watts(drawn: float, rate: float) -> None:
    found = power.at(hardware.gpus()["H100_HGX"], drawn, rate)
    assert rate * found.joules_per_token_board == pytest.approx(found.board_w, rel=1e-12)
    assert rate * found.joules_per_token_wall == pytest.approx(found.wall_w, rel=1e-12)
    assert found.wall_w > found.board_w


def test_three_powers_stay_apart() -> None:
    """Expected at 60 % of TDP is under what the feed must carry, which is no more than the plate."""
    gpu = hardware.gpus()["GB200_NVL72"]
    unit = power.unit(gpu, 0.6 * gpu.tdp_w)
    assert unit.expected_kw < unit.provisioned_kw <= unit.nameplate_kw == 120


def test_wall_power_of_capped_h200_is_as_mlperf_measured() -> None:
    """MLPerf v4.1, 8 × H200: 597 W per GPU at the wall with boards capped at 350 W, 769 to 785 W at 500 W."""
    gpu = hardware.gpus()["H200_HGX"]
    assert power.wall_w(gpu, 350) == pytest.approx(597, rel=0.05)
    assert power.wall_w(gpu, 500) == pytest.approx(777, rel=0.05)


def test_a_cap_below_idle_is_refused() -> None:
    with pytest.raises(DataError, match="idles at"):
        power.capped(hardware.gpus()["B300_HGX"], 900, 100, 0.5)


def test_a_tighter_feed_caps_more_often() -> None:
    assert power.probability_of_capping(100, 100) == pytest.approx(0.5)
    assert power.probability_of_capping(100, 120) < 0.01


def test_gpus_counted_twice_are_counted_once() -> None:
    """Proves: only an aggregated run of k-way tensor and k-way expert parallelism past its server is read as k GPUs."""
    rows = pd.DataFrame(
        [
            (64.0, "agg tp64 pp1 attn_dp1 moe_tp8 moe_ep8", 8.0, 8.0),
            (16.0, "agg tp4 pp1 attn_dp4 moe_tp1 moe_ep16", 8.0, 4.0),
            (64.0, "agg tp64 pp1 attn_dp1 moe_tp64 moe_ep1", 72.0, 64.0),
            (64.0, "disagg prefill tp1 dp8 ep8 x1 workers; decode tp1 dp8 ep8 x7", 8.0, 64.0),
            (4.0, "agg tp4 pp1 attn_dp1 moe_tp2 moe_ep2", 8.0, 4.0),
        ],
        columns=["n_gpus", "parallelism", "domain", "true"],
    )
    assert measured.true_gpus(rows, rows["domain"].to_numpy()).tolist() == rows["true"].tolist()


def test_runs_counted_twice_are_as_fast_as_runs_of_their_true_size() -> None:
    """Proves the repair on the data: at equal users and engine, speed per user is that of 8 GPUs, not of 64."""
    rows = measured.all_points()
    raw = rack_data.measured_points().set_index("row_id")["n_gpus"]
    cells = ["product", "family", "precision", "input_tokens", "output_tokens", "concurrency", "engine", "n_gpus"]
    twice = (raw[rows["row_id"]].to_numpy() > rows["n_gpus"].to_numpy()) & (rows["product"] == "H200_HGX").to_numpy()
    pairs = rows[twice].merge(rows[~twice & ~rows["disaggregated"]], on=cells)
    assert len(pairs) > 30
    assert (pairs["speed_x"] / pairs["speed_y"]).median() == pytest.approx(1.0, abs=0.03)


def test_a_window_keeps_no_more_than_its_tokens() -> None:
    """Proves: gemma (5 of 6 layers see 1,024 tokens) keeps all of a short context, a sixth of what a long one adds."""
    s = setup.arrays(
        [setup.Case(architectures.find("gemma-3-27b"), hardware.gpus()["H100_HGX"], precision.named("bf16"), 1.0, 1.0)]
    )
    assert physics.attended(s, np.array([800.0]))[0] == pytest.approx(800.0)
    longer = physics.attended(s, np.array([9000.0]))[0] - physics.attended(s, np.array([3000.0]))[0]
    assert longer == pytest.approx(1000.0)


@pytest.mark.parametrize("name", ["NVIDIA L40S", "H20", "A100-SXM4-80GB", "H100 PCIe"])
def test_gpus_outside_the_catalogue_can_be_asked_for(name: str) -> None:
    assert name.split("-")[0].split()[-1].lower() in hardware.find(name).name.lower()
    assert hardware.product_of(name) is None
