"""Hand-solved: what the site must be able to hold whatever comes, though battery, sun or sets would help it out.

These rows give every day a dispatch, whatever investment decides. The days of a site without such help say the same by
themselves; here help is free, so that only the rows say it, and the figure is theirs.
"""

from __future__ import annotations

import pytest

from planner.problem.site import ModelInputs
from tests.optimisation.make import Phase, Rack, Work, ordered, solve_both, world
from tests.optimisation.make_connection import with_cap, with_flexible, with_limit
from tests.optimisation.make_on_site import capacity, with_gensets, with_pv


def held(connection: float = 2.0) -> ModelInputs:
    """Two racks that draw half a MW, parked or not, in two hours; a MWh of work that is lost costs 10."""
    rack = Rack(mw=0.5, idle_mw=0.5, standby_mw=0.5, opening=2)
    return world([rack], [Work(demand=[2, 2], penalty=10)], phases=[Phase(mw=connection)])


def test_sets_do_not_hold_the_parked_fleet() -> None:
    """Proves: the parked fleet is held by the connection alone, in the hottest hour.

    By hand: 1 MW; a rack draws 0.5 MW, cooling 0 then 0.5: 0.75 MW, so 1 rack. It earns 5 MEUR in the first hour.
    A bug would give: 10 MEUR, with 2 racks and half a MW of back-up sets in the second hour.
    """
    x = world(
        [Rack(supply=2, mw=0.5, idle_mw=0.5, standby_mw=0.5)],
        [Work(demand=[2, 0], revenue=5)],
        objective="maximise_npv",
        phases=[Phase(mw=1)],
        cooling=[0, 0.5],
    )
    solution = solve_both(with_gensets(x, 1, 0, peak_shaving=True))
    assert solution.objective_meur == pytest.approx(5)
    assert ordered(x, solution) == {"rack": 1}


def test_sets_do_not_hold_the_fleet_at_the_firm_part() -> None:
    """Proves: where the flexible part may be taken away, the firm part alone holds the parked fleet.

    By hand: 0.5 of 2 MW is firm: one rack of 0.5 MW stays, 1 MWh of work is lost in each of two hours: 20 MEUR.
    A bug would give: 0, the second rack fed by back-up sets.
    """
    x = with_gensets(held(), 1, 0, peak_shaving=True)
    solution = solve_both(with_flexible(x, [1.5], called=[1, 0]))
    assert solution.objective_meur == pytest.approx(20)
    assert solution.installed_racks.tolist() == [[1]]


def test_sets_do_not_hold_the_fleet_behind_transformers() -> None:
    """Proves: what transformers and maintenance leave in their worst hour holds the parked fleet.

    By hand: 0.5 MW are left in one of two hours: one rack stays, 20 MEUR. A bug would give: 0, as above.
    """
    x = with_gensets(held(), 1, 0, peak_shaving=True)
    solution = solve_both(with_limit(x, [0.5, 2]))
    assert solution.objective_meur == pytest.approx(20)
    assert solution.installed_racks.tolist() == [[1]]


def test_the_sun_does_not_hold_the_fleet_under_a_cap() -> None:
    """Proves: the cap of carbon holds the parked fleet as if all of it came from the grid.

    By hand: at 1 t/MWh a rack of 0.5 MW causes 1 t in two hours, the cap is 1 t: one rack stays, 20 MEUR.
    A bug would give: 0, both racks fed by 1 MW of PV.
    """
    x = held()
    x = with_pv(x, [1, 1], capacity(x, least=1, most=1))
    solution = solve_both(with_cap(x, 1, [1, 1]))
    assert solution.objective_meur == pytest.approx(20)
    assert solution.installed_racks.tolist() == [[1]]


def test_a_period_sheds_no_more_than_its_window_holds() -> None:
    """Proves: investment gives a period no more to shed than the flexible part in the hours of its window.

    By hand: 3 MWh are owed of 1 MW. The first period has no work, and a window of two hours: 2 MWh for nothing. The
    third comes from the second, at 10 MEUR. A bug would give: 0, or a first period with 3 MWh in two hours.
    """
    x = world(
        [Rack(mw=1, opening=10)],
        [Work(demand=[[0, 0], [2, 2]], penalty=10)],
        periods=2,
        months=6,
        phases=[Phase(mw=2)],
    )
    solution = solve_both(with_flexible(x, [1.0], agreed=[1, 1, 1, 1], owed_hours=1.5))
    assert solution.objective_meur == pytest.approx(10)
    assert solution.shared["shed_gwh"] == pytest.approx([0.002, 0.001])
