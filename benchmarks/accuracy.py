"""How well operating points are predicted: `python -m benchmarks accuracy` writes docs/accuracy.md.

Fronts only. (a) single inner points of a measured front left out; (b) a GPU left out; (c) a model left out. For (b)
and (c) the physics is fitted again without the rows (models in five parts, GPUs one by one) and the correction is
learned again without the very GPU or model. About ten minutes on one core.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from planner.inputs.performance import board, correction, curves, fit, fitted, hardware, intervals, measured, setup
from planner.inputs.performance.measured import MLPERF

DOCS = Path(__file__).parent.parent / "docs" / "accuracy.md"
STEPS = 5  # of the least squares, from the full fit: enough to forget the rows left out (the loss is flat by then)
PARTS = 5  # of the models for the physics
AIMS = {"a": (10, 15), "b": (20, 20), "c": (25, None)}
RAW = slice(2, 20)  # features of the generic regressors beside ln speed: model, precision, GPU, lengths, kind
USERS_EVERY = 5  # every fifth row is asked by its users too


def ape(error: np.ndarray) -> np.ndarray:
    """Absolute percentage error of ln(measured/predicted) errors, over the measured value [%]."""
    return 100 * np.abs(np.exp(-error) - 1)


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def held_out(rows: pd.DataFrame, by: str, known: fitted.Fitted) -> pd.DataFrame:
    """Errors ln(measured/predicted) of every judged row with its GPU (by product) or model (by family) left out."""
    names = rows.groupby(by).size().sort_values(ascending=False).index.tolist()
    if by == "product":
        parts = [[name] for name in names if keep_judged(rows, by, name)]
    else:
        parts = [names[i::PARTS] for i in range(PARTS)]
    found = []
    for part in parts:
        say(f"{by}: {', '.join(part)} left out")
        keep = ~rows[by].isin(part) & (rows["kind"] != MLPERF)
        p = fit.physics(rows[keep].copy(), start=known.parameters, steps=STEPS)
        trained = fit.training(rows, p)
        learn = fit.tuned(rows, trained)
        judged = [name for name in part if keep_judged(rows, by, name)]
        found += [_one_out(rows, rows[by] == name, p, trained, learn) for name in judged]
    return pd.concat(found)


def keep_judged(rows: pd.DataFrame, by: str, name: str) -> bool:
    """Whether a GPU or model has rows that judge."""
    return bool(((rows[by] == name) & (rows["kind"] != MLPERF)).any())


def _one_out(rows: pd.DataFrame, out: pd.Series, p: object, trained: fit.Training, learn: np.ndarray) -> pd.DataFrame:
    kernel, out = correction.Kernel(), out.to_numpy()
    tr, te = learn & ~out, out & (rows["kind"] != MLPERF).to_numpy()
    weights = correction.weights(trained.features[tr], trained.left_over[tr], kernel)

    def correct(x: np.ndarray) -> np.ndarray:
        return correction.covariance(x, trained.features[tr], kernel) @ weights

    told = rows.loc[te, ["row_id", "kind", "product", "family", "group", "board_w", "rate", "speed", "n_gpus"]].copy()
    told["physics"] = trained.left_over[te]
    told["ours"] = trained.left_over[te] - correct(trained.features[te])
    told["untuned"] = ~learn[te]
    y = trained.left_over + trained.physics
    plain = np.column_stack([np.log(rows["speed"]), trained.features[:, RAW]])
    told["neighbour"], told["boosted"] = _generic(plain, y, ~out, te)
    told["users"], told["users_speed"] = np.nan, np.nan
    for i in np.flatnonzero(te)[::USERS_EVERY]:
        row = rows.iloc[[i]]
        if row["concurrency"].iloc[0] > 0:
            told.loc[rows.index[i], ["users", "users_speed"]] = _by_users(row, p, correct)
    return told


def _by_users(row: pd.DataFrame, p: object, correct: object) -> tuple[float, float]:
    """Errors of rate and speed when the users and GPUs are given instead of the speed."""
    case = setup.cases(row, p)[0]
    curve = curves.predicted(case, p, fit.kinds(row)[0], correct, correction.features)
    first = row.iloc[0]
    rate, speed = curve.at_users(case, p, float(first["concurrency"]), int(first["n_gpus"]))
    return np.log(first["rate"] / rate), np.log(first["speed"] / speed)


def _generic(x: np.ndarray, y: np.ndarray, train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.ensemble import HistGradientBoostingRegressor

    scaled = (x - x.mean(axis=0)) / np.maximum(x.std(axis=0), 1e-9)
    nearest = ((scaled[test][:, None] - scaled[train][None]) ** 2).sum(axis=-1).argmin(axis=1)
    boosted = HistGradientBoostingRegressor(loss="absolute_error", max_iter=150, learning_rate=0.06, random_state=0)
    boosted.fit(x[train], y[train])
    return y[test] - y[train][nearest], y[test] - boosted.predict(x[test])


def coverage(errors: pd.Series, folds: pd.Series) -> float:
    """Share inside the 80 % interval whose quantiles come from the other folds [%]."""
    inside = []
    for fold in folds.unique():
        here = folds == fold
        low, high = intervals.quantiles(errors[~here].to_numpy())
        inside.append(errors[here].between(low, high))
    return 100 * float(pd.concat(inside).mean())


def engine_gap() -> tuple[float, int, int]:
    """Median |ln| between fronts of two engines on one GPU, model, precision and lengths, cells, points compared.

    Each point of one engine's front against the other's front at that speed, where that front reaches.
    """
    table = measured.table()
    sweep = table[(table["kind"] == measured.SWEEP) & table["speed"].notna() & (table["engine"] != "")]
    gaps, cells = [], 0
    for _, cell in sweep.groupby(measured.GROUP, dropna=False):
        fronts = {name: measured.front_of(part) for name, part in cell.groupby("engine") if len(part) > 1}
        found = [
            abs(np.log(rate / other.at(float(speed))))
            for name, front in fronts.items()
            for theirs, other in fronts.items()
            if theirs != name
            for speed, rate in zip(front.speed, front.rate, strict=True)
            if other.covers(float(speed))
        ]
        cells += bool(found)
        gaps += found
    return float(np.median(gaps)), cells, len(gaps)


def joules(rows: pd.DataFrame, errors: dict[str, pd.DataFrame], known: fitted.Fitted) -> dict[str, np.ndarray]:
    """APE of board joules per token: (a) between points of a front, (b) GPU out, rate at the speed and as measured."""
    between = []
    for _, front in rows[rows["board_w"].notna() & (rows["size"] >= 3)].groupby("group"):
        front = front.sort_values("speed")
        for i in range(1, len(front) - 1):
            left, row = front.drop(front.index[i]), front.iloc[i]
            rate = measured.front_of(left).at(float(row["speed"]))
            watts = np.interp(np.log(row["speed"]), np.log(left["speed"]), left["board_w"])
            between.append(np.log(row["board_w"] / row["rate"]) - np.log(watts / rate))
    found = {"a": ape(np.array(between))}
    for name, error in _joules_without_gpu(rows, errors["b"], known).items():
        found[name] = ape(error)
    return found


def _joules_without_gpu(rows: pd.DataFrame, judged: pd.DataFrame, known: fitted.Fitted) -> dict[str, np.ndarray]:
    """Errors ln(measured/predicted) of board joules per token with the GPU left out of physics and watts.

    b: the rate as predicted at the speed; users: rate and speed as predicted for the users; watts: as measured.
    """
    table, gpus = measured.table(), hardware.gpus()
    told: dict[str, list[np.ndarray]] = {"b": [], "users": [], "watts": []}
    for product in ("B200_HGX", "H100_HGX"):
        say(f"watts without {product}")
        keep = (rows["product"] != product) & (rows["kind"] != MLPERF)
        p = fit.physics(rows[keep].copy(), start=known.parameters, steps=STEPS)
        q = fitted.fit_power(table[table["product"] != product], p)
        out = judged[(judged["product"] == product) & judged["board_w"].notna()]
        for name, part in (("b", out), ("users", out.dropna(subset=["users"])), ("watts", out)):
            at = rows.loc[part.index].copy()
            if name != "watts":
                at["rate"] /= np.exp(part["ours" if name == "b" else "users"])
            if name == "users":
                at["speed"] /= np.exp(part["users_speed"])
            watts = board.board_w(q, fitted.activity_of(at, p), gpus[product].tdp_w)
            told[name].append(np.log(part["board_w"] / part["rate"]).to_numpy() - np.log(watts / at["rate"]).to_numpy())
    return {name: np.concatenate(parts) for name, parts in told.items()}


# ------------------------------------------------------------------ the page

WHAT = {
    "a": "(a) a point left out of a measured front",
    "b": "(b) a GPU left out",
    "c": "(c) a model left out",
}
HEAD = """# Accuracy of operating points

Made by `python -m benchmarks accuracy`. Do not edit.

What is judged: the front, that is the best output tokens/s per GPU at a given tokens/s per user, for a model,
precision, GPU and pair of lengths, over the rows of `data/gpu` (InferenceX sweeps and ML.ENERGY; MLPerf rows train but
do not judge). For (b) and (c) nothing was fitted on the rows left out: the physics is fitted again, and the
correction is learned again. The scales of the correction and the form of the physics were chosen on rows of the same
data, so (b) and (c) are slightly flattered (see the end). The interval of a row comes from the other GPUs or models
only.
"""


def _table(lines: list[list[str]]) -> str:
    head, *rest = lines
    return "\n".join("| " + " | ".join(line) + " |" for line in (head, ["---"] * len(head), *rest)) + "\n"


def page(
    errors: dict[str, pd.DataFrame],
    covered: dict[str, float],
    joules: dict[str, np.ndarray],
    ape: Callable[[np.ndarray], np.ndarray],
    aims: dict[str, tuple[int, int | None]],
) -> str:
    """The whole page in Markdown."""
    parts = [HEAD, "\n## Tokens/s per GPU at a given speed per user\n"]
    lines = [["left out", "rows", "median error", "aim", "90th percentile", "in the 80 % interval (aim 75 to 85 %)"]]
    for name, table in errors.items():
        off = ape(table["ours"].to_numpy())
        middle = float(np.median(off))
        lines.append(
            [
                WHAT[name],
                f"{len(off):,}",
                f"{middle:.1f} %",
                f"{aims[name][0]} %: {'reached' if middle <= aims[name][0] else 'missed'}",
                f"{np.quantile(off, 0.9):.0f} %",
                f"{covered[name]:.0f} %",
            ]
        )
    parts.append(_table(lines))
    parts.append("\n## Beside it, on the same rows\n")
    lines = [["left out", "ours", "physics alone", "gradient boosting", "nearest neighbour"]]
    for name in ("b", "c"):
        medians = [
            float(np.median(ape(errors[name][c].to_numpy()))) for c in ("ours", "physics", "boosted", "neighbour")
        ]
        lines.append([WHAT[name], *(f"{m:.0f} %" for m in medians)])
    parts.append(_table(lines))
    parts.append("\nGradient boosting: scikit-learn, 150 trees, absolute error, on the same physical features.\n")
    parts += _users(errors, ape) + _joules(joules) + _worst(errors, ape) + [_floor(), LIMITS]
    return "\n".join(parts)


def _users(errors: dict[str, pd.DataFrame], ape: Callable[[np.ndarray], np.ndarray]) -> list[str]:
    lines = [["left out", "rows", "tokens/s per GPU, median", "90th percentile", "tokens/s per user, median"]]
    for name in ("b", "c"):
        table = errors[name].dropna(subset=["users"])
        rate, speed = ape(table["users"].to_numpy()), ape(table["users_speed"].to_numpy())
        lines.append(
            [
                WHAT[name],
                f"{len(table):,}",
                f"{np.median(rate):.0f} %",
                f"{np.quantile(rate, 0.9):.0f} %",
                f"{np.median(speed):.0f} %",
            ]
        )
    told = (
        "\n## When the number of users is given instead of the speed\n\nOn a front d ln rate / d ln speed is near "
        "−2, so an error in time shows about three times as large at a given speed as at a given number of users.\n"
    )
    return [told, _table(lines)]


def _joules(joules: dict[str, np.ndarray]) -> list[str]:
    lines = [["left out", "rows", "median error", "aim", "90th percentile"]]
    for name, what, aim in (
        ("a", WHAT["a"], 15),
        ("b", "(b) H100 or B200 left out, rate predicted at the speed", 20),
        ("users", "(b) the same, rate predicted for the number of users", 20),
        ("watts", "(b) the same, rate as measured: watts alone", 20),
    ):
        off, middle = joules[name], float(np.median(joules[name]))
        verdict = "reached" if middle <= aim else "missed"
        lines.append(
            [what, f"{len(off):,}", f"{middle:.1f} %", f"{aim} %: {verdict}", f"{np.quantile(off, 0.9):.0f} %"]
        )
    return ["\n## Joules per output token, GPU board\n", _table(lines)]


def _worst(errors: dict[str, pd.DataFrame], ape: Callable[[np.ndarray], np.ndarray]) -> list[str]:
    parts = ["\n## By what was left out\n"]
    for name, by in (("b", "product"), ("c", "family")):
        table = errors[name].assign(off=ape(errors[name]["ours"].to_numpy()))
        groups = table.groupby(by)["off"].agg(["size", "median"]).sort_values("median")
        tilt = table.groupby(by)["ours"].median()
        lines = [
            [by.replace("product", "GPU").replace("family", "model"), "rows", "median error", "measured/predicted"]
        ]
        for key, row in groups.iterrows():
            lines.append([str(key), f"{row['size']:.0f}", f"{row['median']:.0f} %", f"{np.exp(tilt[key]):.2f}"])
        parts.append(_table(lines))
    return parts


def _floor() -> str:
    gap, cells, points = engine_gap()
    return (
        "\n## What no prediction without the engine can beat\n\nThe same GPU, model, precision and lengths were swept "
        f"with two engines in {cells} cells. At the same speed per user ({points} comparisons) one engine makes "
        f"{np.exp(gap):.2f} times the tokens/s per GPU of the other (median). A question does not name the engine, so "
        f"even the best possible single answer, half way between, is off by "
        f"{100 * (np.exp(gap / 2) - 1):.0f} % there.\n"
    )


LIMITS = """
## What limits it

- Between measured points the error is that of repeats of a benchmark; the aim is met with room.
- With a GPU or a model left out the error is mostly a level: a whole front lies above or below. The level is software:
  gpt-oss-120b on B200 was swept with another engine than on H100, DeepSeek-R1 on B200 with tuned kernels and
  multi-token prediction, on B300 as a first port of another engine. Engine, version and settings are not part of a
  question about a rack that is to be bought; the interval carries them.
- An error in the time of a step is multiplied two to three times when rate is read at a given speed, most at the fast
  end of a front, where batches are small.
- Fronts below half of the physics (unfinished ports, broken runs) are judged here but not learned from.
- Derived throughput (InferenceX rows) is itself good to perhaps 20 %.
- Measured board power exists for H100 and B200 (ML.ENERGY) and three points of B300. With B200 left out only H100 tells
  how these runs behave. Joules per token inherit the error of the rate where it is predicted; with the rate measured
  they have that of watts alone. Both stand above. Wall power has seven MLPerf rows.

## What was chosen on which data

- Parameters of the physics, and weights of the correction: on the training rows of each fold only.
- Scales of the correction (`correction.Kernel`) and the cut at half of the physics (`fit.UNTUNED_SHARE`): set once, by
  hand, on held-out rows of this same data, before the repairs below; not set again since.
- The form of board power (energy per byte, energy per operation by TDP over peak; five parameters) was chosen among a
  dozen by the error of watts with H100 and B200 left out of this same data: those watts are slightly flattered.
- The form of the physics was judged on this data too: that bandwidth reached falls as bandwidth grows (one exponent)
  was kept because it lowered the error of the physics with H100 left out from 35 to 24 % and with B200 left out from
  44 to 43 % (quick fits on a quarter of the points of each front). The full fits above do not show that gain for a GPU
  left out (39 %, 38 % before all changes below), so the exponent is uncertain.

## What was tried

- GPUs counted twice: some InferenceX rows state k-way tensor and k-way expert parallelism of the same k GPUs as k · k
  (16 for 4, 64 for 8). Against rows of 4 and 8 GPUs, same engine and users, their tokens/s are equal (ratio 1.000 Kimi
  and gpt-oss at 4 on B200 and H200, 0.998 MiniMax at 4 on H100, 0.99 DeepSeek at 8 on H200). `measured.true_gpus` puts
  it right, by form of the row. It lowered the error of the physics on rows it was fitted to from 34 to 32 %.
- The KV-cache cap and the limits of a replica are not why that error once rose: without the cap 32.4 % instead of
  31.9, with at most 8 GPUs a replica 32.1. Replicas over several servers where one does not hold the model: 31.4.
- Windows, chunks and recurrent states of layers without full attention now cost what they keep.
- The replica size of the row given to the physics: worse (34 against 31 % on sweeps), not used.
- A search of the scales of the correction gained two points even when it saw the rows it was judged on; not used.
"""


def main() -> None:
    """Measure, and write docs/accuracy.md."""
    known, rows = fitted.load(), fitted.front_rows()
    a = intervals.left_out_points(rows[rows["kind"] != MLPERF]).rename(columns={"error": "ours"})
    a["fold"] = np.arange(len(a)) % 10
    errors = {"a": a, "b": held_out(rows, "product", known), "c": held_out(rows, "family", known)}
    covered = {
        "a": coverage(a["ours"], a["fold"]),
        "b": coverage(errors["b"]["ours"], errors["b"]["product"]),
        "c": coverage(errors["c"]["ours"], errors["c"]["family"]),
    }
    DOCS.write_text(page(errors, covered, joules(rows, errors, known), ape, AIMS), encoding="utf-8")
    print(DOCS.read_text(encoding="utf-8"))
