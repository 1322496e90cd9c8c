"""Key figures and tables of a plan for several paths, as texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from planner.charts import risk as charts
from planner.charts.findings import risk as findings
from planner.plan.several.risk import quantile
from planner.plan.text import no_measurements, spread_figure
from planner.report.evidence import optimum_rows, run_rows
from planner.report.parts import KeyFigure, Table
from planner.words import formats, say
from planner.words.names import workload_name

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd

    from planner.plan.several.uncertain import UncertainPlan

SHARES = (0.1, 0.5, 0.9)


def of_frame(caption: str, frame: pd.DataFrame, texts: int = 1) -> Table:
    """A table that people read anyway; all but the first `texts` columns are set flush right."""
    head = tuple(str(name) for name in frame.columns)
    rows = tuple(tuple(str(value) for value in row) for row in frame.itertuples(index=False, name=None))
    return Table(caption, head, rows, numeric=frozenset(range(texts, len(head))))


def key_figures(plan: UncertainPlan, locale: str = "en") -> list[KeyFigure]:
    """P50 with P10 and P90 of value, cost of tokens and first orders; tail, worth of knowing, worst regret."""
    level = float(plan.manifest["cvar_level"])
    cost = plan.costs.set_index("figure")["cost_meur"]
    tail = formats.money_meur(-float(cost[f"CVaR {level:.0%}"]), locale)
    regret = float(plan.regret["regret_meur"].max())
    evpi = charts.worth_of(plan, "value of perfect information")
    return [
        _value(plan, locale),
        *_cost_of_tokens(plan, locale),
        first_orders(plan, locale),
        KeyFigure(say("npv tail", locale, tail=formats.percent(1 - level, locale)), tail),
        KeyFigure(say("evpi", locale), formats.money_meur(evpi, locale), say("evpi help", locale)),
        KeyFigure(say("worst regret", locale), formats.money_meur(regret, locale)),
    ]


def _range(low: str, high: str, locale: str, mean: str = "") -> str:
    between = say("P10 to P90", locale, low=low, high=high)
    return f"{between} · {say('expected', locale)} {mean}" if mean else between


def _value(plan: UncertainPlan, locale: str) -> KeyFigure:
    value, weight = -plan.paths["cost_meur"].to_numpy(dtype=float), plan.paths["weight"].to_numpy(dtype=float)
    low, middle, high = (formats.money_meur(quantile(value, weight, share), locale) for share in SHARES)
    mean = formats.money_meur(float(weight @ value) / float(weight.sum()), locale)
    return KeyFigure(say("npv P50", locale), middle, _range(low, high, locale, mean))


def _cost_of_tokens(plan: UncertainPlan, locale: str) -> list[KeyFigure]:
    rows = plan.spread.loc[plan.spread["figure"] == "lcot_eur_per_mtoken"]
    return [
        KeyFigure(
            say("lcot P50", locale),
            f"{_euros(row, 'p50', locale)}{formats.NO_BREAK}€",
            _range(_euros(row, "p10", locale), _euros(row, "p90", locale), locale),
        )
        for row in rows.to_dict("records")
    ]


def _euros(row: Mapping[Hashable, Any], share: str, locale: str) -> str:
    return spread_figure(str(row["unit"]), float(row[share]), locale)


def first_orders(plan: UncertainPlan, locale: str = "en") -> KeyFigure:
    """Racks ordered before the path is known, the same on every path, beside what single paths would order."""
    placed = charts.placed(plan)
    low, high = (
        formats.number(float(np.floor(plan.orders[name].sum() + 0.5)), 0, locale)
        for name in ("least_of_own_plans", "most_of_own_plans")
    )
    unknown = plan.orders[["least_of_own_plans", "most_of_own_plans"]].isna().any(axis=None)
    note = "" if unknown or plan.orders.empty else say("own first orders", locale, low=low, high=high)
    return KeyFigure(say("first orders", locale), formats.number(float(placed["racks"].sum()), 0, locale), note)


def orders(plan: UncertainPlan, locale: str = "en") -> Table:
    """Orders decided now: when, what, how many every good plan has, what waiting is expected to cost."""
    return of_frame(say("first orders caption", locale), charts.orders_shown(plan, locale), texts=2)


def spread(plan: UncertainPlan, locale: str = "en") -> Table:
    """Value, cost of tokens and racks ordered over the horizon: P10, P50, P90."""
    return of_frame(say("spread finding", locale), charts.spread_shown(plan, locale))


def measurements(plan: UncertainPlan, locale: str = "en") -> Table:
    """Which measurement first: model, rack, euros of value, error, first orders by what it says, days."""
    return of_frame(say("measure first", locale), charts.measurements_shown(plan, locale), texts=2)


def regret(plan: UncertainPlan, locale: str = "en") -> Table:
    """A row a path: what it is worth known from the start, and what this plan and that for the mean path lose."""
    return of_frame(say("paths paths", locale), charts.regret_shown(plan, locale))


def waiting(plan: UncertainPlan, locale: str = "en") -> Table:
    """A row a batch: what not ordering it when planned costs, on average and on the paths where least and most."""
    data = charts.batches(plan)
    rows = []
    for (rack, period), own in data.groupby(["rack", "order_period"], sort=False):
        by_path = own.set_index("path")["meur"].astype(float)
        others = by_path.drop(charts.EXPECTED)
        racks = formats.number(float(own["racks"].iloc[0]), 0, locale)
        costs = (charts.cost_text(v, locale) for v in (by_path[charts.EXPECTED], others.min(), others.max()))
        rows.append((formats.period_name(str(period), locale), f"{racks} {formats.rack_name(str(rack))}", *costs))
    names = ("order in", "racks", "waiting column", "least of paths", "most of paths")
    head = tuple(say(name, locale) for name in names)
    return Table(say("paths waiting", locale), head, tuple(rows), numeric=frozenset({2, 3, 4}))


def unserved(plan: UncertainPlan, locale: str = "en") -> Table:
    """A row a workload: periods in which some of it is likely to go unserved, and where most is expected to."""
    rows = []
    for name, own in plan.unserved.groupby("workload", sort=False):
        worst = own.sort_values("expected_share", kind="stable").iloc[-1]
        likely = int((own["probability"] > findings.LIKELY).sum())
        shares = (formats.percent(float(worst[column]), locale, 1) for column in ("expected_share", "worst_share"))
        period = formats.period_name(str(worst["period"]), locale)
        rows.append((workload_name(str(name), locale), f"{likely} / {len(own)}", period, *shares))
    names = ("workload", "likely unserved", "most in", "expected share", "worst share")
    head = tuple(say(key, locale) for key in names)
    return Table(say("paths unserved", locale), head, tuple(rows), numeric=frozenset({1, 3, 4}))


def connection(plan: UncertainPlan, locale: str = "en") -> Table:
    """A row a period: whether the connection limits, and its peak."""
    rows = tuple(
        (
            formats.period_name(str(row["period"]), locale),
            formats.percent(float(row["probability"]), locale),
            formats.percent(float(row["expected_peak_share"]), locale, 1),
        )
        for row in plan.connection.to_dict("records")
    )
    names = ("period", "probability", "expected peak")
    head = tuple(say(name, locale) for name in names)
    return Table(say("paths connection", locale), head, rows, numeric=frozenset({1, 2}))


def worth(plan: UncertainPlan, locale: str = "en") -> Table:
    """What uncertainty costs, figure by figure."""
    rows = tuple(
        (say(f"worth {row['figure']}", locale), formats.money_meur(float(row["meur"]), locale), str(row["meaning"]))
        for row in plan.worth.to_dict("records")
    )
    head = (say("figure", locale), "M€", say("formula", locale))
    return Table(say("worth caption", locale), head, rows, numeric=frozenset({1}), english=frozenset({2}))


def drawn(plan: UncertainPlan, locale: str = "en") -> Table:
    """A row a path: means of what was drawn."""
    return of_frame(say("drawn finding", locale), charts.drawn_shown(plan, charts.drawn_quantities(plan), locale))


def trial(plan: UncertainPlan, locale: str = "en") -> Table:
    """Plans tried on fresh paths; no row where none was tried."""
    return of_frame(say("trial caption", locale), charts.trial_shown(plan, locale))


def not_included(plan: UncertainPlan, locale: str = "en") -> list[str]:
    """What a reader may look for in vain: pages of one future, days left out, what was not drawn or worked out."""
    m = plan.manifest
    still = [name for name in charts.DRAWN if name not in charts.drawn_quantities(plan)]
    texts = [say("not in paths report", locale)]
    if m["days"] != "all":
        texts.append(say("few days for paths", locale, days=m["days"]))
    if still:
        names = ", ".join(say(f"drawn {name}", locale) for name in still)
        texts.append(say("not drawn", locale, names=names))
    texts += [say("no trial", locale)] if plan.trial.empty else []
    texts += [no_measurements(plan, locale)] if plan.measurements.empty else []
    return [*texts, say("racks in parts", locale)]


def proof(plan: UncertainPlan, locale: str = "en") -> Table:
    """Status, bound, gap, paths, draws, time, hashes and versions."""
    m = plan.manifest
    paths = say("paths of draws", locale, paths=len(plan.paths), draws=formats.number(m["drawn"], 0, locale))
    rows = (
        *optimum_rows(m, locale),
        (say("paths count", locale), paths),
        (say("reduction error", locale), formats.percent(m["reduction_error"], locale)),
        *run_rows(m, str(plan.run_id), locale),
    )
    return Table(say("paths proof caption", locale), (say("what", locale), say("value", locale)), rows)
