"""Tornado and break-even: drivers do what they say, roots are inside their bracket, bad input is named."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import ScenarioError
from planner.inputs.build import build_inputs
from planner.money_studies.break_even import break_even
from planner.money_studies.decided import Dispatches
from planner.money_studies.drivers import DISCOUNT, NAMES, Driver, changed, default_drivers, own_value
from planner.money_studies.roots import first_crossing
from planner.money_studies.tornado import COLUMNS, _shares, tornado
from planner.plan.money.cash_flow import npv_meur
from tests.money_studies.cases import DAYS, GAP, HOW, plan, scenario

OPEX = "site.opex_meur_per_year"


@settings(max_examples=60, deadline=None)
@given(
    st.floats(0.05, 0.95), st.floats(0.1, 10), st.sampled_from([1.0, -1.0]), st.floats(0.1, 3), st.floats(0.001, 0.2)
)
def test_a_root_is_inside_its_bracket(root: float, steep: float, sign: float, power: float, tolerance: float) -> None:
    """Proves: of any value with one root the bracket holds it, is no wider than the tolerance, and differs in sign."""

    def value(x: float) -> float:
        return sign * steep * math.copysign(abs(x - root) ** power, x - root)

    there = first_crossing(value, 0.0, 1.0, 5, tolerance)
    assert there is not None
    assert there.low <= root <= there.high
    assert there.high - there.low <= tolerance
    assert there.low <= there.middle <= there.high
    assert (there.at_low >= 0) != (there.at_high >= 0)


def test_roots_by_hand() -> None:
    """Proves: a straight line's root is exact and costs few values; without change of sign there is none."""
    calls: list[float] = []

    def line(x: float) -> float:
        calls.append(x)
        return 3.0 * x - 1.0

    there = first_crossing(line, 0.0, 1.0, 5, 0.001)
    assert there is not None
    assert there.middle == pytest.approx(1 / 3, abs=1e-12)
    assert len(calls) <= 6  # 0, 1/4 and 1/2, then one on each side
    assert first_crossing(lambda x: 1.0 + x, 0.0, 1.0, 5, 0.01) is None
    assert first_crossing(lambda x: None, 0.0, 1.0, 5, 0.01) is None
    past = first_crossing(lambda x: None if x < 0.2 else x - 0.6, 0.0, 1.0, 5, 0.01)
    assert past is not None
    assert past.middle == pytest.approx(0.6)


def test_drivers_turn_what_they_name() -> None:
    """Proves: at 1.1 each driver has a tenth more of what it names; the scenario itself is at 1, or at its number."""
    base = scenario("loan")
    x = build_inputs(base, days=DAYS)

    for name in NAMES:
        assert own_value(base, name) == 1.0
    assert own_value(base, OPEX) == base.site.opex_meur_per_year
    checks = {
        "price": lambda y: y.workloads.revenue_eur / x.workloads.revenue_eur,
        "demand": lambda y: y.hours.demand.sum(axis=1) / x.hours.demand.sum(axis=1),
        "rate": lambda y: y.points.rate / x.points.rate,
        "rack price": lambda y: y.fleet.price_meur / x.fleet.price_meur,
        "power price": lambda y: y.hours.spot_eur_per_mwh.mean() / x.hours.spot_eur_per_mwh.mean(),
        "grid": lambda y: y.tariff.power_eur_per_kw_year / x.tariff.power_eur_per_kw_year,
        "rent": lambda y: y.phases.shell_meur_per_mw / x.phases.shell_meur_per_mw,
        "connection": lambda y: y.phases.connection_mw / x.phases.connection_mw,
    }
    assert set(checks) == set(NAMES)
    turned, on_inputs = base, []
    for name in NAMES:  # one after the other: none undoes another
        change = changed(turned, name, 1.1)
        turned = change.scenario
        on_inputs += [] if change.on_inputs is None else [change.on_inputs]
    y = build_inputs(turned, days=DAYS)
    for each in on_inputs:
        y = each(y)
    for name, ratio in checks.items():
        assert np.asarray(ratio(y)) == pytest.approx(1.1), name
    assert [driver.name for driver in default_drivers(base)] == [*NAMES, DISCOUNT]


def test_a_tornado_by_hand() -> None:
    """Proves, by hand: running costs of the site change no decision, so each M€ a year less is worth its present value;
    the widest driver comes first, and the true difference lies in its proven range. A value that the rules refuse is a
    row with a note and no number."""
    base = scenario("plain")
    own = base.site.opex_meur_per_year
    drivers = [Driver(OPEX, own - 1.0, own + 1.0), Driver("price", 0.5, 1.5), Driver("site.usable_share", 1.0, 3.0)]
    table = tornado(base, drivers, points=3, **HOW)
    assert table.columns.tolist() == COLUMNS
    assert table["driver"].nunique() == 3
    assert table["driver"].tolist() == sorted(table["driver"], key=lambda name: table["driver"].tolist().index(name))
    widest = table.groupby("driver", sort=False)["difference_meur"].apply(lambda each: each.abs().max())
    assert widest.is_monotonic_decreasing
    x = build_inputs(base, days=DAYS)
    worth = float((x.phases.site_opex_meur * x.periods.discount).sum()) / own
    rows = table.loc[table["driver"] == OPEX]
    for value, low, high in zip(rows["value"], rows["low_meur"], rows["high_meur"], strict=True):
        assert low - 1e-6 <= (own - value) * worth <= high + 1e-6
    prices = table.loc[table["driver"] == "price", "npv_meur"].astype(float)
    assert prices.is_monotonic_increasing
    refused = table.loc[table["value"] == 3.0].iloc[0]
    assert refused["note"]
    assert refused["npv_meur"] is None or np.isnan(refused["npv_meur"])


def test_a_tornado_on_two_processes_and_one_that_is_stopped() -> None:
    """Proves: whoever solves a point, the true difference lies in its range, so ranges of one and of two processes
    meet; costly drivers are dealt out first, other rates come last; once stopped, no point is made up."""
    base = scenario("plain")
    own = base.site.opex_meur_per_year
    drivers = [Driver(OPEX, own - 1.0, own + 1.0), Driver("price", 0.9, 1.1)]
    one, two = (tornado(base, drivers, days=DAYS, gap=GAP, processes=n).set_index(["driver", "value"]) for n in (1, 2))
    assert set(one.index) == set(two.index)
    for point in one.index:
        assert one.low_meur[point] <= two.high_meur[point] + 1e-9
        assert two.low_meur[point] <= one.high_meur[point] + 1e-9
    shares = _shares([("price", [0.8, 1.2]), ("rate", [0.8, 1.2]), ("demand", [0.9, 1.1]), ("rent", [0.9, 1.1])], 2)
    assert [[name for name, _ in share] for share in shares] == [["rent", "rate"], ["demand", "price"]]
    assert [[name for name, _ in share] for share in _shares([("rate", [1.0]), ("rent", [1.0])], 1)] == [
        ["rent", "rate"]
    ]
    stopped = tornado(base, drivers, days=DAYS, gap=GAP, processes=2, cancel=lambda: True)
    assert stopped.columns.tolist() == COLUMNS
    assert len(stopped) < len(one)


def test_orders_break_even_where_their_worth_changes_sign() -> None:
    """Proves: at its own value the orders are worth plan less reference; dispatched from scratch at both ends of the
    answer their worth has either sign; the interval is as narrow as asked."""
    made = plan("plain")
    answer = break_even(made, "price", low=0.2, high=1.4, tolerance=0.1, **HOW)
    value = npv_meur(made.cash_flow)
    without = float(made.reference.set_index("kpi").loc["npv_meur", "reference"])
    close = 4 * GAP * max(abs(value), abs(without))
    assert answer.worth_at_own_meur == pytest.approx(value - without, abs=close)
    assert answer.value is not None
    assert answer.low <= answer.value <= answer.high <= answer.low + 0.1
    ends = [changed(scenario("plain"), "price", end).scenario for end in (answer.high, answer.low)]
    with Dispatches(made, scenario("plain"), days=DAYS, gap=GAP, processes=1) as runs:
        signs = [runs.worth_of_orders_meur(build_inputs(end, DAYS)) for end in ends]
    assert signs[1] < 0 <= signs[0]


def test_none_within_bounds_is_an_answer() -> None:
    """Proves: running costs of the site are owed with and without orders, so no value of them breaks even."""
    answer = break_even(plan("plain"), OPEX, low=0.0, high=4.0, **HOW)
    assert answer.value is None
    assert answer.note.startswith("none within bounds")
    assert answer.worth_at_low_meur == pytest.approx(answer.worth_at_high_meur, abs=0.02)


@pytest.mark.parametrize(
    ("driver", "options", "words"),
    [
        ("prise", {}, 'Did you mean "price"?'),
        ("site.name", {}, "nor the path of a number"),
        ("site.phases.nowhere.capex_meur", {}, "nor the path of a number"),
        (OPEX, {}, "needs bounds"),
        ("price", {"low": 2.0, "high": 1.0}, "the first must be less"),
        ("price", {"tolerance": 0.0}, "allowed is above 0"),
    ],
)
def test_bad_questions_are_refused(driver: str, options: dict[str, float], words: str) -> None:
    """Proves: one clear error each, before anything is solved."""
    with pytest.raises(ScenarioError) as error:
        break_even(scenario("plain"), driver, **options)
    assert words in str(error.value)


def test_bad_tornados_are_refused() -> None:
    """Proves: a factor of zero, one point, a range that is none, an unknown driver: one clear error each."""
    base = scenario("plain")
    for drivers, points, words in (
        ([Driver("price", 1.2, 0.8)], 2, "the first must be less"),
        ([Driver("price", 0.8, 1.2)], 1, "allowed are 2 to 1000"),
        ([Driver("prices", 0.8, 1.2)], 2, 'Did you mean "price"?'),
    ):
        with pytest.raises(ScenarioError) as error:
            tornado(base, drivers, points=points)
        assert words in str(error.value)
    with pytest.raises(ScenarioError, match="allowed is above 0"):
        changed(base, "price", 0.0)
