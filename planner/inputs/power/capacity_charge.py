"""The capacity charge of a scenario as a price of the hours it is drawn in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.billing.capacity import price_eur_per_mwh, winter_of, within_reach, working_days
from planner.calendar import year_of

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.calendar import Calendar
    from planner.scenario.schema import Scenario


def capacity_eur_per_mwh(scenario: Scenario, calendar: Calendar, spot_eur_per_mwh: Floats) -> Floats:
    """Price of each hour [EUR/MWh], 0 outside signalled hours; H. Empty where the scenario has no charge.

    Nobody knows which days will be signalled: the dearest working days of each winter are taken, by their mean spot
    price in these hours, and of a winter that the horizon holds in part, its part of them. On a few picked days, each
    working day bears its part of the charge.
    """
    charge = scenario.power.capacity_charge
    if charge is None:
        return np.zeros(0)
    c, price = calendar, price_eur_per_mwh(charge.eur_per_kw, charge.days_per_winter)
    reach = np.flatnonzero(within_reach(c.date_ordinal, c.month, c.weekday, c.hour, c.holiday))
    winters = winter_of(year_of(c.date_ordinal[reach]), c.month[reach])
    of_hour = np.zeros(len(c.hour))
    for winter in np.unique(winters):
        hours, of_winter = reach[winters == winter], working_days(int(winter))
        if not c.every_day:
            of_hour[hours] = price * charge.days_per_winter / of_winter
            continue
        days, day_of_hour = np.unique(c.date_ordinal[hours], return_inverse=True)
        mean_spot = np.bincount(day_of_hour, spot_eur_per_mwh[hours]) / np.bincount(day_of_hour)
        count = round(charge.days_per_winter * len(days) / of_winter)
        dearest = np.argsort(-mean_spot, kind="stable")[:count]
        of_hour[hours[np.isin(day_of_hour, dearest)]] = price
    return of_hour
