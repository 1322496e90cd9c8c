"""Against PyPSA (Brown, Hörsch, Schlachtberger 2018, doi 10.5334/jors.188): the same site in another tool.

Load, prices and limits are made up here: two price levels (40 by night, 120 EUR/MWh by day), 10 MW at the meter, a
load that passes them at noon. No expected figure is written down but the one by hand; each cost is what PyPSA finds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pypsa
import pytest

from tests.inputs.tiny import with_overrides
from tests.optimisation.make import Phase, Rack, Work, solve_both, world

if TYPE_CHECKING:
    from planner.arrays import Floats

HOURS = 24
HOUR = np.arange(HOURS)
PRICE = np.where((HOUR >= 7) & (HOUR < 23), 120.0, 40.0)  # EUR/MWh
LOAD = 8.0 + 4.0 * np.sin((HOUR - 6) / HOURS * 2 * np.pi)  # MW of IT: 4 to 12
SHED = 2000.0  # EUR/MWh of IT load not served
LIMIT = 10.0  # MW at the meter


def network() -> pypsa.Network:
    n = pypsa.Network()
    n.set_snapshots(pd.date_range("2027-01-01", periods=HOURS, freq="h"))
    n.add("Bus", "meter")
    n.add("Generator", "grid", bus="meter", p_nom=LIMIT, marginal_cost=pd.Series(PRICE, index=n.snapshots))
    return n


def cost_of(n: pypsa.Network) -> float:
    status, condition = n.optimize(solver_name="highs", log_to_console=False, include_objective_constant=False)
    assert (status, condition) == ("ok", "optimal")
    return float(n.objective)


def site(window: int = 0, *, cooling: Floats | float = 0.0, efficiency: float = 1.0, auxiliaries: float = 0.0) -> float:
    """Cost of our site [EUR]: racks of 1 MW that draw nothing when parked, enough for the highest load."""
    x = world(
        [Rack(mw=1, opening=200)],
        [Work(demand=LOAD, penalty=SHED / 1e6, window=window)],
        phases=[Phase(mw=LIMIT)],
        spot=PRICE / 1e6,
        cooling=cooling,
        efficiency=efficiency,
        auxiliaries_mw=auxiliaries,
    )
    # In thousands of EUR a unit, so that the solver meets numbers near 1.
    x = with_overrides(x, {"days": {"weight": 1e3}})
    return solve_both(x).objective_meur * 1e3


def test_fixed_load_two_prices_ten_megawatts() -> None:
    """Proves: the same cost as PyPSA for a fixed IT load at the meter, with what does not fit shed.

    By hand: energy of min(load, 10) at its price, the rest at 2,000 EUR/MWh.
    A bug would give: the cost without the limit, or a limit on IT rather than at the meter.
    """
    n = network()
    n.add("Load", "it", bus="meter", p_set=pd.Series(LOAD, index=n.snapshots))
    n.add("Generator", "shed", bus="meter", p_nom=100.0, marginal_cost=SHED)
    theirs = cost_of(n)
    by_hand = np.minimum(LOAD, LIMIT) @ PRICE + np.maximum(LOAD - LIMIT, 0).sum() * SHED
    assert theirs == pytest.approx(by_hand, rel=1e-9)
    assert site() == pytest.approx(theirs, rel=1e-6)


def test_cooling_losses_and_auxiliaries() -> None:
    """Proves: the same cost where cooling changes by the hour: in PyPSA a link whose efficiency is η / (1 + cooling).

    A bug would give: auxiliaries that are cooled, or losses on one part alone.
    """
    cooling, eta, auxiliaries = np.where((HOUR >= 12) & (HOUR < 18), 0.2, 0.06), 0.955, 0.25
    n = network()
    n.add("Bus", "racks")
    n.add(
        "Link", "chain", bus0="meter", bus1="racks", p_nom=100.0, efficiency=pd.Series(eta / (1 + cooling), n.snapshots)
    )
    n.add("Load", "auxiliaries", bus="meter", p_set=auxiliaries / eta)
    n.add("Load", "it", bus="racks", p_set=pd.Series(LOAD, index=n.snapshots))
    n.add("Generator", "shed", bus="racks", p_nom=100.0, marginal_cost=SHED)
    assert site(cooling=cooling, efficiency=eta, auxiliaries=auxiliaries) == pytest.approx(cost_of(n), rel=1e-6)


def test_deferrable_work_is_a_store_below_zero() -> None:
    """Proves: the same cost where work may wait a day: in PyPSA a cyclic store that may only owe.

    A bug would give: work served before it arrives, or a day that does not close on itself.
    """
    n = network()
    n.add("Load", "it", bus="meter", p_set=pd.Series(LOAD, index=n.snapshots))
    n.add("Generator", "shed", bus="meter", p_nom=100.0, marginal_cost=SHED)
    n.add("Store", "waiting", bus="meter", e_nom=float(LOAD.sum()), e_min_pu=-1.0, e_max_pu=0.0, e_cyclic=True)
    theirs = cost_of(n)
    assert site(window=24) == pytest.approx(theirs, rel=1e-6)
    assert theirs < site() * 0.9
