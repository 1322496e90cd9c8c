"""Page *Demand*: how much may be asked of us, what makes it, and how wrong have such forecasts been?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from planner.catalogue import racks as rack_data
from planner.charts import demand as charts
from planner.charts import theme
from planner.errors import PlannerError
from planner.inputs.demand.demand import weekly_shape
from planner.inputs.forecast import backtest
from planner.ui.kit import components, state
from planner.words import formats, say
from planner.words.names import workload_name

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from planner.inputs.forecast.forecast import Forecast
    from planner.plan.plan import Plan
    from planner.scenario.schema import Scenario

OF_RUN = "run"
SCENARIO_KEY, WORKLOAD_KEY = "demand-of", "workload"
QUANTITIES = ("output", "input", "gpus")


def show(plan: Plan) -> None:
    """Sentence, fan of a workload, sources, contracts, what was wrong in histories, shape of the week, back-test."""
    locale = state.locale()
    try:
        scenario = _pick_scenario(plan, locale)
        with st.spinner(say("forecasting", locale)):
            prediction = _forecast(scenario.content_hash, scenario)
    except PlannerError as error:
        st.error(str(error))
        return
    lead = st.container()
    workload = _pick_workload(scenario, locale)
    quantities = [q for q in QUANTITIES if len(charts.fan_data(prediction.quantiles, workload, q))]
    with lead:
        components.headline(
            charts.headline(charts.fan_data(prediction.quantiles, workload, quantities[0]), workload, locale)
        )
        if prediction.weights.empty:
            components.note(f":material/info: {say('no forecast', locale)}")
    colour = theme.colour_of(scenario.workloads, theme.WORKLOADS)[workload]
    for column, quantity in zip(st.columns(len(quantities), gap="large"), quantities, strict=True):
        with column:
            _fan(prediction, workload, quantity, colour, locale)
    left, right = st.columns(2, gap="large")
    with left:
        _shape(scenario, workload, locale)
    with right:
        _sources(prediction, locale)
        _contracts(scenario, workload, locale)
    _findings(prediction, locale)
    _backtest(locale)


def _pick_scenario(plan: Plan, locale: str) -> Scenario:
    """The run's own scenario or that of a file: the run's own comes first, then those that name sources."""
    named = state.files_with("forecast")
    files = sorted(state.scenario_files(), key=lambda path: path not in named)
    options = [*([OF_RUN] if plan.manifest.get("scenario") else []), *(path.name for path in files)]
    if not options:
        return state.scenario_of_run(plan)
    chosen = state.choice(SCENARIO_KEY, options) or options[0]
    st.selectbox(
        say("scenario", locale),
        options,
        key=SCENARIO_KEY,
        format_func=lambda name: f"{plan.title} · {say('demand of run', locale)}" if name == OF_RUN else name,
        on_change=state.picked,
        args=(SCENARIO_KEY,),
    )
    if chosen == OF_RUN:
        return state.scenario_of_run(plan)
    return state.scenario_of_file(state.scenario_folder() / chosen)


def _pick_workload(scenario: Scenario, locale: str) -> str:
    """The workload chosen; those of the forecast come first."""
    forecast = list(scenario.forecast.workloads) if scenario.forecast else []
    names = [*forecast, *(name for name in scenario.workloads if name not in forecast)]
    workload = state.choice(WORKLOAD_KEY, names) or names[0]
    st.pills(
        say("scenario", locale),
        names,
        required=True,
        key=WORKLOAD_KEY,
        format_func=lambda name: workload_name(name, locale),
        on_change=state.picked,
        args=(WORKLOAD_KEY,),
        label_visibility="collapsed",
    )
    return workload


def _fan(prediction: Forecast, workload: str, quantity: str, colour: str, locale: str) -> None:
    data = charts.fan_data(prediction.quantiles, workload, quantity)
    title = charts.fan_finding(data, locale)
    components.finding(title)
    draws = formats.number(len(prediction.samples), 0, locale)
    how = say("given note", locale) if charts.certain(data) else say("fan note", locale, draws=draws)
    components.note(f"**{say(f'fan {quantity}', locale)}** · {how}")
    components.chart(charts.fan_chart(data, colour, locale), f"fan-{quantity}", title)
    components.table_below(data, f"demand-{workload}-{quantity}")


def _shape(scenario: Scenario, workload: str, locale: str) -> None:
    week = _week(scenario.workloads[workload].shape, scenario.demand.trough_local_time)
    title = charts.shape_finding(week, locale)
    components.finding(title)
    components.note(say("shape note", locale))
    components.chart(charts.shape_heatmap(week, locale), "shape", title)
    components.table_below(charts.shape_data(week), f"week-{workload}")


def _sources(prediction: Forecast, locale: str) -> None:
    if prediction.weights.empty:
        return
    names = list(dict.fromkeys(prediction.weights["workload"]))
    stated = prediction.correlation.loc[names, names].to_numpy()
    apart = stated[~_diagonal(stated)]
    low, high = (float(apart.min()), float(apart.max())) if apart.size else (1.0, 1.0)
    shown = {"low": formats.number(low, 2, locale), "high": formats.number(high, 2, locale)}
    components.finding(say("sources title", locale, **shown))
    components.note(say("sources note", locale))
    components.plain_table(charts.weights_shown(prediction.weights, locale))
    components.table_below(prediction.correlation.rename_axis("workload").reset_index(), "correlation-of-demand")


def _diagonal(matrix: np.ndarray) -> np.ndarray:
    import numpy as np

    return np.eye(len(matrix), dtype=bool)


def _contracts(scenario: Scenario, workload: str, locale: str) -> None:
    """Contracts of the drivers with their probability."""
    import pandas as pd

    own = scenario.forecast.workloads.get(workload) if scenario.forecast else None
    if own is None or own.drivers is None or not own.drivers.contracts:
        return
    ramps = own.drivers.contracts.values()
    rates = [ramp.output_mtokens_per_day / 86_400 for ramp in ramps]
    expected = sum(rate * ramp.probability for rate, ramp in zip(rates, ramps, strict=True))
    amounts = {"expected": expected, "all": sum(rates)}
    shown = {name: charts.amount(value, "Mtokens/s", locale) for name, value in amounts.items()}
    components.finding(say("contracts title", locale, **shown))
    rows = [
        (
            ramp.title,
            formats.percent(ramp.probability, locale),
            formats.period_name(ramp.start, locale),
            charts.amount(rate, "Mtokens/s", locale),
        )
        for rate, ramp in zip(rates, ramps, strict=True)
    ]
    columns = [say(name, locale) for name in ("what", "probability", "from quarter", "full use")]
    components.plain_table(pd.DataFrame(rows, columns=columns))


def _findings(prediction: Forecast, locale: str) -> None:
    if prediction.findings.empty:
        return
    components.finding(say("findings title", locale, count=formats.number(len(prediction.findings), 0, locale)))
    components.note(say("findings note", locale))
    components.plain_table(charts.findings_shown(prediction.findings, locale))


def _backtest(locale: str) -> None:
    try:
        table: pd.DataFrame = backtest.results()
    except PlannerError as error:
        st.error(str(error))
        return
    components.finding(charts.backtest_finding(table, locale))
    components.note(say("backtest note", locale))
    components.plain_table(charts.backtest_shown(charts.backtest_in_short(table), locale))
    components.table_below(table, "back-test")


@st.cache_resource(max_entries=8, show_spinner=False)
def _forecast(content_hash: str, _scenario: Scenario) -> Forecast:
    from planner.inputs.forecast.forecast import forecast

    return forecast(_scenario)


@st.cache_data(max_entries=32, show_spinner=False)
def _week(shape: str, trough: str) -> np.ndarray:
    return weekly_shape(rack_data.request_rates(), shape, trough)
