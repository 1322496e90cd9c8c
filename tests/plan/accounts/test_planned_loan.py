"""A loan that holds back orders, from the scenario to the accounts: the row of the optimiser is that of the ledger."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from planner.errors import ScenarioError
from planner.inputs.build import build_inputs
from planner.optimisation.models.debt import ROUNDING_MEUR
from planner.optimisation.search.session import Session
from planner.optimisation.two_stage.session import check_paths
from planner.plan.plan import Plan
from planner.problem.several import WeightedPath
from planner.problem.solution import Solution
from planner.scenario.schema import Scenario
from tests.what_if_fields import parts

TERMS = {
    "finance.debt.term_loan": {
        "amount_meur": 20.0, "share_of_investment": 0.9, "draw_until": "2027-Q4", "years": 0.5, "margin": 0.045,
        "arrangement_fee": 0.001, "commitment_fee": 0.005,
    },
    "finance.debt.revolver": None,
    "finance.debt.reserve": None,
    "finance.debt.covenants": None,
    "finance.opening.debt_meur": 30.0,
    "finance.opening.debt_months_left": 20,
}  # fmt: skip
Answers = list[tuple[Plan, Solution]]


def borrowing(minimum_dscr: float) -> Scenario:
    """Three quarters with contracts on both sides, equipment and GPUs rented; the cover counts six months."""
    return parts()[0].with_(**TERMS, **{"finance.debt.planning": {"minimum_dscr": minimum_dscr, "months": 6}})


@pytest.fixture(scope="module")
def answers() -> Answers:
    """With a cover that holds anyway, and with one that binds, in one session."""
    with Session(1) as session:
        return [solved(session, borrowing(cover)) for cover in (0.5, 2.2)]


def solved(session: Session, scenario: Scenario) -> tuple[Plan, Solution]:
    x = build_inputs(scenario, days=1)
    solution = session.solve(x, gap=1e-3)
    return Plan.from_solution(scenario, x, solution), solution


def planned(plan: Plan) -> pd.DataFrame:
    covenants = plan.covenants()
    return covenants.loc[covenants["covenant"] == "planned_dscr"]


def test_the_row_of_the_optimiser_is_that_of_the_accounts(answers: Answers) -> None:
    """Proves: ledger and loan, month by month, leave to each test what the row of the optimiser does.

    With upkeep, rent, grid, contracts, equipment, rented GPUs, fees, draws of several months and a debt of before.
    A bug would give: a line of the cash flow that the row forgets, or a draw in another month.
    """
    for plan, solution in answers:
        room = [one.room_meur for one in solution.capital_limits if one.kind == "cover"]
        assert len(room) == 3
        np.testing.assert_allclose(planned(plan)["headroom_meur"], np.array(room) + ROUNDING_MEUR, atol=1e-7)


def test_a_cover_that_binds_is_never_below_and_moves_orders(answers: Answers) -> None:
    """Proves: the dispatched plan covers each test of the accounts; racks are ordered later, and the value falls."""
    (free, _), (tight, _) = answers
    tests = planned(tight)
    assert not tests["breach"].any()
    assert (tests["value"] >= tests["limit"]).all()
    first, later = (_ordered(plan, "2027-Q3") for plan in (free, tight)), _ordered(tight, "2027-Q4")
    assert later > 0
    assert next(first) > next(first)
    assert float(tight.kpi("npv_meur") or 0.0) < float(free.kpi("npv_meur") or 0.0)


def _ordered(plan: Plan, period: str) -> int:
    return int(plan.orders.loc[plan.orders["order_period"] == period, "racks"].sum())


def test_a_plan_says_which_cover_binds(answers: Answers) -> None:
    """Proves: period, value, least, cash that is left and what a euro more is worth; nothing where none binds."""
    (free, _), (tight, solution) = answers
    assert "debt" not in set(free.binding["what"])
    row = tight.binding.loc[tight.binding["what"] == "debt"].iloc[0]
    test, worth = planned(tight).iloc[0], next(one.worth for one in solution.capital_limits if one.kind == "cover")
    assert row["period"] == test["period"] == "2027-Q3"
    assert row["detail"] == (
        f"debt service cover before tax: {test['value']:.2f}, at least 2.20: {test['headroom_meur']:.2f} M€ of cash "
        f"available are left, and a euro more is worth {worth:.2f} € of present value, racks counted in parts"
    )


def test_draws_of_the_plan_are_those_of_its_accounts(answers: Answers) -> None:
    """Proves: the loan pays its share of every payment in the months of its draws, whatever the plan."""
    for plan, _ in answers:
        accounts = plan.accounts()
        bought = -np.minimum(accounts.lines.paid["racks"] + accounts.lines.paid["site and equipment"], 0.0)
        share = np.where(np.arange(len(bought)) < 6, 0.9, 0.0)
        np.testing.assert_allclose(accounts.financing.flows["drawn"], share * bought, atol=0.01)


def test_paths_are_not_planned_with_a_loan_that_holds_back_orders() -> None:
    """Proves: said, with the field to change; without it the same path is taken."""
    x = build_inputs(borrowing(0.5), days=1)
    with pytest.raises(ScenarioError, match=r"finance\.debt\.planning: a loan holds back orders"):
        check_paths([WeightedPath("only", 1.0, x, {})], 0)
    check_paths([WeightedPath("only", 1.0, replace(x, loan=None), {})], 0)
