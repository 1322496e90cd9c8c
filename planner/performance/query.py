"""The question put to the predictor."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from planner.performance import physics

SPECULATIVE, POOLS = ("none", "mtp"), ("one", "two")


@dataclass(frozen=True)
class Serving:
    """How a model is served, as far as that is stated; None is not stated."""

    speculative: str | None = None  # one of SPECULATIVE
    pools: str | None = None  # one of POOLS
    gpus_per_replica: int | None = None  # with two pools: of a decode worker
    engine: str | None = None
    software_year: float | None = None  # [years]


NOTHING_STATED = Serving()


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
    log_time_shift: float = 0.0  # ln of a factor on every time: a draw of what is not known, or a level measured
    level_sigma: float | None = None  # standard deviation of ln time of the cell's level, where runs have told it

    @property
    def two_pools(self) -> bool:
        """Whether prompts run on GPUs of their own: as stated, else where they have some."""
        return self.pools == "two" or (self.pools is None and bool(self.prefill_gpus))

    @property
    def gpus_of_pools(self) -> int | None:
        """GPUs of both pools where they are stated one by one: they then say what `n_gpus` would."""
        if not (self.two_pools and self.prefill_gpus and self.decode_gpus_per_worker):
            return None
        return self.prefill_gpus + self.decode_gpus_per_worker * (self.decode_workers or 1)


def served(query: Query, serving: Serving) -> Query:
    """The question with how the model is served."""
    two = serving.pools == "two"
    return replace(
        query,
        speculative=serving.speculative,
        pools=serving.pools,
        n_gpus=None if two else serving.gpus_per_replica,
        decode_gpus_per_worker=serving.gpus_per_replica if two else None,
        engine=serving.engine,
        software_year=query.software_year if serving.software_year is None else serving.software_year,
    )


def year_of(year: int, month: int, day: int = 15) -> float:
    """A date as a year with fraction [years]."""
    return year + (month - 1) / 12 + day / 365
