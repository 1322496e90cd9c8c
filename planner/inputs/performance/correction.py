"""What the physics leaves over, learned from the measured fronts by Gaussian-process regression.

ln(measured) − ln(physics) is smooth over physical features: how near the speed is to its limit, the size of
the model, its number type, the GPU's bandwidth and compute, the lengths and the kind of source. No feature is a
name, so an unlisted GPU or model takes the correction of those like it and, far from all, none.
Source: Rasmussen and Williams (2006), Gaussian Processes for Machine Learning, chapters 2 and 4; the rational
quadratic kernel with α = 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.inputs.performance.front import top_speed
from planner.inputs.performance.physics import Parameters, Setup, kv_bytes_per_token

if TYPE_CHECKING:
    from planner.inputs.model_inputs import Floats

FURTHEST = 2.0  # a measured point farther than e^2 from the physics counts as e^2: it is a broken run
# Feature groups: position in the load, model, precision, GPU, lengths, kind of source.
LOAD, MODEL, BITS, GPU, LENGTHS, KIND = (
    slice(0, 2),
    slice(2, 7),
    slice(7, 9),
    slice(9, 13),
    slice(13, 16),
    slice(16, 20),
)
GROUPS = (LOAD, MODEL, BITS, GPU, LENGTHS, KIND)


@dataclass(frozen=True)
class Kernel:
    """Length scales (in the units of the features) and amplitudes (natural logarithm), chosen on held-out rows."""

    load: float = 0.43
    model: float = 0.4
    bits: float = 0.8
    gpu: float = 0.63
    lengths: float = 3.5
    kind: float = 0.55
    of_load: float = 0.05
    of_model: float = 0.1
    of_model_at_load: float = 0.12
    of_gpu: float = 0.06
    of_model_on_gpu: float = 0.9
    of_everything: float = 0.55
    constant: float = 0.3
    noise: float = 0.13


def features(p: Parameters, s: Setup, log_speed: Floats, log_rate: Floats, kind: Floats) -> Floats:
    """Features [cases, 20]. `kind` [cases, 4] marks tasks, images or video, code completion, MLPerf."""
    active = s.shared_params_b + s.experts_per_token * s.expert_params_b
    columns = (
        log_speed - top_speed(p, s),
        log_rate - log_speed,  # ln users per GPU
        np.log(active),
        np.log(s.total_params_b),
        2.0 * np.log(s.layers),
        np.log(kv_bytes_per_token(s)) / 1.5,
        (s.kv_shards == 1) * 1.0,
        np.log2(s.weight_bytes),
        np.log2(s.compute_bits),
        2.0 * np.log(s.bandwidth_tb_per_s),
        np.log(s.tflops_16) / 0.7,
        2.0 * np.log(s.memory_gb),
        np.log2(s.domain) / 3,
        np.log(np.maximum(s.input_tokens, 1.0)),
        np.log(s.output_tokens),
        np.log(np.maximum(s.input_tokens, 1.0) / s.output_tokens),
    )
    found: Floats = np.column_stack([*columns, kind * np.array([2.0, 1.0, 1.0, 2.0])])
    return found


def covariance(a: Floats, b: Floats, k: Kernel) -> Floats:
    """Covariance of the corrections at features a [n, 20] and b [m, 20]: [n, m]."""
    lengths = (k.load, k.model, k.bits, k.gpu, k.lengths, k.kind)
    load, model, bits, gpu, length, kind = (
        _apart(a[:, group], b[:, group]) / (2 * scale**2) for group, scale in zip(GROUPS, lengths, strict=True)
    )
    total: Floats = (
        k.constant**2
        + k.of_load**2 / (1 + load + kind)
        + k.of_model**2 / (1 + model + kind)
        + k.of_model_at_load**2 / (1 + model + bits + load + kind + length)
        + k.of_gpu**2 / (1 + gpu + kind)
        + k.of_model_on_gpu**2 / (1 + gpu + model + bits + kind)
        + k.of_everything**2 / (1 + gpu + model + bits + load + kind + length)
    )
    return total


def _apart(a: Floats, b: Floats) -> Floats:
    """Squared distances [n, m]."""
    squares = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1)[None, :] - 2 * a @ b.T
    found: Floats = np.maximum(squares, 0.0)
    return found


def weights(x: Floats, left_over: Floats, k: Kernel) -> Floats:
    """Weight of every training point [n], so that correction(z) = covariance(z, x) · weights."""
    from scipy.linalg import cho_factor, cho_solve

    gram = covariance(x, x, k) + k.noise**2 * np.eye(len(x))
    found: Floats = cho_solve(cho_factor(gram, lower=True), np.clip(left_over, -FURTHEST, FURTHEST))
    return found


def left_out(x: Floats, left_over: Floats, blocks: Floats, learn: Floats, k: Kernel) -> Floats:
    """Correction of each point from the points to learn from, without those of its own block [n], in closed form.

    Source: Rasmussen and Williams (2006), section 5.4.2, for blocks instead of single points.
    """
    y = np.clip(left_over, -FURTHEST, FURTHEST)[learn]
    known = x[learn]
    inverse = np.linalg.inv(covariance(known, known, k) + k.noise**2 * np.eye(len(known)))
    weighted = inverse @ y
    found = np.empty(len(x))
    for block in np.unique(blocks):
        asked = np.flatnonzero(blocks == block)
        i = np.flatnonzero(blocks[learn] == block)
        without = weighted
        if len(i):
            without = weighted - inverse[:, i] @ np.linalg.solve(inverse[np.ix_(i, i)], weighted[i])
            without[i] = 0.0
        found[asked] = covariance(x[asked], known, k) @ without
    return found
