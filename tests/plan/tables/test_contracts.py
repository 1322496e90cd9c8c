"""Supply contracts in the plan: money, table, cover and exposure worked by hand, and nothing where there are none."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from planner.optimisation.search.session import solve_inputs
from planner.plan.manifest import HEADLINE_KPIS
from planner.plan.money.cash_flow import CONTRACT_ITEMS, END, objective_meur
from planner.plan.plan import Plan
from planner.plan.store import disk as store
from planner.plan.tables.contracts import COLUMNS
from planner.problem.site import ModelInputs
from planner.problem.solution import Solution
from tests.inputs.tiny import tiny_inputs
from tests.optimisation.make import Phase, Rack, Work, world
from tests.optimisation.offers import Offer, money_meur, offered, random_offers
from tests.plan.answers import plan as plan_without
from tests.plan.answers import scenario

OURS = ("exposed_share", "sold_back_share", "hedge_value_meur")


@cache
def answer(seed: int) -> tuple[ModelInputs, Solution]:
    objective = "maximise_npv" if seed % 2 else "minimise_cost"
    x = random_offers(tiny_inputs(3, 2, 12, 2, 2, seed, objective=objective), seed)  # type: ignore[arg-type]
    return x, solve_inputs(x, gap=1e-3, processes=1)


def plan_of(seed: int) -> Plan:
    return Plan.from_solution(scenario(), *answer(seed))


def hand(load: tuple[float, float], offers: list[Offer]) -> Plan:
    """A plan of two hours, 1 and 3 EUR/MWh at spot, whose load is given: the auxiliaries, and a rack in one hour."""
    x = world(
        [Rack(opening=1, mw=load[1] - load[0])],
        [Work(demand=[0.0, 1.0], penalty=1000)],
        phases=[Phase(mw=10)],
        spot=[1e-6, 3e-6],
        auxiliaries_mw=load[0],
    )
    x = offered(x, offers)
    return Plan.from_solution(scenario(), x, solve_inputs(x, gap=1e-6, processes=1))


@pytest.mark.parametrize("seed", range(1, 7))
def test_money_adds_up_with_contracts(seed: int) -> None:
    """Proves: cash flow = objective; items of contracts = volume·(strike − spot) by the hour = −hedge value."""
    x, s = answer(seed)
    plan = plan_of(seed)
    assert objective_meur(plan.cash_flow, x.objective) == pytest.approx(s.objective_meur, rel=1e-6)
    ours = plan.cash_flow.loc[plan.cash_flow["item"].str.startswith(CONTRACT_ITEMS)]
    assert -ours["present_eur"].sum() / 1e6 == pytest.approx(money_meur(x, s), abs=1e-9)
    if s.contract_mw.any():
        assert plan.kpi("hedge_value_meur") == pytest.approx(-money_meur(x, s), abs=1e-9)


def test_some_of_these_plans_sign_contracts() -> None:
    """Proves: the test above was not of empty tables."""
    signed = [answer(seed)[1].contract_mw > 0 for seed in range(1, 7)]
    assert np.any(signed, axis=0).all()
    assert not np.all(signed)


@pytest.mark.parametrize("seed", range(1, 7))
def test_the_levelised_cost_carries_the_contracts(seed: int) -> None:
    """Proves: present site cost with contracts is that without them plus what they cost, prepayments spread or not."""
    x, s = answer(seed)
    plan = plan_of(seed)
    cost, without = (lcot_total(p) for p in (plan, without_contracts(seed)))
    assert cost - without == pytest.approx(1e6 * money_meur(x, s), abs=1e-3)


def lcot_total(plan: Plan) -> float:
    """Levelised cost · present tokens + the same for GPU-hours: the present cost of the site [EUR]."""
    discount = dict(zip(plan.cash_flow["period"], plan.cash_flow["discount"], strict=True))
    tokens = plan.tokens.loc[plan.tokens["unit"] == "Mtokens"]
    present = (tokens["served_here"] * tokens["period"].map(discount)).sum()
    return float((plan.kpi("lcot_eur_per_mtoken") or 0.0) * present)


@cache
def without_contracts(seed: int) -> Plan:
    """The same decisions and hours, with no contract."""
    from dataclasses import replace

    from planner.problem.site import Contracts

    x, s = answer(seed)
    sign = 1 if x.objective == "maximise_npv" else -1
    objective = s.objective_meur + sign * money_meur(x, s)
    bare = replace(s, contract_mw=np.zeros(0), objective_meur=objective)
    return Plan.from_solution(scenario(), replace(x, contracts=Contracts()), bare)


def test_cover_and_exposure_by_hand() -> None:
    """Proves: 1 MW for a load of 2 and 4 MW: exposed 1 + 3 of 6 MWh; nothing sold back; cover 2 of 6 MWh.

    The block at 1.5 on a mean of 2 pays 2·0.5 = 1 EUR.
    """
    plan = hand((2.0, 4.0), [Offer(1.5, most=1)])
    assert plan.kpi("exposed_share") == pytest.approx(4 / 6)
    assert plan.kpi("exposed_share", period="2027") == pytest.approx(4 / 6)
    assert plan.kpi("sold_back_share") == pytest.approx(0.0)
    assert plan.kpi("hedge_value_meur") == pytest.approx(1e-6)
    row = plan.contracts.iloc[0]
    assert row["energy_mwh"] == pytest.approx(2.0)
    assert (row["strike_eur_per_mwh"], row["spot_eur_per_mwh"]) == pytest.approx((1.5, 2.0))
    assert row["settlement_meur"] == pytest.approx(-1e-6)
    assert row["cover_share"] == pytest.approx(2 / 6)


def test_exposure_is_counted_by_the_hour_not_on_the_mean() -> None:
    """Proves: 3 MW for a load of 2 and 4 MW covers the energy on paper, yet 1 MWh is exposed and 1 is sold back."""
    plan = hand((2.0, 4.0), [Offer(1.5, most=3)])
    assert plan.contracts["cover_share"].tolist() == pytest.approx([1.0])
    assert plan.kpi("exposed_share") == pytest.approx(1 / 6)
    assert plan.kpi("sold_back_share") == pytest.approx(1 / 6)


def test_a_prepayment_is_capital_and_what_is_left_of_it_is_at_the_end() -> None:
    """Proves: 0.4 EUR ahead for each of 2 MW, 0.1 of it for later; the items carry their group and period."""
    plan = hand((2.0, 4.0), [Offer(1.5, most=2, prepaid=0.4e-6, left=0.1e-6)])
    flows = plan.cash_flow.set_index("item")
    ahead, left = flows.loc["prepayment: block-0"], flows.loc["prepayment for days after the horizon: block-0"]
    assert (ahead["group"], ahead["period"], ahead["eur"]) == ("capex", "2027", pytest.approx(-0.8))
    assert (left["group"], left["period"], left["eur"]) == ("terminal", END, pytest.approx(0.2))
    assert plan.contracts["prepayment_meur"].tolist() == pytest.approx([0.8e-6])


def test_contracts_survive_the_disk_and_their_absence_too(tmp_path: Path) -> None:
    """Proves: the table reads back; a run without contracts has no file of them, and reads as an empty table."""
    ours = hand((2.0, 4.0), [Offer(1.5, most=1)])
    pd.testing.assert_frame_equal(store.load(tmp_path, ours.save(tmp_path)).contracts, ours.contracts)
    bare = plan_without("npv").save(tmp_path)
    assert not (tmp_path / bare / "contracts.parquet").exists()
    read = store.load(tmp_path, bare).contracts
    assert (list(read.columns), len(read)) == (COLUMNS, 0)


def test_without_contracts_a_plan_says_nothing_of_them() -> None:
    """Proves: no indicator, no item and no row is added to a plan without contracts."""
    plan = plan_without("npv")
    assert len(plan.contracts) == 0
    assert not set(OURS) & set(plan.kpis["kpi"])
    assert set(OURS) <= set(HEADLINE_KPIS)
    assert not plan.cash_flow["item"].str.startswith(CONTRACT_ITEMS).any()
