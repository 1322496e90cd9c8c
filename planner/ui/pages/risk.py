"""Page *Risk*: what do we order before we know, what could it be worth, and what would waiting cost?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from planner.charts import risk as charts
from planner.charts.findings import cautions
from planner.charts.findings import risk as findings
from planner.errors import PlannerError, StoreError
from planner.jobs import background
from planner.plan.several import pair, uncertain
from planner.plan.text import no_measurements
from planner.ui.kit import components, link, solving, state, timed
from planner.ui.kit.cards import Card
from planner.ui.kit.record import owner_and_age
from planner.words import formats, say

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from planner.plan.plan import Plan
    from planner.plan.several.uncertain import UncertainPlan

WHICH_KEY = state.UNCERTAIN_KEY
PATHS, TRIAL = 12, 0
EVERY_S = "2s"


def show() -> None:
    """The plan chosen: sentence, figures, value by path, orders, waiting, unserved work, connection, regret, trial."""
    locale = state.locale()
    table = state.uncertain_runs()
    labels = {str(row.run_id): label(row, locale) for row in table.itertuples()}
    missing = state.not_there(WHICH_KEY, list(labels))
    if missing is not None:
        st.error(say("no such run", locale, run=components.as_text(missing)))
        st.button(say("risk newest", locale), key="risk-newest", on_click=link.pick, args=(WHICH_KEY, None))
        return
    chosen = state.choice(WHICH_KEY, list(labels))
    if chosen is None:
        components.headline(say("no risk yet", locale))
        components.note(say("no risk yet note", locale))
        _form(locale)
        return
    st.selectbox(
        say("which", locale),
        list(labels),
        key=WHICH_KEY,
        format_func=lambda run_id: labels.get(run_id, run_id),
        on_change=state.picked,
        args=(WHICH_KEY,),
        label_visibility="collapsed",
    )
    try:
        folder = state.store_path().resolve()
        plan = _plan(str(folder), chosen, uncertain.changed_ns(folder, chosen))
    except StoreError as error:
        st.error(str(error))
        return
    _head(plan, locale)
    left, right = st.columns(2, gap="large")
    with left:
        _value(plan, locale)
    with right:
        _orders(plan, locale)
    if len(charts.batches(plan)):
        _waiting(plan, locale)
    left, right = st.columns(2, gap="large")
    with left:
        _drawing(findings.unserved(plan, locale), "unserved note", charts.unserved_chart(plan, locale), locale)
        components.table_below(plan.unserved, "unserved-by-period")
    with right:
        finding = findings.connection(plan, locale)
        _drawing(finding, "connection note", charts.connection_chart(plan, locale), locale)
        components.table_below(plan.connection, "connection-by-period")
    left, right = st.columns(2, gap="large")
    with left:
        _regret(plan, locale)
    with right:
        _trial(plan, locale)
    _measure_first(plan, locale)
    _drawn(plan, locale)
    with st.expander(say("plan for", locale)):
        _form(locale)


def label(row: Any, locale: str) -> str:
    """A plan under uncertainty in a list: title, paths, when it was solved (UTC)."""
    when = str(row.created_utc)[:16].replace("T", " ")
    return f"{row.title} · {row.paths} {say('paths count', locale).lower()} · {when}"


@st.cache_resource(max_entries=4, show_spinner=False)
def _plan(folder: str, run_id: str, changed_ns: int) -> UncertainPlan:
    return uncertain.load(folder, run_id)


@st.cache_resource(max_entries=4, show_spinner=False)
def _alone(folder: str, run_id: str, runs: tuple[str, ...], _plan: UncertainPlan) -> Plan | None:
    """The newest plan of the same scenario without paths."""
    return pair.plan_beside(folder, _plan)


def _head(plan: UncertainPlan, locale: str) -> None:
    components.headline(plan.headline(locale))
    alone = _alone(str(state.store_path().resolve()), plan.run_id, tuple(state.runs()["run_id"]), plan)
    text = say("relation none", locale) if alone is None else pair.relation(alone, plan, locale)
    components.note(f":material/compare_arrows: {text}")
    gap = say("proven|short", locale, gap=formats.percent(plan.manifest["gap"], locale, 2))
    parts = [f"**{plan.title}**", *owner_and_age(plan.manifest, locale)]
    components.note(" · ".join([*parts, f"{len(plan.paths)} {say('paths count', locale).lower()}", gap]))
    components.note(
        "  \n".join(f":material/warning: {text}" for text in cautions.in_words(plan.manifest["warnings"], locale))
    )
    cost = plan.costs.set_index("figure")["cost_meur"]
    level = float(plan.manifest["cvar_level"])
    tail = say("npv tail", locale, tail=formats.percent(1 - level, locale))

    def card(label: str, meur: float, hint: str | None = None) -> Card:
        return Card(label, formats.money_meur(meur, locale), help=hint)

    components.cards(
        [
            card(say("npv expected", locale), -float(cost["mean"])),
            card(tail, -float(cost[f"CVaR {level:.0%}"])),
            card(say("evpi", locale), charts.worth_of(plan, "value of perfect information"), say("evpi help", locale)),
            card(
                say("vss", locale), charts.worth_of(plan, "value of the stochastic solution"), say("vss help", locale)
            ),
            card(say("worst regret", locale), float(plan.regret["regret_meur"].max())),
        ]
    )


def _drawing(finding: str, note: str, figure: go.Figure, locale: str, **words: str) -> None:
    components.finding(finding)
    components.note(say(note, locale, **words))
    components.chart(figure, note.replace(" ", "-"), finding)


def _value(plan: UncertainPlan, locale: str) -> None:
    until = formats.period_name(str(plan.manifest["decide_until"]), locale)
    figure = charts.value_by_path(plan, locale)
    _drawing(findings.value(plan, locale), "value note", figure, locale, until=until)
    components.table_below(charts.value_data(plan), "value-by-path")


def _orders(plan: UncertainPlan, locale: str) -> None:
    components.finding(findings.orders(plan, locale))
    components.note(say("orders note", locale))
    if len(charts.placed(plan)):
        components.plain_table(charts.orders_shown(plan, locale))
        components.download(plan.orders, "common-orders")


def _waiting(plan: UncertainPlan, locale: str) -> None:
    _drawing(findings.waiting(plan, locale), "waiting note", charts.waiting_heat(plan, locale), locale)
    components.table_below(plan.waiting, "order-now-or-wait")


def _regret(plan: UncertainPlan, locale: str) -> None:
    worst = float(plan.regret["regret_meur"].max())
    mean = float(plan.regret["weight"].to_numpy() @ plan.regret["regret_meur"].to_numpy())
    components.finding(
        say("regret finding", locale, worst=formats.money_meur(worst, locale), mean=formats.money_meur(mean, locale))
    )
    components.plain_table(charts.regret_shown(plan, locale))
    components.download(plan.regret, "regret")


def _trial(plan: UncertainPlan, locale: str) -> None:
    if plan.trial.empty:
        components.finding(say("no trial", locale))
        components.note(say("no trial note", locale))
        return
    components.finding(findings.trial(plan, locale))
    components.plain_table(charts.trial_shown(plan, locale))
    components.download(plan.trial, "trial")


def _measure_first(plan: UncertainPlan, locale: str) -> None:
    """P10 to P90 over the paths, and which measurement would be worth most before the first orders."""
    left, right = st.columns(2, gap="large")
    if len(plan.spread):
        with left:
            components.finding(say("spread finding", locale))
            components.plain_table(charts.spread_shown(plan, locale))
            components.download(plan.spread, "spread")
    with right:
        if len(plan.measurements):
            components.finding(findings.measure_first(plan, locale))
            components.note(say("measure first note", locale))
            components.plain_table(charts.measurements_shown(plan, locale))
            components.download(plan.measurements, "measure-first")
        else:
            running = background.status(plan.run_id, state.store_path(), "measure-first").running
            timed.part(_priced_later, EVERY_S if running else None)(plan, locale, looks_again=running)


def _priced_later(plan: UncertainPlan, locale: str, *, looks_again: bool) -> None:
    """Why there is no list of measurements; the button that has it worked out, and what becomes of that."""
    now = background.status(plan.run_id, state.store_path(), "measure-first")
    if looks_again and not now.running:
        timed.whole_page()  # which then looks no more
    components.finding(say("measure first start", locale))
    if now.running:
        st.caption(say("measure first running", locale))
        return
    components.note(no_measurements(plan, locale))
    if now.message:
        st.error(f"{say('worth failed', locale)}\n\n```\n{now.message}\n```")
    wanted = plan.measured_first == "not worked out" and bool(plan.manifest.get("scenario"))
    if wanted and st.button(say("worth start", locale), key="measure-first-start", icon=":material/straighten:"):
        try:
            background.start(plan.run_id, state.store_path(), "measure-first")
        except PlannerError as error:
            st.error(str(error))
            return
        st.rerun()


def _drawn(plan: UncertainPlan, locale: str) -> None:
    components.finding(say("drawn finding", locale))
    components.note(
        say(
            "drawn note",
            locale,
            paths=len(plan.paths),
            draws=formats.number(plan.manifest["drawn"], 0, locale),
            error=formats.percent(plan.manifest["reduction_error"], locale),
        )
    )
    components.plain_table(charts.drawn_shown(plan, charts.drawn_quantities(plan), locale))
    components.table_below(plan.drawn, "drawn")


def _form(locale: str) -> None:
    files = {path.stem: path for path in state.files_with("uncertainty")}
    if not files:
        components.note(say("no uncertain scenario", locale))
        return
    with st.form("plan-for-paths"):
        first, second, third = st.columns([2, 1, 1])
        name = first.selectbox(say("scenario", locale), list(files))
        paths = second.number_input(say("paths count", locale), 1, 50, PATHS)
        trial = third.number_input(say("fresh count", locale), 0, 500, TRIAL, step=50)
        if st.form_submit_button(say("plan now", locale), type="primary") and solving.start(
            files[str(name)], solving.QUICK_DAYS, paths=int(paths), trial=int(trial)
        ):
            st.rerun()
