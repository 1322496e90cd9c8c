"""Board power at an operating point: bounds, direction, and what was measured."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.performance import board
from planner.performance.board import PowerParameters
from planner.performance.evidence import architectures, hardware, measured, precision, setup
from planner.performance.fitting import fitted
from planner.performance.predict import predict
from planner.performance.query import Query

parameters = st.builds(
    PowerParameters,
    *(st.floats(low, high) for low, high in zip(board.LOWEST, board.HIGHEST, strict=True)),
)
case = st.builds(
    lambda model, product, name, isl, osl: setup.Case(
        architectures.find(model), hardware.gpus()[product], precision.named(name), isl, osl
    ),
    st.sampled_from(["Llama-3.1-8B", "DeepSeek-R1", "gpt-oss-120b", "Mistral-Medium-3.5"]),
    st.sampled_from(["H100_HGX", "B200_HGX", "GB300_NVL72", "VR_NVL72"]),
    st.sampled_from(["fp4", "fp8", "bf16"]),
    st.floats(16, 16000),
    st.floats(16, 8000),
)


@settings(max_examples=150, deadline=None)
@given(parameters, case, st.floats(1, 1e5), st.floats(1, 500), st.sampled_from([1.0, 4.0, 8.0]))
def test_watts_lie_between_idle_and_the_rating(
    q: PowerParameters, c: setup.Case, rate: float, speed: float, n: float
) -> None:
    """Proves: whatever was fitted and is asked, a board draws no less than idle and no more than its rating."""
    s, p = setup.arrays([c]), fitted.load().parameters
    a = board.activity(s, p, np.array([rate]), np.array([speed]), np.array([n]))
    drawn = board.board_w(q, a, c.gpu.tdp_w)[0]
    assert board.IDLE_SHARE * c.gpu.tdp_w <= drawn <= c.gpu.tdp_w * (1 + 1e-9)


@settings(max_examples=80, deadline=None)
@given(case, st.floats(1, 1e4), st.floats(1.0, 4.0), st.floats(1, 500))
def test_more_work_never_draws_less_and_never_costs_more_per_token(
    c: setup.Case, rate: float, more: float, speed: float
) -> None:
    """Proves: at one speed per user more tokens/s raise a board's watts, and lower its joules per token."""
    s, p, q = setup.arrays([c]), fitted.load().parameters, fitted.load().power

    def drawn(tokens_per_s: float) -> float:
        a = board.activity(s, p, np.array([tokens_per_s]), np.array([speed]), np.array([8.0]))
        return float(board.board_w(q, a, c.gpu.tdp_w)[0])

    assert drawn(rate * more) >= drawn(rate) * (1 - 1e-9)
    assert drawn(rate * more) / (rate * more) <= drawn(rate) / rate * (1 + 1e-9)


def test_measured_watts_are_met_within_a_tenth() -> None:
    """Proves: over all 775 rows with measured board power the fit is off by less than 10 % at the median, H100 and
    B200 alike (the model has no name of a GPU to tell them apart)."""
    known, table = fitted.load(), measured.table()
    rows = table[table["board_w"].notna() & table["speed"].notna()]
    tdp = rows["product"].map({name: gpu.tdp_w for name, gpu in hardware.gpus().items()}).to_numpy()
    drawn = board.board_w(known.power, fitted.activity_of(rows, known.parameters), tdp)
    off = np.abs(drawn / rows["board_w"].to_numpy() - 1)
    assert np.median(off) < 0.10
    for product in ("H100_HGX", "B200_HGX"):
        assert np.median(off[(rows["product"] == product).to_numpy()]) < 0.11


def test_prompts_alone_draw_what_b300_drew() -> None:
    """Proves: 8,192 tokens in and 8 out keep a B300 near its rating: 1,080 of 1,100 W were measured (gpu-power-lab)."""
    gpu = hardware.gpus()["B300_HGX"]
    busy = board.Activity(np.array(1.0), np.array(0.02), np.array(0.0), np.array(1.0))
    drawn = float(board.board_w(fitted.load().power, busy, gpu.tdp_w))
    assert drawn == pytest.approx(1080, rel=0.1)


def test_a_byte_costs_the_same_on_every_gpu() -> None:
    """Proves: far under the ceiling one more TB/s adds the same watts to a board of 700 W and to one of 1,400 W."""
    q = dataclasses.replace(PowerParameters(), running=0.2, ceiling=1.0)

    def added(tdp_w: float) -> float:
        here, more = (board.Activity(np.array(x), np.array(0.0), np.array(0.0), np.array(0.0)) for x in (0.0, 1.0))
        return float(board.board_w(q, more, tdp_w) - board.board_w(q, here, tdp_w))

    assert added(700.0) == pytest.approx(q.byte_pj, rel=0.01)
    assert added(1400.0) == pytest.approx(added(700.0), rel=0.01)


@pytest.mark.parametrize("gpu", ["H100", "B200", "GB300"])
def test_tokens_per_s_times_joules_is_watts_in_every_answer(gpu: str) -> None:
    """Proves: the three numbers of one answer close, board and wall, and the wall draws more."""
    found = predict(Query("Llama-3.1-70B", gpu, "fp8", 1024, 1024, tokens_per_s_per_user=30))
    rate = found.tokens_per_s_per_gpu[1]
    assert rate * found.power.joules_per_token_board == pytest.approx(found.power.board_w, rel=1e-12)
    assert rate * found.power.joules_per_token_wall == pytest.approx(found.power.wall_w, rel=1e-12)
    assert found.power.board_w < found.power.wall_w
