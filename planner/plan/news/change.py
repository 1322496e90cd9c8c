"""Which measurement and which decision would change a plan most, from figures that are stored; nothing is solved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.plan.news.fact import ALL, EUR_PER_MEUR, Fact
from planner.words import formats

if TYPE_CHECKING:
    from planner.plan.plan import Plan
    from planner.plan.several.uncertain import UncertainPlan

DECISIONS = ("connection", "supply", "lead time", "on order", "phase")  # of what one more is worth, what can be decided


def change_facts(plan: Plan, paths: UncertainPlan | None = None) -> list[Fact]:
    """The decision that gains most and the measurement that is worth most; of one not worked out, why it is not there.

    Where every change of what one more is worth loses, the one that loses most.
    """
    return [_decision(plan), _measurement(plan, paths)]


def _decision(plan: Plan) -> Fact:
    table = plan.one_more
    own = table.loc[table["what"].isin(DECISIONS)].dropna(subset=["value_meur"]) if len(table) else table
    if own.empty:
        return Fact("no decision", ALL, 0.0, "MEUR", None, plan.run_id)
    values = own["value_meur"].astype(float)
    most = own.iloc[int((values if values.max() > 0 else values.abs()).to_numpy().argmax())]
    thing = f"{most['what']}: {most['item']}"
    return Fact(f"decide {most['side']}", ALL, float(most["step"]), str(most["unit"]), _eur(most["value_meur"]), thing)


def _measurement(plan: Plan, paths: UncertainPlan | None) -> Fact:
    if paths is None:
        return Fact("no measurement", ALL, 0.0, "MEUR", None, "no paths")
    if paths.measurements.empty:
        return Fact(f"no measurement, {paths.measured_first}", ALL, 0.0, "MEUR", None, paths.run_id)
    best = paths.measurements.iloc[0]
    what = f"{best['model']} · {formats.rack_name(str(best['rack']))}"
    return Fact("measure", ALL, float(best["racks_now"]), "racks", _eur(best["value_meur"]), what)


def _eur(meur: float) -> float:
    return float(meur) * EUR_PER_MEUR
