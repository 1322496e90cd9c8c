"""What each loop of the site's cooling draws, where racks are charged by the loops that their own heat goes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.arrays import Floats


LEAST_SAVING = 1e-7  # of cooling power per IT power: less is rounding


@dataclass(frozen=True, eq=False)
class LoopCooling:
    """Cooling power and water of the liquid and the air loop at the expected load, per unit of heat in each."""

    rack_liquid_share: Floats  # R: of the heat of each product; that of its network and storage stays in the air
    liquid: Floats  # H: cooling power per IT power whose heat leaves by the liquid loop
    air: Floats  # H: and by the air loop
    liquid_water_l: Floats  # H: l per kWh of IT
    air_water_l: Floats  # H

    @property
    def saving(self) -> Floats:
        """What a MW of heat in the liquid loop saves against one in the air loop [MW]. H."""
        saved = self.air - self.liquid
        # A coefficient near 0 would have no place in the compiled matrix.
        return np.where(np.abs(saved) < LEAST_SAVING, LEAST_SAVING, saved)

    def rack_cooling(self, least_kw: Floats, network_kw: Floats) -> Floats:
        """Power with cooling of one rack of each product whose own power is `least_kw` and its network's
        `network_kw` [kW], shape (R, H)."""
        own = self.air - np.outer(self.rack_liquid_share, self.air - self.liquid)
        power_kw: Floats = least_kw[:, None] * (1 + own) + np.outer(network_kw, 1 + self.air)
        return power_kw
