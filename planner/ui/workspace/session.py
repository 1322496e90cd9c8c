"""The draft at hand in this browser: read from disk, saved with every edit, never overwriting somebody else's."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import streamlit as st

from planner.access import rights
from planner.calendar import PARIS
from planner.drafts import store
from planner.drafts.draft import LONGEST_TITLE, Draft, new_draft
from planner.errors import PlannerError
from planner.ui.kit import components, link, state
from planner.words import formats, say

DRAFT, PICKED, VERSION, MESSAGE, UNSAVED = "draft", "draft|picked", "draft|version", "draft|message", "draft|unsaved"
PARENT_KEY, MARK = "parent", "draft:"


def at_hand(chosen: str, parent_title: str) -> Draft | None:
    """The draft that is edited: that of this browser, else that on disk, else a new one of a parent.

    None where a draft was chosen that is no longer there.
    """
    draft: Draft | None = st.session_state.get(DRAFT)
    if draft is not None and st.session_state.get(PICKED) == chosen:
        return draft
    if chosen.startswith(MARK):
        draft = store.read(state.store_path(), chosen.removeprefix(MARK))
    else:
        title = say("variant of", state.locale(), parent=parent_title)[:LONGEST_TITLE]
        draft = new_draft(title, state.person(), chosen)
    adopt(draft, chosen)
    return draft


def adopt(draft: Draft | None, chosen: str) -> None:
    """Edit another draft, or another version of it: all fields are drawn anew."""
    st.session_state[DRAFT], st.session_state[PICKED], st.session_state[MESSAGE] = draft, chosen, None
    st.session_state[VERSION] = version() + 1


def version() -> int:
    """Stands in the keys of widgets, so that they are new when the draft does not come from them."""
    return int(st.session_state.get(VERSION, 0))


def keep(draft: Draft, *, anew: bool = False) -> None:
    """Save a draft and go on with it; `anew`: fields are drawn anew, as the change is not theirs.

    Where somebody else has saved it since, this version goes on under a name of its own, and a message says so. Where
    the disk does not take it, it stays in this browser and the next run tries again.
    """
    locale = state.locale()
    st.session_state[MESSAGE] = None
    try:
        saved = store.save(state.store_path(), draft, state.person())
    except PlannerError as error:
        st.session_state[MESSAGE], st.session_state[UNSAVED] = str(error), True
        kept_here = draft
    else:
        st.session_state[UNSAVED] = False
        kept_here = saved.draft
        if saved.other is not None:
            other, anew = saved.other, True
            st.session_state[MESSAGE] = say(
                "draft beside", locale, who=components.as_text(other.saved_by), when=clock(other.saved_utc, locale),
                title=components.as_text(other.title), own=components.as_text(saved.draft.title),
            )  # fmt: skip
        link.pick(PARENT_KEY, f"{MARK}{saved.draft.draft_id}")
    if anew:
        st.session_state[VERSION] = version() + 1
    st.session_state[DRAFT] = kept_here
    st.session_state[PICKED] = link.picked(PARENT_KEY) or st.session_state[PICKED]


def refresh(draft: Draft) -> bool:
    """Take over what somebody else has saved, where nothing was typed here since; tries again what was not saved."""
    if st.session_state.get(UNSAVED):
        keep(draft)
        return not st.session_state[UNSAVED]
    there = store.read(state.store_path(), draft.draft_id) if draft.revision else None
    if there is None or there.revision <= draft.revision:
        return False
    locale = state.locale()
    who, when = components.as_text(there.saved_by), clock(there.saved_utc, locale)
    adopt(there, f"{MARK}{there.draft_id}")
    st.session_state[MESSAGE] = say("draft newer", locale, who=who, when=when)
    return True


def clone(draft: Draft) -> None:
    """A draft of its own with the same changes."""
    title = say("clone of", state.locale(), title=draft.title)[:LONGEST_TITLE]
    own = new_draft(title, state.person(), draft.parent)
    keep(replace(own, states=draft.states, place=draft.place), anew=True)


def remove(draft: Draft) -> None:
    """Take a draft away and go back to its parent; not where somebody else has saved it since."""
    locale = state.locale()
    try:
        gone = store.delete(state.store_path(), draft)
    except PlannerError as error:
        st.session_state[MESSAGE] = str(error)
        return
    if not gone:
        st.session_state[MESSAGE] = say("draft not removed", locale)
        return
    st.session_state[DRAFT] = None
    link.pick(PARENT_KEY, draft.parent)


def message() -> None:
    """What happened to the draft, until something else does."""
    text = st.session_state.get(MESSAGE)
    if text:
        st.warning(text, icon=":material/info:")


def may_edit() -> bool:
    """Whether this person may save and solve; says so where not."""
    locale, person = state.locale(), state.person()
    try:
        if rights.may(person, "solve"):
            return True
        st.info(say("work may not", locale, person=components.as_text(person)), icon=":material/lock:")
    except PlannerError as error:
        st.error(str(error))
    return False


def clock(when_utc: str, locale: str) -> str:
    """A moment for people's eyes, in Paris."""
    when = dt.datetime.fromisoformat(when_utc).astimezone(PARIS)
    day = formats.date(when.date(), locale)
    return f"{when:%H:%M}, {day}"
