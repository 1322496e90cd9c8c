"""Kernel times: read from the tables, interpolated between shapes, scaled to GPUs without a table, thinned."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.performance.evidence import hardware
from planner.performance.kernels import attention, communication, experts, gemm
from planner.performance.kernels.lines import lines
from planner.performance.kernels.machine import LAUNCH_S, least_seconds, machine

sys.path.append(str(Path(__file__).parents[2] / "data"))
from thinning import needed, thinned

GPUS = hardware.gpus()
B200 = machine(GPUS["B200_HGX"], GPUS)


def test_a_measured_product_comes_back_as_it_was_measured() -> None:
    table = pd.read_parquet(Path("data/gpu/kernels/gemm.parquet"))
    row = table[(table["gpu"] == "b200_sxm") & (table["gemm_dtype"] == "nvfp4") & (table["n"] == 4096)].iloc[200]
    found = gemm.seconds(B200, "nvfp4", np.array([float(row["m"])]), int(row["n"]), int(row["k"]))
    assert found[0] == pytest.approx(row["latency_us"] * 1e-6, rel=1e-6)


def test_between_measured_products_lies_their_geometric_mean() -> None:
    """Proves: half-way in ln n, at measured k and m, ln of the time is the mean of its two neighbours."""
    kernel = lines("gemm", "b200_sxm")
    low, high = (kernel.log_time(("bfloat16", n, 4096), np.log(64.0)) for n in (4096, 5120))
    between = gemm.seconds(B200, "bfloat16", np.array([64.0]), (4096 * 5120) ** 0.5, 4096)
    assert np.log(between[0]) == pytest.approx((low + high) / 2, rel=1e-9)


def test_beyond_the_tables_time_grows_in_proportion() -> None:
    one, two = (gemm.seconds(B200, "bfloat16", np.array([16.0]), n, 4096)[0] for n in (131_072, 262_144))
    assert two == pytest.approx(2 * one)


def test_a_gpu_without_a_table_takes_its_relative_times_the_rooflines() -> None:
    """Proves by hand: reading 1 GB, MI355X (8 TB/s) over B200 (its bandwidth), with the launch on both sides."""
    of = machine(GPUS["MI355X_HGX"], GPUS)
    assert (of.own, of.measured.product) == (False, "B200_HGX")
    own, other = (LAUNCH_S + 1e9 / (GPUS[name].bandwidth_tb_per_s * 1e12) for name in ("MI355X_HGX", "B200_HGX"))
    assert of.scaled(np.array([1.0]), 1e9, 0.0, 16)[0] == pytest.approx(own / other)
    assert least_seconds(B200.gpu, 0.0, 0.0, 16) == LAUNCH_S


def test_experts_that_were_not_measured_take_the_nearest_shape() -> None:
    """Proves: a shape of one expert fewer is near the measured one in time, not another table."""
    tokens = np.array([1.0, 64.0, 4096.0])
    measured, other = (
        experts.seconds(B200, ("fp8_block",), experts.Experts(7168, 2048, 8, n, 1, 8), tokens) for n in (256, 248)
    )
    assert other == pytest.approx(measured, rel=0.1)


@pytest.mark.parametrize("heads", [4, 16, 48])
def test_attention_takes_longer_with_users_and_context(heads: int) -> None:
    users = np.array([1.0, 16.0, 256.0])
    short, long = (attention.grouped_decode(B200, "fp8", (128, heads, 4), users, tokens) for tokens in (512.0, 16384.0))
    assert (long >= short * 0.97).all()
    assert long[2] > 4 * long[0]


def test_no_gpus_to_reduce_over_take_no_time_and_more_take_longer() -> None:
    elements = np.array([8192.0])
    times = [communication.all_reduce(B200, n, elements)[0] for n in (1, 2, 8, 16)]
    assert times[0] == 0
    assert times[3] == pytest.approx(times[2] * (1 + communication.PER_DOUBLING))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0.5, 2.0), min_size=3, max_size=40))
def test_thinned_lines_give_every_point_back(steps: list[float]) -> None:
    """Proves: after thinning at 3 % straight lines in logarithms pass every point left out within 3 %."""
    x = np.log(np.arange(1.0, len(steps) + 1))
    y = np.cumsum(np.log(steps))
    stays = needed(x, y, np.log(1.03))
    assert {stays[0], stays[-1]} == {0, len(x) - 1}
    assert np.abs(np.interp(x, x[stays], y[stays]) - y).max() <= np.log(1.03) + 1e-9


def test_thinning_keeps_lines_apart() -> None:
    frame = pd.DataFrame({"gpu": ["a"] * 3 + ["b"] * 3, "m": [1, 2, 4] * 2, "latency_us": [1.0, 2, 4, 5, 5, 9]})
    assert thinned(frame, "m", 0.03)[["gpu", "m"]].to_numpy().tolist() == [
        ["a", 1], ["a", 4], ["b", 1], ["b", 2], ["b", 4],
    ]  # fmt: skip
