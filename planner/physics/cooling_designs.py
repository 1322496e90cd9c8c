"""Three named cooling designs: two water loops each, with every figure and where it comes from.

Heat leaves the racks by a warm-water liquid loop (cold plates, coolant distribution units) and by an air loop (room
air handlers on cool water). Each loop rejects it through an outdoor cooler, helped by a chiller where the outside is
too warm. Powers and capacities are per unit of the rated heat of the loop.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

from planner.assumption import Assumption

Rejection = Literal["dry", "adiabatic", "evaporative"]
WHERE = "planner/physics/cooling_designs.py"


@dataclass(frozen=True)
class Loop:
    """One water loop at its rated heat."""

    supply_degc: float  # water to the racks or to the room air handlers
    rise_k: float  # warming of the water at rated heat and flow
    circulation_share: float  # pumps, and fans of the room air handlers: electric power per rated heat
    chiller_share: float  # chiller capacity per rated heat; 0 where there is none


@dataclass(frozen=True)
class Design:
    """A way to get rid of heat."""

    rejection: Rejection
    liquid: Loop
    air: Loop
    outdoor_fan_share: float  # fan power of the outdoor cooler at full speed, per rated heat
    rated_difference_k: float  # returning water less entering air (wet bulb for towers) at rated heat and full speed
    least_speed: float  # slowest speed of fans and pumps, share of full speed
    condenser_difference_k: float  # condensing temperature above the entering air (wet bulb for towers)
    carnot_share: float  # coefficient of performance of the chillers, share of Carnot's
    pad_effectiveness: float  # adiabatic pads: share of the way from dry bulb to wet bulb
    wet_from_speed: float  # adiabatic: fan speed from which pads are wetted
    air_rise_k: float  # warming of the air through the outdoor cooler at rated heat and full speed
    concentration_cycles: float  # of the circulating water; the bleed is 1/(cycles − 1) of what evaporates


def design(name: Rejection, liquid_supply_degc: float = 35.0) -> Design:
    """The named design, with the water temperature [°C] that the liquid-cooled racks accept."""
    wet = name == "evaporative"
    trim = {"dry": 0.8, "adiabatic": 0.0, "evaporative": 0.0}[name]
    tower_pump = 0.01 if wet else 0.0
    helped = {"dry": 1.0, "adiabatic": 1.0, "evaporative": 0.8}[name]
    return Design(
        rejection=name,
        liquid=Loop(liquid_supply_degc, rise_k=10.0, circulation_share=0.03 + tower_pump, chiller_share=trim),
        air=Loop(21.0, rise_k=10.0, circulation_share=0.07 + tower_pump, chiller_share=helped),
        outdoor_fan_share=0.013 if wet else 0.02,
        rated_difference_k=15.0,
        least_speed=0.4,
        condenser_difference_k=9.0 if wet else 12.0,
        carnot_share=0.50 if wet else 0.45,
        pad_effectiveness=0.80,
        wet_from_speed=0.7,
        air_rise_k=10.0,
        concentration_cycles=3.3,
    )


UNITS = {
    "rejection": "", "supply_degc": "°C", "rise_k": "K", "rated_difference_k": "K", "condenser_difference_k": "K",
    "air_rise_k": "K", "concentration_cycles": "1",
}  # fmt: skip
SOURCES = {
    "rejection": ("site.cooling.design", "The design chosen."),
    "supply_degc": (
        "ASHRAE TC 9.9: W-classes of facility water, recommended room air 18 to 27 °C",
        "Liquid: site.cooling.liquid_supply_degc. Air: room air of 25 °C less 4 K over the coil.",
    ),
    "rise_k": ("assumption", "Usual rise of both loops; Jean Zay runs 6 K (30 to 36 °C, Actu-Environnement, 2024)."),
    "circulation_share": (
        "assumption",
        "Liquid: distribution units, facility pumps 1.5 % each. Air: room fans 5 %, pumps 2 %. Tower pumps 1 %.",
    ),
    "chiller_share": ("assumption", "Sized so that the hot days of 2019 and 2022 are met at full load."),
    "outdoor_fan_share": (
        "ASHRAE 90.1-2013, towers: 40.2 gpm/hp (1.3 % of heat), as openstudio-standards tests it; Eurovent, dry "
        "coolers: energy ratio 50 (2 %), from memory",
        "Dry coolers of the middle of the market.",
    ),
    "rated_difference_k": (
        "Eurovent, from memory: dry coolers at 40/35 °C water and 25 °C air",
        "Towers: 5 K above wet bulb.",
    ),
    "least_speed": ("assumption", "Usual lower limit of variable-speed drives."),
    "condenser_difference_k": ("assumption", "Air-cooled: 12 K. Tower 5 K and condenser 4 K."),
    "carnot_share": ("assumption", "About 4.5 at 35 °C outside and 21 °C water; fans of the condenser included."),
    "pad_effectiveness": ("assumption", "Wetted pads reach 75 to 90 %."),
    "wet_from_speed": ("assumption", "Water is spared until fans run at 70 %."),
    "air_rise_k": ("assumption", "Two thirds of the rated difference."),
    "concentration_cycles": (
        "Brussels Times, 25 July 2023: about 70 % of Google's water at Saint-Ghislain evaporates",
        "1/(1 − 0.70).",
    ),
}


def design_assumptions(chosen: Design) -> list[Assumption]:
    """One row per figure of the design, for the assumption list of a plan."""
    rows = []
    for part in fields(chosen):
        value = getattr(chosen, part.name)
        if isinstance(value, Loop):
            rows += [
                _row(f"{part.name}.{inner.name}", inner.name, getattr(value, inner.name)) for inner in fields(value)
            ]
        else:
            rows.append(_row(part.name, part.name, value))
    return rows


def _row(path: str, name: str, value: object) -> Assumption:
    source, reason = SOURCES[name]
    shown = f"{value:g}" if isinstance(value, float) else str(value)
    return Assumption(
        f"cooling design: {path}", shown, UNITS.get(name, "share"), "assumed", source, reason, where=WHERE
    )
