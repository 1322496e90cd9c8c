"""Seconds per token of a user: a step's kernels and what the engine adds, fitted to runs of whole models.

    K    = a_gemm · gemm + a_attention · attention + a_experts · experts + a_comm · comm + small
    step = k_e · K + layers · layer_e + step_e + user_e · m                         engine e, m users of a group
    t    = [ step / drafts · (two if prompts run apart)
             + (one pool) prompt_e · (m / output tokens) · t_prompt ] · exp(−gain_e · (year − 2026.15))
    drafts = max(1, drafts_e − slope · ln m) with multi-token prediction, else 1
    t_prompt = k_e · K(prompt) + layers · layer_e

Engines: TensorRT-LLM, SGLang, vLLM, and vLLM as a public chat server is measured (ML.ENERGY: its host works for each
user). k of the first is 1. Prompts that are images cost `images` as much as text of their length. Parameters are
near 1 where kernels carry the physics.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.arrays import Floats, Ints
    from planner.performance.step.kernel_pass import Work

ENGINES = ("trtllm", "sglang", "vllm", "server")
REFERENCE_YEAR = 2026.15
PER_ENGINE = ("kernels", "layer", "user", "prompt", "step", "gain", "drafts", "first")
COMMON = (
    "gemm", "attention", "experts", "comm", "draft_slope", "two", "images", "queue", "queue_power", "fixed",
    "hand_over",
)  # fmt: skip
NAMES = COMMON + tuple(f"{name}_{engine}" for name in PER_ENGINE for engine in ENGINES)
_PLACE = {name: i for i, name in enumerate(NAMES)}
_START = {
    "gemm": 1.0, "attention": 1.0, "experts": 1.0, "comm": 1.0, "draft_slope": 0.05, "two": 1.0, "images": 0.5,
    "kernels": 1.0, "layer": 8e-6, "user": 8e-6, "prompt": 0.8, "step": 5e-4, "gain": 0.1, "drafts": 1.6, "queue": 0.12,
    "queue_power": 0.85, "fixed": 0.04, "hand_over": 0.5, "first": 1.5,
}  # fmt: skip
_RANGE = {
    "gemm": (0.5, 1.7), "attention": (0.5, 1.7), "experts": (0.5, 1.7), "comm": (0.5, 1.7), "draft_slope": (1e-3, 0.2),
    "gain": (0.01, 0.9), "kernels": (0.6, 1.8),
}  # fmt: skip


@dataclass(frozen=True)
class Runs:
    """What is run, one entry per point [n]: kernel times of a step and of a prompt, and how."""

    step: Work
    prompt: Work
    engine: Ints  # place in ENGINES
    output_tokens: Floats
    year: Floats
    drafts: NDArray[np.bool_]
    two: NDArray[np.bool_]
    images: NDArray[np.bool_]


@dataclass(frozen=True)
class Parameters:
    """Values in the order of NAMES."""

    values: tuple[float, ...]

    def __getitem__(self, name: str) -> float:
        return self.values[_PLACE[name]]

    def by_engine(self, name: str, engine: Ints) -> Floats:
        """A parameter of each engine at places of ENGINES."""
        first = _PLACE[f"{name}_{ENGINES[0]}"]
        result: Floats = np.array(self.values[first : first + len(ENGINES)])[engine]
        return result


def start() -> Floats:
    """Values the fit starts from, and is drawn to."""
    return np.array([_START[name.split("_")[0] if name not in _START else name] for name in NAMES])


def limits() -> tuple[Floats, Floats]:
    """Lowest and highest values, in the order of NAMES; the kernels of TensorRT-LLM are the measure of the others."""
    low, high = start() / 12, start() * 12
    for i, name in enumerate(NAMES):
        key = name if name in _RANGE else name.split("_")[0]
        if key in _RANGE:
            low[i], high[i] = _RANGE[key]
    first = NAMES.index(f"kernels_{ENGINES[0]}")
    low[first], high[first] = 0.999, 1.001
    return low, high


def kernels(p: Parameters, work: Work) -> Floats:
    """K of the module's head [s]."""
    result: Floats = (
        p["gemm"] * work.gemm + p["attention"] * work.attention + p["experts"] * work.experts
        + p["comm"] * work.comm + work.small
    )  # fmt: skip
    return result


def prompt_seconds(p: Parameters, runs: Runs) -> Floats:
    """t_prompt of the module's head [s]; kernels of prompts as measured."""
    work = runs.prompt
    plain = work.gemm + work.attention + work.experts + work.comm + work.small
    result: Floats = p.by_engine("kernels", runs.engine) * plain + work.layers * p.by_engine("layer", runs.engine)
    return result


def first_token(p: Parameters, runs: Runs, prompt: Floats) -> Floats:
    """Mean seconds to the first token [n]: prompts ahead in the queue grow with the users of a group."""
    queue = 1.0 + p["queue"] * np.maximum(runs.step.group, 1.0) ** p["queue_power"]
    result: Floats = p.by_engine("first", runs.engine) * prompt * queue + np.where(runs.two, p["hand_over"], p["fixed"])
    return result


def accepted(p: Parameters, runs: Runs) -> Floats:
    """Tokens a step gives a user [1]: 1 without drafts, less of them in large batches."""
    drafted = p.by_engine("drafts", runs.engine) - p["draft_slope"] * np.log(np.maximum(runs.step.group, 1.0))
    result: Floats = np.where(runs.drafts, np.maximum(drafted, 1.0), 1.0)
    return result


def per_token(p: Parameters, runs: Runs) -> Floats:
    """Seconds per token of a user [n], see the module. Proved by: test_time_by_hand."""
    engine, work = runs.engine, runs.step
    step = p.by_engine("kernels", engine) * kernels(p, work) + work.layers * p.by_engine("layer", engine)
    step = step + p.by_engine("step", engine) + p.by_engine("user", engine) * work.group
    time = step / accepted(p, runs) * np.where(runs.two, p["two"], 1.0)
    between = p.by_engine("prompt", engine) * work.group / runs.output_tokens * prompt_seconds(p, runs)
    time = time + np.where(runs.two, 0.0, between * np.where(runs.images, p["images"], 1.0))
    gain = p.by_engine("gain", engine) * (runs.year - REFERENCE_YEAR)
    result: Floats = time * np.exp(-gain)
    return result
