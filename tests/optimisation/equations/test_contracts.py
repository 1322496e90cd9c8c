"""Supply contracts: hand-solved volumes, both models agree, cuts stay valid, and no contract is no column."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import InfeasiblePlan
from planner.optimisation.matrix.highs import compile_model
from planner.optimisation.models.investment import build_investment
from planner.optimisation.search.cuts import CutModel
from planner.optimisation.search.session import Session, solve_inputs
from planner.problem.several import coupled, one_site
from planner.problem.site import Contracts, ModelInputs
from planner.problem.solution import Solution
from tests.inputs.tiny import tiny_inputs, with_overrides
from tests.optimisation import recompute
from tests.optimisation.make import Phase, Rack, Work, solve_both, solve_joint, world
from tests.optimisation.offers import Offer, money_meur, offered, random_offers
from tests.optimisation.random_cases import random_case

EUR = 1e6  # prices of a world are in MEUR


def flat(spot: tuple[float, ...] = (3.0, 5.0), periods: int = 1, discount: tuple[float, ...] = (1.0,)) -> ModelInputs:
    """One MW drawn in both hours, whatever is decided: at spot it costs 8."""
    return world(
        [Rack(opening=1)],
        [Work(demand=[0.0] * len(spot))],
        phases=[Phase(mw=1)],
        spot=spot,
        auxiliaries_mw=1.0,
        periods=periods,
        discount=discount,
    )


# ------------------------------------------------------------------ worked by hand


def test_a_block_below_spot_is_taken_whole_and_the_surplus_sold_back() -> None:
    """Proves: 2 MW at 3.5 for a load of 1 MW: pay 2·2·3.5 = 14, sell 1 MW at 3 + 5 = 8: 6 in all, 8 less 2·1.

    A bug would give 7 (volume held at the load) or 14 (surplus thrown away).
    """
    plan = solve_both(offered(flat(), [Offer(3.5 * EUR, most=2)]))
    assert plan.contract_mw == pytest.approx([2.0])
    assert plan.objective_meur == pytest.approx(6.0)


def test_a_block_above_spot_is_left() -> None:
    """Proves: 5 on a mean of 4 is not signed; a bug in the sign of the settlement would take it."""
    plan = solve_both(offered(flat(), [Offer(5 * EUR, most=2)]))
    assert plan.contract_mw == pytest.approx([0.0])
    assert plan.objective_meur == pytest.approx(8.0)


def test_the_shape_decides_not_the_mean() -> None:
    """Proves: at 4.5, above the mean of 4, an hour-two shape is worth 5: taken. Hour one is worth 3: left."""
    offers = [Offer(4.5 * EUR, volume=[0.0, 1.0]), Offer(3.5 * EUR, volume=[1.0, 0.0])]
    plan = solve_both(offered(flat(), offers))
    assert plan.contract_mw == pytest.approx([1.0, 0.0])
    assert plan.objective_meur == pytest.approx(7.5)


def test_what_is_signed_already_is_paid() -> None:
    """Proves: a least volume of 0.5 MW at 5 costs 0.5·(10 − 8) = 1 more than spot."""
    plan = solve_both(offered(flat(), [Offer(5 * EUR, least=0.5, most=0.5)]))
    assert plan.contract_mw == pytest.approx([0.5])
    assert plan.objective_meur == pytest.approx(9.0)


def test_bounds_on_the_hedge_bind() -> None:
    """Proves: at most 3/4 of 2 MWh is 0.75 MW of the cheap block, at least 1/4 is 0.25 MW of a dear one."""
    cheap = solve_both(offered(flat(), [Offer(3.5 * EUR, most=2)], most_share=0.75))
    assert cheap.contract_mw == pytest.approx([0.75])
    assert cheap.objective_meur == pytest.approx(8 - 0.75)
    dear = solve_both(offered(flat(), [Offer(5 * EUR, most=2)], least_share=0.25))
    assert dear.contract_mw == pytest.approx([0.25])
    assert dear.objective_meur == pytest.approx(8 + 0.25 * 2)


def test_the_least_share_is_met_by_the_contract_that_costs_least() -> None:
    """Proves: of two above spot, the one that loses 0.5 a MWh covers the least share, not the one that loses 1."""
    plan = solve_both(offered(flat(), [Offer(5 * EUR), Offer(4.5 * EUR)], least_share=0.5))
    assert plan.contract_mw == pytest.approx([0.0, 0.5])


def test_take_it_or_leave_it() -> None:
    """Proves: worth having, but its least volume, 1.5 MW, is above the 1 MW that the bound allows: left.

    A bug would give 1 MW, which nobody offers. With 0.8 MW as the least it is taken up to the bound.
    """
    left = solve_both(offered(flat(), [Offer(3.5 * EUR, least=1.5, most=2, leave=True)], most_share=1.0))
    assert left.contract_mw == pytest.approx([0.0])
    taken = solve_both(offered(flat(), [Offer(3.5 * EUR, least=0.8, most=2, leave=True)], most_share=1.0))
    assert taken.contract_mw == pytest.approx([1.0])


def test_a_least_share_makes_a_whole_contract_be_taken() -> None:
    """Proves: a quarter must be covered, the only contract comes with 0.8 MW or not at all: 0.8·2 = 1.6 lost."""
    plan = solve_both(offered(flat(), [Offer(5 * EUR, least=0.8, most=2, leave=True)], least_share=0.25))
    assert plan.contract_mw == pytest.approx([0.8])
    assert plan.objective_meur == pytest.approx(9.6)


@pytest.mark.parametrize(("prepaid", "left", "mw"), [(1.9, 0.0, 1.0), (2.1, 0.0, 0.0), (2.1, 0.5, 1.0)])
def test_a_prepayment_is_part_of_the_price(prepaid: float, left: float, mw: float) -> None:
    """Proves: a block at 3 saves 2: worth 1.9 ahead, not 2.1, unless 0.5 of it is for days after the horizon."""
    plan = solve_both(offered(flat(), [Offer(3 * EUR, prepaid=prepaid, left=left)]))
    assert plan.contract_mw == pytest.approx([mw])
    assert plan.objective_meur == pytest.approx(8 - mw * (2 - prepaid + left))


def test_one_volume_holds_for_the_whole_term_and_money_is_discounted() -> None:
    """Proves: a gain of 1 in year one, a loss of 1.5 in year two at half its value: worth 0.25 a MW, so taken."""
    x = world(
        [Rack(opening=1)],
        [Work(demand=[0.0])],
        phases=[Phase(mw=1)],
        spot=[[4.0], [1.5]],
        auxiliaries_mw=1.0,
        periods=2,
        discount=[1.0, 0.5],
    )
    plan = solve_both(offered(x, [Offer(3 * EUR)]))
    assert plan.contract_mw == pytest.approx([1.0])
    assert plan.objective_meur == pytest.approx(4 + 0.75 - 0.25)


@settings(max_examples=15)
@given(st.lists(st.floats(-50, 300), min_size=2, max_size=4), st.floats(10, 200), st.floats(0.1, 1.0))
def test_a_block_that_covers_a_flat_load_fixes_its_price(spot: list[float], strike: float, mw: float) -> None:
    """Proves: settlement + spot cost = strike · energy, whatever the spot price, when the block is the load."""
    x = dataclasses.replace(flat(tuple(s / 1e6 for s in spot)), auxiliaries_mw=np.array([mw]))
    plan = solve_inputs(offered(x, [Offer(strike, least=mw, most=mw)]), gap=1e-6, processes=1)
    assert plan.objective_meur == pytest.approx(strike * mw * len(spot) / 1e6, rel=1e-6, abs=1e-12)


# ------------------------------------------------------------------ both ways


@pytest.mark.parametrize("number", [201, 202, 203, 204, 205, 206])
def test_the_decomposition_finds_the_joint_optimum(number: int) -> None:
    """Proves: with contracts, whole ones too, plan and bound agree with one model of everything, and the money adds up.

    A bug would give: a contract counted in investment and again in a cut, or a bound above the optimum.
    """
    x = random_offers(random_case(number), number)
    plan, optimum = solve_inputs(x, gap=1e-4, processes=1), solve_joint(x)
    sign = 1 if x.objective == "minimise_cost" else -1
    slack = 1e-6 * abs(optimum)
    assert -slack <= sign * (plan.objective_meur - optimum) <= 1e-4 * abs(plan.objective_meur) + slack
    assert sign * (optimum - plan.bound_meur) >= -slack
    assert recompute.objective_meur(x, plan) + sign * money_meur(x, plan) == pytest.approx(
        plan.objective_meur, rel=1e-6
    )
    c, mw = x.contracts, plan.contract_mw
    assert (mw <= c.max_mw + 1e-9).all()
    assert all(v == 0 or v >= least - 1e-9 for v, least in zip(mw, c.min_mw, strict=True))
    connection = x.phases.connection_mw @ plan.phase_open
    energy = mw @ c.energy_mwh
    assert (energy >= c.least_hedge_mwh * connection - 1e-6).all()
    assert ((energy <= c.most_hedge_mwh * connection + 1e-6) | (c.most_hedge_mwh == 0)).all()


def test_each_site_of_a_portfolio_has_its_contracts() -> None:
    """Proves: the sites add up to the portfolio, and a site's volume is what it would sign alone."""
    sites = {
        name: offered(tiny_inputs(periods=2, days_per_period=1, hours=4, seed=seed), [Offer(strike, most=0.5)])
        for name, seed, strike in (("north", 1, 20.0), ("south", 1, 200.0))
    }
    count = len(next(iter(sites.values())).workloads.names)
    with Session(1) as session:
        both = session.solve_portfolio(coupled("pair", sites, np.ones((count, 2), dtype=bool)), gap=1e-4)
    assert [s.contract_mw.tolist() for s in both.sites] == [pytest.approx([0.5]), pytest.approx([0.0])]
    assert sum(s.objective_meur for s in both.sites) == pytest.approx(both.objective_meur, rel=1e-9)


# ------------------------------------------------------------------ from one solve to the next


def test_a_change_of_contracts_keeps_the_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: strike, volume, bounds, a contract more or none: cuts are kept, and the plan is that of a fresh solve.

    A bug would give: days solved anew for a change of investment, or a plan with the old contracts.
    """
    kept: list[str] = []
    take = Session._take
    monkeypatch.setattr(Session, "_take", lambda self, x, search: (kept.append(take(self, x, search)), kept[-1])[1])
    base = random_case(211)
    mean = float(base.hours.spot_eur_per_mwh.mean())
    variants = [
        base,
        offered(base, [Offer(0.8 * mean, most=0.4)]),
        offered(base, [Offer(1.2 * mean, most=0.4)]),
        offered(base, [Offer(0.8 * mean, most=0.4)], most_share=0.1),
        offered(
            base, [Offer(0.8 * mean, most=0.4), Offer(0.9 * mean, least=0.3, most=0.9, leave=True)], most_share=0.6
        ),
        offered(base, [Offer(1.2 * mean, least=0.3, most=0.4)], least_share=0.05),
        base,
    ]
    volumes = []
    with Session(1) as session:
        for x in variants:
            plan, fresh = session.solve(x, gap=1e-4), solve_inputs(x, gap=1e-4, processes=1)
            assert within(plan, fresh)
            assert plan.contract_mw == pytest.approx(fresh.contract_mw, abs=2e-2)
            volumes.append(plan.contract_mw.tolist())
    assert [k for k in kept if k != "nothing"] == ["cuts"] * 6
    assert volumes[1] == pytest.approx([0.4])
    assert volumes[2] == pytest.approx([0.0])
    assert volumes[0] == volumes[-1] == []


def within(a: Solution, b: Solution) -> bool:
    """Whether two proven plans are as good as each other within both gaps."""
    return abs(a.objective_meur - b.objective_meur) <= 2e-4 * abs(b.objective_meur)


# ------------------------------------------------------------------ no contract, no plan


def test_without_contracts_the_model_is_what_it_was() -> None:
    """Proves: no row, no column and no cost stands for contracts that are not there."""
    x = tiny_inputs()
    assert x.contracts.names == Contracts().names == ()
    compiled = compile_model(build_investment(one_site(x)))
    assert not [name for name in (*compiled.columns, *compiled.rows) if "contract" in name or "hedge" in name]
    with_one = compile_model(build_investment(one_site(offered(x, [Offer(50.0)]))))
    assert len(with_one.cost) == len(compiled.cost) + 1


def test_a_contract_that_changes_nothing_is_still_reported() -> None:
    """Proves: struck at the price of its shape to the last bit, a signed block has no cost, yet its volume is told."""
    x = offered(flat((4.0, 4.0)), [Offer(4 * EUR, least=0.5, most=0.5)])
    assert (x.contracts.settlement_meur == 0).all()
    plan = solve_inputs(x, gap=1e-6, processes=1)
    assert plan.contract_mw == pytest.approx([0.5])
    assert plan.objective_meur == pytest.approx(8.0)


@pytest.mark.parametrize(
    ("offer", "shares", "said"),
    [
        (Offer(4 * EUR, most=0.2), {"least_share": 0.5}, "in 2027 the site lacks 0.0006 GWh (energy under contract)"),
        (Offer(4 * EUR, least=1, most=1), {"most_share": 0.5}, "0.001 GWh (expected consumption for the contracts"),
    ],
)
def test_no_plan_says_which_bound(offer: Offer, shares: dict[str, float], said: str) -> None:
    """Proves: where no volume meets the bounds, the message names the bound, the period, the amount and the cure."""
    x = offered(flat(), [offer], **shares)
    with pytest.raises(InfeasiblePlan) as caught:
        solve_inputs(x, gap=1e-4, processes=1)
    assert said in str(caught.value)
    assert "power.hedge" in str(caught.value)


def test_a_phase_that_opens_raises_the_least_share() -> None:
    """Proves: the share is of the connection open in the period: 1 MW, then 2 MW: the second binds."""
    x = with_overrides(
        world(
            [Rack(opening=1)],
            [Work(demand=[0.0])],
            phases=[Phase(mw=1), Phase(mw=1, opens=1)],
            periods=2,
            spot=[[4.0], [4.0]],
            auxiliaries_mw=1.0,
        ),
        {},
    )
    plan = solve_both(offered(x, [Offer(5 * EUR, most=3)], least_share=0.5))
    assert plan.contract_mw == pytest.approx([1.0])


def test_a_wide_gap_does_not_make_contracts_careless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: where the MIP, content with the racks, signs nothing, contracts worth having are signed all the same.

    They are worth far less than the gap, so that HiGHS may stop anywhere. A bug would give: no contract.
    """
    real = CutModel.solve_mip

    def careless(self: CutModel, gap: float, *others: Any, **more: Any) -> tuple[float, Any]:
        bound, columns = real(self, gap, *others, **more)
        if gap > 1e-5 and columns is not None:
            columns[[*self.signatures(), *self.compiled.columns["contract_mw"].values()]] = 0.0
        return bound, columns

    base = tiny_inputs(periods=2, days_per_period=1, hours=4, workloads=2, seed=5)
    mean = float(base.hours.spot_eur_per_mwh.mean())
    offers = [Offer(share * mean, least=0.1, most=0.2, leave=True) for share in (0.9, 1.1, 0.95, 1.05)]
    x = offered(base, offers)
    worth = [-(x.contracts.settlement_meur[i] @ x.periods.discount) for i in range(4)]
    monkeypatch.setattr(CutModel, "solve_mip", careless)
    plan = solve_inputs(x, gap=0.05, processes=1)
    assert plan.contract_mw == pytest.approx([0.2 if value > 0 else 0.0 for value in worth])
    assert plan.contract_mw.any()
