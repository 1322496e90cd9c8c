"""What an optional part of a site is: the functions it may have. A part without one of them says nothing there.

Battery, PV, thermal store, carbon cap …: each is one module that ends with its `PART`. Dispatch, days, joint model,
layout and answer loop over `parts.PARTS` and name none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

if TYPE_CHECKING:
    from planner.arrays import Bools, Floats
    from planner.optimisation.equations.day import Day, Writing
    from planner.optimisation.equations.limit import Limit
    from planner.problem.on_site import Capacity
    from planner.problem.site import ModelInputs

Expression = Any  # Pyomo's own types are not typed
OfDay = Callable[[pyo.Block, "ModelInputs", "Day"], None]


@dataclass(frozen=True, eq=False)
class Shared:
    """A quantity that the days of a period share. A period has thousands of the unit of a day: kt of t, GWh of MWh."""

    period: str  # variable of investment, by period
    day: str  # variable of a day: its part
    row: str  # equation of a day that holds it to its part
    sign: float  # 1: a day has at most its part, -1: at least
    hourly: Floats  # H, 2: what an hour takes at least, or can give: by MW of racks, and always


@dataclass(frozen=True)
class Parked:
    """A fleet with all racks parked, P periods: what it draws and what it was given."""

    drawn_mw: Floats  # at the meter, with auxiliaries
    racks_mw: Floats  # of the racks alone
    connection_mw: Floats
    quantities: Mapping[str, Floats]  # what investment gives the parts, and what days share, by variable


def _nothing(_m: pyo.Block, _x: ModelInputs, _day: Day) -> None:
    return None


def _free(_m: pyo.Block, _x: ModelInputs, _day: Day) -> Expression:
    return 0.0


def _no_terms(_m: pyo.Block, _x: ModelInputs, _day: Day, _t: int) -> dict[str, list[Expression]]:
    return {}


def _no_numbers(_x: ModelInputs, _hours: slice, _p: int) -> dict[str, Floats]:
    return {}


def _no_capacities(_x: ModelInputs) -> dict[str, Capacity]:
    return {}


def _nothing_shared(_x: ModelInputs) -> tuple[Shared, ...]:
    return ()


def _no_structure(_x: ModelInputs) -> Hashable:
    return ()


def _no_investment(_m: pyo.Block, _x: ModelInputs) -> Expression:
    return 0.0


def _runs_free(_m: pyo.Block, _x: ModelInputs, _p: int) -> Expression:
    return 0.0


def _fits(_x: ModelInputs, _parked: Parked) -> Bools | bool:
    return True


@dataclass(frozen=True)
class Part:
    """One optional part of a site. Only `present` and the name must be given; `present` guards all the others."""

    name: str
    present: Callable[[ModelInputs], bool]
    # investment
    built: Mapping[str, str] = field(default_factory=dict)  # capacity in use → variable of what is built of it
    capacities: Callable[[ModelInputs], dict[str, Capacity]] = _no_capacities  # equipment that investment decides
    add_investment: Callable[[pyo.Block, ModelInputs], Expression] = _no_investment  # → present cost [MEUR]
    running_meur: Callable[[pyo.Block, ModelInputs, int], Expression] = _runs_free  # of a period, beside its days
    given: tuple[str, ...] = ()  # variables by period, beside capacities, that its days are given
    committed: tuple[str, ...] = ()  # variables by period that are decided before a path is known
    shared: Callable[[ModelInputs], tuple[Shared, ...]] = _nothing_shared
    holds_parked: Callable[[ModelInputs, Parked], Bools | bool] = _fits  # P: whether a parked fleet can be held
    limits: tuple[Limit, ...] = ()  # that can leave a site without a plan
    always_held: Mapping[str, str] = field(default_factory=dict)  # its other rows, and bounds → why they never do
    # a day
    add_variables: OfDay = _nothing
    add_equations: OfDay = _nothing
    terms: Callable[[pyo.Block, ModelInputs, Day, int], dict[str, list[Expression]]] = (
        _no_terms  # by equation, beside `feeds`
    )
    feeds: tuple[str, ...] = ()  # variables of `FEEDS`, which stand in the grid balance
    cost_keur: Callable[[pyo.Block, ModelInputs, Day], Expression] = _free
    # numbers of a day, where they stand, and what else stands in its matrix
    numbers: Callable[[ModelInputs, slice, int], dict[str, Floats]] = _no_numbers  # of the hours of a day of period p
    writings: tuple[Writing, ...] = ()
    structural: tuple[str, ...] = ()  # numbers that choose the compiled structure of a day
    structure: Callable[[ModelInputs], Hashable] = _no_structure  # what stands in the matrix beside the writings
    hourly: Mapping[str, int] = field(default_factory=dict)  # variables by hour in the answer → axes: 1 (H) or 2 (G, H)
