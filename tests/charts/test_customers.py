"""What the page and the report say of customers: the five words, what they cost, the contracts."""

from __future__ import annotations

import pytest

from planner.charts.customers import customers_finding, has_customers, offers_table, work_table
from planner.plan.news.work import work_data
from planner.plan.plan import Plan
from planner.words import formats, say
from tests.charts.customers_plan import DEALS, customers_plan
from tests.charts.small_plan import small_plan
from tests.optimisation.make import Rack, Work, solve_both, world
from tests.optimisation.make_offers import Deal, with_deals, with_rented


def by_hand() -> Plan:
    """Two years, 2 racks. 2027: 1 unit uncommitted, 1 under contract. 2028: 2 more, of which one is rented for 2 MEUR.

    An offer of 9 units a year is declined, as most of it would go unserved at 1 MEUR of credit each.
    """
    x = world([Rack(opening=2)], [Work(demand=[1], revenue=1)], objective="maximise_npv", periods=2)
    x = with_deals(
        with_rented(x, [1.0], 3, 2, 1, 1),
        [
            Deal([1], price=5, credit=1, cap=9, signed=True, name="old"),
            Deal([2], price=4, term=(1, 2), decision=1, name="good"),
            Deal([9], price=1, credit=1, cap=99, decision=-1, name="bad"),
        ],
    )
    return Plan.from_solution(None, x, solve_both(x))


def plain(text: str) -> str:
    return text.replace(formats.NO_BREAK, " ").replace("\u202f", " ")


def test_the_sentence_says_what_is_not_served_here_and_its_cost() -> None:
    """Proves: shares are of all work on offer, money is that of the year.

    By hand, 2028: 13 units: 2 served here, 1 rented for 2 MEUR, 9 declined, 1 unserved. 2027: 2 of 11.
    A bug would give: shares of what is asked alone; 25 % rented.
    """
    plan = by_hand()
    data = work_data(plan)
    assert data["on_offer"].tolist() == pytest.approx([11e6, 13e6])
    assert data["rent_meur"].tolist() == pytest.approx([0, 2])
    assert plain(customers_finding(plan)) == (
        "In 2028, of the work on offer: 15.4% served here, 7.7% rented, 69.2% declined, 7.7% unserved; "
        "rent costs 2.0 M€"
    )
    assert "refusé" in customers_finding(plan, "fr")


def test_credits_and_fees_are_in_the_sentence() -> None:
    """Proves: what promises cost is said: one of two units unserved at a credit of 0.5 MEUR.

    A bug would give: no cost, or the revenue lost.
    """
    x = world([Rack(opening=1)], [Work(demand=[0], revenue=1)], objective="maximise_npv")
    x = with_deals(x, [Deal([2], price=3, credit=0.5, cap=9, signed=True)])
    plan = Plan.from_solution(None, x, solve_both(x))
    expected = "In 2027, of the work on offer: 50.0% served here, 50.0% unserved; credits and fees cost 0.5 M€"
    assert plain(customers_finding(plan)) == expected


def test_all_served_here_is_one_short_sentence() -> None:
    x = world([Rack(opening=2)], [Work(demand=[0], revenue=1)], objective="maximise_npv")
    x = with_deals(x, [Deal([2], price=3)])
    plan = Plan.from_solution(None, x, solve_both(x))
    assert customers_finding(plan) == "In 2027 all the work on offer is served here"


def test_the_contracts_are_listed_with_what_to_do() -> None:
    """Proves: a row per contract; signed before, to be signed by a date, declined, of which nothing goes unserved.

    A bug would give: a date for what is signed already, 0 % unserved for what is declined.
    """
    table = offers_table(by_hand())
    assert table[say("decision", "en")].tolist() == ["signed before", "sign by 1 January 2028", "decline"]
    assert table[say("contract", "en")].tolist() == ["Work: old-0", "Work: good-1", "Work: bad-2"]
    assert table[say("unserved", "en")].tolist() == ["0.0%", "0.0%", formats.MISSING]
    assert table[say("contract revenue", "en")].tolist() == ["10.0", "8.0", "0.0"]


def test_a_part_a_breach_and_an_end_are_said() -> None:
    """Proves: the decision says what part is signed, when the contract is broken, and when it ended.

    A bug would give: "sign by" for a half, silence on a breach.
    """
    parts = with_deals(
        world([Rack(opening=2)], [Work(demand=[0], revenue=1)], objective="maximise_npv"),
        [Deal([4], price=1, credit=3, cap=99, whole=False)],
    )
    x = world([Rack(opening=1, life=1)], [Work(demand=[0], revenue=1)], periods=2, objective="maximise_npv")
    ends = with_deals(x, [Deal([1], price=2, credit=1, cap=9, fee=0.5)])
    breaks = with_deals(x, [Deal([1], price=2, credit=1, cap=0.5, signed=True)])
    decisions = [
        offers_table(Plan.from_solution(None, one, solve_both(one)))[say("decision", "en")].tolist()
        for one in (parts, ends, breaks)
    ]
    assert decisions == [
        ["sign 50% by 1 January 2027"],
        ["sign by 1 January 2027, ended 2028"],
        ["signed before, in breach: 2028"],
    ]


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_a_real_plan_is_told_in_both_languages(locale: str) -> None:
    """Proves: rows for each year and unit, columns of the five words, the shares of a row make a whole."""
    plan = customers_plan()
    table, data = work_table(plan, locale), work_data(plan)
    for word in ("served here", "rented", "declined", "throttled", "unserved"):
        assert say(word, locale) in table
    shares = data[[name for name in data if name.endswith("_share")]].sum(axis=1)
    assert shares.to_numpy() == pytest.approx(1.0)
    assert len(offers_table(plan, locale)) == len(DEALS)
    assert data["rent_meur"].sum() * 1e6 == pytest.approx(
        -plan.cash_flow.loc[plan.cash_flow["group"] == "burst", "eur"].sum()
    )


def test_a_plan_without_customers_says_nothing_of_them() -> None:
    assert not has_customers(small_plan())
    assert has_customers(customers_plan())
