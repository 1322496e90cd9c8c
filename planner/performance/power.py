"""Watts at an operating point: GPU board, server or rack at the wall; nameplate, provisioned, expected.

Board power comes from `board` and never exceeds the cap. The three scopes of the data stay apart: board (NVML, DCGM),
server at the AC wall (power analyser), and GEMM runs of one board, used only for what a cap does to clocks. Nothing
here is facility power: cooling and transformers come after.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import DataError, located
from planner.performance.board import IDLE_SHARE
from planner.performance.physics import cache_bytes

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.performance.evidence.hardware import Gpu
    from planner.performance.physics import Setup

GIGA, TERA = 1e9, 1e12
CLOCK_EXPONENT = 1.8  # dynamic power ~ clock^1.8: B300 GEMM at 450, 550 and 900 W caps (gpu_power_curve.csv)
# Wall power of a server: board · (1 + CONVERSION) + HOST_SHARE · (nameplate − boards at TDP). From MLPerf v4.1, H200
# boards capped at 350 and 500 W: 597 and 777 W per GPU at the wall (power supplies and fans rise with the boards).
CONVERSION = 0.12
HOST_SHARE = 0.38


@dataclass(frozen=True)
class Power:
    """Watts per GPU by scope, and joules per output token."""

    board_w: float
    wall_w: float
    joules_per_token_board: float
    joules_per_token_wall: float


@dataclass(frozen=True)
class UnitPower:
    """A server or rack [kW]: what its plate says, what its feed must carry, what it draws on average."""

    nameplate_kw: float
    provisioned_kw: float
    expected_kw: float


def utilisation(s: Setup, rate: Floats, speed: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Shares of nominal memory bandwidth and of peak compute [-] at tokens/s per GPU and per user on n GPUs."""
    users = np.maximum(n * rate / speed, 1.0)
    hit = 1 - (1 - s.experts_per_token / np.maximum(s.experts, 1)) ** users
    touched = np.where(s.experts > 0, s.expert_params_b * s.experts * hit, 0.0)
    weights = (s.shared_params_b * s.shared_bytes + touched * s.weight_bytes) * GIGA
    context = s.input_tokens + s.cached_tokens + s.output_tokens / 2
    cache = users * cache_bytes(s, context)
    memory = (weights + cache) * speed / (n * s.bandwidth_tb_per_s * TERA)
    active = s.shared_params_b + s.experts_per_token * s.expert_params_b
    flops = 2 * active * GIGA * (1 + s.input_tokens / s.output_tokens)
    compute = rate * flops / (s.tflops * TERA)
    return np.minimum(memory, 1.0), np.minimum(compute, 1.0)


def wall_w(gpu: Gpu, board_w: float) -> float:
    """AC wall power per GPU [W]: board, conversion and fans, CPUs, NICs and NVLink switches."""
    rest = gpu.unit_kw * 1000 / gpu.domain - gpu.tdp_w
    rest = rest if math.isfinite(rest) and rest > 0 else 0.5 * gpu.tdp_w
    return board_w * (1 + CONVERSION) + HOST_SHARE * rest


def at(gpu: Gpu, board_w: float, rate: float) -> Power:
    """Power and joules per output token at a board power [W] and tokens/s per GPU; tokens/s · J/token = W."""
    wall = wall_w(gpu, board_w)
    return Power(board_w, wall, board_w / rate, wall / rate)


def capped(gpu: Gpu, board_w: float, cap_w: float, compute_bound: float) -> tuple[float, float]:
    """Board power [W] and share of the rate kept [-] under a cap per GPU [W].

    Above the cap the clock falls until dynamic power, ~ clock^1.8, meets it; the compute-bound share of the time
    [0..1] slows with the clock, the rest does not. Raises DataError for a cap at or below idle.
    """
    idle = IDLE_SHARE * gpu.tdp_w
    if cap_w <= idle:
        problem = f"{cap_w:g} W was read; {gpu.name} idles at {idle:.0f} W with a model loaded."
        raise DataError(located("power cap", problem, f"cap between {idle:.0f} and {gpu.tdp_w:.0f} W."))
    if board_w <= cap_w:
        return board_w, 1.0
    clock = ((cap_w - idle) / (board_w - idle)) ** (1 / CLOCK_EXPONENT)
    return cap_w, 1 / (compute_bound / clock + 1 - compute_bound)


def unit(gpu: Gpu, board_w: float, cap_w: float | None = None) -> UnitPower:
    """The three powers of a server or rack at a board power per GPU. Provisioned: all boards at their cap at once."""
    most = min(cap_w or gpu.tdp_w, gpu.tdp_w)
    provisioned = gpu.domain * wall_w(gpu, most) / 1000
    nameplate = gpu.unit_kw if math.isfinite(gpu.unit_kw) else provisioned
    return UnitPower(nameplate, min(provisioned, nameplate), gpu.domain * wall_w(gpu, min(board_w, most)) / 1000)


def probability_of_capping(expected_kw: float, budget_kw: float, relative_sd: float = 0.08) -> float:
    """Probability that a feed of `budget_kw` must cap units that draw `expected_kw` together on average [-].

    Normal with a common relative standard deviation: load peaks of one service come together, so racks do not
    average out. The default is the spread of measured board power around the fit.
    """
    z = (budget_kw - expected_kw) / (relative_sd * expected_kw)
    return 0.5 * math.erfc(z / math.sqrt(2))
