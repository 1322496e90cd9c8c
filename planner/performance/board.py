"""Watts of a GPU board at an operating point: energy per byte moved and per operation, over a floor, under a ceiling.

    board W = TDP · (running + compute · use of peak + (ceiling − running) · share of time on prompts)
              + energy per byte · bytes/s,                                         bent to stay under ceiling · TDP

Energy per byte is one figure for all GPUs: H100 and B200 differ little in it, while a byte/s takes less of a larger
TDP. Energy per operation follows TDP over peak: a generation doubles the peak at little more power. Prompts keep a
GPU at its limit (98 % of TDP on B300 with 8,192 tokens in and 8 out, gpu_power_curve.csv), so they have no figure of
their own. No parameter belongs to a GPU or a model by name.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from planner.performance.physics import attended, cache_bytes, prompt_seconds

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.performance.physics import Parameters, Setup

GIGA, TERA = 1e9, 1e12
IDLE_SHARE = 0.166  # of TDP with a model loaded: 182 of 1,100 W on B300 (gpu_power_curve.csv, gpu-power-lab)
STEEP = 8.0  # how sharply board power bends at its limit


@dataclass(frozen=True)
class PowerParameters:
    """What is fitted to measured board power."""

    running: float = 0.35  # clocks up, nothing else [share of TDP]
    byte_pj: float = 80.0  # per byte read from memory, on its way to the units included [pJ]
    compute: float = 2.4  # more at the dense peak, if decode could reach it: small products waste most of it [of TDP]
    expert_compute: float = 4.0  # per operation of experts, as multiple of that: their products are smaller yet [-]
    ceiling: float = 0.97  # what long runs average at most [share of TDP]


POWER_NAMES = tuple(field.name for field in fields(PowerParameters))
LOWEST = (IDLE_SHARE, 0.0, 0.0, 1.0, 0.6)
HIGHEST = (0.7, 300.0, 20.0, 30.0, 1.0)


@dataclass(frozen=True)
class Activity:
    """What a GPU does on average at an operating point."""

    bytes_tb_per_s: Floats  # read from memory by decode steps, at most the nominal bandwidth
    dense: Floats  # operations of shared weights and attention in decode, of the dense peak of their number type [-]
    experts: Floats  # the same of experts [-]
    prompts: Floats  # share of the time on prompts [-]


def activity(s: Setup, p: Parameters, rate: Floats, speed: Floats, n: Floats, text: Floats | float = 1.0) -> Activity:
    """Activity at tokens/s per GPU and per user on n GPUs.

    `text` is 0 where prompts are images: their length was fitted to the time that encoders and the host take, which
    draws little.
    """
    users = np.maximum(n * rate / speed, 1.0)
    hit = 1 - (1 - s.experts_per_token / np.maximum(s.experts, 1)) ** users
    touched = np.where(s.experts > 0, s.expert_params_b * s.experts * hit, 0.0)
    context = s.input_tokens + s.cached_tokens + s.output_tokens / 2
    read = (s.shared_params_b * s.shared_bytes + touched * s.weight_bytes) * GIGA + users * cache_bytes(s, context)
    per_s = read * speed / (n * TERA)
    attention = 4 * s.layers * s.attention_width * attended(s, context)
    dense = rate * (2 * GIGA * s.shared_params_b / s.tflops + attention / s.tflops_16) / TERA
    experts = rate * 2 * GIGA * s.experts_per_token * s.expert_params_b / (s.tflops * TERA)
    prompts = n * rate * prompt_seconds(p, s, n) / s.output_tokens
    return Activity(np.minimum(per_s, s.bandwidth_tb_per_s), dense, experts, np.minimum(prompts, 1.0) * text)


def board_w(q: PowerParameters, a: Activity, tdp_w: Floats | float) -> Floats:
    """Board power [W]: rises with each part of the activity, between idle and the ceiling."""
    demand = q.running + q.byte_pj * a.bytes_tb_per_s / tdp_w + q.compute * (a.dense + q.expert_compute * a.experts)
    demand = demand + (q.ceiling - q.running) * a.prompts
    share = (demand**-STEEP + q.ceiling**-STEEP) ** (-1 / STEEP)
    watts: Floats = np.maximum(share, IDLE_SHARE) * tdp_w
    return watts


def fit(a: Activity, measured_w: Floats, tdp_w: Floats) -> PowerParameters:
    """Fit to measured board power [W] by least squares on logarithms. Source: scipy.optimize.least_squares."""
    from scipy.optimize import least_squares

    start = np.array([getattr(PowerParameters(), name) for name in POWER_NAMES])

    def residuals(x: Floats) -> Floats:
        return np.log(board_w(PowerParameters(*x.tolist()), a, tdp_w) / measured_w)

    solution = least_squares(residuals, start, bounds=(LOWEST, HIGHEST), loss="soft_l1", f_scale=0.1, x_scale=start)
    return PowerParameters(*solution.x.tolist())
