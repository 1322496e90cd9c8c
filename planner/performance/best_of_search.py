"""What tuning may reach where a question leaves its way of serving open, beside what is typically deployed.

An answer is of what is typically deployed: one pool, and the mean of the engines that were run with the model, on the
splits people deploy. Best of search tries each of these engines and both kinds of pools, and takes the best.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planner.errors import DataError
from planner.performance.fitting import fitted
from planner.performance.predict import predict
from planner.performance.query import POOLS
from planner.performance.resolved import resolve
from planner.performance.step.seconds import ENGINES

if TYPE_CHECKING:
    from pathlib import Path

    from planner.performance.query import Query

APART = ("prefill_workers", "decode_workers", "decode_gpus_per_worker", "prefill_gpus")


def best_of_search(query: Query, data_dir: Path | None = None) -> float:
    """Tokens/s per GPU at p50 of the best engine and pools that the question leaves open; at least the answer itself.

    Raises DataError as `predict` does.
    """
    best = predict(query, data_dir).tokens_per_s_per_gpu[1]
    engines = [ENGINES[i] for i in resolve(query, fitted.load(data_dir).model, data_dir).way.engines]
    open_pools = query.pools is None and not any(getattr(query, name) for name in APART)
    for engine in [query.engine] if query.engine else engines:
        for pools in POOLS if open_pools else (query.pools,):
            try:
                tried = predict(replace(query, engine=engine, pools=pools), data_dir)
            except DataError:
                continue  # not with these GPUs
            best = max(best, tried.tokens_per_s_per_gpu[1])
    return best
