"""Kernel times of one pass through a model on one replica, by kind of work.

A decode step serves `users`; a prompt runs alone. Nothing here is fitted to runs of whole models.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from planner.performance.evidence.shapes import DELTA, LATENT, SPARSE, STATE
from planner.performance.kernels import attention, communication, experts, gemm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.arrays import Floats
    from planner.performance.evidence.precision import Precision
    from planner.performance.evidence.shapes import Shape
    from planner.performance.kernels.machine import Machine
    from planner.performance.step.split import Split

PASSES = 24.0  # over the hidden state a layer: norms, casts, activations
PASS_SHARE = 0.7  # of the memory bandwidth these reach
SENT_BYTES = 1.5  # per element of an all-to-all: dispatch in 8 bits, combine in 16
WHOLE = ("gpt-oss",)  # only the experts of these are narrow, in MXFP4
MXFP4 = ("w4a8_mxfp4_mxfp8", "w4a16_mxfp4")


@dataclass(frozen=True)
class Work:
    """Seconds summed over the layers [n]; layers and users of one attention group [n] beside them."""

    gemm: Floats
    attention: Floats
    experts: Floats
    comm: Floats
    small: Floats
    layers: Floats
    group: Floats


def joined(parts: Sequence[Work]) -> Work:
    """Several passes as one."""
    return Work(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Work)))


def decode(of: Machine, shape: Shape, number: Precision, split: Split, users: Floats, context: float) -> Work:
    """Work of decode steps of `users` on the replica, each user with `context` tokens in the cache."""
    return _work(_Pass(of, shape, number, split, np.maximum(users / split.groups, 1.0), context, prompt=False))


def prompt(of: Machine, shape: Shape, number: Precision, split: Split, tokens: float) -> Work:
    """Work of one prompt of `tokens` that one attention group runs alone [1]."""
    return _work(_Pass(of, shape, number, split, np.array([max(tokens, 1.0)]), tokens, prompt=True))


@dataclass(frozen=True)
class _Pass:
    of: Machine
    shape: Shape
    number: Precision
    split: Split
    m: Floats  # tokens of one attention group
    context: float
    prompt: bool

    @property
    def narrow(self) -> str:
        """Number type of the dense products."""
        if self.shape.name.startswith(WHOLE):
            return "bfloat16"
        eight = "fp8_block" if self.shape.block_scaled else "fp8"
        return {"bf16": "bfloat16", "int4": "bfloat16", "fp8": eight, "fp4": _four(self.of)}[self.number.name]

    @property
    def cache(self) -> str:
        """Number type of the key-value cache."""
        return "bfloat16" if self.number.bits == 16 else "fp8"

    def product(self, n: float, k: float, dtype: str) -> Floats:
        return gemm.seconds(self.of, dtype, self.m, n, k)


def _four(of: Machine) -> str:
    """FP4 products where the GPU has them; else weights are widened to 16 bits."""
    return "nvfp4" if len(gemm.axes(of.table, "nvfp4")[0]) and of.gpu.computes_in(4) == 4 else "bfloat16"


def _work(p: _Pass) -> Work:
    shape, split, layers = p.shape, p.split, float(p.shape.layers)
    products, core = {LATENT: _latent, SPARSE: _sparse}.get(shape.attention, _grouped)(p)
    dense = shape.dense_layers / layers
    mixture = 1.0 - dense if shape.experts else 0.0
    reduce = communication.all_reduce(p.of, split.tensor, p.m * shape.hidden)
    comm, routed = reduce, 0.0 * p.m
    if dense:
        products = products + dense * _gated(p, shape.inner / split.tensor)
        comm = comm + dense * reduce
    if mixture:
        routed, extra, sent = _mixture(p, reduce)
        routed, products, comm = mixture * routed, products + mixture * extra, comm + mixture * sent
    rows = np.ones_like(p.m) if p.prompt else p.m
    head = gemm.seconds(p.of, "bfloat16", rows, shape.vocabulary / split.tensor, shape.hidden)
    small = p.m * shape.hidden * 2 * PASSES / (p.of.gpu.bandwidth_tb_per_s * 1e12 * PASS_SHARE)
    return Work(
        layers * products + head, layers * core, layers * routed, layers * comm, layers * small,
        np.full_like(p.m, layers), p.m,
    )  # fmt: skip


def _gated(p: _Pass, inner: float) -> Floats:
    """Two products in and one out, of a dense layer or the shared experts."""
    return p.product(2 * inner, p.shape.hidden, p.narrow) + p.product(p.shape.hidden, inner, p.narrow)


def _latent(p: _Pass) -> tuple[Floats, Floats]:
    """Products and core of latent attention; its weights stay wide in FP4 runs."""
    shape, heads = p.shape, max(p.shape.heads // p.split.tensor, 1)
    wide = "bfloat16" if p.number.name == "fp4" else p.narrow
    products = p.product(shape.q_rank + shape.kv_rank + shape.rope, shape.hidden, wide)
    products = products + p.product(heads * (shape.nope + shape.rope), shape.q_rank or shape.hidden, wide)
    products = products + p.product(shape.hidden, heads * shape.value_dim, wide)
    products = products + p.product(shape.kv_rank, heads * shape.nope, "bfloat16")
    products = products + p.product(shape.kv_rank, heads * shape.value_dim, "bfloat16")
    if p.prompt:
        return products, attention.latent_prompt(p.of, p.cache, heads, p.m)
    width = shape.kv_rank + shape.rope
    return products, attention.latent_decode(p.of, p.cache, heads, p.m, p.context, width)


def _sparse(p: _Pass) -> tuple[Floats, Floats]:
    """Sparse attention as a whole: its table times projections, index and core together."""
    kind = "GlmMoeDsaForCausalLM" if p.shape.name.startswith("GLM") else "DeepseekV32ForCausalLM"
    heads = max(p.shape.heads // p.split.tensor, 1)
    wide = "bfloat16" if p.number.name == "fp4" else p.narrow
    core = attention.sparse(p.of, kind, wide, heads, p.m, p.context, prompt=p.prompt)
    return 0.0 * p.m, core


def _grouped(p: _Pass) -> tuple[Floats, Floats]:
    """Products and core of grouped attention, or of its mix with windows, a delta net or a state."""
    shape, tensor = p.shape, p.split.tensor
    heads, groups = max(shape.heads // tensor, 1), max(shape.kv_heads // tensor, 1)
    products = p.product((heads + 2 * groups) * shape.head_dim, shape.hidden, p.narrow)
    products = products + p.product(shape.hidden, heads * shape.head_dim, p.narrow)
    core = shape.full_share * _heads(p, (shape.head_dim, heads, groups), p.context)
    other = 1.0 - shape.full_share
    if shape.attention == DELTA:
        keys, values = (max(n // tensor, 1) for n in shape.linear_heads)
        core = core + other * attention.delta_net(p.of, shape.hidden, (keys, values), p.m, prompt=p.prompt)
    elif other > 0:
        tokens = 512.0 if shape.attention == STATE else min(shape.window, p.context)
        core = core + other * _heads(p, (shape.head_dim, heads, groups), tokens)
    return products, core


def _heads(p: _Pass, sizes: tuple[int, int, int], tokens: float) -> Floats:
    """Core of layers that attend to `tokens`; a prompt longer than a window costs in proportion to its length."""
    if not p.prompt:
        return attention.grouped_decode(p.of, p.cache, sizes, p.m, tokens)
    attended = np.minimum(p.m, max(tokens, 1.0))
    return attention.grouped_prompt(p.of, p.cache, sizes, attended) * p.m / attended


def _mixture(p: _Pass, reduce: Floats) -> tuple[Floats, Floats, Floats]:
    """Experts, router and shared experts, and the communication of one mixture layer."""
    shape, split = p.shape, p.split
    sizes = experts.Experts(shape.hidden, shape.expert_inner, shape.each, shape.experts, split.cut, split.spread)
    tokens = p.m * (1 if p.prompt else split.groups)
    routed = _routed(p, sizes, tokens)
    extra = p.product(shape.experts, shape.hidden, "bfloat16")
    if shape.shared:
        inner = shape.shared * shape.expert_inner / (split.tensor if split.groups == 1 else 1)
        extra = extra + _gated(p, inner)
    if split.groups == 1:
        return routed, extra, reduce
    sent = p.m * min(shape.each, split.spread) * shape.hidden * SENT_BYTES
    return routed, extra, 2 * communication.all_to_all(p.of, sent)


def _routed(p: _Pass, sizes: experts.Experts, tokens: Floats) -> Floats:
    """Experts in the number type of the run; weights of MXFP4 in the faster of the two ways engines multiply them."""
    if p.shape.name.startswith(WHOLE):
        ways = [experts.seconds(p.of, (name,), sizes, tokens) for name in MXFP4 if experts.measured(p.of, name)]
        fastest: Floats = np.min(ways or [experts.seconds(p.of, ("bfloat16",), sizes, tokens)], axis=0)
        return fastest
    eight = ("fp8_block", "fp8") if p.shape.block_scaled else ("fp8", "fp8_block")
    four = ("nvfp4", "w4a16_mxfp4", "int4_wo") if _four(p.of) == "nvfp4" else ("w4a16_mxfp4", "int4_wo")
    types = {"bf16": ("bfloat16",), "int4": ("int4_wo", *eight), "fp8": eight, "fp4": (*four, *eight)}
    return experts.seconds(p.of, types[p.number.name], sizes, tokens)
