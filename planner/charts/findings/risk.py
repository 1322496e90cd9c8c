"""What the page on risk shows, in one line each, computed from the plan under uncertainty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.charts import risk as charts
from planner.words import formats, say
from planner.words.names import workload_name

if TYPE_CHECKING:
    from planner.plan.several.uncertain import UncertainPlan

LIKELY = 0.5


def value(plan: UncertainPlan, locale: str = "en") -> str:
    """Expected value, and the range over the paths."""
    data = charts.value_data(plan)
    return say(
        "value finding",
        locale,
        low=formats.money_meur(float(data["npv_meur"].min()), locale, 0),
        high=formats.money_meur(float(data["npv_meur"].max()), locale, 0),
        paths=len(data),
    )


def orders(plan: UncertainPlan, locale: str = "en") -> str:
    """How many of the racks ordered now are in every good plan."""
    orders = charts.placed(plan)
    if orders.empty:
        return say("no common orders", locale)
    sure = float(np.floor(orders["in_every_good_plan"] + 0.05).sum())
    return say(
        "orders finding",
        locale,
        all=formats.number(float(orders["racks"].sum()), 0, locale),
        sure=formats.number(sure, 0, locale),
    )


def waiting(plan: UncertainPlan, locale: str = "en") -> str:
    """The batch that it is dearest not to order now."""
    shown = charts.batches(plan)
    expected = shown.loc[shown["path"] == charts.EXPECTED]
    finite = expected.loc[np.isfinite(expected["meur"])]
    if finite.empty:
        return say("no waiting", locale)
    dearest = finite.sort_values("meur").iloc[-1]
    return say(
        "waiting finding",
        locale,
        batch=f"{formats.number(float(dearest['racks']), 0, locale)} {formats.rack_name(str(dearest['rack']))}",
        period=formats.period_name(str(dearest["order_period"]), locale),
        cost=formats.money_meur(float(dearest["meur"]), locale),
    )


def unserved(plan: UncertainPlan, locale: str = "en") -> str:
    """From when on work under contract is more likely than not to go unserved in part."""
    name = charts.promised(plan)[0]
    own = plan.unserved.loc[plan.unserved["workload"] == name]
    likely = own.loc[own["probability"] > LIKELY]
    worst = own.sort_values("expected_share", kind="stable").iloc[-1]
    key = "unserved finding" if len(likely) else "served finding"
    return say(
        key,
        locale,
        workload=workload_name(name, locale),
        share=formats.percent(float(worst["expected_share"]), locale, 1),
        period=formats.period_name(str(worst["period"]), locale),
        count=len(likely),
        all=len(own),
    )


def connection(plan: UncertainPlan, locale: str = "en") -> str:
    """The first of the periods in which the connection is most likely to limit."""
    worst = plan.connection.sort_values("probability", ascending=False, kind="stable").iloc[0]
    return say(
        "connection finding",
        locale,
        period=formats.period_name(str(worst["period"]), locale),
        probability=formats.percent(float(worst["probability"]), locale),
        peak=formats.percent(float(worst["expected_peak_share"]), locale),
    )


def trial(plan: UncertainPlan, locale: str = "en") -> str:
    """Which of the two plans does better on average on fresh paths, and by how much."""
    cost = plan.trial.set_index("plan")["mean_cost_meur"]
    better = float(cost.iloc[1] - cost.iloc[0])
    return say(
        "trial better" if better >= 0 else "trial worse",
        locale,
        paths=int(plan.trial["paths"].iloc[0]),
        by=formats.money_meur(abs(better), locale),
    )


def measure_first(plan: UncertainPlan, locale: str = "en") -> str:
    """The measurement that is worth most before the first orders."""
    best = plan.measurements.iloc[0]
    return say(
        "measure first finding",
        locale,
        model=str(best["model"]),
        rack=formats.rack_name(str(best["rack"])),
        worth=formats.money_meur(float(best["value_meur"]), locale, 2),
    )
