"""The three powers of a rack, kept apart: nameplate, provisioned (what its feed carries), expected while serving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.performance.power import probability_of_capping

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.inputs.racks.fleet import RackProduct
    from planner.inputs.racks.operating_points import Point
    from planner.scenario.schema import Scenario

OFTEN = 0.01  # a probability of capping above which a reader is warned


@dataclass(frozen=True)
class RackPower:
    """Powers of one rack product [kW], at full power of its GPUs."""

    rack: str
    nameplate_kw: float
    provisioned_kw: float
    least_kw: float  # expected with the workload that draws least
    most_kw: float  # and with the one that draws most
    hungriest: str  # that workload
    capping: float  # probability that racks which all serve it exceed their feeds and must be capped [-]


def rack_powers(
    scenario: Scenario, products: Mapping[str, RackProduct], points: Sequence[Point]
) -> tuple[RackPower, ...]:
    """Powers of every product that has an operating point.

    Provisioned = fleet.operating_points.provisioned_share · nameplate. Source of the probability:
    `performance.power.probability_of_capping` (normal, the spread of measured board power around the fit).
    """
    share = float(scenario.fleet.operating_points.provisioned_share)
    found = []
    for name, product in products.items():
        drawn = {
            point.workload: product.for_points().serving_kw if point.kw is None else point.kw
            for point in points
            if point.rack == name and point.cap_share == 1
        }
        if not drawn:
            continue
        hungriest = max(drawn, key=lambda workload: drawn[workload])
        provisioned, most = share * product.nameplate_kw, drawn[hungriest]
        capping = 0.0 if share >= 1 else probability_of_capping(most, provisioned)  # no rack draws more than its plate
        powers = (product.nameplate_kw, provisioned, min(drawn.values()), most)
        found.append(RackPower(name, *powers, hungriest, capping))
    return tuple(found)


def capping_warnings(powers: Sequence[RackPower]) -> list[str]:
    """What feeds smaller than the racks' draw mean, for products that would be capped more than 1 % of the time."""
    return [
        f"{p.rack}: feeds of {p.provisioned_kw:.4g} kW must cap racks that serve {p.hungriest} with a probability of "
        f"{p.capping:.0%} (expected {p.most_kw:.4g} kW, nameplate {p.nameplate_kw:.4g} kW)."
        for p in powers
        if p.capping > OFTEN
    ]
