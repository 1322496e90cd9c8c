"""Why there is no plan: every limit is registered, and named with the first period, what is needed and available."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest

from planner.errors import InfeasiblePlan, Reason, SolverFailure
from planner.optimisation.models.limits import ALWAYS_HELD, COMMON_CAPITAL, LIMITS
from planner.optimisation.parts.parts import PARTS
from planner.optimisation.search.cuts import CutModel
from planner.optimisation.search.incumbent import Search
from planner.optimisation.search.no_plan.question import explained
from planner.optimisation.search.session import Session, solve_inputs
from planner.problem.connection import GridLimit
from planner.problem.periods import Budget
from planner.problem.several import PortfolioInputs, coupled, one_site
from planner.problem.site import ModelInputs
from tests.optimisation import golden
from tests.optimisation.make import Phase, Rack, Work, world
from tests.optimisation.make_connection import hourly, with_cap, with_flexible, with_limit
from tests.optimisation.make_loan import with_loan
from tests.optimisation.make_on_site import capacity, with_battery
from tests.optimisation.offers import Offer, offered

IDLE = Rack(serves={"work": 1.0}, mw=1, idle_mw=0.1, standby_mw=0.1, supply=2, price=1)
EUR = 1e6


def two_years(*phases: Phase, **options: object) -> ModelInputs:
    """Two years of a day of two hours; nothing runs but what a test adds."""
    return world([IDLE], [Work(demand=[1, 1])], periods=2, phases=phases or [Phase()], **options)  # type: ignore[arg-type]


def refusal(x: ModelInputs | PortfolioInputs) -> InfeasiblePlan:
    with Session(1) as session, pytest.raises(InfeasiblePlan) as caught:
        session.solve_portfolio(x if isinstance(x, PortfolioInputs) else one_site(x), gap=1e-3)
    return caught.value


def amounts(x: ModelInputs | PortfolioInputs) -> list[tuple[str, str, float, float, str]]:
    """Limit, period, needed, available and unit of each reason."""
    reasons = refusal(x).reasons
    return [(one.limit, one.period, round(one.needed, 6), round(one.available, 6), one.unit) for one in reasons]


def on_order(rack: Rack, period: int = 1) -> ModelInputs:
    """Two years, of which the racks of before come in one and cannot be sold in it."""
    x = world([rack], [Work(demand=[1, 1])], periods=2, phases=[Phase(mw=2, positions=4, liquid_mw=3, floor_t=5)])
    return replace(x, fleet=replace(x.fleet, live_period=np.full_like(x.fleet.live_period, period)))


# ------------------------------------------------------------------ the registry


def test_every_row_of_the_model_is_a_limit_or_says_why_it_never_is() -> None:
    """Proves: no equation can leave us without a plan and without a word; none is registered that is not there.

    A bug would give: a new limit that people read of as a contradiction of everything.
    """
    limits = {row for limit in LIMITS for row in limit.rows} | {COMMON_CAPITAL}
    assert limits & set(ALWAYS_HELD) == set()
    assert limits | set(ALWAYS_HELD) == golden.constraints_of_joint() | {"genset_mw"}


def test_every_part_says_what_may_fail_or_why_nothing_does() -> None:
    """Proves: a new part cannot be added without its limits, and each limit has all that its message needs."""
    assert [part.name for part in PARTS if not part.limits and not part.always_held] == []
    for limit in LIMITS:
        assert all((limit.name, limit.rows, limit.what, limit.unit, limit.field, limit.cure)), limit.name
    assert len({limit.name for limit in LIMITS}) == len(LIMITS)


# ------------------------------------------------------------------ each limit, worked by hand


def test_the_connection_at_the_meter_in_the_first_period() -> None:
    """Proves: 0.9 of 2 MW may be drawn; auxiliaries of 1, then 2 MW behind 0.8 draw 2.5 MW in the second year."""
    x = two_years(Phase(mw=2), efficiency=0.8)
    x = replace(x, auxiliaries_mw=np.array([1.0, 2.0]), usable_share=0.9)
    assert amounts(x) == [("connection", "2028", 2.5, 1.8, "MW")]


@pytest.mark.parametrize(
    ("rack", "expected"),
    [
        (Rack(opening=6, positions=1), ("rack_positions", "2028", 6, 4, "positions")),
        (Rack(opening=5, liquid_mw=1), ("liquid_cooling", "2028", 5, 3, "MW")),
        (Rack(opening=4, weight_t=2), ("floor_load", "2028", 8, 5, "t")),
        (Rack(opening=5, idle_mw=0.5, standby_mw=0.5), ("connection", "2028", 2.5, 2, "MW")),
    ],
    ids=lambda one: one[0] if isinstance(one, tuple) else "",
)
def test_racks_ordered_before_that_do_not_fit(rack: Rack, expected: tuple[object, ...]) -> None:
    """Proves: racks that come in the second year, and are not sold before the third, need what they need then."""
    assert amounts(on_order(rack)) == [expected]


def test_the_firm_part() -> None:
    """Proves: 3 of 4 MW can be taken away; 1.5 MW of auxiliaries behind 0.75 draw 2 MW of the 1 MW left."""
    x = two_years(Phase(mw=4), auxiliaries_mw=1.5, efficiency=0.75)
    assert amounts(with_flexible(x, [3.0], called=[1, 0], year=[2027, 2028])) == [("firm_part", "2027", 2, 1, "MW")]


def test_works_and_transformers_are_told_apart() -> None:
    """Proves: the same row is the works', the lost transformer's or all transformers', by what its lowest hour is."""
    x = two_years(auxiliaries_mw=1.0)
    assert amounts(with_limit(x, [5, 5, 0.4, 5])) == [("maintenance", "2028", 1, 0.4, "MW")]
    lost = replace(x, grid_limit=GridLimit(hourly(x, [5, 0.8]), n_minus_1_mw=0.8, transformers_mw=1.6))
    assert amounts(lost) == [("n_minus_1", "2027", 1, 0.8, "MW")]
    whole = replace(x, grid_limit=GridLimit(hourly(x, [5, 0.9]), n_minus_1_mw=0.45, transformers_mw=0.9))
    assert amounts(whole) == [("transformers", "2027", 1, 0.9, "MW")]


def test_carbon_of_the_second_year() -> None:
    """Proves: 0.1 MW for two hours at 1, then 2 t/MWh is 0.2, then 0.4 t; a cap of 0.3 t fails in the second year."""
    x = two_years(auxiliaries_mw=0.1)
    error = refusal(with_cap(x, 0.3, [1, 1, 2, 2], year=[2027, 2028]))
    (reason,) = error.reasons
    assert (reason.limit, reason.period, reason.unit) == ("carbon", "2028", "t")
    assert (reason.needed, reason.available) == pytest.approx((0.4, 0.3))
    assert not error.on_all_days  # of days that stand for others, sums say too much or too little
    assert "all days may allow one" in str(error)


def test_capital_of_a_year_and_of_all_sites() -> None:
    """Proves: a committed phase of 2 in a year of 1.5, and two of them together in one of 3.5, name the budget."""
    x = two_years(Phase(), Phase(capex=2, opens=1))
    assert amounts(replace(x, budgets=(Budget("2028", (1,), 1.5),))) == [("capital", "2028", 2, 1.5, "M€")]
    sites = {"left": x, "right": x}
    everywhere = np.ones((1, 2), dtype=np.bool_)
    both = coupled("both", sites, everywhere, budgets=(Budget("2028", (1,), 3.5),))
    assert amounts(both) == [("capital", "2028", 4, 3.5, "M€")]


def test_equipment_that_must_be_built_is_capital() -> None:
    """Proves: a store of at least 3 MWh at 0.5 each is named where the year has 1."""
    x = with_battery(two_years(), capacity(two_years(), 0.0), capacity(two_years(), 0.5, least=3))
    assert amounts(replace(x, budgets=(Budget("2027", (0,), 1.0),))) == [("capital", "2027", 1.5, 1, "M€")]


def test_a_loan_is_overdrawn_by_the_second_phase() -> None:
    """Proves: of phases of 2 and 4 the loan pays half: 1, then 3 of the 2 it has. It is the second that is too much."""
    x = with_loan(two_years(Phase(capex=2), Phase(capex=4, opens=1)), most=2.0, service=0.0, fixed=-1.0)
    assert amounts(x) == [("loan", "2028", 3, 2, "M€")]


def test_a_covenant_counts_what_days_cost() -> None:
    """Proves: cash is that of the days as they are dispatched, not what cuts make of it.

    A rack that is there earns 10 less 2 · 0.5 for its power; 4 of debt is to be covered three times.
    """
    x = world(
        [Rack(serves={"work": 1.0}, mw=1, opening=1)],
        [Work(demand=[1, 1], revenue=5)],
        spot=0.5,
        objective="maximise_npv",
    )
    (reason,) = refusal(with_loan(x, fixed=4.0, minimum_dscr=3.0)).reasons
    assert (reason.limit, reason.period) == ("covenant", "2027")
    assert (reason.needed, reason.available) == pytest.approx((12, 9), rel=1e-4)


def test_a_loan_for_racks_ordered_before_alone() -> None:
    """Proves: where nothing is left to decide that a loan pays, it may still be too small: 3 to pay, half of it of 1.

    A bug would give: an error of Pyomo, as a row without columns is none.
    """
    x = world([Rack(opening=1, idle_mw=0.1)], [Work(demand=[1, 1])], periods=2)
    x = replace(x, fleet=replace(x.fleet, live_period=np.array([1]), left_to_pay_meur=np.array([3.0])))
    assert amounts(with_loan(x, most=1.0, service=0.0, fixed=-1.0)) == [("loan", "2028", 1.5, 1, "M€")]
    enough = with_loan(x, most=2.0, service=0.0, fixed=-1.0)
    assert solve_inputs(enough, processes=1).order_racks.sum() == 0


def test_contracts_with_suppliers() -> None:
    """Proves: 0.5 of 2 MW for two hours is 2 MWh, of 0.4 offered; or 1 MW that must be taken where 0.25 may be."""
    x = two_years(Phase(mw=2))
    assert amounts(offered(x, [Offer(EUR, most=0.2)], least_share=0.5)) == [
        ("least_hedge", "2027", 0.002, 0.0004, "GWh")
    ]
    must = offered(x, [Offer(EUR, least=1, most=1)], most_share=0.25)
    assert amounts(must) == [("most_hedge", "2027", 0.002, 0.001, "GWh")]


def test_a_phase_behind_one_that_is_not_open() -> None:
    assert amounts(two_years(Phase(opens=1), Phase())) == [("phases", "2027", 1, 0, "phase")]


# ------------------------------------------------------------------ several limits, and none


def test_two_limits_that_both_fail_are_both_named() -> None:
    """Proves: neither would do alone: 3 MW of 2, and 6 t of 4."""
    x = with_cap(two_years(Phase(mw=2), auxiliaries_mw=3.0), 4.0, [1, 1], year=[2027, 2028])
    named = {limit: (period, needed, available) for limit, period, needed, available, _ in amounts(x)}
    assert named == {"connection": ("2027", 3, 2), "carbon": ("2027", 6, 4)}


def test_two_limits_that_bind_together_are_both_named() -> None:
    """Proves: a phase that may open would carry 1.5 MW, and costs 4 of 3: either would do."""
    x = two_years(Phase(mw=1), Phase(mw=1, committed=False, capex=4), auxiliaries_mw=1.5)
    named = amounts(replace(x, budgets=(Budget("2027", (0,), 3.0),)))
    assert named == [("capital", "2027", 4, 3, "M€"), ("connection", "2027", 1.5, 1, "MW")]


def test_limits_that_only_whole_phases_break_are_named() -> None:
    """Proves: half a phase would carry 1.5 MW for 2 of 3, but a phase is whole: no LP says so."""
    x = two_years(Phase(mw=1), Phase(mw=1, committed=False, capex=4), auxiliaries_mw=1.5)
    x = replace(x, budgets=(Budget("2027", (0,), 3.0),))
    compiled = CutModel(one_site(x))
    assert compiled.solver.solve_lp()[1] is not None
    assert {limit for limit, *_ in amounts(x)} == {"capital", "connection"}


def test_the_site_of_a_portfolio_is_named() -> None:
    """Proves: of two sites the one that lacks is named, in the message and in the reason."""
    sites = {"left": two_years(auxiliaries_mw=0.5), "right": two_years(Phase(mw=1), auxiliaries_mw=1.5)}
    error = refusal(coupled("pair", sites, np.ones((1, 2), dtype=np.bool_)))
    assert error.reasons == (Reason("connection", "2027", pytest.approx(1.5), pytest.approx(1.0), "MW", "right"),)  # type: ignore[arg-type]
    assert "the site right lacks 0.5 MW" in str(error)


def test_what_days_have_no_part_in_is_said_of_all_days() -> None:
    """Proves: the worst hour of a few days is one of all days, so what fails there fails on all."""
    error = refusal(two_years(Phase(mw=1), auxiliaries_mw=1.5))
    assert error.on_all_days
    assert str(error).startswith("No plan exists: in 2027 the site lacks 0.5 MW")


def test_a_cap_beside_a_connection_that_fails_anyway_is_still_sure() -> None:
    """Proves: with the cap given way altogether, the connection still leaves no plan: few days are enough."""
    assert refusal(with_cap(two_years(Phase(mw=2), auxiliaries_mw=3.0), 4.0, [1, 1], year=[2027, 2028])).on_all_days


def test_a_solver_that_finds_no_plan_where_there_is_one_is_a_failure() -> None:
    """Proves: HiGHS's word that there is none is not handed on: with no limit exceeded there is a plan."""
    x = one_site(two_years())
    model, search = CutModel(x), Search(x, 1e-3, None, None, None)
    problem = "No plan exists."
    with pytest.raises(SolverFailure, match="no plan where there is one"), explained(search, model, None):
        raise InfeasiblePlan(problem)


def test_what_is_held_can_be_the_reason() -> None:
    """Proves: decisions held count: with no phase open there is no power, and the limit is named under them."""
    x = one_site(two_years(Phase(mw=2, committed=False), auxiliaries_mw=1.0))
    with Session(1) as session, pytest.raises(InfeasiblePlan) as caught:
        session.solve_portfolio(x, gap=1e-3, fixed={"phase_open": {(0, 0): 0.0, (0, 1): 0.0}})
    assert [one.limit for one in caught.value.reasons] == ["connection"]


def test_reasons_come_through_a_process() -> None:
    """Proves: what a worker of a sweep raises is whole on the other side."""
    error = refusal(two_years(Phase(mw=1), auxiliaries_mw=1.5))
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.reasons, again.on_all_days) == (str(error), error.reasons, True)


def test_no_day_is_compiled_where_investment_alone_has_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: the quick check comes before days and workers."""
    monkeypatch.setattr("planner.optimisation.search.session.compile_structures", lambda _: pytest.fail("too late"))
    with pytest.raises(InfeasiblePlan, match=r"lacks 0\.5 MW"):
        solve_inputs(two_years(Phase(mw=1), auxiliaries_mw=1.5), processes=1)
