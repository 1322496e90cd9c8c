"""Rules between the fields of a measurement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.errors import nearest
from planner.scenario.rules.problem import Problem

if TYPE_CHECKING:
    from planner.scenario.fields.operating_points import Measurement
    from planner.scenario.schema import Scenario


def measurements(s: Scenario) -> Iterator[Problem]:
    """Each measurement names one kind of throughput, one workload or model, and the units of what it gives."""
    for number, row in enumerate(s.fleet.operating_points.measurements):
        path = f"fleet.operating_points.measurements.{number}"
        yield from _throughput(path, row)
        yield from _power(path, row)
        yield from _subject(path, row, s)


def caps(s: Scenario) -> Iterator[Problem]:
    """Caps are given once each, the highest first."""
    given = s.fleet.operating_points.power_caps
    if list(given) != sorted(set(given), reverse=True):
        read = f"is {', '.join(f'{cap:g}' for cap in given)}."
        yield Problem("fleet.operating_points.power_caps", read, "Allowed: each cap once, the highest first.")


def _throughput(path: str, row: Measurement) -> Iterator[Problem]:
    if (row.tokens_per_s_per_gpu is None) == (row.tokens_per_s is None):
        both = "and tokens_per_s are both given" if row.tokens_per_s else "and tokens_per_s are both missing"
        yield Problem(f"{path}.tokens_per_s_per_gpu", f"{both}.", "Allowed: one of the two.")


def _power(path: str, row: Measurement) -> Iterator[Problem]:
    if row.rack_kw is not None and row.gpu_watts is not None:
        allowed = "Allowed: one of the two: wall and board power are never mixed."
        yield Problem(f"{path}.rack_kw", "and gpu_watts are both given.", allowed)
        return
    unit, given = ("kW", "rack_kw") if row.rack_kw is not None else ("W", "gpu_watts")
    said = row.unit.partition(" and ")[2]
    if row.rack_kw is None and row.gpu_watts is None:
        if said:
            yield Problem(f"{path}.unit", f'is "{row.unit}", but no power is given.', "Allowed: output tokens/s.")
    elif said != unit:
        read = f'is "{row.unit}", which does not say the unit of {given}.'
        yield Problem(f"{path}.unit", read, f"Allowed: output tokens/s and {unit}.")


def _subject(path: str, row: Measurement, s: Scenario) -> Iterator[Problem]:
    if row.workload is None:
        for name in ("model", "precision"):
            if getattr(row, name) is None:
                yield Problem(f"{path}.{name}", "is missing.", "It is needed because no workload is named.")
    elif row.model is not None or row.precision is not None:
        yield Problem(f"{path}.workload", "is given, and a model or precision too.", "Allowed: one of the two.")
    elif row.workload not in s.workloads:
        hint = nearest(row.workload, s.workloads)
        yield Problem(f"{path}.workload", f'is "{row.workload}".', "Allowed: a workload of the scenario.", hint)
