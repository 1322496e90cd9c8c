"""What stands beside a field: the step that means something, bounds, and what a null stands for in the catalogue."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planner.errors import PlannerError
from planner.inputs.racks.fleet import rack_product
from planner.scenario.fields.parts import QUARTER, quarter_name, quarter_number
from planner.words.fields import unit_text

if TYPE_CHECKING:
    from planner.scenario.schema import Scenario
    from planner.scenario.words.spec import Spec

STEPS = {"MW": 1.0, "MWh": 1.0, "share": 0.005, "°C": 0.5, "EUR/MWh": 1.0, "USD/EUR": 0.01, "x": 0.05, "1/√year": 0.05}
FROM_CATALOGUE = ("price_usd", "nameplate_kw")


def step(spec: Spec, value: float | None) -> float:
    """By how much one click changes a number: 1 MW, half a percent, one of what is counted; else about a twentieth."""
    if spec.kind is int:
        return 1
    if spec.unit in STEPS:
        return STEPS[spec.unit]
    size = abs(value) if value else 1.0
    return float(f"{10.0 ** math.floor(math.log10(size) - 1):.0e}") if size < 1e12 else 1e11


def is_quarter(spec: Spec) -> bool:
    """Whether a field holds a quarter."""
    return spec.pattern == QUARTER


def quarters(scenario: Scenario, value: str | None) -> list[str]:
    """Quarters of the horizon, two before it, two after it, and the one a value holds now."""
    start, end = (quarter_number(name) for name in (scenario.horizon.start, scenario.horizon.end))
    listed = [quarter_name(number) for number in range(start - 2, end + 3)]
    return sorted({*listed, value}) if value else listed


def bounds_text(spec: Spec, locale: str = "en") -> str:
    """What a number may be: 0 … 60 MW, > 0 … 2000 MW; empty where it has no bounds."""
    limits = spec.item or spec
    low, high = limits.minimum, limits.maximum
    if low is None and high is None:
        return ""
    lower = "…" if low is None else f"{'> ' if limits.above else ''}{_plain(low)} …"
    upper = "" if high is None else f" {'< ' if limits.below else ''}{_plain(high)}"
    return f"{lower}{upper} {unit_text(spec.unit, locale)}".rstrip()


def _plain(bound: float) -> str:
    return f"{bound:,.0f}".replace(",", "\u202f") if bound.is_integer() else f"{bound:g}"


def catalogue_values(scenario: Scenario) -> dict[str, float]:
    """What the catalogue says where the scenario's racks leave it to the catalogue, by path."""
    values: dict[str, float] = {}
    for name, rack in scenario.fleet.racks.items():
        try:
            product = rack_product(name, scenario)
        except PlannerError:  # a product that no catalogue has: the check before the solve names it
            continue
        for field in FROM_CATALOGUE:
            if getattr(rack, field) is None and math.isfinite(getattr(product, field)):
                values[f"fleet.racks.{name}.{field}"] = getattr(product, field)
    return values
