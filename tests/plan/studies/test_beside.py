"""Figures beside buying nothing and beside other plans."""

from __future__ import annotations

import dataclasses

import pytest

from planner.optimisation.search.session import Session
from planner.plan.money.reference import figure_of
from planner.plan.plan import Plan
from planner.plan.studies.beside import COLUMNS, NOTHING, beside
from tests.optimisation.random_cases import random_case
from tests.plan.answers import plan, scenario


@pytest.fixture(scope="module")
def made() -> Plan:
    """A plan with its reference."""
    x = random_case(3)
    with Session(1) as session:
        solution = session.solve(x, gap=1e-5)
        return Plan.from_solution(
            scenario(), x, solution, None, session.reference(x, gap=1e-5, size_meur=solution.objective_meur)
        )


def test_every_figure_stands_against_buying_nothing(made: Plan) -> None:
    """Proves: NPV and cost of the reference's indicators are those of the table `reference`; years have theirs too."""
    table = beside(made, [("npv_meur", "all"), ("lcot_eur_per_mtoken", "all"), ("served_share", "2027")], {})
    assert table["against"].unique().tolist() == [NOTHING]
    rows = table.set_index("kpi")
    for kpi in ("npv_meur", "lcot_eur_per_mtoken"):
        assert rows.loc[kpi, "other"] == figure_of(made.reference, kpi, "reference")
        assert rows.loc[kpi, "value"] == figure_of(made.reference, kpi, "site")
    assert rows.loc["npv_meur", "difference"] == pytest.approx(figure_of(made.reference, "npv_meur", "orders"))
    assert rows.loc["served_share", "difference"] >= -1e-9  # a rack more serves no less


def test_a_run_of_before_stands_against_nothing_over_the_whole_horizon(made: Plan) -> None:
    """Proves: without indicators of the reference its table is read; where that has no such figure, there is no row."""
    old = dataclasses.replace(made, reference_kpis=made.reference_kpis.iloc[:0])
    table = beside(old, [("npv_meur", "all"), ("npv_meur", "2027"), ("served_share", "2027")], {})
    assert list(table.columns) == COLUMNS
    assert [tuple(row) for row in table[["kpi", "period"]].to_numpy()] == [("npv_meur", "all")]


def test_other_plans_stand_in_their_order_and_a_year_they_lack_has_no_row() -> None:
    """Proves: difference is ours − theirs, in the order given; the plan has no reference, so there is no such row."""
    ours, theirs = plan("npv"), plan("crowded")
    table = beside(ours, [("npv_meur", "all"), ("pue", "2028")], {"locked": theirs, "last month": ours})
    assert table["against"].tolist() == ["locked", "last month"]
    assert table["kpi"].tolist() == ["npv_meur"] * 2
    difference = ours.manifest["kpis"]["npv_meur"] - theirs.manifest["kpis"]["npv_meur"]
    assert table["difference"].tolist() == pytest.approx([difference, 0.0])
