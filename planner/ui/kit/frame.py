"""What all pages have in common: the menu, the run shown, the language, solves under way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from planner.errors import StoreError
from planner.ui import entrance
from planner.ui.kit import cards, components, link, phone, record, report, solving, state
from planner.ui.kit.years import YEAR_KEY
from planner.ui.pages import (
    bill,
    carbon,
    demand,
    electrons,
    money,
    plan,
    power,
    risk,
    runs,
    scenario,
    sensitivity,
    statements,
)
from planner.ui.pages.work import happened, schedules
from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.plan.plan import Plan


ICON = Path(__file__).parents[1] / "icon.svg"  # a material icon would be fetched from elsewhere


@dataclass(frozen=True)
class Entry:
    """A page of the menu: its group, its address, what draws it, and what of its own its links carry."""

    group: str
    url: str
    show: Callable[[], None]
    keys: tuple[str, ...] = ()


def configure() -> None:
    """Title, icon, language and layout of the browser page; what the address says."""
    st.set_page_config(page_title="Planner", page_icon=str(ICON), layout="wide")
    state.sweep_store(state.store_path())
    link.begin()
    locale = state.choice(state.LOCALE_KEY, list(formats.LANGUAGES))
    components.language_of_page(formats.language(locale or state.locale()))


def entries() -> list[Entry]:
    """The pages in the menu, group after group."""
    return [
        Entry("money", "plan", _with_plan(plan.show)),
        Entry("money", "money", _with_plan(money.show)),
        Entry("money", "statements", _with_plan(statements.show), (statements.EVERY_KEY,)),
        Entry("energy", "electrons", _with_plan(electrons.show), (electrons.DAY_KEY,)),
        Entry("energy", "power", _with_plan(power.show)),
        Entry("energy", "bill", _with_plan(bill.show)),
        Entry("energy", "carbon", _with_plan(carbon.show)),
        Entry("demand", "demand", _with_plan(demand.show), (demand.SCENARIO_KEY, demand.WORKLOAD_KEY)),
        Entry("demand", "risk", risk.show, (state.UNCERTAIN_KEY,)),
        Entry("demand", "sensitivity", _with_plan(sensitivity.show)),
        Entry("work", "scenario", scenario.show, (scenario.PARENT_KEY,)),
        Entry("work", "runs", runs.show, (runs.COMPARE_KEY,)),
        Entry("work", "happened", _with_plan(happened.show)),
        Entry("work", "schedules", schedules.show),
    ]


def pages() -> list[st.Page]:
    """The first page, which is Plan at the bare address, then the pages of the menu, in the reader's language.

    Streamlit ignores the address of the default page, so /plan is a page of its own.
    """
    locale, listed = state.locale(), entries()
    first = st.Page(listed[0].show, title=say("page plan", locale), default=True, visibility="hidden")
    return [
        first,
        *(st.Page(entry.show, title=say(f"page {entry.url}", locale), url_path=entry.url) for entry in listed),
    ]


def header(listed: list[st.Page], current: st.Page) -> None:
    """Menu, run shown, language, and the solves under way; above every page."""
    components.style()
    phone.style()
    state.settle()
    _menu(listed, current)
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    with left:
        _pick_run()
    right.selectbox(
        say("language", state.locale()),
        list(formats.LANGUAGES),
        key=state.LOCALE_KEY,
        format_func=formats.LANGUAGES.__getitem__,
        on_change=state.picked,
        args=(state.LOCALE_KEY,),
        label_visibility="collapsed",
    )
    entrance.who()
    solving.watch()


def _menu(listed: list[st.Page], current: st.Page) -> None:
    """Groups of pages, and below them the pages of the group that is open.

    Links carry plan, language and year, so that a click is one entry of the history. That of a group opens its first
    page.
    """
    first, *others = listed
    locale = state.locale()
    rows = [
        (entry, first if current == first and page is others[0] else page)
        for page, entry in zip(others, entries(), strict=True)
    ]
    opened = next(entry.group for entry, page in rows if page == current)
    with st.container(key="menu", horizontal=True):
        for group in dict.fromkeys(entry.group for entry, _ in rows):
            entry, page = next((entry, page) for entry, page in rows if entry.group == group)
            label = say(f"menu {group}", locale)
            _link(entry, page, f"**{label}**" if group == opened else label)
    with st.container(key="submenu", horizontal=True):
        for entry, page in rows:
            if entry.group == opened:
                _link(entry, page, page.title)


def _link(entry: Entry, page: st.Page, label: str) -> None:
    shared = {key: link.picked(key) for key in (state.LOCALE_KEY, YEAR_KEY)}
    shared[state.RUN_KEY] = state.missing_run() or state.shown_run()
    own = {key: link.picked(key) for key in entry.keys}
    query = {key: value for key, value in (shared | own).items() if value is not None}
    st.page_link(page, label=label, query_params=query)


def _pick_run() -> None:
    """The run shown; none where a link asks for one that is gone, or no plan is fit to be shown to all."""
    locale, table, shown = state.locale(), state.runs(), state.shown_run()
    names = {str(row.run_id): _run_label(row) for row in table.itertuples()}
    st.session_state[state.RUN_KEY] = shown
    if shown is not None:
        link.put(state.RUN_KEY, shown)
    st.selectbox(
        say("run shown", locale),
        list(names),
        index=None,
        key=state.RUN_KEY,
        format_func=lambda run_id: names.get(run_id, run_id),
        on_change=state.picked,
        args=(state.RUN_KEY,),
        disabled=not names,
        placeholder=say("choose a run", locale),
        label_visibility="collapsed",
    )


def _run_label(row: object) -> str:
    locale = state.locale()
    days = getattr(row, "days", "")
    how = say("every", locale) if days == "all" else say("on days", locale, days=days)
    when = str(getattr(row, "created_utc", ""))[:16].replace("T", " ")
    of_record = getattr(row, "run_id", "") == state.first_page().run_id and state.first_page().why == "locked"
    mark = f" · {say('record locked', locale)}" if of_record else ""
    return f"{getattr(row, 'title', '')} · {how} · {when}{mark}"


def _with_plan(show: Callable[[Plan], None]) -> Callable[[], None]:
    """A page that needs a plan: without one it says what to do, and shows no other in its place."""

    def page() -> None:
        locale = state.locale()
        run_id = state.shown_run()
        if run_id is None:
            _no_plan(locale)
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


def _no_plan(locale: str) -> None:
    """Why there is no plan: the link's is gone, that of record is gone, none is fit, or there is no run at all."""
    missing, first, table = state.missing_run(), state.first_page(), state.runs()
    if missing is not None:
        st.error(say("no such run", locale, run=components.as_text(missing)))
        st.button(say("show front", locale), key="show-front", on_click=link.pick, args=(state.RUN_KEY, None))
    elif first.why == "gone":
        st.error(say("front gone", locale, run=components.as_text(str(first.run_id))))
    elif table.empty:
        solving.first_start()
    else:
        newest = table.iloc[0]
        st.info(say("front none", locale), icon=":material/info:")
        how = _how(newest.to_dict(), locale)
        st.markdown(say("front none next", locale, title=components.as_text(str(newest["title"])), how=how))
        args = (str(newest["run_id"]),)
        st.button(say("front none show", locale), key="show-newest", on_click=state.show_run, args=args)


def _how(run: Mapping[Any, Any], locale: str) -> str:
    """On which days a run stands, and whether it was stopped."""
    days = str(run["days"])
    text = say("on all", locale) if days == "all" else say("on days", locale, days=days)
    return f"{text}, {say('status ' + str(run['status']) + '|short', locale)}"


def _about(run: Plan, locale: str) -> None:
    """Where this plan stands and what it is worth as a proof; on few days it names its difference from the full one."""
    left, right = st.columns([5, 1], vertical_alignment="center")
    with left:
        components.note(f"**{run.title}** · {record.line(run, locale)} · {cards.about(run, locale)}")
    with right:
        report.menu(run)
    record.beside_the_record(run, locale)
    older = record.older_text(run, locale)
    if older:
        st.warning(older, icon=":material/history:")
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
