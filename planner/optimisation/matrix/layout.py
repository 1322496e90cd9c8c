"""Sites, periods and days numbered through: a row is a period of a site, a day is a day of a site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.optimisation.parts.offers import lines_of
from planner.optimisation.parts.parts import given_by_parts, shared_of
from planner.problem.several import shared_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.arrays import Floats, Ints
    from planner.problem.several import PortfolioInputs


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


@dataclass(frozen=True)
class Given:
    """Where each thing stands among the L quantities that investment gives a day of one site.

    Racks, classes, connection and parts are columns of the day; what days share is priced; shares, of demand and of the
    lines of contracts, scale it.
    """

    racks: slice
    classes: slice
    connection: int
    parts: Mapping[str, int]  # by variable
    shared: slice
    shares: slice  # of demand, by shared workload
    lines: slice  # of demand of contracts, by line

    @property
    def columns(self) -> slice:
        """All that a day holds in columns."""
        return slice(0, self.shared.start)


def given_of(x: PortfolioInputs, s: int) -> Given:
    """The layout of what a day of site `s` is given."""
    site = x.sites[s]
    racks, connection = len(site.fleet.racks), len(site.fleet.racks) + len(site.tariff.classes)
    parts = {name: connection + 1 + i for i, name in enumerate(given_by_parts(site))}
    columns = connection + 1 + len(parts)
    shares = columns + len(shared_of(site))
    lines = shares + len(shared_at(x, s))
    return Given(
        racks=slice(0, racks),
        classes=slice(racks, connection),
        connection=connection,
        parts=parts,
        shared=slice(columns, shares),
        shares=slice(shares, lines),
        lines=slice(lines, lines + len(lines_of(site))),
    )


def widest(x: PortfolioInputs) -> int:
    """Most quantities that investment gives to a day: those in columns, what days share, then shares."""
    return max(int(given_of(x, s).lines.stop) for s in range(len(x.sites)))


def day_label(x: PortfolioInputs, days: DayTable, d: int) -> str:
    """The date of a day, with its site where there are several."""
    s = int(days.site[d])
    date = f"{x.sites[s].days.dates[int(days.day[d])]:%d %B %Y}"
    return date if len(x.sites) == 1 else f"{date} at {x.site_names[s]}"
