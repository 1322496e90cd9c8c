"""Every equation is needed by the test that docs/model.md names for it: without the equation that test fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.optimisation import proofs

SECTIONS = proofs.sections((Path(__file__).parents[2] / "docs" / "model.md").read_text(encoding="utf-8"))
PAIRS = [(name, test) for name, section in SECTIONS.items() for test in proofs.proof_of(section)]


@pytest.mark.parametrize(("equation", "test"), PAIRS, ids=[name for name, _ in PAIRS])
def test_a_proof_fails_without_its_equation(equation: str, test: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: the figure worked by hand in the proof is another one when no model has the equation.

    A bug would give: a proof that never looked at its equation.
    """
    assert proofs.fails_without(equation, test, monkeypatch)


def test_a_proof_can_be_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: the test above can fail: the cheapest racks are the same without a floor load."""
    assert not proofs.fails_without("floor_load", "test_the_cheapest_rack_for_the_work_is_chosen", monkeypatch)
