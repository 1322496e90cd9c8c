"""What nobody has measured of tokens/s: one draw of ln time per model and GPU, carried through front, speed and watts.

A predicted point has a standard deviation of ln time (docs/operating-points.md, Bands). A draw makes all times of the
model on the GPU longer or shorter by the same factor: the front moves, and each workload's point is read from it anew
at the speed its users need, with the watts of that point. Own measurements and the nearest row are taken as they are.
Axes: N draws, K pairs of model and GPU, O operating points.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm
from scipy.stats.qmc import LatinHypercube

from planner.catalogue import racks as rack_data
from planner.inputs.demand import shape
from planner.inputs.demand.uncommitted import BEYOND
from planner.inputs.demand.workloads import needs
from planner.inputs.racks.calibrated import calibrated
from planner.inputs.racks.choice import choose
from planner.inputs.racks.fleet import rack_product
from planner.inputs.racks.operating_points import TokenNeed, name_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from planner.arrays import Floats
    from planner.problem.site import ModelInputs
    from planner.scenario.schema import Scenario

STREAM = 1  # of random numbers, apart from that of all other draws
NO_BATCH = 1e-3  # of the rate: under this cap no batch is fast enough on a front as slow as drawn


@dataclass(frozen=True)
class PredictedPoint:
    """A point that a draw moves."""

    name: str  # as in the points of the inputs
    pair: int
    need: TokenNeed
    rack: str
    cap_share: float
    sigma: float  # standard deviation of ln time
    nameplate_kw: float


@dataclass(frozen=True)
class Rates:
    """Pairs of model and GPU whose time is predicted, and their points."""

    pairs: tuple[tuple[str, str], ...]  # K: model, rack
    points: tuple[PredictedPoint, ...]
    caps: tuple[float, ...] = ()

    def sigma(self, pair: int) -> float:
        """Standard deviation of ln time of a pair: that of its least known point [-]."""
        return max(point.sigma for point in self.points if point.pair == pair)


def pair_name(pair: tuple[str, str]) -> str:
    """A model on a GPU, in words."""
    return " on ".join(pair)


def predicted_rates(scenario: Scenario, data_dir: Path | None = None) -> Rates:
    """The points of a scenario that were predicted; none with the rule of the nearest row. Raises as `choose` does."""
    scale = 1.0 if scenario.uncertainty is None else scenario.uncertainty.log_time_sigma_scale
    if scale == 0 or scenario.fleet.operating_points.basis != "predicted":
        return Rates((), ())
    scenario = shape.with_deferrable(scenario)
    catalogue = {name: rack_product(name, scenario, data_dir) for name in rack_data.rack_specs(data_dir).index}
    requirements = calibrated(scenario, needs(scenario, data_dir), catalogue, data_dir)
    choice = choose(scenario, requirements, catalogue, data_dir)
    pairs: dict[tuple[str, str], int] = {}
    points = []
    for workload, by_rack in choice.points.items():
        need = requirements[workload]
        for rack, full in by_rack.items():
            if isinstance(need, TokenNeed) and full.log_time_sigma > 0:
                pair = pairs.setdefault((need.model, rack), len(pairs))
                points += [
                    PredictedPoint(
                        name_of(point), pair, need, rack, point.cap_share, scale * point.log_time_sigma,
                        catalogue[rack].nameplate_kw,
                    )
                    for point in (full, *choice.slower.get(workload, {}).get(rack, ()))
                ]  # fmt: skip
    return Rates(tuple(pairs), tuple(points), tuple(scenario.fleet.operating_points.power_caps))


def normal_scores(count: int, pairs: int, seed: int) -> Floats:
    """Normal scores by Latin hypercube, N × K; the same seed gives the same draws, whatever else is drawn."""
    if not pairs:
        return np.zeros((count, 0))
    design = LatinHypercube(pairs, rng=np.random.default_rng([seed, STREAM]))
    return np.asarray(norm.ppf(design.random(count)))


def shifted(rates: Rates, score: Floats, data_dir: Path | None = None) -> dict[str, tuple[float, float]]:
    """Rate over that of the scenario [-] and kW of a rack, by point, with each pair's ln time at its score, K.

    ln time of a point = score of its pair · its standard deviation. Proved by:
    test_a_draw_moves_the_front_and_the_point_is_read_at_the_same_speed.
    """
    from planner.inputs.racks import for_plan

    moved: dict[str, tuple[float, float]] = {}
    for point in rates.points:
        kw, caps, shift = point.nameplate_kw, rates.caps, float(score[point.pair]) * point.sigma
        here = {p.cap_share: p for p in for_plan.points_for(point.need, point.rack, caps, kw, data_dir)}
        there = {p.cap_share: p for p in for_plan.points_for(point.need, point.rack, caps, kw, data_dir, shift)}
        before, after = here[point.cap_share], there.get(point.cap_share)
        if after is None:
            moved[point.name] = NO_BATCH, before.expected_kw
        else:
            moved[point.name] = after.tokens_per_s_per_gpu / before.tokens_per_s_per_gpu, after.expected_kw
    return moved


def with_rates(inputs: ModelInputs, moved: dict[str, tuple[float, float]], rented: str) -> ModelInputs:
    """Inputs with points as drawn; work on the rack rented elsewhere costs as much more as it takes longer."""
    points, work = inputs.points, inputs.workloads
    rate, kw, burst = points.rate.copy(), points.kw.copy(), work.burst_eur.copy()
    for o, name in enumerate(points.names):
        drawn = moved.get(name.removesuffix(BEYOND))
        if drawn is None:
            continue
        rate[o] *= drawn[0]
        kw[o] = max(drawn[1], float(inputs.fleet.idle_kw[points.rack[o]]))
        if inputs.fleet.racks[points.rack[o]] == rented and " of GPU power" not in name:
            burst[points.workload[o]] /= drawn[0]
    return replace(inputs, points=replace(points, rate=rate, kw=kw), workloads=replace(work, burst_eur=burst))


def sensitivity(rates: Rates, names: Sequence[str], data_dir: Path | None = None) -> Floats:
    """|ln rate| that a standard deviation more of ln time moves a point by, O × K; `names` of the points."""
    moved = shifted(rates, np.ones(len(rates.pairs)), data_dir)
    pairs = {point.name: point.pair for point in rates.points}
    size = np.zeros((len(names), len(rates.pairs)))
    for o, name in enumerate(names):
        if name in moved:
            size[o, pairs[name]] = abs(np.log(moved[name][0]))
    return size
