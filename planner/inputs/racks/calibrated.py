"""Own measurements of one workload move what is predicted of all others that serve its model on that rack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from planner.errors import DataError
from planner.inputs.racks.operating_points import GpuHourNeed, TokenNeed

if TYPE_CHECKING:
    from pathlib import Path

    from planner.inputs.racks.fleet import RackProduct
    from planner.performance.calibration.level import Run
    from planner.scenario.schema import Scenario


def calibrated(
    scenario: Scenario,
    needs: Mapping[str, TokenNeed | GpuHourNeed],
    catalogue: Mapping[str, RackProduct],
    data_dir: Path | None = None,
) -> dict[str, TokenNeed | GpuHourNeed]:
    """Needs with the level of each rack that was measured with their model; as they are with the nearest row.

    Of its own workload a measurement is the point itself, and moves nothing beneath it.
    A measurement without workload says no lengths and one more than a factor of five off the prediction says something
    else: both count for what they name alone.
    """
    if scenario.fleet.operating_points.basis != "predicted" or not scenario.fleet.operating_points.measurements:
        return dict(needs)
    runs = _runs(scenario, needs, catalogue, data_dir)
    return {
        name: replace(need, levels=_levels(need, runs, data_dir)) if isinstance(need, TokenNeed) else need
        for name, need in needs.items()
    }


def _levels(
    need: TokenNeed, runs: list[tuple[TokenNeed, str, Run]], data_dir: Path | None
) -> tuple[tuple[str, float, float], ...]:
    """Rack, shift and sigma of the level, from measurements of the model for other workloads."""
    from planner.performance.calibration.level import levels

    own = [(r, run) for other, r, run in runs if other.model == need.model and other.workload != need.workload]
    by_rack = []
    for rack in dict.fromkeys(r for r, _ in own):
        (level,) = levels([run for r, run in own if r == rack], data_dir).values()
        by_rack.append((rack, level.shift, level.level_sigma))
    return tuple(by_rack)


def _runs(
    scenario: Scenario,
    needs: Mapping[str, TokenNeed | GpuHourNeed],
    catalogue: Mapping[str, RackProduct],
    data_dir: Path | None,
) -> list[tuple[TokenNeed, str, Run]]:
    from planner.inputs.racks.for_plan import query_of
    from planner.performance.calibration.level import Run, error_of

    runs = []
    for row in scenario.fleet.operating_points.measurements:
        need, product = needs.get(row.workload or ""), catalogue.get(row.rack)
        if not isinstance(need, TokenNeed) or product is None or row.tokens_per_s_per_user is None:
            continue
        rate = row.tokens_per_s_per_gpu or (row.tokens_per_s or 0.0) / product.gpus
        run = Run(query_of(need, row.rack, row.tokens_per_s_per_user), rate)
        try:
            error_of(run, data_dir)
        except DataError:
            continue
        runs.append((need, row.rack, run))
    return runs
