"""Flexible connection, transformers, maintenance and carbon cap of a scenario as arrays.

Axes: P periods, B phases, C contracts, H hours of the calendar.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.calendar import SATURDAY, make_calendar
from planner.problem.connection import CarbonCap, Flexible, GridLimit

if TYPE_CHECKING:
    from planner.arrays import Bools, Floats, Ints
    from planner.calendar import Calendar
    from planner.problem.on_site import Gensets
    from planner.problem.site import Contracts, Hours
    from planner.scenario.schema import Scenario

EVENING_MONTHS = (11, 12, 1, 2, 3)  # high season of the grid tariff
EVENING_FROM, EVENING_TO = 17, 21  # local hours of the evening peak, working days
LEAST_T_PER_MWH = 1e-6  # 1 mg/kWh: a coefficient of 0 would have no place in the compiled matrix
PROVES_CARBON_FREE = ("solar", "wind", "nuclear")  # as in plan.carbon: blocks are bought from the mix


def evenings(calendar: Calendar) -> Bools:
    """Whether each hour is a winter evening peak: working days of November to March, 17:00 to 21:00 local; H."""
    working = (calendar.weekday < SATURDAY) & ~calendar.holiday
    evening = (calendar.hour >= EVENING_FROM) & (calendar.hour < EVENING_TO)
    return np.asarray(working & evening & np.isin(calendar.month, EVENING_MONTHS))


def period_year(calendar: Calendar) -> Ints:
    """Calendar year of each period, P; no period crosses the turn of a year."""
    return np.array([day.year for day in calendar.first_day], dtype=np.int64)


def hour_weight(calendar: Calendar) -> Floats:
    """Real hours that each hour stands for, H."""
    return calendar.days.hour_weight


def flexible(scenario: Scenario, calendar: Calendar, spot_eur_per_mwh: Floats) -> Flexible | None:
    """The flexible part of the connection; None where no phase has one or it is never taken away.

    Set hours: the dearest of each calendar year (of its winter evenings), as many as the part of the year's window that
    lies in the horizon asks for; an hour that is needed in part is taken away in part. Agreed: any winter evenings.
    """
    curtailment, phases = scenario.site.curtailment, list(scenario.site.phases.values())
    mw = np.array([phase.flexible_mw for phase in phases], dtype=np.float64)
    if curtailment is None or not mw.any() or not curtailment.hours_per_year:
        return None
    window = np.ones(len(calendar.hour), dtype=np.bool_) if curtailment.when == "highest-price" else evenings(calendar)
    weight, year = hour_weight(calendar), period_year(calendar)
    window_hours = np.bincount(calendar.period, weights=weight * window, minlength=len(calendar.names))
    owed = np.zeros(len(calendar.names))
    for one in np.unique(year):
        whole = make_calendar(f"{one}-Q1", f"{one}-Q4", "year")
        of_year = len(whole.hour) if curtailment.when == "highest-price" else int(evenings(whole).sum())
        owed[year == one] = curtailment.hours_per_year * window_hours[year == one] / of_year
    agreed = curtailment.when == "agreed-evenings"
    called = np.zeros(len(window))
    for one in np.unique(year) if not agreed else ():
        own = np.flatnonzero(window & (year[calendar.period] == one))
        dearest = own[np.argsort(-spot_eur_per_mwh[own], kind="stable")]
        before = np.cumsum(weight[dearest]) - weight[dearest]
        called[dearest] = np.clip((owed[year == one].sum() - before) / weight[dearest], 0.0, 1.0)
    return Flexible(
        mw=mw,
        called=np.where(called < LEAST_T_PER_MWH, 0.0, called),
        agreed=window if agreed else np.zeros_like(window),
        owed_hours=owed if agreed else np.zeros_like(owed),
        year=year,
        hours_per_year=float(curtailment.hours_per_year),
    )


def grid_limit(scenario: Scenario, calendar: Calendar) -> GridLimit | None:
    """Transformers with one lost and maintenance windows; None where the scenario has neither."""
    site = scenario.site
    if site.transformers is None and not site.maintenance:
        return None
    mw = np.full(len(calendar.hour), float(site.connection_mw))
    n_minus_1 = whole = None
    if site.transformers is not None:
        n_minus_1, whole = float(site.transformers.n_minus_1_mw), float(site.transformers.all_mw)
        mw = np.minimum(mw, n_minus_1 if site.transformers.hold_n_minus_1 else whole)
    for window in site.maintenance.values():
        day = calendar.date_ordinal
        inside = (day >= window.start.toordinal()) & (day <= window.end.toordinal())
        mw[inside] = np.minimum(mw[inside], window.mw_left)
    return GridLimit(mw=mw, n_minus_1_mw=n_minus_1, transformers_mw=whole)


def carbon_cap(
    scenario: Scenario, calendar: Calendar, hours: Hours, contracts: Contracts, gensets: Gensets | None
) -> CarbonCap | None:
    """The yearly carbon cap; a year of which the horizon has a part has that part of it. None where there is none.

    Market-based: the residual mix for all that guarantees of origin do not cover, less the energy of carbon-free
    contracts at the residual mix (GHG Protocol, Scope 2 Guidance).
    """
    carbon = scenario.power.carbon
    if carbon.cap is None:
        return None
    year, years = period_year(calendar), calendar.years
    residual = carbon.residual_mix_g_per_kwh / 1000
    market = carbon.cap.basis == "market"
    per_mwh = hours.carbon_g_per_kwh / 1000
    if market:
        per_mwh = np.full(len(hours.utc), residual * (1 - carbon.guarantees_of_origin_share))
    most = np.zeros(len(year))
    for one in np.unique(year):
        most[np.flatnonzero(year == one)[0]] = carbon.cap.t_per_year * years[year == one].sum() / 1000
    credit = np.zeros((len(contracts.names), len(year)))
    for c, kind in enumerate(contracts.kinds):
        if market and kind in PROVES_CARBON_FREE:
            credit[c] = contracts.energy_mwh[c] * residual / 1000
    at_sets = gensets.carbon_kg_per_mwh / 1000 if gensets else 0.0
    return CarbonCap(
        basis=carbon.cap.basis,
        most_kt=most,
        year=year,
        t_per_mwh=np.maximum(per_mwh, LEAST_T_PER_MWH),
        genset_t_per_mwh=at_sets,
        fixed_kt=gensets.test_mwh * at_sets / 1000 if gensets else np.zeros(len(year)),
        contract_kt_per_mw=credit,
    )
