"""Weighted paths: what may come, as `ModelInputs` on the same axes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.inputs.model_inputs import ModelInputs


@dataclass(frozen=True)
class WeightedPath:
    """One path: its inputs, how likely it is, and what was drawn for it.

    Paths of a set share periods, days, hours, racks, vintages, phases, classes, workloads and points.
    """

    name: str
    weight: float  # probability; the weights of a set sum to 1
    inputs: ModelInputs
    factors: Mapping[str, float]  # "demand.assistant.2027-Q1": 1.3 on the scenario's; "rack_delay_quarters": 1.0


@dataclass(frozen=True)
class PathSet:
    """Paths to plan for, and how well they stand for what was drawn."""

    paths: tuple[WeightedPath, ...]
    drawn: int  # draws before the reduction
    seed: int
    reduction_error: float  # distance from the draws to the paths kept, over the distance to the best single path
