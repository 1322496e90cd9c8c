"""No plan exists: the message names the rule, the period and the amount missing."""

from __future__ import annotations

import re

import pytest

from planner.errors import InfeasiblePlan, ScenarioError
from planner.optimisation.search.session import solve_inputs
from planner.problem.site import ModelInputs
from tests.optimisation.make import Phase, Rack, Work, world
from tests.optimisation.make_connection import with_cap, with_flexible, with_limit

POWER = "hint: raise site.connection_mw, open a phase earlier, or lower site.auxiliaries_mw."
METER = "power at the meter for the parked fleet and the auxiliaries"


def refused(x: ModelInputs, message: str) -> None:
    with pytest.raises(InfeasiblePlan, match=f"^{re.escape(message)}$"):
        solve_inputs(x, gap=1e-3, processes=1)


def test_auxiliaries_above_the_connection() -> None:
    """Proves: the MW missing are named. By hand: 1.5 MW of auxiliaries, 1 MW of connection: 0.5 MW short."""
    x = world([Rack()], [Work(penalty=1)], phases=[Phase(mw=1)], auxiliaries_mw=1.5)
    refused(x, f"No plan exists: in 2027 the site lacks 0.5 MW ({METER}): it needs 1.5 and has 1.\n\n{POWER}")


def test_losses_count_in_what_is_missing() -> None:
    """Proves: what lacks is counted at the meter. By hand: 1.25 MW behind half of losses draw 2.5 MW of 2 MW."""
    x = world([Rack()], [Work(penalty=1)], phases=[Phase(mw=2)], efficiency=0.5, auxiliaries_mw=1.25)
    refused(x, f"No plan exists: in 2027 the site lacks 0.5 MW ({METER}): it needs 2.5 and has 2.\n\n{POWER}")


def test_the_period_is_the_one_that_lacks() -> None:
    """Proves: the right period is named. By hand: 2 MW open in 2028; 1 MW in 2027 for 1.5 MW: 0.5 MW short then."""
    x = world(
        [Rack()],
        [Work(penalty=1)],
        periods=2,
        phases=[Phase(mw=1), Phase(mw=1, opens=1)],
        auxiliaries_mw=1.5,
    )
    refused(x, f"No plan exists: in 2027 the site lacks 0.5 MW ({METER}): it needs 1.5 and has 1.\n\n{POWER}")


def test_no_phase_open() -> None:
    """Proves: before the first phase opens there is nothing for the auxiliaries: all 0.3 MW are missing."""
    x = world([Rack()], [Work(penalty=1)], periods=2, phases=[Phase(mw=1, opens=1)], auxiliaries_mw=0.3)
    refused(x, f"No plan exists: in 2027 the site lacks 0.3 MW ({METER}): it needs 0.3 and has 0.\n\n{POWER}")


def test_a_committed_phase_behind_one_that_is_not_open_yet() -> None:
    """Proves: the order of phases is named as the limit, in the first period in which it is broken.

    Phase 2 is committed from the start, phase 1 opens a period later, and phases open in their order.
    """
    x = world([Rack()], [Work(penalty=1)], periods=2, phases=[Phase(opens=1), Phase()])
    refused(
        x,
        "No plan exists: in 2027 the site lacks 1 phase (the phase before one that is committed): it needs 1 and has 0."
        "\n\nhint: open the phase before it earlier, or make the later one optional.",
    )


@pytest.mark.parametrize("phase", [Phase(positions=1), Phase(liquid_mw=0.5), Phase(floor_t=2), Phase(mw=0.2)], ids=str)
def test_an_opening_fleet_that_does_not_fit_is_no_contradiction(phase: Phase) -> None:
    """Proves: the opening fleet can be sold in the first period, so limits of room never leave us without a plan."""
    rack = Rack(opening=3, positions=1, liquid_mw=0.5, weight_t=2, standby_mw=0.2, idle_mw=0.2, mw=0.2)
    x = world([rack], [Work(demand=[3], penalty=5)], phases=[phase])
    solution = solve_inputs(x, gap=1e-3, processes=1)
    assert solution.installed_racks.tolist() == [[1]]


@pytest.mark.parametrize("gap", [0.0, -0.1, float("nan")])
def test_a_gap_that_can_never_be_proven_is_refused(gap: float) -> None:
    """Proves: a zero gap needs a time limit, and a negative or missing one is never accepted."""
    message = f"The gap asked is {gap:g}.\nAllowed: above 0, or 0 with a time limit.\n\nhint: try 0.005."
    with pytest.raises(ScenarioError, match=f"^{re.escape(message)}$"):
        solve_inputs(world(), gap=gap, processes=1)


def test_a_cap_below_what_auxiliaries_cause() -> None:
    """Proves: a carbon cap that nothing can keep is named, with what is missing: 0.2 t less the 0.15 t of the cap."""
    x = world([Rack()], [Work(demand=[1, 1])], auxiliaries_mw=0.1)
    with pytest.raises(InfeasiblePlan, match=r"lacks 0.05 t \(CO2e under the cap"):
        solve_inputs(with_cap(x, 0.15, [1, 1]), processes=1)


def test_works_that_leave_too_little() -> None:
    """Proves: limits in which not even the auxiliaries of 0.1 MW can be held are named, with what is missing."""
    x = world([Rack(idle_mw=0.1, standby_mw=0.1, opening=1)], [Work(demand=[1, 1])], auxiliaries_mw=0.1)
    with pytest.raises(InfeasiblePlan, match=r"lacks 0.05 MW \(power left by transformers and maintenance"):
        solve_inputs(with_limit(x, [0.05, 5]), processes=1)
    with pytest.raises(InfeasiblePlan, match=r"lacks 0.1 MW \(power of the firm part"):
        solve_inputs(with_flexible(x, [x.phases.connection_mw[0]], called=[1, 0]), processes=1)
