"""Models as the physics sees them: parameters, layers, KV cache, experts; found by any common spelling of a name.

Sizes of data/gpu/architectures.csv; models whose configuration is not public are rows of data/gpu/models.csv.
Where a width is unknown it is estimated from the parameter
count and `estimated` says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.catalogue import racks as rack_data
from planner.errors import DataError, located, nearest
from planner.performance.evidence.shapes import LATENT, SPARSE, shapes

if TYPE_CHECKING:
    from pathlib import Path

    from planner.performance.evidence.shapes import Shape

WIDTH_PER_ROOT_B = 1000.0  # hidden size of a dense model is near 1000 · (parameters in billions)^0.5, at 70 B 8192
TYPICAL_SPARSITY = 8 / 128  # share of experts a token visits where the catalogue does not say
MOE_NAME = re.compile(r"\d+b-?a\d+", re.IGNORECASE)


@dataclass(frozen=True)
class Architecture:
    """One model. Widths are in elements; `kv_elements` are KV-cache elements per token over all layers [1]."""

    family: str
    total_params_b: float
    active_params_b: float
    layers: int
    hidden: int
    attention_width: int  # heads times head dimension [1], sets the FLOPs of attention
    kv_elements: float
    kv_shards: int  # GPUs the cache of one user can be cut into (KV heads; 1 for MLA)
    window_share: float  # share of layers with full attention [1]; the others keep a short window or a state
    experts: int  # 0 for a dense model
    experts_per_token: int
    mla: bool
    drafts: bool  # the published model has heads that predict several tokens
    estimated: bool  # some widths are estimates
    relative: str  # nearest measured relative where the architecture is not public, else ""
    window_tokens: float = 0.0  # context that layers without full attention see at most [tokens]
    state_tokens: float = 0.0  # read and written state of such layers, as tokens of KV cache [tokens]

    @property
    def expert_params_b(self) -> float:
        """Parameters of one expert over all layers [billion]."""
        if not self.experts:
            return 0.0
        return (self.total_params_b - self.active_params_b) / (self.experts - self.experts_per_token)

    @property
    def shared_params_b(self) -> float:
        """Parameters every token passes, experts aside [billion]."""
        return max(self.active_params_b - self.experts_per_token * self.expert_params_b, 0.02 * self.active_params_b)


# What the other layers of such models keep: tokens of a window or chunk, or the recurrent state that is read and
# written in 32 bits each step, as tokens of KV cache in 16 bits. Source: config.json, read in public copies in November
# 2026: sliding_window of gemma 3 (the 4B) and gpt-oss, attention_chunk_size of Llama 4. States: 2 · 4 bytes · heads ·
# head dim · state over 2 · 2 bytes · KV heads · head dim: Nemotron 12B 128 · 80 · 128 over 8 · 128 = 2,560; Qwen3.5
# 64 · 128 · 128 over 2 · 256 = 4,096. That the 9B keeps the state of the 12B it was cut from was not found.
STATE_TOKENS = {"Nemotron-Nano-9B": 2900.0, "Nemotron-Nano-12B": 2900.0, "Qwen3.5-397B-A17B": 4096.0}
# Spellings that the pattern rules do not reach: other names of one architecture.
SAME_ARCHITECTURE = (
    (r"deepseek-?v3[._]2", "DeepSeek-V3.2"),
    (r"deepseek-?(v3|r1)", "DeepSeek-R1"),
    (r"mistral-large-3", "Mistral-Large-3"),
    (r"mistral-large-(2|instruct-24)", "Mistral-Large-2"),
    (r"mistral-medium-3[._]5", "Mistral-Medium-3.5"),
    (r"mistral-small-4", "Mistral-Small-4"),
    (r"(mistral-small-(3|24)|magistral-small|devstral-small)", "Mistral-Small-24B"),
    (r"devstral-2(?!\d)", "Devstral-2"),
    (r"mistral-nemo", "Mistral-Nemo-12B"),
    (r"ministral-8b-(instruct-)?2410", "Ministral-8B-2410"),
    (r"llama-?3[._]?[13]-?70b", "Llama-3.1-70B"),
    (r"llama-?3[._]?1?-?8b", "Llama-3.1-8B"),
    (r"llama-?2-?70b", "Llama-2-70B"),
    (r"qwen3-(vl|coder|omni)-(?!480b)(\d+b(-a\d+b)?)", r"Qwen3-\2"),
    (r"qwen3[._]5-397b", "Qwen3.5-397B-A17B"),
    (r"kimi-?k2", "Kimi-K2.5"),
    (r"minimax-?m2", "MiniMax-M2.5"),
    (r"llama-?4.*scout", "Llama-4-Scout"),
    (r"llama-?4.*maverick", "Llama-4-Maverick"),
    (r"nemotron-?nano.*12b", "Nemotron-Nano-12B"),
    (r"nemotron-?nano.*9b", "Nemotron-Nano-9B"),
    (r"gpt-?j", "GPT-J-6B"),
)


def plain(name: str) -> str:
    """A name without publisher, case and signs: deepseek-ai/DeepSeek-R1 becomes deepseekr1."""
    return re.sub(r"[^a-z0-9]", "", name.split("/")[-1].lower())


@lru_cache(maxsize=4)
def catalogue(data_dir: Path | None = None) -> dict[str, Architecture]:
    """All known architectures by family name. Source: data/gpu/models.csv and `MEASURED_ELSEWHERE`."""
    families: dict[str, Architecture] = {}
    for name, row in rack_data.model_architectures(data_dir).iterrows():
        if not np.isfinite(row["total_params_b"]):
            continue  # a row without parameter count says nothing about speed
        note = str(row["note"])
        relative = note.split("nearest measured relative", 1)[1].lstrip("s").strip(": ") if "relative" in note else ""
        families[str(name)] = _from_row(str(name), row.to_dict(), relative)
    return families | {name: of_shape(sizes) for name, sizes in shapes(data_dir).items()}


def of_shape(sizes: Shape) -> Architecture:
    """The architecture the physics of power and memory sees, from the sizes its kernels have."""
    latent = sizes.attention in (LATENT, SPARSE)
    dim = sizes.nope + sizes.value_dim if latent else sizes.head_dim
    full = sizes.full_share if not latent else 1.0
    whole = sizes.cache_elements / full
    width, state = sizes.heads * dim // (1 + latent), STATE_TOKENS.get(sizes.name, 0.0)
    return Architecture(
        sizes.name, sizes.total_params_b, sizes.active_params_b, sizes.layers, sizes.hidden, width, whole,
        sizes.cache_shards, full, sizes.experts, sizes.each, mla=latent, drafts=sizes.draft_heads,
        estimated=sizes.estimated, relative="", window_tokens=sizes.window, state_tokens=state,
    )  # fmt: skip


def _number(row: dict[Any, Any], key: str) -> float:
    value = row[key]
    return float(value) if isinstance(value, int | float) and np.isfinite(value) else 0.0


def _from_row(name: str, row: dict[Any, Any], relative: str) -> Architecture:
    total, active = _number(row, "total_params_b"), _number(row, "active_params_b")
    mla = row["attention"] == "MLA"
    base = described(name, total, active, mla=mla)
    layers = int(_number(row, "layers")) or base.layers
    hidden = int(_number(row, "hidden_size")) or base.hidden
    heads, head_dim = int(_number(row, "attention_heads")), int(_number(row, "head_dim")) or 128
    kv_heads = int(_number(row, "kv_heads")) or base.kv_shards
    lora = _number(row, "kv_lora_rank") + _number(row, "qk_rope_head_dim")
    if mla:
        kv_elements, shards = layers * (lora or 576.0), 1
    else:
        kv_elements, shards = 2.0 * layers * kv_heads * head_dim, kv_heads
    moe = row["kind"] == "MoE"
    return Architecture(
        name, total, active, layers, hidden, (heads * head_dim) or base.attention_width, kv_elements, shards,
        1.0,
        (int(_number(row, "experts")) or base.experts) if moe else 0,
        (int(_number(row, "experts_per_token")) or base.experts_per_token) if moe else 0,
        mla=mla, drafts=False, estimated=not _number(row, "layers"), relative=relative,
    )  # fmt: skip


def described(name: str, total_params_b: float, active_params_b: float, *, mla: bool = False) -> Architecture:
    """An architecture from its parameter counts alone; widths by the rule of thumb of models of 2024 to 2026.

    A dense model of P billion has a width near 1000·√P and layers = P / (12·width²) with grouped attention; a
    mixture has the width of a dense model of the geometric mean of active and total parameters over four.
    """
    moe = active_params_b < 0.9 * total_params_b
    like_b = (active_params_b * total_params_b) ** 0.5 / 4 if moe else total_params_b
    hidden = int(np.clip(round(WIDTH_PER_ROOT_B * like_b**0.5 / 256), 8, 72)) * 256
    layers = int(np.clip(round(20 * max(like_b, 0.5) ** 0.32), 16, 130))
    kv_heads = 8
    experts, each = (128, 8) if moe else (0, 0)
    if moe:  # keep at least half of the active parameters in experts
        each = max(1, min(each, int(experts * active_params_b / total_params_b)))
    kv_elements = layers * 576.0 if mla else 2.0 * layers * kv_heads * 128
    return Architecture(
        name, total_params_b, active_params_b, layers, hidden, hidden, kv_elements, 1 if mla else kv_heads, 1.0,
        experts, each, mla=mla, drafts=False, estimated=True, relative="",
    )  # fmt: skip


@lru_cache(maxsize=512)
def family_of(name: str, data_dir: Path | None = None) -> str | None:
    """Family name of a model by any common spelling, or None: the longest family whose letters begin the name."""
    families = catalogue(data_dir)
    short = name.split("/")[-1]
    for pattern, target in SAME_ARCHITECTURE:
        match = re.search(pattern, short, re.IGNORECASE)
        if match and "distill" not in short.lower():
            wanted = plain(match.expand(target))
            exact = next((family for family in families if plain(family) == wanted), None)
            if exact:
                return exact
    letters = plain(name)
    candidates = [family for family in families if letters.startswith(plain(family)) or plain(family) in letters]
    words = _words(short)
    candidates = [
        f
        for f in candidates
        if words[: len(_words(f))] == _words(f)
        or not re.match(r"\d", letters[letters.index(plain(f)) + len(plain(f)) :] or "x")
    ]
    return max(candidates, key=lambda family: len(plain(family)), default=None) if "distill" not in letters else None


def _words(name: str) -> list[str]:
    """Words and numbers of a name: Mistral-Large-3-675B begins with those of Mistral-Large-3, -37B does not."""
    return re.findall(r"[a-z0-9.]+", name.lower())


def find(
    name: str,
    total_params_b: float | None = None,
    active_params_b: float | None = None,
    *,
    data_dir: Path | None = None,
) -> Architecture:
    """The architecture of a model by name, or by its parameter counts [billion] when the name is unknown.

    Parameter counts that contradict a known name by more than a fifth describe another model and win. Raises
    DataError with the nearest names when neither helps.
    """
    family = family_of(name, data_dir)
    families = catalogue(data_dir)
    if family is not None:
        named = families[family]
        if total_params_b is None or abs(np.log(total_params_b / named.total_params_b)) < np.log(1.25):
            return named
    if total_params_b is not None:
        return described(name, total_params_b, active_params_b or total_params_b)
    problem = f'"{name}" was read, which no row of data/gpu/models.csv describes.'
    raise DataError(located("model", problem, nearest(name, families) + " Or state model_params_b."))
