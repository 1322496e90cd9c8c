"""Measured first, then interpolated, then predicted; and what is refused."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from planner.cli import main
from planner.errors import DataError
from planner.performance import bands, cases, roofline
from planner.performance.evidence import architectures, distilled, hardware, measured
from planner.performance.fitting import fitted
from planner.performance.predict import lone_user_speed, predict
from planner.performance.query import Query

SWEPT = Query("gpt-oss-120b", "B200", "fp4", 1024, 1024, tokens_per_s_per_user=100)


def query(**changes: object) -> Query:
    return Query(**{**SWEPT.__dict__, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("spelt", "family"),
    [
        ("deepseek-ai/DeepSeek-R1-0528", "DeepSeek-R1"),
        ("nvidia/DeepSeek-V3.1-NVFP4", "DeepSeek-R1"),
        ("meta-llama/Llama-3.3-70B-Instruct", "Llama-3.1-70B"),
        ("Llama-3.1-405B-Instruct", "Llama-3.1-405B"),
        ("llama3.1-8b", "Llama-3.1-8B"),
        ("Qwen/Qwen3-VL-235B-A22B-Instruct-FP8", "Qwen3-235B-A22B"),
        ("Qwen/Qwen3-Coder-480B-A35B-Instruct", "Qwen3-Coder-480B-A35B"),
        ("openai/gpt-oss-20b", "gpt-oss-20b"),
        ("Qwen3-8B", "Qwen3-8B"),
        ("mistral-large-3", "Mistral-Large-3"),
        ("zai-org/GLM-5", "GLM-5"),
        ("mistralai/Mistral-Large-3-675B-Instruct-2512", "Mistral-Large-3"),
        ("deepseek-ai/DeepSeek-V3.2", "DeepSeek-V3.2"),
        ("meta-llama/Llama-4-Scout-17B-16E-Instruct", "Llama-4-Scout"),
        ("deepseek-ai/DeepSeek-R1-Distill-Llama-8B", None),
    ],
)
def test_models_are_known_by_any_spelling(spelt: str, family: str | None) -> None:
    assert architectures.family_of(spelt) == family


@pytest.mark.parametrize(
    ("spelt", "product"),
    [
        ("b200_sxm", "B200_HGX"),
        ("NVIDIA B200-SXM-180GB", "B200_HGX"),
        ("GB300 NVL72", "GB300_NVL72"),
        ("H100 SXM", "H100_HGX"),
        ("Vera Rubin", "VR_NVL72"),
        ("AMD Instinct MI300X 192GB HBM3", "MI300X_HGX"),
        ("H100 PCIe", None),
        ("GH200", None),
    ],
)
def test_gpus_are_known_by_any_spelling(spelt: str, product: str | None) -> None:
    assert hardware.product_of(spelt) == product


def test_a_measured_point_comes_back_as_measured() -> None:
    rows = measured.table()
    row = rows[rows["row_id"] == "L00693"].iloc[0] if (rows["row_id"] == "L00693").any() else rows.iloc[0]
    point = predict(
        Query(
            str(row["model"]), str(row["product"]), str(row["precision"]), row["input_tokens"], row["output_tokens"],
            int(row["n_gpus"]), concurrency=float(row["concurrency"]),
        )
    )  # fmt: skip
    assert point.basis == "measured"
    assert point.tokens_per_s_per_gpu[1] >= row["rate"] * 0.999


def test_between_points_the_front_is_interpolated_and_falls() -> None:
    rates = [predict(query(tokens_per_s_per_user=float(x))) for x in np.linspace(60, 400, 12)]
    assert {p.basis for p in rates} <= {"measured", "interpolated"}
    values = [p.tokens_per_s_per_gpu[1] for p in rates]
    assert values == sorted(values, reverse=True)


def test_less_known_means_a_wider_band() -> None:
    """Proves: repeats < own lengths < other lengths < other GPU; a GPU without a table and a new model wider still."""
    known = fitted.load().model.bands

    def width(level: str, *, own: bool = True) -> float:
        low, high = bands.of_answer(known, level, "users", own_table=own, drafts_unknown=False)
        return high - low

    widths = [width(level) for level in ("measured", "interpolated", "near", "gpu")]
    assert widths == sorted(widths)
    assert width("gpu") < width("gpu", own=False)
    assert width("near") < width("model") < width("shape")


def test_a_prediction_falls_in_speed_and_rises_in_users() -> None:
    base = query(model="Mistral-Large-3", input_tokens=3000.0, output_tokens=400.0)
    speeds = [
        predict(Query(**{**base.__dict__, "tokens_per_s_per_user": float(x)})).tokens_per_s_per_gpu[1]
        for x in (10, 20, 40, 80)
    ]
    assert speeds == sorted(speeds, reverse=True)
    users = [
        predict(Query(**{**base.__dict__, "tokens_per_s_per_user": None, "concurrency": float(c), "n_gpus": 8}))
        for c in (2, 8, 32, 128, 512)
    ]
    assert [p.tokens_per_s_per_gpu[1] for p in users] == sorted(p.tokens_per_s_per_gpu[1] for p in users)
    assert [p.tokens_per_s_per_user[1] for p in users] == sorted(
        (p.tokens_per_s_per_user[1] for p in users), reverse=True
    )


def test_a_model_too_large_for_a_server_spans_several() -> None:
    """Proves: DeepSeek in FP8 (671 GB) runs on 16 GPUs of 80 GB, and not on 8."""
    asked = query(model="DeepSeek-R1", gpu="H100", precision="fp8", n_gpus=16, tokens_per_s_per_user=20.0)
    assert predict(asked).n_gpus == 16
    with pytest.raises(DataError, match="take at least 1"):
        predict(query(model="DeepSeek-R1", gpu="H100", precision="fp8", n_gpus=8, tokens_per_s_per_user=20.0))


def test_gpus_of_a_question_count_by_speed_and_by_users() -> None:
    """Proves: with n_gpus stated another number of GPUs is another answer, and the answer says the number."""
    for way in ({"tokens_per_s_per_user": 60.0}, {"tokens_per_s_per_user": None, "concurrency": 64.0}):
        points = [
            predict(query(model="Qwen3-235B-A22B", precision="fp8", input_tokens=2000.0, n_gpus=n, **way))
            for n in (4, 8)
        ]
        assert [point.n_gpus for point in points] == [4, 8]
        assert points[0].tokens_per_s_per_gpu[1] != points[1].tokens_per_s_per_gpu[1]


def test_what_a_question_does_not_say_widens_the_band() -> None:
    """Proves: without a word on drafts the slow end stays and the fast end moves out; with them a user is faster."""
    base = query(model="DeepSeek-R1", gpu="GB300", input_tokens=2000.0, concurrency=64.0, tokens_per_s_per_user=None)
    silent, without, drafts = (
        predict(Query(**{**base.__dict__, "speculative": word})) for word in (None, "none", "mtp")
    )
    assert silent.seconds_per_token[1:] == without.seconds_per_token[1:]
    assert silent.seconds_per_token[0] < without.seconds_per_token[0]
    assert drafts.seconds_per_token[1] < without.seconds_per_token[1]


def test_prefill_gpus_count_as_gpus() -> None:
    """Proves: the same decode worker with twice the GPUs for prompts makes fewer tokens/s per GPU."""
    base = query(
        model="DeepSeek-R1", gpu="GB200", input_tokens=8192.0, concurrency=256.0, tokens_per_s_per_user=None,
        pools="two", decode_workers=1, decode_gpus_per_worker=8,
    )  # fmt: skip
    few, many = (
        predict(Query(**{**base.__dict__, "prefill_gpus": n, "n_gpus": 8 + n})).tokens_per_s_per_gpu[1] for n in (8, 16)
    )
    assert many == pytest.approx(few * 16 / 24, rel=1e-6)


@pytest.mark.parametrize(
    ("gpu", "better"), [("H100", "H200"), ("B200", "B300"), ("GB200", "GB300"), ("MI300X", "MI325X")]
)
@pytest.mark.parametrize("model", ["DeepSeek-R1", "gpt-oss-120b", "Mistral-Large-3"])
def test_a_better_gpu_is_never_predicted_slower(gpu: str, better: str, model: str) -> None:
    """Proves: at lengths nobody ran, at slow and fast speeds, the better GPU makes no fewer tokens/s."""
    for speed in (10.0, 40.0, 100.0):
        asked = [
            query(model=model, gpu=name, precision="fp4", input_tokens=1700.0, output_tokens=300.0,
                  tokens_per_s_per_user=speed) for name in (gpu, better)
        ]  # fmt: skip
        worse, best = (predict(question).tokens_per_s_per_gpu[1] for question in asked)
        assert best >= worse * (1 - 1e-9)


def test_a_million_users_do_not_fit() -> None:
    """Proves: users beyond the memory are answered by what the most that fit get, and a note says how many fit."""
    many, more = (predict(query(n_gpus=8, concurrency=x, tokens_per_s_per_user=None)) for x in (1e6, 2e6))
    (note,) = many.notes
    words = re.fullmatch(r"1,000,000 users at once are more than the ([0-9,]+) whose contexts fit .* 8 × .*", note)
    assert words is not None, note
    fits = int(words[1].replace(",", ""))
    assert many.tokens_per_s_per_gpu == more.tokens_per_s_per_gpu
    assert more.ttft_s == pytest.approx(2 * many.ttft_s)
    inside = predict(query(n_gpus=8, concurrency=0.9 * fits, tokens_per_s_per_user=None))
    assert inside.notes == ()


R1 = {
    "layers": 61.0, "hidden_size": 7168.0, "attention_heads": 128.0, "kv_lora_rank": 512.0, "qk_rope_head_dim": 64.0,
    "experts": 256.0, "experts_per_token": 8.0, "shared_experts": 1.0, "expert_intermediate_size": 2048.0,
    "vocab_size": 129280.0, "attention": "mla",
}  # fmt: skip


def test_an_architecture_file_is_as_good_as_a_name() -> None:
    """Proves: the fields of DeepSeek-R1 under an unknown name give nearly its time, with the band of a new model."""
    base = query(model="DeepSeek-R1", gpu="GB300", input_tokens=2000.0, concurrency=64.0, tokens_per_s_per_user=None)
    named = predict(base)
    fields = {
        "model": "nobody/unheard-of",
        "total_params_b": 671.0,
        "active_params_b": 37.0,
        "sizes": tuple(R1.items()),
    }
    unknown = predict(Query(**{**base.__dict__, **fields}))
    assert unknown.level == "model"
    assert abs(math.log(unknown.seconds_per_token[1] / named.seconds_per_token[1])) < 0.35


def test_an_architecture_that_does_not_add_up_is_refused() -> None:
    wrong = tuple({**R1, "layers": 30.0}.items())
    with pytest.raises(DataError, match="add up to"):
        predict(query(model="nobody/unheard-of", gpu="GB300", total_params_b=671.0, sizes=wrong))


@pytest.mark.parametrize(
    ("field", "value"), [("experts_per_token", 300.0), ("experts_per_token", 0.0), ("kv_heads", 129.0)]
)
def test_a_part_larger_than_its_whole_is_refused(field: str, value: float) -> None:
    sizes = tuple({**R1, "attention": "gqa", field: value}.items())
    with pytest.raises(DataError, match=f"{field}: {value:.0f} was read, of"):
        predict(query(model="nobody/unheard-of", gpu="GB300", sizes=sizes))


def test_faster_than_a_user_alone_is_flagged() -> None:
    """Proves: above the speed of a user alone an answer says so and is at the edge, and below it is not."""
    fastest = lone_user_speed(query(gpu="GB300"))
    beyond, inside = (predict(query(gpu="GB300", tokens_per_s_per_user=x * fastest)) for x in (1.5, 0.5))
    assert beyond.at_the_edge
    assert "faster than the" in beyond.notes[0]
    assert inside.notes == ()


def test_parameters_alone_leave_a_factor_of_two() -> None:
    point = predict(query(model="nobody/unheard-of", gpu="GB300", total_params_b=300.0, active_params_b=20.0,
                          input_tokens=2000.0, concurrency=64.0, tokens_per_s_per_user=None))  # fmt: skip
    assert point.level == "shape"
    assert point.seconds_per_token[2] / point.seconds_per_token[1] >= 2 * 0.999


def test_a_private_architecture_names_its_relative() -> None:
    point = predict(query(model="Mistral-Small-4", gpu="GB300", input_tokens=999.0))
    assert point.basis == "predicted"
    assert "nearest measured relative: gpt-oss-120b" in point.text


def test_cached_input_is_not_computed_again() -> None:
    """Proves: with 60 % of a long prompt cached a GPU makes more output tokens/s."""
    base = query(
        model="Devstral-2", precision="fp8", input_tokens=8000.0, output_tokens=500.0, tokens_per_s_per_user=30.0
    )
    cached = predict(Query(**{**base.__dict__, "cached_input_share": 0.6}))
    assert cached.tokens_per_s_per_gpu[1] > predict(base).tokens_per_s_per_gpu[1]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"model": "DeepSeek-R2"}, "Did you mean"),
        ({"gpu": "TPU"}, "Valid names"),
        ({"precision": "fp3"}, "Did you mean"),
        ({"tokens_per_s_per_user": 9e4}, "cannot read the active weights"),
        (
            {"model": "DeepSeek-R1", "precision": "bf16", "gpu": "H100", "n_gpus": 8},
            "does not fit: its weights need 13",
        ),
        ({"tokens_per_s_per_user": None}, "neither"),
        ({"output_tokens": 0.0}, "output must be above 0"),
        ({"software_year": 1999.0}, "give a date from 2022"),
        ({"software_year": 2050.0}, "give a date from 2022"),
        ({"model": "nobody's", "total_params_b": -5.0}, "give billions above 0"),
    ],
)
def test_bad_input_is_refused_with_a_cure(changes: dict[str, object], words: str) -> None:
    with pytest.raises(DataError, match=words):
        predict(query(**changes))


def test_fp64_work_lands_on_h100_h200_b200_not_on_b300() -> None:
    """B300 and GB300 gave their FP64 units up for FP4: 1.25 TFLOPS against 67 (H100, H200) and 37 (B200)."""
    rate = {
        p: roofline.tflops(p, "fp64", math.inf) for p in ("H100_HGX", "H200_HGX", "B200_HGX", "B300_HGX", "GB300_NVL72")
    }
    assert min(rate["H100_HGX"], rate["H200_HGX"], rate["B200_HGX"]) > 20 * max(rate["B300_HGX"], rate["GB300_NVL72"])
    assert roofline.reference_gpus("H200_HGX", "H100_HGX", "fp64") == 1.0
    assert roofline.reference_gpus("H200_HGX", "H100_HGX", "fp64", flops_per_byte=2) == pytest.approx(4.8 / 3.35)


def test_the_cache_belongs_to_the_rows() -> None:
    """Proves: the fitted parameters in data/ come from the rows in data/, and the rows kept are what its files give.

    Where this fails, `planner operating-points --refit` writes both anew.
    """
    kept = json.loads((Path(__file__).parents[2] / "data" / fitted.FILE).read_text(encoding="utf-8"))
    assert kept["files_hash"] == distilled.files_hash()
    rows = distilled.read()
    assert rows is not None
    pd.testing.assert_frame_equal(rows, measured.made())
    assert kept["rows_hash"] == fitted.rows_hash()


def test_rows_of_other_files_are_not_taken_for_ours(tmp_path: Path) -> None:
    """Proves: rows are read as they were kept, until a byte of a file in gpu/ is another; none kept is none."""
    (tmp_path / "gpu").mkdir()
    (tmp_path / "gpu" / "rows.csv").write_text("a\n1\n", encoding="utf-8")
    assert distilled.read(tmp_path) is None
    rows = pd.DataFrame({"row_id": ["L1"], "rate": [2.5]})
    distilled.write(rows, tmp_path)
    again = distilled.read(tmp_path)
    assert again is not None
    pd.testing.assert_frame_equal(again, rows)
    (tmp_path / "gpu" / "rows.csv").write_text("a\n2\n", encoding="utf-8")
    assert distilled.read(tmp_path) is None


def test_cases_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One record per case, in order; a bad one says why and stops nobody."""
    file = tmp_path / "cases.csv"
    file.write_text(
        "case_id,model,model_params_b,active_params_b,precision,gpu,n_gpus,isl_tokens,osl_tokens,"
        "interactivity_tokens_per_s_per_user,concurrency\n"
        "a,gpt-oss-120b,117,5.1,fp4,B200 SXM,2,1024,1024,100,\n"
        "b,zai-org/GLM-5,744,40,fp8,B200 SXM,8,8192,1024,,64\n"
        "c,unheard-of,,,fp8,B200 SXM,8,8192,1024,,64\n"
        "d,Qwen/Qwen3-14B,14.8,14.8,bfloat16,H100 SXM,1,,615,,much\n",
        encoding="utf-8",
    )
    assert main(["operating-points", "--cases", str(file), "--json"]) == 0
    a, b, c, d = json.loads(capsys.readouterr().out)
    assert (a["basis"], b["basis"]) == ("interpolated", "predicted")
    for answer in (a, b):
        low, middle, high = (answer[f"tokens_per_s_per_gpu_p{p}"] for p in (10, 50, 90))
        assert 0 < low <= middle <= high
        assert answer["nearest_rows"]
        assert answer["joules_per_token_wall_p50"] > answer["joules_per_token_board_p50"]
    assert b["interactivity_tokens_per_s_per_user_p10"] < b["interactivity_tokens_per_s_per_user_p90"]
    assert "unheard-of" in c["error"]
    assert "line 5: concurrency" in d["error"]


def test_a_file_without_a_column_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text("case_id,modle\n1,x\n", encoding="utf-8")
    with pytest.raises(DataError, match="modle"):
        cases.answers(file)


def test_a_shift_moves_the_front_and_rate_and_watts_are_read_from_it_at_the_same_speed() -> None:
    """Proves: all times longer by e^x: the rate at a speed v is that at v e^x without, over e^x; watts fall with it."""
    query = Query("Mistral-Large-3", "B200_HGX", "fp8", 3000, 400, tokens_per_s_per_user=30.0, n_gpus=8)
    x = 0.12
    plain, slower = predict(query), predict(replace(query, log_time_shift=x))
    faster_speed = predict(replace(query, tokens_per_s_per_user=30.0 * math.exp(x)))
    assert slower.tokens_per_s_per_gpu[1] == pytest.approx(faster_speed.tokens_per_s_per_gpu[1] / math.exp(x))
    assert slower.tokens_per_s_per_user[1] == 30.0
    assert slower.power.board_w < plain.power.board_w
    measured_cell = predict(replace(query, level_sigma=0.05))
    near = bands.sigma_of(fitted.load().model.bands["near, users"])
    assert measured_cell.log_time_sigma == pytest.approx(math.hypot(near, 0.05))
    assert measured_cell.tokens_per_s_per_gpu[0] > plain.tokens_per_s_per_gpu[0]


def test_inputs_that_are_not_stated_say_how_much_wider_they_make_the_band() -> None:
    """Proves: the width said is that of the band in ln of time over the one with the input stated."""
    query = Query("DeepSeek-R1", "MI355X_HGX", "fp8", 3000, 400, tokens_per_s_per_user=30.0)
    widths = dict(predict(query).not_stated)
    assert set(widths) == {"speculative", "gpus_per_replica"}
    stated = dict(predict(replace(query, speculative="none", n_gpus=8)).not_stated)
    assert stated == {}
    assert all(width > 1.005 for width in widths.values())
