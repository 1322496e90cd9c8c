"""What the correction may do, and what it may not: a better GPU is never slower with it on."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.performance import dominance, physics, predict, software, tasks
from planner.performance.evidence import architectures, hardware, precision, setup
from planner.performance.evidence.hardware import Gpu
from planner.performance.fitting import correction, fitted, intervals
from planner.performance.fitting.correction import Scales
from planner.performance.query import Query

MODELS = ["Llama-3.1-8B", "Llama-3.1-70B", "DeepSeek-R1", "gpt-oss-120b", "Qwen3-30B-A3B", "Mistral-Medium-3.5"]
GPUS = ["H100_HGX", "H200_HGX", "B200_HGX", "B300_HGX", "GB200_NVL72", "GB300_NVL72", "VR_NVL72"]
SPEEDS = np.linspace(0.0, 6.0, 30)


def scaled(gpu: Gpu, memory: float, bandwidth: float, compute: float, link: float, product: str) -> Gpu:
    """A GPU that no row speaks for, unless it keeps the product's name."""
    return dataclasses.replace(
        gpu,
        product=product,
        memory_gb=gpu.memory_gb * memory,
        bandwidth_tb_per_s=gpu.bandwidth_tb_per_s * bandwidth,
        tflops_16=gpu.tflops_16 * compute,
        tflops_8=gpu.tflops_8 * compute,
        tflops_4=gpu.tflops_4 * compute,
        link_gb_per_s=gpu.link_gb_per_s * link,
    )


case = st.builds(
    lambda model, product, name, isl, osl: setup.Case(
        architectures.find(model), hardware.gpus()[product], precision.named(name), isl, osl
    ),
    st.sampled_from(MODELS),
    st.sampled_from(GPUS),
    st.sampled_from(["fp4", "fp8", "bf16", "int4"]),
    st.floats(16, 16000),
    st.floats(16, 8000),
)
other = st.tuples(*[st.floats(0.6, 1.6)] * 4)
more = st.tuples(*[st.sampled_from([1.0, 1.0, 1.05, 1.3, 2.5])] * 4)


@settings(max_examples=60, deadline=None)
@given(case, st.none() | other, more, st.sampled_from(["sweep", "task"]))
def test_a_better_gpu_is_never_slower_with_the_correction_on(
    c: setup.Case, made: tuple[float, ...] | None, better: tuple[float, ...], kind: str
) -> None:
    """Proves: more memory, bandwidth, FLOPS or link speed never lowers a predicted front, whatever was measured on
    either GPU; from a GPU of the catalogue and from one in between."""
    known = fitted.load()
    gpu = c.gpu if made is None else scaled(c.gpu, *made, "made up")
    low = dataclasses.replace(c, gpu=gpu)
    if physics.most_users(setup.arrays([low]), gpu.domain)[0] < 1:
        return
    high = dataclasses.replace(c, gpu=scaled(gpu, *better, "made up too"))
    few, many = (predict.predicted_curve(x, kind, known) for x in (low, high))
    assert (many.at(SPEEDS) >= few.at(SPEEDS) - 1e-9)[few.log_speed[-1] > SPEEDS].all()


@pytest.mark.parametrize(
    ("better", "worse"),
    [("B300", "B200"), ("GB300", "GB200"), ("GB200", "B200"), ("GB300", "B300"), ("VR200", "GB300")],
)
@pytest.mark.parametrize(
    ("model", "number", "isl", "osl", "speed"),
    [
        ("Mistral-Large-3", "fp8", 3000.0, 400.0, 40.0),
        ("Mistral-Medium-3.5", "fp8", 900.0, 350.0, 35.0),
        ("Mistral-Small-4", "fp8", 4000.0, 300.0, 8.0),
        ("DeepSeek-R1", "fp8", 3000.0, 400.0, 40.0),
        ("Kimi-K2.5", "fp4", 5000.0, 700.0, 30.0),
        ("Llama-3.1-70B", "fp8", 500.0, 300.0, 50.0),
    ],
)
def test_the_newer_gpu_of_a_kind_is_predicted_no_slower(
    better: str, worse: str, model: str, number: str, isl: float, osl: float, speed: float
) -> None:
    """Proves: early ports measured on B300 and GB300 no longer set them below B200 and GB200. By their figures: the
    code knows no such order of names."""
    rate = [
        predict.predict(Query(model, gpu, number, isl, osl, tokens_per_s_per_user=speed)).tokens_per_s_per_gpu[1]
        for gpu in (better, worse)
    ]
    assert rate[0] >= rate[1] * (1 - 1e-9)


def test_dominance_needs_every_figure() -> None:
    gpus = hardware.gpus()
    assert dominance.at_least(gpus["B300_HGX"], gpus["B200_HGX"])
    assert not dominance.at_least(gpus["B200_HGX"], gpus["B300_HGX"])
    assert not dominance.at_least(gpus["B300_HGX"], gpus["GB200_NVL72"])  # more memory, less bandwidth


def test_without_rows_of_the_model_on_the_gpu_the_physics_answers() -> None:
    """Proves: the correction stays in its cell, so what was measured on other GPUs or models moves nothing."""
    known = fitted.load()
    load = np.linspace(-3.0, 0.0, 5)
    number, gpus = precision.named("fp8"), hardware.gpus()
    for model, product in (("Mistral-Large-3", "B200_HGX"), ("Llama-3.1-70B", "GB300_NVL72")):
        asked = setup.Case(architectures.find(model), gpus[product], number, 1000.0, 500.0)
        assert (fitted.expected(known, asked, tasks.SWEEP, load) == 0).all()
    asked = setup.Case(architectures.find("MiniMax-M2.5"), gpus["H100_HGX"], number, 1000.0, 500.0)
    assert (fitted.expected(known, asked, tasks.SWEEP, load) != 0).all()


def test_a_left_over_brings_the_physics_to_the_row() -> None:
    """Proves: every time multiplied by e^d, the front of the physics passes through the measured point."""
    known, rows = fitted.load(), fitted.judged_rows()
    d = known.trained.left_over
    inside = np.flatnonzero(np.abs(d) < correction.WIDEST)[::25]
    chosen = rows.iloc[inside]
    s = setup.from_rows(chosen, known.parameters)
    found = correction.in_time(known.parameters, s, np.log(chosen["speed"].to_numpy()), d[inside])
    off = np.abs(found - np.log(chosen["rate"].to_numpy()))
    assert np.median(off) < 0.01
    assert np.quantile(off, 0.9) < 0.1


def test_the_correction_helps_where_the_model_was_measured_on_the_gpu() -> None:
    """Proves: a front left out is found a quarter better from other fronts of its model and GPU than by physics."""
    known = fitted.load()
    near = intervals.near_errors(fitted.judged_rows(), known.parameters, known.trained, known.scales)
    with_it, without = (np.median(np.abs(np.exp(-near[name]) - 1)) for name in ("error", "physics"))
    assert with_it < 0.75 * without
    assert with_it < 0.25


def test_scales_are_chosen_on_fronts_left_out() -> None:
    """Proves: rows of a front teach its own prediction nothing, and levels that cells share are found as such."""
    rng = np.random.default_rng(1)
    cells, fronts = np.repeat(np.arange(12), 12), np.repeat(np.arange(48), 3)
    d = np.repeat(rng.normal(0.0, 0.4, 12), 12) + rng.normal(0.0, 0.05, 144)
    text = cells.astype(str)
    marks = correction.Marks(
        text, np.full(144, "fp8"), np.full(144, "sweep"), np.zeros(144), np.zeros(144), np.zeros(144)
    )
    found = correction.chosen(marks, d, fronts, Scales(cell=0.01, precision=0.01, kind=0.01, lengths=0.01, load=0.01))
    told = correction.left_out(marks, d, fronts, found)
    assert np.abs(d - told).mean() < 0.1 < np.abs(d).mean()
    alone = correction.left_out(marks, d, cells, found)  # the whole cell is one front: nothing is left to learn from
    assert alone == pytest.approx(0.0, abs=1e-9)


def test_software_is_centred_and_fades_with_the_age_of_a_gpu() -> None:
    rows = fitted.judged_rows()
    columns = software.design(rows)
    sweep = (rows["kind"] == tasks.SWEEP).to_numpy()
    assert columns[sweep][:, :2].mean(axis=0) == pytest.approx(0.0, abs=1e-9)
    assert (columns[~sweep] == 0).all()
    youth = rows.assign(youth=software.youth(rows)).groupby("product")["youth"].median()
    assert youth["B300_HGX"] > 0.7
    assert youth["H100_HGX"] < 0.1


def test_narrow_weights_compute_in_16_bits_where_the_gpu_has_no_such_units() -> None:
    gpus = hardware.gpus()
    assert gpus["H100_HGX"].computes_in(4) == 16
    assert gpus["B200_HGX"].computes_in(4) == 4
    assert hardware.find("A100 SXM").computes_in(8) == 16
    assert gpus["H100_HGX"].computes_in(8) == 8
