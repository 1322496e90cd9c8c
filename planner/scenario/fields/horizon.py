"""Over which time the site is planned, and what for."""

from __future__ import annotations

from typing import Literal

from planner.scenario.fields.parts import Part, Quarter, field


class Horizon(Part):
    """First and last quarter of the plan, and the length of its periods."""

    start: Quarter = field("", "First quarter of the plan.")
    end: Quarter = field("", "Last quarter of the plan, included.")
    period: Literal["month", "quarter", "year"] = field("", "Length of a planning period.", "quarter")


class Objective(Part):
    """What the optimiser is asked for."""

    kind: Literal["maximise_npv", "minimise_cost"] = field(
        "", "Serve what pays (maximise_npv) or serve the demand (minimise_cost)."
    )
    value_of_lost_load_multiple: float = field(
        "x", "With minimise_cost, unserved work costs this multiple of its revenue.", 10.0, ge=1, le=1000
    )
