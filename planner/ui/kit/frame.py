"""What all pages have in common: the menu, the run shown, the language, solves under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from planner.errors import StoreError
from planner.ui.kit import cards, components, solving, state
from planner.ui.pages import bill, carbon, demand, electrons, money, plan, power, risk, runs, scenario, statements
from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.plan.plan import Plan


def configure() -> None:
    """Title and layout of the browser page."""
    st.set_page_config(page_title="Planner", page_icon=":material/bolt:", layout="wide")
    state.choice(state.LOCALE_KEY, list(formats.LANGUAGES))


def pages() -> list[st.Page]:
    """The pages in the menu, named in the reader's language."""
    locale = state.locale()
    return [
        st.Page(_with_plan(plan.show), title=say("page plan", locale), url_path="plan", default=True),
        st.Page(_with_plan(money.show), title=say("page money", locale), url_path="money"),
        st.Page(_with_plan(statements.show), title=say("page statements", locale), url_path="statements"),
        st.Page(_with_plan(electrons.show), title=say("page electrons", locale), url_path="electrons"),
        st.Page(_with_plan(demand.show), title=say("page demand", locale), url_path="demand"),
        st.Page(risk.show, title=say("page risk", locale), url_path="risk"),
        st.Page(_with_plan(power.show), title=say("page power", locale), url_path="power"),
        st.Page(_with_plan(bill.show), title=say("page bill", locale), url_path="bill"),
        st.Page(_with_plan(carbon.show), title=say("page carbon", locale), url_path="carbon"),
        st.Page(scenario.show, title=say("page scenario", locale), url_path="scenario"),
        st.Page(runs.show, title=say("page runs", locale), url_path="runs"),
    ]


def header() -> None:
    """Run shown, language, and the solves under way; above every page."""
    components.style()
    table = state.runs()
    ids = [str(run_id) for run_id in table["run_id"]]
    state.choice(state.RUN_KEY, ids)
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    names = {str(row.run_id): _run_label(row) for row in table.itertuples()}
    left.selectbox(
        say("run shown", state.locale()),
        ids,
        key=state.RUN_KEY,
        format_func=lambda run_id: names.get(run_id, run_id),
        on_change=state.picked,
        args=(state.RUN_KEY,),
        disabled=not ids,
        label_visibility="collapsed",
    )
    right.selectbox(
        say("language", state.locale()),
        list(formats.LANGUAGES),
        key=state.LOCALE_KEY,
        format_func=formats.LANGUAGES.__getitem__,
        on_change=state.picked,
        args=(state.LOCALE_KEY,),
        label_visibility="collapsed",
    )
    solving.watch()


def _run_label(row: object) -> str:
    locale = state.locale()
    days = getattr(row, "days", "")
    how = say("every", locale) if days == "all" else say("on days", locale, days=days)
    when = str(getattr(row, "created_utc", ""))[:16].replace("T", " ")
    return f"{getattr(row, 'title', '')} · {how} · {when}"


def _with_plan(show: Callable[[Plan], None]) -> Callable[[], None]:
    """A page that needs a plan: without one it says what to do."""

    def page() -> None:
        locale = state.locale()
        run_id = state.shown_run()
        if run_id is None:
            solving.first_start()
            return
        try:
            run = state.plan(run_id)
        except StoreError as error:
            st.error(f"{say('broken', locale)}\n\n{error}")
            return
        _about(run, locale)
        show(run)

    page.__name__ = f"page_{getattr(show, '__module__', '').rpartition('.')[2]}"
    return page


def _about(run: Plan, locale: str) -> None:
    """What this plan is worth as a proof; a plan on few days says so and names its difference from the full one."""
    components.note(f"**{run.title}** · {cards.about(run, locale)}")
    if run.manifest["every_day"]:
        return
    other = state.full_run_like(run)
    text = cards.quick_against_full(run, state.plan(other) if other else None, locale)
    if not other:
        components.note(f":material/speed: {text}")
        return
    left, right = st.columns([4, 1], vertical_alignment="center")
    left.info(text, icon=":material/speed:")
    if right.button(say("show full", locale), key="show-full"):
        state.show_run(other)
        st.rerun()
