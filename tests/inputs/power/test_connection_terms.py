"""Flexible connection, transformers, maintenance and carbon cap of a scenario as arrays."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from planner.calendar import Calendar, make_calendar
from planner.inputs.power import connection_terms
from planner.problem.on_site import Gensets
from planner.problem.site import Contracts, Hours
from planner.scenario.schema import Scenario
from tests.inputs.tiny import tiny_inputs
from tests.scenario.small import changed

PART = {"site.phases.a.flexible_mw": 0.1, "site.phases.b.flexible_mw": 0.3}


def made(**new: Any) -> Scenario:
    return Scenario.from_values(changed(**new))


def hours_of(calendar: Calendar, carbon_g_per_kwh: float) -> Hours:
    """Hours of which only the carbon is read."""
    size = len(calendar.hour)
    hours = tiny_inputs().hours
    return dataclasses.replace(hours, utc=calendar.hours_utc, carbon_g_per_kwh=np.full(size, carbon_g_per_kwh))


def test_winter_evenings_by_hand() -> None:
    """Proves: in 2027 they are 4 hours of each of the 108 working days of November to March less public holidays."""
    calendar = make_calendar("2027-Q1", "2027-Q4", "quarter")
    found = connection_terms.evenings(calendar)
    # Monday to Friday: 21 in January (1 January is a Friday), 20, 23, 22, 23; holidays on weekdays: 1 January,
    # 29 March, 1 and 11 November.
    assert found.sum() == 4 * (21 + 20 + 23 + 22 + 23 - 4)
    assert set(calendar.hour[found]) == {17, 18, 19, 20}


def test_set_hours_are_the_dearest_of_each_calendar_year() -> None:
    """Proves: N hours a year; a quarter of a year has its part; an hour needed in part is taken in part.

    A bug would give: all hours of the year in the only quarter of it that is planned.
    """
    calendar = make_calendar("2026-Q4", "2027-Q4", "quarter")
    spot = np.random.default_rng(1).normal(50, 20, len(calendar.hour))
    s = made(**PART, **{"site.curtailment": {"hours_per_year": 100}})
    found = connection_terms.flexible(s, calendar, spot)
    assert found is not None
    assert not found.chosen
    assert found.mw.tolist() == [0.1, 0.3]
    year = found.year[calendar.period]
    assert found.called[year == 2026].sum() == pytest.approx(100 * 2209 / 8760)  # 92 days, one of 25 hours
    assert found.called[year == 2027].sum() == pytest.approx(100)
    taken, left = spot[(year == 2027) & (found.called == 1)], spot[(year == 2027) & (found.called == 0)]
    assert taken.min() >= left.max()
    assert np.count_nonzero((found.called > 0) & (found.called < 1)) == 1


def test_set_evenings_stay_in_winter_evenings() -> None:
    """Proves: the dearest hours outside the window are left alone."""
    calendar = make_calendar("2027-Q1", "2027-Q4", "quarter")
    s = made(**PART, **{"site.curtailment": {"hours_per_year": 100, "when": "winter-evenings"}})
    found = connection_terms.flexible(s, calendar, np.arange(len(calendar.hour), dtype=float))
    assert found is not None
    assert found.called.sum() == pytest.approx(100)
    assert not found.called[~connection_terms.evenings(calendar)].any()


def test_few_days_are_called_as_long_as_all() -> None:
    """Proves: hours that stand for many are taken in part, so that the hours of the year are those asked for."""
    calendar = make_calendar("2027-Q1", "2027-Q4", "quarter", days=3)
    s = made(**PART, **{"site.curtailment": {"hours_per_year": 100}})
    found = connection_terms.flexible(s, calendar, np.arange(len(calendar.hour), dtype=float))
    assert found is not None
    assert (found.called * connection_terms.hour_weight(calendar)).sum() == pytest.approx(100)


def test_agreed_hours_are_owed_by_the_window_of_each_period() -> None:
    """Proves: what is owed goes with the evenings of a quarter; none in summer."""
    calendar = make_calendar("2027-Q1", "2027-Q4", "quarter")
    s = made(**PART, **{"site.curtailment": {"hours_per_year": 100, "when": "agreed-evenings"}})
    found = connection_terms.flexible(s, calendar, np.zeros(len(calendar.hour)))
    assert found is not None
    assert found.chosen
    assert not found.called.any()
    assert found.owed_hours.sum() == pytest.approx(100)
    assert (found.owed_hours > 0).tolist() == [True, False, False, True]


@pytest.mark.parametrize("new", [{}, PART, PART | {"site.curtailment": {"hours_per_year": 0}}])
def test_nothing_flexible_is_nothing(new: dict[str, Any]) -> None:
    """Proves: without a flexible part, or hours in which it is taken away, there is no array and so no equation."""
    calendar = make_calendar("2027-Q1", "2027-Q1", "quarter")
    assert connection_terms.flexible(made(**new), calendar, np.zeros(len(calendar.hour))) is None


def test_transformers_and_works() -> None:
    """Proves: with one of three lost two carry 0.95 of their MVA; works leave less on their days, local time."""
    calendar = make_calendar("2027-Q2", "2027-Q2", "quarter")
    works = {"start": "2027-05-03", "end": "2027-05-04", "mw_left": 0.2}
    three = {"count": 3, "mva_each": 0.45}
    s = made(**{"site.transformers": three, "site.maintenance": {"works": works}})
    found = connection_terms.grid_limit(s, calendar)
    assert found is not None
    assert found.n_minus_1_mw == pytest.approx(2 * 0.45 * 0.95)
    assert np.count_nonzero(found.mw == 0.2) == 48
    assert set(np.round(found.mw, 6)) == {0.2, 0.855}
    loose = made(**{"site.transformers": three | {"hold_n_minus_1": False}})
    told = connection_terms.grid_limit(loose, calendar)
    assert told is not None
    assert told.n_minus_1_mw == found.n_minus_1_mw
    assert set(told.mw) == {1.0}  # 1.28 MW of transformers, 1 MW of connection
    assert connection_terms.grid_limit(made(), calendar) is None


def test_a_cap_by_the_grid_and_by_the_market() -> None:
    """Proves: t/MWh, caps by part of a year, tests of back-up sets, and what carbon-free contracts give back.

    By hand: 40 g/kWh is 0.04 t/MWh; 52 g/kWh of residual mix with a quarter covered 0.039; 1,000 MWh of wind give back
    52 t a MW, a block nothing; half a year has half of 200 t.
    """
    calendar = make_calendar("2026-Q4", "2027-Q4", "quarter")
    cap = {"t_per_year": 200}
    hours = hours_of(calendar, 40.0)
    sets = Gensets(1.0, False, np.zeros(5), np.zeros(5), np.full(5, 10.0), 700.0)
    by_grid = connection_terms.carbon_cap(made(**{"power.carbon.cap": cap}), calendar, hours, Contracts(), sets)
    assert by_grid is not None
    assert by_grid.t_per_mwh == pytest.approx(0.04)
    assert by_grid.most_kt == pytest.approx([0.2 * 92 / 365, 0.2, 0, 0, 0])
    assert by_grid.fixed_kt == pytest.approx(np.full(5, 0.007))
    assert by_grid.genset_t_per_mwh == pytest.approx(0.7)
    contracts = Contracts(names=("wind", "block"), kinds=("wind", "baseload"), energy_mwh=np.full((2, 5), 1000.0))
    s = made(**{"power.carbon.cap": cap | {"basis": "market"}, "power.carbon.guarantees_of_origin_share": 0.25})
    by_market = connection_terms.carbon_cap(s, calendar, hours, contracts, None)
    assert by_market is not None
    assert by_market.t_per_mwh == pytest.approx(0.039)
    assert by_market.contract_kt_per_mw == pytest.approx(np.array([[0.052] * 5, [0.0] * 5]))
    assert connection_terms.carbon_cap(made(), calendar, hours, Contracts(), None) is None


def test_a_delay_moves_the_quarter_in_which_a_phase_can_open() -> None:
    """Proves: delays count in quarters, over the turn of a year. A bug would give: 2026-Q7."""
    phase = made(**{"site.phases.b.delay_quarters": 3}).site.phases["b"]
    assert (phase.earliest, phase.opens) == ("2026-Q4", "2027-Q3")
