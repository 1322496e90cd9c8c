"""Time to first token: a fixed part, the prompt itself, and the prompts of others before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.performance.physics import Parameters, Setup, prompt_seconds

if TYPE_CHECKING:
    from planner.arrays import Floats


@dataclass(frozen=True)
class FirstToken:
    """ttft = fixed_s + own · prompt + queue · users · prompt, prompt being GPU time of one prompt [s]."""

    fixed_s: float = 0.03
    own: float = 1.5
    queue: float = 0.1


def seconds(t: FirstToken, p: Parameters, s: Setup, n: Floats, users: Floats) -> Floats:
    """Mean time to first token [s] of `users` on n GPUs."""
    prompt = prompt_seconds(p, s, n)
    found: Floats = t.fixed_s + prompt * (t.own + t.queue * users)
    return found


def fit(p: Parameters, s: Setup, n: Floats, users: Floats, ttft_s: Floats) -> FirstToken:
    """Fit to measured times [s] by least squares on logarithms. Source: scipy.optimize.least_squares."""
    from scipy.optimize import least_squares

    def residuals(x: Floats) -> Floats:
        return np.log(seconds(FirstToken(*np.exp(x).tolist()), p, s, n, users) / ttft_s)

    found = least_squares(residuals, np.log([0.03, 1.5, 0.1]), loss="soft_l1", f_scale=0.3)
    return FirstToken(*np.exp(found.x).tolist())
