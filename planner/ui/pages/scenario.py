"""Page *Scenario*: what do we assume, and says who? Clone, name, edit, see the difference, solve, keep."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from planner.drafts import store
from planner.drafts.draft import LONGEST_TITLE, Draft, cleaned, edited, redone, undone, variant_name
from planner.drafts.edits import Edits, laid_over, scenario_of
from planner.errors import PlannerError, ScenarioError, StoreError
from planner.ui.kit import components, state
from planner.ui.kit.queue import queue
from planner.ui.workspace import editor, files, sections, session, workbook
from planner.ui.workspace.form import Form
from planner.ui.workspace.solve import hold, solve
from planner.words import say
from planner.words.fields import meaning, unit_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.plan.plan import Plan
    from planner.scenario.schema import Scenario

RUN, PARENT_KEY = files.RUN, session.PARENT_KEY
TITLE_KEY = "draft-title"
MOST_TYPED = 500  # what a browser sends of a title; beyond LONGEST_TITLE a sentence says so
MOST_TEXT = 4000  # characters of a summary of problems


def show() -> None:
    """The draft and its parent, the form, the difference, Solve, and every value with its source."""
    locale = state.locale()
    components.headline(say("scenario lead", locale))
    run = _shown_run()
    chosen = _choose(run, locale)
    if chosen is None:
        st.info(say("no scenarios", locale, folder=state.scenario_folder()), icon=":material/info:")
        return
    session.message()
    try:
        parent = _parent_of(chosen)
        draft = session.at_hand(chosen, parent.title)
        if draft is None:
            st.error(say("draft gone", locale))
            return
        parent = parent if draft.parent == chosen else _parent_of(draft.parent)
        current, problems = _checked(parent, draft, locale)
        values = laid_over(parent.values(), draft.edits)
    except PlannerError as error:
        st.error(components.as_text(str(error)))
        return
    disabled = not session.may_edit()
    bar = st.container()
    form = Form(parent, parent.values(), values, draft.edits, problems, session.version(), locale, disabled=disabled)
    _edit(form, draft, bar, locale)
    _difference(parent, current, draft, locale, disabled=disabled)
    solve(draft, parent, current, disabled=disabled)
    queue()
    _every_value(current or parent, run, locale)


def _shown_run() -> Plan | None:
    run_id = state.shown_run()
    if run_id is None:
        return None
    try:
        return state.plan(run_id)
    except PlannerError:
        return None


def _choose(run: Plan | None, locale: str) -> str | None:
    """What is edited: a file, the run shown, or a draft of anybody's."""
    drafts = {f"{session.MARK}{draft.draft_id}": draft for draft in store.drafts(state.store_path())}
    choices = [path.name for path in state.scenario_files()]
    if run is not None and run.manifest.get("scenario"):
        choices.append(f"{RUN}{run.run_id}")
    choices += list(drafts)
    chosen = state.choice(PARENT_KEY, choices)
    if chosen is None:
        return None
    gone = state.not_there(PARENT_KEY, choices)
    if gone is not None and gone.startswith(session.MARK):
        st.warning(say("draft gone", locale), icon=":material/info:")
    labels = _labels(choices, drafts, locale)
    st.selectbox(
        say("parent", locale), choices, format_func=lambda name: labels.get(name, name), key=PARENT_KEY,
        on_change=state.picked, args=(PARENT_KEY,),
    )  # fmt: skip
    return chosen


def _labels(choices: list[str], drafts: Mapping[str, Draft], locale: str) -> dict[str, str]:
    """What each choice is called; no two alike, as the browser names a choice by its label."""
    labels = {name: _label(name, drafts, locale) for name in choices}
    often = Counter(labels.values())
    return {name: f"{label} · {name[-4:]}" if often[label] > 1 else label for name, label in labels.items()}


def _label(name: str, drafts: Mapping[str, Draft], locale: str) -> str:
    draft = drafts.get(name)
    if draft is not None:
        when = session.clock(draft.saved_utc, locale)
        return say("draft label", locale, title=draft.title, who=draft.owner, when=when)
    return say("of run", locale, run=name.removeprefix(RUN)) if name.startswith(RUN) else name


def _parent_of(name: str) -> Scenario:
    """The scenario a draft starts from. PlannerError where its file or run is gone or wrong."""
    if name.startswith(session.MARK):
        draft = store.read(state.store_path(), name.removeprefix(session.MARK))
        if draft is None:
            raise StoreError(say("draft gone", state.locale()))
        name = draft.parent
    if name.startswith(RUN):
        return state.scenario_of_run(state.plan(name.removeprefix(RUN)))
    if name not in {path.name for path in state.scenario_files()}:
        raise ScenarioError(say("parent gone", state.locale(), parent=name))
    return state.scenario_of_file(state.scenario_folder() / name)


def _checked(parent: Scenario, draft: Draft, locale: str) -> tuple[Scenario | None, Mapping[str, str]]:
    """The draft as a scenario, or what is wrong with it field by field, which stands in a summary too."""
    if not draft.edits.count:
        return parent, {}
    try:
        return scenario_of(parent, draft.edits), {}
    except ScenarioError as error:
        st.error(f"{say('wrong', locale)}\n\n{components.as_code(str(error)[:MOST_TEXT])}")
        return None, error.by_field


# ------------------------------------------------------------------ the draft and its form


def _edit(form: Form, draft: Draft, bar: st.delta_generator.DeltaGenerator, locale: str) -> None:
    """Title, steps and form; what was typed is saved first, then a button does its work, then all is drawn anew."""
    with st.container(border=True):
        sections.sections(form)
    moved = sections.take_later(form)
    now = edited(draft, form.edits_now())
    with bar:
        title, action = _bar(draft, locale, disabled=form.disabled)
    if form.disabled:
        return
    now = replace(now, title=title)
    if now != draft:
        session.keep(now, anew=moved)
        now = st.session_state[session.DRAFT]
    if action == "clone":
        session.clone(now)
    elif action == "remove":
        session.remove(now)
    elif action:
        steps = {"undo": undone(now), "redo": redone(now), "reset": edited(now, Edits())}
        session.keep(steps[action], anew=True)
    if action or now != draft or session.refresh(now):
        hold()
        st.rerun()


def _bar(draft: Draft, locale: str, *, disabled: bool) -> tuple[str, str]:
    """The title as typed and the button pressed ("" for none); above, what is changed against the parent."""
    left, *rest = st.columns([3, 1, 1, 1, 1, 1], vertical_alignment="bottom")
    typed = left.text_input(
        say("variant name", locale), value=draft.title, max_chars=MOST_TYPED, disabled=disabled,
        key=f"{TITLE_KEY}|{session.version()}",
    )  # fmt: skip
    buttons = {
        "undo": (":material/undo:", draft.can_undo), "redo": (":material/redo:", draft.can_redo),
        "reset": (":material/restart_alt:", bool(draft.edits.count)), "clone": (":material/content_copy:", True),
        "remove": (":material/delete:", draft.revision > 0),
    }  # fmt: skip
    action = ""
    for column, (name, (icon, possible)) in zip(rest, buttons.items(), strict=True):
        if column.button(say(name, locale), key=name, icon=icon, disabled=disabled or not possible, width="stretch"):
            action = name
    title = cleaned(typed)
    if not title or len(title) > LONGEST_TITLE:
        st.error(say("title length", locale, count=len(title), most=LONGEST_TITLE))
        title = draft.title
    _saved_line(draft, locale)
    return title, action


def _saved_line(draft: Draft, locale: str) -> None:
    """How many changes there are, and when they were saved."""
    count = draft.edits.count
    key = {0: "unchanged", 1: "one change"}.get(count, "changed")
    text = say(key, locale, count=count, parent=components.as_text(_label(draft.parent, {}, locale)))
    st.markdown(f"#### {text}")
    if draft.revision:
        who, when = components.as_text(draft.saved_by), session.clock(draft.saved_utc, locale)
        components.note(say("draft saved", locale, when=when, who=who, revision=draft.revision))
    else:
        components.note(say("draft unsaved", locale))


# ------------------------------------------------------------------ difference, files, every value


def _difference(parent: Scenario, current: Scenario | None, draft: Draft, locale: str, *, disabled: bool) -> None:
    if draft.edits.count and current is not None:
        components.finding(say("difference finding", locale))
        heads = (say("name", locale), say("parent value", locale), say("new value", locale), say("unit", locale))
        components.plain_table(editor.difference_table(parent, current, heads))
        files.download(draft, parent, replace_title(current, draft))
    with st.expander(say("yaml up", locale), icon=":material/upload:"):
        files.upload(draft, parent, disabled=disabled)
    own = current if current is None or not draft.edits.count else replace_title(current, draft)
    workbook.down_and_up(draft, parent, own, disabled=disabled)


def replace_title(current: Scenario, draft: Draft) -> Scenario:
    """The scenario under the draft's own name and title, as its file says them."""
    return current.with_(name=variant_name(draft), title=draft.title)


def _every_value(scenario: Scenario, run: Plan | None, locale: str) -> None:
    components.finding(say("assumptions", locale))
    text = st.text_input(say("search", locale), key="search", icon=":material/search:", persist_state="session")
    table = editor.all_values(scenario, run)
    read = table.assign(description=[meaning(str(text), locale) for text in table["description"]])
    matches = table.loc[editor.search(read, str(text or "")).index]
    components.note(say("values shown", locale, count=len(matches), total=len(table)))
    heads = {column: say(head, locale) for column, head in HEADS.items()}
    shown = matches.assign(
        kind=[say(f"basis {kind}", locale) for kind in matches["kind"]],
        unit=[unit_text(str(unit), locale) for unit in matches["unit"]],
        description=[meaning(str(text), locale) for text in matches["description"]],
    ).rename(columns=heads)
    st.dataframe(shown, hide_index=True, key="values", height=460)
    components.download(matches, "assumptions-of-scenario")


HEADS = {
    "path": "name", "value": "value", "unit": "unit", "kind": "kind", "source": "source", "reason": "reason",
    "where": "where", "description": "meaning",
}  # fmt: skip
