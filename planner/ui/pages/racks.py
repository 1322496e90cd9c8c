"""Racks in depth, on the page *Electrons to tokens*: ranking, fronts, power caps. Worked out only when opened."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from planner.charts import racks as charts
from planner.charts.energy.efficiency import rack_efficiency_data
from planner.charts.spans import ALL, in_span
from planner.errors import PlannerError, ScenarioError
from planner.plan.several.pair import racks_of, racks_text
from planner.plan.studies import rack_ranking
from planner.ui.kit import components, state
from planner.words import formats, say
from planner.words.names import workload_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.inputs.racks.operating_points import TokenNeed
    from planner.inputs.racks.rack_fronts import RackFronts
    from planner.plan.plan import Plan
    from planner.scenario.schema import Scenario

OPEN_KEY, WORKLOAD_KEY, RACK_KEY = "racks-in-depth", "rack-workload", "capped-rack"


def show(plan: Plan, span: str, locale: str) -> None:
    """A folded part of the page; nothing is computed until it is opened."""
    folded = st.expander(say("racks in depth", locale), key=OPEN_KEY, on_change="rerun")
    if not folded.open:
        return
    with folded:
        try:
            scenario = state.scenario_of_run(plan)
        except ScenarioError:
            components.note(say("no scenario in run", locale))
            return
        try:
            _opened(plan, scenario, span, locale)
        except PlannerError as error:
            st.error(str(error))


def _opened(plan: Plan, scenario: Scenario, span: str, locale: str) -> None:
    wanted = token_needs(scenario)
    workload = _pick(WORKLOAD_KEY, list(wanted), say("workload", locale), lambda name: workload_name(name, locale))
    if workload is None:
        components.note(say("no token workload", locale))
        return
    text = json.dumps(scenario.values(), default=str, sort_keys=True)
    _ranking(plan, scenario, text, span, workload, locale)
    _fronts(scenario, text, wanted[workload], locale)
    _caps(scenario, text, wanted[workload], locale)


def _pick(key: str, options: list[str], label: str, shown: Callable[[str], str]) -> str | None:
    chosen = state.choice(key, options)
    if chosen is None:
        return None
    st.pills(
        label, options, required=True, format_func=shown, key=key, on_change=state.picked, args=(key,),
    )  # fmt: skip
    return chosen


def token_needs(scenario: Scenario) -> dict[str, TokenNeed]:
    """What each token workload asks of a rack, by name."""
    from planner.inputs.demand.workloads import needs
    from planner.inputs.racks.operating_points import TokenNeed

    return {name: need for name, need in needs(scenario).items() if isinstance(need, TokenNeed)}


def nameplates_kw(scenario: Scenario) -> dict[str, float]:
    """Nameplate of each rack of a scenario [kW]."""
    from planner.inputs.racks.fleet import rack_product

    return {name: rack_product(name, scenario).nameplate_kw for name in scenario.fleet.racks}


@st.cache_data(max_entries=6, show_spinner=False)
def _work(text: str, _scenario: Scenario) -> list[rack_ranking.RackAtWork]:
    return rack_ranking.racks_at_work(_scenario)


@st.cache_data(max_entries=24, show_spinner=False)
def _rack_fronts(text: str, workload: str, _scenario: Scenario) -> RackFronts:
    from planner.inputs.racks.rack_fronts import rack_fronts

    return rack_fronts(token_needs(_scenario)[workload], nameplates_kw(_scenario))


@st.cache_data(max_entries=48, show_spinner=False)
def _cap_effect(text: str, workload: str, rack: str, _scenario: Scenario) -> pd.DataFrame:
    from planner.inputs.racks.cap_effect import cap_effect

    return cap_effect(token_needs(_scenario)[workload], rack, nameplates_kw(_scenario)[rack])


def _ranking(plan: Plan, scenario: Scenario, text: str, span: str, workload: str, locale: str) -> None:
    periods = None if span == ALL else list(in_span(plan.power, span)["period"].astype(str))
    factor, eur_per_mwh = rack_ranking.site_terms(plan, periods)
    interest, availability = scenario.finance.discount_rate, scenario.fleet.availability
    served = rack_efficiency_data(plan, span)
    in_plan = {(w, r): x for w, r, x in zip(served["workload"], served["rack"], served["tokens_per_kwh"], strict=True)}
    table = rack_ranking.ranking(_work(text, scenario), interest, availability, factor, eur_per_mwh, in_plan)
    components.finding(charts.ranking_finding(table, workload, locale))
    components.note(say("relation racks", locale, ours=racks_text(racks_of(plan.orders), locale)))
    components.plain_table(charts.ranking_table(table, workload, locale))
    components.note(
        say(
            "ranking note",
            locale,
            life=say("life years", locale),
            interest=formats.percent(interest, locale, 1),
            availability=formats.number(availability, 2, locale),
            factor=formats.number(factor, 2, locale),
            energy=formats.number(eur_per_mwh, 0, locale),
        )
    )
    components.table_below(table, "rack-ranking")


def _fronts(scenario: Scenario, text: str, need: TokenNeed, locale: str) -> None:
    fronts = _rack_fronts(text, need.workload, scenario)
    title = say("fronts", locale, model=need.model.replace("-", " "))
    components.finding(title)
    relatives = ", ".join(dict.fromkeys(fronts.dots["model"].astype(str)))
    key = "fronts own" if fronts.own_rows else "fronts relative"
    components.note(say(key, locale, relative=relatives or formats.MISSING))
    components.chart(charts.fronts_chart(fronts, need.tokens_per_s_per_user, locale), "fronts", title)
    components.table_below(fronts.lines, "rack-fronts")
    components.table_below(fronts.dots, "measured-points", say("measured rows", locale))


def _caps(scenario: Scenario, text: str, need: TokenNeed, locale: str) -> None:
    rack = _pick(RACK_KEY, list(scenario.fleet.racks), say("rack", locale), formats.rack_name)
    if rack is None:
        return
    effect = _cap_effect(text, need.workload, rack, scenario)
    name = formats.rack_name(rack)
    if effect.empty:
        components.note(say("caps none", locale, rack=name))
        return
    last = effect.iloc[-1]
    cap = formats.percent(float(last["cap_share"]), locale)
    rate, gain = (formats.percent(float(last[name]), locale, 1) for name in ("rate_share", "per_kwh_share"))
    title = say("caps", locale, rack=name, cap=cap, rate=rate, gain=gain)
    components.finding(title)
    components.note(say("caps note", locale))
    components.chart(charts.caps_chart(effect, locale), "caps", title)
    components.table_below(effect, "power-caps")
