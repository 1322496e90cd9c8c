"""Fit the physics to measured fronts, and learn what it leaves over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.inputs.performance import correction, setup
from planner.inputs.performance.front import best_rate
from planner.inputs.performance.measured import MLPERF, TASK
from planner.inputs.performance.physics import PARAMETER_NAMES, Parameters, served

if TYPE_CHECKING:
    from pathlib import Path

    from planner.inputs.model_inputs import Floats

START = Parameters()
SOFT = 0.15  # residuals beyond this count linearly: broken runs don't pull the fit
WEIGHT_AT_LOAD = 0.3  # of rate and speed at the row's own users and GPUs, against rate at its speed
DERIVED_WEIGHT = 0.8
PRIOR = 0.03  # pulls parameters the rows don't determine to their start
TYPICAL_FRONT = 6
FURTHEST = 5.0
STEPS = 25
UNTUNED_SHARE = 0.5


def bounds() -> tuple[Floats, Floats]:
    """Lowest and highest ln of each parameter, by what it means."""
    limits = {
        "bandwidth_reach": (1e-3, 0.7),
        "smoothness": (1.0, 6.0),
        "software_gain": (0.02, 1.5),
        "task_slowdown": (0.8, 3.0),
        "interference": (0.05, 1.0),
        "drafted": (1.0, 4.0),
        "draft_compute": (1.0, 4.0),
        "prompt_efficiency": (0.3, 1.4),
        "follows_gpu": (0.01, 1.2),
    }
    low, high = [], []
    for name in PARAMETER_NAMES:
        least, most = 1e-3, 1e5
        if name.endswith("efficiency") or "_efficiency_" in name:
            least, most = 0.03, 0.92
        if name.startswith("prompt_"):
            least, most = 30.0, 20000.0
        least, most = limits.get(name, (least, most))
        low.append(np.log(least))
        high.append(np.log(most))
    return np.array(low), np.array(high)


def physics(
    rows: pd.DataFrame, start: Parameters = START, steps: int = STEPS, data_dir: Path | None = None
) -> Parameters:
    """Parameters that fit front rows best: nonlinear least squares on logarithms with a soft loss.

    Three residuals a row: rate at its speed (what is asked in the end), and rate and speed at its own users and
    GPUs where they are known. Rows of a long front weigh less each. Source: scipy.optimize.least_squares.
    """
    from scipy.optimize import least_squares

    low, high = bounds()
    low, high = low - 1e-9, high + 1e-9
    first = np.clip(_logs(START), low + 1e-6, high - 1e-6)
    arrays = setup.from_rows(rows, START, data_dir)
    log_rate, log_speed = np.log(rows["rate"].to_numpy()), np.log(rows["speed"].to_numpy())
    users, gpus = rows["concurrency"].to_numpy(), rows["n_gpus"].to_numpy()
    known = users > 0
    size = rows.groupby("group")["row_id"].transform("size").to_numpy()
    weight = np.sqrt(TYPICAL_FRONT / np.maximum(size, TYPICAL_FRONT / 2))
    weight = weight * np.where(rows["derived"], DERIVED_WEIGHT, 1.0)

    def residuals(x: Floats) -> Floats:
        p = _parameters(x)
        s = setup.with_prompts(arrays, rows, p)
        front, _ = best_rate(p, s, log_speed)
        rate, speed = served(p, s, gpus, np.where(known, users, 1.0))
        own = WEIGHT_AT_LOAD * weight * known
        return np.concatenate(
            [
                weight * np.clip(front - log_rate, -FURTHEST, FURTHEST),
                own * (np.log(rate) - log_rate),
                0.6 * own * (np.log(speed) - log_speed),
                PRIOR * (x - first),
            ]
        )

    begin = np.clip(_logs(start), low + 1e-6, high - 1e-6)
    found = least_squares(residuals, begin, bounds=(low, high), loss="soft_l1", f_scale=SOFT, max_nfev=steps)
    return _parameters(found.x)


def _logs(p: Parameters) -> Floats:
    return np.log([getattr(p, name) for name in PARAMETER_NAMES])


def _parameters(x: Floats) -> Parameters:
    return Parameters(**dict(zip(PARAMETER_NAMES, np.exp(x).tolist(), strict=True)))


def tuned(rows: pd.DataFrame, t: Training) -> Floats:
    """Whether the front of each row is worth learning from [rows, bool].

    A front whose median lies below half of the physics is an unfinished port or a broken run: it says how that
    run went, not what the GPU does. It stays in the table as a measurement of itself.
    """
    middle = pd.Series(t.left_over).groupby(rows["group"].to_numpy()).transform("median").to_numpy()
    kept: Floats = middle > np.log(UNTUNED_SHARE)
    return kept


@dataclass(frozen=True)
class Training:
    """The front rows as the correction sees them."""

    features: Floats  # [rows, 20]
    physics: Floats  # ln tokens/s per GPU by the physics
    left_over: Floats  # ln measured − ln physics


def kinds(rows: pd.DataFrame) -> Floats:
    """Marks of the source of each row [rows, 4]: task, images or video, code completion, MLPerf."""
    marks = (rows["kind"] == TASK, images(rows), rows["task"] == "sourcegraph-fim")
    return np.column_stack([*marks, rows["kind"] == MLPERF]).astype(np.float64)


def images(rows: pd.DataFrame) -> Floats:
    """1 where the prompts of a row are images or videos, else 0 [rows]."""
    found: Floats = np.asarray(rows["task"].isin(["image-chat", "video-chat"]), dtype=np.float64)
    return found


def training(rows: pd.DataFrame, p: Parameters, data_dir: Path | None = None) -> Training:
    """Features and residuals of front rows under the physics p."""
    s = setup.from_rows(rows, p, data_dir)
    log_speed = np.log(rows["speed"].to_numpy())
    base, _ = best_rate(p, s, log_speed)
    x = correction.features(p, s, log_speed, base, kinds(rows))
    return Training(x, base, np.log(rows["rate"].to_numpy()) - base)
