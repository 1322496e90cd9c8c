"""Operating points: rack × workload → work per second, kW, tokens/s per user.

The rule `nearest-row` (the rule `predicted` is in performance/): the benchmark rows nearest to the workload. One
setting (model, lengths, precision; see benchmarks.py) is the reference of a workload, so that all racks are compared
on the same footing. Where a GPU has no row there, its rate is that of another GPU of the reference times the ratio
of the two GPUs in the nearest setting that has both, and is called estimated. Nothing else is scaled: the reference
is often a smaller or larger model than the one served.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.inputs.racks.benchmarks import OFFLINE_TOKENS_PER_S_PER_USER, Row, Setting, weight_bits
from planner.performance.query import NOTHING_STATED, Serving
from planner.problem.site import Points

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints

# Distances, in natural logarithms of ratios and what they are traded against.
OTHER_KIND = 1.0  # dense for mixture of experts, or the reverse
PER_HALVING_OF_BITS = 0.35
UNKNOWN_LENGTHS = 2.0
DERIVED = 0.2  # upper estimates, good to about 20 %
PER_MISSING_RACK = 0.25
CONTEXT_WEIGHT = 0.5
RACK_SIZE_WEIGHT = 0.5
FARTHEST_MODEL = 2.0  # a reference farther than this in size and kind is no reference


@dataclass(frozen=True)
class Product:
    """What operating points need to know of a rack product."""

    name: str
    gpus: int
    bandwidth_tb_per_s: float
    tflops: Mapping[str, float | None]  # per GPU, dense, by precision
    serving_kw: float  # per rack


@dataclass(frozen=True)
class TokenNeed:
    """A token workload as the rule sees it. `tokens_per_s_per_user` is 0 where the work may wait."""

    workload: str
    model: str
    total_params_b: float
    active_params_b: float
    precision: str
    input_tokens: float
    cached_input_share: float
    output_tokens: float
    tokens_per_s_per_user: float
    serving: Serving = NOTHING_STATED  # read by the rule `predicted` alone, as are levels
    levels: tuple[tuple[str, float, float], ...] = ()  # rack, shift of ln time and its sigma, where runs have told them


@dataclass(frozen=True)
class GpuHourNeed:
    """A GPU-hour workload: hours of a GPU of `reference_rack` at a named precision."""

    workload: str
    precision: str
    reference_rack: str
    flops_per_byte: float = math.inf  # of memory traffic; infinite: bound by compute alone


@dataclass(frozen=True)
class Point:
    """One operating point before it is a row of `Points`; `rate_per_gpu` in tokens/s or reference GPUs."""

    workload: str
    rack: str
    rate_per_gpu: float
    tokens_per_s_per_user: float
    basis: str  # measured, interpolated, predicted, derived, estimated, specification ratio
    rows: tuple[str, ...]  # benchmark rows used
    text: str
    kw: float | None = None  # of the rack while serving; None: the scenario's share of nameplate
    cap_share: float = 1.0  # power cap of its GPUs, share of their rating
    log_time_sigma: float = 0.0  # standard deviation of ln time of its model on its GPU; 0: measured, or not known [-]


def model_distance(need: TokenNeed, setting: Setting) -> float:
    """|ln active ratio| + |ln total ratio|, plus 1 between dense and mixture of experts [1]."""
    sizes = abs(math.log(need.active_params_b / setting.active_params_b))
    sizes += abs(math.log(need.total_params_b / setting.total_params_b))
    dense = need.active_params_b == need.total_params_b, setting.active_params_b == setting.total_params_b
    return sizes + OTHER_KIND * (dense[0] != dense[1])


def length_distance(need: TokenNeed, setting: Setting) -> float:
    """|ln ratio of prompt to output| + half of |ln ratio of context| [1].

    The first sets how much prefill a token carries (cached input is not computed again), the second the KV
    cache it must read.
    """
    if math.isnan(setting.input_tokens) or math.isnan(setting.output_tokens):
        return UNKNOWN_LENGTHS
    computed = max(need.input_tokens * (1 - need.cached_input_share), 1.0)
    prefill = math.log(computed / need.output_tokens) - math.log(setting.input_tokens / setting.output_tokens)
    context = (need.input_tokens + need.output_tokens) / (setting.input_tokens + setting.output_tokens)
    return abs(prefill) + CONTEXT_WEIGHT * abs(math.log(context))


def distance(need: TokenNeed, setting: Setting) -> float:
    """How far a setting is from a workload: model, lengths, precision, and a malus for derived rates [1]."""
    halvings = 1.0 if setting.bits is None else abs(math.log2(weight_bits(need.precision) / setting.bits))
    quality = PER_HALVING_OF_BITS * halvings + DERIVED * setting.derived
    return model_distance(need, setting) + length_distance(need, setting) + quality


def service_distance(need: TokenNeed, setting: Setting) -> float:
    """|ln ratio| of the tokens/s per user asked for; 0 for a sweep, where the load is chosen to fit [1]."""
    if setting.is_sweep:
        return 0.0
    wanted = max(need.tokens_per_s_per_user, OFFLINE_TOKENS_PER_S_PER_USER)
    return abs(math.log(setting.tokens_per_s_per_user / wanted))


def rack_distance(a: Product, b: Product) -> float:
    """How unlike two racks are: |ln| of memory bandwidth, FP8 TFLOPS and, half, of GPUs per rack [1]."""
    apart = abs(math.log(a.bandwidth_tb_per_s / b.bandwidth_tb_per_s))
    apart += abs(math.log((a.tflops["fp8"] or 1.0) / (b.tflops["fp8"] or 1.0)))
    return apart + RACK_SIZE_WEIGHT * abs(math.log(a.gpus / b.gpus))


def token_points(need: TokenNeed, settings: Sequence[Setting], products: Mapping[str, Product]) -> dict[str, Point]:
    """Operating point of one token workload on each product that can serve it, by product.

    Empty when no row of a model of like size meets the service level.
    """
    bandwidth = {name: product.bandwidth_tb_per_s for name, product in products.items()}
    near = (setting for setting in settings if model_distance(need, setting) <= FARTHEST_MODEL)
    served = ((setting, setting.serving(need.tokens_per_s_per_user, bandwidth)) for setting in near)
    candidates = [(setting, rows) for setting, rows in served if rows]
    if not candidates:
        return {}
    reference, rows = min(candidates, key=lambda c: _reference_cost(need, c[0], c[1], products))
    points = {name: _direct(need, reference, row) for name, row in rows.items()}
    if len(points) == len(products):
        return points
    ratios = [(setting, setting.comparable(need.tokens_per_s_per_user, bandwidth)) for setting in settings]
    for name, product in products.items():
        if name not in points and (point := _estimated(need, product, reference, rows, ratios, products)):
            points[name] = point
    return points


def _reference_cost(
    need: TokenNeed, setting: Setting, rows: Mapping[str, Row], products: Mapping[str, Product]
) -> float:
    return distance(need, setting) + service_distance(need, setting) + PER_MISSING_RACK * (len(products) - len(rows))


def best_tokens_per_s_per_user(need: TokenNeed, settings: Sequence[Setting]) -> float:
    """Highest speed per user of any row that may be a reference [tokens/s], for messages; 0 when none is."""
    near = (setting for setting in settings if model_distance(need, setting) <= FARTHEST_MODEL)
    speeds = (row.tokens_per_s_per_user for setting in near for rows in setting.rows.values() for row in rows)
    return max((speed for speed in speeds if not math.isnan(speed)), default=0.0)


def _direct(need: TokenNeed, setting: Setting, row: Row) -> Point:
    text = f"{row.basis}: {_cite(row)}; nearest benchmark to {need.model} ({setting.name})"
    return Point(
        need.workload,
        row.product,
        row.tokens_per_s_per_gpu,
        row.tokens_per_s_per_user,
        row.basis,
        (row.row_id,),
        text,
    )


def _estimated(
    need: TokenNeed,
    product: Product,
    reference: Setting,
    rows: Mapping[str, Row],
    ratios: Sequence[tuple[Setting, Mapping[str, Row]]],
    products: Mapping[str, Product],
) -> Point | None:
    """A rate by way of a rack that has rows both in the reference and in a setting with this product."""
    best: tuple[float, Setting, Row, Row] | None = None
    for setting, others in ratios:
        if setting is reference or product.name not in others:
            continue
        base = distance(need, setting) + service_distance(need, setting)
        for name in rows:
            if name in others:
                cost = base + rack_distance(product, products[name])
                if best is None or cost < best[0]:
                    best = (cost, setting, others[product.name], others[name])
    if best is None:
        return None
    _, setting, here, there = best
    anchor = rows[there.product]
    ratio = here.tokens_per_s_per_gpu / there.tokens_per_s_per_gpu
    text = (
        f"estimated: {_cite(anchor)}, times {ratio:.2f}, the ratio of {here.gpu} to {there.gpu} in "
        f"{setting.name} ({here.row_id} over {there.row_id}); nearest benchmark to {need.model}"
    )
    return Point(
        need.workload,
        product.name,
        anchor.tokens_per_s_per_gpu * ratio,
        anchor.tokens_per_s_per_user,
        "estimated",
        (anchor.row_id, here.row_id, there.row_id),
        text,
    )


def _cite(row: Row) -> str:
    return f"{row.row_id} {row.model} in {row.precision} on {row.gpus} {row.gpu} ({row.source})"


def name_of(point: Point) -> str:
    """How a point is called: "coding on GB300_NVL72", "coding on GB300_NVL72 at 70 % of GPU power"."""
    capped = "" if point.cap_share == 1 else f" at {100 * point.cap_share:g} % of GPU power"
    return f"{point.workload} on {point.rack}{capped}"


def as_arrays(
    points: Sequence[Point],
    workloads: Sequence[str],
    racks: Sequence[str],
    token_workloads: Sequence[str],
    products: Mapping[str, Product],
) -> Points:
    """`Points` with rates per rack, Mtokens/s for token workloads and kGPU for GPU-hours, and kW per rack."""
    scale = {name: 1e-6 if name in token_workloads else 1e-3 for name in workloads}
    return Points(
        names=tuple(name_of(p) for p in points),
        workload=np.array([workloads.index(p.workload) for p in points], dtype=np.int64),
        rack=np.array([racks.index(p.rack) for p in points], dtype=np.int64),
        rate=np.array([p.rate_per_gpu * products[p.rack].gpus * scale[p.workload] for p in points]),
        kw=np.array([products[p.rack].serving_kw if p.kw is None else p.kw for p in points]),
        tokens_per_s_per_user=np.array([p.tokens_per_s_per_user for p in points]),
        source=tuple(p.text for p in points),
    )


def without_dominated(points: Points) -> tuple[Points, Ints]:
    """Leave out points with no more work per rack and per kW than another of that workload and rack.

    Of equal points the first stays. Gives the points left, and the positions of those dropped.
    """
    per_kw = points.rate / points.kw
    remaining = [o for o in range(len(points.rate)) if not _dominated(o, points, per_kw)]
    left = Points(
        names=tuple(points.names[o] for o in remaining),
        workload=points.workload[remaining],
        rack=points.rack[remaining],
        rate=points.rate[remaining],
        kw=points.kw[remaining],
        tokens_per_s_per_user=points.tokens_per_s_per_user[remaining],
        source=tuple(points.source[o] for o in remaining),
    )
    return left, np.setdiff1d(np.arange(len(points.rate)), remaining).astype(np.int64)


def _dominated(o: int, points: Points, per_kw: Floats) -> bool:
    others = (points.workload == points.workload[o]) & (points.rack == points.rack[o])
    at_least = others & (points.rate >= points.rate[o]) & (per_kw >= per_kw[o])
    better = (points.rate > points.rate[o]) | (per_kw > per_kw[o]) | (np.arange(len(per_kw)) < o)
    return bool((at_least & better).any())
