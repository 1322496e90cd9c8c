"""The chain from grid to token, link by link: how good it is now, how good it has been, what reaching that gives."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from planner.charts.spans import ALL, in_span, period_names
from planner.words import formats, say

if TYPE_CHECKING:
    from planner.plan.plan import Plan

KWH_PER_MWH = 1e3
TOKENS_PER_MTOKEN = 1e6
NO_GAIN = 5e-4
LINKS = ("electrical", "cooling", "serving", "operating_point")
HEADS = ("chain link", "now", "best seen", "if reached", "what would do it")


def links(plan: Plan, span: str = ALL) -> pd.DataFrame:
    """Ratios of the four links: now (over the span), best seen (in any period), and where it was best.

    electrical = power behind the losses / grid; cooling = IT / power behind the losses; serving = serving IT / IT;
    operating_point = energy that the same tokens would take, each workload on the best rack seen / energy taken.
    Their product times the tokens per kWh of the best racks is tokens per kWh at the meter.
    """
    now, best_rack = ratios(plan, span), best_tokens_per_kwh(plan)
    flows, work = _by_period(plan.electrons), _by_period(plan.rack_efficiency)
    none = plan.rack_efficiency.iloc[:0]
    by_period = {
        name: _ratios(flows[name], work.get(name, none), best_rack)
        for name in period_names(plan.power)
        if name in flows
    }
    rows = []
    for link in LINKS:
        seen = {name: values[link] for name, values in by_period.items() if not math.isnan(values[link])}
        best = max(seen, key=lambda name: seen[name]) if seen else ""
        rows.append((link, now[link], seen.get(best, float("nan")), best))
    return pd.DataFrame(rows, columns=["link", "now", "best_seen", "best_period"])


def ratios(plan: Plan, span: str = ALL) -> dict[str, float]:
    """The four links over a span, as in `links`; NaN where there is nothing to divide by."""
    work = in_span(plan.rack_efficiency, span)
    return _ratios(in_span(plan.electrons, span), work, best_tokens_per_kwh(plan))


def _by_period(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {str(name): part for name, part in table.groupby("period", observed=True)}


def _ratios(flows: pd.DataFrame, work: pd.DataFrame, best_rack: pd.Series) -> dict[str, float]:
    mwh = flows.groupby(["stage", "to"], observed=True)["mwh"].sum().to_dict()
    grid = float(flows.loc[flows["stage"] == "grid", "mwh"].sum())
    behind = grid - mwh.get(("grid", "electrical losses"), 0.0)
    it = mwh.get(("grid", "it"), 0.0)
    return {
        "electrical": _ratio(behind, grid),
        "cooling": _ratio(it, behind),
        "serving": _ratio(mwh.get(("it", "serving"), 0.0), it),
        "operating_point": _operating_point(work, best_rack),
    }


def _ratio(above: float, below: float) -> float:
    return above / below if below > 0 else float("nan")


def best_tokens_per_kwh(plan: Plan) -> pd.Series:
    """Tokens per kWh of IT of each workload on the best rack that ever served it."""
    table = plan.rack_efficiency
    return table.groupby("workload", observed=True)["tokens_per_kwh_it"].max()


def _operating_point(work: pd.DataFrame, best_rack: pd.Series) -> float:
    by_workload = work.groupby("workload", observed=True)[["mtokens", "serving_mwh_it"]].sum()
    if by_workload.empty:
        return float("nan")
    tokens = by_workload["mtokens"] * TOKENS_PER_MTOKEN
    needed = tokens / best_rack.reindex(by_workload.index) / KWH_PER_MWH
    return _ratio(float(needed.sum()), float(by_workload["serving_mwh_it"].sum()))


def chain_table(plan: Plan, span: str = ALL, locale: str = "en") -> pd.DataFrame:
    """The links as people read them: link, now, best seen, tokens/kWh if reached, what would do it."""
    tokens = plan.kpi("tokens_per_kwh", period=span)
    best_rack = _most_used_best_rack(plan)
    rows = []
    table = links(plan, span)
    for link, now, best, period in zip(*(table[column] for column in table), strict=True):
        what = say(f"reach {link}", locale, period=formats.period_name(str(period), locale), rack=best_rack)
        gain = float(best) / float(now) - 1.0 if now > 0 else float("nan")
        if math.isnan(gain):
            reached = formats.MISSING
        elif gain < NO_GAIN or tokens is None:
            reached, what = say("reached", locale), (what if link == "electrical" else formats.MISSING)
        else:
            reached = f"{formats.significant(tokens * (1 + gain), 3, locale)} (+{formats.percent(gain, locale, 1)})"
        rows.append(
            (
                say(f"link {link}", locale),
                formats.number(float(now), 3, locale),
                formats.number(float(best), 3, locale),
                reached,
                what,
            )
        )
    return pd.DataFrame(rows, columns=[say(key, locale) for key in HEADS])


def _most_used_best_rack(plan: Plan) -> str:
    """The product that is best for the most workloads."""
    table = plan.rack_efficiency
    if table.empty:
        return formats.MISSING
    best = table.loc[table.groupby("workload", observed=True)["tokens_per_kwh_it"].idxmax(), "rack"]
    return formats.rack_name(str(best.astype(str).mode().iloc[0]))
