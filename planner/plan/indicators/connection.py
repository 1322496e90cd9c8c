"""Indicators of the connection: what was curtailed, room with one transformer lost, use and price of the carbon cap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.plan.tables import connection

if TYPE_CHECKING:
    from planner.plan.indicators.book import Span, Values

ALL = "all"


def curtailed_mwh(span: Span) -> Values:
    """Energy that the flexible part of the connection could not give, whether or not the site wanted it."""
    x, sums = span.book.inputs, span.book.sums
    return [(ALL, span.total(connection.curtailed_mwh(x, sums.solution, sums)))] if x.flexible else []


def curtailed_hours_per_year(span: Span) -> Values:
    """Curtailed MWh / Σ flexible MW · years: hours of the whole flexible part, a year."""
    x, sums = span.book.inputs, span.book.sums
    below = span.total(connection.flexible_mw(x, sums.solution) * x.periods.years)
    return [(ALL, curtailed_mwh(span)[0][1] / below)] if x.flexible and below > 0 else []


def headroom_n_minus_1_mw(span: Span) -> Values:
    """Usable power with one transformer lost, less the largest hourly power at the meter; below 0: not held."""
    found = connection.headroom_n_minus_1_mw(span.book.inputs, span.book.sums)[span.chosen]
    return [(ALL, float(found.min()))] if len(found) and not np.isnan(found).any() else []


def carbon_under_cap_t(span: Span) -> Values:
    """CO2e that counts against the cap, on the cap's basis."""
    x, sums = span.book.inputs, span.book.sums
    return [(ALL, span.total(connection.carbon_t(x, sums.solution, sums)))] if x.carbon_cap else []


def carbon_cap_eur_per_t(span: Span) -> Values:
    """What a tonne more would be worth, by period or the highest of the span, before discounting."""
    prices = span.book.sums.solution.marginal.shared_meur.get("carbon_kt")
    return [] if prices is None else [(ALL, float(prices[span.chosen].max() * connection.THOUSAND))]
