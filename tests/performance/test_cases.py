"""A CSV of cases: every column that was asked for, and bad cells refused one by one."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from planner.cli import main
from planner.performance.best_of_search import best_of_search
from planner.performance.predict import predict
from planner.performance.query import Query

HEAD = (
    "case_id,model,model_params_b,active_params_b,precision,gpu,n_gpus,isl_tokens,osl_tokens,"
    "interactivity_tokens_per_s_per_user,concurrency\n"
)
PERCENTILES = ("p10", "p50", "p90")
NUMBERS = [f"tokens_per_s_per_gpu_{p}" for p in PERCENTILES]
NUMBERS += [f"interactivity_tokens_per_s_per_user_{p}" for p in PERCENTILES]
NUMBERS += [f"seconds_per_token_{p}" for p in PERCENTILES] + ["slope"]
NUMBERS += ["joules_per_token_p50", "joules_per_token_board_p50", "joules_per_token_wall_p50"]


def answers(tmp_path: Path, capsys: pytest.CaptureFixture[str], *lines: str) -> list[dict[str, object]]:
    file = tmp_path / "cases.csv"
    file.write_text(HEAD + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert main(["operating-points", "--cases", str(file), "--json"]) == 0
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return found


def test_each_record_has_all_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: by speed or by users, for known and unknown models, with and without GPUs, prompts, or precision."""
    found = answers(
        tmp_path,
        capsys,
        "a,gpt-oss-120b,117,5.1,fp4,B200 SXM,1,1024,1024,,64",
        "b,MyDense-34B,34,,BF16,H200,1,1024,256,30,",
        "c,Big-MoE,400,17,MXFP4,GB200 NVL72,,,500,50,",
        "d,MyDense-34B,34,34,,NVIDIA H100 80GB HBM3,2,1024,256,,32",
    )
    assert [r["case_id"] for r in found] == ["a", "b", "c", "d"]
    for record in found:
        assert "error" not in record
        assert [name for name in NUMBERS if not math.isfinite(float(str(record[name])))] == []
        assert record["basis"] in ("measured", "interpolated", "predicted")
        assert record["nearest_rows"]


def test_a_model_without_a_name_is_its_parameters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: parameters alone describe a model; a name nobody knows gives the same answer."""
    unnamed, unknown = answers(
        tmp_path, capsys, "1,,117,5.1,fp4,B200,1,1024,1024,50,", "2,nobody's,117,5.1,fp4,B200,1,1024,1024,50,"
    )
    assert "error" not in unnamed
    assert unnamed["tokens_per_s_per_gpu_p50"] == unknown["tokens_per_s_per_gpu_p50"]


def test_what_is_not_used_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: a column nobody reads is named in the answer, cells beyond the header are refused, and a
    quoted decimal comma is read as one number: 45,5 is 45.5."""
    file = tmp_path / "cases.csv"
    head = HEAD.strip() + ",speculative,colour\n"
    file.write_text(
        head + "a,gpt-oss-120b,,,fp4,B200,2,1024,1024,,64,none,red\n"
        "b,gpt-oss-120b,,,fp4,B200,2,1024,1024,45,5,,,more\n"
        'c,gpt-oss-120b,,,fp4,B200,2,1024,1024,"45,5",,none,\n'
        "d,gpt-oss-120b,,,fp4,B200,2,1024,1024,45.5,,none,\n",
        encoding="utf-8",
    )
    assert main(["operating-points", "--cases", str(file), "--json"]) == 0
    a, b, c, d = json.loads(capsys.readouterr().out)
    assert a["not_used"] == ["colour"]
    assert "13 cells are needed, one for each column. 14 cells were read" in b["error"]
    assert c["not_used"] == []
    assert c["tokens_per_s_per_gpu_p50"] == d["tokens_per_s_per_gpu_p50"]


def test_what_something_else_says_is_not_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: a speed beside users, pools of one pool, and a count that those of the pools contradict are named."""
    file = tmp_path / "cases.csv"
    head = HEAD.strip() + ",pools,decode_workers,decode_gpus_per_worker,prefill_gpus\n"
    file.write_text(
        head + "a,DeepSeek-R1,,,fp8,B200,8,8192,1024,50,64,one,,,8\n"
        "b,DeepSeek-R1,,,fp8,B200,24,8192,1024,,64,two,2,8,16\n"
        "c,DeepSeek-R1,,,fp8,B200,32,8192,1024,,64,two,2,8,16\n",
        encoding="utf-8",
    )
    assert main(["operating-points", "--cases", str(file), "--json"]) == 0
    a, b, c = json.loads(capsys.readouterr().out)
    assert a["not_used"] == ["interactivity_tokens_per_s_per_user", "prefill_gpus"]
    assert b["not_used"] == ["n_gpus"]
    assert c["not_used"] == []
    assert b["tokens_per_s_per_gpu_p50"] == c["tokens_per_s_per_gpu_p50"]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ("x,34,,fp8,H200,1,1024,256,,", "neither tokens/s per user nor concurrency"),
        ("x,5.1,117,fp4,B200,1,1024,1024,50,", "active_params_b: 117 was read, of 5.1 in all."),
        ("x,34,34,fp8,H200,1.5,1024,256,30,", "n_gpus: 1.5 was read; a whole number"),
        ("x,34,34,fp8,,1,1024,256,30,", "gpu: nothing was read."),
        ("x", "line 2: 11 cells are needed, one for each column. 2 cells were read: 1, x."),
        ("x,34,34,fp8,H200,1,1024,256,,0", "concurrency: 0 was read."),
        ("x,1000,32,fp8,H100,8,1024,1024,20,", "does not fit: its weights need 1002 GB"),
        ("x,0,,fp8,H200,1,1024,256,30,", "model_params_b: 0 was read."),
        ("x,34,34,fp8,H200,0,1024,256,30,", "n_gpus: 0 was read."),
        ("x,34,34,fp8,P100,1,1024,256,30,", '"P100" was read, which no row of data/gpu/gpu_specs.csv describes.'),
    ],
)
def test_a_bad_case_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str], cells: str, words: str) -> None:
    (record,) = answers(tmp_path, capsys, f"1,{cells}")
    assert words in str(record["error"])


def test_best_of_search_is_never_below_what_is_typically_deployed_and_the_same_where_all_is_stated() -> None:
    """Proves: engines and pools that are left open are tried one by one; stated, there is nothing to search."""
    open_query = Query("DeepSeek-R1", "B200_HGX", "fp8", 3000, 400, tokens_per_s_per_user=40.0)
    typical = predict(open_query).tokens_per_s_per_gpu[1]
    best = best_of_search(open_query)
    assert best > typical
    ways = [replace(open_query, engine=e, pools=p) for e in ("trtllm", "sglang") for p in ("one", "two")]
    assert best == max(typical, *(predict(way).tokens_per_s_per_gpu[1] for way in ways))
    stated = replace(open_query, engine="sglang", pools="one", n_gpus=8)
    assert best_of_search(stated) == predict(stated).tokens_per_s_per_gpu[1]


def test_the_date_of_the_engine_is_read_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: a later engine is faster by its yearly gain; a date that is none is refused, with its name."""
    at = [
        "operating-points",
        "--model",
        "DeepSeek-R1",
        "--rack",
        "B200",
        "--interactivity",
        "40",
        "--engine",
        "vllm",
        "--json",
    ]
    rates = []
    for date in ("2026-02-15", "2027-02-15"):
        assert main([*at, "--software-date", date]) == 0
        rates.append(json.loads(capsys.readouterr().out)[0]["tokens_per_s_per_gpu_p50"])
    assert rates[1] > rates[0]
    assert main([*at, "--software-date", "next year"]) == 2
    assert '--software-date: "next year" was read.' in capsys.readouterr().err
