"""From names and tables to the arrays of the physics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.performance.evidence import architectures, hardware, precision
from planner.performance.physics import KV_BYTES, Parameters, Setup
from planner.performance.tasks import TASK, TASKS, task_prompt_tokens

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from planner.performance.evidence.architectures import Architecture
    from planner.performance.evidence.hardware import Gpu
    from planner.performance.evidence.precision import Precision


@dataclass(frozen=True)
class Case:
    """One question in words of the physics; lengths in tokens per request."""

    architecture: Architecture
    gpu: Gpu
    precision: Precision
    input_tokens: float
    output_tokens: float
    cached_tokens: float = 0.0
    year: float = 2026.2
    task: bool = False


def arrays(of_cases: Sequence[Case]) -> Setup:
    """One array entry per case."""

    def of(values: Sequence[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.array(values, dtype=np.float64)

    a, g, p = [c.architecture for c in of_cases], [c.gpu for c in of_cases], [c.precision for c in of_cases]
    bits = [gpu.computes_in(x.compute_bits) for gpu, x in zip(g, p, strict=True)]
    return Setup(
        total_params_b=of([x.total_params_b for x in a]),
        expert_params_b=of([x.expert_params_b for x in a]),
        shared_params_b=of([x.shared_params_b for x in a]),
        experts=of([x.experts for x in a]),
        experts_per_token=of([x.experts_per_token for x in a]),
        layers=of([x.layers for x in a]),
        hidden=of([x.hidden for x in a]),
        attention_width=of([x.attention_width for x in a]),
        kv_elements=of([x.kv_elements for x in a]),
        kv_shards=of([x.kv_shards for x in a]),
        full_share=of([x.window_share for x in a]),
        window_tokens=of([x.window_tokens for x in a]),
        state_tokens=of([x.state_tokens for x in a]),
        drafts=of([x.drafts and not c.task for x, c in zip(a, of_cases, strict=True)]),
        weight_bytes=of([x.weight_bytes for x in p]),
        shared_bytes=of([x.shared_bytes for x in p]),
        kv_bytes=of([2 * KV_BYTES if x.bits == 16 else KV_BYTES for x in p]),
        compute_bits=of(bits),
        tflops=of([gpu.tflops(b) for gpu, b in zip(g, bits, strict=True)]),
        tflops_16=of([x.tflops_16 for x in g]),
        bandwidth_tb_per_s=of([x.bandwidth_tb_per_s for x in g]),
        memory_gb=of([x.memory_gb for x in g]),
        link_gb_per_s=of([x.link_gb_per_s for x in g]),
        domain=of([x.domain for x in g]),
        input_tokens=of([c.input_tokens for c in of_cases]),
        cached_tokens=of([c.cached_tokens for c in of_cases]),
        output_tokens=of([c.output_tokens for c in of_cases]),
        year=of([c.year for c in of_cases]),
        task=of([c.task for c in of_cases]),
    )


def cases(rows: pd.DataFrame, p: Parameters, data_dir: Path | None = None) -> list[Case]:
    """Rows of `measured.table` as cases; prompts of tasks come from the parameters."""
    families, gpus = architectures.catalogue(data_dir), hardware.gpus(data_dir)
    prompts = {task: task_prompt_tokens(p, task) for task in TASKS}
    columns = ("family", "product", "precision", "input_tokens", "mean_output_tokens", "year", "kind", "task")
    cases = []
    for family, product, name, isl, osl, year, kind, task in zip(*(rows[c] for c in columns), strict=True):
        number = precision.named(name)
        tokens = prompts.get(task, isl)
        cases.append(Case(families[family], gpus[product], number, tokens, osl, 0.0, year, kind == TASK))
    return cases


def from_rows(rows: pd.DataFrame, p: Parameters, data_dir: Path | None = None) -> Setup:
    """The physics' arrays of rows of `measured.table`."""
    return arrays(cases(rows, p, data_dir))
