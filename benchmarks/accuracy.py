"""How well operating points are predicted: `python -m benchmarks accuracy` writes docs/accuracy.md.

Fronts only. (a) single inner points of a measured front left out; (b) a GPU left out; (c) a model left out. For (b)
and (c) everything is fitted again without the rows (models in five parts, GPUs one by one): the physics, the effects of
software, the scales of the correction. About five minutes on one core.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.accuracy_page import page
from planner.performance import board, curves, software, tasks
from planner.performance.evidence import hardware, measured, setup
from planner.performance.fitting import correction, fitted, held_out, intervals
from planner.performance.front import top_speed

DOCS = Path(__file__).parent.parent / "docs" / "accuracy.md"
USERS_EVERY = 5  # every fifth row is asked by its users too


def ape(error: np.ndarray) -> np.ndarray:
    """Absolute percentage error of ln(measured/predicted) errors, over the measured value [%]."""
    return 100 * np.abs(np.exp(-error) - 1)


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def left_out(rows: pd.DataFrame, by: str, known: fitted.Fitted) -> pd.DataFrame:
    """Errors ln(measured/predicted) of every row with its GPU (`product`) or model (`family`) left out.

    Beside `ours`: `physics` without bounds, `neighbour` and `boosted` of generic methods, `users` and `users_speed` of
    every fifth row where the users are given instead of the speed, `load` and `youth` to sort by.
    """
    told = rows.assign(**dict.fromkeys(("ours", "physics", "neighbour", "boosted", "users", "users_speed"), np.nan))
    told["load"], told["youth"] = np.nan, software.youth(rows)
    for part in held_out.parts(rows, by):
        say(f"{by}: {', '.join(part)} left out")
        fold = held_out.left(rows, by, part, known.parameters)
        p, out, here = fold.parameters, fold.out, rows[fold.out]
        s = setup.from_rows(here, p)
        log_speed, log_rate = np.log(here["speed"].to_numpy()), np.log(here["rate"].to_numpy())
        plain = correction.in_time(p, s, log_speed, np.zeros_like(log_speed))
        told.loc[out, "physics"] = log_rate - plain
        told.loc[out, "ours"] = log_rate - held_out.bounded(here, plain, fold)
        told.loc[out, "load"] = log_speed - top_speed(p, s)
        told.loc[out, ["neighbour", "boosted"]] = _generic(rows, p, out)
        for case, index in zip(setup.cases(here, p)[::USERS_EVERY], here.index[::USERS_EVERY], strict=True):
            row = rows.loc[index]
            if row["concurrency"] > 0:
                rate, speed = curves.predicted(case, p).at_users(case, p, float(row["concurrency"]), int(row["n_gpus"]))
                told.loc[index, ["users", "users_speed"]] = np.log(row["rate"] / rate), np.log(row["speed"] / speed)
    return told


def _generic(rows: pd.DataFrame, p: object, out: np.ndarray) -> np.ndarray:
    """Errors of a nearest neighbour and of gradient boosting on the figures of model, precision, GPU and lengths."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    s = setup.from_rows(rows, p)
    y = np.log(rows["rate"].to_numpy())
    x = np.column_stack(
        [
            np.log(rows["speed"]), np.log(s.total_params_b), np.log(s.shared_params_b + s.experts_per_token
            * s.expert_params_b), np.log(s.layers), np.log(s.kv_elements), s.kv_shards == 1, s.weight_bytes,
            s.compute_bits, np.log(s.bandwidth_tb_per_s), np.log(s.tflops_16), np.log(s.memory_gb), np.log(s.domain),
            np.log(np.maximum(s.input_tokens, 1.0)), np.log(s.output_tokens), s.task,
        ]
    )  # fmt: skip
    scaled = (x - x.mean(axis=0)) / np.maximum(x.std(axis=0), 1e-9)
    nearest = ((scaled[out][:, None] - scaled[~out][None]) ** 2).sum(axis=-1).argmin(axis=1)
    boosted = HistGradientBoostingRegressor(loss="absolute_error", max_iter=150, learning_rate=0.06, random_state=0)
    boosted.fit(x[~out], y[~out])
    return np.column_stack([y[out] - y[~out][nearest], y[out] - boosted.predict(x[out])])


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
    sweep = table[(table["kind"] == tasks.SWEEP) & table["speed"].notna() & (table["engine"] != "")]
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
        p = held_out.left(rows, "product", [product], known.parameters).parameters
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


def main() -> None:
    """Measure, and write docs/accuracy.md."""
    known, rows = fitted.load(), fitted.judged_rows()
    a = intervals.left_out_points(rows).rename(columns={"error": "ours"})
    a["fold"] = np.arange(len(a)) % 10
    errors = {"a": a, "b": left_out(rows, "product", known), "c": left_out(rows, "family", known)}
    covered = {
        "a": coverage(a["ours"], a["fold"]),
        "b": coverage(errors["b"]["ours"], errors["b"]["product"]),
        "c": coverage(errors["c"]["ours"], errors["c"]["family"]),
    }
    near = intervals.near_errors(rows, known.parameters, known.trained, known.scales)
    told = page(errors, covered, joules(rows, errors, known), near, known, engine_gap())
    DOCS.write_text(told, encoding="utf-8")
    print(DOCS.read_text(encoding="utf-8"))
