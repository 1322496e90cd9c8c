"""Power caps: never more power, never more tokens, always the speed asked for; held against measured curves."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import planner
from planner.catalogue import racks as rack_data
from planner.cli import main
from planner.errors import DataError
from planner.inputs.racks.for_plan import memory_gb, points_for, roofline
from planner.inputs.racks.operating_points import TokenNeed
from planner.performance import power
from planner.performance.capped import capped_points
from planner.performance.evidence import hardware
from planner.performance.predict import predict
from planner.performance.query import Query

CAPS = (0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3)
CHAT = Query("Mistral-Medium-3.5", "GB300", "fp8", 900.0, 350.0, tokens_per_s_per_user=35.0)
NEED = TokenNeed("assistant", "Mistral-Medium-3.5", 128, 128, "fp8", 900, 0.0, 350, 35)


@settings(max_examples=15, deadline=None)
@given(
    model=st.sampled_from(["Mistral-Medium-3.5", "Mistral-Large-3", "gpt-oss-120b"]),
    gpu=st.sampled_from(["H200", "B200", "GB300", "VR_NVL72"]),
    prompt=st.integers(100, 16_000),
    speed=st.floats(8, 80),
)
def test_a_lower_cap_never_raises_power_nor_tokens(model: str, gpu: str, prompt: int, speed: float) -> None:
    asked = Query(model, gpu, "fp8", float(prompt), 400.0, tokens_per_s_per_user=speed)
    points = capped_points(asked, CAPS)
    assert [p.share for p in points] == [1.0, *CAPS][: len(points)]
    assert points[0].tokens_per_s_per_gpu == predict(asked).tokens_per_s_per_gpu
    tdp = hardware.find(gpu).tdp_w
    for before, after in itertools.pairwise(points):
        assert after.unit.expected_kw <= before.unit.expected_kw
        assert after.unit.provisioned_kw <= before.unit.provisioned_kw
        assert after.tokens_per_s_per_gpu[1] <= before.tokens_per_s_per_gpu[1] * (1 + 1e-12)
        assert after.board_w <= after.share * tdp * (1 + 1e-12)
    for point in points:
        assert point.tokens_per_s_per_user[1] >= speed * (1 - 1e-9), "users keep their speed"
        assert point.unit.expected_kw <= point.unit.provisioned_kw * (1 + 1e-12) <= point.unit.nameplate_kw * (1 + 1e-9)


def test_a_cap_that_does_not_bind_changes_only_what_must_be_provisioned() -> None:
    full, capped = capped_points(replace(CHAT, model="Mistral-Large-3", input_tokens=3000.0), (0.95,))
    assert capped.tokens_per_s_per_gpu == full.tokens_per_s_per_gpu
    assert capped.unit.expected_kw == full.unit.expected_kw
    assert capped.unit.provisioned_kw < full.unit.provisioned_kw


def test_decode_loses_less_than_prefill() -> None:
    """Proves: what waits for memory loses little under a cap, what computes almost as much as the clock.

    With the batch left as it is: a smaller one that keeps the speed loses more, by the slope of the front.
    """
    long_prompt = capped_points(
        replace(CHAT, input_tokens=16_000.0, output_tokens=100.0, tokens_per_s_per_user=10.0), (0.5,), keep_speed=False
    )
    decode = capped_points(
        replace(CHAT, model="Mistral-Small-4", input_tokens=100.0, output_tokens=2000.0, tokens_per_s_per_user=100.0),
        (0.5,),
        keep_speed=False,
    )
    kept = [points[1].tokens_per_s_per_gpu[1] / points[0].tokens_per_s_per_gpu[1] for points in (long_prompt, decode)]
    assert kept[0] < 0.8 < 0.9 < kept[1] <= 1


def test_caps_against_measured_curves() -> None:
    """Proves: the rule of clocks stands on what was measured in data centres, within 6 points of the rate kept.

    Only rates are compared, so board and wall power are never mixed. B300: GEMM, bound by compute alone. H200 and
    MI355X: MLPerf at full load, whose compute-bound share is not known but high. Boards at full power are taken at
    their rating (B300: as measured).
    """
    curves = rack_data.power_curves()
    curves = curves[curves["relevance"].eq("datacentre") & curves["curve_type"].isin(["power_cap", "max_q_setting"])]
    curves = curves[curves["cap_w"] < curves["tdp_w"]]
    assert len(curves) == 7
    for _, row in curves.iterrows():
        gemm = "GEMM" in row["workload"]
        gpu = hardware.find(str(row["gpu"]))
        full_w = 1038.4 if gemm else gpu.tdp_w
        kept = power.capped(gpu, full_w, float(row["cap_w"]), 1.0 if gemm else 0.95)[1]
        assert kept == pytest.approx(row["relative_throughput"], abs=0.06), row["curve_id"]


def test_a_cap_at_idle_is_refused() -> None:
    with pytest.raises(DataError, match="idles at"):
        capped_points(CHAT, (0.1,))


def test_the_scenario_sets_the_nameplate() -> None:
    """Proves: three powers, in order, and the nameplate of the scenario in place of the catalogue's."""
    point = points_for(NEED, "GB300_NVL72", nameplate_kw=140.0)[0]
    assert point.nameplate_kw == 140.0
    assert point.expected_kw <= point.provisioned_kw <= 140.0
    assert point.expected_kw > points_for(NEED, "GB300_NVL72")[0].expected_kw


def test_work_that_may_wait_keeps_its_batch_and_slows() -> None:
    full, capped = points_for(replace(NEED, tokens_per_s_per_user=0.0), "GB300_NVL72", (0.5,))
    assert capped.tokens_per_s_per_user < full.tokens_per_s_per_user
    assert capped.low < capped.tokens_per_s_per_gpu < capped.high


def test_memory_and_roofline_of_a_need() -> None:
    needed, there = memory_gb(replace(NEED, precision="fp16"), "H200_HGX")
    assert needed == pytest.approx(256, rel=0.01)  # 128 billion parameters of 2 bytes
    assert there < 8 * 141
    assert points_for(replace(NEED, tokens_per_s_per_user=9000.0), "H200_HGX") == []
    rate, speed = roofline(NEED, "H200_HGX")
    assert points_for(NEED, "H200_HGX")[0].tokens_per_s_per_gpu < rate
    assert speed == pytest.approx(8 * 4.8e12 / 128e9, rel=0.15)  # all weights read once a token by eight GPUs


def test_command_shows_caps_and_says_how_many_points_are_dominated(capsys: pytest.CaptureFixture[str]) -> None:
    args = ["operating-points", "--model", "Mistral-Large-3", "--rack", "GB300", "--interactivity", "20"]
    args += ["--input-tokens", "3000", "--output-tokens", "400", "--power-caps", "0.6", "0.95"]
    assert main(args) == 0
    out = capsys.readouterr().out
    assert "GB300 at 60 %" in out
    assert "3 operating points, 1 dominated (no more tokens/s and no more per kW): GB300 at 95 %" in out
    assert main([*args, "--json"]) == 0
    records = json.loads(capsys.readouterr().out)
    assert [(r["power_cap_share"], r["dominated"]) for r in records] == [(1.0, False), (0.95, True), (0.6, False)]
    for r in records:
        assert r["rack_kw_expected"] <= r["rack_kw_provisioned"] <= r["rack_kw_nameplate"]
        rate = r["tokens_per_s_per_gpu_p50"]
        assert rate * r["joules_per_token_board_p50"] == pytest.approx(r["gpu_board_w"])
        assert rate * r["joules_per_token_wall_p50"] == pytest.approx(r["wall_w_per_gpu"])
        assert r["wall_w_per_gpu"] * 72 / 1000 == pytest.approx(r["rack_kw_expected"])


def test_command_refuses_a_cap_in_per_cent(capsys: pytest.CaptureFixture[str]) -> None:
    args = ["operating-points", "--model", "Mistral-Large-3", "--interactivity", "40", "--power-caps", "80"]
    assert main(args) == 2
    assert "write 0.8 for 80 %" in capsys.readouterr().err


def test_api_gives_racks_and_caps_by_users_too() -> None:
    table = planner.operating_points(
        "gpt-oss-120b", "B200", concurrency=64, n_gpus=8, precision="fp4", power_caps=[0.5, 0.8], input_tokens=1024.0
    )
    assert table["power_cap_share"].tolist() == [1.0, 0.8, 0.5]
    assert (np.diff(table["tokens_per_s_per_gpu_p50"]) <= 0).all()
    assert (np.diff(table["interactivity_tokens_per_s_per_user_p50"]) <= 0).all()
