"""What people read when a value is not allowed: file, line, field, value read, what is allowed, what to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from planner.errors import ScenarioError
from planner.scenario.files import load as files
from planner.scenario.schema import Scenario
from tests.scenario.small import DROP, changed

Write = Callable[[str, str], str]
MW = "Allowed: above 0, up to 2,000 MW."
CASES = {
    "unknown key": (
        "site:\n  conection_mw: 8\n",
        'line 4: site.conection_mw is not a known field.\n\nhint: Did you mean "connection_mw"?',
    ),
    "unknown part": (
        "sites:\n  connection_mw: 8\n",
        'line 3: sites is not a known field.\n\nhint: Did you mean "site"?',
    ),
    "negative": (
        "site:\n  connection_mw: -3\n",
        f"line 4: site.connection_mw is -3 MW.\n{MW}\n\nhint: remove the minus sign, if 3 is meant.",
    ),
    "kW where MW": (
        "site:\n  connection_mw: 10000\n",
        f"line 4: site.connection_mw is 10,000 MW.\n{MW}\n\nhint: is this in kW? connection_mw is in MW: write 10.",
    ),
    "unit written out": (
        "site:\n  connection_mw: 10 MW\n",
        f'line 4: site.connection_mw is "10 MW" (a text).\n{MW}\n\nhint: write 10; the field is in MW already.',
    ),
    "other unit written out": (
        "site:\n  connection_mw: 9,500 kW\n",
        f'line 4: site.connection_mw is "9,500 kW" (a text).\n{MW}\n\n'
        'hint: "9,500" can be read in two ways: write 9.5 or 0.0095, whichever is meant; the field is in MW.',
    ),
    "number as text": (
        'site:\n  connection_mw: "1,000"\n',
        f'line 4: site.connection_mw is "1,000" (a text).\n{MW}\n\n'
        'hint: "1,000" can be read in two ways: write 1000 or 1, whichever is meant.',
    ),
    "per cent": (
        "finance:\n  discount_rate: 9\n",
        "line 4: finance.discount_rate is 9.\nAllowed: from 0, below 1.\n\nhint: is this in per cent? write 0.09.",
    ),
    "a day that no calendar has": (
        "horizon:\n  as_of: 2027-13-01\n",
        'line 4: horizon.as_of is "2027-13-01" (a text).\nAllowed: a date such as 2024-09-01 or null.\n\n'
        "hint: write year-month-day, as in 2024-09-01.",
    ),
    "per cent written out": (
        "finance:\n  discount_rate: 9 %\n",
        'line 4: finance.discount_rate is "9 %" (a text).\nAllowed: from 0, below 1.\n\n'
        "hint: write 0.09; the field is a share.",
    ),
    "negative price": (
        "fleet:\n  racks:\n    H200_HGX: {price_usd: -256000}\n",
        "line 5: fleet.racks.H200_HGX.price_usd is -256,000 USD.\nAllowed: above 0, up to 100,000,000 USD, or null.\n\n"
        "hint: remove the minus sign, if 256000 is meant.",
    ),
    "NaN": (
        "site:\n  connection_mw: .nan\n",
        f"line 4: site.connection_mw is not a number (NaN).\n{MW}\n\n"
        "hint: give a number; where there is none, leave the field out of this file.",
    ),
    "infinity": (
        "site:\n  connection_mw: .inf\n",
        f"line 4: site.connection_mw is infinite.\n{MW}\n\n"
        "hint: give a number; where there is none, leave the field out of this file.",
    ),
    "null": (
        "site:\n  connection_mw:\n",
        f"line 4: site.connection_mw is null.\n{MW}\n\nhint: grid connection at the meter with all phases open.",
    ),
    "true for a number": (
        "site:\n  connection_mw: true\n",
        f"line 4: site.connection_mw is true.\n{MW}\n\nhint: grid connection at the meter with all phases open.",
    ),
    "yes for true": (
        "workloads:\n  chat:\n    sovereign: yes\n",
        'line 5: workloads.chat.sovereign is "yes" (a text).\nAllowed: true or false.\n\nhint: write true.',
    ),
    "half a month": (
        "fleet:\n  racks:\n    H200_HGX:\n      lead_time_months: 6.5\n",
        "line 6: fleet.racks.H200_HGX.lead_time_months is 6.5 months.\nAllowed: a whole number, 0 to 60 months.\n\n"
        "hint: months from order to live.",
    ),
    "period the wrong way round": (
        "horizon:\n  start: Q4-2026\n",
        'line 4: horizon.start is "Q4-2026" (a text).\nAllowed: a quarter such as 2026-Q4.\n\n'
        'hint: Did you mean "2026-Q4"?',
    ),
    "French period": (
        "horizon:\n  start: T1 2027\n",
        'line 4: horizon.start is "T1 2027" (a text).\nAllowed: a quarter such as 2026-Q4.\n\n'
        'hint: Did you mean "2027-Q1"?',
    ),
    "year for a period": (
        "horizon:\n  start: 2026\n",
        "line 4: horizon.start is 2026.\nAllowed: a quarter such as 2026-Q4.\n\n"
        "hint: write the quarter, such as start: 2026-Q3.",
    ),
    "choice": (
        "objective:\n  kind: maximize_npv\n",
        'line 4: objective.kind is "maximize_npv" (a text).\nAllowed: maximise_npv, minimise_cost.\n\n'
        'hint: Did you mean "maximise_npv"?',
    ),
    "number for a text": (
        "site:\n  name: 12\n",
        'line 4: site.name is 12.\nAllowed: a text of 1 to 80 characters.\n\nhint: put quotes around it: name: "12"',
    ),
    "date": (
        "power:\n  spot:\n    shape_from: 01/09/2024\n",
        'line 5: power.spot.shape_from is "01/09/2024" (a text).\nAllowed: a date such as 2024-09-01.\n\n'
        "hint: write year-month-day: 2024-09-01 or 2024-01-09, whichever is meant.",
    ),
    "item of a list": (
        "demand:\n  growth:\n    tokens:\n    - 4\n    - -2\n",
        "line 7: demand.growth.tokens.1 is -2.\nAllowed: above 0, up to 1,000.\n\n"
        "hint: remove the minus sign, if 2 is meant.",
    ),
    "empty list": (
        "demand:\n  growth:\n    tokens: []\n",
        "line 5: demand.growth.tokens is an empty list.\nAllowed: a list; each item above 0, up to 1,000.\n\n"
        "hint: growth factors of token workloads.",
    ),
    "scalar for a list": (
        "demand:\n  growth:\n    tokens: 4\n",
        "line 5: demand.growth.tokens is 4.\nAllowed: a list; each item above 0, up to 1,000.\n\n"
        "hint: growth factors of token workloads.",
    ),
    "scalar for a group": (
        "site: 5\n",
        "line 3: site is 5.\nAllowed: a mapping of names to values.\n\nhint: the building and what it is connected to.",
    ),
    "year out of range": (
        "power:\n  spot:\n    forward_eur_per_mwh:\n      1990: 4\n",
        "line 6: power.spot.forward_eur_per_mwh has the year 1990.\nAllowed: a year, 2015 to 2100.",
    ),
    "number as a key": (
        "finance:\n  2026: 4\n",
        "line 4: finance.2026 is not a known field.\n\n"
        "hint: Valid names: usd_per_eur, usd_per_eur_by_year, discount_rate, inflation, cost_of_sales_share, "
        "capital_budget_meur, view, "
        "transfer_price_share, "
        "payments, opening, lives, lease, tax, debt, payout.",
    ),
}


@pytest.mark.parametrize(("text", "message"), CASES.values(), ids=CASES.keys())
def test_a_value_that_is_not_allowed(write: Write, text: str, message: str) -> None:
    """Proves: the message names file, line, field, value, what is allowed and the likely slip, to the letter."""
    path = write("x.yaml", f"extends: base.yaml\nname: x\n{text}")
    with pytest.raises(ScenarioError) as caught:
        files.load(path)
    assert str(caught.value) == f"scenarios/x.yaml, {message}"


def test_all_problems_at_once_in_the_order_of_the_file(write: Write) -> None:
    """Proves: three slips are told in one go, sorted by line, not in the order in which they are found."""
    path = write(
        "x.yaml", "extends: base.yaml\nname: x\nfinance: {inflation: no}\nsite:\n  connection_mw: -3\n  watr: 2\n"
    )
    with pytest.raises(ScenarioError) as caught:
        files.load(path)
    assert str(caught.value) == (
        "3 problems in the scenario.\n\n"
        'scenarios/x.yaml, line 3: finance.inflation is "no" (a text).\nAllowed: -0.1 to 0.5.\n\n'
        "hint: inflation a year.\n\n"
        f"scenarios/x.yaml, line 5: site.connection_mw is -3 MW.\n{MW}\n\n"
        "hint: remove the minus sign, if 3 is meant.\n\n"
        'scenarios/x.yaml, line 6: site.watr is not a known field.\n\nhint: Did you mean "water"?'
    )


def test_a_missing_value_says_what_it_is_for() -> None:
    """Proves: without a file the message starts with the field, and says how to add it."""
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_values(changed(**{"site.connection_mw": DROP}))
    assert str(caught.value) == (
        "site.connection_mw is missing.\nNeeded: above 0, up to 2,000 MW. "
        "Grid connection at the meter with all phases open.\n\nhint: add connection_mw: (a number in MW)"
    )


@pytest.mark.parametrize("name", ["a.b", "a b", "", "../x"])
def test_a_name_that_would_break_a_path(name: str) -> None:
    """Proves: names of workloads stay usable in dotted paths and file names."""
    values = changed()
    values["workloads"][name] = values["workloads"]["chat"]
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_values(values)
    allowed = "Allowed: letters, digits, hyphen and underscore."
    assert str(caught.value) == f'workloads has the name "{name}".\n{allowed}'


@pytest.mark.parametrize("value", [10**400, float("nan"), [1], object(), "x" * 500])
def test_no_value_from_python_ends_in_a_traceback(value: object) -> None:
    """Proves: whatever a notebook puts in, the answer is a ScenarioError of a few short lines."""
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_values(changed(**{"site.connection_mw": value}))
    assert str(caught.value).startswith("site.connection_mw is ")
    assert len(str(caught.value)) < 250
