"""Predictions beside tables of others, never fitted: `python -m benchmarks elsewhere`, docs/accuracy-elsewhere.md."""

from __future__ import annotations

import json
import math
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from planner.performance import cases

ROOT = Path(__file__).parent.parent
MEASURED = ROOT / "tests" / "validation" / "throughput" / "maximum.csv"
PAGE = ROOT / "docs" / "accuracy-elsewhere.md"
WITHIN = 2.0  # a factor
TEXT = """# Accuracy on tables of others

Made by `python -m benchmarks elsewhere`. Do not edit.

NVIDIA publishes output tokens/s per GPU at maximum load for its own engine (`tests/validation/throughput/README.md`).
No parameter was fitted to it. It was looked at, though, and two mistakes that it showed were put right: how GPUs and
split are chosen where more requests are sent than fit, and the share of weights that groups of GPUs repeat. So these
are not errors on rows that nobody had seen; they are what a planner meets who compares our figures with another source.
Everything about the setting is given to the predictor: model, precision, GPU, GPUs of a replica, lengths, and the
number of requests sent at once.

{summary}

The interval holds fewer rows than it promises wherever another engine is faster or slower than the engines our rows
come from: it is learned between GPUs and models of the same collections, and does not know a third party's tuning.

## By model and GPU

{by_setting}

## By lengths

{by_lengths}
"""


def predicted() -> pd.DataFrame:
    """Every measured row with our prediction: ratio (predicted over measured) and whether the interval holds it."""
    rows = pd.read_csv(MEASURED)
    asked = rows.drop(columns=["parallelism", "tokens_per_s_per_gpu"]).rename(columns={"requests": "concurrency"})
    asked.insert(0, "case_id", [str(number) for number in range(len(rows))])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.csv"
        asked.to_csv(path, index=False)
        answers = pd.DataFrame(cases.answers(path))
    rows["ratio"] = answers["tokens_per_s_per_gpu_p50"].to_numpy() / rows["tokens_per_s_per_gpu"]
    low, high = answers["tokens_per_s_per_gpu_p10"].to_numpy(), answers["tokens_per_s_per_gpu_p90"].to_numpy()
    rows["inside"] = (low <= rows["tokens_per_s_per_gpu"]) & (rows["tokens_per_s_per_gpu"] <= high)
    return rows


def summary(rows: pd.DataFrame) -> dict[str, float]:
    """Rows, median and 90th percentile of the absolute error [%], share in the 80 % interval, share within a factor."""
    error = 100 * (rows["ratio"] - 1).abs()
    near = np.abs(np.log(rows["ratio"])) <= math.log(WITHIN)
    return {
        "rows": len(rows),
        "median_percent": float(error.median()),
        "p90_percent": float(error.quantile(0.9)),
        "in_interval": float(rows["inside"].mean()),
        "within_factor": float(near.mean()),
    }


def page() -> str:
    """The page as text."""
    rows = predicted()
    s = summary(rows)
    told = (
        f"| rows | median error | 90th percentile | in the 80 % interval | within a factor of {WITHIN:.0f} |\n"
        "| --- | --- | --- | --- | --- |\n"
        f"| {s['rows']} | {s['median_percent']:.0f} % | {s['p90_percent']:.0f} % | {100 * s['in_interval']:.0f} % "
        f"| {100 * s['within_factor']:.0f} % |"
    )
    by_setting = _grouped(rows, ["model", "precision", "gpu"])
    return TEXT.format(summary=told, by_setting=by_setting, by_lengths=_grouped(rows, ["isl_tokens", "osl_tokens"]))


def _grouped(rows: pd.DataFrame, by: list[str]) -> str:
    lines = [
        f"| {' | '.join(by)} | rows | predicted / measured, median | median error |",
        "| --- " * (len(by) + 3) + "|",
    ]
    for name, group in rows.groupby(by, sort=True):
        names = [f"{part:,}" if isinstance(part, int) else str(part) for part in name]
        error = 100 * float((group["ratio"] - 1).abs().median())
        lines.append(f"| {' | '.join(names)} | {len(group)} | {group['ratio'].median():.2f} | {error:.0f} % |")
    return "\n".join(lines)


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8")
    print(json.dumps(summary(predicted()), indent=1))
