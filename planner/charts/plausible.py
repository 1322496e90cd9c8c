"""The table 'is this plausible?' for people: figures of the plan by year beside what is public."""

from __future__ import annotations

import pandas as pd

from planner.plan.studies.plausible import BELOW, outside
from planner.words import formats, say


def plausible_data(figures: pd.DataFrame, locale: str = "en") -> pd.DataFrame:
    """A row per figure of `plan.plausible()`: unit, value in each year, what is public; in the reader's language."""
    rows = []
    for figure, own in figures.groupby("figure", sort=False):
        first = own.iloc[0]
        low, high = (formats.plain(float(first[name]), 1, locale) for name in ("public_low", "public_high"))
        name, unit = say(f"public figure {figure}", locale), say(f"unit {first['unit']}", locale)
        row = {say("figure", locale): f"{name}, {unit}"}
        row |= {
            str(year): formats.plain(float(v), 1, locale) for year, v in zip(own["year"], own["value"], strict=True)
        }
        rows.append(row | {say("public range", locale): say("low to high", locale, low=low, high=high)})
    return pd.DataFrame(rows).fillna(formats.MISSING)


def plausible_finding(figures: pd.DataFrame, locale: str = "en") -> str:
    """Which figures lie outside what is public, and when; or that none does."""
    odd = outside(figures)
    if odd.empty:
        return say("plausible all inside" if len(figures) else "plausible none", locale)
    parts = []
    for (figure, verdict), own in odd.groupby(["figure", "verdict"], sort=False):
        worst = own.sort_values("value", ascending=verdict == BELOW).iloc[0]
        limit = worst["public_low" if verdict == BELOW else "public_high"]
        parts.append(
            say(
                f"plausible {verdict}",
                locale,
                figure=say(f"public figure {figure}", locale),
                years=", ".join(own["year"]),
                value=formats.plain(float(worst["value"]), 1, locale),
                limit=formats.plain(float(limit), 1, locale),
                unit=say(f"unit {worst['unit']}", locale),
            )
        )
    return f"{say('plausible outside', locale)} {'; '.join(parts)}"
