"""What a cooling design draws: fans, pumps, chillers and water of one loop, from the air outside and its load."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.physics.cooling import PRESSURE_HPA, saturation_hpa

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.physics.cooling_designs import Design, Loop

KELVIN = 273.15
EVAPORATOR_BELOW_SUPPLY_K = 4.0
LEAST_LIFT_K = 12.0
CYCLING = 0.9  # EN 14825: coefficient of part load of water chillers
LATENT_KWH_PER_L = 0.68  # 2,450 kJ/kg
LATENT_KJ_PER_KG = 2450.0
AIR_KJ_PER_KG_K = 1.006
WATER_TO_AIR_MASS = 0.622
SMALLEST_LOOP = 0.1  # a loop is built for a tenth of the heat at least


@dataclass(frozen=True)
class Air:
    """Outside air, one value an hour [°C]."""

    dry_bulb_degc: Floats
    wet_bulb_degc: Floats
    dew_point_degc: Floats


@dataclass(frozen=True)
class Drawn:
    """What one loop draws, per unit of its rated heat; water in litres per kWh of rated heat."""

    circulation: Floats
    fans: Floats
    chillers: Floats
    water_l: Floats
    free: Floats  # heat carried away without a chiller
    short: Floats  # heat that neither cooler nor chiller can carry

    @property
    def power(self) -> Floats:
        """Electric power per rated heat."""
        return np.asarray(self.circulation + self.fans + self.chillers)


def loop_drawn(design: Design, loop: Loop, air: Air, load: Floats) -> Drawn:
    """Fans, pumps, chillers and water of one loop at a heat of `load` times its rated heat. H.

    The outdoor cooler carries (return − entering air) / rated difference at full fan speed; fans slow down to what is
    needed by the cube law, down to the least speed; circulation follows the square, as it holds a pressure. Heat beyond
    that goes to the chiller (economiser in series): coefficient of performance = share · Carnot, less at part load by
    EN 14825.
    """
    load = np.broadcast_to(np.asarray(load, dtype=np.float64), air.dry_bulb_degc.shape)
    flow = np.maximum(load, design.least_speed)
    back = loop.supply_degc + loop.rise_k * load / flow
    entering, wetted_k = _entering(design, air, back, load)
    able = np.maximum(back - entering, 0.0) / design.rated_difference_k
    free = np.minimum(load, able)
    speed = np.where(free > 0, np.clip(free / np.maximum(able, 1e-12), design.least_speed, 1.0), 0.0)
    rest = load - free
    chilled = np.minimum(rest, loop.chiller_share)
    compressors = _compressors(design, loop, entering, chilled)
    if design.rejection == "evaporative":
        evaporated = (load + compressors) * _latent_share(air, (loop.supply_degc + back) / 2)
    else:
        evaporated = wetted_k / design.air_rise_k * (speed + chilled + compressors)
    cycles = design.concentration_cycles
    return Drawn(
        circulation=loop.circulation_share * flow**2,
        fans=design.outdoor_fan_share * speed**3,
        chillers=compressors,
        water_l=evaporated / LATENT_KWH_PER_L * cycles / (cycles - 1),
        free=free,
        short=rest - chilled,
    )


def _entering(design: Design, air: Air, back: Floats, load: Floats) -> tuple[Floats, Floats]:
    """Temperature that the outdoor cooler sees [°C], and how far pads have cooled the air [K]."""
    if design.rejection == "evaporative":
        return air.wet_bulb_degc, np.zeros_like(load)
    if design.rejection == "dry":
        return air.dry_bulb_degc, np.zeros_like(load)
    wanted = back - design.rated_difference_k * load / design.wet_from_speed
    most = design.pad_effectiveness * (air.dry_bulb_degc - air.wet_bulb_degc)
    wetted = np.clip(air.dry_bulb_degc - wanted, 0.0, np.maximum(most, 0.0))
    return np.asarray(air.dry_bulb_degc - wetted), wetted


def _compressors(design: Design, loop: Loop, entering: Floats, chilled: Floats) -> Floats:
    """Electric power of the chiller per rated heat of the loop."""
    if loop.chiller_share == 0:
        return np.zeros_like(chilled)
    cold = loop.supply_degc - EVAPORATOR_BELOW_SUPPLY_K + KELVIN
    lift = np.maximum(entering + design.condenser_difference_k + KELVIN - cold, LEAST_LIFT_K)
    performance = design.carnot_share * cold / lift
    ratio = chilled / loop.chiller_share
    part = np.where(ratio > 0, ratio / (CYCLING * ratio + 1 - CYCLING), 1.0)
    return np.asarray(np.where(chilled > 0, chilled / (performance * np.where(part > 0, part, 1.0)), 0.0))


def _latent_share(air: Air, leaving_degc: Floats) -> Floats:
    """Share of a tower's heat that leaves as vapour: its air comes in as outside and leaves saturated."""
    moist = _humidity(saturation_hpa(leaving_degc)) - _humidity(saturation_hpa(air.dew_point_degc))
    latent = LATENT_KJ_PER_KG * np.maximum(moist, 0.0)
    sensible = AIR_KJ_PER_KG_K * np.maximum(leaving_degc - air.dry_bulb_degc, 0.0)
    return np.asarray(latent / np.maximum(latent + sensible, 1e-12))


def _humidity(vapour_hpa: Floats) -> Floats:
    """Kilograms of water per kilogram of dry air."""
    return np.asarray(WATER_TO_AIR_MASS * vapour_hpa / (PRESSURE_HPA - vapour_hpa))


@dataclass(frozen=True)
class Cooled:
    """Cooling of the whole site, in the unit of the heat given [MW], water in litres per hour and MW / 1000."""

    power: Floats
    water_l_per_kwh: Floats  # per unit of all heat
    short: Floats


def site_drawn(
    design: Design, air: Air, liquid_heat: Floats, air_heat: Floats, *, liquid_share: float, rated_heat: Floats
) -> Cooled:
    """Both loops for given heats [MW]; each is built for its expected share of the rated heat [MW]. H.

    Args:
        design: how heat is rejected.
        air: outside air.
        liquid_heat: IT heat that leaves by the liquid loop.
        air_heat: IT heat that leaves by the air loop.
        liquid_share: expected share of the liquid loop, for which the loops are built.
        rated_heat: IT heat for which the plant is built; where it is 0 nothing is drawn.
    """
    total = liquid_heat + air_heat
    power, water, short = np.zeros_like(total), np.zeros_like(total), np.zeros_like(total)
    for loop, heat, share in ((design.liquid, liquid_heat, liquid_share), (design.air, air_heat, 1 - liquid_share)):
        built = rated_heat * max(share, SMALLEST_LOOP)
        load = np.divide(heat, built, out=np.zeros_like(total), where=built > 0)
        drawn = loop_drawn(design, loop, air, load)
        power += drawn.power * built
        water += drawn.water_l * built
        short += drawn.short * built
    return Cooled(power, np.divide(water, total, out=np.zeros_like(total), where=total > 0), short)


@dataclass(frozen=True, eq=False)
class ByLoop:
    """Cooling power and water [l per kWh] per unit of heat in each loop, at one load. H."""

    liquid: Floats
    air: Floats
    liquid_water_l: Floats
    air_water_l: Floats

    def power(self, liquid_share: float) -> Floats:
        """Cooling power per IT power for a rack, or a site, of that liquid share."""
        return np.asarray(liquid_share * self.liquid + (1 - liquid_share) * self.air)

    def water_l(self, liquid_share: float) -> Floats:
        """Water per kWh of IT for a rack, or a site, of that liquid share."""
        return np.asarray(liquid_share * self.liquid_water_l + (1 - liquid_share) * self.air_water_l)


def by_loop(design: Design, air: Air, *, liquid_share: float, load: float) -> ByLoop:
    """Each loop at the expected load of the site, built for the expected liquid share. H.

    A loop expected to carry less than it is built for at least (a tenth of the heat) is looked at with that share.
    """
    found = []
    for loop, share in ((design.liquid, liquid_share), (design.air, 1 - liquid_share)):
        at = load * max(share, 1e-3) / max(share, SMALLEST_LOOP)
        drawn = loop_drawn(design, loop, air, np.full(air.dry_bulb_degc.shape, at))
        found.append((np.asarray(drawn.power / at), np.asarray(drawn.water_l / at)))
    (liquid, liquid_water), (gas, gas_water) = found
    return ByLoop(liquid, gas, liquid_water, gas_water)


def expected(design: Design, air: Air, *, liquid_share: float, load: float) -> tuple[Floats, Floats]:
    """Cooling power per IT power and litres per kWh of IT, with the expected liquid share at the expected load. H."""
    loops = by_loop(design, air, liquid_share=liquid_share, load=load)
    return loops.power(liquid_share), loops.water_l(liquid_share)
