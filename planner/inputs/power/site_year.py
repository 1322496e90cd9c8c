"""A cooling design and the electrical chain through the typical year of Paris at one load: PUE and WUE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.catalogue import racks as rack_data
from planner.physics import cooling_plant, electrical_chain

if TYPE_CHECKING:
    from pathlib import Path

    from planner.physics.cooling_designs import Design

JULY = 7
AUXILIARIES_SHARE = 0.005  # of the connection


@dataclass(frozen=True)
class SiteYear:
    """Indicators of ISO/IEC 30134 over a typical year at constant IT power."""

    pue: float  # energy at the meter / IT energy
    july_pue: float  # mean of July
    july_peak_pue: float  # its worst hour
    wue_l_per_kwh: float
    free_share: float  # of the hours: no chiller runs


def site_year(design: Design, *, liquid_share: float, load: float, data_dir: Path | None = None) -> SiteYear:
    """The year of a site whose IT draws `load` times what its chain could feed, all losses exact."""
    table = rack_data.weather(data_dir)
    columns = (table[name].to_numpy(dtype=np.float64) for name in ("dry_bulb_degc", "wet_bulb_degc", "dew_point_degc"))
    air = cooling_plant.Air(*columns)
    july = table["month"].to_numpy() == JULY
    connection = np.ones(len(july))
    it = connection * load * electrical_chain.line(load).efficiency
    rated = connection * electrical_chain.line(load).efficiency
    cooled = cooling_plant.site_drawn(
        design, air, it * liquid_share, it * (1 - liquid_share), liquid_share=liquid_share, rated_heat=rated
    )
    meter = electrical_chain.losses(it + cooled.power + AUXILIARIES_SHARE * connection, connection).in_mw
    pue = meter / it
    free = np.ones(len(july), dtype=np.bool_)
    for loop, share in ((design.liquid, liquid_share), (design.air, 1 - liquid_share)):
        if share > 0:
            free &= cooling_plant.loop_drawn(design, loop, air, np.full(len(july), load)).chillers == 0
    return SiteYear(
        pue=float(pue.mean()),
        july_pue=float(pue[july].mean()),
        july_peak_pue=float(pue[july].max()),
        wue_l_per_kwh=float(cooled.water_l_per_kwh.mean()),
        free_share=float(free.mean()),
    )
