"""The sizes of a model a question is about: by name, by fields of its config.json, or by its parameters alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import DataError, located
from planner.performance.evidence import architectures
from planner.performance.evidence.shapes import (
    DELTA,
    GROUPED,
    KINDS,
    LATENT,
    SPARSE,
    STATE,
    Shape,
    shapes,
    sum_of_params_b,
)

if TYPE_CHECKING:
    from planner.performance.evidence.architectures import Architecture

NEEDED = ("layers", "hidden_size", "attention_heads")
FIELDS = (
    *NEEDED, "kv_heads", "head_dim", "kv_lora_rank", "qk_rope_head_dim", "experts", "experts_per_token",
    "shared_experts", "expert_intermediate_size", "vocab_size", "intermediate_size", "attention",
)  # fmt: skip
SPELLINGS = {
    "full": GROUPED,
    "standard": GROUPED,
    "gqa": GROUPED,
    "mha": GROUPED,
    "mqa": GROUPED,
    "mla": LATENT,
    "dsa": SPARSE,
    "gdn": DELTA,
    "linear": DELTA,
    "mamba": STATE,
    "ssm": STATE,
}
MOST_OFF = 0.25  # of a model's parameters that its sizes may miss: vision towers, draft heads, shared embeddings
USUAL_VOCABULARY = 131_072
LATENT_QUERY, LATENT_NOPE = 1536, 128  # of DeepSeek V3 and those that followed it
Sizes = Mapping[str, "float | str"]


def find(
    name: str,
    sizes: Sizes,
    total_params_b: float | None = None,
    active_params_b: float | None = None,
    data_dir: Path | None = None,
) -> Shape:
    """The shape of a model. Fields win over a name, a name over parameter counts [billion].

    Raises DataError where a field is missing or impossible, where sizes do not add up to the parameters, and where
    neither a name nor anything else is of use.
    """
    for label, value in (("model_params_b", total_params_b), ("active_params_b", active_params_b)):
        if value is not None and not 0 < value < np.inf:
            raise DataError(located(label, f"{value:g} was read.", "give billions above 0, or nothing."))
    if sizes:
        return of_fields(name, sizes, total_params_b, active_params_b)
    architecture = architectures.find(name, total_params_b, active_params_b, data_dir=data_dir)
    measured = shapes(data_dir)
    return measured[architecture.family] if architecture.family in measured else of_architecture(architecture)


def of_architecture(a: Architecture) -> Shape:
    """A shape from widths estimated from parameter counts; what experts do not take is spread over dense products."""
    head_dim = 128
    heads = max(a.attention_width // head_dim, 8)
    base = Shape(
        a.family, a.total_params_b, a.active_params_b, LATENT if a.mla else GROUPED, a.layers, a.hidden, heads,
        1 if a.mla else max(a.kv_shards, 1), 576 if a.mla else head_dim, 0, 0 if a.experts else a.layers, a.experts,
        a.experts_per_token, 0, 0, USUAL_VOCABULARY, estimated=True,
    )  # fmt: skip
    if a.mla:
        base = replace(base, q_rank=LATENT_QUERY, kv_rank=512, rope=64, nope=LATENT_NOPE, value_dim=LATENT_NOPE)
    fixed_b = sum_of_params_b(base)[0]
    if a.experts:
        inner = max((a.total_params_b - fixed_b) * 1e9 / (3.0 * a.hidden * a.layers * a.experts), 64.0)
        return replace(base, expert_inner=int(64 * round(inner / 64)))
    inner = max((a.total_params_b - fixed_b) * 1e9 / (3.0 * a.hidden * a.layers), float(a.hidden))
    return replace(base, inner=int(64 * round(inner / 64)))


def of_fields(name: str, sizes: Sizes, total_b: float | None, active_b: float | None) -> Shape:
    """A shape from fields of a config.json, spelt as in data/gpu/architectures.csv; those not given are inferred."""
    missing = [field for field in NEEDED if not sizes.get(field)]
    if missing:
        problem = f"{', '.join(missing)} is missing; {', '.join(sizes)} were read."
        raise DataError(located("architecture", problem, f"give at least {', '.join(NEEDED)}, or no field of it."))
    kind = _kind(sizes)
    layers, hidden, heads = (int(float(sizes[field])) for field in NEEDED)
    experts = _whole(sizes, "experts", 0)
    latent = kind in (LATENT, SPARSE)
    head_dim = _whole(sizes, "head_dim", max(hidden // heads, 64))
    shape = Shape(
        name, 0.0, 0.0, kind, layers, hidden, heads, 1 if latent else _whole(sizes, "kv_heads", min(8, heads)),
        576 if latent else head_dim, _whole(sizes, "intermediate_size", 0), 0 if experts else layers, experts,
        _whole(sizes, "experts_per_token", 8 if experts else 0), _whole(sizes, "shared_experts", 0),
        _whole(sizes, "expert_intermediate_size", 0), _whole(sizes, "vocab_size", USUAL_VOCABULARY),
    )  # fmt: skip
    if latent:
        ranks = _whole(sizes, "kv_lora_rank", 512), _whole(sizes, "qk_rope_head_dim", 64)
        shape = replace(shape, q_rank=LATENT_QUERY, kv_rank=ranks[0], rope=ranks[1], nope=LATENT_NOPE)
        shape = replace(shape, value_dim=LATENT_NOPE, head_dim=sum(ranks))
    if kind == DELTA:
        shape = replace(shape, full_share=0.25, linear_heads=(16, 64))
    _check_parts(shape)
    return _added_up(_filled(shape, total_b), total_b, active_b)


def _check_parts(shape: Shape) -> None:
    """Raises DataError where a part is larger than its whole, or there is less than one of what a model must have."""
    for field, part, whole, of in (
        ("experts_per_token", shape.each, shape.experts, "experts"),
        ("kv_heads", shape.kv_heads, shape.heads, "attention_heads"),
    ):
        if part > whole or part < min(whole, 1):
            problem = f"{part} was read, of {whole} {of}."
            raise DataError(located(field, problem, f"give a number from 1 to the number of {of}."))


def _kind(sizes: Sizes) -> str:
    text = str(sizes.get("attention", "")).strip().lower()
    if not text:
        return LATENT if sizes.get("kv_lora_rank") else GROUPED
    kind = SPELLINGS.get(text, text)
    if kind not in KINDS:
        allowed = ", ".join((*KINDS, *SPELLINGS))
        raise DataError(located("attention", f'"{text}" was read.', f"allowed: {allowed}."))
    return kind


def _whole(sizes: Sizes, field: str, otherwise: int) -> int:
    value = sizes.get(field)
    return otherwise if value in (None, "") else int(float(value))


def _filled(shape: Shape, total_b: float | None) -> Shape:
    """The inner width, where it was not given, that makes up the parameters; else four times the width."""
    rest = 0.0 if total_b is None else max(total_b - sum_of_params_b(shape)[0], 0.0) * 1e9
    if shape.experts and not shape.expert_inner:
        inner = rest / (3.0 * shape.hidden * shape.layers * (shape.experts + shape.shared)) or shape.hidden / 4
        return replace(shape, expert_inner=max(64 * round(inner / 64), 64))
    if not shape.experts and not shape.inner:
        inner = rest / (3.0 * shape.hidden * shape.layers) or 3.5 * shape.hidden
        return replace(shape, inner=max(64 * round(inner / 64), 64))
    return shape


def _added_up(shape: Shape, total_b: float | None, active_b: float | None) -> Shape:
    """The shape with its parameters; raises DataError where sizes and stated parameters disagree."""
    sums = sum_of_params_b(shape)
    for label, stated, summed in (("model_params_b", total_b, sums[0]), ("active_params_b", active_b, sums[1])):
        if stated and abs(np.log(summed / stated)) > np.log(1 + MOST_OFF) + (0.3 if label[0] == "a" else 0.0):
            problem = f"{stated:g} billion was read, but the sizes given add up to {summed:.3g} billion."
            raise DataError(located(label, problem, "check layers, hidden_size, experts and their widths."))
    return replace(shape, total_params_b=total_b or sums[0], active_params_b=active_b or min(sums))
