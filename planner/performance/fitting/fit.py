"""Fit the physics to measured fronts, and keep what it leaves over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.performance import software
from planner.performance.evidence import setup
from planner.performance.fitting import correction
from planner.performance.fitting.correction import Marks
from planner.performance.physics import PARAMETER_NAMES, Parameters, served
from planner.performance.software import Software

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from planner.arrays import Floats, Ints

START = Parameters()
SOFT = 0.15  # residuals beyond this count linearly: broken runs don't pull the fit
WEIGHT_AT_LOAD = 0.3  # of rate and speed at the row's own users and GPUs, against rate at its speed
DERIVED_WEIGHT = 0.8
PRIOR = 0.03  # pulls parameters the rows don't determine to their start
TYPICAL_FRONT = 6
FURTHEST = 5.0
STEPS = 25
MOST_SOFTWARE = 1.0  # ln, of an effect of software on time


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
) -> tuple[Parameters, Software]:
    """Parameters and effects of software that fit front rows best: least squares on logarithms with a soft loss.

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

    columns, many = software.design(rows, data_dir), len(PARAMETER_NAMES)

    def residuals(z: Floats) -> Floats:
        x, effects = z[:many], z[many:]
        p, slow = _parameters(x), columns @ effects
        s = setup.with_prompts(arrays, rows, p)
        rate, speed = served(p, s, gpus, np.where(known, users, 1.0))
        own = WEIGHT_AT_LOAD * weight * known
        return np.concatenate(
            [
                weight * np.clip(correction.in_time(p, s, log_speed, slow) - log_rate, -FURTHEST, FURTHEST),
                own * (np.log(rate) - slow - log_rate),
                0.6 * own * (np.log(speed) - slow - log_speed),
                PRIOR * (x - first),
                software.RIDGE * effects,
            ]
        )

    begin = np.concatenate([np.clip(_logs(start), low + 1e-6, high - 1e-6), np.zeros(columns.shape[1])])
    most = np.full(columns.shape[1], MOST_SOFTWARE)
    limits = np.concatenate([low, -most]), np.concatenate([high, most])
    found = least_squares(residuals, begin, bounds=limits, loss="soft_l1", f_scale=SOFT, max_nfev=steps)
    return _parameters(found.x[:many]), Software(*found.x[many:].tolist())


def _logs(p: Parameters) -> Floats:
    return np.log([getattr(p, name) for name in PARAMETER_NAMES])


def _parameters(x: Floats) -> Parameters:
    return Parameters(**dict(zip(PARAMETER_NAMES, np.exp(x).tolist(), strict=True)))


@dataclass(frozen=True)
class Training:
    """The front rows as the correction sees them."""

    marks: Marks
    left_over: Floats  # time measured over that of the physics, natural logarithm
    fronts: Ints  # number of each row's front


def images(rows: pd.DataFrame) -> Floats:
    """1 where the prompts of a row are images or videos, else 0 [rows]."""
    found: Floats = np.asarray(rows["task"].isin(["image-chat", "video-chat"]), dtype=np.float64)
    return found


def training(rows: pd.DataFrame, p: Parameters, data_dir: Path | None = None) -> Training:
    """Marks and left-overs of front rows under the physics p."""
    s = setup.from_rows(rows, p, data_dir)
    log_speed, log_rate = np.log(rows["speed"].to_numpy()), np.log(rows["rate"].to_numpy())
    d = correction.left_over(p, s, log_speed, log_rate)
    return Training(correction.marks(rows, p, s), d, rows["group"].to_numpy(dtype=np.int64))
