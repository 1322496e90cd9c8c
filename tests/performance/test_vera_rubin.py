"""Vera Rubin has no kernel table: its times are those of GB300 by roofline, at the level of its published runs."""

from __future__ import annotations

import math

import pytest

from planner.catalogue import files
from planner.performance.calibration.level import Run, error_of
from planner.performance.evidence import measured
from planner.performance.kernels import machine
from planner.performance.predict import predict
from planner.performance.query import Query

OFFLINE, INTERACTIVE = "ML61-0212", "ML61-0211"
PROMPT_TOKENS = measured.MLPERF_PROMPT_TOKENS["DeepSeek-R1"]
SLOW = 8.0  # tokens/s per user of an offline run: batches as large as they go


def runs() -> list[Run]:
    """The two runs: offline without drafts, which large batches do not need; interactive with, over the whole run."""
    rows = files.read_table("gpu/mlperf_v61.parquet").set_index("row_id")
    whole = measured.whole_runs()["M01611"]
    speed = float(rows.loc[INTERACTIVE, "interactivity_tokens_per_s_per_user"])
    offline = float(rows.loc[OFFLINE, "tokens_per_s_per_gpu"])
    published = [(OFFLINE, SLOW, "none", offline), (INTERACTIVE, speed, "mtp", whole)]
    return [
        Run(
            Query(
                "DeepSeek-R1", "VR_NVL72", "fp4", PROMPT_TOKENS, float(rows.loc[row, "osl_tokens"]),
                tokens_per_s_per_user=at, speculative=drafts, engine="trtllm", software_year=2026.5,
            ),
            rate,
        )
        for row, at, drafts, rate in published
    ]  # fmt: skip


def test_windows_that_end_early_are_replaced_by_the_whole_run() -> None:
    """Proves: 8,547 and 13,628 tokens/s per GPU count, not 9,066 and 16,332 of the table; offline is whole as it is."""
    table = measured.table().set_index("row_id")["rate"]
    assert measured.whole_runs() == {"M01611": 8547.0, "M01613": 13628.0}
    assert table[["M01611", "M01613"]].tolist() == [8547, 13628]
    assert table["M01612"] == pytest.approx(16435.1, abs=0.1)


def test_published_runs_set_the_level_of_vera_rubin() -> None:
    """Proves: at the level of `machine.LEVELS` the two published runs are neither slow nor fast on average (3 %)."""
    errors = [error_of(run) for run in runs()]
    assert sum(errors) / 2 == pytest.approx(0.0, abs=0.03)
    assert max(abs(error) for error in errors) < 0.1


def test_the_level_is_that_of_kernels_and_vera_rubin_is_still_never_slower_than_gb300() -> None:
    assert 1.0 < machine.LEVELS["VR_NVL72"] < 1.5
    for speed in (8.0, 30.0, 60.0):
        query = Query("Mistral-Large-3", "VR_NVL72", "fp8", 3000, 400, tokens_per_s_per_user=speed)
        older = predict(Query("Mistral-Large-3", "GB300_NVL72", "fp8", 3000, 400, tokens_per_s_per_user=speed))
        assert predict(query).tokens_per_s_per_gpu[1] >= older.tokens_per_s_per_gpu[1]
        assert math.isfinite(predict(query).tokens_per_s_per_gpu[2])
