"""Indicators of customers: what is rented, declined and throttled, and what promises cost.

Only where contracts or a limit on what is rented are in the inputs. Shares of all that is offered: what is asked of the
site, what of open offers is declined or was ended, and what is throttled at the peak of contracts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.plan.indicators.book import ALL, Indicator, Span, _ratio

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.plan.indicators.book import Values

EUR_PER_MEUR = 1e6


def _share(span: Span, part: Floats, whole: Floats) -> Values:
    """Part over whole (W, P) of each workload; "all" counts tokens, or GPU-hours where there are no tokens."""
    values: Values = []
    everything = np.ones_like(span.book.sums.is_tokens)
    for name, mask in span.rows():
        own = mask if np.any(mask) else everything
        values += _ratio(name, span.total(part[own].sum(axis=0)), span.total(whole[own].sum(axis=0)))
    return values


def _offered(span: Span) -> Floats:
    sums = span.book.sums
    return np.asarray(sums.demand + sums.declined + sums.throttled)


def rented_share(span: Span) -> Values:
    """Work rented elsewhere / demand."""
    x, sums = span.book.inputs, span.book.sums
    return [] if x.offers is None and x.rented is None else _share(span, sums.burst, sums.demand)


def declined_share(span: Span) -> Values:
    """Work of contracts that are not signed, or ended / all that is offered."""
    return [] if span.book.inputs.offers is None else _share(span, span.book.sums.declined, _offered(span))


def throttled_share(span: Span) -> Values:
    """Work above the peak of contracts / all that is offered."""
    return [] if span.book.inputs.offers is None else _share(span, span.book.sums.throttled, _offered(span))


def credit_meur(span: Span) -> Values:
    """Service credits, those at their cap, and fees for ending contracts, undiscounted; of contracts together."""
    money = span.book.contracts_with_customers
    if money is None:
        return []
    owed = money.owed_eur / EUR_PER_MEUR
    return [(ALL, span.total(owed.sum(axis=0)))]


INDICATORS = (
    Indicator("rented_share", "1", "rented / demand", "Served by GPUs of others, in served_share", rented_share),
    Indicator("declined_share", "1", "declined / (demand + declined + throttled)", "Offers not signed, contracts ended",
              declined_share),
    Indicator("throttled_share", "1", "throttled / (demand + declined + throttled)",
              "Above the peak of a contract, never owed", throttled_share),
    Indicator("credit_meur", "MEUR", "Σ service credits, caps of breaches, fees for ending contracts", "Undiscounted",
              credit_meur),
)  # fmt: skip
