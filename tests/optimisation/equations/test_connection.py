"""Hand-solved: phases of the site, its connection, and the room for racks."""

from __future__ import annotations

import pytest

from planner.problem.site import ModelInputs
from tests.optimisation.make import Phase, Rack, Work, ordered, solve_both, world

ONE_MW_RACKS = Rack(opening=2, mw=1)


def test_the_less_valuable_workload_gives_way_to_the_connection() -> None:
    """Proves: where the connection binds, the workload that pays more per MWh is served.

    By hand: 2 racks of 1 MW, connection 1.5 MW, two workloads paid 5 and 3 MEUR: 5 + 0.5 · 3 = 6.5 MEUR; one MW
    more would earn 3 MEUR.
    A bug would give: 8 MEUR if the connection did not bind, 5.5 if the first in the list were served.
    """
    x = world(
        [Rack(opening=2, mw=1, serves={"batch": 1.0, "assistant": 1.0})],
        [Work("batch", revenue=3), Work("assistant", revenue=5)],
        objective="maximise_npv",
        phases=[Phase(mw=1.5)],
    )
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(6.5)
    assert solution.dispatch.unserved[:, 0] == pytest.approx([0.5, 0])
    assert solution.marginal.connection_meur_per_mw == pytest.approx([3])


def phased(second: Phase, periods: int = 2) -> ModelInputs:
    """A site of 1 MW and a second phase; two racks of 1 MW, each earning 5 MEUR a period."""
    return world(
        [ONE_MW_RACKS],
        [Work(demand=[2], revenue=5)],
        periods=periods,
        objective="maximise_npv",
        phases=[Phase(mw=1), second],
    )


def test_a_phase_brings_its_megawatts_when_it_opens() -> None:
    """Proves: the connection grows when a phase opens, not before.

    By hand: 1 MW in period 1, 2 MW in period 2, 5 MEUR a MW: 5 + 10 = 15 MEUR.
    A bug would give: 20 MEUR if all phases were open from the start, 10 if the second never opened.
    """
    solution = solve_both(phased(Phase(mw=1, opens=1)))
    assert solution.objective_meur == pytest.approx(15)
    assert solution.phase_open.tolist() == [[1, 1], [0, 1]]


@pytest.mark.parametrize(("capex", "committed", "npv", "opens"), [(4, False, 6, 1), (6, False, 5, 0), (6, True, 4, 1)])
def test_an_optional_phase_is_built_where_it_pays(capex: float, committed: bool, npv: float, opens: int) -> None:
    """Proves: an optional phase opens where it earns its capex; a committed one opens in any case, and is paid.

    By hand: it earns 5 MEUR. Capex 4: 10 - 4 = 6. Capex 6: stay at 5. Committed at 6: 10 - 6 = 4.
    A bug would give: 10 if capex were forgotten, 5 where a committed phase could be left out.
    """
    solution = solve_both(phased(Phase(mw=1, capex=capex, committed=committed), periods=1))
    assert solution.objective_meur == pytest.approx(npv)
    assert solution.phase_open[1, 0] == opens


def test_capex_is_paid_once_at_the_opening() -> None:
    """Proves: capex is paid in the period of the opening, discounted there, and once.

    By hand: capex 4 in period 2 of 3 at factor 0.5: 2 MEUR; nothing else.
    A bug would give: 4 undiscounted, 3 if paid in each open period (4 · 0.5 + 4 · 0.25), 1 at the end.
    """
    x = world(
        [Rack()],
        [Work(demand=[0])],
        periods=3,
        discount=[1.0, 0.5, 0.25],
        phases=[Phase(), Phase(opens=1, capex=4)],
    )
    assert solve_both(x).objective_meur == pytest.approx(2)


def test_phases_open_in_their_order() -> None:
    """Proves: a phase cannot open before the one in front of it.

    By hand: phase 1 brings nothing and costs 7 MEUR, phase 2 brings 1 MW that earns 5: both -2, none 0 MEUR.
    A bug would give: 5 MEUR with phase 2 alone.
    """
    x = world(
        [ONE_MW_RACKS],
        [Work(demand=[1], revenue=5)],
        objective="maximise_npv",
        phases=[Phase(mw=0, capex=7, committed=False), Phase(mw=1, committed=False)],
    )
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(0)
    assert solution.phase_open.tolist() == [[0], [0]]


def test_an_open_phase_stays_open() -> None:
    """Proves: a phase that was opened goes on to cost its shell.

    By hand: an optional MW earns 3 MEUR in period 1 and nothing in period 2; shell 1 MEUR a MW: 3 - 1 - 1 = 1.
    A bug would give: 2 MEUR if it could close again.
    """
    x = world(
        [ONE_MW_RACKS],
        [Work(demand=[[1], [0]], revenue=3)],
        periods=2,
        objective="maximise_npv",
        phases=[Phase(mw=1, committed=False)],
        shell=1,
    )
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(1)
    assert solution.phase_open.tolist() == [[1, 1]]


@pytest.mark.parametrize(
    ("need", "room"),
    [
        ({"positions": 0.5}, {"positions": 1.0}),
        ({"liquid_mw": 0.5}, {"liquid_mw": 1.0}),
        ({"weight_t": 1.5}, {"floor_t": 3.0}),
    ],
    ids=["positions", "liquid cooling", "floor load"],
)
def test_racks_need_room(need: dict[str, float], room: dict[str, float]) -> None:
    """Proves: positions, liquid cooling and floor load each limit the racks installed.

    By hand: room for 2 racks, demand 3, a rack costs 1 and earns 5 MEUR: 2 · (5 - 1) = 8 MEUR.
    A bug would give: 12 MEUR without the limit, 4 if a rack needed twice its share.
    """
    x = world(
        [Rack(price=1, supply=9, **need)],
        [Work(demand=[3], revenue=5)],
        objective="maximise_npv",
        phases=[Phase(**room)],
    )
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(8)
    assert ordered(x, solution) == {"rack": 2}


def test_an_opening_fleet_too_large_for_the_floor_is_sold_down() -> None:
    """Proves: the opening fleet may leave from the first period, so a small site is no contradiction.

    By hand: 3 racks, 2 positions, resale 1 MEUR, each earns 5: 2 · 5 + 1 = 11 MEUR.
    A bug would give: no plan, or 15 MEUR if the opening fleet needed no position.
    """
    x = world(
        [Rack(opening=3, positions=1, resale=[1, 0])],
        [Work(demand=[3], revenue=5)],
        objective="maximise_npv",
        phases=[Phase(positions=2)],
    )
    assert solve_both(x).objective_meur == pytest.approx(11)


def test_the_parked_fleet_stays_within_the_connection() -> None:
    """Proves: no more racks are held than can be parked at the connection in the hottest hour.

    By hand: 1 MW; a rack draws 0.5 MW parked and 0.5 MW serving, cooling 0 then 0.5: 0.75 MW in the second hour,
    so 1 rack. It earns 5 MEUR in the first hour: 5 MEUR. Two racks would fit in the first hour only.
    A bug would give: 10 MEUR if the second hour were not asked; a failed dispatch if it were not foreseen.
    """
    x = world(
        [Rack(supply=9, mw=0.5, idle_mw=0.5, standby_mw=0.5)],
        [Work(demand=[2, 0], revenue=5)],
        objective="maximise_npv",
        phases=[Phase(mw=1)],
        cooling=[0, 0.5],
    )
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(5)
    assert ordered(x, solution) == {"rack": 1}
