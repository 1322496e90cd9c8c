"""Time of a decode step and of a prompt on n GPUs, from first principles with few fitted efficiencies.

A replica of n GPUs serves B users. One step gives each user one token and takes

    step = (t_memory^p + t_compute^p)^(1/p) + t_communication + t_overhead              [s]
    t_memory = (weights read + KV cache read) / (n · bandwidth · memory_efficiency)
    t_compute = B · FLOPs per token / (n · peak · compute_efficiency)

Of a mixture of experts a batch touches the share 1 − (1 − k/E)^B of the experts. The prompts of new users take
their turn on the same GPUs: each output token carries prompt/OSL of prefill. Then

    tokens/s per GPU     = B / (n · (step + B · prompt / OSL))
    1 / tokens/s per user = step + interference · B · prompt / OSL                      [s]

Sources: Pope et al. (2022), arXiv 2211.05102 (memory, compute, communication of a step); Agrawal et al. (2024),
arXiv 2403.02310 (prefill stalls decode). All arrays broadcast against each other; [-] where no unit is given.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from typing import TypeAlias

    from planner.arrays import Floats

    Amount: TypeAlias = Floats | float

SLICED = 8.0  # GPUs that share one layer; larger replicas repeat attention and spread the experts
SLICED_GB = 72.0  # of weights on each of them; larger models share a layer among more
REPLICAS = (1, 2, 4, 8, 16, 32, 64)  # GPUs of a replica that are tried
MEMORY_FOR_MODEL = 0.9  # share of GPU memory left by runtime and activations
REFERENCE_YEAR = 2026.2
KV_BYTES = 1.0  # FP8 cache; with 16-bit weights the cache has 16 bits too
MOST_OF_BANDWIDTH = 0.92
MOST_DRAFTED = 4.0  # tokens of one step that a roofline allows a model with draft heads
TERA, GIGA, MICRO, MILLI = 1e12, 1e9, 1e-6, 1e-3


@dataclass(frozen=True)
class Parameters:
    """Figures of the physics that watts and rooflines read; tokens/s come from kernel times (`step`).

    Estimated: fitted to the fronts of data/gpu in November 2026 by least squares, before kernel times were at hand.
    """

    memory_efficiency: float = 0.8805  # share of nominal bandwidth reached [-]
    compute_efficiency_16: float = 0.8231  # share of dense peak in 16 bits [-]
    compute_efficiency_8: float = 0.3078  # the same in FP8 [-]
    compute_efficiency_4: float = 0.9134  # the same in FP4 [-]
    bandwidth_reach: float = 0.4414  # exponent by which that share falls as bandwidth grows, 1 at 4 TB/s [-]
    prompt_efficiency: float = 1.266  # of long prompts against decode batches, in compute [-]
    expert_efficiency: float = 0.3123  # what grouped matrix products of experts reach of that [-]
    expert_rows: float = 18.45  # rows a grouped product of one expert computes beside those it needs, on average [-]
    expert_read_efficiency: float = 0.9198  # bandwidth reached when reading scattered experts, of memory_efficiency [-]
    attention_efficiency: float = 0.6633  # bandwidth reached by scattered KV reads, of memory_efficiency [-]
    smoothness: float = 1.375  # exponent p that joins memory and compute time [-]
    layer_us: float = 42.45  # launches per layer and step on a GPU of 4 TB/s [us]
    follows_gpu: float = 0.2563  # exponent by which that falls with memory bandwidth [-]
    expert_layer_us: float = 14.64  # routing, more per layer of a mixture of experts [us]
    step_ms: float = 0.2163  # scheduler per step [ms]
    user_us: float = 3.705  # sampling and bookkeeping per user and step [us]
    reduce_us: float = 2.075  # latency of one all-reduce per doubling of GPUs [us]
    link_efficiency: float = 0.3681  # share of link bandwidth reached [-]
    drafted: float = 1.167  # tokens per step where the model brings its own draft heads [-]
    draft_compute: float = 1  # compute per token kept with drafts, refused ones included [-]
    interference: float = 0.787  # share of prefill time that running users wait [-]
    task_slowdown: float = 1.212  # of a general engine on real chats against a tuned sweep [-]
    task_user_us: float = 32.52  # more bookkeeping per user and step of that engine [us]
    task_step_ms: float = 0.2252  # more scheduling per step of that engine [ms]
    software_gain: float = 0.02733  # growth of speed per year at equal hardware, natural logarithm [1/a]
    prompt_lm_arena_chat: float = 45.11  # prompt tokens per request of a task whose rows do not state them
    prompt_gpqa: float = 203.6
    prompt_sourcegraph_fim: float = 791.7
    prompt_image_chat: float = 1114
    prompt_video_chat: float = 1369


PARAMETER_NAMES = tuple(field.name for field in fields(Parameters))


@dataclass(frozen=True)
class Setup:
    """What is asked of the physics, one entry per case; arrays of one shape, units in the names."""

    total_params_b: Floats
    expert_params_b: Floats  # of one expert, all layers
    shared_params_b: Floats
    experts: Floats
    experts_per_token: Floats
    layers: Floats
    hidden: Floats
    attention_width: Floats
    kv_elements: Floats
    kv_shards: Floats
    full_share: Floats
    window_tokens: Floats  # context kept by the layers without full attention, at most
    state_tokens: Floats  # a fixed state of those layers, in tokens of KV cache
    drafts: Floats  # 1 where the model has heads that predict several tokens
    weight_bytes: Floats
    shared_bytes: Floats
    kv_bytes: Floats
    compute_bits: Floats
    tflops: Floats
    tflops_16: Floats
    bandwidth_tb_per_s: Floats
    memory_gb: Floats
    link_gb_per_s: Floats
    domain: Floats
    input_tokens: Floats  # computed, without cached ones
    cached_tokens: Floats
    output_tokens: Floats
    year: Floats
    task: Floats  # 1 for a general engine on real chats

    def at(self, index: object) -> Setup:
        """The same with every array indexed, to add axes or take rows."""
        return replace(self, **{f.name: getattr(self, f.name)[index] for f in fields(self)})


def weights_gb(s: Setup) -> Floats:
    """Weights in memory [GB]."""
    shared = np.minimum(s.shared_params_b, s.total_params_b)
    return shared * s.shared_bytes + (s.total_params_b - shared) * s.weight_bytes


def attended(s: Setup, context: Floats) -> Floats:
    """Tokens of context a layer attends to, on average over the layers [tokens]; windows and states included."""
    rest = np.minimum(context, s.window_tokens) + s.state_tokens
    return s.full_share * context + (1 - s.full_share) * rest


def cache_bytes(s: Setup, context: Floats) -> Floats:
    """KV cache, windows and states of one user with a context [tokens] over all layers [byte]."""
    return s.kv_elements * s.kv_bytes * attended(s, context)


def most_users(s: Setup, n: Amount) -> Floats:
    """Users whose full context fits beside the weights in n GPUs [1]; below 0 when the weights don't."""
    repeated = (_groups(s, n) - 1) * np.minimum(s.shared_params_b, s.total_params_b) * s.shared_bytes
    free = n * s.memory_gb * MEMORY_FOR_MODEL - weights_gb(s) - repeated
    context = s.input_tokens + s.cached_tokens + s.output_tokens
    return free * GIGA / cache_bytes(s, context)


def _efficiency(p: Parameters, s: Setup) -> Floats:
    bits = s.compute_bits
    own = np.where(bits == 4, p.compute_efficiency_4, p.compute_efficiency_8)
    return np.where(bits == 16, p.compute_efficiency_16, own)


def step_seconds(p: Parameters, s: Setup, n: Amount, users: Amount) -> Floats:
    """Time of one output token for each of `users` on `n` GPUs [s]: one decode step, or its share with drafts."""
    moe = s.experts > 0
    hit = 1 - (1 - s.experts_per_token / np.maximum(s.experts, 1)) ** np.maximum(users, 1.0)
    count = s.experts * np.where(moe, hit, 0.0)
    groups = _groups(s, n)
    each = np.maximum(count / groups, 1e-9)
    uneven = 1 + np.sqrt(2 * np.log(groups) / each)  # fullest of groups that experts fall on at random
    touched = s.expert_params_b * count * np.where(moe, uneven, 1.0)
    weights = (s.shared_params_b * s.shared_bytes * groups + touched * s.weight_bytes / p.expert_read_efficiency) * GIGA
    context = s.input_tokens + s.cached_tokens + s.output_tokens / 2
    copies = np.where(n > s.kv_shards, np.minimum(n / s.kv_shards, 2.0), 1.0)  # heads beyond the shards are copied
    cache = users * cache_bytes(s, context) * copies / p.attention_efficiency
    memory = (weights + cache) / (n * s.bandwidth_tb_per_s * TERA * _share_of_bandwidth(p, s))
    attention = 4 * s.layers * s.attention_width * attended(s, context)
    rows = s.experts_per_token + p.expert_rows * count / users
    compute = users * _compute(p, s, s.shared_params_b, s.expert_params_b * rows, attention) / n
    moved = 2 * s.layers * users * s.hidden * 2 * 2 * (n - 1) / n  # two all-reduces a layer, 16 bits, ring
    split = np.where(n > 1, np.log2(np.clip(n, 2.0, SLICED)), 0.0)
    talk = 2 * s.layers * p.reduce_us * MICRO * split + moved / (s.link_gb_per_s * GIGA * p.link_efficiency)
    talk = np.where(n > 1, talk, 0.0)
    layer = (p.layer_us + np.where(moe, p.expert_layer_us, 0.0)) * (4.0 / s.bandwidth_tb_per_s) ** p.follows_gpu
    per_step = s.layers * layer * MICRO + (p.step_ms + s.task * p.task_step_ms) * MILLI + talk
    per_user = users / groups * (p.user_us + s.task * p.task_user_us) * MICRO  # each group has its scheduler
    plain = _joined(p, memory, compute) + per_step + per_user
    drafting = _joined(p, memory / p.drafted, compute * p.draft_compute) + per_step / p.drafted + per_user
    return np.where(s.drafts > 0, np.minimum(plain, drafting), plain) * _slow(p, s)


def _groups(s: Setup, n: Amount) -> Floats:
    """Groups of GPUs that each hold all of attention and a part of the experts [1]; 1 up to `SLICED` GPUs.

    A model too large for as many GPUs of `SLICED_GB` is sliced over more; of the GPU at hand the rule knows nothing,
    so that more memory never slows.
    """
    needed = weights_gb(s) / (SLICED * SLICED_GB)
    wide = SLICED * 2.0 ** np.ceil(np.log2(np.maximum(needed, 1.0)))
    share: Floats = np.maximum(n / wide, 1.0)
    return share


def _share_of_bandwidth(p: Parameters, s: Setup) -> Floats:
    """Share of nominal bandwidth reached [-]: kernels of a given size fill a wider memory less (Little's law)."""
    share = p.memory_efficiency * (4.0 / s.bandwidth_tb_per_s) ** p.bandwidth_reach
    return np.minimum(share, max(p.memory_efficiency, MOST_OF_BANDWIDTH))


def _joined(p: Parameters, memory: Floats, compute: Floats) -> Floats:
    return (memory**p.smoothness + compute**p.smoothness) ** (1 / p.smoothness)


def _compute(
    p: Parameters, s: Setup, shared_b: Floats, expert_b: Floats, attention: Floats, better: float = 1.0
) -> Floats:
    """GPU-seconds of a token: products of shared and expert weights [billion], and attention [FLOPs, 16 bits].

    `better` multiplies the share of the peak that is reached, which is 1 at most.
    """
    products = 2 * GIGA * (shared_b + expert_b / p.expert_efficiency)
    reached, reached_16 = (np.minimum(x * better, 1.0) for x in (_efficiency(p, s), p.compute_efficiency_16))
    return products / (s.tflops * TERA * reached) + attention / (s.tflops_16 * TERA * reached_16)


def prompt_seconds(p: Parameters, s: Setup, n: Amount) -> Floats:
    """GPU time of one prompt [s] on n GPUs; cached tokens are attended to but not computed."""
    reach = s.input_tokens / 2 + s.cached_tokens
    attention = 4 * s.layers * s.attention_width * attended(s, reach)
    experts_b = s.experts_per_token * s.expert_params_b
    compute = s.input_tokens * _compute(p, s, s.shared_params_b, experts_b, attention, p.prompt_efficiency) / n
    moved = 2 * s.layers * s.input_tokens * s.hidden * 2 * 2 * (n - 1) / n
    return (compute + moved / (s.link_gb_per_s * GIGA * p.link_efficiency)) * _slow(p, s)


def _slow(p: Parameters, s: Setup) -> Floats:
    return np.exp(-p.software_gain * (s.year - REFERENCE_YEAR)) * np.where(s.task > 0, p.task_slowdown, 1.0)


def served(p: Parameters, s: Setup, n: Amount, users: Amount) -> tuple[Floats, Floats]:
    """Output tokens/s per GPU and tokens/s per user of `users` on `n` GPUs."""
    step = step_seconds(p, s, n, users)
    prefill = prompt_seconds(p, s, n) / s.output_tokens
    rate = users / (n * (step + users * prefill))
    speed = 1 / (step + p.interference * np.maximum(users - 1, 0.0) * prefill)
    return rate, speed


def roofline(s: Setup) -> tuple[Floats, Floats]:
    """No run can exceed these: tokens/s per GPU and tokens/s per user.

    Per GPU: all compute of a token at the dense peak, prompt included, or the KV cache read at nominal
    bandwidth. Per user: active weights read once per step by every GPU of the largest domain.
    """
    ideal = Parameters(
        memory_efficiency=1.0,
        bandwidth_reach=0.0,
        compute_efficiency_16=1.0,
        compute_efficiency_8=1.0,
        compute_efficiency_4=1.0,
        prompt_efficiency=1.0,
        expert_efficiency=1.0,
        expert_rows=0.0,
        expert_read_efficiency=1.0,
        attention_efficiency=1.0,
        smoothness=20.0,
        layer_us=0.0,
        expert_layer_us=0.0,
        step_ms=0.0,
        user_us=0.0,
        reduce_us=0.0,
        link_efficiency=1e9,
        drafted=MOST_DRAFTED,
        draft_compute=1.0,
        interference=0.0,
        task_slowdown=1.0,
        task_user_us=0.0,
        task_step_ms=0.0,
        software_gain=0.0,
    )
    one = np.ones_like(s.layers)
    rate, _ = served(ideal, s, one, 1e6 * one)
    _, speed = served(ideal, s, s.domain, one)
    return rate, speed
