"""The what-if bar: sliders that solve again in a worker, on few days, beside the unchanged scenario on the same days.

Only the bar is drawn again when a slider moves, and then as often as it takes until the answer is there: it waits a
moment for it, and asks to be drawn again, with whatever slider has moved on by then; the worker drops what was
overtaken. When the whole page is drawn the bar does not wait, but is looked at again every second.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from planner.charts.studies.what_if import CHARTS, figures_data, finding, lever_name, moved_data, wish_text
from planner.drafts.draft import slug
from planner.errors import PlannerError
from planner.jobs import what_if_worker
from planner.money_studies.subject import DAYS, scenario_of
from planner.money_studies.what_if.levers import RATE, levers, moved, turned
from planner.ui.kit import components, solving, state, timed
from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from planner.jobs.what_if_worker import Worker
    from planner.plan.plan import Plan
    from planner.plan.studies.what_if import Answer, Lever
    from planner.scenario.schema import Scenario

OPEN_KEY, RATE_OF_KEY = "what-if-open", "what-if-rate-of"
SESSION, WISH, WHOLE_PAGE = "what-if|session", "what-if|wish", "what-if|whole page"
LEVER = "lever|"
FORMATS = {"MW": "%.2f", "%": "%+.0f", "quarters": "%.0f"}
LONGEST_WAIT_S = 1.0  # a slider that moves meanwhile waits so long at most
LOOK_EVERY_S = 0.1  # who goes to another page meanwhile waits so long at most
ROW = 4
LONGEST_NAME = 60


@dataclass(frozen=True)
class _Wish:
    """What the sliders say: levers in their own units, the workload whose rate moves, and what it is called."""

    scenario: Scenario
    values: dict[str, float]
    rate_of: str
    text: str


def bar(plan: Plan, view: Literal["fleet", "yield"]) -> None:
    """A switch; once on, sliders, what they would change, and a chart of the page's subject."""
    locale = state.locale()
    opened = st.toggle(say("what-if", locale), key=OPEN_KEY, persist_state="session")
    if not opened:
        what_if_worker.close(_session())
        return
    try:
        scenario = scenario_of(plan, "what-if") if plan.manifest.get("scenario") else state.scenario_of_run(plan)
        worker = what_if_worker.worker_of(_session(), plan.run_id, state.store_path())
    except PlannerError as error:
        st.info(say("what-if least cost", locale, problem=error), icon=":material/info:")
        return
    st.session_state[WHOLE_PAGE] = True
    timed.part(_bar, "1s" if worker.busy else None)(plan, scenario, view, looks_again=worker.busy)


def _session() -> str:
    token: str = st.session_state.setdefault(SESSION, secrets.token_hex(8))
    return token


def _bar(plan: Plan, scenario: Scenario, view: Literal["fleet", "yield"], *, looks_again: bool) -> None:
    locale = state.locale()
    whole_page = bool(st.session_state.pop(WHOLE_PAGE, False))
    try:
        worker = what_if_worker.worker_of(_session(), plan.run_id, state.store_path())
    except PlannerError as error:
        st.error(str(error))
        return
    with st.container(border=True, key="what-if-bar"):
        components.finding(say("what-if head", locale))
        components.note(say("what-if note", locale, days=DAYS))
        wish = _sliders(plan, scenario, locale)
        number = _asked_of(worker, wish)
        st.markdown(_state_text(worker, number, wish, locale))
        _buttons(worker, plan.run_id, wish, locale)
        if not whole_page:
            _draw_again_until(worker, lambda: _has_answer(worker, number))
        reply, unchanged = worker.reply(number).answer, worker.unchanged().answer
        if reply is not None and unchanged is not None and wish.text:
            _result(unchanged, reply, view, wish, locale)
        if not whole_page:
            _draw_again_until(worker, lambda: not worker.busy)
    if looks_again and not whole_page and not worker.busy:
        timed.whole_page()  # which then looks no more


def _sliders(plan: Plan, scenario: Scenario, locale: str) -> _Wish:
    listed = levers(scenario)
    columns = st.columns(ROW)
    values = {}
    for number, lever in enumerate(listed):
        with columns[number % ROW]:
            values[lever.name] = _slider(lever, plan.run_id, locale)
    rate_of = ""
    if len(scenario.workloads) > 1:
        with columns[len(listed) % ROW]:
            rate_of = st.selectbox(
                say("rate of", locale),
                ["", *scenario.workloads],
                format_func=lambda name: name.replace("-", " ") or say("rate of all", locale),
                key=RATE_OF_KEY,
                persist_state="session",
            )
    turned_levers = moved(scenario, values)
    return _Wish(scenario, turned_levers, rate_of, wish_text(listed, turned_levers, rate_of, locale))


def _slider(lever: Lever, whose: str, locale: str) -> float:
    unit = say("unit quarters", locale) if lever.unit == "quarters" else lever.unit
    value: float = st.slider(
        f"{lever_name(lever, locale)} [{unit}]",
        lever.low,
        lever.high,
        lever.own,
        step=lever.step,
        format=FORMATS[lever.unit],
        key=_key(whose, lever.name),
        persist_state="session",  # written by nobody else: a slider that is being turned would jump back
    )
    return value


def _key(whose: str, lever: str) -> str:
    return f"{LEVER}{whose}|{lever}"


def _asked_of(worker: Worker, wish: _Wish) -> int:
    """The number of this wish at the worker, sent unless it was; 0, the scenario as it is, where no lever is turned."""
    if not wish.values:
        return what_if_worker.UNCHANGED
    key = (id(worker), tuple(wish.values.items()), wish.rate_of if RATE in wish.values else "")
    before = st.session_state.get(WISH)
    if before is None or before[0] != key:
        before = key, worker.wish(wish.values, wish.rate_of)
        st.session_state[WISH] = before
    number: int = before[1]
    return number


def _buttons(worker: Worker, whose: str, wish: _Wish, locale: str) -> None:
    """Stop, reset; a name under which the what-if is solved on every day, or kept as it is."""
    columns = st.columns([3, 1.2, 1.2, 0.9, 0.9], vertical_alignment="bottom")
    columns[3].button(
        say("what-if stop", locale), key="what-if-stop", on_click=worker.stop, disabled=not worker.busy,
        icon=":material/stop_circle:",
    )  # fmt: skip
    columns[4].button(
        say("what-if reset", locale),
        key="what-if-reset",
        on_click=_reset,
        args=(whose, levers(wish.scenario)),
        disabled=not wish.text,
        icon=":material/undo:",
    )
    title = say("what-if title", locale, title=wish.scenario.title or wish.scenario.name, wish=wish.text)
    name = columns[0].text_input(
        say("what-if name", locale), title, max_chars=200, key=f"what-if-name|{wish.text}", disabled=not wish.text
    )
    cannot = not wish.text or RATE in wish.values
    days_of = {"exact": "all", "keep": solving.QUICK_DAYS}
    for column, (kind, days) in zip(columns[1:3], days_of.items(), strict=True):
        pressed = column.button(
            say(f"what-if {kind}", locale),
            key=f"what-if-{kind}",
            disabled=cannot,
            help=say(f"what-if {kind} help", locale, days=solving.QUICK_DAYS),
        )
        if pressed and _start(wish, str(name or title), days):
            st.rerun()
    if RATE in wish.values:
        components.note(say("what-if rate only", locale))


def _start(wish: _Wish, title: str, days: object) -> str | None:
    """Solve the changed scenario in the background under a name."""
    try:
        changed = turned(wish.scenario, wish.values, wish.rate_of).scenario
    except PlannerError as error:
        st.error(str(error))
        return None
    names = {"name": slug(title)[:LONGEST_NAME] or wish.scenario.name, "title": title}
    return solving.start(changed.values() | names, days)


def _reset(whose: str, listed: list[Lever]) -> None:
    for lever in listed:
        st.session_state[_key(whose, lever.name)] = lever.own


def _draw_again_until(worker: Worker, done: Callable[[], bool]) -> None:
    """End this drawing of the bar, after a moment, in favour of another, where something is still to come.

    Few drawings, each ready to end: one that begins while another page is gone to can lead back to this one.
    """
    if done():
        return
    place = st.empty()
    for _ in range(round(LONGEST_WAIT_S / LOOK_EVERY_S)):
        if worker.wait(done, LOOK_EVERY_S):
            break
        place.empty()  # ends the drawing here where the whole page is wanted
    st.rerun(scope="fragment")


def _has_answer(worker: Worker, number: int) -> bool:
    return all(one.answer is not None or one.final for one in (worker.unchanged(), worker.reply(number)))


def _state_text(worker: Worker, number: int, wish: _Wish, locale: str) -> str:
    """Where the solve stands, or what it has found, in a line."""
    reply, unchanged = worker.reply(number), worker.unchanged()
    states = (reply.state, unchanged.state)
    seconds = formats.number(worker.waiting_s, 0, locale)
    if "failed" in states:
        problem = reply.message or unchanged.message
        return say("what-if no plan", locale, problem=components.as_text(problem))
    if "ended" in states:
        return say("what-if ended", locale)
    if unchanged.answer is None:
        return say("what-if stopped" if "stopped" in states else "what-if starting", locale, seconds=seconds)
    if reply.answer is None:
        return say("what-if stopped" if "stopped" in states else "what-if solving", locale, seconds=seconds)
    if not wish.text:
        return say("what-if ready", locale)
    return f"**{components.as_text(finding(unchanged.answer, reply.answer, wish.text, locale))}**"


def _result(unchanged: Answer, changed: Answer, view: Literal["fleet", "yield"], wish: _Wish, locale: str) -> None:
    """Chart, figures and the orders that would move."""
    components.finding(say("what-if fleet" if view == "fleet" else "what-if yield", locale))
    alt = finding(unchanged, changed, wish.text, locale)
    components.chart(CHARTS[view](unchanged, changed, locale), f"what-if-{view}", alt)
    left, right = st.columns(2, gap="large")
    with left:
        components.plain_table(figures_data(unchanged, changed, locale))
    with right:
        components.finding(say("what-if moved", locale))
        table = moved_data(unchanged, changed, locale)
        if table.empty:
            st.markdown(say("what-if none moved", locale))
        else:
            components.plain_table(table)
        components.note(say("what-if moved note", locale))
