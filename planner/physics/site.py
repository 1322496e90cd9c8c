"""What the plan needs to hold its straight lines against the site as it is: plant, weather, loops, chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.physics import cooling_plant, electrical_chain
from planner.physics.cooling_designs import design

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.physics.cooling_designs import Design
    from planner.scenario.fields.site import Site

REUSE_APPROACH_K = 2.0  # of the heat exchanger to whoever takes the heat
RETURN_RISE_K = 10.0


@dataclass(frozen=True)
class SitePower:
    """The site behind the two lines `electrical_efficiency` and `hours.cooling`."""

    design: Design | None  # None: cooling is the line of the scenario
    chain: tuple[electrical_chain.Stage, ...]  # empty: the efficiency of the scenario
    liquid_share: float  # expected share of IT heat that leaves by the liquid loop
    expected_load: float  # IT power expected, share of what the open connection can feed
    reuse_share: float  # share of the liquid loop's heat that a heat network can take
    supply_degc: float  # water to the liquid-cooled racks
    own_auxiliaries_mw: Floats  # P: lighting, offices, security; without the losses of the chain
    rated_efficiency: float  # η, with which the rated heat of the plant follows from the connection
    hot_cooling: float  # cooling power per IT power at full load in the worst hour of 2019 and 2022
    rack_liquid_share: Floats  # R: share of each product's heat that leaves by the liquid loop
    dry_bulb_degc: Floats  # H
    wet_bulb_degc: Floats  # H
    dew_point_degc: Floats  # H

    @property
    def air(self) -> cooling_plant.Air:
        """Outside air of every hour."""
        return cooling_plant.Air(self.dry_bulb_degc, self.wet_bulb_degc, self.dew_point_degc)

    def rated_heat_mw(self, connection_mw: Floats) -> Floats:
        """IT heat that the cooling is built for [MW]: all that the open connection could feed."""
        return np.asarray(connection_mw * self.rated_efficiency)

    def cooling_mw(self, it_mw: Floats, liquid_mw: Floats, connection_mw: Floats) -> tuple[Floats, Floats]:
        """Cooling power [MW] and water [l per kWh of IT] at the load and liquid share of each hour. H.

        Raises ValueError without a design: then the line of the scenario is all that is known.
        """
        if self.design is None:
            message = "the scenario's cooling is a straight line; there is no plant behind it"
            raise ValueError(message)
        found = cooling_plant.site_drawn(
            self.design,
            self.air,
            liquid_mw,
            it_mw - liquid_mw,
            liquid_share=self.liquid_share,
            rated_heat=self.rated_heat_mw(connection_mw),
        )
        return found.power, found.water_l_per_kwh

    def return_degc(self, liquid_mw: Floats, connection_mw: Floats) -> Floats:
        """Water coming back from the liquid-cooled racks [°C]; its rise shrinks below the least flow. H."""
        built = self.rated_heat_mw(connection_mw) * max(self.liquid_share, cooling_plant.SMALLEST_LOOP)
        load = np.divide(liquid_mw, built, out=np.zeros_like(liquid_mw), where=built > 0)
        least = 0.4 if self.design is None else self.design.least_speed
        rise = RETURN_RISE_K if self.design is None else self.design.liquid.rise_k
        return np.asarray(self.supply_degc + rise * load / np.maximum(load, least))


def chosen_design(site: Site) -> Design | None:
    """The cooling design of a scenario; None for the straight line."""
    name = site.cooling.design
    return None if name == "simple" else design(name, site.cooling.liquid_supply_degc)


def least_cooling(site: Site) -> float:
    """Cooling power per IT power that free cooling takes at full load: pumps and fans, chillers off."""
    chosen, share = chosen_design(site), site.cooling.liquid_share
    if chosen is None:
        return float(site.cooling.free_fraction)
    return float(share * chosen.liquid.circulation_share + (1 - share) * chosen.air.circulation_share)


def chosen_line(site: Site) -> electrical_chain.Line:
    """The electrical chain of a scenario as a line: its own efficiency, or the chord of the chain's losses."""
    if site.electrical_chain == "simple":
        return electrical_chain.Line(site.electrical_efficiency, 0.0)
    return electrical_chain.line(site.expected_load)
