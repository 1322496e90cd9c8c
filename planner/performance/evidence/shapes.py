"""Sizes of a model as its kernels see them, from a catalogue row, the fields of a config.json, or parameter counts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from planner.catalogue import files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CATALOGUE = "gpu/architectures.csv"
GROUPED, LATENT, DELTA, STATE, SPARSE, COMPRESSED = "grouped", "latent", "delta", "state", "sparse", "compressed"
KINDS = (GROUPED, LATENT, DELTA, STATE, SPARSE, COMPRESSED)
BILLION = 1e9


@dataclass(frozen=True)
class Shape:
    """One model. Widths in elements, counts as in its config.json; parameters in billions, total and per token."""

    name: str
    total_params_b: float
    active_params_b: float
    attention: str
    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head_dim: int
    inner: int  # of a dense layer
    dense_layers: int  # all of them in a dense model
    experts: int  # 0 for a dense model
    each: int  # experts a token visits
    shared: int  # experts every token visits
    expert_inner: int
    vocabulary: int
    q_rank: int = 0  # of latent attention
    kv_rank: int = 0
    rope: int = 0
    nope: int = 0
    value_dim: int = 0
    full_share: float = 1.0  # share of layers that attend to the whole context
    window: float = 0.0  # tokens the other layers attend to
    linear_heads: tuple[int, int] = (0, 0)  # key and value heads of a delta net
    block_scaled: bool = True  # its FP8 weights have a scale per block
    draft_heads: bool = False
    estimated: bool = False  # sizes follow from parameter counts alone

    @property
    def cache_elements(self) -> float:
        """Elements kept per token of context over all layers [1]; latent attention keeps them once, not per head."""
        if self.attention in (LATENT, SPARSE):
            return float(self.layers * (self.kv_rank + self.rope))
        if self.attention == COMPRESSED:
            return float(self.layers * self.head_dim)
        return 2.0 * self.layers * self.kv_heads * self.head_dim * self.full_share

    @property
    def cache_shards(self) -> int:
        """GPUs among which the cache of one user can be cut [1]."""
        return 1 if self.attention in (LATENT, SPARSE, COMPRESSED) else self.kv_heads

    @property
    def mixture_layers(self) -> int:
        """Layers with experts [1]."""
        return self.layers - self.dense_layers if self.experts else 0


def attention_params(shape: Shape) -> float:
    """Parameters of one layer's attention [1]."""
    h = shape.hidden
    if shape.attention in (LATENT, SPARSE):
        down = h * (shape.q_rank + shape.kv_rank + shape.rope)
        query = (shape.q_rank or h) * shape.heads * (shape.nope + shape.rope)
        return down + query + shape.heads * (shape.kv_rank * (shape.nope + shape.value_dim) + shape.value_dim * h)
    return float(h * shape.head_dim * (2 * shape.heads + 2 * shape.kv_heads))


def sum_of_params_b(shape: Shape) -> tuple[float, float]:
    """Parameters, total and per token, as the sizes add up [billion]; input and output embedding counted apart."""
    expert = 3.0 * shape.hidden * shape.expert_inner
    common = shape.layers * attention_params(shape) + 2.0 * shape.vocabulary * shape.hidden
    common += shape.dense_layers * 3.0 * shape.hidden * shape.inner + shape.mixture_layers * shape.shared * expert
    total, active = (common + shape.mixture_layers * n * expert for n in (shape.experts, shape.each))
    return total / BILLION, active / BILLION


@lru_cache(maxsize=4)
def shapes(data_dir: Path | None = None) -> dict[str, Shape]:
    """The public architectures by model. Source: column source of data/gpu/architectures.csv."""
    table = files.read_table(CATALOGUE, data_dir)
    return {str(row["model"]): from_row(row) for row in table.to_dict("records")}


def from_row(row: Mapping[Any, Any]) -> Shape:
    """A shape from columns of the catalogue."""
    whole = {name: int(row[name]) for name in row if str(row[name]).isdigit() or isinstance(row[name], int)}
    return Shape(
        name=str(row["model"]),
        total_params_b=float(row["total_params_b"]),
        active_params_b=float(row["active_params_b"]),
        attention=str(row["attention"]),
        layers=whole["layers"],
        hidden=whole["hidden_size"],
        heads=whole["attention_heads"],
        kv_heads=whole["kv_heads"],
        head_dim=whole["head_dim"],
        inner=whole["intermediate_size"],
        dense_layers=whole["dense_layers"],
        experts=whole["experts"],
        each=whole["experts_per_token"],
        shared=whole["shared_experts"],
        expert_inner=whole["expert_intermediate_size"],
        vocabulary=whole["vocab_size"],
        q_rank=whole["q_lora_rank"],
        kv_rank=whole["kv_lora_rank"],
        rope=whole["qk_rope_head_dim"],
        nope=whole["qk_nope_head_dim"],
        value_dim=whole["v_head_dim"],
        full_share=float(row["full_attention_share"]),
        window=float(row["window_tokens"]),
        linear_heads=(whole["linear_key_heads"], whole["linear_value_heads"]),
        block_scaled=bool(row["block_scaled"]),
        draft_heads=bool(row["draft_heads"]),
        estimated=row["attention"] == COMPRESSED,  # no model of its cache: seen as attention with one wide head
    )
