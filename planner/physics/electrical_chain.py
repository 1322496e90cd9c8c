"""From the meter to the racks: transformers, UPS and busway with losses that depend on load, and their line.

A stage of rated power R with output P loses R · (none + proportional · P/R + square · (P/R)²) [MW]: iron and
controls, switching, and copper. Power supplies sit inside the racks: their losses are part of IT power (ISO/IEC
30134-2 measures IT at the input of the equipment) and are told, never added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.assumption import Assumption

if TYPE_CHECKING:
    from planner.arrays import Floats

WHERE = "planner/physics/electrical_chain.py"


@dataclass(frozen=True)
class Stage:
    """One stage; losses per rated power, rated power per megawatt of open connection."""

    name: str
    none: float  # loss without load
    proportional: float
    square: float
    installed: float  # rated power of all units in service per MW of connection: redundancy shares the load
    source: str
    reason: str

    def lost(self, out_mw: Floats, connection_mw: Floats) -> Floats:
        """Loss of the stage [MW] at an output [MW]; 0 where no connection is open."""
        rated = self.installed * np.asarray(connection_mw, dtype=np.float64)
        load = np.divide(out_mw, rated, out=np.zeros(np.broadcast(out_mw, rated).shape), where=rated > 0)
        return np.asarray(rated * (self.none + self.proportional * load + self.square * load**2))


# In the order in which power meets them.
CHAIN = (
    Stage(
        "transformer to medium voltage", 0.0008, 0.0, 0.0055, 2.0, "assumption",
        "Peak efficiency 99.58 %, about what EU 548/2014 asks of 10 MVA; two, each able to carry the site.",
    ),
    Stage(
        "transformer to low voltage", 0.00063, 0.0, 0.0074, 4 / 3, "assumption",
        "1,575 W and 18,500 W at 2,500 kVA: tier 2 of EU 548/2014, from memory; four where three are enough.",
    ),
    Stage(
        "UPS", 0.010, 0.010, 0.015, 4 / 3,
        "data/site/power_technologies.csv: up to 97 % by its vendor, 94 to 96 % often seen on sites",
        "96.4 % at half load, 94.9 % at a quarter; no-load losses are above 40 % of all (Schneider white paper 108).",
    ),
    Stage("busway and cables", 0.0, 0.0, 0.008, 2.0, "assumption", "0.8 % at full current; two paths share the load."),
)  # fmt: skip
POWER_SUPPLIES = Stage(
    "power supplies", 0.010, 0.002, 0.038, 1.5,
    "80 PLUS Titanium, 230 V internal redundant (Wikipedia, 80 Plus): 94 % at a fifth of load, 96 % at half",
    "Inside the racks and their measured power; 1.5 times the connection is installed.",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Losses:
    """Exact losses at one load; every array as the load [MW]."""

    out_mw: Floats
    by_stage_mw: dict[str, Floats]
    in_mw: Floats


@dataclass(frozen=True)
class Line:
    """The chain as a straight line: power at the meter = (load + constant) / efficiency."""

    efficiency: float  # marginal
    constant_mw_per_mw: float  # no-load losses, seen at the end of the chain, per MW of open connection


def losses(out_mw: Floats, connection_mw: Floats, chain: tuple[Stage, ...] = CHAIN) -> Losses:
    """Losses of all stages for a load at the end of the chain [MW] and the connection open then [MW]."""
    power = np.asarray(out_mw, dtype=np.float64)
    found: dict[str, Floats] = {}
    for stage in reversed(chain):
        found[stage.name] = stage.lost(power, connection_mw)
        power = power + found[stage.name]
    return Losses(np.asarray(out_mw, dtype=np.float64), found, np.asarray(power))


def line(expected_load: float, chain: tuple[Stage, ...] = CHAIN) -> Line:
    """Chord of the losses from no load to the expected load (share of the connection, at the end of the chain).

    Exact at both ends; between them it is above the true losses, beyond the expected load below: losses are convex.
    """
    ends = losses(np.array([0.0, expected_load]), np.ones(2), chain).in_mw
    slope = (ends[1] - ends[0]) / expected_load
    return Line(efficiency=float(1 / slope), constant_mw_per_mw=float(ends[0] / slope))


def chain_assumptions() -> list[Assumption]:
    """One row per loss figure, for the assumption list of a plan."""
    figures = (
        ("no-load loss", "none", "of rated power"),
        ("proportional loss", "proportional", "of rated power"),
        ("square loss", "square", "of rated power"),
        ("installed power", "installed", "MW per MW of connection"),
    )
    rows = []
    for stage in CHAIN:
        for name, attribute, unit in figures:
            path, value = f"electrical chain: {stage.name}, {name}", f"{getattr(stage, attribute):g}"
            rows.append(Assumption(path, value, unit, "assumed", stage.source, stage.reason, WHERE))
    return rows
