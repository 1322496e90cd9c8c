"""One measured point moves a front: by how much, what is left of the band, and what is refused."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from planner.cli import main
from planner.errors import DataError
from planner.performance.calibration.level import Run, calibrated, error_of, levels, pooled
from planner.performance.calibration.records import calibration
from planner.performance.calibration.run_rows import read_runs
from planner.performance.predict import predict
from planner.performance.query import Query

HEADER = "model,precision,gpu,n_gpus,isl_tokens,osl_tokens,interactivity_tokens_per_s_per_user,tokens_per_s_per_gpu"
AT = Query("Mistral-Large-3", "B200_HGX", "fp8", 3000, 400, 8, tokens_per_s_per_user=40.0)


def table(path: Path, *rows: str, header: str = HEADER) -> Path:
    file = path / "m.csv"
    file.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return file


def test_one_run_by_hand() -> None:
    """Proves: level 0.4 and 0.3 within: one run at 0.25 counts 0.16 / 0.25 of itself, and leaves √(0.16 · 0.09 / 0.25).

    Four such runs count 0.64 / 0.73 and leave √(0.09 · 0.16 / 0.73). Of two runs the one that says less counts less.
    """
    assert pooled([0.25], 0.4, [0.3]) == pytest.approx((0.16, math.sqrt(0.0576)))
    assert pooled([0.25] * 4, 0.4, [0.3] * 4) == pytest.approx((0.25 * 0.64 / 0.73, math.sqrt(0.0144 / 0.73)))
    assert pooled([0.3, 0.0], 1e6, [0.1, 0.2])[0] == pytest.approx(0.24)


@pytest.mark.parametrize("later", [-0.3, 0.0, 0.2])
def test_a_run_of_the_model_itself_gives_its_shift_back(later: float) -> None:
    """Proves: a rate read from the front with all times longer by e^x has the error x, by speed and by users."""
    moved = replace(AT, log_time_shift=later)
    assert error_of(Run(AT, predict(moved).tokens_per_s_per_gpu[1])) == pytest.approx(later, abs=1e-4)
    users = replace(AT, tokens_per_s_per_user=None, concurrency=32.0)
    point = predict(replace(users, log_time_shift=later))
    assert error_of(Run(users, point.tokens_per_s_per_gpu[1])) == pytest.approx(later, abs=1e-9)
    both = replace(users, tokens_per_s_per_user=point.tokens_per_s_per_user[1])
    assert error_of(Run(both, point.tokens_per_s_per_gpu[1])) == pytest.approx(later, abs=1e-9)


def test_one_point_moves_the_whole_front_and_narrows_its_band() -> None:
    """Proves: other lengths and speeds of that model on that GPU move the same way, another GPU and model do not."""
    slower = predict(replace(AT, log_time_shift=0.3)).tokens_per_s_per_gpu[1]
    (cell, level), *others = levels([Run(AT, slower)]).items()
    assert not others
    assert cell == "Mistral-Large-3 | B200_HGX"
    assert 0.15 < level.shift < 0.3
    assert level.sigma < level.sigma_before
    elsewhere = replace(AT, input_tokens=8000.0, output_tokens=1000.0, tokens_per_s_per_user=20.0)
    before, after = predict(elsewhere), predict(calibrated(elsewhere, level))
    assert after.tokens_per_s_per_gpu[1] < before.tokens_per_s_per_gpu[1]
    assert after.log_time_sigma == pytest.approx(level.sigma)
    wide = predict(
        replace(elsewhere, log_time_shift=level.shift)
    ).tokens_per_s_per_gpu  # at the same place of the front
    low, _, high = after.tokens_per_s_per_gpu
    assert high / low < wide[2] / wide[0]
    again = levels(
        [
            Run(AT, slower),
            Run(replace(AT, gpu="B200"), slower),
            Run(replace(AT, model="mistralai/Mistral-Large-3-675B-Instruct-2512"), slower),
        ]
    )
    assert list(again) == [cell]
    assert level.shift < again[cell].shift < 0.3
    assert again[cell].sigma < level.sigma


def test_the_command_says_by_how_much(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = table(tmp_path, "Mistral-Large-3,fp8,B200,8,3000,400,40,150", "Devstral-2,fp8,H200,8,8000,500,40,110")
    assert main(["calibrate", str(file)]) == 0
    text = capsys.readouterr().out
    assert text.startswith("Mistral-Large-3 | B200_HGX: 1 run. Times per token × 1.")
    assert "80 % interval of time from ×/÷" in text
    assert "m.csv, line 3: at 40 tokens/s per user 110 tokens/s per GPU measured; predicted " in text
    assert main(["calibrate", str(file), "--json"]) == 0
    records = json.loads(capsys.readouterr().out)
    assert [r["gpu"] for r in records] == ["B200", "H200"]
    point = records[0]["points"][0]
    assert point["predicted_p50"] > point["calibrated_p50"] > 150
    assert records[0]["band_after"] < records[0]["band_before"]


def test_names_of_columns_as_in_scenarios_and_whole_servers_are_read(tmp_path: Path) -> None:
    header = "model;precision;rack;n_gpus;input_tokens;output_tokens;tokens_per_s_per_user;tokens_per_s;date;source"
    (run,) = read_runs(table(tmp_path, "Mistral-Large-3;fp8;B200;8;3000;400;40,5;1200;2026-11-02;own", header=header))
    assert run.tokens_per_s_per_gpu == 150
    assert run.query.tokens_per_s_per_user == 40.5


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("Mistral-Large-3,fp8,B200,8,3000,400,,150", "nothing was read.\n\nhint: give one of the two."),
        ("Mistral-Large-3,fp8,B200,8,3000,400,40,", "tokens_per_s_per_gpu, tokens_per_s: nothing was read."),
        ("Mistral-Large-3,fp8,B200,8,3000,400,40,-5", "-5 was read; tokens a second above 0 are needed."),
        ("Mistral-Large-3,fp8,B200,8,,400,40,150", "isl_tokens: nothing was read."),
        ("Mistral-Large-3,fp8,B200,8,3000,400,40,150,7", "m.csv, line 2"),
        ("Mistral-Large-3,fp8,B200,8,3000,400,40,15000", "times off the prediction"),
        ("Mistral-Large-9,fp8,B200,8,3000,400,40,150", 'm.csv, line 2: model: "Mistral-Large-9" was read'),
    ],
)
def test_what_cannot_be_a_run_is_refused(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(DataError) as error:
        calibration(table(tmp_path, row))
    assert message in str(error.value)


def test_every_bad_row_is_named_at_once_and_columns_that_nothing_reads_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read_runs(
            table(tmp_path, "Mistral-Large-3,fp8,B200,8,3000,400,40,", "Mistral-Large-3,fp8,B200,8,3000,400,,150")
        )
    assert "2 measurements cannot be used:" in str(error.value)
    assert "line 2" in str(error.value)
    assert "line 3" in str(error.value)
    with pytest.raises(DataError, match='there is a column "sped", which nothing reads'):
        read_runs(table(tmp_path, "Mistral-Large-3,fp8,B200,8,3000,400,40,150,1", header=HEADER + ",sped"))
    with pytest.raises(DataError, match="there is no column of what was measured"):
        read_runs(table(tmp_path, "Mistral-Large-3,fp8,B200,8,3000,400,40", header=HEADER.rpartition(",")[0]))
