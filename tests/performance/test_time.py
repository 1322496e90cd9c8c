"""Seconds per token, fronts and what cells leave over: small cases by hand, and rules that hold everywhere."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.performance.evidence import hardware, precision
from planner.performance.evidence.shapes import shapes, sum_of_params_b
from planner.performance.kernels.machine import machine
from planner.performance.runs import pooling
from planner.performance.step import seconds
from planner.performance.step.front import Points, Setting, Way, at_speed, at_users, points
from planner.performance.step.kernel_pass import Work
from planner.performance.step.seconds import NAMES, Parameters, Runs
from planner.performance.step.split import Split, cache_gb, splits, weights_gb

GPUS = hardware.gpus()
PLAIN = Parameters(tuple(seconds.start().tolist()))


def runs(*, drafts: bool = False, two: bool = False) -> Runs:
    """One point by hand: kernels of 1 + 2 + 3 + 4 ms, 10 layers, 8 users, a prompt of 20 ms, 100 tokens out."""
    step = Work(*(np.array([x]) for x in (1e-3, 2e-3, 3e-3, 4e-3, 0.0, 10.0, 8.0)))
    prompt = Work(*(np.array([x]) for x in (20e-3, 0.0, 0.0, 0.0, 0.0, 10.0, 1000.0)))
    one = [np.array([flag]) for flag in (drafts, two, False)]
    return Runs(step, prompt, np.array([0]), np.array([100.0]), np.array([seconds.REFERENCE_YEAR]), *one)


def test_time_by_hand() -> None:
    """Proves: step 10 ms + 10·8 us + 0.5 ms + 8·8 us, and between steps 0.8 · 8/100 of a prompt of 20.08 ms."""
    step = 10e-3 + 80e-6 + 5e-4 + 64e-6
    between = 0.8 * 8 / 100 * (20e-3 + 80e-6)
    assert seconds.per_token(PLAIN, runs())[0] == pytest.approx(step + between)
    assert seconds.per_token(PLAIN, runs(two=True))[0] == pytest.approx(step)
    drafts = 1.6 - 0.05 * np.log(8)
    assert seconds.per_token(PLAIN, runs(drafts=True, two=True))[0] == pytest.approx(step / drafts)


def test_every_parameter_has_a_start_within_its_limits() -> None:
    low, high = seconds.limits()
    assert len(seconds.start()) == len(NAMES)
    assert ((low < seconds.start()) & (seconds.start() < high)).all()


def test_sizes_of_the_catalogue_add_up_to_their_parameters() -> None:
    """Proves: for every public architecture the sizes give its total parameters.

    Within 8 %, or 20 % where the note says that embedding and output share their weights, which the sum counts twice.
    """
    off = {}
    for name, shape in shapes().items():
        if shape.attention != "compressed":
            off[name] = sum_of_params_b(shape)[0] / shape.total_params_b - 1
    small = {name for name in off if name.startswith(("Llama-3.2", "Qwen3-0.6B", "Qwen3-1.7B", "Qwen3-4B"))}
    assert {name: x for name, x in off.items() if abs(x) > (0.4 if name in small else 0.08)} == {}


def test_memory_by_hand() -> None:
    """Proves: 8 KV heads of 128 in 80 layers at one byte are 163,840 bytes a token, cut over 8 GPUs but not further."""
    shape, number = shapes()["Llama-3.1-70B"], precision.named("fp8")
    assert cache_gb(shape, number, 1000.0, Split(8)) == pytest.approx(0.16384)
    assert cache_gb(shape, number, 1000.0, Split(16)) == pytest.approx(2 * 0.16384)
    embedding = 2 * 128256 * 8192 / 1e9
    assert weights_gb(shape, number) == pytest.approx((70.6 - embedding) * 1.0 + embedding * 2, rel=0.01)


def two_splits() -> Points:
    """A fast split of 8 GPUs and a frugal one of 1, three points each; rates by users / (GPUs · time)."""
    users = np.array([1.0, 10, 100, 1, 10, 100])
    gpus = np.array([8.0, 8, 8, 1, 1, 1])
    time = np.array([0.005, 0.01, 0.05, 0.02, 0.03, 0.1])
    return Points(users, users, gpus, time, users / gpus / time, 0.1 + 0 * users, np.array([0, 0, 0, 1, 1, 1]))


def test_the_front_is_the_best_split_at_each_speed() -> None:
    """Proves: at measured speeds the front has the better split; faster than a lone user it falls with the power 3."""
    front = two_splits()
    assert np.exp(at_speed(front, np.log(np.array([10.0, 100.0])))) == pytest.approx([1000.0, 125.0])
    assert np.exp(at_speed(front, np.log(np.array([400.0]))))[0] == pytest.approx(25 / 2**3)


def test_longer_times_move_a_front_in_speed_and_rate() -> None:
    """Proves: with all times twice as long 5 tokens/s each cost what 10 did, at half the tokens/s."""
    later = at_speed(two_splits(), np.log(np.array([5.0])), np.log(2.0))
    assert np.exp(later)[0] == pytest.approx(500.0)


def test_users_wait_where_no_more_fit() -> None:
    front = two_splits()
    full, over = at_users(front, 100.0), at_users(front, 400.0)
    assert (over.time, over.rate) == (full.time, full.rate)


@settings(max_examples=12, deadline=None)
@given(
    st.sampled_from(["DeepSeek-R1", "gpt-oss-120b", "Llama-3.1-70B", "Qwen3.5-397B-A17B", "Mistral-Large-3"]),
    st.sampled_from(["H200_HGX", "B200_HGX", "GB300_NVL72", "MI355X_HGX", "VR_NVL72"]),
    st.sampled_from([128.0, 1024.0, 8192.0]),
)
def test_more_users_never_make_a_user_faster_nor_a_gpu_slower(model: str, product: str, tokens: float) -> None:
    """Proves: along each split the time per token rises with users, and tokens/s per GPU rise on the part used.

    Kernels get a few per cent faster now and then as they fill, so 6 % are allowed on single steps.
    """
    setting = Setting(machine(GPUS[product], GPUS), shapes()[model], precision.named("fp8"), tokens, 512.0)
    front = points(PLAIN, setting, Way((0, 1, 2)))
    assert front is not None
    for branch in np.unique(front.branch):
        here = front.branch == branch
        assert (np.diff(np.log(front.time[here])) > -0.06).all()
    x = np.linspace(np.log(1 / front.time.max()), np.log(1 / front.time.min()), 40)
    assert (np.diff(at_speed(front, x)) <= 1e-9).all()


def test_splits_of_practice() -> None:
    """Proves: dense models are cut by tensor; mixtures also deal out experts, and 32 wide only on racks."""
    assert [split.gpus for split in splits(shapes()["Llama-3.1-8B"], 8)] == [1, 2, 4, 8]
    assert max(split.gpus for split in splits(shapes()["DeepSeek-R1"], 8)) == 8
    assert max(split.gpus for split in splits(shapes()["DeepSeek-R1"], 72)) == 32


def marks(cell: list[int], load: list[float]) -> pooling.Marks:
    zero = np.zeros(len(cell), dtype=np.int64)
    return pooling.Marks(np.array(cell), zero, zero, zero, np.zeros(len(cell)), np.zeros(len(cell)), np.array(load))


def test_one_run_draws_its_cell_by_hand() -> None:
    """Proves: with all effects of 0.1 and noise of 0.1 one run of left-over 0.2 draws its own point by 6/7 of it."""
    effects = pooling.Pooled((0.1,) * 6, 0.1, marks([0], [0.0]), np.zeros(1))
    drawn = pooling.again(effects, marks([0], [0.0]), np.array([0.2]))
    assert pooling.expected(drawn, marks([0], [0.0]))[0] == pytest.approx(0.2 * 0.06 / 0.07)
    assert pooling.expected(drawn, marks([1], [0.0]))[0] == 0.0


def test_a_broken_run_counts_as_a_factor_of_two() -> None:
    effects = pooling.Pooled((0.1,) * 6, 0.1, marks([0], [0.0]), np.zeros(1))
    one, wild = (pooling.again(effects, marks([0], [0.0]), np.array([x])) for x in (pooling.MOST, 9.0))
    assert one.weights == pytest.approx(wild.weights)
