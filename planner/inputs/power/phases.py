"""Phases of the site as arrays: what each brings, when it can open and what opening it costs."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from planner.inputs.racks.fleet import MONTHS_PER_QUARTER, add_months, period_of
from planner.problem.site import Phases
from planner.scenario.fields.parts import quarter_first_day

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.calendar import Calendar
    from planner.scenario.fields.site import Phase
    from planner.scenario.schema import Scenario

MONTHS_PER_YEAR = 12


def phase_arrays(scenario: Scenario, calendar: Calendar, late_quarters: int = 0) -> Phases:
    """Phases of the site, shell and site opex per period, both with inflation to mid-period.

    `late_quarters`: phases that are not there when the horizon starts come that much later.
    """
    site = scenario.site
    phases = list(site.phases.values())
    inflated = calendar.years * (1 + scenario.finance.inflation) ** calendar.years_to_middle
    to_come = np.array([_still_to_open(phase, scenario, calendar) for phase in phases])
    connection_mw = np.array([site.connection_mw * phase.connection_share for phase in phases])
    fit_out_meur = to_come * connection_mw * site.fit_out_eur_per_mw / 1e6
    rent_meur_per_mw_month = site.shell_keur_per_mw_month / 1000 * inflated / calendar.years
    first_days = [_late(_opens(phase, scenario), calendar, late_quarters) for phase in phases]
    return Phases(
        names=tuple(site.phases),
        connection_mw=connection_mw,
        positions=np.array([phase.rack_positions for phase in phases], dtype=np.float64),
        liquid_mw=np.array([phase.liquid_cooling_mw for phase in phases], dtype=np.float64),
        floor_t=np.array([phase.floor_load_t for phase in phases], dtype=np.float64),
        earliest_period=np.array([_open_from(day, calendar) for day in first_days], dtype=np.int64),
        committed=np.array([phase.committed for phase in phases], dtype=np.bool_),
        capex_meur=np.array([phase.capex_meur for phase in phases], dtype=np.float64) + fit_out_meur,
        shell_meur_per_mw=site.shell_keur_per_mw_month / 1000 * MONTHS_PER_YEAR * inflated,
        site_opex_meur=site.opex_meur_per_year * inflated * site_there(scenario, calendar, late_quarters),
        fit_out_meur=fit_out_meur,
        deposit_meur=np.outer(to_come * connection_mw, site.deposit_months * rent_meur_per_mw_month),
    )


def _opens(phase: Phase, scenario: Scenario) -> dt.date:
    """First day on which a phase can be open; one that the plan decides never opens before it is made."""
    first = quarter_first_day(phase.opens)
    as_of = scenario.horizon.as_of
    return first if as_of is None or phase.committed else max(first, as_of)


def _still_to_open(phase: Phase, scenario: Scenario, calendar: Calendar) -> float:
    """1 where a phase opens after the plan is made, so that fit-out and deposit are to be paid; 0 where it is open."""
    made = scenario.horizon.as_of or calendar.first_day[0]
    return float(quarter_first_day(phase.opens) > made or not phase.committed)


def _late(day: dt.date, calendar: Calendar, late_quarters: int) -> dt.date:
    return day if day <= calendar.first_day[0] else add_months(day, MONTHS_PER_QUARTER * late_quarters)


def site_there(scenario: Scenario, calendar: Calendar, late_quarters: int = 0) -> Floats:
    """1 from the period on in which the first phase can be open, 0 before: there is no site yet. P."""
    first = next(iter(scenario.site.phases.values()))
    opens = _open_from(_late(_opens(first, scenario), calendar, late_quarters), calendar)
    return (np.arange(len(calendar.names)) >= opens).astype(np.float64)


def _open_from(day: dt.date, calendar: Calendar) -> int:
    """First period in which a phase is open all the time: the one that starts on its first day, or next."""
    p = period_of(day, calendar)
    return p + 1 if p < len(calendar.names) and calendar.first_day[p] < day else p
