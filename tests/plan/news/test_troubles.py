"""What goes wrong, the dearest first: each trouble on a plan made up by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd
import pytest

from planner.plan.news.fact import Fact
from planner.plan.news.idle import idle_by_year, idle_facts
from planner.plan.news.make import accounts_or_none, news_of
from planner.plan.news.trouble_text import trouble_text
from planner.plan.news.troubles import (
    contract_troubles,
    lender_troubles,
    running_at_a_loss,
    trouble_facts,
    value_troubles,
    work_troubles,
)
from planner.plan.plan import Plan
from tests.charts.customers_plan import customers_plan
from tests.charts.small_plan import small_plan
from tests.plan.answers import plan

TODAY = dt.date(2026, 12, 1)


def with_flows(own: Plan, rows: list[tuple[str, str, str, float]]) -> Plan:
    flows = [(period, item, group, eur, 1.0, eur, True, True) for period, item, group, eur in rows]
    return dataclasses.replace(own, cash_flow=pd.DataFrame(flows, columns=own.cash_flow.columns))


def test_a_word_is_trouble_in_its_worst_year_with_the_euros_of_all() -> None:
    """Proves: the largest share names the year, euros of all years and units add up, nothing is no trouble."""
    work = [
        Fact("rented", "2027", 0.10, "1", 3e6, "Mtokens"),
        Fact("rented", "2028", 0.30, "1", 5e6, "Mtokens"),
        Fact("rented", "2028", 0.90, "1", 1e6, "GPU-hours"),
        Fact("unserved", "2027", 1e-5, "1", 2.0, "Mtokens"),
        Fact("declined", "2027", 0.2, "1", None, "Mtokens"),
    ]
    assert work_troubles(work) == [
        Fact("rented", "2028", 0.30, "1", 9e6, "Mtokens"),
        Fact("declined", "2027", 0.2, "1", None, "Mtokens"),
    ]


def test_contracts_in_breach_ended_and_credits_are_told_apart() -> None:
    """Proves: caps, fees and the rest of what is owed each stand once; by hand 4, 2 and 1 + 3 EUR, in thousands."""
    own = customers_plan()
    offers = own.offers.assign(breached_periods="", terminated_period="")
    offers.loc[0, "breached_periods"] = "2027-Q3, 2027-Q4"
    offers.loc[1, "terminated_period"] = "2028-Q1"
    rows = [
        ("2027-Q3", "service credit at its cap, in breach: a", "penalty", -4e3),
        ("2028-Q1", "fee for ending the contract: b", "penalty", -2e3),
        ("2027-Q2", "service credit: a", "penalty", -1e3),
        ("2028-Q1", "penalty for unserved work: w", "penalty", -3e3),
        ("2028-Q1", "revenue: w", "revenue", 9e3),
    ]
    breach, ended, credits_ = contract_troubles(dataclasses.replace(with_flows(own, rows), offers=offers))
    assert (breach.kind, breach.when, breach.amount, breach.eur) == ("breach", "2027-Q3", 1.0, 4e3)
    assert (ended.kind, ended.when, ended.eur) == ("ended", "2028-Q1", 2e3)
    assert (credits_.kind, credits_.when, credits_.eur) == ("credits", "2028", 4e3)


def test_idle_racks_are_those_of_the_opening_fleet() -> None:
    """Proves: 3 of 4 racks there first are parked, of 6 installed 2 came later; by hand 3·8 of 4·8 GPUs, 0.75.

    A bug would give: 5/6, the racks that came later counted too; or 0.5 of all six.
    """
    fleet = pd.DataFrame(
        {
            "period": ["2027-Q1", "2027-Q2"], "rack": "H200_HGX", "installed_racks": [4, 6], "live_racks": [0, 2],
            "gpus": [32, 48], "parked_mean_racks": [3.0, 3.0],
        }
    )  # fmt: skip
    own = with_flows(plan("npv"), [("start", "opening fleet, at what it would fetch", "capex", -8e6)])
    own = dataclasses.replace(own, fleet=fleet)
    assert idle_by_year(own) == {"2027": pytest.approx(0.75)}
    assert idle_facts(own) == [Fact("idle", "2027", pytest.approx(0.75), "1", pytest.approx(6e6))]
    assert idle_facts(dataclasses.replace(own, fleet=fleet.assign(parked_mean_racks=0.01))) == []


def test_a_loss_in_running_and_in_value_is_told() -> None:
    own = with_flows(
        plan("npv"),
        [("2027-Q1", "a", "revenue", 5e6), ("2028-Q1", "a", "revenue", 1e6), ("2028-Q1", "b", "energy", -3e6),
         ("2028-Q1", "c", "capex", -9e6)],
    )  # fmt: skip
    assert running_at_a_loss(own) == [Fact("loss", "2028", 1.0, "years", 2e6)]
    cost = [Fact("npv of orders", "all", -2.0, "MEUR", -2e6), Fact("npv of site", "all", 3.0, "MEUR", 3e6)]
    assert value_troubles(own, cost) == [Fact("npv of orders, lost", "all", 2.0, "MEUR", 2e6)]
    stopped = own.with_manifest(status="stopped", objective_meur=90.0, bound_meur=100.0, gap=0.1)
    assert value_troubles(stopped, []) == [Fact("not proven", "all", 0.1, "1", 10e6)]


def test_money_that_never_comes_back_is_told() -> None:
    """Proves: what was paid and not received by the last month is missing; value at the end does not count."""
    short = with_flows(small_plan(1), [("2027-Q1", "site phases", "capex", -7e6), ("end", "x", "terminal", 9e6)])
    (fact,) = lender_troubles(short, short.accounts())
    assert (fact.kind, fact.meur) == ("payback", pytest.approx(7.0))
    assert "7.0" in trouble_text(fact, news_of(short, TODAY), "en")


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_troubles_begin_with_the_dearest_and_each_has_its_sentence(locale: str) -> None:
    """Proves: order by euros, those without last; every kind has words in both languages."""
    own = customers_plan()
    news = news_of(own, TODAY, accounts=accounts_or_none(own))
    euros = [one.eur if one.eur is not None else -1.0 for one in news.troubles]
    assert euros == sorted(euros, reverse=True)
    kinds = {"breach": "contracts", "ended": "contracts", "credits": "MEUR", "idle": "1", "loss": "years",
             "not proven": "1", "npv of orders, lost": "MEUR", "npv of site, lost": "MEUR", "payback": "MEUR",
             "quarter late": "racks"}  # fmt: skip
    made_up = [Fact(kind, "2027", 1.0, unit, 1e6) for kind, unit in kinds.items()]
    made_up += [Fact("covenant", "2027-Q4", 1.1, "1", 2e6, "minimum_dscr"), Fact("idle", "2027", 0.5, "1")]
    made_up += [Fact("not proven", "all", 0.1, "1"), Fact("declined", "2027", 0.4, "1", None, "Mtokens")]
    for fact in [*news.troubles, *made_up]:
        for short in (False, True):
            sentence = trouble_text(fact, news, locale, short=short)
            assert sentence
            assert "nan" not in sentence.lower().split()
            assert "{" not in sentence


def test_without_any_trouble_there_is_none() -> None:
    quiet = with_flows(plan("npv"), [("2027-Q1", "a", "revenue", 5e6)])
    fleet = quiet.fleet.assign(parked_mean_racks=0.0)
    assert trouble_facts(dataclasses.replace(quiet, fleet=fleet), None, [], [], []) == []
