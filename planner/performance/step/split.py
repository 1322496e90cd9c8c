"""How a model is cut over the GPUs of a replica, which cuts people deploy, and what memory leaves for users."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.performance.evidence.hardware import Gpu
    from planner.performance.evidence.precision import Precision
    from planner.performance.evidence.shapes import Shape

MEMORY_FOR_MODEL = 0.88  # of a GPU's memory: engines keep the rest for activations and graphs
GIGA = 1e9


@dataclass(frozen=True)
class Split:
    """A replica of tensor x groups GPUs: `groups` > 1 repeats attention, each group with its share of the users.

    Experts are cut `cut` ways and dealt out over `spread` GPUs.
    """

    tensor: int
    groups: int = 1
    cut: int = 1
    spread: int = 1

    @property
    def gpus(self) -> int:
        """GPUs of the replica."""
        return self.tensor * self.groups


def splits(shape: Shape, domain: int) -> list[Split]:
    """The splits people deploy on GPUs joined `domain` wide.

    Tensor parallel up to 8, experts cut or dealt out, attention repeated; on racks of 72 also 16 and 32 ways.
    """
    ways = [n for n in (1, 2, 4, 8) if n <= domain]
    if not shape.experts:
        return [Split(n) for n in ways]
    plain = [Split(n, 1, n, 1) for n in ways]
    dealt = [Split(n, 1, 1, n) for n in ways if n > 1] + [Split(1, n, 1, n) for n in ways if n > 1]
    wide = [Split(16, 1, 1, 16), Split(1, 16, 1, 16), Split(1, 32, 1, 32)] if domain > 8 else []
    return plain + dealt + wide


def weights_gb(shape: Shape, number: Precision) -> float:
    """Weights of one whole model [GB]; scales counted, embeddings in 16 bits."""
    embedding = 2e-9 * shape.vocabulary * shape.hidden
    wide = min(embedding, 0.5 * shape.total_params_b)
    return (shape.total_params_b - wide) * number.weight_bytes + wide * 2.0


def cache_gb(shape: Shape, number: Precision, context: float, split: Split) -> float:
    """Key-value cache of one user over the GPUs of its attention group [GB]."""
    size = 2.0 if number.bits == 16 else 1.0
    repeats = max(1.0, split.tensor / shape.cache_shards)
    window = 0.0
    if shape.full_share < 1 and shape.attention not in ("delta", "state"):
        elements = 2.0 * shape.layers * shape.kv_heads * shape.head_dim * (1 - shape.full_share)
        window = elements * min(shape.window, context)
    return (shape.cache_elements * context + window) * size * repeats / GIGA


def common_share(shape: Shape) -> float:
    """Share of the weights that every attention group holds: all but the routed experts [1]."""
    routed = 3e-9 * shape.hidden * shape.expert_inner * shape.experts * shape.mixture_layers
    return 1.0 - min(routed / shape.total_params_b, 0.99)


def most_users(shape: Shape, gpu: Gpu, number: Precision, context: float, split: Split) -> float:
    """Users whose cache a replica can hold at once, over all groups; negative or below 1 where it does not fit."""
    weights = weights_gb(shape, number)
    repeated = weights * common_share(shape) * (split.groups - 1)
    free = split.gpus * gpu.memory_gb * MEMORY_FOR_MODEL - weights - repeated
    return free / cache_gb(shape, number, context, split)


def user_grid(most: float, groups: int) -> Floats:
    """Users that are tried, from one per group to `most`, in even steps of their logarithm."""
    steps = max(2, int(np.ceil(np.log(max(most / groups, 2.0)) / np.log(1.6))))
    users: Floats = np.geomspace(groups, max(most, groups), steps)
    return users
