"""Part of page *Runs*: two to five plans side by side. The first is the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from planner.charts.findings import plan as findings
from planner.charts.money import bridge
from planner.charts.studies.compared import SUBJECTS, overlaid, overlaid_data, overlaid_title
from planner.jobs import texts
from planner.plan.changed.last import changes_in
from planner.plan.changed.sentences import basis_sentence
from planner.plan.store.studies import study_of
from planner.plan.studies.compare import compare
from planner.plan.studies.compare_several import inputs_beside, kpis_beside, on_other_days, orders_beside
from planner.plan.text import money_text, number_text
from planner.ui.kit import components, state
from planner.ui.studies.background_work import watched
from planner.words import formats, say
from planner.words.names import indicator_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.plan.plan import Plan

TWO = 2
BRIDGE_KEY = "bridge-to"


def show(plans: Mapping[str, Plan], locale: str) -> None:
    """Which is worth most; inputs that differ, indicators and orders; the bridge to each; charts on one another."""
    components.headline(components.as_text(_headline(plans, locale)))
    _cautions(plans, locale)
    if len(plans) == TWO:
        first, second = plans.values()
        _changed(first, second, locale)
    left, right = st.columns(2, gap="large")
    with left:
        _inputs(plans, locale)
        _orders(plans, locale)
    with right:
        components.finding(say("kpis side", locale))
        table = kpis_beside(plans)
        components.plain_table(kpis_shown(table, list(plans), locale))
        components.table_below(table, "kpis-compared")
    _bridge(plans, locale)
    columns = st.columns(2, gap="large")
    for number, subject in enumerate(SUBJECTS):
        with columns[number % 2]:
            title = overlaid_title(subject, locale)
            components.finding(title)
            components.chart(overlaid(plans, subject, locale), f"overlaid-{subject}", title)
            components.table_below(overlaid_data(plans, subject), f"overlaid-{subject}")


def _headline(plans: Mapping[str, Plan], locale: str) -> str:
    """Of two plans the bridge in a sentence; of more, which is worth most."""
    values = {name: plan.kpi("npv_meur") or 0.0 for name, plan in plans.items()}
    first = next(iter(plans))
    if len(plans) == TWO:
        return _bridge_text(plans, [*plans][1], locale)
    best = max(values, key=values.__getitem__)
    amount = money_text(values[best], locale)
    if best == first:
        return say("first is best", locale, first=first, amount=amount)
    by = formats.money_meur(values[best] - values[first], locale)
    return say("best of compared", locale, best=best, amount=amount, by=by, first=first)


def _cautions(plans: Mapping[str, Plan], locale: str) -> None:
    """Plans of different days are never compared without saying so; nor are differences within the proofs."""
    if on_other_days(list(plans.values())):
        days = [
            say("compared days of", locale, name=name, days=texts.days_text(str(plan.manifest["days"]), locale))
            for name, plan in plans.items()
        ]
        text = say("compared days", locale, days="; ".join(days))
        st.warning(components.as_text(text), icon=":material/warning:")
    gaps = [formats.percent(plan.manifest["gap"], locale, 2) for plan in plans.values()]
    components.note(say("compared proofs", locale, gaps=", ".join(gaps)))


def _changed(a: Plan, b: Plan, locale: str) -> None:
    """The largest changes in a sentence each: the same as in the report and in `planner changed`."""
    changes = changes_in(state.store_path(), a, b)
    table = changes.table(locale)
    if table.empty:
        return
    components.finding(say("changed head", locale))
    st.markdown("\n".join(f"- {components.as_text(str(text))}" for text in table["text"]))
    components.note(components.as_text(basis_sentence(changes, locale)))
    components.download(table, "changed")


def _inputs(plans: Mapping[str, Plan], locale: str) -> None:
    components.finding(say("inputs differ", locale))
    table = inputs_beside(plans)
    if table.empty:
        st.markdown(say("no inputs differ", locale))
        return
    components.plain_table(table.rename(columns={"path": say("name", locale), "unit": say("unit", locale)}))


def _orders(plans: Mapping[str, Plan], locale: str) -> None:
    components.finding(say("orders moved", locale))
    table = orders_beside(plans)
    if table.empty:
        st.markdown(say("no orders moved", locale))
        return
    components.plain_table(orders_shown(table, list(plans), locale))
    components.download(table, "orders-moved")


def _bridge(plans: Mapping[str, Plan], locale: str) -> None:
    first, *others = plans
    components.finding(say("bridge", locale))
    to = others[0]
    if len(others) > 1:
        to = st.pills(
            say("bridge to", locale, first=components.as_text(first)),
            others,
            default=to,
            required=True,
            format_func=components.as_text,
            key=BRIDGE_KEY,
        )
    comparison = compare(plans[first], plans[to])
    changes = comparison.bridge.loc[comparison.bridge["kind"] == "change", ["group", "meur"]]
    start, end = _totals(comparison.bridge, first, to)
    components.note(components.as_text(_bridge_text(plans, to, locale)))
    components.chart(bridge(start, changes, end, locale), "bridge", _bridge_text(plans, to, locale))
    components.table_below(comparison.bridge, "bridge")
    _by_driver(plans[first], plans[to], first, to, locale)


def _by_driver(before: Plan, after: Plan, first: str, to: str, locale: str) -> None:
    """The same way driver by driver, each solved again: why money moved, not only where."""

    def draw(plan: Plan) -> bool:
        table = study_of(state.store_path(), plan.run_id, "bridge")
        if table is None or str(table["step"].iloc[0]) != before.run_id:
            return False
        steps = table.loc[table["kind"] != "total"]
        changes = pd.DataFrame({"group": [f"by driver {step}" for step in steps["step"]], "meur": steps["meur"]})
        start, end = _totals(table, first, to)
        text = findings.bridge(start, changes, end, locale)
        components.note(components.as_text(text))
        components.chart(bridge(start, changes, end, locale), "by-driver", text)
        components.table_below(table, "by-driver")
        return True

    components.finding(say("by driver", locale))
    watched(after, "bridge", draw, ":material/stacked_bar_chart:", begins_at=before.run_id)


def _bridge_text(plans: Mapping[str, Plan], to: str, locale: str) -> str:
    first = next(iter(plans))
    steps = compare(plans[first], plans[to]).bridge
    start, end = _totals(steps, first, to)
    return findings.bridge(start, steps.loc[steps["kind"] == "change", ["group", "meur"]], end, locale)


def _totals(steps: pd.DataFrame, first: str, to: str) -> tuple[tuple[str, float], tuple[str, float]]:
    totals = steps.loc[steps["kind"] == "total", "meur"].astype(float)
    return (first, float(totals.iloc[0])), (to, float(totals.iloc[1]))


def orders_shown(table: pd.DataFrame, names: list[str], locale: str) -> pd.DataFrame:
    """Racks by product and order period, a column a plan; of two plans the difference, too."""
    shown = {
        say("rack", locale): [formats.rack_name(str(rack)) for rack in table["rack"]],
        say("ordered in", locale): [formats.period_name(str(name), locale) for name in table["order_period"]],
    } | {name: [formats.number(x, 0, locale) for x in table[name]] for name in names}
    if len(names) == TWO:
        by = table[names[1]] - table[names[0]]
        shown[say("difference", locale)] = [("+" if x > 0 else "") + formats.number(x, 0, locale) for x in by]
    return pd.DataFrame(shown)


def kpis_shown(table: pd.DataFrame, names: list[str], locale: str) -> pd.DataFrame:
    """Indicators of the whole site, a column a plan; of two plans what differs, in percent of the first."""
    kpis = [str(kpi) for kpi in table["kpi"]]
    shown = {
        say("indicator", locale): [
            say("npv meur", locale) if kpi == "npv_meur" else indicator_name(kpi, locale) for kpi in kpis
        ]
    } | {
        name: [number_text(kpi, value, locale) for kpi, value in zip(kpis, table[name], strict=True)] for name in names
    }
    if len(names) == TWO:
        share = (table[names[1]] - table[names[0]]) / table[names[0]].abs().where(table[names[0]] != 0)
        shown[say("difference", locale)] = [("+" if x > 0 else "") + formats.percent(x, locale, 1) for x in share]
    return pd.DataFrame(shown)
