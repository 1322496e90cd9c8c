"""Fit-out and deposit of phases that open after the plan is made, worked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.calendar import make_calendar
from planner.inputs.power.phases import phase_arrays
from planner.problem.site import Phases
from tests.inputs.plain import plain_scenario

COSTS = {"site.fit_out_eur_per_mw": 3e6, "site.deposit_months": 6.0, "site.phases.phase-2.capex_meur": 1.0}


def phases(changes: dict[str, Any]) -> Phases:
    scenario = plain_scenario(COSTS | changes)
    horizon = scenario.horizon
    return phase_arrays(scenario, make_calendar(horizon.start, horizon.end, horizon.period, days=1))


def test_what_is_open_when_the_plan_is_made_owes_nothing() -> None:
    """Proves: phase 1 (2026-Q3) is there; phase 2 brings 5 MW in 2027-Q2: 15 MEUR of fit-out beside its capex.

    Deposit: six months of 90 kEUR per MW-month, with 2 % inflation to the middle of the period of opening.
    """
    found = phases({})
    assert found.fit_out_meur == pytest.approx([0, 15])
    assert found.capex_meur == pytest.approx([0, 16])
    assert np.all(found.deposit_meur[0] == 0)
    to_middle = (92 + 90 + 91 / 2) / 365
    assert found.deposit_meur[1, 2] == pytest.approx(6 * 0.09 * 5 * 1.02**to_middle)


def test_the_day_of_the_plan_tells_what_is_open() -> None:
    """Proves: a committed phase that opened by then owes nothing, one that is still to be decided does."""
    assert phases({"horizon.as_of": "2027-05-01"}).fit_out_meur == pytest.approx([0, 0])
    open_to_plan = {"horizon.as_of": "2027-05-01", "site.phases.phase-2.committed": False}
    assert phases(open_to_plan).fit_out_meur == pytest.approx([0, 15])
    assert phases({"horizon.as_of": "2026-06-01"}).fit_out_meur == pytest.approx([15, 15])
