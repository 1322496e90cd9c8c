"""Sites, periods and days numbered through: a row is a period of a site, a day is a day of a site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.optimisation.parts.capacity import capacities
from planner.optimisation.parts.shared_by_days import shared_of
from planner.problem.several import shared_at

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints
    from planner.problem.several import PortfolioInputs
    from planner.problem.site import ModelInputs


@dataclass(frozen=True)
class DayTable:
    """All days of all sites, site after site."""

    site: Ints  # D → S
    day: Ints  # D → day of that site
    row: Ints  # D → site · P + period
    weight: Floats  # D


def periods_of(x: PortfolioInputs) -> int:
    """Number of periods, the same at all sites."""
    return len(x.sites[0].periods.names)


def rows_of(x: PortfolioInputs) -> int:
    """Number of rows: periods of all sites."""
    return len(x.sites) * periods_of(x)


def days_of(x: PortfolioInputs) -> DayTable:
    """Number the days through."""
    counts = [len(site.days.period) for site in x.sites]
    return DayTable(
        site=np.repeat(np.arange(len(counts)), counts),
        day=np.concatenate([np.arange(count) for count in counts]),
        row=np.concatenate([site.days.period + s * periods_of(x) for s, site in enumerate(x.sites)]),
        weight=np.concatenate([site.days.weight for site in x.sites]),
    )


def prefix(x: PortfolioInputs, s: int) -> str:
    """What the names of a site's variables and equations begin with in the investment model."""
    return "" if x.alone else f"site[{s}]."


def given_width(x: PortfolioInputs, s: int) -> int:
    """Racks, classes, connection, PV, battery, flexible part: what a day of site `s` is given in columns it holds."""
    return connection_at(x, s) + 1 + len(given_by_period(x.sites[s]))


def given_by_period(x: ModelInputs) -> list[str]:
    """Variables of investment that give a day one number each, after the connection."""
    return [*capacities(x), *(["flexible_mw"] if x.flexible else [])]


def shares_at(x: PortfolioInputs, s: int) -> int:
    """Where shares of demand stand in what a day of site `s` is given: after all else."""
    return given_width(x, s) + len(shared_of(x.sites[s]))


def connection_at(x: PortfolioInputs, s: int) -> int:
    """Where the connection stands in what a day of site `s` is given: after racks and tariff classes."""
    return len(x.sites[s].fleet.racks) + len(x.sites[s].tariff.classes)


def widest(x: PortfolioInputs) -> int:
    """Most quantities that investment gives to a day: those in columns, what days share, then the shares of demand."""
    return max(shares_at(x, s) + len(shared_at(x, s)) for s in range(len(x.sites)))


def day_label(x: PortfolioInputs, days: DayTable, d: int) -> str:
    """The date of a day, with its site where there are several."""
    s = int(days.site[d])
    date = f"{x.sites[s].days.dates[int(days.day[d])]:%d %B %Y}"
    return date if len(x.sites) == 1 else f"{date} at {x.site_names[s]}"
