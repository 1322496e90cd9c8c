"""A line of a bill, and the table that lines make."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.billing.rates import Rate
    from planner.words.flags import Flag

COLUMNS = ("month", "item", "base", "unit", "rate", "amount_eur", "amount_exact_eur", "flag", "source")
HALF_CENT_SLACK = 1e-6  # cents: a half that floats left a hair below still counts as a half


@dataclass(frozen=True)
class Line:
    """One line item of one month: base [unit] × rate [EUR per unit]. A rate of None: level not found."""

    month: str
    item: str
    base: float
    unit: str
    rate: float | None
    source: str
    flags: tuple[Flag, ...] = ()

    @property
    def exact_eur(self) -> float:
        """Base times rate, NaN where the level was not found."""
        return math.nan if self.rate is None else self.base * self.rate


def line(
    month: str, item: str, base: float, unit: str, rate: Rate, value: float | None = None, flags: tuple[Flag, ...] = ()
) -> Line:
    """Line out of a rate of the tariff, or `value` worked out from it, with the flags of both."""
    both = tuple(dict.fromkeys((*flags, *rate.flags)))
    return Line(month, item, base, unit, rate.value if value is None else value, rate.source, both)


def to_cents(eur: float) -> float:
    """Round to the cent, halves away from zero; NaN stays."""
    if math.isnan(eur):
        return eur
    return math.copysign(math.floor(abs(eur) * 100 + 0.5 + HALF_CENT_SLACK) / 100, eur)


def table(lines: Sequence[Line]) -> pd.DataFrame:
    """Bill as a table, one row per line and month, columns COLUMNS. amount_eur is rounded to the cent row by row."""
    exact = [one.exact_eur for one in lines]
    texts = {flag: flag.text() for flag in {flag for one in lines for flag in one.flags}}
    return pd.DataFrame(
        {
            "month": [one.month for one in lines],
            "item": [one.item for one in lines],
            "base": [float(one.base) for one in lines],
            "unit": [one.unit for one in lines],
            "rate": [np.nan if one.rate is None else float(one.rate) for one in lines],
            "amount_eur": [to_cents(eur) for eur in exact],
            "amount_exact_eur": exact,
            "flag": ["; ".join(texts[flag] for flag in one.flags) for one in lines],
            "source": [one.source for one in lines],
        },
        columns=list(COLUMNS),
    )
