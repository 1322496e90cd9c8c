"""More to choose from never costs: the base against the base with more of something.

`python -m benchmarks free_disposal`, on three days a quarter (`planner.WhatIf`). Demand is that under no contract yet:
what is uncommitted, and open offers, which may be declined; a contract signed before the plan binds and stays as it is.
The bound with more may not lie below the plan with less, and the plan with more not below it beyond the gap asked.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

import planner
from benchmarks.measure import SCENARIO, machine, own_seconds, save

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.problem.site import ModelInputs
    from planner.scenario.schema import Scenario

    OnInputs = Callable[[ModelInputs], ModelInputs]

DAYS, GAP = 3, 0.002
ROOM = ("rack_positions", "liquid_cooling_mw", "floor_load_t")


def more_demand(factor: float) -> OnInputs:
    """Uncommitted work and open offers, times a factor: with their peaks, floors, fees and caps."""

    def change(x: ModelInputs) -> ModelInputs:
        x = replace(x, hours=replace(x.hours, demand=x.hours.demand * factor))
        if x.offers is None:
            return x
        o, times = x.offers, np.where(x.offers.signed, 1.0, factor)[:, None]
        names = ("demand", "throttled", "peak", "contracted", "floor", "revenue_meur", "cap_meur", "termination_meur")
        return replace(x, offers=replace(o, **{name: getattr(o, name) * times for name in names}))

    return change


def optional_megawatt(base: Scenario) -> Scenario:
    """One more phase, of a megawatt, that may be left closed; with room as the last one has it."""
    site, mw = base.site, base.site.connection_mw
    phases = {name: phase.model_dump(mode="json") for name, phase in site.phases.items()}
    last = phases[list(phases)[-1]]
    room = {name: last[name] / (last["connection_share"] * mw) for name in ROOM}
    for phase in phases.values():
        phase["connection_share"] *= mw / (mw + 1)
    phases["one-more"] = last | room | {"connection_share": 1 / (mw + 1), "committed": False, "firm_mw": None}
    return base.with_(**{"site.connection_mw": mw + 1, "site.phases": phases})


def one_more_offer(base: Scenario) -> Scenario:
    """The last lot of enterprise once more, under another name."""
    own = base.workloads["enterprise"].offers
    last = own[list(own)[-1]].model_dump(mode="json") | {"title": "One more lot"}
    return base.with_(
        **{"workloads.enterprise.offers": {n: o.model_dump(mode="json") for n, o in own.items()} | {"one-more": last}}
    )


def more_supply(base: Scenario, racks: int) -> Scenario:
    """So many racks more of every product in every quarter."""
    fields: dict[str, Any] = {}
    for name, rack in base.fleet.racks.items():
        fields[f"fleet.racks.{name}.supply_per_quarter"] = rack.supply_per_quarter + racks
        if rack.supply_later_per_quarter is not None:
            fields[f"fleet.racks.{name}.supply_later_per_quarter"] = rack.supply_later_per_quarter + racks
    return base.with_(**fields)


def shorter_list(base: Scenario, rack: str) -> Scenario:
    """Without one product: none of it can be ordered."""
    fields: dict[str, Any] = {f"fleet.racks.{rack}.supply_per_quarter": 0}
    if base.fleet.racks[rack].supply_later_per_quarter is not None:
        fields[f"fleet.racks.{rack}.supply_later_per_quarter"] = 0
    return base.with_(**fields)


def pairs(base: Scenario) -> Iterator[tuple[str, tuple[Scenario, OnInputs | None], tuple[Scenario, OnInputs | None]]]:
    """What there is more of, the scenario with less and that with more."""
    for factor in (1.2, 1.5, 2.0):
        yield f"demand × {factor:g}", (base, None), (base, more_demand(factor))
    yield "one more offer", (base, None), (one_more_offer(base), None)
    yield "one more MW, optional", (base, None), (optional_megawatt(base), None)
    for racks in (1, 5):
        yield f"supply of every product + {racks} a quarter", (base, None), (more_supply(base, racks), None)
    for rack in base.fleet.racks:
        yield f"{rack} on the list", (shorter_list(base, rack), None), (base, None)


def main() -> None:
    """Solve, compare, print and keep."""
    print(machine())
    base, rows = planner.load(SCENARIO), list[dict[str, Any]]()
    solved: dict[int, tuple[float, float]] = {}
    with planner.WhatIf(base, days=DAYS, gap=GAP, processes=2) as what_if:

        def optimum(scenario: Scenario, on_inputs: OnInputs | None) -> tuple[float, float]:
            """NPV and its bound [MEUR]; the base is solved once."""
            key = id(scenario) if on_inputs is None else id(on_inputs)
            if scenario is not base or on_inputs is not None or key not in solved:
                solution, _ = what_if.solution(scenario, on_inputs=on_inputs)
                solved[key] = (solution.objective_meur, solution.bound_meur)
            return solved[key]

        for what, less, more in pairs(base):
            began = time.perf_counter()
            (npv_less, _), (npv_more, bound_more) = optimum(*less), optimum(*more)
            row = {
                "more": what, "npv_less_meur": npv_less, "npv_more_meur": npv_more, "bound_more_meur": bound_more,
                "difference_meur": npv_more - npv_less, "holds": bound_more >= npv_less - 1e-6 * abs(npv_less),
                "within_gap": npv_more >= npv_less - GAP * abs(npv_more), "seconds": own_seconds(began),
            }  # fmt: skip
            rows.append(row)
            print(row, flush=True)
    save(
        "free_disposal",
        rows,
        page="docs/base-case.md",
        gap=GAP,
        days=DAYS,
        all_hold=all(r["holds"] and r["within_gap"] for r in rows),
    )
