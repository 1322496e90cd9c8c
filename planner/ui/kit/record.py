"""Where the plan shown stands: state, owner and age above every page; propose and lock on the page Plan."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import streamlit as st

from planner.access import rights
from planner.catalogue.files import data_hash
from planner.errors import PlannerError
from planner.plan.store import record
from planner.plan.store.standing import MOVES, standings
from planner.plan.store.trail import LONGEST_COMMENT
from planner.plan.studies.older_inputs import inputs_since
from planner.ui.kit import components, state
from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.access.rights import Action
    from planner.plan.plan import Plan
    from planner.plan.store.standing import Standing

COMMENT_KEY = "record-comment"


def now() -> dt.datetime:
    """This moment, in UTC."""
    return dt.datetime.now(dt.UTC)


def line(run: Plan, locale: str) -> str:
    """State, owner and age of a plan, in one line of Markdown."""
    return " · ".join(
        [standing_text(standings(state.trail()).of(run.run_id), locale), *owner_and_age(run.manifest, locale)]
    )


def owner_and_age(manifest: Mapping[str, Any], locale: str) -> list[str]:
    """Who made a plan, where that is kept, and how old it is."""
    owner = [say("owned by", locale, who=components.as_text(str(manifest["owner"])))] if manifest.get("owner") else []
    return [*owner, age_text(record.age_days(manifest, now()), locale)]


def standing_text(standing: Standing, locale: str) -> str:
    """The state of a plan in bold, with who brought it there, when and why."""
    text = f"**{say(f'record {standing.state}', locale)}**"
    entry = standing.entry
    if entry is None:
        return text
    when = formats.date(entry.when.date(), locale)
    by = say(f"record {standing.state} by", locale, when=when, who=components.as_text(entry.who))
    return f"{text}, {by}: “{components.as_text(entry.comment)}”"


def age_text(days: int, locale: str) -> str:
    """How old a plan is."""
    key = {0: "age none", 1: "age one"}.get(days, "age days")
    return say(key, locale, days=formats.number(days, 0, locale)) if days > 1 else say(key, locale)


def older_text(run: Plan, locale: str) -> str:
    """What of its inputs has changed since the run was solved; empty where nothing has."""
    since = inputs_since(run.manifest, state.scenario_named(run.scenario_name), data_hash())
    if since.changed_values:
        key = "older values" if since.changed_values > 1 else "older value"
        return say(key, locale, file=f"{run.scenario_name}.yaml", count=since.changed_values)
    return say("older data", locale) if since.data_changed else ""


def beside_the_record(run: Plan, locale: str) -> None:
    """On another plan than that of record: which that is, and a button to it; on the first page without one: so."""
    first = state.first_page()
    if first.why == "newest" and first.run_id == run.run_id:
        st.info(say("front newest", locale), icon=":material/edit_note:")
    if first.why != "locked" or first.run_id in {None, run.run_id}:
        return
    entry = standings(state.trail()).of(str(first.run_id)).entry
    assert entry is not None
    table = state.runs()
    title = table.loc[table["run_id"] == first.run_id, "title"].iloc[0]
    when, who = formats.date(entry.when.date(), locale), components.as_text(entry.who)
    left, right = st.columns([4, 1], vertical_alignment="center")
    text = say("not of record", locale, title=components.as_text(str(title)), when=when, who=who)
    left.info(text, icon=":material/push_pin:")
    right.button(say("show record", locale), key="show-record", on_click=state.show_run, args=(first.run_id,))


def controls(run: Plan, locale: str) -> None:
    """Propose, withdraw, lock or unlock the plan shown, folded; or why that cannot be."""
    person = state.person()
    with st.expander(say("record", locale), icon=":material/push_pin:"):
        try:
            actions = possible(run, person)
        except PlannerError as error:
            st.error(components.as_text(str(error)))
            return
        refused = refusal_text(run.manifest, locale)
        if refused:
            st.markdown(say("record refused", locale, why=refused))
        elif not actions:
            role = say(f"role {rights.role_of(person)}", locale)
            st.markdown(say("record may not", locale, person=components.as_text(person), role=role))
        if not actions:
            return
        st.caption(say("record note", locale, person=components.as_text(person)))
        comment = st.text_input(say("record comment", locale), key=COMMENT_KEY, max_chars=LONGEST_COMMENT)
        with st.container(horizontal=True):
            pressed = [
                action
                for action in actions
                if st.button(say(f"action {action}", locale), key=f"action-{action}", disabled=not comment.strip())
            ]
        if pressed:
            _do(pressed[0], run, comment, person)


def _do(action: Action, run: Plan, comment: str, person: str) -> None:
    try:
        record.record(action, run.run_id, comment, store=state.store_path(), who=person)
    except PlannerError as error:
        st.error(components.as_text(str(error)))
        return
    st.session_state.pop(COMMENT_KEY, None)
    st.rerun()


def possible(run: Plan, person: str) -> list[Action]:
    """What a person may do with a run as it stands. ScenarioError where the file of roles is wrong."""
    standing = standings(state.trail()).of(run.run_id)
    lockable = record.shortcoming(run.manifest) is None
    return [
        action
        for action, (allowed, _) in MOVES.items()
        if standing.state in allowed and rights.may(person, action) and (lockable or action in {"withdraw", "unlock"})
    ]


def refusal_text(run: Mapping[Any, Any], locale: str) -> str:
    """Why a run can be no plan of record, in the reader's language; empty where it can be."""
    reason = record.shortcoming(run)
    return "" if reason is None else say(f"refused {reason}", locale, days=run["days"])
