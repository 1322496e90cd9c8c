"""How well operating points are predicted: `python -m benchmarks accuracy` writes docs/accuracy.md, in five minutes.

Every row is asked with its GPU, its model, or its lengths on that GPU left out and everything fitted again
(`runs.held_out`); bands of a row come from the other GPUs or models only.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import elsewhere
from benchmarks.accuracy_page import page
from planner.performance import bands, board
from planner.performance.evidence import hardware, measured
from planner.performance.fitting import fitted
from planner.performance.runs import fit

DOCS = Path(__file__).parent.parent / "docs" / "accuracy.md"
CONCERNS = {"cell": "product", "gpu": "product", "model": "family"}
QUESTIONS = ("own", "users", "told", "untold")


def ape(error: np.ndarray) -> np.ndarray:
    """Absolute percentage error of ln(measured/predicted) errors, over the measured value [%]."""
    return 100 * np.abs(np.exp(-error) - 1)


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def inside(table: pd.DataFrame, errors: pd.DataFrame, level: str, question: str) -> pd.Series:
    """Whether each row lies in the 80 % band whose quantiles come from the other GPUs (models)."""
    names, values = table[CONCERNS[level]], errors[question].dropna()
    flags = pd.Series(np.nan, index=values.index)
    for name in names[values.index].unique():
        here = (names[values.index] == name).to_numpy()
        low, high = bands.quantiles(values[~here].to_numpy())
        flags[here] = values[here].between(low, high).astype(np.float64)
    return flags


def joules(table: pd.DataFrame, errors: pd.DataFrame) -> dict[str, np.ndarray]:
    """APE of board joules per token with H100 or B200 left out: the rate known, and predicted at own settings."""
    rows, gpus = measured.table(), hardware.gpus()
    rows = rows[rows["board_w"].notna() & rows["speed"].notna()].set_index("row_id", drop=False)
    guessed = pd.Series(errors["users_rate"].to_numpy(), index=table["row_id"]).reindex(rows.index)
    speeds = pd.Series(errors["users"].to_numpy(), index=table["row_id"]).reindex(rows.index)
    p = fitted.load().parameters
    off: dict[str, list[np.ndarray]] = {"known": [], "own": []}
    for product in ("B200_HGX", "H100_HGX"):
        rest, out = rows[rows["product"] != product], rows[rows["product"] == product]
        rated = np.array([gpus[name].tdp_w for name in rest["product"]])
        q = board.fit(fitted.activity_of(rest, p), rest["board_w"].to_numpy(), rated)
        for name in off:
            part = out if name == "known" else out[guessed[out.index].notna()]
            at = part.copy()
            if name == "own":
                at["rate"] = at["rate"] * np.exp(-guessed[part.index])
                at["speed"] = at["speed"] * np.exp(speeds[part.index])
            watts = board.board_w(q, fitted.activity_of(at, p), gpus[product].tdp_w)
            off[name].append(np.log(part["board_w"] / part["rate"]).to_numpy() - np.log(watts / at["rate"].to_numpy()))
    return {name: ape(np.concatenate(parts)) for name, parts in off.items()}


def main() -> None:
    """Measure, and write docs/accuracy.md."""
    every, _ = fit.prepared()
    table = every[fit.labelled(every)].reset_index(drop=True)
    say(f"{len(table)} rows, each asked with its GPU, its model, its lengths left out")
    _, errors = fitted.judged()
    covered = {
        (level, question): inside(table, answers, level, question)
        for level, answers in errors.items()
        for question in QUESTIONS
    }
    others = elsewhere.summary(elsewhere.predicted())
    DOCS.write_text(page(table, errors, covered, joules(table, errors["gpu"]), others), encoding="utf-8")
    print(DOCS.read_text(encoding="utf-8"))
