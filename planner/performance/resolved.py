"""From the words of a question to what is served, on what, and how."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.errors import DataError, located, nearest
from planner.performance.evidence import architectures, hardware, precision, sizes
from planner.performance.evidence.setup import Case
from planner.performance.kernels.machine import machine
from planner.performance.query import POOLS, SPECULATIVE
from planner.performance.runs import model as models
from planner.performance.runs.tasks import PLAIN_TASK, PROMPT_TOKENS
from planner.performance.step import split
from planner.performance.step.front import Setting, Way
from planner.performance.step.seconds import ENGINES

if TYPE_CHECKING:
    from pathlib import Path

    from planner.performance.query import Query
    from planner.performance.runs.model import Model

SOFTWARE_YEARS = 2022.0, 2032.0  # engines of before served other models; a gain a year is no law for longer
PRECISIONS = ("fp4", "int4", "fp8", "bf16")
NAMES = {
    "tensorrt": "trtllm",
    "tensorrtllm": "trtllm",
    "trt": "trtllm",
    "dynamotrt": "trtllm",
    "dynamosglang": "sglang",
}


@dataclass(frozen=True)
class Resolved:
    """A question in figures: for kernels (setting, way) and for the physics of power and roofline (case)."""

    setting: Setting
    way: Way
    case: Case
    replicas: int  # decode workers of one prefill pool, 1 with one pool


def resolve(query: Query, model: Model, data_dir: Path | None = None) -> Resolved:
    """Names to figures. Raises DataError where a name is unknown, a length impossible or counts contradict."""
    shape = sizes.find(query.model, dict(query.sizes), query.total_params_b, query.active_params_b, data_dir)
    gpu = hardware.find(query.gpu, data_dir)
    number = precision.read(query.precision)
    if number is None:
        problem = f'"{query.precision}" was read.'
        raise DataError(located("precision", problem, nearest(query.precision, PRECISIONS)))
    if not query.output_tokens > 0 or query.input_tokens < 0:
        problem = f"{query.input_tokens:g} in and {query.output_tokens:g} out were read; output must be above 0."
        raise DataError(located("lengths", problem, "give tokens per request."))
    if not SOFTWARE_YEARS[0] <= query.software_year < SOFTWARE_YEARS[1]:
        problem = f"software of {query.software_year:.0f} was read."
        first, last = (f"{year:.0f}" for year in (SOFTWARE_YEARS[0], SOFTWARE_YEARS[1] - 1))
        raise DataError(located("software_date", problem, f"give a date from {first} to {last}, or nothing."))
    task = math.isnan(query.input_tokens)
    tokens = PROMPT_TOKENS[PLAIN_TASK] if task else query.input_tokens
    cached = tokens * query.cached_input_share
    of = machine(gpu, hardware.gpus(data_dir))
    setting = Setting(of, shape, number, tokens - cached, query.output_tokens, cached)
    architecture = architectures.catalogue(data_dir).get(shape.name) or architectures.of_shape(shape)
    if query.sizes:
        architecture = architectures.of_shape(shape)
    case = Case(architecture, gpu, number, tokens - cached, query.output_tokens, cached, query.software_year, task=task)
    engines = _engines(query, model, shape.name, gpu.product, task=task)
    way, replicas = _way(query, engines)
    return Resolved(setting, way, case, replicas)


def _engines(query: Query, model: Model, family: str, product: str, *, task: bool) -> tuple[int, ...]:
    if not query.engine:
        return (models.SERVER,) if task else models.engines_of(model, family, product)
    letters = "".join(c for c in query.engine.lower().split(" ")[0] if c.isalpha())
    name = NAMES.get(letters, letters)
    if name not in ENGINES:
        raise DataError(located("engine", f'"{query.engine}" was read.', nearest(name, ENGINES)))
    engine = ENGINES.index(name)
    return (models.SERVER,) if task and name == "vllm" else (engine,)


def _way(query: Query, engines: tuple[int, ...]) -> tuple[Way, int]:
    """How the question says it is served, and its decode workers."""
    for field, value, allowed in (("speculative", query.speculative, SPECULATIVE), ("pools", query.pools, POOLS)):
        if value is not None and value not in allowed:
            raise DataError(located(field, f'"{value}" was read.', f"allowed: {', '.join(allowed)}, or nothing."))
    drafts = query.speculative == "mtp"
    if not query.two_pools:
        return Way(engines, drafts, year=query.software_year, decode_gpus=query.n_gpus), 1
    workers = query.decode_workers or 1
    own = query.decode_gpus_per_worker
    if own is None and query.n_gpus and query.prefill_gpus:
        own = (query.n_gpus - query.prefill_gpus) // workers
    if own is not None and own < 1:
        problem = f"{query.n_gpus} GPUs less {query.prefill_gpus} for prompts leave none for each of {workers} workers."
        raise DataError(located("decode_workers", problem, "n_gpus counts the GPUs of both pools."))
    prefill = query.prefill_gpus or (query.n_gpus - own * workers if query.n_gpus and own else None)
    share = prefill / (own * workers) if prefill and own and prefill > 0 else None
    return Way(engines, drafts, True, query.software_year, own, share), workers


def check_memory(query: Query, resolved: Resolved) -> None:
    """Raises DataError where the weights do not fit the GPUs, with GB needed and there, and how many GPUs would do."""
    setting = resolved.setting
    need, gpu = split.weights_gb(setting.shape, setting.number), setting.of.gpu
    gpus = resolved.way.decode_gpus or gpu.domain
    there = gpus * gpu.memory_gb * split.MEMORY_FOR_MODEL
    if need > there:
        problem = (
            f"{query.model} in {setting.number.name} does not fit: its weights need {need:.0f} GB, "
            f"{gpus} × {gpu.name} leave {there:.0f} GB of {gpus * gpu.memory_gb:.0f} GB."
        )
        smallest = math.ceil(need / (gpu.memory_gb * split.MEMORY_FOR_MODEL))
        raise DataError(located("memory", problem, f"take at least {smallest} GPUs, or fewer bits."))
