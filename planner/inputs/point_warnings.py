"""What a reader should know of the operating points of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from planner.inputs.racks.operating_points import TokenNeed

if TYPE_CHECKING:
    from planner.inputs.checks import Facts
    from planner.scenario.schema import Scenario

NEAREST_ROW_WARNING = (
    "Tokens per second are those of the nearest benchmark rows; fleet.operating_points.basis: predicted gives others, "
    "and may give another plan (docs/base-case.md shows both)."
)
SERVING = ("speculative", "pools", "gpus_per_replica", "engine", "software_date")


def operating_point_warnings(facts: Facts, pruned: Mapping[str, int]) -> list[str]:
    """What a reader should know of the operating points: points dropped, racks too small, rows without effect.

    `pruned`: points dropped as dominated, by workload.
    """
    warnings = []
    dropped = {name: count for name, count in pruned.items() if count}
    if dropped:
        each = ", ".join(f"{count} of {name}" for name, count in dropped.items())
        total = sum(dropped.values())
        warnings.append(f"{total} operating points were left out, as another does more per rack and per kW: {each}.")
    tokens = [name for name, need in facts.needs.items() if isinstance(need, TokenNeed)]
    warnings += [f"{text} (workload {name})." for name in tokens for text in facts.left_out.get(name, {}).values()]
    if tokens and facts.scenario.fleet.operating_points.basis == "nearest-row":
        warnings.append(NEAREST_ROW_WARNING)
        warnings += _not_read(facts.scenario)
    return [*warnings, *facts.notes]


def _not_read(scenario: Scenario) -> list[str]:
    """How models are served says nothing where rates are those of the nearest row."""
    of_all = {"fleet.operating_points": scenario.fleet.operating_points}
    parts = of_all | {f"workloads.{name}": workload for name, workload in scenario.workloads.items()}
    stated = [f"{path}.{name}" for path, part in parts.items() for name in SERVING if getattr(part, name) is not None]
    only = "read by fleet.operating_points.basis: predicted alone"
    return [f"{', '.join(stated)}: {only}, but for power caps."] if stated else []
