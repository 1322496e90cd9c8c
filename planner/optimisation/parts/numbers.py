"""What a day needs to know of the parts that a site has, by field of `Day`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from planner.optimisation.parts.grid_support import support_of_day

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.problem.site import ModelInputs


def numbers_of_parts(x: ModelInputs, hours: slice, p: int) -> dict[str, Any]:
    """The numbers of all parts in the hours of one day of period `p`; nothing of a part that is not there."""
    return {
        **_on_site(x, hours, p),
        **support_of_day(x, hours, p),
        **_limits(x, hours),
    }


def _on_site(x: ModelInputs, hours: slice, p: int) -> dict[str, Floats]:
    """What a day needs to know of battery, PV, back-up sets and thermal store, where there are any."""
    found: dict[str, Floats] = {}
    count = hours.stop - hours.start
    if x.pv:
        sun = x.pv.profile[hours]
        # A coefficient of 0 would have no place in the compiled matrix: in the dark the bound says it all.
        found["sun"] = np.where(sun > 0, sun, 1.0)
        found["most_pv_mw"] = np.where(sun > 0, np.inf, 0.0)
    if x.battery:
        found["wear_keur_per_mwh"] = np.full(count, x.battery.wear_eur_per_mwh[p] / 1000)
    if x.gensets:
        found["genset_keur_per_mwh"] = np.full(count, x.gensets.energy_eur_per_mwh[p] / 1000)
    if x.cold_store:
        saved = x.cold_store.saved_mwh_per_mwh[hours]
        found["chilling"] = x.cold_store.charge_mwh_per_mwh[hours]
        found["saved_chilling"] = np.where(saved > 0, saved, 1.0)
        found["most_cold_discharge_mw"] = np.where(saved > 0, np.inf, 0.0)
    return found


def _limits(x: ModelInputs, hours: slice) -> dict[str, Floats]:
    """What a day needs to know of a flexible connection and a carbon cap, where there are any."""
    found: dict[str, Floats] = {}
    if x.flexible:
        left = 1 - x.flexible.called[hours]
        found["flexible_left"] = np.where(left > 0, left, 1.0)
        found["most_flexible_mw"] = np.where(left > 0, np.inf, 0.0)
    if x.flexible and x.flexible.chosen:
        found["agreed"] = x.flexible.agreed[hours].astype(np.float64)
    if x.carbon_cap:
        found["t_per_mwh"] = x.carbon_cap.t_per_mwh[hours]
    return found
