"""The chain from grid to token, link by link: how good it is now, how good it has been, what reaching that gives."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from planner.charts.spans import ALL, in_span, period_names
from planner.words import formats

if TYPE_CHECKING:
    from planner.plan.plan import Plan

KWH_PER_MWH = 1e3
TOKENS_PER_MTOKEN = 1e6
NO_GAIN = 5e-4
LINKS = {
    "electrical": (
        "Electrical chain",
        "Chaîne électrique",
        "set by transformer, UPS and busway",
        "fixée par transformateur, onduleurs et jeux de barres",
    ),
    "cooling": (
        "Cooling and auxiliaries",
        "Refroidissement et auxiliaires",
        "keep cooling as in {period}, the coolest period",
        "refroidir comme en {period}, la période la plus fraîche",
    ),
    "serving": (
        "Racks serving",
        "Racks en service",
        "keep racks as busy as in {period}: batch work at night, park or sell idle racks",
        "occuper les racks comme en {period} : lots la nuit, mettre en veille ou vendre le reste",
    ),
    "operating_point": (
        "Right rack for the work",
        "Le bon rack pour chaque charge",
        "each workload on its best rack, mostly {rack}",
        "chaque charge sur son meilleur rack, surtout {rack}",
    ),
}


def links(plan: Plan, span: str = ALL) -> pd.DataFrame:
    """Ratios of the four links: now (over the span), best seen (in any period), and where it was best.

    electrical = power behind the losses / grid; cooling = IT / power behind the losses; serving = serving IT / IT;
    operating_point = energy that the same tokens would take, each workload on the best rack seen / energy taken.
    Their product times the tokens per kWh of the best racks is tokens per kWh at the meter.
    """
    now = _ratios(plan, span)
    by_period = {name: _ratios(plan, name) for name in period_names(plan.power)}
    rows = []
    for link in LINKS:
        seen = {name: ratios[link] for name, ratios in by_period.items() if not math.isnan(ratios[link])}
        best = max(seen, key=lambda name: seen[name]) if seen else ""
        rows.append((link, now[link], seen.get(best, float("nan")), best))
    return pd.DataFrame(rows, columns=["link", "now", "best_seen", "best_period"])


def _ratios(plan: Plan, span: str) -> dict[str, float]:
    flows = in_span(plan.electrons, span)

    def mwh(stage: str, to: str | None = None) -> float:
        chosen = (flows["stage"] == stage) & ((flows["to"] == to) if to else True)
        return float(flows.loc[chosen, "mwh"].sum())

    grid = mwh("grid")
    behind = grid - mwh("grid", "electrical losses")
    it = mwh("grid", "it")
    serving = mwh("it", "serving")
    return {
        "electrical": _ratio(behind, grid),
        "cooling": _ratio(it, behind),
        "serving": _ratio(serving, it),
        "operating_point": _operating_point(plan, span),
    }


def _ratio(above: float, below: float) -> float:
    return above / below if below > 0 else float("nan")


def best_tokens_per_kwh(plan: Plan) -> pd.Series:
    """Tokens per kWh of IT of each workload on the best rack that ever served it."""
    table = plan.rack_efficiency
    return table.groupby("workload", observed=True)["tokens_per_kwh_it"].max()


def _operating_point(plan: Plan, span: str) -> float:
    work = in_span(plan.rack_efficiency, span).groupby("workload", observed=True)[["mtokens", "serving_mwh_it"]].sum()
    if work.empty:
        return float("nan")
    needed = work["mtokens"] * TOKENS_PER_MTOKEN / best_tokens_per_kwh(plan).reindex(work.index) / KWH_PER_MWH
    return _ratio(float(needed.sum()), float(work["serving_mwh_it"].sum()))


def chain_table(plan: Plan, span: str = ALL, locale: str = "en") -> pd.DataFrame:
    """The links as people read them: link, now, best seen, tokens/kWh if reached, what would do it."""
    french = formats.language(locale) == "fr"
    tokens = plan.kpi("tokens_per_kwh", period=span)
    best_rack = _most_used_best_rack(plan)
    rows = []
    found = links(plan, span)
    for link, now, best, period in zip(*(found[column] for column in found), strict=True):
        name, what = LINKS[str(link)][french], LINKS[str(link)][2 + french]
        gain = float(best) / float(now) - 1.0 if now > 0 else float("nan")
        if math.isnan(gain):
            reached = formats.MISSING
        elif gain < NO_GAIN or tokens is None:
            reached, what = ("déjà atteint" if french else "reached"), ("–" if link != "electrical" else what)
        else:
            reached = f"{formats.significant(tokens * (1 + gain), 3, locale)} (+{formats.percent(gain, locale, 1)})"
        what = what.format(period=formats.period_name(str(period), locale), rack=best_rack)
        rows.append(
            (name, formats.number(float(now), 3, locale), formats.number(float(best), 3, locale), reached, what)
        )
    heads = (
        ["Maillon", "Actuel", "Meilleur vu", "Si atteint, tokens/kWh", "Comment"]
        if french
        else ["Chain link", "Now", "Best seen", "If reached, tokens/kWh", "What would do it"]
    )
    return pd.DataFrame(rows, columns=heads)


def _most_used_best_rack(plan: Plan) -> str:
    """The product that is best for the most workloads."""
    table = plan.rack_efficiency
    if table.empty:
        return formats.MISSING
    best = table.loc[table.groupby("workload", observed=True)["tokens_per_kwh_it"].idxmax(), "rack"]
    return formats.rack_name(str(best.astype(str).mode().iloc[0]))
