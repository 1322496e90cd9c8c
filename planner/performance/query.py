"""The question put to the predictor."""

from __future__ import annotations

import math
from dataclasses import dataclass

from planner.performance import physics


@dataclass(frozen=True)
class Query:
    """What is asked. Lengths in tokens per request; one of the two last is given."""

    model: str
    gpu: str
    precision: str
    input_tokens: float = math.nan
    output_tokens: float = 1024.0
    n_gpus: int | None = None
    cached_input_share: float = 0.0
    total_params_b: float | None = None
    active_params_b: float | None = None
    tokens_per_s_per_user: float | None = None
    concurrency: float | None = None
    software_year: float = physics.REFERENCE_YEAR  # software of that date [years]; later is an assumption
