"""Cooling power of a plan with its thermal store: what making cold adds, what cold from the store saves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Dispatch


def chilling_mw(inputs: ModelInputs, dispatch: Dispatch) -> Floats:
    """H: what the thermal store adds to the power of cooling, below 0 where it saves [MW at the end of the chain]."""
    store, made, given = inputs.cold_store, dispatch.cold_charge_mw, dispatch.cold_discharge_mw
    if store is None or made is None or given is None:
        return np.zeros_like(dispatch.it_mw)
    return np.asarray(store.charge_mwh_per_mwh * made - store.saved_mwh_per_mwh * given)
