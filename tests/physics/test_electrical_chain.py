"""Losses of the electrical chain by load, and the line that the optimiser sees."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.physics.electrical_chain import CHAIN, POWER_SUPPLIES, Stage, chain_assumptions, line, losses

UPS = next(stage for stage in CHAIN if stage.name == "UPS")


def test_one_stage_by_hand() -> None:
    """20 MW rated, 8 MW out: 20 · (0.01 + 0.02 · 0.4 + 0.05 · 0.16) = 0.52 MW; no connection, no loss."""
    stage = Stage("hand", none=0.01, proportional=0.02, square=0.05, installed=2.0, source="", reason="")
    assert stage.lost(np.array([8.0, 0.0, 0.0]), np.array([10.0, 10.0, 0.0])) == pytest.approx([0.52, 0.2, 0.0])


def test_ups_and_power_supplies_are_as_their_sources_say() -> None:
    """UPS: below its vendor's 97 % everywhere, 94 to 97 % from a quarter of load. Supplies: Titanium's 94 and 96 %."""
    load = np.array([0.25, 0.5, 1.0])
    efficiency = load / (load + UPS.lost(load * UPS.installed, np.ones(3)) / UPS.installed)
    assert efficiency == pytest.approx([0.9490, 0.9639, 0.9662], abs=1e-4)
    load = np.array([0.2, 0.5, 1.0])
    rated = POWER_SUPPLIES.installed
    efficiency = load / (load + POWER_SUPPLIES.lost(load * rated, np.ones(3)) / rated)
    assert (efficiency >= [0.94, 0.96, 0.91]).all()
    assert efficiency[:2] == pytest.approx([0.94, 0.96], abs=0.006)


@given(out=st.floats(0, 12), connection=st.floats(0.1, 12))
def test_power_in_is_power_out_and_losses(out: float, connection: float) -> None:
    """Proves: the balance of the chain closes to 1e-9 at any load, and every stage loses something under load."""
    found = losses(np.array([out]), np.array([connection]))
    lost = sum(values[0] for values in found.by_stage_mw.values())
    assert found.in_mw[0] - lost - out == pytest.approx(0, abs=1e-9)
    assert all(values[0] >= 0 for values in found.by_stage_mw.values())
    assert set(found.by_stage_mw) == {stage.name for stage in CHAIN}


@given(expected=st.floats(0.2, 1.0), share=st.floats(0, 1))
def test_the_line_is_a_chord(expected: float, share: float) -> None:
    """Proves: exact at no load and at the expected load; above the truth between, by at most 2.5 % of it from a fifth
    of the connection on; the constant is never negative.

    A bug would give: a tangent, or losses counted twice.
    """
    found = line(expected)
    load = np.array([0.0, expected, share * expected])
    by_line = (load + found.constant_mw_per_mw) / found.efficiency
    exact = losses(load, np.ones(3)).in_mw
    assert by_line[:2] == pytest.approx(exact[:2], abs=1e-12)
    assert by_line[2] >= exact[2] - 1e-12
    if load[2] >= 0.2:
        assert by_line[2] <= exact[2] * 1.025
    assert found.constant_mw_per_mw > 0


def test_the_chain_at_usual_load_is_the_efficiency_of_the_base_case() -> None:
    """Proves: at 80 % of the connection the chain gives 95.3 %; the base case assumes 95.5 %."""
    assert 0.8 / losses(np.array([0.8]), np.ones(1)).in_mw[0] == pytest.approx(0.9531, abs=5e-4)


def test_every_figure_of_the_chain_is_told() -> None:
    rows = chain_assumptions()
    assert len(rows) == 4 * len(CHAIN)
    assert all(row.source and row.reason and row.where for row in rows)
