"""The question put to the predictor."""

from __future__ import annotations

import math
from dataclasses import dataclass

from planner.performance import physics

SPECULATIVE, POOLS = ("none", "mtp"), ("one", "two")


@dataclass(frozen=True)
class Query:
    """One question. Lengths in tokens per request; a speed or a number of users in flight is given."""

    model: str
    gpu: str
    precision: str
    input_tokens: float = math.nan
    output_tokens: float = 1024.0
    n_gpus: int | None = None  # of a replica; with two pools of both
    cached_input_share: float = 0.0
    total_params_b: float | None = None
    active_params_b: float | None = None
    tokens_per_s_per_user: float | None = None
    concurrency: float | None = None
    software_year: float = physics.REFERENCE_YEAR  # software of that date [years]; later is an assumption
    speculative: str | None = None  # one of SPECULATIVE; None: not stated, answered without, the band wider
    pools: str | None = None  # one of POOLS; None: one pool
    engine: str | None = None  # trtllm, sglang, vllm; None: the mean of those that swept the model
    prefill_workers: int | None = None
    decode_workers: int | None = None
    decode_gpus_per_worker: int | None = None
    prefill_gpus: int | None = None  # of all prefill workers
    sizes: tuple[tuple[str, float | str], ...] = ()  # fields of an architecture, see `sizes.FIELDS`
