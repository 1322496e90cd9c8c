"""Numbers and the sentence, in both languages; what limits the site in each period."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest

from planner.plan.headline import decide_by
from planner.plan.tables.binding import limit_by_period
from planner.plan.text import columns, kpi_value
from planner.words import formats
from tests.plan.answers import answer, plan, plan_of


def test_numbers_are_written_as_people_write_them() -> None:
    assert formats.number(1234.5, 1) == "1,234.5"
    assert formats.number(1234.5, 1, "fr") == "1\u202f234,5"
    assert formats.number(-0.04, 1) == "0.0"
    assert formats.number(math.nan) == "–"
    assert formats.significant(41234.0) == "41,200"
    assert formats.significant(0.6123, 3, "fr_FR") == "0,612"
    assert [formats.plain(x) for x in (10.0, 8.5, 0.126)] == ["10", "8.5", "0.13"]
    assert formats.money_meur(41.2, "fr") == "41,2\u00a0M€"
    assert formats.percent(0.912) == "91%"
    assert formats.percent(0.912, "fr", 1) == "91,2\u202f%"
    assert formats.percent(None) == "–"
    with pytest.raises(ValueError, match=r"locale 'de' is not known"):
        formats.number(1, locale="de")


def test_dates_and_periods_have_names() -> None:
    assert formats.date(dt.date(2027, 1, 15)) == "15 January 2027"
    assert formats.date(dt.date(2027, 1, 1), "fr") == "1er janvier 2027"
    assert formats.period_name("2027-Q1") == "Q1\u00a02027"
    assert formats.period_name("2027-Q1", "fr") == "T1\u00a02027"
    assert formats.period_name("2027-02", "fr") == "février 2027"
    assert formats.period_name("2027") == "2027"


def test_indicators_carry_their_unit() -> None:
    assert kpi_value("pue", 1.1423, "1") == "1.14"
    assert kpi_value("lcot_eur_per_mtoken", 0.61, "EUR/Mtoken", "fr") == "0,610\u00a0€/Mtoken"
    assert kpi_value("irr", None, "1") == "–"
    assert columns([["a", "1"], ["bcd", "22"]], right=(1,)) == ["a     1", "bcd  22"]


ORDERS = pd.DataFrame(
    {
        "rack": ["GB300_NVL72", "H200_HGX", "H200_HGX"],
        "order_period": ["2027-Q1", "2027-Q1", "2027-Q2"],
        "order_by": pd.to_datetime(["2027-01-15", "2027-01-15", "2027-04-01"]),
        "live_period": ["2027-Q3", "2027-Q2", "2027-Q3"],
        "racks": [12, 2, 5],
        "cost_meur": [40.0, 0.6, 1.5],
    }
)
BINDING = pd.DataFrame(
    [
        ("2027-Q1", "supply", "GB300_NVL72: all 12 racks on offer are ordered"),
        ("2027-Q2", "capital", "more racks would not pay for themselves"),
        ("2027-Q3", "demand", "all demand is served here"),
        ("2027-Q4", "connection", "at the connection"),
    ],
    columns=["period", "what", "detail"],
)
NOTHING_RENTED = pd.DataFrame({"period": ["2027-Q1"], "unit": ["Mtokens"], "demand": [9.0], "burst": [0.9]})
POWER = pd.DataFrame({"period": ["2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4"], "connection_mw": [5.0, 5, 10, 10]})


def test_the_headline_answers_what_when_and_what_binds() -> None:
    """Proves: next orders together, supply limits until the racks are live, connection with its megawatts."""
    made_up = dataclasses.replace(plan("npv"), orders=ORDERS, binding=BINDING, power=POWER, tokens=NOTHING_RENTED)
    made_up = made_up.with_manifest(created_utc="2026-11-24T09:12:00+00:00")
    assert made_up.headline().replace("\u00a0", " ") == (
        "Order 12 GB300 NVL72 and 2 H200 HGX by 15 January 2027. The supply of racks limits us until the end of "
        "Q2 2027; from Q4 2027 the 10 MW connection limits us."
    )
    assert made_up.headline("fr").replace("\u00a0", " ") == (
        "Commander 12 GB300 NVL72 et 2 H200 HGX au plus tard le 15 janvier 2027. La livraison des racks nous limite "
        "jusqu’à T2 2027 inclus\u202f; à partir de T4 2027, le raccordement de 10 MW nous limite."
    )


def test_an_order_date_already_past_reads_now() -> None:
    """Proves: nobody is told to order by a date that had passed when the plan was made."""
    made_up = dataclasses.replace(plan("npv"), orders=ORDERS, binding=BINDING, power=POWER, tokens=NOTHING_RENTED)
    made_up = made_up.with_manifest(created_utc="2027-01-16T00:00:00+00:00")
    assert (
        made_up.headline()
        .replace("\u00a0", " ")
        .startswith("Order 12 GB300 NVL72 and 2 H200 HGX now: the plan counts on an order of 15 January 2027.")
    )
    assert decide_by(made_up, dt.date(2027, 1, 15)).replace("\u00a0", " ") == "now (15 January 2027)"
    assert decide_by(made_up, dt.date(2027, 4, 1)).replace("\u00a0", " ") == "1 April 2027"


def test_supply_limits_until_the_racks_are_live() -> None:
    limits = limit_by_period(BINDING, ORDERS, list(POWER["period"]))
    assert limits == ["supply", "supply", "demand", "connection"]


def test_without_orders_the_headline_says_so() -> None:
    made_up = dataclasses.replace(
        plan("npv"), orders=ORDERS.iloc[:0], binding=BINDING.iloc[2:3], power=POWER.iloc[2:3], tokens=NOTHING_RENTED
    )
    assert made_up.headline() == "No order pays within the horizon. All demand is served throughout."


def test_much_that_is_rented_is_in_the_first_sentence() -> None:
    """Proves: above a tenth of the work of a period the headline says how much is rented and when; at a tenth not.

    By hand: tokens 10 % in Q1, GPU-hours 3 of 12 in Q2, and a workload without demand.
    A bug would give: 4.9 of 21, tokens and GPU-hours added up.
    """
    tokens = pd.DataFrame(
        {
            "period": ["2027-Q1", "2027-Q1", "2027-Q2", "2027-Q3"],
            "unit": ["Mtokens", "Mtokens", "GPU-hours", "Mtokens"],
            "demand": [5.0, 4.0, 12.0, 0.0],
            "burst": [0.9, 0.0, 3.0, 0.0],
        }
    )
    made_up = dataclasses.replace(plan("npv"), orders=ORDERS, binding=BINDING, power=POWER, tokens=tokens)
    made_up = made_up.with_manifest(created_utc="2026-11-24T09:12:00+00:00")
    first = "Order 12 GB300 NVL72 and 2 H200 HGX by 15 January 2027; up to 25% of the work is rented, in Q2 2027. "
    assert made_up.headline().replace("\u00a0", " ").startswith(first)
    assert "jusqu’à 25\u202f% du travail est loué, en T2\u00a02027." in made_up.headline("fr")
    at_a_tenth = dataclasses.replace(made_up, tokens=tokens.iloc[:2])
    assert "rented" not in at_a_tenth.headline()


def test_open_offers_are_counted_in_the_first_sentence() -> None:
    """Proves: of the offers that are still open the headline says how many are signed; what was signed before is none.

    A bug would give: 2 of 3.
    """
    offers = pd.DataFrame({"decision": ["signed before", "signed now", "declined"]})
    made_up = dataclasses.replace(
        plan("npv"), orders=ORDERS.iloc[:0], binding=BINDING.iloc[2:3], power=POWER.iloc[2:3], tokens=NOTHING_RENTED,
        offers=offers,
    )  # fmt: skip
    assert made_up.headline().startswith("No order pays within the horizon; open offers signed: 1 of 2. All demand")
    before = dataclasses.replace(made_up, offers=offers.iloc[:1])
    assert before.headline() == "No order pays within the horizon. All demand is served throughout."


def test_an_order_of_all_that_is_on_offer_is_limited_by_supply() -> None:
    """Proves: one rack is on offer and ordered, so supply binds in the order period."""
    binding = plan("crowded").binding
    supply = binding.loc[binding["what"] == "supply"]
    assert "GB300_NVL72: all 1 racks on offer are ordered" in set(supply["detail"])
    assert set(binding["period"]) == set(plan("crowded").periods)


def test_the_connection_binds_when_hours_reach_it_and_it_has_a_shadow_price() -> None:
    """Proves: both are needed. At the limit but worthless, or worth something but never reached: not binding."""
    inputs, solution = answer("npv")
    connection = inputs.phases.connection_mw @ solution.phase_open
    peak = solution.dispatch.grid_mw[:48].max()
    worth = np.array([1.0, 0.0, 0.0])
    small = dataclasses.replace(inputs.phases, connection_mw=inputs.phases.connection_mw * peak / connection[0])
    from planner.plan.tables.binding import binding_table
    from planner.plan.tables.fleet import vintages_of
    from planner.plan.tables.sums import Sums

    def binds(at_limit: bool, value: np.ndarray) -> bool:
        x = dataclasses.replace(inputs, phases=small) if at_limit else inputs
        classes = 0 * solution.marginal.subscribed_meur_per_mw
        marginal = dataclasses.replace(solution.marginal, connection_meur_per_mw=value, subscribed_meur_per_mw=classes)
        s = dataclasses.replace(solution, marginal=marginal, connection_mw=x.phases.connection_mw @ solution.phase_open)
        table = binding_table(x, s, Sums(x, s), vintages_of(x, s))
        return "connection" in set(table.loc[table["period"] == "2027-Q1", "what"])

    assert binds(True, worth)
    assert not binds(True, 0 * worth)
    assert not binds(False, worth)


def test_marginal_values_are_in_long_form() -> None:
    table = plan_of("npv").marginal_values
    _, solution = answer("npv")
    one = table.query("name == 'installed_racks' and period == '2027-Q2' and item == 'GB300_NVL72'")
    assert one["value_meur"].item() == pytest.approx(solution.marginal.installed_meur_per_rack[0, 1])
    assert set(table["unit"]) == {"MEUR per rack", "MEUR per MW"}
