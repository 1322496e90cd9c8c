"""How far off an answer may be, in ln of time, and what is not stated: conformal quantiles by group.

Groups: what is known (the cell, the model on other GPUs, other models only) and how it is asked (by users with the GPUs
stated, by speed with the split stated, by speed alone). Quantiles come from rows left out in just that way.
Source: Vovk et al. (2005), cross-conformal prediction; finite-sample quantiles as in arXiv 2107.07511.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.arrays import Floats

COVERAGE = 0.8
PERCENTILES = ("p10", "p50", "p90")
P90_OF_NORMAL = 1.2816  # standard deviations
LEVELS = ("measured", "interpolated", "near", "gpu", "model", "shape")
REPEAT = 0.05  # ln of time between repeats of one measured point
FACTOR_TWO = math.log(2.0)  # of a model whose sizes follow from its parameters alone
NO_TABLE = 1.5  # a GPU without kernel times of its own widens the band by this
DRAFTS = 0.35  # ln of time that drafts would save where the model has heads and nobody says whether they run


def quantiles(errors: Floats) -> tuple[float, float]:
    """Conformal 10 % and 90 % quantiles of errors, corrected for finite samples [-]."""
    n = len(errors)
    tail = (1 - COVERAGE) / 2
    low, high = max(tail - tail / n, 0.0), min((1 - tail) * (1 + 1 / n), 1.0)
    return float(np.quantile(errors, low)), float(np.quantile(errors, high))


def group(level: str, question: str) -> str:
    """Name of a group of `Model.bands`."""
    return f"{level}, {question}"


def of_answer(
    bands: dict[str, tuple[float, float]], level: str, question: str, *, own_table: bool, drafts_unknown: bool
) -> tuple[float, float]:
    """Factor on time, ln: 10 % and 90 % quantile, of an answer of a level to a question (users, told, untold)."""
    if level == "measured":
        return -REPEAT, REPEAT
    low, high = bands[group("model" if level == "shape" else level, question)]
    if not own_table:
        low, high = low * NO_TABLE, high * NO_TABLE
    if level == "shape":
        low, high = min(low, -FACTOR_TWO), max(high, FACTOR_TWO)
    return low - DRAFTS * drafts_unknown, high


def sigma_of(band: tuple[float, float]) -> float:
    """Standard deviation of a normal distribution with as wide a band [-]."""
    return (band[1] - band[0]) / (2 * P90_OF_NORMAL)


def of_measured_cell(bands: dict[str, tuple[float, float]], question: str, level_sigma: float) -> tuple[float, float]:
    """Band of a cell whose level was measured to `level_sigma`: that of its other lengths, wider by as much."""
    band = bands[group("near", question)]
    wider = math.sqrt(1.0 + (level_sigma / sigma_of(band)) ** 2)
    return band[0] * wider, band[1] * wider
